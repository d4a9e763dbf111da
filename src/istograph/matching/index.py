"""Candidates by name or identifier, without looking at them all.

    token ──▶ candidates with it        a query's rarest tokens first, until there are enough
    name, acronym, identifier ──▶ candidates
    prefix ──▶ names that begin so      the names in order
    misspelt token ──▶ tokens           those with its first letter and about its length

Numbers of candidates are kept, four bytes each; their names are read from the candidates again.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from istograph.matching.candidates import Candidate
from istograph.matching.frequencies import information
from istograph.matching.names import fold, initials, is_spaceless, tokens
from istograph.matching.scoring import Score, score
from istograph.rdf.namespaces import ID, PREFIXES

_BASES = {
    "wikidata": (PREFIXES["wd"], "https://www.wikidata.org/wiki/"),
    "ror": ("https://ror.org/", "ror.org/"),
}
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
        self.candidates: list[Candidate] = sorted(candidates, key=lambda each: each.key)
        self._by_token: dict[str, array[int]] = defaultdict(_numbers)
        self._by_name: dict[str, array[int]] = defaultdict(_numbers)
        self._by_acronym: dict[str, array[int]] = defaultdict(_numbers)
        self._by_identifier: dict[str, array[int]] = defaultdict(_numbers)
        self._similar: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._begins: list[tuple[str, int]] = []
        for number, candidate in enumerate(self.candidates):
            self._add(number, candidate)
        for token in self._by_token:
            if not is_spaceless(token):
                self._similar[token[0], len(token)].append(token)
        self._begins.sort()

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
        """Return the candidates most like what is wanted, best first; equals in order of keys."""
        found = [
            Found(self.candidates[n], score(wanted, self.candidates[n]))
            for n in self._likely(wanted)
        ]
        found.sort(key=lambda each: (-each.score.rank, -each.score.value, each.candidate.key))
        return found[:limit]

    def identified(self, text: str) -> list[Candidate]:
        """Return the candidates that have a text as key, IRI or identifier."""
        return [self.candidates[n] for n in self._by_identifier.get(text.strip().casefold(), ())]

    def named(self, text: str) -> list[Candidate]:
        """Return the candidates that have a name, but for its spelling."""
        return [self.candidates[n] for n in self._by_name.get(" ".join(tokens(text)), ())]

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
        return [self.candidates[number] for number in ordered]

    def _add(self, number: int, candidate: Candidate) -> None:
        spellings = {tokens(name.text): None for name in candidate.spoken}
        for token in {token for spelling in spellings for token in spelling}:
            self._by_token[token].append(number)
        for spelling in spellings:
            self._by_name[" ".join(spelling)].append(number)
        for acronym in candidate.acronyms | {initials(s) for s in spellings} - {""}:
            self._by_acronym[acronym].append(number)
        for text in _identifiers(candidate):
            self._by_identifier[text].append(number)
        self._begins += {(fold(name.text), number) for name in candidate.names}

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


def _information(spelling: Sequence[str]) -> float:
    return sum(map(information, spelling))


def _numbers() -> "array[int]":
    return array("I")


def _identifiers(candidate: Candidate) -> set[str]:
    """Return what a record is found by that is no name: bare, with its scheme, as an IRI."""
    found = {candidate.key, f"{ID}organization/{candidate.key}"}
    for scheme, value in candidate.identifiers:
        found |= {value, f"{scheme}:{value}"}
        found |= {base + value for base in _BASES.get(scheme, ())}
    return {text.casefold() for text in found}
