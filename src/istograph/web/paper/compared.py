"""What a worker does for the disputes: where an imported item and another source disagree."""

import json
from collections.abc import Mapping
from typing import IO, Any

from pyoxigraph import NamedNode, Store

from istograph.exports.comparing import compared
from istograph.exports.statements import COUNTRY, Conflict
from istograph.model import graph, value_of
from istograph.rdf.formats import JSON
from istograph.rdf.namespaces import ID, PREFIXES
from istograph.rdf.terms import term

READ = f"{__name__}:read"
_EXACT = term("skos:exactMatch")


def read(
    store: Store, request: Mapping[str, Any], _: bytes, output: IO[bytes]
) -> Mapping[str, Any]:
    """Answer with each conflict; an item that is a jurisdiction of ours by its IRI."""
    found = [
        _row(store, conflict)
        for each in compared(store, request["graphs"])
        for conflict in each.conflicts
    ]
    output.write(json.dumps(found).encode())
    return {"kind": "answers", "media_type": JSON.media_type}


def _row(store: Store, conflict: Conflict) -> dict[str, Any]:
    ours = conflict.ours
    return {
        "record": f"{ID}{conflict.record}",
        "item": ours.item,
        "property": ours.property,
        "ours": _place(store, ours.property, ours.value.text),
        "theirs": _place(store, ours.property, conflict.theirs.text),
        "graphs": ours.graphs,
        "references": ours.references,
    }


def _place(store: Store, property_: str, value: str) -> str:
    if property_ != COUNTRY:
        return value
    item = NamedNode(f"{PREFIXES['wd']}{value}")
    quads = store.quads_for_pattern(None, _EXACT, item, graph("alignment"))
    return next((value_of(quad.subject) for quad in quads), value)
