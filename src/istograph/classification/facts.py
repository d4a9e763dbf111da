"""Facts as JSON, read: checked, sliced by date, and turned into units that give literals.

Facts that give the same literals are one unit. Participants are counted here, because a count over
a chain of properties has no place in OWL 2 DL: any three facts with three different states are the
unit that spans three states; a closed list of fewer is a unit of all its facts.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from istograph.classification.axioms import SUPPORTS, Axiom, Ontology
from istograph.classification.families import Choice, Closing, Family, Spread
from istograph.classification.rows import FactValue, Given, Rows
from istograph.errors import InputError, TermError
from istograph.model import (
    BOOLEAN_PROPERTIES,
    CONCEPT_PROPERTIES,
    FACT_PROPERTIES,
    PARENT_PROPERTIES,
    STRUCTURES,
)
from istograph.rdf.namespaces import ISTO

Description = Mapping[str, Any]

_FACT_KEYS = ("id", "property", "value", "from", "to", "negated", "source", "support")
_KNOWN_KEYS = frozenset(_FACT_KEYS)
# Of the facts that may be negated, those of establishment only about the mainland.
_NEGATED_ONLY_FOR = {
    "isEstablishedUnderLawOf": "CN",
    "hasStatutorySeatIn": "CN",
    "hasRegistration": "CN",
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, eq=False)
class Meaning:
    """What a fact says: the literals it gives, or its part in a count or in the status."""

    given: Given
    state: str = ""
    # The axioms by which a territory's participant counts with its state.
    counting: frozenset[Axiom] = frozenset()
    closes: bool = False
    dissolved: str = ""


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

    @property
    def literals(self) -> tuple[int, ...]:
        """The literals of each unit."""
        return tuple(unit.literals for unit in self.units)


def iso_date(value: object, where: str) -> str:
    """Return a day as ISO 8601 writes it, so that comparing strings compares days."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            pass
        else:
            return value
    raise InputError(f"{where}: {value!r} is no date; it should be like '2015-06-30'")


class FactReader:
    """Reads facts by an ontology's rows and vocabularies."""

    def __init__(self, ontology: Ontology, rows: Rows) -> None:
        self._ontology = ontology
        self._rows = rows
        self._classes = {term.name: term.iri for term in ontology.classes}
        self._denials = {
            property_.removeprefix(ISTO): denial for property_, denial in ontology.denials.items()
        }
        self._spans = {yes: rows.given(f"{ISTO}spansThreeStates", yes) for yes in (True, False)}
        self._meanings: dict[tuple[str, str | bool, type, bool], Meaning] = {}
        self._givens: dict[Any, Given] = {}
        self._days: dict[str, str] = {}

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
        meaning = self._meaning(fact["property"], fact["value"], fact.get("negated", False))
        start, end = self._day(fact, "from"), self._day(fact, "to")
        if start and end and end < start:
            raise InputError(f"it ends on {end}, before it begins on {start}")
        holds = start <= as_of and (not end or as_of < end)
        return meaning, _rank(fact.get("support")), holds

    def _day(self, fact: Mapping[str, Any], key: str) -> str:
        value = fact.get(key)
        if value is None:
            return ""
        found = self._days.get(value) if isinstance(value, str) else None
        if found is None:
            found = iso_date(value, f"{key!r}")
            if len(self._days) < _MOST_DAYS:
                self._days[found] = found
        return found

    def _meaning(self, property_: Any, value: Any, negated: Any) -> Meaning:
        if not isinstance(property_, str):
            raise InputError(f"'property' is a name, not {property_!r}")
        if not isinstance(negated, bool):
            raise InputError(f"'negated' is true or false, not {negated!r}")
        if not isinstance(value, str | bool):
            return self._interpret(property_, value, negated)
        # In JSON, unlike in Python, 1 is not true; so the type is in the key.
        key = (property_, value, value.__class__, negated)
        found = self._meanings.get(key)
        if found is None:
            found = self._interpret(property_, value, negated)
            if property_ in _FINITE:
                self._meanings[key] = found
        return found

    def _interpret(self, property_: str, value: Any, negated: bool) -> Meaning:
        name = property_.removeprefix("isto:")
        if name not in FACT_PROPERTIES:
            raise TermError(f"there is no property {name!r}{_suggestion(name, FACT_PROPERTIES)}")
        read = self._value(name, value)
        if negated:
            return Meaning(self._given(self._denial(name, value), read))
        if name == "dissolvedOn":
            return Meaning(_NOTHING, dissolved=str(read))
        if name == "participantListComplete":
            return Meaning(_NOTHING, closes=read is True)
        if name == "hasParticipantFrom":
            return self._participant(str(read))
        return Meaning(self._given(f"{ISTO}{name}", read))

    def _given(self, property_: str, value: FactValue) -> Given:
        # Facts that mean the same share one object, so that proofs are found once for all.
        key = (property_, frozenset(value.items()) if isinstance(value, dict) else value)
        if key not in self._givens:
            self._givens[key] = self._rows.given(property_, value)
        return self._givens[key]

    def _participant(self, jurisdiction: str) -> Meaning:
        data = self._ontology.value_data.get(jurisdiction, {})
        for state, axiom in data.get(f"{ISTO}countsWithState", ()):
            return Meaning(_NOTHING, state, frozenset() if axiom is None else frozenset({axiom}))
        return Meaning(_NOTHING, jurisdiction)

    def _denial(self, name: str, value: Any) -> str:
        if name not in self._denials:
            allowed = ", ".join(sorted(self._denials))
            raise InputError(f"{name} cannot be negated; only {allowed} can")
        place = value.get("jurisdiction") if isinstance(value, Mapping) else value
        if place != _NEGATED_ONLY_FOR.get(name, place):
            raise InputError(f"{name} can be negated for 'CN' only, not for {place!r}")
        return self._denials[name]

    # Values

    def _value(self, name: str, value: Any) -> FactValue:
        if name in BOOLEAN_PROPERTIES:
            if not isinstance(value, bool):
                raise InputError(f"{name} is true or false, not {value!r}")
            return value
        if name in STRUCTURES:
            return self._structure(name, value)
        if not isinstance(value, str):
            raise InputError(f"the value of {name} is a string, not {value!r}")
        if name == "isSaidToBe":
            return self._class(value)
        if name == "dissolvedOn":
            return iso_date(value, name)
        if name in PARENT_PROPERTIES:
            return _SOMETHING
        return self._concept(CONCEPT_PROPERTIES[name], value)

    def _class(self, value: str) -> str:
        name = value.removeprefix("isto:")
        if name not in self._classes:
            raise TermError(f"there is no class {name!r}{_suggestion(name, self._classes)}")
        return self._classes[name]

    def _concept(self, kind: str, value: str) -> str:
        known = self._ontology.notations.get(kind, {})
        if value not in known:
            raise TermError(f"there is no {kind} {value!r}{_suggestion(value, known)}")
        return known[value]

    def _structure(self, name: str, value: Any) -> dict[str, str]:
        _, parts = STRUCTURES[name]
        if not isinstance(value, Mapping):
            raise InputError(f"the value of {name} is an object with {_listed(parts)}")
        if unknown := [key for key in value if key not in parts]:
            known = _suggestion(unknown[0], parts)
            raise TermError(f"the value of {name} has no {unknown[0]!r}{known}")
        if "kind" not in value:
            raise InputError(f"the value of {name} needs a 'kind'")
        read: dict[str, str] = {}
        for key, (term, kind) in parts.items():
            if value.get(key) is not None:
                part = self._part(f"the {key!r} of {name}", kind, value[key])
                # A name without a kind, the authority's, is text that no row asks about.
                read |= {f"{ISTO}{term}": part} if kind else {}
        return read

    def _part(self, where: str, kind: str, value: Any) -> str:
        if not isinstance(value, str):
            raise InputError(f"{where} is a string, not {value!r}")
        return self._concept(kind, value) if kind else value

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


_NOTHING = Given(())
# A parent is named freely, and no row asks which one it is.
_SOMETHING = ""
_MOST_DAYS = 100_000
# Of the properties whose values are a closed list, each value is interpreted once.
_FINITE = CONCEPT_PROPERTIES.keys() | BOOLEAN_PROPERTIES | {"isSaidToBe"}
_RANKS = {support: rank for rank, support in enumerate(SUPPORTS)}


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
        raise TermError(f"there is no support {support!r}{_suggestion(str(support), SUPPORTS)}")
    return _RANKS[support]


def _status(meanings: Iterable[Meaning], as_of: str) -> str:
    days = [meaning.dissolved for meaning in meanings]
    if any(day and day <= as_of for day in days):
        return "dissolved"
    return "active" if days else "unknown"


def _suggestion(name: str, known: Iterable[str]) -> str:
    by_case = {option.casefold(): option for option in known}
    close = difflib.get_close_matches(str(name).casefold(), by_case, 1)
    if close:
        return f"; did you mean {by_case[close[0]]!r}?"
    return f"; there are {_listed(by_case.values())}" if len(by_case) <= 40 else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, sorted(names)))


def _refuse(error: InputError, description: Description, fact: Any, number: int) -> NoReturn:
    given = fact.get("id") if isinstance(fact, Mapping) else None
    name = f"fact {given!r} (number {number})" if given is not None else f"fact number {number}"
    raise type(error)(f"{description.get('id', 'a description')}: {name}: {error}") from None
