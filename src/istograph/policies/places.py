"""The places of which policies may be asked, by key, name or IRI."""

import difflib
from collections.abc import Mapping

from pyoxigraph import NamedNode, QuerySolutions, Store

from istograph.errors import NotFoundError
from istograph.model import Text, record
from istograph.policies.tables import Tables, key_of
from istograph.rdf.namespaces import ID, expand
from istograph.rdf.terms import LABEL

_USED = {name: expand(f"{name}:") for name in ("isto", "rdfs", "schema")}
# The world is in nothing, and nobody settles in all of it.
_PLACES = """SELECT DISTINCT ?place {
  ?place a/rdfs:subClassOf* isto:Place . FILTER EXISTS { ?place schema:containedInPlace ?above }
}"""


def places(store: Store) -> dict[str, Text]:
    """Return what each place is called, by its key, in the order of the keys."""
    rows = store.query(_PLACES, prefixes=_USED)
    assert isinstance(rows, QuerySolutions)
    tables = Tables(store)
    found = {key_of(row["place"]): tables.label(row["place"]) for row in rows}
    return dict(sorted(found.items()))


def find_place(store: Store, name: str) -> NamedNode:
    """Return the place of this key or IRI; NotFoundError suggests the nearest there is."""
    key = name.removeprefix("id:place/").removeprefix(f"{ID}place/")
    try:
        place = record("place", key)
    except ValueError:
        place = None
    if place is None or not any(store.quads_for_pattern(place, LABEL, None, None)):
        hint = _nearest(key, places(store))
        raise NotFoundError(f"there is no place {name!r}{hint.en}", zh=f"没有地点“{name}”{hint.zh}")
    return place


def _nearest(name: str, known: Mapping[str, Text]) -> Text:
    """Return the place of nearly this key, or of nearly this name in either language."""
    keys = {
        called.casefold(): key
        for key, label in known.items()
        for called in (label.en, label.zh, label.en.replace(" ", "-"), key)
    }
    within = [key for called, key in keys.items() if name and name.casefold() in called]
    close = difflib.get_close_matches(name.casefold(), keys, 1)
    near = [keys[close[0]]] if close else sorted(set(within))
    if near:
        near_zh = "或".join(f"“{key}”（{known[key].zh}）" for key in near)
        return Text(f"; did you mean {' or '.join(map(repr, near))}?", f"；是否应为{near_zh}？")
    known_zh = "、".join(f"{key}（{label.zh}）" for key, label in known.items())
    return Text(f"; there are {', '.join(known)}", f"；可用的有 {known_zh}")
