"""Facts as JSON, read: checked, sliced by date, and gathered into units that give literals.

Facts that give the same literals are one unit. Participants are counted here, because a count over
a chain of properties has no place in OWL 2 DL: any three facts with three different states are the
unit that spans three states; a closed list of fewer is a unit of all its facts.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

from istograph.classification.families import Choice, Closing, Family, Spread
from istograph.classification.meanings import Meaning, MeaningReader
from istograph.classification.memory import Memory
from istograph.classification.ontology import SUPPORTS, Ontology
from istograph.classification.rows import Given, Rows
from istograph.classification.values import iso_date, suggestion
from istograph.errors import InputError, TermError
from istograph.rdf.namespaces import ISTO

Description = Mapping[str, Any]

_FACT_KEYS = ("id", "property", "value", "from", "to", "negated", "source", "support")
_KNOWN_KEYS = frozenset(_FACT_KEYS)
_RANKS = {support: rank for rank, support in enumerate(SUPPORTS)}


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

    facts: tuple[Mapping[str, Any], ...]
    supports: tuple[int, ...]
    meanings: tuple[Meaning, ...]
    units: tuple[Unit, ...]
    status: str

    @cached_property
    def literals(self) -> tuple[int, ...]:
        """The literals of each unit."""
        return tuple(unit.literals for unit in self.units)


class FactReader:
    """Reads facts by an ontology's rows and vocabularies."""

    def __init__(self, ontology: Ontology, rows: Rows) -> None:
        self._meanings = MeaningReader(ontology, rows)
        self._spans = {yes: rows.given(f"{ISTO}spansThreeStates", yes) for yes in (True, False)}
        self._days = Memory[str, str]()

    def slice(self, description: Description, as_of: str) -> Slice:
        """Return the facts of a description that hold on a day."""
        held: list[Mapping[str, Any]] = []
        supports: list[int] = []
        meanings: list[Meaning] = []
        seen: set[str] = set()
        for number, fact in enumerate(_facts_of(description), start=1):
            try:
                meaning, support, holds = self._read(fact, as_of)
                if fact["id"] in seen:
                    raise InputError("another fact has the same id; each needs its own")
            except InputError as error:
                _refuse(error, description, fact, number)
            seen.add(fact["id"])
            if holds:
                held.append(fact)
                supports.append(support)
                meanings.append(meaning)
        units = self._units(meanings)
        status = _status(meanings, as_of)
        return Slice(tuple(held), tuple(supports), tuple(meanings), units, status)

    # One fact

    def _read(self, fact: Any, as_of: str) -> tuple[Meaning, int, bool]:
        """Return a fact's meaning, the rank of its support, and whether it holds on the day."""
        _check_keys(fact)
        negated = fact.get("negated", False)
        meaning = self._meanings.meaning(fact["property"], fact["value"], negated)
        start, end = self._day(fact, "from"), self._day(fact, "to")
        if start and end and end < start:
            raise InputError(f"it ends on {end}, before it begins on {start}")
        holds = start <= as_of and (not end or as_of < end)
        return meaning, _rank(fact.get("support")), holds

    def _day(self, fact: Mapping[str, Any], key: str) -> str:
        value = fact.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            return iso_date(value, repr(key))
        return self._days.recall(value, lambda: iso_date(value, repr(key)))

    # All facts of a slice

    def _units(self, meanings: list[Meaning]) -> tuple[Unit, ...]:
        alike: dict[int, list[int]] = {}
        for place, meaning in enumerate(meanings):
            if meaning.given.literals:
                alike.setdefault(meaning.given.literals, []).append(place)
        units = [Unit(literals, Choice(tuple(places))) for literals, places in alike.items()]
        units += self._counted(meanings)
        return tuple(sorted(units, key=lambda unit: unit.literals))

    def _counted(self, meanings: list[Meaning]) -> list[Unit]:
        states = {place: m.state for place, m in enumerate(meanings) if m.state}
        closers = tuple(place for place, meaning in enumerate(meanings) if meaning.closes)
        if len(set(states.values())) >= 3:
            return self._unit(Spread(states), spans=True)
        return self._unit(Closing(closers, tuple(states)), spans=False) if closers else []

    def _unit(self, family: Family, *, spans: bool) -> list[Unit]:
        given = self._spans[spans]
        return [Unit(given.literals, family, given)] if given.literals else []


def _facts_of(description: Any) -> list[Any]:
    if not isinstance(description, Mapping):
        raise InputError(f"a description is an object with 'id' and 'facts', not {description!r}")
    facts = description.get("facts")
    if not isinstance(facts, list):
        raise InputError(f"{description.get('id')!r}: 'facts' is a list of facts, not {facts!r}")
    return facts


def _check_keys(fact: Any) -> None:
    if not isinstance(fact, Mapping):
        raise InputError(f"a fact is an object with 'id', 'property' and 'value', not {fact!r}")
    for key in ("id", "property", "value"):
        if key not in fact:
            raise InputError(f"it has no {key!r}")
    if not isinstance(fact["id"], str):
        raise InputError(f"'id' is a string, not {fact['id']!r}")
    if not fact.keys() <= _KNOWN_KEYS:
        for key in fact.keys() - _KNOWN_KEYS:
            # Other keys are the sender's own, but a misspelt one would change the verdicts.
            if close := difflib.get_close_matches(key, _FACT_KEYS, 1, 0.75):
                raise TermError(f"there is no {key!r}; did you mean {close[0]!r}?")


def _rank(support: Any) -> int:
    """Return the place of a support in SUPPORTS; none counts as nothing, the strongest."""
    if support is None:
        return 0
    if not isinstance(support, str) or support not in _RANKS:
        raise TermError(f"there is no support {support!r}{suggestion(str(support), SUPPORTS)}")
    return _RANKS[support]


def _status(meanings: Iterable[Meaning], as_of: str) -> str:
    days = [meaning.dissolved for meaning in meanings]
    if any(day and day <= as_of for day in days):
        return "dissolved"
    return "active" if days else "unknown"


def _refuse(error: InputError, description: Description, fact: Any, number: int) -> NoReturn:
    given = fact.get("id") if isinstance(fact, Mapping) else None
    name = f"fact {given!r} (number {number})" if given is not None else f"fact number {number}"
    raise type(error)(f"{description.get('id', 'a description')}: {name}: {error}") from None
