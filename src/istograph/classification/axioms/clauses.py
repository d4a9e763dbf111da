"""Axioms as clauses, each of which remembers its axiom.

A set of literals, and so a clause too, is one integer: atom i has bit 2i when it is meant to be
true and bit 2i+1 when false.

    IGO ≡ IO ⊓ byAgreement    ──▶  ¬IGO ∨ IO     ¬IGO ∨ byAgreement     IGO ∨ ¬IO ∨ ¬byAgreement
    [isNonprofit value true] ⊑ nonprofit  ──▶  a row: such a fact gives the literal `nonprofit`
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from istograph.classification.axioms.expressions import (
    And,
    Expression,
    HasValue,
    Named,
    Not,
    Nothing,
    Or,
    Restriction,
    Some,
)
from istograph.classification.axioms.ontology import (
    DISJOINT,
    EQUIVALENT,
    Axiom,
    ClassAxiom,
    Ontology,
)
from istograph.errors import OntologyError
from istograph.rdf.namespaces import shorten

Atom = Named | Restriction
_Literal = tuple[Atom, bool]
_Disjunction = frozenset[_Literal]


@dataclass(frozen=True)
class Clause:
    """A disjunction of literals and the axiom that says it."""

    literals: int
    axiom: Axiom


@dataclass(frozen=True)
class Row:
    """What a fact gives that satisfies a restriction: one literal, and the axiom that says so."""

    restriction: Restriction
    literal: int
    axiom: Axiom | None


@dataclass(frozen=True)
class ClauseTheory:
    """The class axioms as clauses over atoms, and as rows from facts to literals."""

    atoms: tuple[Atom, ...]
    clauses: tuple[Clause, ...]
    rows: tuple[Row, ...]

    def literal(self, iri: str) -> int:
        """Return the literal that says of an organization that it is in a named class."""
        return 1 << 2 * self.atoms.index(Named(iri))

    def complement(self, literals: int) -> int:
        """Return the literals that contradict these, one by one."""
        return complement(literals, len(self.atoms))


def complement(literals: int, atoms: int) -> int:
    """Return the negation of each literal.

    >>> bin(complement(0b1001, atoms=2))
    '0b110'
    """
    positive = _positive_literals(atoms)
    return (literals & positive) << 1 | literals >> 1 & positive


@cache
def _positive_literals(atoms: int) -> int:
    return (4**atoms - 1) // 3  # type: ignore[no-any-return]


def compile_clauses(ontology: Ontology) -> ClauseTheory:
    """Return the clauses and rows of an ontology."""
    found = [(d, a.axiom) for a in ontology.class_axioms for d in _disjunctions(a, ontology)]
    kept = _kept_restrictions(found, frozenset(ontology.denials.values()))
    atoms = _atoms([d for d, _ in found], kept)
    bit = {atom: 1 << 2 * i for i, atom in enumerate(atoms)}
    clauses = []
    rows = [Row(atom, bit[atom], None) for atom in kept]
    for disjunction, axiom in found:
        premises = [atom for atom, _ in disjunction if atom not in bit]
        literals = sum(bit[atom] << (not yes) for atom, yes in disjunction if atom in bit)
        if premises:
            rows.append(Row(premises[0], literals, axiom))  # type: ignore[arg-type]
        else:
            clauses.append(Clause(literals, axiom))
    return ClauseTheory(atoms, tuple(clauses), tuple(rows))


def _disjunctions(class_axiom: ClassAxiom, ontology: Ontology) -> Iterator[_Disjunction]:
    left, right = class_axiom.left, class_axiom.right
    expressions: list[Expression] = [Or((Not(left), right))]
    if class_axiom.kind == EQUIVALENT:
        expressions.append(Or((left, Not(right))))
    elif class_axiom.kind == DISJOINT:
        expressions = [Or((Not(left), Not(right)))]
    for expression in expressions:
        for disjunction in _normal_form(expression, positive=True):
            if not any((atom, not yes) in disjunction for atom, yes in disjunction):
                _check(disjunction, class_axiom, ontology)
                yield disjunction


def _normal_form(expression: Expression, *, positive: bool) -> list[_Disjunction]:
    match expression:
        case Not(operand):
            return _normal_form(operand, positive=not positive)
        case Nothing():
            return [frozenset()] if positive else []
        case And(operands) | Or(operands):
            parts = [_normal_form(operand, positive=positive) for operand in operands]
            if isinstance(expression, And) == positive:
                return [disjunction for part in parts for disjunction in part]
            return [frozenset().union(*choice) for choice in product(*parts)]
        case Named() | HasValue() | Some():
            return [frozenset({(expression, positive)})]
        case _:
            raise TypeError(f"{expression} is no class of organizations")


def _check(disjunction: _Disjunction, class_axiom: ClassAxiom, ontology: Ontology) -> None:
    for atom, positive in disjunction:
        if isinstance(atom, Named):
            if atom.iri in ontology.value_class_names:
                problem = f"{shorten(atom.iri)} is a class of values, not of organizations"
                raise OntologyError(f"{class_axiom.line}: {problem}")
        elif positive:
            # Facts are given, not concluded: a concluded one would have to give further literals.
            name = shorten(atom.property)
            problem = f"a restriction on {name} may be a condition, not a conclusion"
            raise OntologyError(f"{class_axiom.line}: {problem}")


def _kept_restrictions(
    found: list[tuple[_Disjunction, Axiom]], denials: frozenset[str]
) -> frozenset[Restriction]:
    # A restriction that only gives single literals is compiled away; one that meets another, as
    # multilateral meets bilateral, stays an atom beside the classes. Of a value and its denial
    # one is enough. An axiom is all rows or all clauses, so that proofs count it once.
    kept: set[Restriction] = set()
    mixed = {axiom for disjunction, axiom in found if len(disjunction) != 2}
    for disjunction, axiom in found:
        restrictions = [atom for atom, _ in disjunction if not isinstance(atom, Named)]
        affirmed = [atom for atom in restrictions if atom.property not in denials]
        if axiom in mixed:
            kept.update(restrictions)
        elif len(restrictions) == 2:
            kept.update(affirmed if len(affirmed) == 1 else restrictions)
    return frozenset(kept)


def _atoms(disjunctions: list[_Disjunction], kept: frozenset[Restriction]) -> tuple[Atom, ...]:
    found = {atom for disjunction in disjunctions for atom, _ in disjunction}
    return tuple(sorted((a for a in found if isinstance(a, Named) or a in kept), key=repr))
