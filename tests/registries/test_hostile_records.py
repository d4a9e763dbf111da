"""Records in which anything may be anything: taken or refused, and never an error."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.registries.test_ror import new, old, relation
from tests.registries.test_wikidata import (
    entity,
    of_item,
    of_name,
    of_text,
    of_time,
    snak,
    statement,
)

from istograph.registries import REGISTRIES, quads
from istograph.registries.record import Place, Record, Refusal
from istograph.registries.registry import Entry, File
from istograph.registries.shelf import shelf

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["Q1", "zh", "https://x.org/ y", "label", "active", "+0000-00-00T00:00:00Z"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "value", "type", "all"]), inner, max_size=3)
    ),
    max_leaves=6,
)

ITEM = {
    "asked": "Q99",
    "entity": entity(
        P31=[statement(of_item("Q245065"), qualifiers={"P580": of_time("1950-00-00", 9)})],
        P159=[statement(of_item("Q90"), qualifiers={"P17": of_item("Q142")})],
        P625=[statement({"value": {"latitude": 1.0, "longitude": 2.0}, "type": "x"})],
        P571=[statement(of_time("1919-07-28", 11))],
        P576=[statement(of_time("1999-07-28", 11))],
        P856=[statement(of_text("https://example.org/"))],
        P6782=[statement(of_text("02qztda51"))],
        P1813=[statement(of_name("OE", "en"))],
        P749=[statement(of_item("Q101"))],
        P457=[
            statement(
                of_item("Q102"), references=[{"snaks": {"P854": [snak(of_text("https://x.org"))]}}]
            )
        ],
    ),
}
SAMPLES = {
    "ror-2": ("ror", new(relationships=[relation("parent", "https://ror.org/02qztda51")])),
    "ror-1": ("ror", old(relationships=[relation("Child", "https://ror.org/02qztda51")])),
    "wikidata": ("wikidata", ITEM),
}


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places in a value, from the whole down."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, member in value.items():
            yield from paths(member, (*path, key))
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from paths(member, (*path, number))


def changed(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    value = copy.deepcopy(value)
    target = value
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = by
    return value


@pytest.mark.parametrize("name", SAMPLES)
def test_whatever_stands_in_a_record_it_is_taken_or_refused(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    source, sample = SAMPLES[name]
    registry = REGISTRIES[source]
    # `asked` and `entity` are the importer's own, not the file's.
    places = [path for path in paths(sample) if path not in (("asked",), ("entity",))]
    file = File(Path("x"), "0" * 64, 1)
    folder = tmp_path_factory.mktemp("shelf")

    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(places), values)
    def check(path: tuple[Any, ...], by: Any) -> None:
        entry = Entry(Place("x", "line 1"), changed(sample, path, by))
        with shelf(folder / "shelf") as opened:
            opened.begin(1)
            registry.survey(entry, opened)
            for result in registry.records(entry, opened):
                if isinstance(result, Refusal):
                    json.dumps([result.field, result.found, result.wanted])
                    continue
                assert isinstance(result, Record)
                assert list(quads.Writer(registry, file, opened.has).quads(result))

    check()
