"""What is said of a record, and where: its claims, gathered by what they are about.

aspect ──▶ property ──▶ values that the same sources give, and these sources once
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from istograph.classification.explanations.citations import section_words
from istograph.classification.words.locators import locator_words
from istograph.model import DENIALS, REPLACED_BY, isto
from istograph.rdf.namespaces import ID
from istograph.rdf.terms import LABEL, TYPE, term
from istograph.web.linked_data import periods
from istograph.web.linked_data.lookup import Node
from istograph.web.linked_data.things import Thing, Things, by_text, in_order

_NOTE = term("skos:note")
_LOCALITY = isto("locality")
_UNKNOWN = NamedNode(f"{ID}policy-status/unknown")
# Shown in places of their own, or said by the page as a whole.
ELSEWHERE = {
    *(TYPE, LABEL, _NOTE),
    *(
        term(curie)
        for curie in (
            *("skos:altLabel", "skos:definition", "skos:scopeNote", "skos:prefLabel"),
            *("schema:sameAs", "schema:url", "schema:identifier", "schema:subjectOf", "owl:sameAs"),
            *("rdfs:isDefinedBy", "isto:acronym", "isto:coordinates", "schema:location"),
        )
    ),
}
# What a claim's page shows at its top.
_OF_CLAIMS = {
    isto(name)
    for name in (
        *("subject", "property", "value", "negated", "source", "cites", "support", "claimStatus"),
        *("line", "section", "locator", "quote", "from", "to"),
    )
}
_DENIED = {isto(denial): isto(name) for name, denial in DENIALS.items()}
# What organizations are told apart by; what stands nowhere here comes last, under its own heading.
_ASPECTS: Sequence[tuple[str, str, str, Sequence[str]]] = (
    (
        "kind",
        "What sources call it",
        "来源如何称呼它",
        ("isInternational", "isSaidToBe", "isOrganization", "absentNameWord", "statement"),
    ),
    (
        "law",
        "Founding, law and seat",
        "设立、法律与所在地",
        (
            *("foundingDate", "hasConstitutiveInstrument", "hasLegalForm", "isNonprofit"),
            *("isEstablishedUnderLawOf", "hasStatutorySeatIn", "isLegallyEstablished"),
            *("hasRegistration", "isHeadquarteredIn", "locality", "hasOffice", "dissolvedOn"),
        ),
    ),
    (
        "members",
        "Founders and members",
        "创始方与成员",
        ("hasFoundingParty", "hasParticipantFrom", "participantListComplete", "hasMemberKind"),
    ),
    (
        "work",
        "Field and work",
        "领域与活动",
        (
            *("hasPrincipalField", "hasField", "carriesOut", "hasSTAttribute"),
            *("cooperatesWith", "sendsResearchersTo"),
        ),
    ),
)


@dataclass(frozen=True)
class Source:
    """Where something is said, in what words, and how far it stands; and the claims that say so."""

    document: Thing | None
    cites: tuple[Thing, ...]
    line: str
    section: str
    locator: Thing | None
    quote: Thing | None
    support: Thing | None
    status: Thing | None
    since: str
    until: str
    notes: tuple[Thing, ...]
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """Values that the same sources give."""

    values: Sequence[Thing]
    negated: bool = False
    sources: Sequence[Source] = ()


@dataclass(frozen=True)
class Group:
    """What is said by one property, or what links here by one."""

    name: Thing
    items: Sequence[Any]
    total: int = 0
    # the numbers of those that are observations, by IRI
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Aspect:
    """Groups under one heading."""

    key: str
    en: str
    zh: str
    groups: Sequence[Group]


class Claims:
    """The claims about a record, or about what it stands for."""

    def __init__(self, things: Things, node: NamedNode, names: Sequence[Node]) -> None:
        self._things = things
        self._node = node
        self._names = names
        self._claims = things.lookup.claims(node, things.graph)

    def aspects(self, without: Iterable[NamedNode] = ()) -> list[Aspect]:
        """Return all that is said, but for what stands elsewhere, by aspect."""
        groups = {group.name.key: group for group in self._groups(ELSEWHERE | set(without))}
        found = [
            Aspect(key, en, zh, [groups.pop(name) for name in names if name in groups])
            for key, en, zh, names in _ASPECTS
        ]
        rest = sorted(groups.values(), key=lambda group: by_text(group.name))
        return [a for a in (*found, Aspect("other", "Other", "其他", rest)) if a.groups]

    def own(self) -> dict[str, Any] | None:
        """Return what a claim says, when the record is one."""
        subject, property_, value = (
            self._values(self._node, name) for name in ("subject", "property", "value")
        )
        if not (subject and property_ and value):
            return None
        return {
            "subject": self._things.thing(subject[0]),
            "property": self._things.thing(property_[0]),
            "said": self._unquoted(
                Said(
                    [self._things.value(property_[0], self._things.readable(value))],
                    self._is_negated(self._node),
                    [self._source(self._node)],
                )
            ),
        }

    def first(self, name: str) -> Iterator[tuple[Thing, str]]:
        """Yield the values of a property that stand, each with a claim that says so."""
        seen = set()
        for claim in self._claims:
            is_it = self._values(claim, "property") == [isto(name)]
            if is_it and self._stands(claim):
                for value in self._values(claim, "value"):
                    if value not in seen:
                        seen.add(value)
                        yield self._things.thing(value), claim.value

    def disputed(self) -> list[Said]:
        """Return the statements that somebody disputes, or that others superseded."""
        found = []
        for claim in self._claims:
            source = self._source(claim)
            if source.status and source.status.key != "asserted":
                values = [self._things.thing(claim)]
                found.append(Said(values, self._is_negated(claim), [source]))
        return found

    def _groups(self, hidden: set[NamedNode]) -> Iterator[Group]:
        """Yield the statements by property: those of claims, then those that no claim makes."""
        found: dict[NamedNode, dict[tuple[object, bool], list[Source]]] = {}
        claimed: set[tuple[NamedNode, object]] = set()
        for claim in self._claims:
            if claim != self._node:
                claimed |= set(self._add_claim(found, claim))
        shown = hidden | (_OF_CLAIMS if self._values(self._node, "property") else set())
        for triple in self._triples():
            property_ = _DENIED.get(triple.predicate, triple.predicate)
            if triple.predicate not in shown and (property_, triple.object) not in claimed:
                key = triple.object, property_ != triple.predicate
                found.setdefault(property_, {}).setdefault(key, [])
        yield from self._period(found)
        for property_, statements in found.items():
            if property_ not in hidden and not _says_nothing(statements):
                show = (
                    self._town if property_ == _LOCALITY else partial(self._things.value, property_)
                )
                yield Group(self._things.thing(property_), self._gathered(statements, show))

    def _period(self, found: dict[NamedNode, dict[Any, list[Source]]]) -> Iterator[Group]:
        """Take the two ends of a period out of what was found, and yield it as one group."""
        ends = [list(found.get(each, {}).items()) for each in (periods.START, periods.END)]
        if [len(each) for each in ends] != [1, 1]:
            return
        ((start, is_no_start), first), ((end, is_no_end), second) = ends[0][0], ends[1][0]
        if is_no_start or is_no_end:
            return
        del found[periods.START], found[periods.END]
        text = periods.words(*(self._things.thing(each).text for each in (start, end)))
        sources: dict[Source, tuple[str, ...]] = {}
        for source in (*first, *second):
            place = replace(source, claims=())
            sources[place] = (*sources.get(place, ()), *source.claims)
        said = Said(
            [Thing(self._things.words(text.en, text.zh))],
            sources=[replace(place, claims=claims) for place, claims in sources.items()],
        )
        yield Group(Thing(self._things.words("period", "期间"), key="period"), [said])

    def _town(self, name: object) -> Thing:
        return self._things.town(name.value) if isinstance(name, Literal) else Thing(str(name))

    def _triples(self) -> Iterator[Triple]:
        """Yield what is said of the record, but for that it stands for another one."""
        for name in self._names:
            for triple in self._things.lookup.triples(name, None, None, self._things.graph):
                if triple.predicate != REPLACED_BY or triple.object not in self._names:
                    yield triple

    def _add_claim(
        self, found: dict[Any, Any], claim: NamedNode
    ) -> Iterator[tuple[NamedNode, object]]:
        """Add what a claim says; yield it, in every language that it is said in."""
        values = self._values(claim, "value")
        for property_ in self._values(claim, "property")[: len(values)]:
            key = self._things.readable(values), self._is_negated(claim)
            sources = found.setdefault(property_, {}).setdefault(key, [])
            sources.append(self._source(claim))
            yield from ((property_, value) for value in values)

    def _gathered(
        self,
        statements: dict[tuple[object, bool], list[Source]],
        show: Callable[[object], Thing],
    ) -> list[Said]:
        """Return the values of a property, those with the same sources together."""
        found: dict[tuple[bool, tuple[Source, ...]], list[tuple[Thing, list[Source]]]] = {}
        for (value, negated), sources in statements.items():
            places = tuple(replace(source, claims=()) for source in sources)
            rows = found.setdefault((negated, places), [])
            rows.append((show(value), sources))
        said = [
            Said(in_order(value for value, _ in rows), negated, _merged(places, rows))
            for (negated, places), rows in found.items()
        ]
        ordered = sorted(said, key=lambda each: by_text(each.values[0]))
        return [self._unquoted(each) for each in filter(None, map(self._in_language, ordered))]

    def _unquoted(self, said: Said) -> Said:
        """Leave out what renders a sentence in another language, where the reader's is quoted."""
        own = self._things.language
        quotes = [source.quote for source in said.sources if source.quote]
        if said.negated or not quotes or not all(q.language.startswith(own) for q in quotes):
            return said
        return replace(said, values=[v for v in said.values if v.iri or v.language in ("", own)])

    def _in_language(self, said: Said) -> Said | None:
        """Leave out translations of what is there in the reader's language."""
        own = self._things.language
        if said.sources or own not in {value.language for value in said.values}:
            return said
        return replace(said, values=[v for v in said.values if v.language in ("", own)])

    def _values(self, claim: Node, name: str) -> list[Any]:
        return self._things.lookup.objects(claim, isto(name), self._things.graph)

    def _stands(self, claim: NamedNode) -> bool:
        status = [self._things.thing(each).key for each in self._values(claim, "claimStatus")]
        return status in ([], ["asserted"]) and not self._is_negated(claim)

    def _is_negated(self, claim: NamedNode) -> bool:
        said = self._values(claim, "negated")
        return any(isinstance(each, Literal) and each.value == "true" for each in said)

    def _source(self, claim: NamedNode) -> Source:
        def one(name: str) -> Thing | None:
            values = self._values(claim, name)
            return self._things.thing(values[0]) if values else None

        def text(name: str) -> str:
            thing = one(name)
            return thing.text if thing else ""

        section = section_words(text("section"))
        given = text("locator")
        locator = locator_words(given)
        # What no table has the words for stays as it is written.
        written = Thing(self._things.words(locator.en, locator.zh), "en" * (locator.zh == given))
        note = self._things.lookup.text(claim, _NOTE, self._things.language, self._things.graph)
        return Source(
            document=one("source"),
            cites=tuple(self._things.values([claim], isto("cites"))),
            line=text("line"),
            section=self._things.words(section.en, section.zh),
            locator=written if given else None,
            quote=one("quote"),
            support=one("support"),
            status=one("claimStatus"),
            since=text("from"),
            until=text("to"),
            notes=(self._things.literal(note),) if note else (),
            claims=(claim.value,),
        )


def _says_nothing(statements: dict[Any, list[Source]]) -> bool:
    """Say whether all that is said, by nobody's claim, is that a status is unknown."""
    return all(value == _UNKNOWN and not sources for (value, _), sources in statements.items())


def _merged(places: Iterable[Source], rows: Sequence[tuple[Thing, list[Source]]]) -> list[Source]:
    """Return each place once, with the claims of all the values."""
    return [
        replace(place, claims=tuple(claim for _, s in rows for claim in s[number].claims))
        for number, place in enumerate(places)
    ]
