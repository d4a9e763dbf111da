"""Entity documents of Wikidata, made for tests: items as `Special:EntityData` gives them."""

import json
from pathlib import Path
from typing import Any

GREGORIAN = "http://www.wikidata.org/entity/Q1985727"


def item(number: str, labels: dict[str, str], **claims: Any) -> dict[str, Any]:
    """Return an item; a claim is an item's number, a text, or a (timestamp, precision)."""
    return {
        "type": "item",
        "id": number,
        "labels": {tag: {"language": tag, "value": text} for tag, text in labels.items()},
        "descriptions": {},
        "aliases": {},
        "claims": {name: [_claim(name, value)] for name, value in claims.items()},
        "sitelinks": {},
        "lastrevid": 1,
        "modified": "2026-01-02T00:00:00Z",
    }


def write(path: Path, *items: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"entities": {each["id"]: each for each in items}}))
    return path


def _claim(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, tuple):
        time = {"time": value[0], "timezone": 0, "before": 0, "after": 0}
        time |= {"precision": value[1], "calendarmodel": GREGORIAN}
        datatype, data = "time", {"type": "time", "value": time}
    elif value[:1] == "Q" and value[1:].isdecimal():
        entity = {"entity-type": "item", "numeric-id": int(value[1:]), "id": value}
        datatype, data = "wikibase-item", {"type": "wikibase-entityid", "value": entity}
    else:
        datatype = "url" if "://" in value else "external-id"
        data = {"type": "string", "value": value}
    snak = {"snaktype": "value", "property": name, "datatype": datatype, "datavalue": data}
    return {"mainsnak": snak, "type": "statement", "id": f"x${name}", "rank": "normal"}
