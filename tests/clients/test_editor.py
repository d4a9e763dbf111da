"""What an editor in a page from another origin asks an endpoint for, to complete what is typed.

The queries are those of the SIB's editor in our words: prefixes, examples, which properties the
members of a class have and what they lead to, what to call them. Where it finds nothing, as in our
default graph, which has no descriptions, it reads the endpoint's own address as a document.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, Store, parse
from tests.browser import PATIENCE, site
from tests.serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PREFIXES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
QUERIES = {
    "prefixes": """SELECT DISTINCT ?prefix ?namespace {
        [] sh:prefix ?prefix ; sh:namespace ?namespace }""",
    "examples": """SELECT DISTINCT ?query ?comment ?text {
        ?query a sh:SPARQLExecutable ; rdfs:comment ?comment .
        ?query sh:select|sh:ask|sh:construct ?text }""",
    "properties of classes": """SELECT DISTINCT ?class ?property ?leads {
        ?graph sd:graph ?described . ?described void:classPartition ?members .
        ?members void:class ?class ; void:propertyPartition ?used . ?used void:property ?property .
        OPTIONAL { ?used void:classPartition [ void:class ?leads ] }
        OPTIONAL { ?used void-ext:datatypePartition [ void-ext:datatype ?leads ] } }""",
    "numbers and labels": """SELECT DISTINCT ?class ?label ?property ?triples {
        ?members void:class ?class ; void:propertyPartition ?used .
        ?used void:property ?property ; void:triples ?triples .
        ?class rdfs:label ?label }""",
}
ISTO = "https://w3id.org/istograph/ontology#"


@pytest.fixture(scope="module")
def address(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = Path(shutil.copytree(dataset, tmp_path_factory.mktemp("editor") / "store"))
    with serving("--store", str(store)) as found:
        yield f"{found}/sparql"


@pytest.fixture
def page(browser: "Browser", tmp_path: Path) -> "Iterator[Page]":
    """A page of another origin, with nothing in it."""
    (tmp_path / "index.html").write_text("<!doctype html><title>editor</title>")
    with site(tmp_path) as origin:
        opened = browser.new_page(base_url=origin)
        opened.set_default_timeout(PATIENCE)
        opened.goto("/")
        yield opened
        opened.close()


def fetched(page: "Page", address: str, accept: str) -> str:
    """Return what the page's own script gets."""
    script = """async ([address, accept, patience]) => {
        const signal = AbortSignal.timeout(patience)
        const response = await fetch(address, { headers: { Accept: accept }, signal })
        if (!response.ok) throw new Error(await response.text())
        return response.text() }"""
    return str(page.evaluate(script, [address, accept, PATIENCE]))


def ask(page: "Page", address: str, query: str) -> list[dict[str, Any]]:
    """Return the rows that the endpoint has, or else those of the document that it is."""
    parameters = urlencode({"ac": 1, "query": PREFIXES + query})
    found = fetched(page, f"{address}?{parameters}", "application/sparql-results+json")
    if not json.loads(found)["results"]["bindings"]:
        store = Store()
        document = fetched(page, address, "text/turtle")
        store.extend(parse(document.encode(), RdfFormat.TURTLE))
        found = str(
            store.query(PREFIXES + query).serialize(format=QueryResultsFormat.JSON), "utf-8"
        )
    return list(json.loads(found)["results"]["bindings"])


@pytest.mark.parametrize("name", QUERIES)
def test_the_editor_finds_what_it_asks_for(page: "Page", address: str, name: str) -> None:
    rows = ask(page, address, QUERIES[name])

    assert len(rows) > 10
    assert len({json.dumps(row, sort_keys=True) for row in rows}) == len(rows)


def test_a_property_of_an_organization_is_proposed(page: "Page", address: str) -> None:
    rows = ask(page, address, QUERIES["properties of classes"])
    found = {
        row["property"]["value"].removeprefix(ISTO)
        for row in rows
        if row["class"]["value"] == "http://www.w3.org/ns/org#Organization"
    }

    assert "hasPrincipalField" in found


def test_an_example_can_be_run_as_it_is(page: "Page", address: str) -> None:
    examples = ask(page, address, QUERIES["examples"])

    assert {row["comment"]["xml:lang"] for row in examples} == {"en", "zh"}
    parameters = urlencode({"query": examples[0]["text"]["value"]})
    assert json.loads(fetched(page, f"{address}?{parameters}", "application/json"))["head"]


@pytest.mark.parametrize("graph", ["void", "examples"])
def test_the_descriptions_are_in_the_store_too(page: "Page", address: str, graph: str) -> None:
    pattern = f"GRAPH <https://w3id.org/istograph/graph/{graph}> {{ ?s ?p ?o }}"

    assert len(ask(page, address, f"SELECT ?s {{ {pattern} }}")) > 100
