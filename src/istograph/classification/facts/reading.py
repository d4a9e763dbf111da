"""Facts as JSON, read: checked, sliced by date, and gathered into units that give literals.

Facts that give the same literals are one unit. Participants are counted here, because a count over
a chain of properties has no place in OWL 2 DL: any three facts with three different states are the
unit that spans three states; a closed list of fewer is a unit of all its facts.
"""

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from istograph.classification.axioms.ontology import SUPPORTS, Ontology
from istograph.classification.facts.families import Choice, Closing, Family, Spread
from istograph.classification.facts.meanings import Meaning, MeaningReader
from istograph.classification.facts.rows import Given, Rows
from istograph.classification.facts.values import iso_date, shown, shown_zh
from istograph.classification.reasoning.memory import Memory
from istograph.classification.words.suggestions import suggestion
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
_BARE = frozenset(("id", "facts", "as_of"))
_PLAIN = frozenset(("id", "property", "value"))
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
        for number, fact in enumerate(_facts_of(description)):
            try:
                meaning, rank, start, end = self._read(fact)
                if (name := fact["id"]) in seen:
                    raise _same_id()
            except DescriptionError as error:
                raise _placed(error, description, fact, number) from None
            seen.add(name)
            if start <= as_of and (not end or as_of < end):
                held.append(fact)
                supports.append(rank)
                meanings.append(meaning)
        return self._sliced(held, supports, meanings, as_of)

    def mistakes(self, description: Description) -> Iterator[DescriptionError]:
        """Yield all that is wrong with a description, where `slice` raises the first."""
        try:
            _facts_of(description)
        except DescriptionError as problem:
            yield problem
        facts = description.get("facts") if _is_mapping(description) else None
        seen: set[str] = set()
        for number, fact in enumerate(facts if isinstance(facts, list) else ()):
            for error in self._mistakes_of(fact, seen):
                yield _placed(error, description, fact, number)

    # One fact

    def _mistakes_of(self, fact: Any, seen: set[str]) -> Iterator[DescriptionError]:
        """Yield what is wrong with a fact, part by part; `seen` are the ids before it."""
        for check in (_check_fact, self._check_meaning, _check_period, _check_support):
            try:
                check(fact)
            except DescriptionError as error:
                yield error
        name = fact.get("id") if _is_mapping(fact) else None
        if isinstance(name, str):
            if name in seen:
                yield _same_id()
            seen.add(name)

    def _check_meaning(self, fact: Any) -> None:
        if _is_mapping(fact) and "property" in fact and "value" in fact:
            self._meaning(fact)

    def _read(self, fact: Any) -> _Read:
        _check_fact(fact)
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
        start, end = _period(fact)
        return _Read(meaning, _rank(fact.get("support")), start, end)

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


def _period(fact: Mapping[str, Any]) -> tuple[str, str]:
    start, end = _day(fact, "from"), _day(fact, "to")
    if start and end and end <= start:
        raise _never(start, end)
    return start, end


def _check_period(fact: Any) -> None:
    if _is_mapping(fact):
        _period(fact)


def _check_support(fact: Any) -> None:
    if _is_mapping(fact):
        _rank(fact.get("support"))


def _day(fact: Mapping[str, Any], key: str) -> str:
    value = fact.get(key)
    if value is None:
        return ""
    try:
        return iso_date(value, repr(key))
    except InputError as problem:
        raise DescriptionError(str(problem), key, zh=problem.zh) from None


def _facts_of(description: Any) -> list[Any]:
    if not _is_mapping(description):
        raise DescriptionError(
            f"a description is an object with 'id' and 'facts', not {shown(description)}",
            zh=f"描述应为有“id”和“facts”的对象，不是{shown_zh(description)}",
        )
    id_ = description.get("id")
    if not description.keys() <= _BARE:
        whose = _whose(id_)
        check_keys(description, _KNOWN_OF_DESCRIPTIONS, DESCRIPTION_KEYS, whose)
        _check_text(description, ("name", "name_zh"), whose)
    if id_ is not None and (not isinstance(id_, str) or not id_.strip()):
        raise _no_id(id_)
    facts = description.get("facts")
    if not isinstance(facts, list):
        raise _no_facts(description)
    return facts


def _no_facts(description: Description) -> DescriptionError:
    whose = _whose(description.get("id"))
    if "facts" not in description:
        return DescriptionError(
            "it has no 'facts', a list of them", subject=whose, zh="没有“facts”（事实列表）"
        )
    facts = description["facts"]
    return DescriptionError(
        f"'facts' is a list of facts, not {shown(facts)}",
        "facts",
        subject=whose,
        zh=f"“facts”应为事实列表，不是{shown_zh(facts)}",
    )


def _no_id(id_: object) -> DescriptionError:
    return DescriptionError(
        f"'id' is a string that is not empty, not {shown(id_)}",
        "id",
        zh=f"“id”应为非空字符串，不是{shown_zh(id_)}",
    )


def _same_id() -> DescriptionError:
    return DescriptionError(
        "another fact has the same id; each needs its own",
        "id",
        zh="另一事实的“id”与此相同；每个事实须有自己的“id”",
    )


def _whose(id_: object) -> str:
    return shown(id_) if isinstance(id_, str) else ""


def _is_mapping(found: object) -> bool:
    # Nearly all are plain; to ask an abstract class about each takes longer than to read it.
    return found.__class__ is dict or isinstance(found, Mapping)


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
                zh=f"没有{shown_zh(key)}这一项；自用的项应以“x-”开头{hint.zh}",
            )


def _check_fact(fact: Any) -> None:
    if not _is_mapping(fact):
        raise DescriptionError(
            f"a fact is an object with 'id', 'property' and 'value', not {shown(fact)}",
            zh=f"事实应为有“id”、“property”和“value”的对象，不是{shown_zh(fact)}",
        )
    if fact.keys() != _PLAIN:
        _check_keys_of_fact(fact)
    if not isinstance(fact["id"], str) or not fact["id"].strip():
        raise _no_id(fact["id"])
    if "source" in fact:
        _check_text(fact, ("source",))


def _check_keys_of_fact(fact: Mapping[str, Any]) -> None:
    if not fact.keys() <= _KNOWN_KEYS:
        check_keys(fact, _KNOWN_OF_FACTS, (*FACT_KEYS, *EVIDENCE_KEYS))
        _check_evidence(fact)
    for key in ("id", "property", "value"):
        if key not in fact:
            raise DescriptionError(f"it has no {key!r}", zh=f"没有“{key}”")


def _check_text(found: Mapping[str, Any], keys: Iterable[str], subject: str = "") -> None:
    """Raise DescriptionError for what is neither a string nor one for each language."""
    for key in keys:
        value = found.get(key)
        if value is None or isinstance(value, str):
            continue
        if not isinstance(value, Mapping) or not _is_text(value):
            either = '{"en": ..., "zh": ...}'
            raise DescriptionError(
                f"{key!r} is a string, or {either}, not {shown(value)}",
                key,
                subject=subject,
                zh=f"“{key}”应为字符串或 {either}，不是{shown_zh(value)}",
            )


def _is_text(value: Mapping[str, Any]) -> bool:
    strings = all(isinstance(text, str) for text in value.values())
    return bool(value) and value.keys() <= {"en", "zh"} and strings


def _check_evidence(fact: Mapping[str, Any]) -> None:
    for key in EVIDENCE_KEYS:
        value = fact.get(key)
        if isinstance(value, bool) or not isinstance(value, str | int | Mapping | None):
            raise DescriptionError(
                f"{key!r} says in words where the fact is written, not {shown(value)}",
                key,
                zh=f"“{key}”应以文字说明事实的出处，不是{shown_zh(value)}",
            )
    _check_text(fact, ("value_name",))


def _never(start: str, end: str) -> DescriptionError:
    if end == start:
        return DescriptionError(
            f"it begins and ends on {start}, so it holds on no day; 'to' is the first day on "
            "which it holds no longer",
            "to",
            zh=f"起止均为 {start}，因此没有一天成立；“to”是不再成立的第一天",
        )
    return DescriptionError(
        f"it ends on {end}, before it begins on {start}",
        "to",
        zh=f"结束日期 {end} 早于开始日期 {start}",
    )


def _rank(support: Any) -> int:
    """Return the place of a support in SUPPORTS; none counts as nothing, the strongest."""
    if support is None:
        return 0
    if not isinstance(support, str) or support not in _RANKS:
        hint = suggestion(str(support), SUPPORTS)
        raise DescriptionError(
            f"there is no support {shown(support)}{hint}",
            "support",
            zh=f"没有依据程度{shown_zh(support)}{hint.zh}",
        )
    return _RANKS[support]


def _status(meanings: Iterable[Meaning], as_of: str) -> str:
    if any(meaning.dissolved and meaning.dissolved <= as_of for meaning in meanings):
        return "dissolved"
    return "active"


def _placed(
    error: DescriptionError, description: Description, fact: Any, number: int
) -> DescriptionError:
    id_ = fact.get("id") if isinstance(fact, Mapping) else None
    name = f"fact {shown(id_)}" if isinstance(id_, str) else f"fact number {number + 1}"
    name_zh = f"事实{shown_zh(id_)}" if isinstance(id_, str) else f"第 {number + 1} 个事实"
    whose = description.get("id")
    if whose is None:
        return error.within("facts", number, subject=name, subject_zh=name_zh)
    return error.within(
        "facts",
        number,
        subject=f"{name} of {shown(whose)}",
        subject_zh=f"{shown_zh(whose).lstrip()}的{name_zh}",
    )
