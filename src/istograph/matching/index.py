"""Candidates by name or identifier, without looking at them all.

    token ──▶ candidates with it        a query's rarest tokens first, until there are enough
    name, acronym, identifier ──▶ candidates
    prefix ──▶ names that begin so      the names in order
    misspelt token ──▶ tokens           those with its first letter and about its length

Numbers of candidates are kept, four bytes each; their names are read from the candidates again.
An index does not change; another one is made of it where few of the candidates have.
"""

from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from istograph.matching.candidates import Candidate
from istograph.matching.frequencies import information
from istograph.matching.names import fold, initials, is_spaceless, tokens
from istograph.matching.scoring import Score, score
from istograph.model.identifiers import SCHEMES
from istograph.rdf.namespaces import ID

# What of the candidates that share tokens is compared name by name.
_COMPARED = 48
# Names of one record that are looked for: some have one in each of forty languages.
_ASKED = 12
# Namesakes of one name that are all compared: there are some forty ministries of health.
_NAMESAKES = 256
# A token that so many have tells too little to fetch them by, where there is a better one.
_FETCHED = 4_000
# Names with one beginning that are put in order: whoever types goes on typing.
_BEGINNINGS = 2_000
_CORRECTIONS = 3
_SHORTEST_CORRECTED = 5
_CUTOFF = 0.75


@dataclass(frozen=True)
class Found:
    """A candidate with its score for what was asked."""

    candidate: Candidate
    score: Score


class Index:
    """Candidates, to be found again."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        # By number; nothing where one has gone.
        self._known_by: list[Candidate | None] = [*sorted(candidates, key=lambda each: each.key)]
        self._by_token: dict[str, array[int]] = defaultdict(_numbers)
        self._by_name: dict[str, array[int]] = defaultdict(_numbers)
        self._by_acronym: dict[str, array[int]] = defaultdict(_numbers)
        self._by_identifier: dict[str, array[int]] = defaultdict(_numbers)
        self._similar: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._begins: list[tuple[str, int]] = []
        for number, candidate in enumerate(self.candidates):
            for table, key in self._entries(candidate):
                table[key].append(number)
            self._begins += _beginnings(number, candidate)
        for token in self._by_token:
            if not is_spaceless(token):
                self._similar[token[0], len(token)].append(token)
        self._begins.sort()

    def changed(self, candidates: Iterable[Candidate], gone: Iterable[str] = ()) -> "Index":
        """Return an index with these in the place of those of their keys, and without others."""
        other = copy(self)
        other._known_by, other._begins = self._known_by[:], self._begins[:]
        for name in ("_by_token", "_by_name", "_by_acronym", "_by_identifier", "_similar"):
            setattr(other, name, getattr(self, name).copy())
        for key in gone:
            other._remove(key)
        for candidate in candidates:
            other._put(candidate)
        return other

    @property
    def candidates(self) -> list[Candidate]:
        """All candidates."""
        return [each for each in self._known_by if each is not None]

    def __len__(self) -> int:
        return len(self.candidates)

    @property
    def size(self) -> dict[str, int]:
        """How many of each thing are kept."""
        return {
            "candidates": len(self.candidates),
            "names": len(self._begins),
            "tokens": len(self._by_token),
            "places": sum(map(len, self._by_token.values())),
        }

    def find(self, wanted: Candidate, limit: int = 10) -> list[Found]:
        """Return the candidates most like what is wanted, best first; of equals the best known."""
        found = [
            Found(candidate, score(wanted, candidate))
            for candidate in self._numbered(self._likely(wanted))
        ]
        found.sort(
            key=lambda each: (-each.score.rank, -each.score.value, each.candidate.prominence)
        )
        return found[:limit]

    def identified(self, text: str) -> list[Candidate]:
        """Return the candidates that have a text as key, IRI or identifier."""
        return self._numbered(self._by_identifier.get(text.strip().casefold(), ()))

    def named(self, text: str) -> list[Candidate]:
        """Return the candidates that have a name, but for its spelling."""
        return self._numbered(self._by_name.get(" ".join(tokens(text)), ()))

    def namesakes(self, wanted: Candidate) -> list[Candidate]:
        """Return the candidates that share a whole name with one, in the order of their keys."""
        found = {each.key: each for name in wanted.spoken for each in self.named(name.text)}
        return [found[key] for key in sorted(found)]

    def beginning(self, prefix: str) -> list[Candidate]:
        """Return the candidates with a name that begins so, those of shorter names first."""
        wanted = fold(prefix)
        shortest: dict[int, int] = {}
        start = bisect_left(self._begins, (wanted, -1))
        for text, number in islice(self._begins, start, start + _BEGINNINGS):
            if not text.startswith(wanted):
                break
            shortest[number] = min(len(text), shortest.get(number, len(text)))
        ordered = sorted(shortest, key=lambda number: (shortest[number], number))
        return self._numbered(ordered)

    def _numbered(self, numbers: Iterable[int]) -> list[Candidate]:
        found = (self._known_by[number] for number in numbers)
        return [each for each in found if each is not None]

    def _entries(self, candidate: Candidate) -> Iterator[tuple[dict[str, "array[int]"], str]]:
        """Yield where a candidate is to be found: a table, and the key in it, each once."""
        spellings = {tokens(name.text): None for name in candidate.spoken}
        for token in {token for spelling in spellings for token in spelling}:
            yield self._by_token, token
        for spelling in spellings:
            yield self._by_name, " ".join(spelling)
        for acronym in candidate.acronyms | {initials(s) for s in spellings} - {""}:
            yield self._by_acronym, acronym
        for text in _identifiers(candidate):
            yield self._by_identifier, text

    def _number_of(self, key: str) -> int | None:
        iri = f"{ID}organization/{key}".casefold()
        for number in self._by_identifier.get(iri, ()):
            known = self._known_by[number]
            if known is not None and known.key == key:
                return number
        return None

    def _put(self, candidate: Candidate) -> None:
        number = self._number_of(candidate.key)
        if number is None:
            number = len(self._known_by)
            self._known_by.append(None)
        else:
            self._remove(candidate.key)
        self._known_by[number] = candidate
        for table, key in self._entries(candidate):
            if table is self._by_token and key not in table and not is_spaceless(key):
                place = key[0], len(key)
                self._similar[place] = [*self._similar.get(place, ()), key]
            # The arrays and lists are those of the other index.
            table[key] = table[key][:]
            insort(table[key], number)
        for beginning in _beginnings(number, candidate):
            insort(self._begins, beginning)

    def _remove(self, key: str) -> None:
        number = self._number_of(key)
        candidate = None if number is None else self._known_by[number]
        if number is None or candidate is None:
            return
        self._known_by[number] = None
        for table, entry in self._entries(candidate):
            table[entry] = array("I", (each for each in table[entry] if each != number))
            if not table[entry]:
                del table[entry]
                if table is self._by_token and not is_spaceless(entry):
                    place = entry[0], len(entry)
                    self._similar[place] = [t for t in self._similar[place] if t != entry]
        for beginning in _beginnings(number, candidate):
            del self._begins[bisect_left(self._begins, beginning)]

    def _likely(self, wanted: Candidate) -> list[int]:
        """Return the numbers of the candidates that are worth comparing."""
        numbers: dict[int, None] = {}
        spellings = {tokens(name.text): None for name in wanted.spoken}
        for spelling in nlargest(_ASKED, spellings, key=_information):
            numbers.update(dict.fromkeys(self._by_name.get(" ".join(spelling), ())[:_NAMESAKES]))
            numbers.update(dict.fromkeys(self._sharing(spelling)))
        for acronym in sorted(wanted.acronyms | self._asked_as_acronym(wanted)):
            numbers.update(dict.fromkeys(self._by_acronym.get(acronym, ())[:_COMPARED]))
        return list(numbers)

    def _asked_as_acronym(self, wanted: Candidate) -> set[str]:
        return {fold(name.text) for name in wanted.spoken if " " not in name.text}

    def _sharing(self, spelling: Sequence[str]) -> list[int]:
        """Return who shares most with a name, by what its tokens tell."""
        weights: dict[int, float] = defaultdict(float)
        known = sorted({t for token in spelling for t in self._known(token)}, key=self._rarity)
        for place, token in enumerate(known):
            numbers = self._by_token[token]
            if place and len(numbers) > _FETCHED and len(weights) >= _COMPARED:
                break
            for number in numbers:
                weights[number] += information(token)
        return nlargest(_COMPARED, weights, key=lambda number: (weights[number], -number))

    def _rarity(self, token: str) -> tuple[int, str]:
        return len(self._by_token[token]), token

    def _known(self, token: str) -> list[str]:
        """Return a token as the index has it, or those that it may be a slip of."""
        if token in self._by_token:
            return [token]
        if is_spaceless(token) or len(token) < _SHORTEST_CORRECTED:
            return []
        lengths = range(len(token) - 2, len(token) + 3)
        choices = [t for length in lengths for t in self._similar.get((token[0], length), ())]
        scorer = OSA.normalized_similarity
        best = process.extract(
            token, choices, scorer=scorer, limit=_CORRECTIONS, score_cutoff=_CUTOFF
        )
        return [found for found, _, _ in best]


def _beginnings(number: int, candidate: Candidate) -> set[tuple[str, int]]:
    return {(fold(name.text), number) for name in candidate.names}


def _information(spelling: Sequence[str]) -> float:
    return sum(map(information, spelling))


def _numbers() -> "array[int]":
    return array("I")


def _identifiers(candidate: Candidate) -> set[str]:
    """Return what a record is found by that is no name: bare, with its scheme, as an IRI."""
    found = {candidate.key, f"{ID}organization/{candidate.key}"}
    for key, value in candidate.identifiers:
        scheme = SCHEMES.get(key)
        found |= set(scheme.spellings(value)) if scheme else {value, f"{key}:{value}"}
    return {text.casefold() for text in found}
