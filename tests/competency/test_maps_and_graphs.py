"""The examples that are seen on a map or as a graph, against the statements one by one."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, QueryTriples, Store

from istograph import functions
from istograph.examples import find
from istograph.rdf.namespaces import expand

PAPER = Path(__file__).parents[2] / "data/curated/paper"
TODAY = "2026-11-22"
RELATIONS = ("isto:isPartOf", "org:memberOf", "isto:succeeds")


def statements(store: Store, predicate: str) -> Iterator[Quad]:
    return store.quads_for_pattern(None, NamedNode(expand(predicate)), None, DefaultGraph())


def members(store: Store, class_: str) -> set[str]:
    of = (quad for quad in statements(store, "rdf:type") if quad.object.value == expand(class_))
    return {str(quad.subject) for quad in of}


def rows(store: Store, name: str, language: str = "en") -> list[tuple[str, ...]]:
    text = find(name).in_language(language)
    found = store.query(text, custom_functions=dict(functions.functions(store, TODAY)))
    assert isinstance(found, QuerySolutions)
    return [tuple(str(term) for term in solution) for solution in found]


@pytest.mark.parametrize(
    ("name", "class_"), [("85", "isto:ISTO"), ("86", "isto:IntergovernmentalOrganization")]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_seat_is_where_a_registry_places_it(
    store: Store, name: str, class_: str, language: str
) -> None:
    placed = {
        (str(quad.subject), str(quad.object)) for quad in statements(store, "isto:coordinates")
    }
    of_kind = members(store, class_)

    found = rows(store, name, language)

    assert {(row[0], row[-1]) for row in found} == {each for each in placed if each[0] in of_kind}
    assert len(found) > 25
    assert all(row[1].endswith(f'"@{language}') for row in found)


def test_an_intergovernmental_organization_is_an_isto_or_not(store: Store) -> None:
    istos = members(store, "isto:ISTO")

    assert all((isto == '"entailed"') == (iri in istos) for iri, _, isto, _ in rows(store, "86"))


def test_headquarters_are_counted_where_they_are(store: Store) -> None:
    istos = members(store, "isto:ISTO")
    seats = [*statements(store, "isto:isHeadquarteredIn")]
    all_of_them = Counter(str(quad.object) for quad in seats)
    of_istos = Counter(str(quad.object) for quad in seats if str(quad.subject) in istos)

    found = {place: (all_, of_st) for place, _, all_, of_st in rows(store, "87")}

    integer = f"^^<{expand('xsd:integer')}>"
    assert found == {
        place: (f'"{number}"{integer}', f'"{of_istos[place]}"{integer}')
        for place, number in all_of_them.items()
    }


def test_a_country_is_credited_with_what_its_rows_mention(store: Store) -> None:
    mentioned: dict[str, set[str]] = {}
    with (PAPER / "table-2.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            marked = {name for name, mark in row.items() if mark == "●"}
            mentioned.setdefault(row["country"], set()).update(marked)

    names = {
        str(quad.object): str(quad.subject).rpartition("/")[2].removesuffix(">")
        for quad in statements(store, "rdfs:label")
        if "/id/place/" in str(quad.subject)
    }
    found = {names[name]: int(number.split('"')[1]) for name, _, number in rows(store, "88")}

    assert found == {country: len(marked) for country, marked in mentioned.items() if marked}


def test_the_graph_has_each_relation_and_a_name_for_each_end(store: Store) -> None:
    organizations = members(store, "org:Organization")
    relations = {f"<{expand(name)}>" for name in RELATIONS}
    related = {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for relation in RELATIONS
        for quad in statements(store, relation)
        if str(quad.object) in organizations
    }
    for language in ("en", "zh"):
        found = store.query(find("89").in_language(language))
        assert isinstance(found, QueryTriples)
        triples = [tuple(map(str, triple)) for triple in found]

        label = f"<{expand('rdfs:label')}>"
        named = {one for one, said, name in triples if said == label and f"@{language}" in name}
        drawn = {each for each in triples if each[1] in relations}
        assert drawn == related
        assert named == {end for one, _, other in related for end in (one, other)}
