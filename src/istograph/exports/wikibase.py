"""Statements as Wikibase JSON, as `Special:EntityData` gives it and `wbeditentity` takes it.

https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
"""

from collections.abc import Iterable, Sequence
from typing import Any

from istograph.exports.statements import (
    END,
    REFERENCE_URL,
    START,
    Compared,
    Statement,
    Value,
)
from istograph.exports.times import PRECISIONS, timestamp

_GREGORIAN = "http://www.wikidata.org/entity/Q1985727"
_DATA_TYPES = {"item": "wikibase-item", "time": "time", "url": "url", "external-id": "external-id"}


def entities(compared: Iterable[Compared], *, whole: bool = False) -> dict[str, Any]:
    """Return the document of the entities: what they lack, or with `whole` what they say too."""
    found = {}
    for each in compared:
        statements = (*each.said, *each.lacking) if whole else each.lacking
        if statements:
            found[each.item] = _entity(each.item, statements)
    return {"entities": found}


def _entity(item: str, statements: Sequence[Statement]) -> dict[str, Any]:
    labels: dict[str, Any] = {}
    aliases: dict[str, list[Any]] = {}
    claims: dict[str, list[Any]] = {}
    for each in statements:
        name = {"language": each.property[1:], "value": each.value.text}
        if each.value.kind == "label":
            labels.setdefault(name["language"], name)
        elif each.value.kind == "alias":
            aliases.setdefault(name["language"], []).append(name)
        else:
            claims.setdefault(each.property, []).append(_claim(each, statements))
    names = {"labels": labels, "aliases": aliases} if aliases else {"labels": labels}
    return {"type": "item", "id": item, **names, "claims": claims}


def _claim(statement: Statement, all_: Sequence[Statement]) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "type": "statement",
        "mainsnak": _snak(statement.property, statement.value),
        "rank": _rank(statement, all_),
    }
    days = {START: statement.start, END: statement.end}
    qualifiers = {name: [_snak(name, Value("time", day))] for name, day in days.items() if day}
    if qualifiers:
        claim["qualifiers"] = qualifiers
    if statement.references:
        claim["references"] = [
            {"snaks": {REFERENCE_URL: [_snak(REFERENCE_URL, Value("url", address))]}}
            for address in statement.references
        ]
    return claim


def _rank(statement: Statement, all_: Sequence[Statement]) -> str:
    """Return "preferred" for what holds where other values are over, as Help:Ranking has it."""
    others = (each for each in all_ if each.property == statement.property)
    return "preferred" if not statement.end and any(each.end for each in others) else "normal"


def _snak(property_: str, value: Value) -> dict[str, Any]:
    return {
        "snaktype": "value",
        "property": property_,
        "datatype": _DATA_TYPES[value.kind],
        "datavalue": _datavalue(value),
    }


def _datavalue(value: Value) -> dict[str, Any]:
    if value.kind == "item":
        content = {"entity-type": "item", "numeric-id": int(value.text[1:]), "id": value.text}
        return {"type": "wikibase-entityid", "value": content}
    if value.kind == "time":
        content = {
            "time": timestamp(value.text),
            "timezone": 0,
            "before": 0,
            "after": 0,
            "precision": PRECISIONS[len(value.text)],
            "calendarmodel": _GREGORIAN,
        }
        return {"type": "time", "value": content}
    return {"type": "string", "value": value.text}
