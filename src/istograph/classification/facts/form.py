"""What a description and its facts look like: their keys and dates, and what is wrong with them."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from istograph.classification.axioms.ontology import SUPPORTS
from istograph.classification.facts.values import iso_date, shown, shown_zh
from istograph.classification.words.suggestions import suggestion
from istograph.errors import DescriptionError, InputError

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


def facts_of(description: Any) -> list[Any]:
    """Return a description's facts; DescriptionError where it has no list of them."""
    if not is_mapping(description):
        raise DescriptionError(
            f"a description is an object with 'id' and 'facts', not {shown(description)}",
            zh=f"描述应为有“id”和“facts”的对象，不是{shown_zh(description)}",
        )
    id_ = description.get("id")
    if not description.keys() <= _BARE:
        whose = _whose(id_)
        _check_keys(description, _KNOWN_OF_DESCRIPTIONS, DESCRIPTION_KEYS, whose)
        _check_text(description, ("name", "name_zh"), whose)
    if id_ is not None and (not isinstance(id_, str) or not id_.strip()):
        raise _no_id(id_)
    facts = description.get("facts")
    if not isinstance(facts, list):
        raise _no_facts(description)
    return facts


def check_fact(fact: Any) -> None:
    """Raise DescriptionError for what is no fact, whatever it may mean."""
    if not is_mapping(fact):
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


def period(fact: Mapping[str, Any]) -> tuple[str, str]:
    """Return since when a fact holds and when it no longer does; empty where it says neither."""
    start, end = _day(fact, "from"), _day(fact, "to")
    if start and end and end <= start:
        raise _never(start, end)
    return start, end


def rank_of(support: Any) -> int:
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


def same_id() -> DescriptionError:
    """Return what is wrong with a fact whose id another has."""
    return DescriptionError(
        "another fact has the same id; each needs its own",
        "id",
        zh="另一事实的“id”与此相同；每个事实须有自己的“id”",
    )


def placed(
    error: DescriptionError, description: Description, fact: Any, number: int
) -> DescriptionError:
    """Return an error with the place of the fact in its description."""
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


def is_mapping(found: object) -> bool:
    """Say whether something is an object of JSON, or like one."""
    # Nearly all are plain; to ask an abstract class about each takes longer than to read it.
    return found.__class__ is dict or isinstance(found, Mapping)


def _check_keys(
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


def _check_keys_of_fact(fact: Mapping[str, Any]) -> None:
    if not fact.keys() <= _KNOWN_KEYS:
        _check_keys(fact, _KNOWN_OF_FACTS, (*FACT_KEYS, *EVIDENCE_KEYS))
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


def _day(fact: Mapping[str, Any], key: str) -> str:
    value = fact.get(key)
    if value is None:
        return ""
    try:
        return iso_date(value, repr(key))
    except InputError as problem:
        raise DescriptionError(str(problem), key, zh=problem.zh) from None


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


def _whose(id_: object) -> str:
    return shown(id_) if isinstance(id_, str) else ""
