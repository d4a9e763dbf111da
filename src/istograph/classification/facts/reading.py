"""Facts as JSON, read: checked, sliced by date, and gathered into units that give literals.

Facts that give the same literals are one unit. Participants are counted here, because a count over
a chain of properties has no place in OWL 2 DL: any three facts with three different states are the
unit that spans three states; a closed list of fewer is a unit of all its facts.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from istograph.classification.axioms.ontology import Ontology
from istograph.classification.facts.families import Choice, Closing, Family, Spread
from istograph.classification.facts.form import (
    Description,
    check_fact,
    facts_of,
    is_mapping,
    period,
    placed,
    rank_of,
    same_id,
)
from istograph.classification.facts.meanings import Meaning, MeaningReader
from istograph.classification.facts.rows import Given, Rows
from istograph.classification.reasoning.memory import Memory
from istograph.errors import DescriptionError
from istograph.rdf.namespaces import ISTO


@dataclass(frozen=True)
class Unit:
    """Facts that give the same literals: a family of sets of facts, any of which will do."""

    literals: int
    family: Family
    # What the count gives, where it is a count that gives it.
    counted: Given | None = None


@dataclass(frozen=True)
class Slice:
    """The facts that hold on a day, as units."""

    facts: list[Mapping[str, Any]]
    supports: list[int]
    meanings: list[Meaning]
    # Facts that give the same literals, by their places; and what a count gives.
    alike: Mapping[int, list[int]]
    counted: Unit | None
    status: str

    @cached_property
    def literals(self) -> tuple[int, ...]:
        """The literals of each unit."""
        found = [*self.alike, self.counted.literals] if self.counted else [*self.alike]
        return tuple(sorted(found))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units, in the order of their literals."""
        found = [Unit(literals, Choice(tuple(places))) for literals, places in self.alike.items()]
        if self.counted:
            found.append(self.counted)
        return tuple(sorted(found, key=lambda unit: unit.literals))


class _Read(NamedTuple):
    """What a fact says, how well it is supported, and when it holds."""

    meaning: Meaning
    rank: int
    start: str
    end: str


class FactReader:
    """Reads facts by an ontology's rows and vocabularies."""

    def __init__(self, ontology: Ontology, rows: Rows) -> None:
        self._meanings = MeaningReader(ontology, rows)
        self._spans = {yes: rows.given(f"{ISTO}spansThreeStates", yes) for yes in (True, False)}
        # How facts read that differ in nothing but their ids.
        self._known = Memory[Hashable, _Read]()

    def slice(self, description: Description, as_of: str) -> Slice:
        """Return the facts of a description that hold on a day."""
        held: list[Mapping[str, Any]] = []
        supports: list[int] = []
        meanings: list[Meaning] = []
        seen: set[str] = set()
        for number, fact in enumerate(facts_of(description)):
            try:
                meaning, rank, start, end = self._read(fact)
                if (name := fact["id"]) in seen:
                    raise same_id()
            except DescriptionError as error:
                raise placed(error, description, fact, number) from None
            seen.add(name)
            if start <= as_of and (not end or as_of < end):
                held.append(fact)
                supports.append(rank)
                meanings.append(meaning)
        return self._sliced(held, supports, meanings, as_of)

    def mistakes(self, description: Description) -> Iterator[DescriptionError]:
        """Yield all that is wrong with a description, where `slice` raises the first."""
        try:
            facts_of(description)
        except DescriptionError as problem:
            yield problem
        facts = description.get("facts") if is_mapping(description) else None
        seen: set[str] = set()
        for number, fact in enumerate(facts if isinstance(facts, list) else ()):
            for error in self._mistakes_of(fact, seen):
                yield placed(error, description, fact, number)

    # One fact

    def _mistakes_of(self, fact: Any, seen: set[str]) -> Iterator[DescriptionError]:
        """Yield what is wrong with a fact, part by part; `seen` are the ids before it."""
        for check in (check_fact, self._check_meaning, _check_period, _check_support):
            try:
                check(fact)
            except DescriptionError as error:
                yield error
        name = fact.get("id") if is_mapping(fact) else None
        if isinstance(name, str):
            if name in seen:
                yield same_id()
            seen.add(name)

    def _check_meaning(self, fact: Any) -> None:
        if is_mapping(fact) and "property" in fact and "value" in fact:
            self._meaning(fact)

    def _read(self, fact: Any) -> _Read:
        check_fact(fact)
        get = fact.get
        value, negated, days = fact["value"], get("negated"), (get("from"), get("to"))
        # In JSON, unlike in Python, 1 is not true; so the classes are in the key.
        kinds = value.__class__, negated.__class__
        said = tuple(value.items()) if value.__class__ is dict else value
        key = fact["property"], said, negated, kinds, days, get("support")
        try:
            found = self._known.get(key)
        except TypeError:
            # Some value is a list; that will be refused.
            return self._interpret(fact)
        return found or self._known.keep(key, self._interpret(fact))

    def _interpret(self, fact: Mapping[str, Any]) -> _Read:
        meaning = self._meaning(fact)
        start, end = period(fact)
        return _Read(meaning, rank_of(fact.get("support")), start, end)

    def _meaning(self, fact: Mapping[str, Any]) -> Meaning:
        negated = fact.get("negated")
        return self._meanings.meaning(
            fact["property"], fact["value"], False if negated is None else negated
        )

    # All facts of a slice

    def _sliced(
        self,
        held: list[Mapping[str, Any]],
        supports: list[int],
        meanings: list[Meaning],
        as_of: str,
    ) -> Slice:
        alike: dict[int, list[int]] = {}
        # Those that give no literal may be counted.
        quiet: dict[int, Meaning] = {}
        for place, meaning in enumerate(meanings):
            literals = meaning.given.literals
            if not literals:
                quiet[place] = meaning
            elif literals in alike:
                alike[literals].append(place)
            else:
                alike[literals] = [place]
        status = _status(quiet.values(), as_of) if meanings else "unknown"
        counted = self._counted(quiet) if quiet else None
        return Slice(held, supports, meanings, alike, counted, status)

    def _counted(self, meanings: Mapping[int, Meaning]) -> Unit | None:
        states = {place: meaning.state for place, meaning in meanings.items() if meaning.state}
        closers = tuple(place for place, meaning in meanings.items() if meaning.closes)
        if len(states) >= 3 and len(set(states.values())) >= 3:
            return self._unit(Spread(states), spans=True)
        return self._unit(Closing(closers, tuple(states)), spans=False) if closers else None

    def _unit(self, family: Family, *, spans: bool) -> Unit | None:
        given = self._spans[spans]
        return Unit(given.literals, family, given) if given.literals else None


def _check_period(fact: Any) -> None:
    if is_mapping(fact):
        period(fact)


def _check_support(fact: Any) -> None:
    if is_mapping(fact):
        rank_of(fact.get("support"))


def _status(meanings: Iterable[Meaning], as_of: str) -> str:
    if any(meaning.dissolved and meaning.dissolved <= as_of for meaning in meanings):
        return "dissolved"
    return "active"
