"""An index of names: labels, other names, acronyms, keys and identifiers, in both languages.

What is like a name is found by looking for each word of the question in one long string of all
names, which takes a millisecond for ten thousand of them. The better the likeness, the earlier:
exact, then the beginning of a name, then whole words of it, then any part. An address is found
whole only: each of ours has `istograph` in it, which is nobody's name.

With registries the index takes many seconds to make. So the names of a build are made once (`Base`)
and kept; of a version that was written since, only what the writes changed is read.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from istograph.matching.tables import Parts
from istograph.rdf.namespaces import ISTO
from istograph.web.http.languages import Language
from istograph.web.linked_data.entries import Entry, Reader, in_words, normal, spellings
from istograph.web.linked_data.lookup import Graph, Lookup
from istograph.web.linked_data.segments import Segment

__all__ = ["Base", "Entry", "Match", "Names", "normal"]

_LIKENESS = {"exact": 1.0, "prefix": 0.8, "word": 0.6, "substring": 0.4}
# A name that is hardly longer than the question is better than one of which it is a small part.
_FULLNESS = 0.1
# Among what is equally like, organizations are what people look for; no likeness is passed by this.
_ORGANIZATION = 0.05
# How like a word that we have another one is that may be a slip of it; and a whole name.
_SLIP, _SHORTEST_SLIP, _NEAR_NAME = 0.7, 4, 80
_MOST_NEAR = 5
# Of so many changed records the names are as soon read with all others.
_MOST_CHANGED = 2_000


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
class Base:
    """The names of one version, and what could be written was then, to tell what was since."""

    segment: Segment
    # The graphs that can be written, of those that records are read from.
    graphs: Sequence[Graph] = ()
    seen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, parts: Parts, graphs: Sequence[Graph]) -> "Base":
        """Return what `parts` gave."""
        return cls(Segment.read(parts), graphs, json.loads(parts["seen"]))

    def parts(self) -> dict[str, bytes]:
        """Return all of it as bytes that have names."""
        return self.segment.parts() | {"seen": json.dumps(self.seen).encode()}


class Names:
    """The names of one version of the dataset.

    `base` is of another version of the same build. Where nothing can be written but in `graphs`,
    what is read now can be a base as well.
    """

    def __init__(
        self, lookup: Lookup, base: Base | None = None, graphs: Sequence[Graph] = ()
    ) -> None:
        self.store = lookup.store
        self._reader = Reader(lookup)
        changed = self._changed_since(base) if base else None
        if base is None or changed is None:
            seen = self._reader.seen(graphs) if graphs else {}
            base = Base(Segment.of(self._reader.all()), graphs, seen)
            changed = set()
        self._base = base
        # Which segments there are, and which of their records are hidden by a later one.
        self._segments = [(base.segment, _numbers_of(base.segment, changed))]
        if changed:
            self._segments.append((Segment.of(self._reader.some(changed)), frozenset()))
        self.entries = _shown(self._segments)
        self._places = {entry.iri: place for place, entry in enumerate(self.entries)}
        self.type_labels: dict[str, dict[Language, str]] = {
            entry.iri.removeprefix(ISTO): {"en": entry.name, "zh": entry.name_zh or entry.name}
            for entry in self.entries
            if entry.iri.startswith(ISTO)
        }

    @property
    def base(self) -> Base | None:
        """What the names of other versions of the build can be made from."""
        return self._base if self._base.graphs else None

    def of(self, lookup: Lookup) -> "Names":
        """Return the names of another version of the build."""
        return Names(lookup, self.base, self._base.graphs)

    def _changed_since(self, base: Base) -> set[str] | None:
        """Return the records that writes changed since; None where all are to be read."""
        known = {entry.iri for entry in base.segment.entries}
        found = self._reader.changed(known, base.seen, self._reader.seen(base.graphs))
        return None if found is None or len(found) > _MOST_CHANGED else found

    def find(self, question: str, type_: str | None = None, language: str = "") -> list[Match]:
        """Return the records that a name, an acronym or an identifier fits, best first."""
        best: dict[int, Match] = {}
        for wanted in dict.fromkeys((*spellings(question), *spellings(in_words(question)))):
            for match in self._fitting(wanted):
                known = best.get(match.place)
                if known is None or _telling(match, language) < _telling(known, language):
                    best[match.place] = match
        fitting = (m for m in best.values() if type_ is None or type_ in m.entry.types)
        return sorted(fitting, key=lambda match: _rank(match, language))

    def _fitting(self, wanted: str) -> Iterator[Match]:
        """Yield what one spelling of a question fits."""
        words = wanted.split()
        for segment, hidden in self._segments:
            for number in segment.addresses.get(wanted):
                if number not in hidden:
                    entry = segment.entries[number]
                    label = self._reader.address(entry.iri, wanted)
                    yield self._match(entry, label, "", wanted, wanted, words)
            # In their order: of two names that fit alike the first is shown, whatever is beside it.
            for line in sorted(set.intersection(*map(segment.lines_with, words))):
                if segment.records[line] not in hidden:
                    yield self._match(*self._name(segment, line), wanted, words)

    def _name(self, segment: Segment, line: int) -> tuple[Entry, str, str, str]:
        entry = segment.entries[segment.records[line]]
        return entry, segment.labels[line], segment.languages[line], segment.line(line)

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
        if any(segment.text.find(word) >= 0 for segment, _ in self._segments):
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
            (segment, line): text
            for segment, (known, hidden) in enumerate(self._segments)
            for line, text in enumerate(known.text.split("\n") if known.records else ())
            if (number := known.records[line]) not in hidden
            and known.entries[number].iri.startswith(under)
        }
        ratio = fuzz.token_sort_ratio
        near = process.extract(
            wanted, names, scorer=ratio, limit=4 * _MOST_NEAR, score_cutoff=_NEAR_NAME
        )
        found: dict[str, Match] = {}
        for _, likeness, (segment, line) in near:
            entry, label, language, _ = self._name(self._segments[segment][0], line)
            score, place = round(likeness / 100, 4), self._places[entry.iri]
            found.setdefault(entry.iri, Match(entry, label, language, "near", score, place))
        return list(found.values())[:_MOST_NEAR]

    @cached_property
    def _words(self) -> dict[int, list[str]]:
        """The words of all names by their length, the more frequent first."""
        numbers = Counter(word for each, _ in self._segments for word in each.text.split())
        found = defaultdict(list)
        for word, _ in numbers.most_common():
            if word.isalpha():
                found[len(word)].append(word)
        return found

    def _match(
        self, entry: Entry, label: str, language: str, name: str, wanted: str, words: Sequence[str]
    ) -> Match:
        how = _likeness(name, wanted, words)
        fullness = min(len(wanted) / max(len(name), 1), 1)
        wanted_most = _ORGANIZATION * ("Organization" in entry.types)
        # A letter more or less in a long name says nothing.
        score = round(min(_LIKENESS[how] + _FULLNESS * fullness + wanted_most, 1), 2)
        return Match(entry, label, language, how, score, self._places[entry.iri])


def _numbers_of(segment: Segment, iris: set[str]) -> frozenset[int]:
    if not iris:
        return frozenset()
    return frozenset(n for n, entry in enumerate(segment.entries) if entry.iri in iris)


def _shown(segments: Sequence[tuple[Segment, frozenset[int]]]) -> list[Entry]:
    """Return the records that are not hidden, in the order of their IRIs."""
    shown = [
        entry
        for segment, hidden in segments
        for number, entry in enumerate(segment.entries)
        if number not in hidden
    ]
    return sorted(shown, key=lambda entry: entry.iri)


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
