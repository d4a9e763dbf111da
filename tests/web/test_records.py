"""Records as linked data, over HTTP."""

import json
import re
from typing import Any

import httpx
import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)
from rdflib import Graph

from istograph.model import graph
from istograph.rdf.namespaces import ID, expand

_INBAR = "organization/inbar"
_RESULTS = "application/sparql-results+json"
_FORMATS = {
    "ttl": ("text/turtle; charset=utf-8", RdfFormat.TURTLE),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "json": ("application/json", RdfFormat.JSON_LD),
    "trig": ("application/trig", RdfFormat.TRIG),
    "nq": ("application/n-quads", RdfFormat.N_QUADS),
}
_PAGES = [
    _INBAR,
    "organization/isde",
    "organization/cast",
    "policy/pudong-ip-services-funds",
    "table-row/table-1-05",
    "cell/table-1-05-1",
    "claim/isde-registration",
    "place/bonn",
    "jurisdiction/hk",
    "observation/istos-joined-2022",
    "dispute/domestic-ngo-gloss",
    "document/meng-2024-text",
    "scheme/fields",
    "axis/place",
]


@pytest.mark.parametrize(
    ("accept", "where"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", f"/page/{_INBAR}"),
        ("text/turtle", f"/data/{_INBAR}.ttl"),
        ("application/n-triples", f"/data/{_INBAR}.nt"),
        ("application/rdf+xml;q=0.9, text/html;q=0.1", f"/data/{_INBAR}.rdf"),
        ("application/ld+json", f"/data/{_INBAR}.jsonld"),
        ("application/json", f"/data/{_INBAR}.json"),
        ("text/turtle;q=0, application/trig;q=0.2", f"/data/{_INBAR}.trig"),
        ("*/*", f"/data/{_INBAR}.ttl"),
    ],
)
def test_a_thing_leads_to_what_is_wanted_about_it(
    client: httpx.Client, accept: str, where: str
) -> None:
    answer = client.get(f"/id/{_INBAR}", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["location"]) == (303, where)


def test_an_extension_beats_accept(client: httpx.Client) -> None:
    answer = client.get(f"/id/{_INBAR}.nt", headers={"Accept": "text/html"})

    assert answer.headers["location"] == f"/data/{_INBAR}.nt"


def test_nothing_that_fits_is_406(client: httpx.Client) -> None:
    answer = client.get(f"/id/{_INBAR}", headers={"Accept": "image/png"})

    assert (answer.status_code, "text/turtle" in answer.json()["detail"]) == (406, True)


@pytest.mark.parametrize("extension", _FORMATS)
def test_every_format_says_the_same(client: httpx.Client, extension: str) -> None:
    content_type, form = _FORMATS[extension]
    expected = client.get(f"/data/{_INBAR}.nt").content

    answer = client.get(f"/data/{_INBAR}.{extension}", headers={"Accept": "text/html"})

    assert answer.headers["content-type"] == content_type
    assert _canonical(answer.content, form) == _canonical(expected, RdfFormat.N_TRIPLES)


@pytest.mark.parametrize("extension", ["nq", "trig"])
def test_each_statement_is_in_the_graph_of_who_says_it(
    client: httpx.Client, extension: str
) -> None:
    quads = set(parse(client.get(f"/data/{_INBAR}.{extension}").content, _FORMATS[extension][1]))
    record, graphs = NamedNode(ID + _INBAR), {quad.graph_name for quad in quads}
    types = {quad.graph_name for quad in quads if quad.subject == record and _is_type(quad)}

    # What the paper says, what was added to it, and what follows are told apart.
    assert {graph("paper"), graph("curated"), graph("inferred")} <= graphs
    assert graph("inferred") in types
    assert DefaultGraph() not in graphs
    own = [q for q in quads if q.subject == record and not isinstance(q.object, BlankNode)]
    assert _asked(client, own)


def test_what_stands_in_one_graph_apart_is_in_it(client: httpx.Client) -> None:
    path = _verdict(client)
    quads = list(parse(client.get(f"/data/{path}.nq").content, RdfFormat.N_QUADS))

    assert {quad.graph_name for quad in quads} == {graph("verdicts")}


def _asked(client: httpx.Client, quads: list[Quad]) -> bool:
    patterns = " ".join(f"GRAPH {quad.graph_name} {{ {quad.triple} }}" for quad in quads)
    question = f"ASK {{ {patterns} }}"
    found = client.post("/sparql", data={"query": question}, headers={"Accept": _RESULTS})
    return bool(found.json()["boolean"])


def _verdict(client: httpx.Client) -> str:
    question = f"SELECT ?v {{ GRAPH {graph('verdicts')} {{ ?v isto:verdictOn ?c }} }} LIMIT 1"
    asked = {"query": f"PREFIX isto: <{expand('isto:')}> {question}"}
    found = client.post("/sparql", data=asked, headers={"Accept": _RESULTS}).json()
    return str(found["results"]["bindings"][0]["v"]["value"]).removeprefix(ID)


def _is_type(quad: Quad) -> bool:
    return quad.predicate == NamedNode(expand("rdf:type"))


def test_data_is_negotiated_where_no_extension_says_more(client: httpx.Client) -> None:
    answer = client.get(f"/data/{_INBAR}", headers={"Accept": "application/rdf+xml"})

    assert answer.headers["content-location"] == f"/data/{_INBAR}.rdf"
    assert answer.headers["content-type"] == "application/rdf+xml"


def test_data_has_the_claims_with_source_line_and_quote(client: httpx.Client) -> None:
    turtle = client.get(f"/data/{_INBAR}.ttl").text

    for part in ("isto:source ", "isto:line 53", "isto:quote ", "isto:support "):
        assert part in turtle


def test_data_names_things_by_their_permanent_iris(client: httpx.Client, address: str) -> None:
    assert address not in client.get(f"/data/{_INBAR}.nt").text


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
@pytest.mark.parametrize("path", _PAGES)
def test_json_is_the_graph_to_other_readers_too(client: httpx.Client, path: str) -> None:
    turtle = Graph().parse(data=client.get(f"/data/{path}.ttl").text, format="turtle")

    read = Graph().parse(data=client.get(f"/data/{path}.json").text, format="json-ld")

    assert read.isomorphic(turtle) if len(turtle) < 400 else len(read) == len(turtle)


def test_json_reads_like_a_description(client: httpx.Client) -> None:
    found = client.get(f"/data/{_INBAR}.json").json()

    assert found["id"] == ID + _INBAR
    assert found["label"]["zh"] == "国际竹藤组织"
    assert {"property", "value", "source", "support"} <= found["facts"][0].keys()


def test_an_answer_says_where_the_rest_is(client: httpx.Client, address: str) -> None:
    links = client.get(f"/page/{_INBAR}").headers["link"]

    for target, relation in (
        (ID + _INBAR, "cite-as"),
        (f"{address}/data/{_INBAR}.ttl", "describedby"),
        (f"{address}/data/{_INBAR}.jsonld", "alternate"),
        (f"{address}/page/{_INBAR}", "canonical"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "license"),
        (expand("org:Organization"), "type"),
    ):
        parts = [part.strip() for part in links.split(",")]
        named = [part for part in parts if part.startswith(f"<{target}>")]
        assert len(named) == 1, target
        assert relation in named[0].partition('rel="')[2].partition('"')[0].split(), relation


@pytest.mark.parametrize("kind", ["id", "page", "data"])
def test_a_key_in_capitals_leads_to_the_key(client: httpx.Client, kind: str) -> None:
    answer = client.get(f"/{kind}/organization/INBAR")

    assert (answer.status_code, answer.headers["location"]) == (301, f"/{kind}/{_INBAR}")


@pytest.mark.parametrize("kind", ["id", "page", "data"])
@pytest.mark.parametrize(
    "path", ["organization/nobody", "nothing", "organization/国际", "x/%3Cy%3E"]
)
def test_what_never_was_is_404(client: httpx.Client, kind: str, path: str) -> None:
    answer = client.get(f"/{kind}/{path}", headers={"Accept": "text/turtle"})

    if kind == "page":
        assert (answer.status_code, "text/html" in answer.headers["content-type"]) == (404, True)
    else:
        assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_a_browser_is_told_in_a_page(client: httpx.Client) -> None:
    answer = client.get(
        "/id/organization/nobody", headers={"Accept": "text/html", "Accept-Language": "zh"}
    )

    assert (answer.status_code, "没有这条记录" in answer.text) == (404, True)


def test_a_format_that_is_none_is_404(client: httpx.Client) -> None:
    assert client.get(f"/data/{_INBAR}.docx").status_code == 404


def test_a_page_that_the_reader_has_is_not_sent_again(client: httpx.Client) -> None:
    tag = client.get(f"/page/{_INBAR}").headers["etag"]

    again = client.get(f"/page/{_INBAR}", headers={"If-None-Match": tag})
    chinese = client.get(f"/page/{_INBAR}?lang=zh", headers={"If-None-Match": tag})

    assert (again.status_code, chinese.status_code) == (304, 200)


def test_head_is_get_without_a_body(client: httpx.Client) -> None:
    got = client.get(f"/data/{_INBAR}.ttl", headers={"Accept-Encoding": "identity"})
    head = client.head(f"/data/{_INBAR}.ttl", headers={"Accept-Encoding": "identity"})

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


def test_a_page_shows_verdicts_claims_and_links(client: httpx.Client) -> None:
    page = client.get(f"/page/{_INBAR}?lang=en").text

    assert 'class="verdict entailed"' in page
    assert "/classify?id=inbar" in page
    assert 'href="/page/activity/research?lang=en"' in page
    assert "https://ror.org/02h5sfg65" in page


def test_a_link_to_a_source_says_of_what(client: httpx.Client) -> None:
    page = client.get(f"/page/{_INBAR}?lang=en").text
    links = re.findall('class="reference"[^>]*>(.*?)</a>', page)

    assert 'source<span class="hidden">: forestry</span>' in links
    assert len(links) == len(set(links))


def test_a_claim_s_page_shows_its_quote_and_line(client: httpx.Client) -> None:
    page = client.get("/page/claim/inbar-said-professional?lang=zh").text

    assert "如环境保护和可持续发展组织" in page
    assert "第53行，第2节" in page
    assert "第70行，脚注" in client.get(f"/page/{_INBAR}?lang=zh").text


def test_a_claim_is_named_by_its_quote_where_its_value_is_a_translation(
    client: httpx.Client,
) -> None:
    list_ = "/page/document/meng-2024-text"
    chinese = client.get(f"{list_}?lang=zh").text
    english = client.get(f"{list_}?lang=en").text
    (said,) = re.findall(r'claim/13th-sti-plan-civil\?lang=zh">([^<]*)<', chinese)

    assert not re.search("[A-Za-z]{4}", said)
    assert "Civil organizations are to promote" in english


def test_a_page_tells_search_engines_what_it_is_about(client: httpx.Client) -> None:
    page = client.get(f"/page/{_INBAR}").text
    data: dict[str, Any] = json.loads(
        page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    )

    assert (data["@type"], data["@id"]) == ("Organization", ID + _INBAR)
    assert {"ROR", "Wikidata"} == {each["propertyID"] for each in data["identifier"]}


def test_a_difference_is_described_from_its_own_graph(client: httpx.Client) -> None:
    query = "SELECT ?d { GRAPH graph:translation { ?d a isto:Difference } } LIMIT 1"
    found = client.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]
    path = found["d"]["value"].removeprefix(ID)

    assert client.get(f"/data/{path}.ttl").status_code == 200


def _canonical(body: bytes, form: RdfFormat) -> Dataset:
    found = Dataset(_triple(quad) for quad in parse(body, form))
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


def _triple(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object)


@pytest.mark.parametrize(
    ("path", "marks"),
    [("policy/pudong-ip-services-funds", "○●○●"), ("table-row/table-1-20", "○●○●")],
)
def test_a_policy_s_page_shows_its_row_of_the_table(
    client: httpx.Client, path: str, marks: str
) -> None:
    page = client.get(f"/page/{path}").text

    assert "".join(c for c in page if c in "○●") == marks
