"""What machines look for first, over HTTP."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from tests.serving import PATIENCE

from istograph.rdf.namespaces import ID, expand
from istograph.rdf.store import snapshot

_DATASET = NamedNode("https://w3id.org/istograph/.well-known/void#dataset")


def _store(answer: httpx.Response, form: RdfFormat = RdfFormat.TURTLE) -> Store:
    assert answer.status_code == 200, answer.text
    store = Store()
    store.extend(Quad(q.subject, q.predicate, q.object) for q in parse(answer.content, form))
    return store


def _values(store: Store, curie: str, subject: NamedNode | None = _DATASET) -> set[str]:
    found = store.quads_for_pattern(subject, NamedNode(expand(curie)), None)
    return {str(getattr(quad.object, "value", "")) for quad in found}


@pytest.mark.parametrize("path", ["/.well-known/void", "/void.ttl"])
def test_the_dataset_says_how_to_get_at_it(client: httpx.Client, address: str, path: str) -> None:
    void = _store(client.get(path))

    assert _values(void, "void:sparqlEndpoint") == {f"{address}/sparql"}
    assert _values(void, "void:uriSpace") == {ID}
    assert _values(void, "dcterms:license")
    assert len(_values(void, "void:classPartition", None)) > 10


def test_every_dump_that_is_told_is_there(client: httpx.Client) -> None:
    dumps = _values(_store(client.get("/void.ttl")), "void:dataDump")

    assert len(dumps) == 4
    assert {client.head(dump).status_code for dump in dumps} == {200}


def test_links_to_others_are_counted(client: httpx.Client) -> None:
    void = _store(client.get("/void.ttl"))
    linkset = NamedNode("https://w3id.org/istograph/.well-known/void#links-to-ror")
    query = (
        "SELECT (COUNT(*) AS ?n) { ?s schema:sameAs ?o "
        'FILTER (STRSTARTS(STR(?o), "https://ror.org/")) }'
    )
    counted = client.get("/sparql", params={"query": query}).json()

    assert _values(void, "void:triples", linkset) == {
        counted["results"]["bindings"][0]["n"]["value"]
    }


def test_void_is_negotiated(client: httpx.Client) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": "application/rdf+xml"})

    assert answer.headers["content-type"] == "application/rdf+xml"
    assert len(_store(answer, RdfFormat.RDF_XML)) == len(
        _store(client.get("/void.nt"), RdfFormat.N_TRIPLES)
    )


def test_the_catalogue_lists_files_with_checksums(client: httpx.Client) -> None:
    catalogue = _store(client.get("/dcat"))
    index = client.get("/dump/", headers={"Accept": "application/json"}).json()
    told = {file["sha256"] for file in index["files"] if file["name"] != "SHA256SUMS"}
    value = NamedNode("http://spdx.org/rdf/terms#checksumValue")

    found = {q.object.value for q in catalogue.quads_for_pattern(None, value, None)}

    assert found == told
    assert len(_values(catalogue, "dcat:distribution")) == len(told)


def test_the_sitemap_has_pages_in_both_languages(client: httpx.Client, address: str) -> None:
    answer = client.get("/sitemap.xml")
    tree = ElementTree.fromstring(answer.content)
    space = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    pages = {place.text for place in tree.findall("s:url/s:loc", space)}

    assert f"{address}/page/organization/inbar" in pages
    assert len(tree.findall("s:url/x:link", space)) == 2 * len(pages)
    assert not any("/page/cell/" in str(page) for page in pages)


def test_robots_find_the_sitemap_and_leave_queries_alone(
    client: httpx.Client, address: str
) -> None:
    text = client.get("/robots.txt").text

    assert f"Sitemap: {address}/sitemap.xml" in text
    assert "Disallow: /sparql" in text


@pytest.mark.parametrize("path", ["/void.html", "/void.docx", "/sitemap-9.xml"])
def test_what_is_not_there_is_404(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_address_is_the_one_that_was_asked_for(serve: Callable[..., str]) -> None:
    address = serve(base_url="http://localhost:1", address_is_asked=True)
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "data.example.org"}

    url = f"{address}/void.ttl"
    void = _store(httpx.get(url, headers=headers, trust_env=False, timeout=PATIENCE))

    assert _values(void, "void:sparqlEndpoint") == {"https://data.example.org/sparql"}


@pytest.mark.parametrize(
    ("media_type", "found"), [("text/html", "国际竹藤组织"), ("application/json", '"inbar"')]
)
def test_the_search_is_described_and_works_as_described(
    client: httpx.Client, media_type: str, found: str
) -> None:
    (address,) = _values(_store(client.get("/void.ttl")), "void:openSearchDescription")
    description = ElementTree.fromstring(client.get(address).content)
    urls = description.findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    (template,) = (url.get("template") for url in urls if url.get("type") == media_type)
    assert template is not None

    filled = template.format_map({"searchTerms": "竹藤", "count?": "9"})

    answer = client.get(filled, headers={"Accept": media_type}).raise_for_status().text
    # What was searched for is marked in a name.
    assert found in re.sub(r"</?mark>", "", answer)


def test_a_browser_is_led_to_it(client: httpx.Client) -> None:
    page = client.get("/", headers={"Accept": "text/html"}).text

    assert 'href="/opensearch.xml"' in page


def test_nothing_leads_to_what_an_empty_store_has_not(
    serve: Callable[..., str], tmp_path: Path
) -> None:
    snapshot.publish_empty(tmp_path)
    address = serve(tmp_path)
    with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as session:
        listed = re.findall(r"<loc>([^<]*)</loc>", session.get("/sitemap.xml").text)
        missing = [
            each
            for each in listed
            if session.get(each, headers={"Accept": "text/html"}).status_code != 200
        ]
        disputes = session.get("/disputes?lang=en", headers={"Accept": "text/html"}).text
        void = _store(session.get("/void.ttl"))

    assert (f"{address}/paper" in listed, missing) == (True, [])
    assert "39" not in re.findall(r">(\d+)<", disputes)
    assert _values(void, "void:exampleResource") == set()


def test_the_figures_of_the_paper_and_an_example_are_told(client: httpx.Client) -> None:
    listed = re.findall(r"<loc>[^<]*/paper/(figure-\d)</loc>", client.get("/sitemap.xml").text)
    void = _store(client.get("/void.ttl"))

    assert listed == [f"figure-{number}" for number in range(1, 7)]
    assert _values(void, "void:exampleResource") == {f"{ID}organization/inbar"}


_NAMED = """
    SELECT (MIN(STR(?x)) AS ?iri) (REPLACE(STR(?g), "^.*/", "") AS ?graph) ?kind {
      { GRAPH ?g { ?x ?p ?o } } UNION { GRAPH ?g { ?s ?p ?x } }
      FILTER(ISIRI(?x) && STRSTARTS(STR(?x), "https://w3id.org/istograph/"))
      BIND(REPLACE(STR(?x), "[^/#]*$", "") AS ?kind)
    } GROUP BY ?g ?kind
"""


def test_whatever_a_graph_names_of_ours_is_found(client: httpx.Client, address: str) -> None:
    """Of each kind of name in each graph, one."""
    rows = csv.DictReader(
        client.post("/sparql", data={"query": _NAMED}, headers={"Accept": "text/csv"}).text.split()
    )
    iris = {row["iri"].partition("#")[0] for row in rows}

    found = {
        iri: client.get(
            iri.replace("https://w3id.org/istograph", address),
            headers={"Accept": "text/turtle"},
            follow_redirects=True,
        ).status_code
        for iri in iris
    }

    assert any("/id/mapping/" in iri for iri in iris)
    assert {iri: status for iri, status in found.items() if status != 200} == {}


def test_an_example_is_data_or_a_page_to_ask_it_on(client: httpx.Client, address: str) -> None:
    path = "/.well-known/sparql-examples/01-policies-by-level"

    data = _store(client.get(path, headers={"Accept": "text/turtle"}))
    page = client.get(path, headers={"Accept": "text/html"})

    iri = NamedNode(f"https://w3id.org/istograph{path}")
    assert any("SELECT" in value for value in _values(data, "sh:select", iri))
    assert (page.status_code, page.headers["location"]) == (
        303,
        "/query?example=01-policies-by-level",
    )
    assert client.get(f"{path}-not").status_code == 404
    assert client.get("/.well-known/sparql-examples/a%20b").status_code == 404
