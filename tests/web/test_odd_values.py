"""What users write may be of any kind; pages and data answer all the same."""

import re

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from istograph.rdf.namespaces import ID, expand

_RECORDS = ("organization/inbar", "policy/cast-14th-five-year-plan", "place/beijing")
# For each property in use, values of each kind that RDF 1.2 has, and nonsense of the usual kinds.
_WRITE = """
    INSERT { %(subject)s ?p
        <http://e/x>, [], "\\u0001\\r\\u202E<b>", "x"@ar--rtl, "x"@x-y, "no"^^xsd:date,
        "x"^^xsd:integer, "-99999-01-01"^^xsd:date, true, 1e400, <<( ?p a <http://e/T> )>> }
    WHERE { SELECT DISTINCT ?p { ?s ?p ?o } }
"""
# Keys and classes in Chinese, and what is an organization by its class alone.
_MORE = f"""
    PREFIX org: <http://www.w3.org/ns/org#>
    INSERT DATA {{
        <{ID}organization/组织> a org:Organization, <http://e/类> ; rdfs:label "Odd"@en .
        <{ID}organization/a/b> a org:Organization ; schema:sameAs <https://ror.org/1>, [] .
        <urn:x:y> a org:Organization ; rdfs:label "Odd"@en ; schema:sameAs <https://ror.org/2> .
        _:b a org:Organization ; rdfs:label "Odd"@en ; schema:sameAs <https://ror.org/3> }}
"""
_PAGES = (
    *("/", "/about", "/report", "/disputes", "/paper", "/policies", "/search?q=x", "/dump/"),
    *("/dcat.ttl", "/dcat.json", "/void.ttl", "/sitemap.xml", "/ontology", "/shapes", "/classify"),
    *("/classify?id=inbar", "/classify?id=inbar&lang=zh", "/policies?id=inbar&place=beijing"),
    *("/reconcile?queries=%7B%22q0%22%3A%7B%22query%22%3A%22INBAR%22%7D%7D",),
    *("/reconcile/preview?id=inbar", "/reconcile/flyout/entity?id=inbar"),
    *("/sparql", "/context.jsonld", "/ontology/axioms", "/disputes/identity.csv"),
)


@pytest.fixture(scope="module")
def odd(ours: httpx.Client) -> httpx.Client:
    prefixes = f"PREFIX xsd: <{expand('xsd:')}> "
    for record in _RECORDS:
        update = prefixes + _WRITE % {"subject": f"<{ID}{record}>"}
        ours.post("/sparql", data={"update": update}).raise_for_status()
    ours.post("/sparql", data={"update": _MORE}).raise_for_status()
    return ours


@pytest.mark.parametrize("path", _PAGES)
def test_what_shows_many_records_shows_odd_ones(odd: httpx.Client, path: str) -> None:
    answer = odd.get(path, headers={"Accept": "text/html,*/*;q=0.5"}, follow_redirects=True)

    assert answer.status_code == 200, re.sub("<[^>]*>", "", answer.text.partition("<main")[2])[:600]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("record", _RECORDS)
def test_a_page_shows_values_of_any_kind(odd: httpx.Client, record: str, language: str) -> None:
    answer = odd.get(f"/page/{record}", params={"lang": language})

    assert answer.status_code == 200
    assert "\u202e<b>" not in answer.text
    assert "« " in answer.text


@pytest.mark.parametrize("record", _RECORDS)
@pytest.mark.parametrize(
    ("extension", "form"),
    [("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("nq", RdfFormat.N_QUADS)],
)
def test_data_has_them_as_they_are(
    odd: httpx.Client, record: str, extension: str, form: RdfFormat
) -> None:
    found = {quad.object for quad in parse(odd.get(f"/data/{record}.{extension}").content, form)}
    dated = Literal("no", datatype=NamedNode(expand("xsd:date")))

    assert {dated, Literal("\x01\r\u202e<b>")} <= found
    assert any(isinstance(value, Triple) for value in found)


@pytest.mark.parametrize(
    ("extension", "said"),
    [("jsonld", "JSON-LD cannot"), ("json", "JSON-LD cannot"), ("rdf", "XML cannot")],
)
def test_what_a_format_cannot_have_is_told(odd: httpx.Client, extension: str, said: str) -> None:
    answer = odd.get(f"/data/{_RECORDS[0]}.{extension}")

    assert (answer.status_code, said in answer.json()["detail"]) == (406, True)


def test_a_name_in_chinese_stands_in_headers_as_a_uri(odd: httpx.Client) -> None:
    name = "organization/%E7%BB%84%E7%BB%87"

    thing, data, page = (odd.get(f"/{kind}/{name}") for kind in ("id", "data", "page"))

    assert (thing.status_code, data.status_code, page.status_code) == (303, 200, 200)
    assert '<http://e/%E7%B1%BB>; rel="type"' in data.headers["link"]
    assert data.headers["content-location"] == f"/data/{name}.ttl"


def test_a_dump_as_json_ld_says_what_it_leaves_out(odd: httpx.Client) -> None:
    files = odd.get("/dump/", headers={"Accept": "application/json"}).json()["files"]
    words = {file["name"]: file["en"] for file in files}

    dump = odd.get("/dump/istograph.jsonld", follow_redirects=True).content
    triples = list(parse(dump, RdfFormat.JSON_LD))

    assert "statements about statements" in words["istograph.jsonld"]
    assert "statements about" not in words["istograph.ttl"]
    assert len(triples) > 1000
    assert not any(isinstance(triple.object, Triple) for triple in triples)
