"""All records by what they are: which of them have which kind, class, country, status and source.

Each value of a facet is a set of records as the bits of one number, so that fifty-odd thousand
records are filtered, and every facet counted, in a few milliseconds.
"""

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from istograph.classification.reasoning.verdict import CONTESTED, ENTAILED, REFUTED, UNKNOWN
from istograph.model import graph, isto, value_of
from istograph.model.terms import CLASSIFIED
from istograph.rdf.namespaces import GRAPH, ID, ISTO
from istograph.rdf.terms import LABEL, term
from istograph.web.http.languages import LANGUAGES, Language
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.names import Entry, Names

# The class that the paper is about.
DEFINED = "ISTO"
VERDICTS = (ENTAILED, CONTESTED, REFUTED, UNKNOWN)
ORGANIZATION = "organization"
# Kinds that readers think of, by the kinds of records; what is in none of them is `other`.
_KINDS = {
    # Those that are said to be organizations; a unit or a group under such a key is none.
    ORGANIZATION: (),
    "programme": CLASSIFIED,
    "policy": ("policy", "measure"),
    "place": ("place", "jurisdiction"),
    "document": ("document",),
    "number": ("observation", "statistic", "lost-series"),
    "dispute": ("dispute", "difference", "problem", "recommendation"),
}
TERM, OTHER = "term", "other"
KINDS = (*_KINDS, TERM, OTHER)
# Said in these graphs of what somebody else tells of.
_NO_SOURCES = {"ontology", "inferred", "verdicts", "void", "examples", "shapes", "joins"}
_FOUNDED = term("schema:foundingDate")
_JURISDICTIONS = f"{ID}jurisdiction/"
# GB 2312 has its first 3,755 characters in the order of their sounds: where each initial begins.
_INITIALS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_BEGINNINGS = (
    *(0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC),
    *(0xC2E8, 0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9),
    0xD4D1,
)
_LAST = 0xD7F9
REST = "#"
LETTERS = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", REST)


@dataclass(frozen=True)
class Count:
    """A value of a facet, and how many of the records that are asked for have it."""

    value: str
    number: int


class Catalogue:
    """The records of one version of the dataset, for browsing."""

    def __init__(self, lookup: Lookup, names: Names) -> None:
        self.names = names
        self._entries = names.entries
        self._size = len(self._entries)
        self._places = {entry.iri: place for place, entry in enumerate(self._entries)}
        self._all = (1 << self._size) - 1
        self._values: dict[str, dict[str, int]] = {
            "kind": self._gathered((p, _kind(e)) for p, e in enumerate(self._entries)),
            "country": self._country(lookup),
            "status": self._status(lookup),
            "source": self._gathered(self._sources(lookup)),
        }
        self._verdicts = self._decided(lookup)
        self._values["open"] = {
            CONTESTED: sum_of(self._verdicts[CONTESTED].values()) & self._organizations,
            UNKNOWN: self._verdicts[UNKNOWN].get(DEFINED, 0),
        }
        self._founded = dict(self._years(lookup))
        self._orders: dict[tuple[str, Language], list[int]] = {}
        for language in LANGUAGES:
            self._values[f"letter-{language}"] = self._gathered(
                (place, initial(_name(entry, language)))
                for place, entry in enumerate(names.entries)
            )

    def founded(self, entry: Entry) -> str:
        """Return the year in which an organization was founded, empty where it is not known."""
        return self._founded.get(self._places[entry.iri], "")

    def entry(self, place: int) -> Entry:
        """Return the record at a place."""
        return self._entries[place]

    def set_of(self, places: Iterable[int]) -> int:
        """Return the set of records at some places."""
        flags = bytearray(self._size // 8 + 1)
        for place in places:
            flags[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(flags, "little")

    def select(self, wanted: Mapping[str, str], within: int | None = None) -> int:
        """Return the set of records that have every wanted value, among others or among all."""
        found = self._all if within is None else within
        for facet, value in wanted.items():
            if facet != "verdict":
                found &= self._bits(facet, value, wanted)
        return found

    def counts(
        self, facet: str, wanted: Mapping[str, str], within: int | None = None
    ) -> list[Count]:
        """Return each value of a facet with how many have it, of those that have the others."""
        others = {name: value for name, value in wanted.items() if name != facet}
        among = self.select(others, within)
        numbers = (
            Count(value, (among & self._bits(facet, value, {**wanted, facet: value})).bit_count())
            for value in self._known(facet)
        )
        return [count for count in numbers if count.number]

    def verdicts(self, wanted: Mapping[str, str], within: int | None = None) -> list[Count]:
        """Return, for the class that is wanted, how many there are of each verdict on it."""
        others = {name: value for name, value in wanted.items() if name != "class"}
        among = self.select(others, within)
        sets = ((v, self._verdicts[v].get(wanted["class"], 0)) for v in VERDICTS)
        return [Count(verdict, (among & bits).bit_count()) for verdict, bits in sets]

    def is_known(self, facet: str, value: str) -> bool:
        """Say whether a facet has a value."""
        return value in self._known(facet)

    def in_order(
        self, found: int, sort: str, language: Language, start: int, number: int
    ) -> list[int]:
        """Return some of the places of a set, in an order that is known by its name."""
        flags = found.to_bytes(self._size // 8 + 1, "little")
        shown = []
        for place in self._order(sort, language):
            if flags[place >> 3] >> (place & 7) & 1:
                if start <= 0:
                    shown.append(place)
                    if len(shown) == number:
                        break
                start -= 1
        return shown

    def _known(self, facet: str) -> Sequence[str]:
        if facet == "verdict":
            return VERDICTS
        return list(self._verdicts[UNKNOWN] if facet == "class" else self._values[facet])

    def _bits(self, facet: str, value: str, wanted: Mapping[str, str]) -> int:
        if facet == "class":
            return self._verdicts[wanted.get("verdict", ENTAILED)].get(value, 0)
        return self._values[facet].get(value, 0)

    def _order(self, sort: str, language: Language) -> list[int]:
        if (sort, language) not in self._orders:
            names = [sort_key(_name(entry, language), language) for entry in self._entries]
            if sort == "founded":
                # What has no year comes last.
                years = [self._founded.get(place, "9999") for place in range(self._size)]
                order = sorted(range(self._size), key=lambda p: (years[p], names[p]))
            else:
                order = sorted(range(self._size), key=names.__getitem__)
            self._orders[sort, language] = order
        return self._orders[sort, language]

    # Reading

    def _gathered(self, pairs: Iterable[tuple[int, str]]) -> dict[str, int]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, value in pairs:
            places[value].append(place)
        return {value: self.set_of(places[value]) for value in sorted(places)}

    def _country(self, lookup: Lookup) -> dict[str, int]:
        found = lookup.triples(None, isto("isHeadquarteredIn"))
        pairs = ((self._place(t.subject), value_of(t.object)) for t in found)
        return self._gathered(
            (place, value.removeprefix(_JURISDICTIONS))
            for place, value in pairs
            # Users may write anything there.
            if place is not None and value.startswith(_JURISDICTIONS)
        )

    def _status(self, lookup: Lookup) -> dict[str, int]:
        over = {self._place(t.subject) for t in lookup.triples(None, isto("dissolvedOn"))}
        inactive = Literal("inactive")
        over |= {self._place(s) for s in lookup.subjects(isto("registryStatus"), inactive)}
        ended = self.set_of(place for place in over if place is not None)
        organizations = self.set_of(
            place for place, entry in enumerate(self._entries) if "Organization" in entry.types
        )
        return {"active": organizations & ~ended, "dissolved": ended}

    def _sources(self, lookup: Lookup) -> Iterator[tuple[int, str]]:
        for quad in lookup.store.quads_for_pattern(None, LABEL, None, None):
            name = value_of(quad.graph_name).removeprefix(GRAPH)
            place = self._place(quad.subject)
            is_source = isinstance(quad.graph_name, NamedNode) and name not in _NO_SOURCES
            if place is not None and is_source:
                yield place, name

    def _decided(self, lookup: Lookup) -> dict[str, dict[str, int]]:
        """Return who is in which class, by verdict; unknown is what no other verdict is on."""
        # By the ontology alone: what somebody wrote may say anything.
        ours = graph("ontology")
        classes = [value_of(t.subject) for t in lookup.triples(None, isto("axis"), None, ours)]
        order = {c: lookup.objects(NamedNode(c), isto("order"), ours) for c in classes}
        classes.sort(key=lambda c: int(value_of(order[c][0])) if order[c] else 99)
        names = [c.removeprefix(ISTO) for c in classes]
        entailed = self._gathered((p, t) for p, e in enumerate(self._entries) for t in e.types)
        others = {
            CONTESTED: self._said(lookup, "contestedAs"),
            REFUTED: self._said(lookup, "refutedAs"),
        }
        found = {ENTAILED: {name: entailed.get(name, 0) for name in names}, **others}
        known = {
            n: found[ENTAILED][n] | sum_of(o.get(n, 0) for o in others.values()) for n in names
        }
        asked = self._organizations
        return {**found, UNKNOWN: {name: asked & ~known[name] for name in names}}

    @property
    def _organizations(self) -> int:
        return self._values["kind"].get(ORGANIZATION, 0)

    def _said(self, lookup: Lookup, property_: str) -> dict[str, int]:
        found = lookup.triples(None, isto(property_), None, graph("verdicts"))
        pairs = ((self._place(t.subject), value_of(t.object).removeprefix(ISTO)) for t in found)
        return self._gathered((place, name) for place, name in pairs if place is not None)

    def _years(self, lookup: Lookup) -> Iterator[tuple[int, str]]:
        for triple in lookup.triples(None, _FOUNDED):
            place = self._place(triple.subject)
            if place is not None:
                yield place, value_of(triple.object)[:4]

    def _place(self, node: object) -> int | None:
        return self._places.get(value_of(node))


def sum_of(sets: Iterable[int]) -> int:
    """Return what is in any of some sets."""
    found = 0
    for each in sets:
        found |= each
    return found


def initial(name: str) -> str:
    """Return the letter under which a name is looked up, of a Chinese one that of its sound.

    >>> initial("Élan"), initial("国际竹藤组织"), initial("亚洲开发银行"), initial("4-H")
    ('E', 'G', 'Y', '#')
    """
    first = folded(name)[:1].upper()
    if first.isascii() and first.isalpha():
        return first
    code = int.from_bytes(folded(name)[:1].encode("gb2312", errors="ignore"))
    place = bisect_right(_BEGINNINGS, code) - 1
    return _INITIALS[place] if place >= 0 and code <= _LAST else REST


def sort_key(name: str, language: Language) -> bytes:
    """Return what sorts names: Latin ones by their letters, Chinese ones by their sounds.

    >>> sorted(["中国", "国际", "Élan", "Zoo"], key=lambda name: sort_key(name, "zh"))
    ['Élan', 'Zoo', '国际', '中国']
    """
    if language == "zh":
        return folded(name).encode("gb18030", errors="replace")
    return folded(name).encode(errors="replace")


def folded(name: str) -> str:
    """Return a name without accents, capitals and whatever stands before its first letter."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return letters.lstrip("“”\"'‘’«»( -_.¡¿#*") or letters


def _name(entry: Entry, language: Language) -> str:
    return (entry.name_zh if language == "zh" else "") or entry.name


def _kind(entry: Entry) -> str:
    if "Organization" in entry.types:
        return ORGANIZATION
    if not entry.iri.startswith(ID):
        return TERM
    kind = entry.iri.removeprefix(ID).partition("/")[0]
    found = next((name for name, kinds in _KINDS.items() if kind in kinds), None)
    return found or (TERM if "Concept" in entry.types else OTHER)
