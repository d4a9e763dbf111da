"""An index of names: labels, other names, acronyms, keys and identifiers, in both languages.

What is like a name is found by looking for each word of the question in one long string of all
names, which takes a millisecond for ten thousand of them. The better the likeness, the earlier:
exact, then the beginning of a name, then whole words of it, then any part. An address is found
whole only: each of ours has `istograph` in it, which is nobody's name.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from istograph.matching.names import american, fold
from istograph.model import Replacements, in_nearest_language, value_of
from istograph.model.identifiers import SCHEMES, identified
from istograph.rdf.namespaces import ID, ISTO, shorten
from istograph.rdf.terms import LABEL, term
from istograph.web.http.languages import Language
from istograph.web.linked_data.lookup import DEFAULT, Lookup, Node

_LIKENESS = {"exact": 1.0, "prefix": 0.8, "word": 0.6, "substring": 0.4}
# A name that is hardly longer than the question is better than one of which it is a small part.
_FULLNESS = 0.1
# Among what is equally like, organizations are what people look for; no likeness is passed by this.
_ORGANIZATION = 0.05
# `isOfficeOf` is three words to who looks for one of them, and not the beginning of ISO.
_IN_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST_PLACES = 20_000
# How like a word that we have another one is that may be a slip of it; and a whole name.
_SLIP, _SHORTEST_SLIP, _NEAR_NAME = 0.7, 4, 80
_MOST_NEAR = 5
_NAMES = ("rdfs:label", "skos:altLabel", "isto:acronym", "skos:notation")
_IDENTIFIERS = ("schema:sameAs", "schema:url")
_OTHERS = ("schema:identifier", "rdf:type", "isto:dissolvedOn")
_READ = (*_NAMES, *_IDENTIFIERS, *_OTHERS)

# The values of what is read, by property.
_Said = Mapping[str, list[object]]


@dataclass(frozen=True)
class Entry:
    """A record that can be found."""

    iri: str
    name: str
    name_zh: str
    types: tuple[str, ...]
    is_dissolved: bool = False

    @property
    def key(self) -> str:
        """The key of an organization; with its kind that of anything else."""
        return self.iri.removeprefix(f"{ID}organization/").removeprefix(ID).removeprefix(ISTO)


@dataclass(frozen=True)
class Match:
    """A record with the name by which it was found, and its place among the entries."""

    entry: Entry
    label: str
    language: str
    how: str
    score: float
    place: int


@dataclass(frozen=True)
class _Name:
    entry: int
    label: str
    language: str
    normal: str


class Names:
    """The names of one version of the dataset."""

    def __init__(self, lookup: Lookup) -> None:
        self.store = lookup.store
        self.entries: list[Entry] = []
        self._names: list[_Name] = []
        self._addresses: dict[str, dict[int, str]] = defaultdict(dict)
        named = dict.fromkeys(_named(lookup))
        others = Replacements(lookup.store).all()
        # One whose replacement is not here is better than none.
        replaced = {node: kept for node, kept in others.items() if kept in named}
        standing = defaultdict(list)
        for node, kept in replaced.items():
            standing[kept].append(node)
        said = _said(lookup, {*named, *replaced})
        for node in named:
            if node not in replaced:
                self._add(node, said[node], {each: said[each] for each in standing.get(node, [])})
        # No name has a line break, so no match goes over the end of one.
        self.type_labels: dict[str, dict[Language, str]] = {
            _local(entry.iri): {"en": entry.name, "zh": entry.name_zh or entry.name}
            for entry in self.entries
            if entry.iri.startswith(ISTO)
        }
        self._text = "\n".join(name.normal for name in self._names)
        self._starts = [0]
        for name in self._names:
            self._starts.append(self._starts[-1] + len(name.normal) + 1)

    def find(self, question: str, type_: str | None = None, language: str = "") -> list[Match]:
        """Return the records that a name, an acronym or an identifier fits, best first."""
        best: dict[int, Match] = {}
        for wanted in dict.fromkeys((*_spellings(question), *_spellings(_in_words(question)))):
            for match in self._fitting(wanted):
                known = best.get(match.place)
                if known is None or _telling(match, language) < _telling(known, language):
                    best[match.place] = match
        fitting = (m for m in best.values() if type_ is None or type_ in m.entry.types)
        return sorted(fitting, key=lambda match: _rank(match, language))

    def _fitting(self, wanted: str) -> Iterator[Match]:
        """Yield what one spelling of a question fits."""
        words = wanted.split()
        for entry, address in self._addresses.get(wanted, {}).items():
            yield self._match(_Name(entry, address, "", wanted), wanted, words)
        for place in set.intersection(*map(self._places, words)):
            yield self._match(self._names[place], wanted, words)

    def near(self, question: str, under: str = "") -> tuple[str, list[Match]]:
        """Return the question with its slips mended, and what that finds; for one without answer.

        Where no word has a slip, the question is empty, and the names most like it are found.
        `under` is what the IRIs must begin with.
        """
        words = normal(question).split()
        mended = [self._mended(word) for word in words]
        text = " ".join(filter(None, mended))
        if all(mended) and mended != words:
            found = [match for match in self.find(text) if match.entry.iri.startswith(under)]
            if found:
                return text, found[:_MOST_NEAR]
        return "", self._alike(" ".join(words), under)

    def _mended(self, word: str) -> str:
        """Return a word as it is, or the one that it may be a slip of, or nothing."""
        if self._text.find(word) >= 0:
            return word
        if len(word) < _SHORTEST_SLIP:
            return ""
        lengths = range(len(word) - 2, len(word) + 3)
        choices = [known for length in lengths for known in self._words.get(length, ())]
        likeness = OSA.normalized_similarity
        best = process.extractOne(word, choices, scorer=likeness, score_cutoff=_SLIP)
        return best[0] if best else ""

    def _alike(self, wanted: str, under: str) -> list[Match]:
        if len(wanted) < _SHORTEST_SLIP:
            return []
        names = {
            place: name.normal
            for place, name in enumerate(self._names)
            if self.entries[name.entry].iri.startswith(under)
        }
        ratio = fuzz.token_sort_ratio
        near = process.extract(
            wanted, names, scorer=ratio, limit=4 * _MOST_NEAR, score_cutoff=_NEAR_NAME
        )
        found: dict[int, Match] = {}
        for _, likeness, place in near:
            name = self._names[place]
            match = Match(
                *(self.entries[name.entry], name.label, name.language, "near"),
                *(round(likeness / 100, 4), name.entry),
            )
            found.setdefault(name.entry, match)
        return list(found.values())[:_MOST_NEAR]

    @cached_property
    def _words(self) -> dict[int, list[str]]:
        """The words of all names by their length, the more frequent first."""
        numbers = Counter(word for name in self._names for word in name.normal.split())
        found = defaultdict(list)
        for word, _ in numbers.most_common():
            if word.isalpha():
                found[len(word)].append(word)
        return found

    def _add(self, node: NamedNode, said: _Said, replaced: Mapping[Node, _Said]) -> None:
        """Take in the names of a record, and of those that it stands for."""
        types = (_local(o.value) for o in said["rdf:type"] if isinstance(o, NamedNode))
        name, name_zh = (
            in_nearest_language(said["rdfs:label"], language) for language in ("en", "zh")
        )
        is_chinese = name_zh is not None and (name_zh.language or "").startswith("zh")
        names = value_of(name), value_of(name_zh) if is_chinese else ""
        is_dissolved = bool(said["isto:dissolvedOn"])
        entry = Entry(node.value, *names, tuple(sorted(types)), is_dissolved)
        place = len(self.entries)
        self.entries.append(entry)
        found = set(_names_in(node, said))
        addresses = list(_addresses(node, said))
        for each, theirs in replaced.items():
            found |= set(_names_in(each, theirs))
            addresses += _addresses(each, theirs)
        for address in dict.fromkeys(addresses):
            self._addresses[normal(address)].setdefault(place, address)
        self._names += [
            _Name(place, text, tag, spelling)
            for text, tag in sorted(found)
            for spelling in _spellings(_in_words(text) if node.value.startswith(ISTO) else text)
        ]

    def _places(self, word: str) -> set[int]:
        """Return the names that have a word, or a part of one."""
        found: set[int] = set()
        start = self._text.find(word)
        while start >= 0 and len(found) < _MOST_PLACES:
            place = bisect_right(self._starts, start) - 1
            found.add(place)
            start = self._text.find(word, self._starts[place + 1])
        return found

    def _match(self, name: _Name, wanted: str, words: Sequence[str]) -> Match:
        how = _likeness(name.normal, wanted, words)
        fullness = min(len(wanted) / max(len(name.normal), 1), 1)
        entry = self.entries[name.entry]
        wanted_most = _ORGANIZATION * ("Organization" in entry.types)
        # A letter more or less in a long name says nothing.
        score = round(min(_LIKENESS[how] + _FULLNESS * fullness + wanted_most, 1), 2)
        return Match(entry, name.label, name.language, how, score, name.entry)


def normal(text: str) -> str:
    """Return a text in the form in which texts are compared, as the matcher compares names.

    >>> normal("Ｃonseil  de l'Énergie：（中國）")
    'conseil de l energie 中国'
    """
    return fold(text)


def _spellings(text: str) -> list[str]:
    """Return a text in the forms in which it is looked for: its own, and the American spelling."""
    normalized = normal(text)
    return list(filter(None, dict.fromkeys((normalized, american(normalized)))))


def _in_words(name: str) -> str:
    """Return the name of a term in words.

    >>> _in_words("isOfficeOf"), _in_words("CivilISTO")
    ('is Office Of', 'Civil ISTO')
    """
    return _IN_CAMEL_CASE.sub(" ", name)


def _named(lookup: Lookup) -> Iterator[NamedNode]:
    """Yield what of ours has a label: records, values and classes."""
    found = {t.subject for t in lookup.triples(None, LABEL)}
    ours = (node for node in found if isinstance(node, NamedNode))
    for node in sorted(ours, key=lambda node: node.value):
        is_axiom = node.value.startswith(f"{ISTO}axiom-")
        if node.value.startswith((ID, ISTO)) and not is_axiom:
            yield node


def _said(lookup: Lookup, nodes: Iterable[Node]) -> dict[Node, _Said]:
    """Return what the index reads of each node; most of what is said of a node is none of it."""
    found: dict[Node, _Said] = {node: defaultdict(list) for node in nodes}
    for curie in _READ:
        for quad in lookup.store.quads_for_pattern(None, term(curie), None, DEFAULT):
            said = found.get(quad.subject)  # type: ignore[arg-type]
            if said is not None:
                said[curie].append(quad.object)
    return found


def _names_in(node: Node, said: _Said) -> Iterator[tuple[str, str]]:
    """Yield the names of a record with their languages, and its identifiers without one."""
    for curie in _NAMES:
        for name in said[curie]:
            if isinstance(name, Literal):
                yield name.value, name.language or ""
    yield from ((text, "") for text in _identifiers(node, said))


def _identifiers(node: Node, said: _Said) -> Iterator[str]:
    """Yield a record's key and website, and the identifiers that others gave it."""
    yield _local(node.value)
    for curie in _IDENTIFIERS:
        for iri in said[curie]:
            if isinstance(iri, NamedNode):
                yield _local(iri.value) if curie == "schema:sameAs" else _bare(iri.value)
    for literal in said["schema:identifier"]:
        scheme, _, value = value_of(literal).partition(":")
        known = SCHEMES.get(scheme)
        yield from known.texts(value) if known else filter(None, (value_of(literal), value))


def _addresses(node: Node, said: _Said) -> Iterator[str]:
    """Yield the addresses of a record in the forms in which they are written."""
    iris = [o.value for c in _IDENTIFIERS for o in said[c] if isinstance(o, NamedNode)]
    for iri in (node.value, *iris):
        yield iri
        yield re.sub("^https?://", "", iri)
        yield _bare(iri)
        if found := identified(iri):
            scheme, value = found
            yield from scheme.spellings(value)
    yield shorten(node.value)
    if node.value.startswith(ISTO):
        # Its name is looked for by its words; who writes it as it is means it.
        yield _local(node.value)
    yield node.value.removeprefix(ID)


def _bare(iri: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", iri)


def _local(iri: str) -> str:
    return re.split(r"[/#]", iri.rstrip("/"))[-1]


def _likeness(name: str, wanted: str, words: Sequence[str]) -> str:
    if name == wanted:
        return "exact"
    if name.startswith(wanted):
        return "prefix"
    parts = set(name.split())
    return "word" if all(word in parts for word in words) else "substring"


def _telling(match: Match, language: str) -> tuple[float, bool, tuple[object, ...]]:
    """Return what sorts the names of one record: of those alike, first what it is called here."""
    is_shown = match.label in (match.entry.name, match.entry.name_zh)
    return -_LIKENESS[match.how], not is_shown, _rank(match, language)


def _rank(match: Match, language: str) -> tuple[float, bool, bool, int, bool, str]:
    """Return what sorts matches: likeness, organizations first, then the reader's language.

    Of two of one abbreviation, one that is no more comes after the other.
    """
    is_organization = "Organization" in match.entry.types
    in_language = match.language.startswith(language) if language else True
    # Of several of one abbreviation, first the one of which most is known.
    known = len(match.entry.types)
    is_over = match.entry.is_dissolved
    return -match.score, not is_organization, is_over, -known, not in_language, match.entry.iri
