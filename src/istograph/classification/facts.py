"""Facts as JSON, read: checked, sliced by date, and gathered into units that give literals.

Facts that give the same literals are one unit. Participants are counted here, because a count over
a chain of properties has no place in OWL 2 DL: any three facts with three different states are the
unit that spans three states; a closed list of fewer is a unit of all its facts.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from istograph.classification.families import Choice, Closing, Family, Spread
from istograph.classification.meanings import Meaning, MeaningReader
from istograph.classification.memory import Memory
from istograph.classification.ontology import SUPPORTS, Ontology
from istograph.classification.rows import Given, Rows
from istograph.classification.suggestions import suggestion
from istograph.classification.values import iso_date, shown
from istograph.errors import DescriptionError, InputError
from istograph.rdf.namespaces import ISTO

Description = Mapping[str, Any]

# What decides; then where it is written, which is shown; then what nobody reads.
FACT_KEYS = ("id", "property", "value", "from", "to", "negated", "support", "source")
EVIDENCE_KEYS = ("url", "line", "section", "locator", "quote", "value_name")
REMARKS = ("note", "comment")
DESCRIPTION_KEYS = ("id", "name", "name_zh", "as_of", "facts")
# Of a worked example, which says what is to come out.
EXAMPLE_KEYS = ("expected", "clashes", "trap")
# JSON-LD's own keys, and those that somebody says are theirs.
OWN_KEYS = ("@", "x-")
_KNOWN_KEYS = frozenset(FACT_KEYS)
_KNOWN_OF_FACTS = frozenset((*FACT_KEYS, *EVIDENCE_KEYS, *REMARKS))
_KNOWN_OF_DESCRIPTIONS = frozenset((*DESCRIPTION_KEYS, *EXAMPLE_KEYS, *REMARKS))
_BARE = frozenset(("id", "facts"))
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
        for number, fact in enumerate(_facts_of(description)):
            try:
                meaning, support, holds = self._read(fact, as_of)
                if fact["id"] in seen:
                    raise DescriptionError("another fact has the same id; each needs its own", "id")
            except DescriptionError as error:
                raise _placed(error, description, fact, number) from None
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
        _check_fact(fact)
        negated = fact.get("negated")
        meaning = self._meanings.meaning(
            fact["property"], fact["value"], False if negated is None else negated
        )
        start, end = self._day(fact, "from"), self._day(fact, "to")
        if start and end and end <= start:
            raise DescriptionError(_never(start, end), "to")
        holds = start <= as_of and (not end or as_of < end)
        return meaning, _rank(fact.get("support")), holds

    def _day(self, fact: Mapping[str, Any], key: str) -> str:
        value = fact.get(key)
        if value is None:
            return ""
        try:
            if not isinstance(value, str):
                return iso_date(value, repr(key))
            return self._days.recall(value, lambda: iso_date(value, repr(key)))
        except InputError as problem:
            raise DescriptionError(str(problem), key) from None

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
        raise DescriptionError(
            f"a description is an object with 'id' and 'facts', not {shown(description)}"
        )
    id_ = description.get("id")
    whose = shown(id_) if isinstance(id_, str) else ""
    if description.keys() != _BARE:
        check_keys(description, _KNOWN_OF_DESCRIPTIONS, DESCRIPTION_KEYS, whose)
        _check_text(description, ("name", "name_zh"), whose)
    if id_ is not None and (not isinstance(id_, str) or not id_.strip()):
        raise DescriptionError(f"'id' is a string that is not empty, not {shown(id_)}", "id")
    facts = description.get("facts")
    if not isinstance(facts, list):
        problem = f"'facts' is a list of facts, not {shown(facts)}"
        raise DescriptionError(
            problem if "facts" in description else "it has no 'facts', a list of them",
            *(("facts",) if "facts" in description else ()),
            subject=whose,
        )
    return facts


def check_keys(
    found: Mapping[str, Any], known: Container[str], suggested: Iterable[str], subject: str = ""
) -> None:
    """Raise DescriptionError for a key that is not known: whatever it says would be lost."""
    for key in found:
        if key not in known and not key.startswith(OWN_KEYS):
            hint = suggestion(key, suggested)
            raise DescriptionError(
                f"there is no {shown(key)}, and a key of your own begins with 'x-'{hint}",
                key,
                subject=subject,
            )


def _check_fact(fact: Any) -> None:
    if not isinstance(fact, Mapping):
        raise DescriptionError(
            f"a fact is an object with 'id', 'property' and 'value', not {shown(fact)}"
        )
    if not fact.keys() <= _KNOWN_KEYS:
        check_keys(fact, _KNOWN_OF_FACTS, (*FACT_KEYS, *EVIDENCE_KEYS))
        _check_evidence(fact)
    for key in ("id", "property", "value"):
        if key not in fact:
            raise DescriptionError(f"it has no {key!r}")
    if not isinstance(fact["id"], str) or not fact["id"].strip():
        raise DescriptionError(f"'id' is a string that is not empty, not {shown(fact['id'])}", "id")
    if "source" in fact:
        _check_text(fact, ("source",))


def _check_text(found: Mapping[str, Any], keys: Iterable[str], subject: str = "") -> None:
    """Raise DescriptionError for what is neither a string nor one for each language."""
    for key in keys:
        value = found.get(key)
        if value is None or isinstance(value, str):
            continue
        if not isinstance(value, Mapping) or not _is_text(value):
            problem = f'{key!r} is a string, or {{"en": ..., "zh": ...}}, not {shown(value)}'
            raise DescriptionError(problem, key, subject=subject)


def _is_text(value: Mapping[str, Any]) -> bool:
    strings = all(isinstance(text, str) for text in value.values())
    return bool(value) and value.keys() <= {"en", "zh"} and strings


def _check_evidence(fact: Mapping[str, Any]) -> None:
    for key in EVIDENCE_KEYS:
        value = fact.get(key)
        if isinstance(value, bool) or not isinstance(value, str | int | Mapping | None):
            problem = f"{key!r} says in words where the fact is written, not {shown(value)}"
            raise DescriptionError(problem, key)
    _check_text(fact, ("value_name",))


def _never(start: str, end: str) -> str:
    if end == start:
        return (
            f"it begins and ends on {start}, so it holds on no day; 'to' is the first day on "
            "which it holds no longer"
        )
    return f"it ends on {end}, before it begins on {start}"


def _rank(support: Any) -> int:
    """Return the place of a support in SUPPORTS; none counts as nothing, the strongest."""
    if support is None:
        return 0
    if not isinstance(support, str) or support not in _RANKS:
        hint = suggestion(str(support), SUPPORTS)
        raise DescriptionError(f"there is no support {shown(support)}{hint}", "support")
    return _RANKS[support]


def _status(meanings: Iterable[Meaning], as_of: str) -> str:
    days = [meaning.dissolved for meaning in meanings]
    if any(day and day <= as_of for day in days):
        return "dissolved"
    return "active" if days else "unknown"


def _placed(
    error: DescriptionError, description: Description, fact: Any, number: int
) -> DescriptionError:
    id_ = fact.get("id") if isinstance(fact, Mapping) else None
    name = f"fact {shown(id_)}" if isinstance(id_, str) else f"fact number {number + 1}"
    whose = description.get("id")
    subject = name if whose is None else f"{name} of {shown(whose)}"
    return error.within("facts", number, subject=subject)
