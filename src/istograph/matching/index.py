"""Candidates by name or identifier, without looking at them all.

    token ──▶ candidates with it        a query's rarest tokens first, until there are enough
    name, acronym, identifier ──▶ candidates
    prefix ──▶ names that begin so      the names in order
    misspelt token ──▶ tokens           those with its first letter and about its length

Numbers of candidates are kept, four bytes each; their names are read from the candidates again.
An index does not change; another one is made of it where few of the candidates have.
"""

import json
from array import array
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from istograph.matching.candidates import Candidate, Name
from istograph.matching.frequencies import information
from istograph.matching.names import fold, initials, is_spaceless, tokens
from istograph.matching.scoring import Score, score
from istograph.matching.tables import Parts, Postings, Table, Texts
from istograph.model.identifiers import SCHEMES
from istograph.model.terms import ORGANIZATIONS

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
_TABLES = ("tokens", "names", "acronyms", "identifiers", "beginnings")


@dataclass(frozen=True)
class Found:
    """A candidate with its score for what was asked."""

    candidate: Candidate
    score: Score


class Index:
    """Candidates, to be found again."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        # By number; nothing where one has gone.
        ordered = sorted(candidates, key=lambda each: each.key)
        self._known_by = _Known(Texts(), dict(enumerate(ordered)))
        tables: dict[str, dict[str, array[int]]] = {name: {} for name in _TABLES}
        for number, candidate in enumerate(ordered):
            for name, key in _entries(candidate):
                tables[name].setdefault(key, _numbers()).append(number)
        self._take({name: Postings(table) for name, table in tables.items()})

    @classmethod
    def read(cls, parts: Parts) -> "Index":
        """Return what `parts` gave."""
        found = cls(())
        found._known_by = _Known(Texts.read(parts, "candidates"), {})
        found._take({name: Postings({}, Table.read(parts, name)) for name in _TABLES})
        return found

    def parts(self) -> dict[str, bytes]:
        """Return the index as bytes that have names, with the numbers closed up."""
        if len(self) < len(self._known_by):
            return Index(self.candidates).parts()
        tables = (self._tables[name].table().parts(name) for name in _TABLES)
        rows = Texts(map(_row, self.candidates)).parts("candidates")
        return rows | {name: each for table in tables for name, each in table.items()}

    def _take(self, tables: dict[str, Postings]) -> None:
        self._tables = tables
        self._by_token, self._by_name = tables["tokens"], tables["names"]
        self._by_acronym, self._by_identifier = tables["acronyms"], tables["identifiers"]
        self._begins = tables["beginnings"]

    def changed(self, candidates: Iterable[Candidate], gone: Iterable[str] = ()) -> "Index":
        """Return an index with these in the place of those of their keys, and without others."""
        other = Index(())
        other._known_by = self._known_by.copy()
        other._take({name: table.copy() for name, table in self._tables.items()})
        for key in gone:
            other._remove(key)
        for candidate in candidates:
            other._put(candidate)
        return other

    @property
    def candidates(self) -> list[Candidate]:
        """All candidates."""
        return self._numbered(range(len(self._known_by)))

    def slice(self, skipped: int, limit: int) -> list[Candidate]:
        """Return some of all candidates, in their order."""
        numbers = range(len(self._known_by))
        known = (self._known_by[number] for number in numbers)
        if not self._known_by.gone:
            known = (self._known_by[number] for number in numbers[skipped : skipped + limit])
            skipped = 0
        return [*islice((each for each in known if each is not None), skipped, skipped + limit)]

    def __len__(self) -> int:
        return len(self._known_by) - self._known_by.gone

    def of_key(self, key: str) -> Candidate | None:
        """Return the candidate that has a key."""
        number = self._number_of(key)
        return None if number is None else self._known_by[number]

    @property
    def size(self) -> dict[str, int]:
        """How many of each thing are kept."""
        return {
            "candidates": len(self),
            "names": sum(len(self._begins[key]) for key in self._begins),
            "tokens": len(self._by_token),
            "places": sum(len(self._by_token[key]) for key in self._by_token),
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
        return self._numbered(self._by_identifier[text.strip().casefold()])

    def named(self, text: str) -> list[Candidate]:
        """Return the candidates that have a name, but for its spelling."""
        return self._numbered(self._by_name[" ".join(tokens(text))])

    def namesakes(self, wanted: Candidate) -> list[Candidate]:
        """Return the candidates that share a whole name with one, in the order of their keys."""
        found = {each.key: each for name in wanted.spoken for each in self.named(name.text)}
        return [found[key] for key in sorted(found)]

    def beginning(self, prefix: str) -> list[Candidate]:
        """Return the candidates with a name that begins so, those of shorter names first."""
        wanted = fold(prefix)
        if not wanted:
            return []
        shortest: dict[int, int] = {}
        begun = ((text, n) for text, numbers in self._begins.starting(wanted) for n in numbers)
        for text, number in islice(begun, _BEGINNINGS):
            shortest[number] = min(len(text), shortest.get(number, len(text)))
        ordered = sorted(shortest, key=lambda number: (shortest[number], number))
        return self._numbered(ordered)

    def _numbered(self, numbers: Iterable[int]) -> list[Candidate]:
        found = (self._known_by[number] for number in numbers)
        return [each for each in found if each is not None]

    def _number_of(self, key: str) -> int | None:
        iri = f"{ORGANIZATIONS}{key}".casefold()
        for number in self._by_identifier[iri]:
            known = self._known_by[number]
            if known is not None and known.key == key:
                return number
        return None

    def _put(self, candidate: Candidate) -> None:
        number = self._number_of(candidate.key)
        if number is None:
            number = len(self._known_by)
        else:
            self._remove(candidate.key)
        self._known_by[number] = candidate
        for name, key in _entries(candidate):
            # The arrays are those of the other index.
            numbers = self._tables[name][key][:]
            insort(numbers, number)
            self._tables[name][key] = numbers

    def _remove(self, key: str) -> None:
        number = self._number_of(key)
        candidate = None if number is None else self._known_by[number]
        if number is None or candidate is None:
            return
        self._known_by[number] = None
        for name, entry in _entries(candidate):
            table = self._tables[name]
            table[entry] = array("I", (each for each in table[entry] if each != number))

    @cached_property
    def _similar(self) -> dict[tuple[str, int], list[str]]:
        found = defaultdict(list)
        for token in sorted(self._by_token):
            if not is_spaceless(token):
                found[token[0], len(token)].append(token)
        return found

    def _likely(self, wanted: Candidate) -> list[int]:
        """Return the numbers of the candidates that are worth comparing."""
        numbers: dict[int, None] = {}
        spellings = {tokens(name.text): None for name in wanted.spoken}
        for spelling in nlargest(_ASKED, spellings, key=_information):
            numbers.update(dict.fromkeys(self._by_name[" ".join(spelling)][:_NAMESAKES]))
            numbers.update(dict.fromkeys(self._sharing(spelling)))
        for acronym in sorted(wanted.acronyms | self._asked_as_acronym(wanted)):
            numbers.update(dict.fromkeys(self._by_acronym[acronym][:_COMPARED]))
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


class _Known:
    """The candidates by their numbers; those from a file are read when they are asked for."""

    def __init__(self, rows: Texts, own: dict[int, Candidate | None]) -> None:
        self._rows, self._own = rows, own
        self._length = max(len(rows), len(own))
        self.gone = 0

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, number: int) -> Candidate | None:
        if number in self._own:
            return self._own[number]
        # Scores remember whom they were of: one number, one object, whoever reads it first.
        return self._own.setdefault(number, _candidate(self._rows[number]))

    def __setitem__(self, number: int, candidate: Candidate | None) -> None:
        before = self[number] if number < self._length else None
        self.gone += (before is not None or number >= self._length) - (candidate is not None)
        self._own[number] = candidate
        self._length = max(self._length, number + 1)

    def copy(self) -> "_Known":
        """Return others, which change by themselves."""
        other = copy(self)
        other._own = self._own.copy()
        return other


def _row(candidate: Candidate) -> str:
    """Return a candidate as JSON."""
    names = [(name.text, name.language, name.kind) for name in candidate.names]
    rest = (candidate.key, candidate.source, candidate.founded, candidate.is_dissolved)
    identifiers, countries = sorted(candidate.identifiers), sorted(candidate.countries)
    return json.dumps([*rest, names, identifiers, countries, sorted(candidate.websites)])


def _candidate(row: str) -> Candidate:
    key, source, founded, is_dissolved, names, identifiers, countries, websites = json.loads(row)
    return Candidate(
        key=key,
        source=source,
        names=tuple(Name(*name) for name in names),
        identifiers=frozenset((scheme, value) for scheme, value in identifiers),
        countries=frozenset(countries),
        founded=founded,
        websites=frozenset(websites),
        is_dissolved=is_dissolved,
    )


def _entries(candidate: Candidate) -> Iterator[tuple[str, str]]:
    """Yield where a candidate is to be found: the name of a table, and a key in it, each once."""
    spellings = {tokens(name.text): None for name in candidate.spoken}
    for token in {token for spelling in spellings for token in spelling}:
        yield "tokens", token
    for name in {" ".join(spelling) for spelling in spellings}:
        yield "names", name
    for acronym in candidate.acronyms | {initials(s) for s in spellings} - {""}:
        yield "acronyms", acronym
    for text in _identifiers(candidate):
        yield "identifiers", text
    for text in {fold(name.text) for name in candidate.names}:
        yield "beginnings", text


def _information(spelling: Sequence[str]) -> float:
    return sum(map(information, spelling))


def _numbers() -> "array[int]":
    return array("I")


def _identifiers(candidate: Candidate) -> set[str]:
    """Return what a record is found by that is no name: bare, with its scheme, as an IRI."""
    found = {candidate.key, ORGANIZATIONS + candidate.key}
    for key, value in candidate.identifiers:
        scheme = SCHEMES.get(key)
        found |= set(scheme.spellings(value)) if scheme else {value, f"{key}:{value}"}
    return {text.casefold() for text in found}
