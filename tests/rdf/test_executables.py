"""Queries as editors look for them."""

import pytest
from pyoxigraph import NamedNode, Quad, Store

from istograph.rdf.executables import declarations, executable, query_form
from istograph.rdf.namespaces import PREFIXES

EXAMPLE = NamedNode("http://example.org/1")
SPEX = "https://purl.expasy.org/sparql-examples/ontology#"


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("# SELECT\nask {}", "ASK"),
        ("PREFIX select: <http://e/ask> Construct {} {}", "CONSTRUCT"),
        ("BASE <http://e/SELECT> DESCRIBE <ASK>", "DESCRIBE"),
    ],
)
def test_the_form_is_the_first_word_that_is_one(query: str, form: str) -> None:
    assert query_form(query) == form


@pytest.mark.parametrize(
    ("query", "class_", "property_"),
    [
        ("SELECT * {}", PREFIXES["sh"] + "SPARQLSelectExecutable", PREFIXES["sh"] + "select"),
        ("ASK {}", PREFIXES["sh"] + "SPARQLAskExecutable", PREFIXES["sh"] + "ask"),
        ("DESCRIBE <a:b>", f"{SPEX}SPARQLDescribeExecutable", f"{SPEX}describe"),
    ],
)
def test_a_query_is_described_by_its_form(query: str, class_: str, property_: str) -> None:
    triples = list(executable(EXAMPLE, query, {"en": "What?", "zh": "什么？"}))
    values = {(t.predicate.value.rpartition("#")[2], str(t.object)) for t in triples}

    assert ("type", f"<{class_}>") in values
    assert {("comment", '"What?"@en'), ("comment", '"什么？"@zh')} <= values
    assert [t.object.value for t in triples if t.predicate.value == property_] == [query]


def test_prefixes_are_found_as_editors_ask_for_them() -> None:
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in declarations())
    rows = store.query(
        "SELECT ?prefix ?namespace { [] sh:prefix ?prefix ; sh:namespace ?namespace }",
        prefixes=PREFIXES,
    )

    assert {row["prefix"].value: row["namespace"].value for row in rows} == PREFIXES
