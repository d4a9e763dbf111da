"""The ontology, the shapes and the JSON-LD context, over HTTP."""

import json
import re
from typing import Any

import httpx
import pytest
from pyoxigraph import Quad, RdfFormat, parse
from rdflib import Graph

from istograph.classification import load_theory
from istograph.classification.descriptions.graphs import read_graph
from istograph.rdf.namespaces import ID, ISTO
from istograph.rdf.turtle import canonical_turtle
from istograph.resources import DECISIONS

_EXTENSIONS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "json": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
_DESCRIPTION: dict[str, Any] = {
    "id": "x",
    "name": "X",
    "as_of": "2026-11-22",
    "facts": [
        {
            "id": "f1",
            "property": "hasConstitutiveInstrument",
            "value": "multilateral-agreement",
            "from": "1997-11-06",
            "to": "2030-01-01",
            "source": "https://example.org/treaty",
            "support": "outside",
        },
        {"id": "f2", "property": "isSaidToBe", "value": "ISTO", "negated": True},
        {"id": "f3", "property": "isNonprofit", "value": True, "support": "stated"},
    ],
}
# The same, as Turtle has it.
_TURTLE = """
@prefix isto: <https://w3id.org/istograph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix organization: <https://w3id.org/istograph/id/organization/> .
@prefix claim: <https://w3id.org/istograph/id/claim/> .
@prefix support: <https://w3id.org/istograph/id/support/> .
organization:x rdfs:label "X" ; isto:asOf "2026-11-22"^^xsd:date .
claim:f1 isto:subject organization:x ; isto:property isto:hasConstitutiveInstrument ;
    isto:value "multilateral-agreement" ; isto:from "1997-11-06"^^xsd:date ;
    isto:to "2030-01-01"^^xsd:date ; isto:source "https://example.org/treaty" ;
    isto:support support:outside .
claim:f2 isto:subject organization:x ; isto:property isto:isSaidToBe ; isto:value "ISTO" ;
    isto:negated true .
claim:f3 isto:subject organization:x ; isto:property isto:isNonprofit ; isto:value true ;
    isto:support support:stated .
"""


@pytest.mark.parametrize("name", ["ontology", "shapes"])
@pytest.mark.parametrize("extension", _EXTENSIONS)
def test_every_format_has_every_triple(client: httpx.Client, name: str, extension: str) -> None:
    expected = _triples(client.get(f"/{name}.nt").content, RdfFormat.N_TRIPLES)

    body = client.get(f"/{name}.{extension}").content

    assert _triples(body, _EXTENSIONS[extension]) == expected


@pytest.mark.parametrize("name", ["ontology", "shapes"])
def test_turtle_is_for_people_too(client: httpx.Client, name: str) -> None:
    text = client.get(f"/{name}", headers={"Accept": "text/turtle"}).text
    assert canonical_turtle(text) == text


def test_a_version_that_is_here_is_served(client: httpx.Client) -> None:
    here = client.get("/ontology.ttl")
    version = re.search(r'owl:versionInfo "([^"]+)"', here.text)
    assert version

    assert client.get(f"/ontology/{version[1]}").content == here.content
    assert (
        client.get(f"/ontology/{version[1]}.nt")
        .headers["content-type"]
        .startswith("application/n-triples")
    )
    assert client.get("/ontology/99.0.0").status_code == 404


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_term_has_its_place_on_the_page(client: httpx.Client, lang: str) -> None:
    page = client.get("/ontology", params={"lang": lang}, headers={"Accept": "text/html"}).text
    anchors = set(re.findall(r'id="([^"]+)"', page))
    terms = set(re.findall(rf"^<{ISTO}([\w-]+)>", client.get("/ontology.nt").text, re.MULTILINE))

    assert terms - anchors == set()


def test_classes_have_live_counts_and_their_axioms(client: httpx.Client) -> None:
    page = client.get("/ontology?lang=en", headers={"Accept": "text/html"}).text
    entry = page.partition('id="ISTO"')[2].partition("</article>")[0]
    count = client.get(
        "/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?x a isto:ISTO }"}
    ).json()["results"]["bindings"][0]["n"]["value"]

    assert f"{count} in the graph" in entry
    assert set(re.findall(r'href="#(axiom-[\w-]+)"', entry)) == {"axiom-isto", "axiom-said-isto"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_shapes_tell_their_messages(client: httpx.Client, lang: str) -> None:
    page = client.get("/shapes", params={"lang": lang}, headers={"Accept": "text/html"}).text

    wanted = {"en": "give exactly one org:member", "zh": "请只给一个 org:member"}
    assert wanted[lang] in page


def test_a_description_says_in_json_what_it_says_in_turtle(client: httpx.Client) -> None:
    document = json.dumps({**client.get("/context.jsonld").json(), **_DESCRIPTION})

    found = {_triple(quad) for quad in parse(document, RdfFormat.JSON_LD)}

    assert found == {_triple(quad) for quad in parse(_TURTLE, RdfFormat.TURTLE)}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
def test_rdflib_reads_a_description_the_same_way(client: httpx.Client) -> None:
    document = json.dumps({**client.get("/context.jsonld").json(), **_DESCRIPTION})

    found = Graph().parse(data=document, format="json-ld")

    assert found.isomorphic(Graph().parse(data=_TURTLE, format="turtle"))


def test_the_classifier_takes_the_description() -> None:
    statuses = load_theory().statuses(_DESCRIPTION)

    assert statuses["IntergovernmentalOrganization"] == "entailed"


def test_the_classifier_reads_the_same_facts_from_json_ld(client: httpx.Client) -> None:
    registration = {"kind": "constitutive", "authority": "Ministry", "jurisdiction": "CN"}
    structured = [
        {"id": "f4", "property": "hasRegistration", "value": registration},
        {"id": "f5", "property": "hasOffice", "value": {"kind": "liaison-office", "in": "CN"}},
        {"id": "f6", "property": "dissolvedOn", "value": "2020-01-01"},
        {"id": "f7", "property": "isEstablishedUnderLawOf", "value": "HK"},
    ]
    description = {**_DESCRIPTION, "facts": [*_DESCRIPTION["facts"], *structured]}
    document = json.dumps({**client.get("/context.jsonld").json(), **description})

    (read,) = read_graph(parse(document, RdfFormat.JSON_LD)).described

    assert (read.description["id"], read.description["name"]) == ("x", "X")
    assert read.description["facts"] == description["facts"]


def test_the_context_names_our_terms(client: httpx.Client) -> None:
    terms = client.get("/context.jsonld").json()["@context"]

    assert terms["hasField"] == {"@id": "isto:hasField", "@type": "@id"}
    assert terms["@base"] == f"{ID}organization/"


def _triples(body: bytes, form: RdfFormat) -> list[tuple[str, ...]]:
    return sorted(_triple(quad) for quad in parse(body, form))


def _triple(quad: Quad) -> tuple[str, ...]:
    return tuple(
        "_" if str(term).startswith("_:") else str(term)
        for term in (quad.subject, quad.predicate, quad.object)
    )


@pytest.mark.parametrize(("language", "heading"), [("en", "Functions"), ("zh", "SPARQL 函数")])
def test_the_documentation_has_the_functions_that_a_query_may_call(
    client: httpx.Client, language: str, heading: str
) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    page = client.get("/ontology", headers=headers, follow_redirects=True).text

    assert heading in page
    assert all(f'id="{name}"' in page for name in ("status", "label", "domesticTo", "overseasTo"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_axiom_has_its_sentence_and_support(client: httpx.Client, lang: str) -> None:
    query = f"""SELECT ?axiom ?support {{
        ?axiom a isto:Axiom ; isto:support/rdfs:label ?support FILTER (LANG(?support) = "{lang}")
    }}"""
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    page = client.get("/ontology/axioms", params={"lang": lang}).text
    assert len(rows) > 150

    for row in rows:
        entry = page.partition(f'id="{row["axiom"]["value"].removeprefix(ISTO)}"')[2]
        assert row["support"]["value"] in entry.partition("</div></dd>")[0]


def test_every_concept_is_listed_with_its_uses(client: httpx.Client) -> None:
    query = "SELECT ?key { ?concept skos:inScheme ?scheme ; skos:notation ?key }"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    page = client.get("/ontology/values?lang=zh").text
    physics = page.partition("<code>physics</code>")[2].partition("</tr>")[0]

    assert all(f"<code>{row['key']['value'].lower()}</code>" in page for row in rows)
    assert "物理" in physics
    assert int(re.search(r'class="number">(\d+)<', physics)[1]) > 0  # type: ignore[index]


def test_the_numbers_of_the_drawing_are_those_of_the_graph(client: httpx.Client) -> None:
    page = client.get("/ontology?lang=en", headers={"Accept": "text/html"}).text
    drawing = page.partition('<div class="scroll boxes"')[2].partition("</svg>")[0]
    disputes = "SELECT (COUNT(*) AS ?n) { ?d a isto:Dispute ; isto:disputes ?c . ?c a isto:Claim }"
    places = "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a/rdfs:subClassOf* isto:Place }"

    for query, label in ((disputes, "disputes"), (places, "place")):
        answer = client.get("/sparql", params={"query": query}).json()
        number = answer["results"]["bindings"][0]["n"]["value"]
        assert re.search(rf">{label}<.{{0,80}}>{int(number):,}<", drawing), (label, number)


@pytest.mark.parametrize(
    ("lang", "tag", "price"), [("en", "en", "Price"), ("zh", "zh-Hans", "代价")]
)
def test_every_decision_can_be_read(client: httpx.Client, lang: str, tag: str, price: str) -> None:
    page = client.get("/ontology/history", params={"lang": lang}).text
    numbers = re.findall(r"/ontology/decisions/(\d{4})", page)
    assert numbers == sorted(set(numbers))
    assert len(numbers) == len(list(DECISIONS.glob("*.zh.md")))

    for number in numbers:
        text = client.get(f"/ontology/decisions/{number}", params={"lang": lang}).text
        assert f'<html lang="{tag}">' in text
        assert f"<h2>{price}</h2>" in text


def test_a_decision_leads_to_another_and_to_itself_in_the_other_language(
    client: httpx.Client,
) -> None:
    text = client.get("/ontology/decisions/0007", params={"lang": "zh"}).text

    assert '<a href="/ontology/decisions/0003?lang=zh">决定3</a>' in text
    assert ">States are counted when facts are read</a>" in text
    assert 'href="/ontology/decisions/0006?lang=zh">6. ' in text
    assert 'href="/ontology/decisions/0008?lang=zh">8. ' in text


@pytest.mark.parametrize(("lang", "first"), [("en", "First version."), ("zh", "首个版本。")])
def test_what_changed_is_told_in_the_language_asked_for(
    client: httpx.Client, lang: str, first: str
) -> None:
    assert f"<p>{first}</p>" in client.get("/ontology/history", params={"lang": lang}).text


def test_a_decision_that_there_is_not_is_missing(client: httpx.Client) -> None:
    answer = client.get("/ontology/decisions/9999")

    assert answer.status_code == 404
    assert "0001" in answer.json()["detail"]


def test_what_the_shapes_find_is_counted_at_each_shape(client: httpx.Client) -> None:
    results = client.get("/shapes/results?lang=en").text
    shapes = client.get("/shapes?lang=en", headers={"Accept": "text/html"}).text
    found = dict(
        re.findall(r'<h2 id="([\w-]+)">.*?<summary>(\d+) results', results, flags=re.DOTALL)
    )

    assert found
    for name, number in found.items():
        assert f'/shapes/results?lang=en#{name}">{number} in this dataset' in shapes


@pytest.mark.parametrize(
    "name", ["ISTO", "Place", "Claim", "Difference", "Verdict", "hasField", "differenceKind"]
)
def test_a_count_leads_to_its_query(client: httpx.Client, name: str) -> None:
    page = client.get("/ontology?lang=en", headers={"Accept": "text/html"}).text
    counted = re.search(rf"/ontology/uses/{name}\?lang=en\">([\d,]+) in the graph", page)
    answer = client.get(f"/ontology/uses/{name}?lang=en")
    query = httpx.URL(answer.headers["location"]).params["query"].replace(" LIMIT 200", "")
    found = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]

    assert answer.status_code == 303
    assert counted
    assert len(found) == int(counted[1].replace(",", ""))


def test_what_is_no_name_has_no_query(client: httpx.Client) -> None:
    assert client.get("/ontology/uses/a}b").status_code == 404


def test_a_feature_has_no_count(client: httpx.Client) -> None:
    """No record carries it, so that none would be no finding."""
    page = client.get("/ontology?lang=en", headers={"Accept": "text/html"}).text
    entry = page.partition('id="ConstitutedByAgreement"')[2].partition("</article>")[0]

    assert entry
    assert "in the graph" not in entry


def test_values_are_counted_where_they_are_used(client: httpx.Client) -> None:
    """Verdicts and differences of the translation stand apart from the default graph."""
    page = client.get("/ontology/values?lang=en").text
    query = "SELECT (COUNT(*) AS ?n) { GRAPH graph:translation { ?d isto:differenceKind ?k } }"
    (row,) = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    table = page.partition('<h2 id="difference-kinds">')[2].partition("</table>")[0]
    uses = re.findall(r'<td class="number">([\d,]+)', table)

    assert sum(int(each.replace(",", "")) for each in uses) == int(row["n"]["value"])


def test_shapes_count_the_records_that_they_are_for(client: httpx.Client) -> None:
    page = client.get("/shapes?lang=en", headers={"Accept": "text/html"}).text
    query = "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a/rdfs:subClassOf* isto:Place }"
    (row,) = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]

    assert f"{row['n']['value']} records" in page.partition("istosh:PlaceShape")[2][:400]
    assert " 0 records" not in page
