"""Class expressions: what an axiom may be built from, and how Turtle writes it.

over organizations   Named | Not | And | Or | Nothing | Restriction
over their facts     Restriction = HasValue | Some
over values          Named | And | HasValue | Some | Anything
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from istograph.classification.axioms.lines import Line, Node, Statement, Term
from istograph.errors import OntologyError
from istograph.rdf.namespaces import ISTO, expand, shorten

Value = str | bool


@dataclass(frozen=True)
class Named:
    """A class that has a name."""

    iri: str


@dataclass(frozen=True)
class Nothing:
    """The empty class."""


@dataclass(frozen=True)
class Anything:
    """Every value."""


@dataclass(frozen=True)
class Not:
    """What is not in a class."""

    operand: "Expression"


@dataclass(frozen=True)
class And:
    """What is in all of some classes."""

    operands: tuple["Expression", ...]


@dataclass(frozen=True)
class Or:
    """What is in one of some classes."""

    operands: tuple["Expression", ...]


@dataclass(frozen=True)
class HasValue:
    """What has this value of a property."""

    property: str
    value: Value


@dataclass(frozen=True)
class Some:
    """What has a value of a property that is in a class."""

    property: str
    filler: "Expression"


Restriction = HasValue | Some
Expression = Named | Nothing | Anything | Not | And | Or | HasValue | Some

_THING, _NOTHING = expand("owl:Thing"), expand("owl:Nothing")
_FIRST, _REST, _NIL = expand("rdf:first"), expand("rdf:rest"), expand("rdf:nil")
_ON_PROPERTY = expand("owl:onProperty")
_HAS_VALUE, _SOME_VALUES = expand("owl:hasValue"), expand("owl:someValuesFrom")
_AND, _OR, _NOT = (
    expand("owl:intersectionOf"),
    expand("owl:unionOf"),
    expand("owl:complementOf"),
)
_TYPE = expand("rdf:type")
_CLASSES = frozenset({expand("owl:Class")})
_PROPERTIES = frozenset({expand("owl:ObjectProperty"), expand("owl:DatatypeProperty")})
_FORMS = frozenset({_AND, _OR, _NOT, _HAS_VALUE, _SOME_VALUES})


class ExpressionReader:
    """Reads expressions out of triples, and remembers which classes are classes of values."""

    def __init__(self, by_subject: Mapping[Node, Sequence[Statement]]) -> None:
        self._by_subject = by_subject
        self.value_classes: set[str] = set()

    def read(self, term: Term, line: Line) -> Expression:
        """Return the class of organizations that a term stands for."""
        expression = self._read(term, line)
        if isinstance(expression, Anything):
            raise OntologyError(f"{line}: owl:Thing may stand only in owl:someValuesFrom")
        return expression

    def members(self, head: Term, line: Line) -> Iterator[tuple[Term, Line]]:
        """Yield what is in an RDF list."""
        while not (isinstance(head, NamedNode) and head.value == _NIL):
            if isinstance(head, Literal):
                raise OntologyError(f"{line}: {head} is no list")
            cells = {s.predicate.value: s for s in self._by_subject.get(head, ())}
            if not {_FIRST, _REST} <= cells.keys():
                raise OntologyError(f"{line}: a list that does not end")
            yield cells[_FIRST].object, cells[_FIRST].line
            head = cells[_REST].object

    def _read(self, term: Term, line: Line) -> Expression:
        if isinstance(term, NamedNode):
            return self._named(term, line)
        if not isinstance(term, BlankNode):
            raise OntologyError(f"{line}: {term} is no class")
        form = self._form(term, line)
        match form.predicate.value:
            case iri if iri == _NOT:
                return Not(self.read(form.object, form.line))
            case iri if iri in (_AND, _OR):
                members = self.members(form.object, form.line)
                operands = tuple(self._read(member, at) for member, at in members)
                return And(operands) if iri == _AND else Or(operands)
            case _:
                return self._restriction(term, form)

    def _named(self, term: NamedNode, line: Line) -> Expression:
        if term.value == _NOTHING:
            return Nothing()
        if term.value == _THING:
            return Anything()
        # A misspelt class would be one of which nothing is known.
        if not term.value.startswith(ISTO) or not self._is_declared(term, _CLASSES):
            raise OntologyError(f"{line}: {shorten(term.value)} is no class of this ontology")
        return Named(term.value)

    def _is_declared(self, term: NamedNode, types: frozenset[str]) -> bool:
        statements = self._by_subject.get(term, ())
        return any(
            s.predicate.value == _TYPE
            and isinstance(s.object, NamedNode)
            and s.object.value in types
            for s in statements
        )

    def _form(self, node: BlankNode, line: Line) -> Statement:
        forms = [s for s in self._by_subject.get(node, ()) if s.predicate.value in _FORMS]
        if len(forms) != 1:
            wanted = ", ".join(sorted(map(shorten, _FORMS)))
            raise OntologyError(f"{line}: a class without a name needs one of {wanted}")
        return forms[0]

    def _restriction(self, node: BlankNode, form: Statement) -> Restriction:
        properties = [s for s in self._by_subject[node] if s.predicate.value == _ON_PROPERTY]
        if len(properties) != 1 or not isinstance(properties[0].object, NamedNode):
            raise OntologyError(f"{form.line}: a restriction needs one named owl:onProperty")
        term = properties[0].object
        if not self._is_declared(term, _PROPERTIES):
            at = properties[0].line
            raise OntologyError(f"{at}: {shorten(term.value)} is no property of this ontology")
        name = term.value
        if form.predicate.value == _HAS_VALUE:
            return HasValue(name, _value(form.object, form.line))
        return Some(name, self._filler(form.object, form.line))

    def _filler(self, term: Term, line: Line) -> Expression:
        if isinstance(term, NamedNode) and term.value == _THING:
            return Anything()
        filler = self._read(term, line)
        self._check_filler(filler, line)
        return filler

    def _check_filler(self, filler: Expression, line: Line) -> None:
        match filler:
            case Named(iri):
                self.value_classes.add(iri)
            case And(operands):
                for operand in operands:
                    self._check_filler(operand, line)
            case HasValue() | Some():
                pass
            case _:
                raise OntologyError(
                    f"{line}: of values the classifier takes named classes, intersections and "
                    "restrictions only"
                )


def _value(term: Term, line: Line) -> Value:
    if isinstance(term, NamedNode):
        return term.value
    booleans = {"true": True, "1": True, "false": False, "0": False}
    is_boolean = isinstance(term, Literal) and term.datatype.value == expand("xsd:boolean")
    if isinstance(term, Literal) and is_boolean and term.value in booleans:
        return booleans[term.value]
    raise OntologyError(f"{line}: owl:hasValue takes an IRI or a boolean, not {term}")
