"""Reconciliation requests as values; needs no server.

| version | batch of queries                           | of a query                           |
| ------- | ------------------------------------------ | ------------------------------------ |
| 0.2     | `queries={"q0": ...}`, by form or GET      | query, type, properties, type_strict |
| 1.0     | `{"queries": [...]}`, JSON                 | conditions on name, id and property  |
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from istograph.errors import InputError
from istograph.rdf.protocol import ProtocolError

MOST_QUERIES = 50
# Rows of a table are extended by so many at a time; OpenRefine sends ten.
MOST_IDS = 500
MOST_PROPERTIES = 50
_MOST_CONDITIONS = 50
_LIMIT, _MOST_CANDIDATES = 5, 50

_FIELDS = ("query", "type", "limit", "properties", "type_strict")
_DRAFT_FIELDS = ("conditions", "type", "limit", "lang", "dir")

Strictness = Literal["any", "should", "all"]
Quantifier = Literal["any", "all", "none"]
_QUANTIFIERS: tuple[Quantifier, ...] = ("any", "all", "none")


@dataclass(frozen=True)
class Condition:
    """Values of a property that a candidate should have, or must have."""

    property: str
    values: tuple[str, ...]
    required: bool = False
    quantifier: Quantifier = "any"


@dataclass(frozen=True)
class Query:
    """What somebody looks for."""

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    strictness: Strictness = "any"
    conditions: tuple[Condition, ...] = ()
    limit: int = _LIMIT
    language: str = ""


@dataclass(frozen=True)
class Extension:
    """Values that are wanted of records, each property with its settings."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, Mapping[str, Any]], ...] = field(default=())


def read_json(text: str | bytes, what: str) -> Any:
    """Return what a text of JSON says; raises InputError."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise InputError(f"{what} is no JSON: {problem}") from problem


def read_queries(batch: Any) -> dict[str, Query]:
    """Return the queries of a batch of version 0.2, by their names."""
    queries = _object(batch, "`queries`", 'an object, as {"q0": {"query": "..."}}')
    _check_size(len(queries))
    return {name: _query(name, query) for name, query in queries.items()}


def read_batch(batch: Any) -> list[Query]:
    """Return the queries of a batch of version 1.0, in their order."""
    queries = _object(batch, "the body", 'an object, as {"queries": [...]}').get("queries")
    found = _list(queries, "`queries`")
    _check_size(len(found))
    return [_conditions(f"queries[{at}]", query) for at, query in enumerate(found)]


def read_extension(extension: Any) -> Extension:
    """Return a request for values."""
    request = _object(extension, "`extend`", 'an object, as {"ids": [], "properties": []}')
    ids = _list(request.get("ids"), "`ids`")
    properties = _list(request.get("properties"), "`properties`")
    for found, most, what in ((ids, MOST_IDS, "ids"), (properties, MOST_PROPERTIES, "properties")):
        if len(found) > most:
            raise ProtocolError(413, f"{len(found)} {what}; {most} are the most in one request")
    return Extension(
        tuple(dict.fromkeys(_text(each, "an id") for each in ids)),
        tuple(map(_wanted, properties)),
    )


def _wanted(each: Any) -> tuple[str, Mapping[str, Any]]:
    wanted = _object(each, "a property", 'an object, as {"id": "..."}')
    settings = _object(wanted.get("settings") or {}, "`settings`", "an object")
    return _text(wanted.get("id"), "a property's `id`"), settings


def _check_size(number: int) -> None:
    if number > MOST_QUERIES:
        raise ProtocolError(413, f"{number} queries; {MOST_QUERIES} are the most in one batch")


def _query(name: str, given: Any) -> Query:
    query = _object(given, f"`{name}`", 'an object, as {"query": "..."}')
    _refuse_others(query, _FIELDS, name)
    text = query.get("query")
    if text is not None and not isinstance(text, str):
        raise InputError(f"`{name}`: `query` is {text!r}; a string is wanted")
    properties = _list(query.get("properties") or [], f"`{name}`: `properties`")
    if not (text and text.strip()) and not properties:
        raise InputError(f"`{name}` has neither `query` nor `properties`; one is needed")
    if len(properties) > _MOST_CONDITIONS:
        raise ProtocolError(413, f"`{name}`: {_MOST_CONDITIONS} properties are the most")
    types = query.get("type") or []
    return Query(
        names=(text,) if text else (),
        types=tuple(map(_type, types if isinstance(types, list) else [types])),
        strictness=_choice(query.get("type_strict") or "any", f"`{name}`: `type_strict`"),
        conditions=tuple(_property(name, each) for each in properties),
        limit=_limit(query.get("limit"), name),
    )


def _refuse_others(query: Mapping[str, Any], known: tuple[str, ...], name: str) -> None:
    # A misspelt field would be a condition that nobody looks at.
    others = sorted(query.keys() - set(known))
    if others:
        raise InputError(f"`{name}` has a field {others[0]!r}; known are: {', '.join(known)}")


def _type(given: Any) -> str:
    # OpenRefine sends a type as it got it, with its name.
    return _text(given.get("id") if isinstance(given, dict) else given, "a type")


def _property(name: str, given: Any) -> Condition:
    wanted = _object(given, f"`{name}`: a property", 'an object, as {"pid": "...", "v": "..."}')
    if "v" not in wanted:
        raise InputError(f"`{name}`: a property has no `v`, the value to compare")
    return Condition(_text(wanted.get("pid"), f"`{name}`: `pid`"), _values(wanted["v"]))


def _conditions(name: str, given: Any) -> Query:
    query = _object(given, name, 'an object, as {"conditions": [...]}')
    _refuse_others(query, _DRAFT_FIELDS, name)
    conditions = _list(query.get("conditions"), f"{name}: `conditions`")
    if not conditions:
        raise InputError(f"{name}: `conditions` is empty; one condition is needed at least")
    if len(conditions) > _MOST_CONDITIONS:
        raise ProtocolError(413, f"{name}: {_MOST_CONDITIONS} conditions are the most")
    names: list[str] = []
    ids: list[str] = []
    properties = []
    for each in conditions:
        condition = _object(each, f"{name}: a condition", "an object")
        if "propertyValue" not in condition:
            raise InputError(f"{name}: a condition has no `propertyValue`")
        values = _values(condition["propertyValue"])
        match condition.get("matchType"):
            case "name":
                names += values
            case "id":
                ids += values
            case "property":
                properties.append(_condition(name, condition, values))
            case other:
                raise InputError(f"{name}: `matchType` is {other!r}; wanted: name, id or property")
    type_ = query.get("type")
    if type_ is not None and not isinstance(type_, str):
        raise InputError(f"{name}: `type` is {type_!r}; one type's id is wanted")
    return Query(
        names=tuple(names),
        ids=tuple(ids),
        types=(type_,) if type_ else (),
        conditions=tuple(properties),
        limit=_limit(query.get("limit"), name),
        language=str(query.get("lang") or ""),
    )


def _condition(name: str, condition: Mapping[str, Any], values: tuple[str, ...]) -> Condition:
    asked = condition.get("matchQuantifier") or "any"
    quantifier: Quantifier | None = next((each for each in _QUANTIFIERS if each == asked), None)
    if quantifier is None:
        raise InputError(f"{name}: `matchQuantifier` is {asked!r}; wanted: any, all or none")
    property_ = _text(condition.get("propertyId"), f"{name}: `propertyId`")
    return Condition(property_, values, condition.get("required") is True, quantifier)


def _values(given: Any) -> tuple[str, ...]:
    """Return values as texts; what was reconciled before counts by its id."""
    found = given if isinstance(given, list) else [given]
    return tuple(text for each in found if (text := _value(each)))


def _value(each: Any) -> str:
    if isinstance(each, dict):
        return str(each.get("id") or each.get("name") or "")
    if isinstance(each, bool):
        return str(each).lower()
    return str(each).strip() if isinstance(each, str | int | float) else ""


def _limit(given: Any, name: str) -> int:
    if given is None:
        return _LIMIT
    if isinstance(given, bool) or not isinstance(given, int | float) or given < 1:
        raise InputError(f"`{name}`: `limit` is {given!r}; a positive number is wanted")
    return min(int(min(given, _MOST_CANDIDATES)), _MOST_CANDIDATES)


def _choice(given: Any, what: str) -> Strictness:
    if given in ("any", "should", "all"):
        return given  # type: ignore[no-any-return]
    raise InputError(f"{what} is {given!r}; wanted: any, should or all")


def _object(given: Any, what: str, wanted: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InputError(f"{what} is {_kind(given)}; wanted: {wanted}")
    return given


def _list(given: Any, what: str) -> list[Any]:
    if not isinstance(given, list):
        raise InputError(f"{what} is {_kind(given)}; wanted: an array")
    return given


def _text(given: Any, what: str) -> str:
    if not isinstance(given, str) or not given:
        raise InputError(f"{what} is {_kind(given)}; wanted: a string that is not empty")
    return given


def _kind(given: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", type(None): "missing"}
    return names.get(type(given), f"{given!r}")
