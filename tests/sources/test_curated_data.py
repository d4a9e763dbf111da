"""The data that the package ships: it loads, it is canonical, and it refers to what is there."""

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from istograph.model import isto, record
from istograph.rdf.namespaces import ID, expand
from istograph.resources import CURATED, ONTOLOGY
from istograph.sources import SOURCES
from istograph.sources.layout import (
    LAYOUTS,
    MEASURES_CHINA,
    MEASURES_WORLD,
    TABLE_1,
    TABLE_2,
    Layout,
)
from istograph.sources.tables import canonical_csv, read_table

TYPE = NamedNode(expand("rdf:type"))
LABEL = NamedNode(expand("rdfs:label"))


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    return [quad for source in SOURCES.values() for quad in source(CURATED)]


@pytest.fixture(scope="module")
def ontology() -> set[str]:
    files = ONTOLOGY.rglob("*.ttl")
    return {
        q.subject.value
        for f in files
        for q in parse(path=f, format=RdfFormat.TURTLE)
        if isinstance(q.subject, NamedNode)
    }


def of_type(quads: list[Quad], name: str) -> set[NamedNode]:
    return {q.subject for q in quads if q.predicate == TYPE and q.object == NamedNode(expand(name))}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.path)
def test_a_table_is_in_canonical_form(layout: Layout) -> None:
    text = (CURATED / layout.path).read_text(encoding="utf-8")

    assert text == canonical_csv(text)
    assert text.split("\n", 1)[0] == ",".join(layout.columns)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.path)
def test_a_table_has_rows(layout: Layout) -> None:
    assert read_table(CURATED / layout.path, layout.columns, layout.key)


def test_every_curated_file_is_read_by_a_source() -> None:
    files = {str(path.relative_to(CURATED)) for path in CURATED.rglob("*.csv")}

    assert files == {layout.path for layout in LAYOUTS}


@pytest.mark.parametrize(
    ("layout", "rows", "cells"), [(TABLE_1, 27, 108), (TABLE_2, 14, 196)], ids=["one", "two"]
)
def test_a_table_has_all_its_rows_and_cells(
    quads: list[Quad], layout: Layout, rows: int, cells: int
) -> None:
    dataset = record("dataset", layout.prefix.removesuffix("-"))
    inside = Counter(q.predicate for q in quads if q.object == dataset)

    assert inside[isto("inTable")] == rows
    assert inside[NamedNode(expand("qb:dataSet"))] == cells


def test_only_black_circles_link_a_row_to_a_measure(quads: list[Quad]) -> None:
    black = {q.subject for q in quads if q.object == record("mention", "mentioned")}
    row_of = {q.subject: q.object for q in quads if q.predicate == isto("tableRow")}
    measure = {q.subject: q.object for q in quads if q.predicate == isto("measure")}
    links = {(q.subject, q.object) for q in quads if q.predicate == isto("mentionsMeasure")}
    described = {q.subject: q.object for q in quads if q.predicate == isto("describes")}
    expected = {(row_of[cell], measure[cell]) for cell in black if cell in row_of}
    policies = {(described[row], m) for row, m in expected if "/policy/" in described[row].value}

    assert links == expected | policies


@pytest.mark.parametrize(
    ("name", "measures"), [("china", MEASURES_CHINA), ("world", MEASURES_WORLD)]
)
def test_the_columns_are_the_measures_of_the_vocabulary_in_its_order(
    name: str, measures: tuple[str, ...]
) -> None:
    path = ONTOLOGY / "vocabularies" / f"measures-{name}.ttl"
    numbers = {
        q.subject.value: int(q.object.value)
        for q in parse(path=path, format=RdfFormat.TURTLE)
        if q.predicate == isto("columnNumber")
    }

    assert numbers == {f"{ID}measure/{key}": n for n, key in enumerate(measures, 1)}


def test_every_policy_of_table_1_has_one_level(quads: list[Quad]) -> None:
    policies = of_type(quads, "isto:Policy")
    levels = Counter(
        q.subject for q in quads if q.predicate == isto("level") and q.subject in policies
    )

    assert len(levels) == 27
    assert set(levels.values()) == {1}


def test_every_policy_has_one_status(quads: list[Quad]) -> None:
    statuses = Counter(q.subject for q in quads if q.predicate == isto("policyStatus"))

    assert statuses == Counter(of_type(quads, "isto:Policy"))


def test_every_property_and_class_is_declared(quads: list[Quad], ontology: set[str]) -> None:
    used = {q.predicate.value for q in quads}
    used |= {q.object.value for q in quads if q.predicate == TYPE}
    built_in = {LABEL.value, TYPE.value, expand("owl:differentFrom")}

    assert used - ontology - built_in == set()


def test_whatever_is_referred_to_is_described(quads: list[Quad], ontology: set[str]) -> None:
    described = {q.subject.value for q in quads} | ontology
    referred = {q.object.value for q in quads if isinstance(q.object, NamedNode)}

    assert {iri for iri in referred if iri.startswith(ID)} - described == set()


def test_no_claim_is_made_by_two_sources(quads: list[Quad]) -> None:
    claims = of_type(quads, "isto:Claim")
    sources = Counter(claim for claim, _ in {(q.subject, q.graph_name) for q in quads})

    assert {claim: sources[claim] for claim in claims if sources[claim] != 1} == {}


def test_a_record_has_one_label_in_each_language(quads: list[Quad]) -> None:
    # Cells, claims and structured values are named by what they belong to.
    unnamed = ("claim", "cell", "registration", "office")
    labels: dict[str, set[Literal]] = {}
    for quad in quads:
        if quad.predicate == TYPE and quad.subject.value.split("/")[-2] not in unnamed:
            labels.setdefault(quad.subject.value, set())
    for quad in quads:
        if quad.predicate == LABEL:
            labels[quad.subject.value].add(quad.object)
    languages = {iri: sorted(label.language for label in own) for iri, own in labels.items()}

    assert {iri: own for iri, own in languages.items() if own != ["en", "zh"]} == {}


def test_a_source_reads_any_folder(tmp_path: Path) -> None:
    for layout in LAYOUTS:
        path = tmp_path / layout.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(",".join(layout.columns) + "\n", encoding="utf-8")

    assert [list(source(tmp_path)) for source in SOURCES.values()] == [[], [], []]


def test_what_is_said_of_a_curated_organization_names_its_document(quads: list[Quad]) -> None:
    curated = [quad for quad in quads if quad.graph_name.value.endswith("/curated")]
    about = {NamedNode(expand(name)) for name in ("schema:foundingDate", "org:memberOf")}
    about.add(isto("succeeds"))
    of_claims: list[dict[object, object]] = [{}, {}, {}, {}]
    for found, name in zip(of_claims, ("subject", "property", "value", "source"), strict=True):
        found |= {q.subject: q.object for q in curated if q.predicate == isto(name)}
    subjects, properties, values, sources = of_claims
    documented = {(subjects[c], properties[c], values[c]) for c in sources}
    said = {(q.subject, q.predicate, q.object) for q in curated if q.predicate in about}

    assert len(said) > 100
    assert said <= documented
