"""Documents sent to `/validate`."""

import httpx
import pytest
from rdflib import RDF, Graph, Namespace

SH = Namespace("http://www.w3.org/ns/shacl#")
HEAD = """
@prefix org: <http://www.w3.org/ns/org#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/istograph/id/organization/example> a org:Organization ; rdfs:label """
GOOD = HEAD + '"Example"@en , "例子"@zh .'
BAD = HEAD + '"Example"@en , "Another"@en .'
TURTLE = {"Content-Type": "text/turtle"}


@pytest.mark.parametrize(("document", "conforms"), [(GOOD, True), (BAD, False)])
def test_the_report_says_whether_a_document_conforms(
    client: httpx.Client, document: str, conforms: bool
) -> None:
    report = client.post("/validate", content=document, headers=TURTLE).json()

    assert report["conforms"] is conforms


def test_a_violation_names_its_focus_and_line_in_both_languages(client: httpx.Client) -> None:
    report = client.post("/validate", content=BAD, headers=TURTLE).json()
    violation = next(r for r in report["results"] if r["severity"] == "Violation")

    assert violation["focus"] == "https://w3id.org/istograph/id/organization/example"
    assert violation["line"] == 3
    assert set(violation["message"]) == {"en", "zh"}


def test_the_report_is_had_as_rdf(client: httpx.Client) -> None:
    headers = {**TURTLE, "Accept": "text/turtle"}
    answer = client.post("/validate", content=BAD, headers=headers)

    graph = Graph().parse(data=answer.text, format="turtle")

    assert list(graph.subjects(RDF.type, SH.ValidationReport))


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        (TURTLE, "<a> <b>", 400),
        ({"Content-Type": "text/plain-ish"}, GOOD, 415),
        ({}, GOOD, 415),
        ({**TURTLE, "Accept": "image/png"}, GOOD, 406),
        (TURTLE, "#" * (1 << 21), 413),
    ],
)
def test_what_cannot_be_checked_is_refused_with_a_reason(
    client: httpx.Client, headers: dict[str, str], content: str, status: int
) -> None:
    answer = client.post("/validate", content=content, headers=headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
