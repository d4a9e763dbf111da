"""The two tables as the graph gives them, cell by cell, against the tables that people typed."""

import csv
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from istograph.examples import find

PAPER = Path(__file__).parents[2] / "data/curated/paper"
NAMED = "(place:beijing 1 0) (place:shanghai 0 1)"
PLACE = "https://w3id.org/istograph/id/place/"


def typed(number: str) -> Iterator[dict[str, str]]:
    with (PAPER / f"table-{number}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def marks(row: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value in ("●", "○")}


def answers(store: Store, text: str) -> Iterator[dict[str, str]]:
    solutions = store.query(text)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield {name: solution[name].value if solution[name] else "" for name in names}


def key(iri: str) -> str:
    return iri.rpartition("/")[2]


@pytest.mark.parametrize("number", ["1", "2"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_table_is_as_it_was_printed(store: Store, number: str, language: str) -> None:
    found: dict[str, dict[str, str]] = {}
    lines: dict[str, tuple[str, str]] = {}
    for cell in answers(store, find(f"8{int(number) - 1}").in_language(language)):
        found.setdefault(cell["number"], {})[key(cell["heading"])] = cell["mark"]
        lines[cell["number"]] = cell["line"], cell["title_zh"]

    rows = list(typed(number))
    assert found == {str(int(row["row"])): marks(row) for row in rows}
    # in the order of the columns, too
    assert list(found["1"]) == list(marks(rows[0]))
    assert lines == {str(int(row["row"])): (row["line"], row["label_zh"]) for row in rows}


def test_a_row_is_of_a_level_or_of_a_country(store: Store) -> None:
    of = {
        (each["table"][-1], each["number"], each["kind"], key(each["thing"]))
        for each in answers(store, find("82").text)
    }

    assert {
        *(("1", str(int(row["row"])), "level", row["level"]) for row in typed("1")),
        *(("2", str(int(row["row"])), "country", row["country"]) for row in typed("2")),
    } == {each for each in of if each[2] in ("level", "country")}
    assert {
        ("2", str(int(row["row"])), "city", key(row["describes"]))
        for row in typed("2")
        if row["describes"].startswith("id:place/")
    } == {each for each in of if each[2] == "city"}
    # Zhongguancun is in Beijing, and its policy one of Beijing's.
    assert ("1", "18", "locality", "beijing") in of
    assert ("1", "18", "issuer", "cast") not in of
    assert ("1", "22", "status", "draft") in of


def test_a_dispute_stands_at_the_cells_that_it_touches(store: Store) -> None:
    cells = {
        (key(each["dispute"]), key(each["cell"]))
        for each in answers(store, find("83").text)
        if each["cell"]
    }
    with (PAPER / "disputes.csv").open(encoding="utf-8", newline="") as file:
        touched = {
            (row["key"], claim.strip().removeprefix("cell-"))
            for row in csv.DictReader(file)
            for claim in row["claims"].split("|")
            if claim.strip().startswith("cell-")
        }

    assert cells == touched


def test_two_places_are_compared_as_their_rows_say(store: Store) -> None:
    """Every two countries, and every two cities, by the typed table."""
    rows = list(typed("2"))
    text = find("84").text
    assert NAMED in text
    held: dict[str, set[str]] = {}
    for row in rows:
        marked = {name for name, mark in marks(row).items() if mark == "●"}
        held.setdefault(row["country"], set()).update(marked)
        if row["describes"].startswith("id:place/"):
            held[key(row["describes"])] = marked
    words = {
        (True, True): "both",
        (True, False): "only the first",
        (False, True): "only the second",
    }

    for a, b in combinations(sorted(held)[:7], 2):
        asked = text.replace(NAMED, f"(<{PLACE}{a}> 1 0) (<{PLACE}{b}> 0 1)")
        said = [each["answer"] for each in answers(store, asked)]

        measures = list(marks(rows[0]))
        assert said == [words.get((m in held[a], m in held[b]), "neither") for m in measures]


def test_a_place_of_one_table_has_no_measure_in_common_with_one_of_the_other(store: Store) -> None:
    text = find("84").text.replace("place:shanghai", "place:bonn")

    assert {each["answer"] for each in answers(store, text)} == {"no common measure"}
