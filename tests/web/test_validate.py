"""Documents sent to `/validate`."""

import html
import re

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


@pytest.mark.parametrize(
    ("language", "verdict"), [("en", "It does not conform"), ("zh", "不符合要求")]
)
def test_a_form_is_answered_with_a_page_that_keeps_what_was_sent(
    client: httpx.Client, language: str, verdict: str
) -> None:
    fields = {"rdf": BAD.replace("\n", "\r\n"), "format": "text/turtle"}
    page = client.post(
        "/validate", params={"lang": language}, data=fields, headers={"Accept": "text/html"}
    )

    assert page.status_code == 200
    assert verdict in page.text
    assert {"en": "line 3", "zh": "第 3 行"}[language] in page.text
    assert "&#34;Another&#34;@en" in page.text


def test_a_form_that_cannot_be_read_comes_back_with_the_reason(client: httpx.Client) -> None:
    page = client.post("/validate", data={"rdf": "<a> <b>"}, headers={"Accept": "text/html"})

    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert "&lt;a&gt; &lt;b&gt;</textarea>" in page.text


@pytest.mark.parametrize(
    ("language", "place"), [("en", "Line 2, column 1"), ("zh", "第 2 行，第 1 列")]
)
def test_the_page_says_the_place_in_its_own_language(
    client: httpx.Client, language: str, place: str
) -> None:
    fields, headers = {"rdf": "\nbad x"}, {"Accept": "text/html"}
    page = client.post(f"/validate?lang={language}", data=fields, headers=headers).text

    assert f"<strong>{place}</strong>" in page
    assert "request:" not in page


def test_a_form_without_a_document_is_told_how_to_send_one(client: httpx.Client) -> None:
    answer = client.post("/validate", data={"text": GOOD})

    assert answer.status_code == 400
    assert "Content-Type: text/turtle" in answer.json()["detail"]


def test_each_example_of_the_shapes_breaks_that_shape_and_no_other(client: httpx.Client) -> None:
    shapes = client.get("/shapes?lang=en", headers={"Accept": "text/html"}).text
    names = sorted(set(re.findall(r"example=([\w-]+/[\w-]+)", shapes)))
    assert len(names) > 90

    for name in names[::9]:
        page = client.get("/validate", params={"example": name}, headers={"Accept": "text/html"})
        text = html.unescape(page.text.partition("required>")[2].partition("</textarea>")[0])
        report = client.post("/validate", content=text, headers=TURTLE).json()
        found = {each["shape"].partition("#")[2] for each in report["results"]}

        assert found == {name.partition("/")[0]}, name


def test_an_unknown_example_is_missing(client: httpx.Client) -> None:
    assert client.get("/validate?example=../../pyproject").status_code == 404


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Nothing in it was checked"), ("zh", "没有可检查的内容")]
)
def test_what_no_shape_looks_at_is_not_said_to_conform(
    client: httpx.Client, language: str, said: str
) -> None:
    nothing = "<http://example.org/a> <http://example.org/b> 1 ."
    answer = client.post("/validate", content=nothing, headers=TURTLE)
    page = client.post(
        "/validate",
        params={"lang": language},
        data={"rdf": nothing},
        headers={"Accept": "text/html"},
    )

    assert answer.json() == {"conforms": True, "results": []}
    assert answer.headers["Istograph-Checked"] == "0/1"
    assert said in page.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["It conforms", "1 warning, 2 notes. Only violations keep a document from conforming."],
        ),
        ("zh", ["符合要求", "警告 1 项，提示 2 项。只有“违规”才使文档不符合要求。"]),
    ],
)
def test_what_conforms_though_something_was_found_says_so(
    client: httpx.Client, language: str, words: list[str]
) -> None:
    document = GOOD + "\n<http://example.org/x> <https://w3id.org/istograph/ontology#nonsense> 1 ."
    answer = client.post(
        f"/validate?lang={language}", data={"rdf": document}, headers={"Accept": "text/html"}
    )

    assert [each for each in words if each not in answer.text] == []
