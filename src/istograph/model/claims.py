"""Records and claims, to quads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, Triple

from istograph.model.facts import FACT_PROPERTIES, denial
from istograph.model.terms import Term, date_literal, isto, record
from istograph.rdf.namespaces import ISTO
from istograph.rdf.terms import LABEL, TYPE, term

STATUSES = ASSERTED, DISPUTED, SUPERSEDED = "asserted", "disputed", "superseded"

_NOTE = term("skos:note")


@dataclass(frozen=True)
class Text:
    """One text in the project's two languages; either may be missing."""

    en: str = ""
    zh: str = ""

    def in_language(self, language: str) -> str:
        """Return it in one of the two languages."""
        return self.zh if language == "zh" else self.en

    def literals(self) -> Iterator[Literal]:
        """Yield a language-tagged literal for each language that is there."""
        if self.en:
            yield Literal(self.en, language="en")
        if self.zh:
            yield Literal(self.zh, language="zh")


@dataclass(frozen=True)
class Record:
    """A described thing: its types, its labels and notes, and other properties."""

    iri: NamedNode
    types: tuple[NamedNode, ...]
    label: Text = Text()
    note: Text = Text()
    properties: tuple[tuple[NamedNode, Term], ...] = ()

    def triples(self) -> Iterator[Triple]:
        """Yield the triples that describe it."""
        for type_ in self.types:
            yield Triple(self.iri, TYPE, type_)
        for label in self.label.literals():
            yield Triple(self.iri, LABEL, label)
        for note in self.note.literals():
            yield Triple(self.iri, _NOTE, note)
        for predicate, value in self.properties:
            yield Triple(self.iri, predicate, value)


@dataclass(frozen=True)
class Claim:
    """What one source says: subject, property, value, and where it says so."""

    key: str
    subject: NamedNode
    predicate: NamedNode
    value: Term
    source: NamedNode
    support: str
    line: int | None = None
    section: str = ""
    locator: str = ""
    quote: Literal | None = None
    cites: tuple[NamedNode, ...] = ()
    since: date | None = None
    until: date | None = None
    negated: bool = False
    status: str = ASSERTED
    reading: str = ""
    note: Text = field(default=Text())
    # The triples of the value's own node, for a registration or an office.
    details: tuple[Triple, ...] = ()

    @property
    def iri(self) -> NamedNode:
        """The claim's own node."""
        return record("claim", self.key)

    @property
    def is_fact(self) -> bool:
        """Whether the classifier reads it: its property is one of the contract's."""
        return self.predicate.value.removeprefix(ISTO) in FACT_PROPERTIES

    @property
    def stands(self) -> bool:
        """Whether its own triple stands in the graph beside it."""
        return self.status == ASSERTED

    def triples(self) -> Iterator[Triple]:
        """Yield the claim's node, the value's details and, if it stands, the triple itself."""
        yield from (Triple(self.iri, predicate, value) for predicate, value in self._description())
        yield from self.details
        if self.stands:
            yield Triple(self.subject, self._standing(), self.value)

    def _standing(self) -> NamedNode:
        if not self.negated:
            return self.predicate
        return denial(self.predicate, self.value, self.details)

    def _description(self) -> Iterator[tuple[NamedNode, Term]]:
        yield TYPE, isto("Claim")
        if self.is_fact:
            yield TYPE, isto("Fact")
        yield isto("subject"), self.subject
        yield isto("property"), self.predicate
        yield isto("value"), self.value
        yield isto("source"), self.source
        yield isto("support"), record("support", self.support)
        yield isto("claimStatus"), record("claim-status", self.status)
        if self.negated:
            yield isto("negated"), Literal(True)
        yield from ((isto("cites"), document) for document in self.cites)
        yield from ((_NOTE, note) for note in self.note.literals())
        yield from self._place()
        yield from self._interval()

    def _place(self) -> Iterator[tuple[NamedNode, Term]]:
        if self.line is not None:
            yield isto("line"), Literal(self.line)
        if self.section:
            yield isto("section"), Literal(self.section)
        if self.locator:
            yield isto("locator"), Literal(self.locator)
        if self.quote is not None:
            yield isto("quote"), self.quote
        if self.reading:
            yield isto("reading"), record("reading", self.reading)

    def _interval(self) -> Iterator[tuple[NamedNode, Term]]:
        if self.since is not None:
            yield isto("from"), date_literal(self.since)
        if self.until is not None:
            yield isto("to"), date_literal(self.until)


def quads(things: Iterable[Record | Claim], name: NamedNode) -> Iterator[Quad]:
    """Yield everything that records and claims say, in one named graph."""
    for thing in things:
        for triple in thing.triples():
            yield Quad(triple.subject, triple.predicate, triple.object, name)
