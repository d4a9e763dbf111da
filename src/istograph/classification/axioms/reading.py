"""The ontology's axioms, read out of its Turtle files with the names that proofs use.

classification.ttl ── class axioms, subproperties, chains, denials ──▶ Ontology
vocabularies/*.ttl ── values: their notations, classes, data       ──▶

What the compiler cannot take is refused with its file and line; nothing is left out silently.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pyoxigraph import Literal, NamedNode

from istograph.classification.axioms.expressions import ExpressionReader
from istograph.classification.axioms.lines import Line, Node, Statement, Term, read_statements
from istograph.classification.axioms.ontology import (
    DISJOINT,
    EQUIVALENT,
    SUBCLASS,
    SUPPORTS,
    Axiom,
    ClassAxiom,
    ClassTerm,
    Ontology,
)
from istograph.errors import OntologyError
from istograph.rdf.namespaces import ID, ISTO, expand, shorten

__all__ = [
    "DISJOINT",
    "EQUIVALENT",
    "SUBCLASS",
    "SUPPORTS",
    "Axiom",
    "ClassAxiom",
    "ClassTerm",
    "Ontology",
    "read_ontology",
]

_LOGIC = (expand("rdf:"), expand("rdfs:"), expand("owl:"))
_PREDICATES = frozenset(
    expand(curie)
    for curie in (
        *(SUBCLASS, EQUIVALENT, DISJOINT),
        *("owl:intersectionOf", "owl:unionOf", "owl:complementOf"),
        *("owl:onProperty", "owl:hasValue", "owl:someValuesFrom"),
        *("rdf:type", "rdf:first", "rdf:rest", "rdfs:subPropertyOf", "owl:propertyChainAxiom"),
        *("owl:annotatedSource", "owl:annotatedProperty", "owl:annotatedTarget"),
        *("rdfs:label", "rdfs:comment", "rdfs:seeAlso", "rdfs:isDefinedBy"),
        *("owl:deprecated", "owl:versionInfo"),
    )
)
_TYPES = frozenset(
    expand(curie)
    for curie in (
        *("owl:Class", "owl:Restriction", "owl:NamedIndividual", "owl:Axiom"),
        *("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"),
    )
)
_TYPE = expand("rdf:type")
# Read by the question for a host alone.
_CHAINS = {
    "isDomesticTo": ("isEstablishedIn", "countsAsDomesticFor"),
    "isOverseasTo": ("isEstablishedIn", "countsAsOverseasFor"),
}


def read_ontology(folder: Path) -> Ontology:
    """Return the axioms of `classification.ttl` and the values of `vocabularies/`."""
    files = [folder / "classification.ttl", *sorted((folder / "vocabularies").glob("*.ttl"))]
    statements = [statement for file in files for statement in read_statements(file)]
    for statement in statements:
        _refuse_unknown_logic(statement)
    return _Reader(statements).ontology()


def _refuse_unknown_logic(statement: Statement) -> None:
    iri = statement.predicate.value
    allowed = _PREDICATES
    if iri == _TYPE and isinstance(statement.object, NamedNode):
        iri, allowed = statement.object.value, _TYPES
    if iri.startswith(_LOGIC) and iri not in allowed:
        known = ", ".join(sorted(shorten(name) for name in allowed))
        raise OntologyError(
            f"{statement.line}: the classifier cannot take {shorten(iri)}; it takes {known}"
        )


class _Reader:
    def __init__(self, statements: list[Statement]) -> None:
        self._statements = statements
        self._by_subject: dict[Node, list[Statement]] = defaultdict(list)
        for statement in statements:
            self._by_subject[statement.subject].append(statement)
        self._expressions = ExpressionReader(self._by_subject)
        self._axioms: dict[str, Axiom] = {}
        self._axiom_of = dict(self._annotations())

    def ontology(self) -> Ontology:
        class_axioms = tuple(self._class_axioms())
        return Ontology(
            classes=tuple(self._classes()),
            class_axioms=class_axioms,
            superproperties=_grouped(self._superproperties()),
            value_classes=_grouped(self._value_classes()),
            value_class_names=frozenset(self._expressions.value_classes),
            value_data=self._value_data(),
            chains=dict(self._chains()),
            denials=dict(self._denials()),
            notations=self._notations(),
            axioms=self._axioms,
        )

    def _values(self, subject: Node, curie: str) -> Iterator[Term]:
        iri = expand(curie)
        return (s.object for s in self._by_subject[subject] if s.predicate.value == iri)

    def _text(self, subject: Node, curie: str, language: str | None = None) -> str:
        values = (v for v in self._values(subject, curie) if not _is_other(v, language))
        return next((value.value for value in values), "")

    def _with(self, curie: str) -> Iterator[Statement]:
        iri = expand(curie)
        return (s for s in self._statements if s.predicate.value == iri)

    # Axioms and their names

    def _annotations(self) -> Iterator[tuple[tuple[Node, str, Term], Axiom]]:
        triples = {(s.subject, s.predicate.value, s.object) for s in self._statements}
        for statement in self._with("owl:annotatedSource"):
            node = statement.subject
            target = next(self._values(node, "owl:annotatedTarget"), None)
            key = (statement.object, self._text(node, "owl:annotatedProperty"), target)
            if key not in triples:
                raise OntologyError(f"{statement.line}: annotates an axiom that is not there")
            yield key, self._axiom(node, statement.line)

    def _axiom(self, node: Node, line: Line) -> Axiom:
        iri = self._text(node, "isto:axiom")
        if not iri.startswith(ISTO):
            raise OntologyError(f"{line}: an annotated axiom needs its name, isto:axiom")
        support = self._text(node, "isto:support").removeprefix(f"{ID}support/")
        if support not in SUPPORTS:
            wanted = ", ".join(f"id:support/{name}" for name in SUPPORTS)
            raise OntologyError(f"{line}: {shorten(iri)} needs isto:support: one of {wanted}")
        name = shorten(iri)
        if name in self._axioms:
            raise OntologyError(f"{line}: {name} is already at {self._axioms[name].line}")
        self._axioms[name] = self._described(name, support, line, node)
        return self._axioms[name]

    def _described(self, name: str, support: str, line: Line, node: Node) -> Axiom:
        term = NamedNode(expand(name))
        paper_line = self._text(node, "isto:line")
        return Axiom(
            name,
            support,
            line,
            _number(paper_line),
            self._text(node, "dcterms:source"),
            self._text(term, "rdfs:label", "en"),
            self._text(term, "rdfs:label", "zh"),
            self._text(term, "isto:quote"),
        )

    def _named(self, curie: str) -> Iterator[tuple[Statement, Axiom]]:
        for statement in self._with(curie):
            yield statement, self._needed_axiom(statement, f"this {curie}")

    def _axiom_for(self, statement: Statement) -> Axiom | None:
        return self._axiom_of.get((statement.subject, statement.predicate.value, statement.object))

    def _needed_axiom(self, statement: Statement, what: str) -> Axiom:
        axiom = self._axiom_for(statement)
        if axiom is None:
            raise OntologyError(
                f"{statement.line}: {what} needs an annotation with isto:axiom and isto:support, "
                "so that proofs can name it"
            )
        return axiom

    # What they say

    def _class_axioms(self) -> Iterator[ClassAxiom]:
        for kind in (SUBCLASS, EQUIVALENT, DISJOINT):
            for statement in self._with(kind):
                if not self._is_alignment(kind, statement):
                    yield self._class_axiom(kind, statement)

    def _is_alignment(self, kind: str, statement: Statement) -> bool:
        # `isto:X rdfs:subClassOf org:Y` decides nothing as long as no axiom reads org:Y, and the
        # compiler refuses expressions with classes of other ontologies.
        foreign = isinstance(statement.object, NamedNode) and _is_foreign(statement.object.value)
        return kind == SUBCLASS and foreign and self._axiom_for(statement) is None

    def _class_axiom(self, kind: str, statement: Statement) -> ClassAxiom:
        axiom = self._needed_axiom(statement, f"this {kind}")
        left = self._expressions.read(statement.subject, statement.line)
        right = self._expressions.read(statement.object, statement.line)
        return ClassAxiom(axiom, kind, left, right, statement.line)

    def _superproperties(self) -> Iterator[tuple[str, tuple[str, Axiom]]]:
        for statement, axiom in self._named("rdfs:subPropertyOf"):
            yield statement.subject.value, (_iri(statement.object, statement.line), axiom)

    def _value_classes(self) -> Iterator[tuple[str, tuple[str, Axiom]]]:
        for statement in self._with("rdf:type"):
            value_class = _iri(statement.object, statement.line)
            if value_class in self._expressions.value_classes:
                what = f"that a value is a {shorten(value_class)}"
                axiom = self._needed_axiom(statement, what)
                yield statement.subject.value, (value_class, axiom)

    def _value_data(self) -> dict[str, dict[str, tuple[tuple[str, Axiom | None], ...]]]:
        found: dict[str, dict[str, tuple[tuple[str, Axiom | None], ...]]] = defaultdict(dict)
        for statement in self._statements:
            subject, value = statement.subject, statement.object
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode):
                of_subject, property_ = found[subject.value], statement.predicate.value
                pair = (value.value, self._axiom_for(statement))
                of_subject[property_] = (*of_subject.get(property_, ()), pair)
        return dict(found)

    # Terms

    def _classes(self) -> Iterator[ClassTerm]:
        numbered = [(int(_lexical(s)), s.subject) for s in self._with("isto:order")]
        for _, subject in sorted(numbered, key=lambda pair: pair[0]):
            if any(self._values(subject, "isto:axis")):
                yield ClassTerm(
                    subject.value.removeprefix(ISTO),
                    self._text(subject, "isto:axis").rpartition("/")[2],
                    self._text(subject, "rdfs:label", "en"),
                    self._text(subject, "rdfs:label", "zh"),
                    _number(self._text(subject, "isto:line")),
                )

    def _chains(self) -> Iterator[tuple[str, Axiom]]:
        for statement, axiom in self._named("owl:propertyChainAxiom"):
            line = statement.line
            links = self._expressions.members(statement.object, line)
            chain = tuple(_iri(link, at).removeprefix(ISTO) for link, at in links)
            if _CHAINS.get(statement.subject.value.removeprefix(ISTO)) != chain:
                raise OntologyError(
                    f"{line}: the classifier takes two chains only, from isto:isEstablishedIn by "
                    "isto:countsAsDomesticFor to isto:isDomesticTo, and the like for overseas"
                )
            yield statement.subject.value, axiom

    def _denials(self) -> Iterator[tuple[str, str]]:
        for statement in self._with("isto:denialProperty"):
            yield statement.subject.value, _iri(statement.object, statement.line)

    def _notations(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for statement in self._with("skos:notation"):
            iri = statement.subject.value
            kind = iri.removeprefix(ID).partition("/")[0]
            found[kind][_lexical(statement)] = iri
        return dict(found)


_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, tuple[_Value, ...]]:
    found: dict[_Key, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def _iri(term: Term, line: Line) -> str:
    if not isinstance(term, NamedNode):
        raise OntologyError(f"{line}: the classifier needs an IRI here, not {term}")
    return term.value


def _is_foreign(iri: str) -> bool:
    return not iri.startswith((ISTO, *_LOGIC))


def _is_other(term: Term, language: str | None) -> bool:
    return language is not None and getattr(term, "language", None) != language


def _number(text: str) -> int | None:
    return int(text) if text else None


def _lexical(statement: Statement) -> str:
    if not isinstance(statement.object, Literal):
        raise OntologyError(f"{statement.line}: a literal is needed here, not {statement.object}")
    return statement.object.value
