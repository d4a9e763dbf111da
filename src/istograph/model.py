"""What a claim, a fact and a record look like in RDF: frozen records, to quads and back.

id:claim/{key} ── isto:subject ──▶ S      the claim, a node in its source's named graph
               ── isto:property ─▶ P
               ── isto:value ────▶ V
               ── isto:source, isto:support, isto:line, isto:quote ...
S ── P ──▶ V                              its triple, in the same graph, unless the claim
                                          is disputed or superseded; a negated one stands
                                          with the property that denies (DENIALS)
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Triple

from istograph.errors import InputError
from istograph.rdf.namespaces import GRAPH, ID, ISTO, expand

Term = NamedNode | Literal

ASSERTED, DISPUTED, SUPERSEDED = "asserted", "disputed", "superseded"

CONCEPT_PROPERTIES: dict[str, str] = {
    "hasConstitutiveInstrument": "instrument",
    "hasFoundingParty": "party",
    "hasMemberKind": "party",
    "hasParticipantFrom": "jurisdiction",
    "hasLegalForm": "legal-form",
    "isEstablishedUnderLawOf": "jurisdiction",
    "hasStatutorySeatIn": "jurisdiction",
    "isHeadquarteredIn": "jurisdiction",
    "hasPrincipalField": "field",
    "hasField": "field",
    "carriesOut": "activity",
}
BOOLEAN_PROPERTIES = frozenset(
    {
        "isInternational",
        "participantListComplete",
        "isNonprofit",
        "isLegallyEstablished",
        "hasSTAttribute",
        "isOrganization",
    }
)
PARENT_PROPERTIES = frozenset({"isOfficeOf", "isPartOf"})
FACT_PROPERTIES = frozenset(
    {*CONCEPT_PROPERTIES, *BOOLEAN_PROPERTIES, *PARENT_PROPERTIES}
    | {"hasRegistration", "hasOffice", "isSaidToBe", "dissolvedOn"}
)
# The ontology says the same by isto:denialProperty.
DENIALS: dict[str, str] = {
    "hasConstitutiveInstrument": "isNotConstitutedBy",
    "isSaidToBe": "isDeniedToBe",
    "isEstablishedUnderLawOf": "isNotEstablishedUnderLawOf",
    "hasStatutorySeatIn": "hasNoStatutorySeatIn",
    "hasRegistration": "hasNoRegistration",
}

_TYPE = NamedNode(expand("rdf:type"))
_LABEL = NamedNode(expand("rdfs:label"))
_NOTE = NamedNode(expand("skos:note"))
_DATE = NamedNode(expand("xsd:date"))


def isto(name: str) -> NamedNode:
    """Return the term of the ontology that has this local name."""
    return NamedNode(ISTO + name)


def record(kind: str, key: str) -> NamedNode:
    """Return the IRI of a record or a value: `id:{kind}/{key}`."""
    return NamedNode(f"{ID}{kind}/{key}")


# Jurisdiction CN is the mainland; HK, MO and TW are their own.
MAINLAND = record("jurisdiction", "cn")


def graph(name: str) -> NamedNode:
    """Return the IRI of one of our named graphs."""
    return NamedNode(GRAPH + name)


def date_literal(day: date) -> Literal:
    """Return an xsd:date."""
    return Literal(day.isoformat(), datatype=_DATE)


@dataclass(frozen=True)
class Text:
    """One text in the project's two languages; either may be missing."""

    en: str = ""
    zh: str = ""

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
            yield Triple(self.iri, _TYPE, type_)
        for label in self.label.literals():
            yield Triple(self.iri, _LABEL, label)
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
        return denial(self.predicate, self.value) if self.negated else self.predicate

    def _description(self) -> Iterator[tuple[NamedNode, Term]]:
        yield _TYPE, isto("Claim")
        if self.is_fact:
            yield _TYPE, isto("Fact")
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


def read_claim(iri: NamedNode, triples: Iterable[Triple]) -> Claim:
    """Return the claim that stands at a node; the way back from `Claim.triples`."""
    described = list(triples)
    found: dict[str, list[Any]] = {}
    for triple in described:
        if triple.subject == iri:
            found.setdefault(triple.predicate.value, []).append(triple.object)
    return _claim(iri.value.removeprefix(f"{ID}claim/"), _Description(found), described)


class _Description:
    """The values of one node's properties."""

    def __init__(self, found: Mapping[str, list[Any]]) -> None:
        self._found = found

    def all(self, name: str) -> list[Any]:
        return self._found.get(name if ":" in name else ISTO + name, [])

    def one(self, name: str) -> Any:
        return self.all(name)[0]

    def text(self, name: str) -> str:
        return next((value.value for value in self.all(name)), "")

    def key(self, name: str) -> str:
        return self.text(name).rpartition("/")[2]

    def day(self, name: str) -> date | None:
        return date.fromisoformat(self.text(name)) if self.all(name) else None

    def note(self) -> Text:
        notes = {note.language: note.value for note in self.all(_NOTE.value)}
        return Text(notes.get("en", ""), notes.get("zh", ""))


def _claim(key: str, node: _Description, described: list[Triple]) -> Claim:
    value = node.one("value")
    return Claim(
        key=key,
        subject=node.one("subject"),
        predicate=node.one("property"),
        value=value,
        source=node.one("source"),
        support=node.key("support"),
        line=int(node.text("line")) if node.all("line") else None,
        section=node.text("section"),
        locator=node.text("locator"),
        quote=next(iter(node.all("quote")), None),
        cites=tuple(node.all("cites")),
        since=node.day("from"),
        until=node.day("to"),
        negated=node.text("negated") == "true",
        status=node.key("claimStatus"),
        reading=node.key("reading"),
        note=node.note(),
        details=tuple(t for t in described if t.subject == value and _is_structured(value)),
    )


def _is_structured(value: Term) -> bool:
    own = (f"{ID}registration/", f"{ID}office/")
    return isinstance(value, NamedNode) and value.value.startswith(own)


def denial(predicate: NamedNode, value: Term) -> NamedNode:
    """Return the property that denies a value of another; an error where none does."""
    name = predicate.value.removeprefix(ISTO)
    if name not in DENIALS:
        allowed = ", ".join(sorted(DENIALS))
        raise InputError(f"{name} cannot be negated; only {allowed} can")
    if CONCEPT_PROPERTIES.get(name) == "jurisdiction" and value != MAINLAND:
        raise InputError(f"{name} can be negated for CN only")
    return isto(DENIALS[name])


@dataclass(frozen=True)
class FactValue:
    """A fact's value as RDF: the term, and the triples of its own node if it has one."""

    term: Term
    details: tuple[Triple, ...] = ()


def fact_value(property_: str, value: object, key: str) -> FactValue:
    """Return as RDF a fact's value in the contract's JSON; `key` names a structured one.

    >>> fact_value("isHeadquarteredIn", "HK", "x").term.value
    'https://w3id.org/istograph/id/jurisdiction/hk'
    >>> fact_value("isSaidToBe", "isto:ISTO", "x").term.value
    'https://w3id.org/istograph/ontology#ISTO'
    """
    if property_ in ("hasRegistration", "hasOffice"):
        return _structured(property_, value, key)
    if property_ in BOOLEAN_PROPERTIES:
        return FactValue(Literal(_expected(property_, value, bool, "true or false")))
    text = _expected(property_, value, str, "a string")
    if property_ == "dissolvedOn":
        return FactValue(date_literal(_day(text)))
    if property_ == "isSaidToBe":
        return FactValue(isto(text.removeprefix("isto:")))
    if property_ in PARENT_PROPERTIES:
        return FactValue(record("organization", text))
    return FactValue(record(CONCEPT_PROPERTIES[property_], text.lower()))


def _day(text: str) -> date:
    # date.fromisoformat alone would take 19460418 and week dates too; xsd:date does not.
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise InputError(f"{text!r} is no date: YYYY-MM-DD is wanted")
    return date.fromisoformat(text)


def _structured(property_: str, value: object, key: str) -> FactValue:
    parts = _expected(property_, value, dict, "a JSON object")
    kind, terms = _STRUCTURES[property_]
    if unknown := sorted(parts.keys() - terms.keys()):
        raise InputError(f"{property_} has no {unknown[0]!r}; it has {', '.join(terms)}")
    if "kind" not in parts:
        raise InputError(f"{property_} needs a 'kind', as in {json.dumps({'kind': '...'})}")
    node = record(kind, key)
    details = [
        Triple(node, isto(terms[part][0]), _part(terms[part][1], parts[part])) for part in parts
    ]
    return FactValue(node, tuple(details))


# The kind of the value's own node; for each JSON key the property and the kind of its value.
_STRUCTURES: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "hasRegistration": (
        "registration",
        {
            "kind": ("registrationKind", "registration-kind"),
            "authority": ("registrationAuthority", ""),
            "jurisdiction": ("registrationJurisdiction", "jurisdiction"),
        },
    ),
    "hasOffice": (
        "office",
        {"kind": ("officeKind", "office-kind"), "in": ("officeIn", "jurisdiction")},
    ),
}


def _part(kind: str, value: object) -> Term:
    text = _expected("each part", value, str, "a string")
    return record(kind, text.lower()) if kind else Literal(text)


def _expected(name: str, value: object, type_: type, words: str) -> Any:
    if not isinstance(value, type_):
        raise InputError(f"{name} wants {words}, not {json.dumps(value, ensure_ascii=False)}")
    return value
