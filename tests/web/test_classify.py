"""Classification over HTTP, against a real server on the curated data."""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import RdfFormat, parse, serialize
from tests.serving import PATIENCE

from istograph.classification import load_theory
from istograph.classification.explanations.schema import load_schema
from istograph.rdf.formats import RDF_FORMATS, Format
from istograph.rdf.store.workers import Limits

Json = dict[str, Any]
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
LINES = {"Content-Type": "application/x-ndjson"}
SOCIETY: Json = {
    "id": "society",
    "name": "Chemical Society",
    "facts": [
        {"id": "f1", "property": "hasConstitutiveInstrument", "value": "articles-of-association"},
        {"id": "f2", "property": "isNonprofit", "value": True},
        {"id": "f3", "property": "hasPrincipalField", "value": "chemistry"},
    ],
}
PATHS = (
    "/classify",
    "/classify?id=inbar",
    "/classify?id=inbar&class=ISTO&class=DomesticINGO",
    "/classify?id=iter-organization&host=HK",
    "/classify/ask",
    "/classify/ask?kind=organization&instrument=unknown",
    "/classify/ask?kind=organization&instrument=articles-of-association&nonprofit=yes",
    "/classify/ask?kind=office",
    "/classify/ask?kind=organization&class=ISTO&next=science",
    "/classify/figure",
    "/classify/figure?id=inbar",
    "/classify/describe?id=inbar",
    "/classify/schema",
)


def status(answer: Json, name: str) -> str:
    return next(v["status"] for v in answer["verdicts"] if v["class"] == f"isto:{name}")


# One description


def test_a_record_is_classified_by_its_key(client: httpx.Client) -> None:
    answer = client.get("/classify", params={"id": "inbar"}).json()

    assert list(answer)[:3] == ["id", "dataset", "as_of"]
    assert answer["id"] == "inbar"
    assert status(answer, "IntergovernmentalOrganization") == "entailed"
    assert status(answer, "ISTO") == "refuted"
    assert status(answer, "BroadISTO") == "entailed"


@pytest.mark.parametrize(
    "name",
    [
        "organization/inbar",
        "id:organization/inbar",
        "https://w3id.org/istograph/id/organization/inbar",
        "{address}/id/organization/inbar",
        "Q6052145",
        "https://ror.org/02h5sfg65",
    ],
)
def test_a_record_has_more_than_one_name(client: httpx.Client, address: str, name: str) -> None:
    answer = client.get("/classify", params={"id": name.format(address=address)}).json()

    assert answer["id"] == "inbar"


def test_a_programme_is_found_by_its_key_alone(client: httpx.Client) -> None:
    answer = client.get("/classify", params={"id": "argo"}).json()

    assert (answer["id"], status(answer, "ISTO")) == ("programme/argo", "refuted")


def test_a_page_links_the_record_and_the_claims_that_are_its_facts(client: httpx.Client) -> None:
    answer = client.get("/classify", params={"id": "inbar"}).json()
    fact = answer["verdicts"][0]["because"][0]["facts"][0]

    page = _Page(client.get("/classify?id=inbar&lang=en", headers=HTML).text)
    assert {f"/page/claim/{fact}?lang=en", "/page/organization/inbar?lang=en"} <= set(page.links)


def test_an_object_gives_an_object(client: httpx.Client) -> None:
    answer = client.post("/classify", json=SOCIETY, params={"as_of": "2020-01-01"})

    expected = load_theory().classify(SOCIETY, as_of="2020-01-01")
    found = answer.json()
    assert found.pop("dataset") == answer.headers["Istograph-Dataset"]
    assert found == json.loads(json.dumps(expected))


def test_an_array_gives_an_array(client: httpx.Client) -> None:
    found = client.post("/classify", json=[SOCIETY, {"id": "empty", "facts": []}]).json()

    assert [answer["id"] for answer in found] == ["society", "empty"]


def test_a_host_and_presumptions_are_added_when_asked_for(client: httpx.Client) -> None:
    body = {"id": "x", "facts": SOCIETY["facts"][:1]}
    found = client.post("/classify?host=cn-all&presume=true", json=body).json()

    assert found["host"]["profile"] == "cn-all"
    assert any("presumed" in verdict for verdict in found["verdicts"])


def test_a_version_that_is_published_meanwhile_is_followed(
    dataset: Path, serve: Any, tmp_path: Path
) -> None:
    directory = tmp_path / "store"
    shutil.copytree(dataset, directory)
    address = serve(directory)
    current = directory / "CURRENT"
    for path in ("/classify?id=inbar", "/policies?id=inbar&place=beijing", "/classify?id=inbar"):
        current.write_bytes(current.read_bytes())
        assert (
            httpx.get(
                f"{address}{path}", headers=HTML, trust_env=False, timeout=PATIENCE
            ).status_code
            == 200
        )


# In words


def test_the_explanation_stands_beside_the_answer(client: httpx.Client) -> None:
    found = client.get("/classify?id=inbar&explain=true&class=isto:ISTO").json()

    assert len(found["verdicts"]) == 14
    (verdict,) = found["explanation"]["verdicts"]
    assert verdict["sentence"]["zh"] == "国际竹藤组织不是国际科技组织：该类别不成立"
    assert found["explanation"]["why_not"][0]["changes"][0]["status"] == "unknown"


def test_a_language_asked_for_by_name_is_the_only_one(client: httpx.Client) -> None:
    text = client.get("/classify?id=inbar&explain=true&lang=zh").text

    assert '"en":' not in text


@pytest.mark.parametrize(
    ("accept", "media_type", "beginning"),
    [
        (
            "text/plain",
            "text/plain; charset=utf-8",
            "International Bamboo and Rattan Organization\n=",
        ),
        ("text/markdown", "text/markdown; charset=utf-8", "# International Bamboo"),
        ("text/html", "text/html; charset=utf-8", "<!doctype html>"),
        ("*/*", "application/json", '{"id":"inbar"'),
    ],
)
def test_the_format_is_negotiated(
    client: httpx.Client, accept: str, media_type: str, beginning: str
) -> None:
    answer = client.get("/classify?id=inbar&lang=en", headers={"Accept": accept})

    assert answer.headers["Content-Type"] == media_type
    assert answer.text.startswith(beginning)


def test_a_format_is_asked_for_by_name(client: httpx.Client) -> None:
    answer = client.post("/classify?format=md&lang=zh", json=SOCIETY, headers=HTML)

    assert answer.headers["Content-Type"].startswith("text/markdown")
    assert "Chemical Society是非政府组织：成立" in answer.text


def test_a_record_that_has_not_changed_is_not_sent_again(client: httpx.Client) -> None:
    tag = client.get("/classify?id=inbar").headers["ETag"]

    answer = client.get("/classify?id=inbar", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


# Pages


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.fields: list[Json] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []
        if tag in ("input", "select", "textarea"):
            self.fields.append({"tag": tag, **found})


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_works_without_script(client: httpx.Client, path: str, language: str) -> None:
    mark = "&" if "?" in path else "?"
    answer = client.get(f"{path}{mark}lang={language}", headers=HTML)
    page = _Page(answer.text)

    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language
    assert len(page.ids) == len(set(page.ids))
    assert not re.search(r"<script(?![^>]* src=)|<style| style=", answer.text)
    assert " on" not in "".join(re.findall(r"<[a-z]+ [^>]*>", answer.text)).replace(" only", "")
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids


def test_each_proof_has_a_link_of_its_own(client: httpx.Client) -> None:
    page = _Page(client.get("/classify?id=inbar&lang=en", headers=HTML).text)
    proofs = [link for link in page.links if re.search(r"#\w+-\d+$", link)]

    assert len(proofs) >= 14
    path, _, id_ = next(link for link in proofs if "#ISTO-1" in link).partition("#")
    assert path == "/classify?id=inbar&class=ISTO&lang=en"
    assert id_ in _Page(client.get(path, headers=HTML).text).ids


def test_every_local_link_of_a_proof_leads_somewhere(client: httpx.Client) -> None:
    page = _Page(client.get("/classify?id=inbar&class=ISTO&lang=zh", headers=HTML).text)
    local = {link.partition("#")[0] for link in page.links if link.startswith("/")}
    local.discard("/openapi.json")

    assert [
        link for link in sorted(local) if client.get(link, headers=HTML).status_code >= 400
    ] == []


def test_a_form_may_be_posted(client: httpx.Client) -> None:
    form = {"description": json.dumps(SOCIETY)}
    answer = client.post("/classify?lang=zh", data=form, headers=HTML)

    assert "Chemical Society是非政府组织：成立" in answer.text
    assert "articles-of-association" in answer.text


def test_a_form_without_a_description_is_refused(client: httpx.Client) -> None:
    answer = client.post("/classify", data={"text": "{}"})

    assert answer.status_code == 400
    assert "'description'" in answer.json()["detail"]
    assert "Content-Type: application/json" in answer.text


def test_parameters_of_others_are_left_alone(client: httpx.Client) -> None:
    assert client.get("/classify?id=inbar&utm_source=mail").status_code == 200


def test_a_form_with_a_mistake_comes_back_as_it_was(client: httpx.Client) -> None:
    answer = client.post("/classify", data={"description": '{"facts": <b>'}, headers=HTML)

    assert answer.status_code == 400
    assert "<strong>Line 1, column 11</strong>" in answer.text
    assert "&lt;b&gt;" in answer.text


def test_what_a_request_brings_is_escaped(client: httpx.Client) -> None:
    fact = {
        **SOCIETY["facts"][0],
        "id": "<i>",
        "quote": "<b>",
        "source": "<u>",
        "url": "javascript:0",
    }
    answer = client.post(
        "/classify", json={"id": "x", "name": "<s>", "facts": [fact]}, headers=HTML
    )

    assert answer.status_code == 200
    assert not re.search(r"<(i|b|u|s)>|=.javascript:", answer.text)


def test_many_descriptions_are_a_table_of_which_each_row_opens(client: httpx.Client) -> None:
    both = json.dumps([SOCIETY, {**SOCIETY, "name": "Another"}])
    page = client.post("/classify", data={"description": both}, headers=HTML).text
    form = {"description": both, "only": "2"}

    assert page.count('<td data-key="0"><span class="verdict-mark alone entailed">') == 2
    assert re.findall(r'name="only" value="(\d)" class="as-link">([^<]+)<', page) == [
        ("1", "Chemical Society"),
        ("2", "Another"),
    ]
    assert '<h1 class="name">Another</h1>' in client.post("/classify", data=form, headers=HTML).text
    third = client.post("/classify", data={**form, "only": "3"}, headers=HTML)
    assert (third.status_code, "there is no description 3" in third.text) == (400, True)


@pytest.mark.parametrize("name", ["csv", "json", "ndjson"])
def test_verdicts_of_a_form_are_downloaded(client: httpx.Client, name: str) -> None:
    form = {"description": json.dumps([SOCIETY, SOCIETY]), "download": name}
    answer = client.post(f"/classify?format={name}", data=form, headers=HTML)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.text.count("isto:CivilISTO") == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("json", json.dumps(SOCIETY)),
        ("jsonl", f"{json.dumps(SOCIETY)}\n{json.dumps(SOCIETY)}\n"),
        ("csv", "organization,name,property,value\nx,Chemical Society,isNonprofit,TRUE\n"),
        ("turtle", "@prefix isto: <https://w3id.org/istograph/ontology#> .\n[] a isto:Fact ; "
         "isto:subject <http://example.org/Chemical_Society> ; isto:property isto:isNonprofit ; "
         "isto:value true ."),
    ],
)  # fmt: skip
def test_a_file_is_read_by_what_it_looks_like(client: httpx.Client, name: str, text: str) -> None:
    for reading in ("guess", name):
        answer = client.post(
            "/classify", data={"reading": reading}, files={"file": text}, headers=HTML
        )
        assert answer.status_code == 200
        assert re.search("Chemical.Society", answer.text)


@pytest.mark.parametrize(
    ("text", "place", "line"),
    [
        ("organization,property,value\nx,isNonprofit,TRUE\nx,isNonproft,TRUE",
         "<strong>Line 3</strong></a>, cell <code>property</code>", "x,isNonproft,TRUE"),
        ('{"facts": [\n {"id": "f", "property": "hasField",\n  "value": "fysics"}]}',
         "<strong>Line 3, column 12</strong></a>, at <code>/facts/0/value</code>", "fysics"),
        ("@prefix isto: <http://x/> .\nisto:a isto:b .", "<strong>Line 2", "isto:a isto:b ."),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_where_it_stands(
    client: httpx.Client, text: str, place: str, line: str
) -> None:
    answer = client.post("/classify", data={"description": text}, headers=HTML)

    assert answer.status_code == 400
    assert place in answer.text
    wrong = re.search(r'<tr class="wrong">.*?<code>(.*?)</code>', answer.text)
    assert wrong
    assert line in unescape(wrong[1])
    assert unescape(answer.text).count(text) == 1


PARTLY = {
    "csv": "organization,property,value,from\na,isNonprofit,TRUE,\nb,,,\n"
    "c,isNonprofit,maybe,1999\na,hasField,physics,\n,hasField,physics,\n",
    "json": json.dumps([
        {"id": "a", "facts": [{"id": "1", "property": "isNonprofit", "value": True}]},
        {"id": "b", "facts": [{"id": "1", "property": "isNonproft", "value": True},
                              {"id": "1", "property": "hasField", "value": "fysics"}]},
        {"id": "c", "name": 1, "facts": [{"id": "1", "property": "hasField", "value": "physics",
                                          "from": "1999"}]}], indent=1),
    "jsonl": '{"id": "a", "facts": []}\n{"id": "b", "facts": [{"id": "f"}]}\n{"id": "c"',
    "turtle": "@prefix isto: <https://w3id.org/istograph/ontology#> .\n"
    + "".join(f"<http://e.x/{subject}> a isto:Organization .\n[] a isto:Fact ; isto:subject "
              f"<http://e.x/{subject}> ; isto:property isto:{property_} ; isto:value {value} .\n"
              for subject, property_, value in [
                  ("a", "isNonprofit", "true"), ("b", "isNonproft", "true"),
                  ("c", "hasField", '"fysics"'), ("c", "isNonprofit", "3")]),
}  # fmt: skip
MISTAKES = {
    "csv": ["Line 3, cell property", "Line 3, cell value", "Line 4, cell value",
            "Line 4, cell from", "Line 6, cell organization"],
    "json": ["Line 17, column 17, at /1/facts/0/property", "Line 21, column 11, at /1/facts/1/id",
             "Line 23, column 14, at /1/facts/1/value", "Line 29, column 11, at /2/name",
             "Line 35, column 13, at /2/facts/0/from"],
    "jsonl": ["Line 2, column 23, at /facts/0", "Line 3, column 11"],
    "turtle": ["Line 5", "Line 7", "Line 9"],
}  # fmt: skip


@pytest.mark.parametrize("name", PARTLY)
def test_all_mistakes_are_listed_and_the_rest_is_judged(client: httpx.Client, name: str) -> None:
    form = {"description": PARTLY[name], "reading": name}
    page = client.post("/classify", data=form, headers=HTML)
    file = client.post("/classify?format=csv", data={**form, "download": "csv"}, headers=HTML)
    places = re.findall(r"<li><p>(<a href=\"#description\".*?): [^<]", page.text)

    assert page.status_code == 200
    assert ">1 of 3 organizations judged</h1>" in page.text
    assert [re.sub("<[^>]+>", "", place) for place in places] == MISTAKES[name]
    assert {row["id"].removeprefix("http://e.x/") for row in rows_of(file)} == {"a"}


@pytest.mark.parametrize(("language", "name"), [("en", "line 3"), ("zh", "第 3 行")])
def test_a_line_that_is_no_description_goes_by_its_number(
    client: httpx.Client, language: str, name: str
) -> None:
    form = {"description": PARTLY["jsonl"], "reading": "jsonl"}
    page = client.post(f"/classify?lang={language}", data=form, headers=HTML).text

    assert f"<strong>{name}</strong>" in page


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    return [*csv.DictReader(answer.text.splitlines())]


@pytest.mark.parametrize("name", PARTLY)
def test_programs_are_refused_the_whole(client: httpx.Client, name: str) -> None:
    types = {"csv": "text/csv", "json": "application/json", "turtle": "text/turtle"}
    form = {"description": PARTLY[name], "reading": name}

    assert client.post("/classify", data=form).status_code == 400
    if name in types:
        sent = client.post(
            "/classify", content=PARTLY[name].encode(), headers={"Content-Type": types[name]}
        )
        assert sent.status_code == 400


def test_a_file_of_which_nothing_is_right_is_refused_on_a_page(client: httpx.Client) -> None:
    form = {"description": '[{"id": "a"}, {"id": "b"}]', "download": "csv"}
    page = client.post("/classify?format=csv&lang=zh", data=form, headers=HTML)

    assert page.status_code == 400
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/classify?id=inbar", "/policies?id=inbar&place=china"])
def test_a_day_is_not_taken_for_a_version(client: httpx.Client, path: str) -> None:
    assert "has been written to since" not in client.get(path, headers=HTML).text


def test_a_page_says_what_was_not_read(client: httpx.Client) -> None:
    table = "organization,property,value,document\nx,isNonprofit,TRUE,y\n"
    answer = client.post("/classify", data={"description": table}, headers=HTML)
    page = _Page(answer.text)

    assert "columns that are not read: document" in answer.text
    assert len(page.ids) == len(set(page.ids))


def test_a_description_is_shared_as_an_address(client: httpx.Client) -> None:
    page = _Page(
        client.post("/classify", data={"description": json.dumps(SOCIETY)}, headers=HTML).text
    )
    (field,) = [each for each in page.fields if each.get("id") == "share-address"]
    path = field["value"].partition("/classify")[2]

    assert client.get(f"/classify{path}&format=json").json()["id"] == "society"
    long = {**SOCIETY, "name": "x" * 9_000}
    page = _Page(
        client.post("/classify", data={"description": json.dumps(long)}, headers=HTML).text
    )
    assert not [each for each in page.fields if each.get("id") == "share-address"]


def test_what_is_supposed_comes_as_a_form(client: httpx.Client) -> None:
    page = _Page(client.get("/classify?id=icsu&lang=en", headers=HTML).text)
    links = [link for link in page.links if link.startswith("/classify/describe?id=icsu&")]
    form = client.get(links[0], headers=HTML).text if links else ""
    given = {"property": "isEstablishedUnderLawOf", "value": "FR"}
    said = {"id": "inbar", "add": json.dumps([given]), "lang": "zh"}
    supposed = client.get("/classify/describe", params=said, headers=HTML).text

    assert not links or "if-1" in form
    assert "依法国法律设立" in supposed
    assert "&#34;if-1&#34;" in supposed
    refused = client.get("/classify/describe?id=inbar&add=[7]", headers=HTML)
    assert (refused.status_code, "JSON array of facts" in refused.text) == (400, True)


def test_a_form_says_the_day_and_the_host_too(client: httpx.Client) -> None:
    form = {
        "description": json.dumps(SOCIETY),
        "as_of": "2020-01-01",
        "host": "hk",
        "presume": "true",
    }
    page = client.post("/classify?lang=en", data=form, headers=HTML).text

    assert "As of 2020-01-01" in page
    assert "is domestic to Hong Kong" in page
    assert "as_of=2020-01-01&amp;host=hk&amp;presume=true" in page


# The figure


def test_the_drawing_agrees_with_the_answer(client: httpx.Client) -> None:
    answer = client.get("/classify?id=inbar").json()
    drawing = ElementTree.fromstring(client.get("/classify/figure.svg?id=inbar&lang=en").content)
    found = [
        (each.get("data-class"), each.findall("{*}text")[-1].text)
        for each in drawing.findall(".//{*}a")
    ]

    expected = {v["class"].removeprefix("isto:"): v["status"] for v in answer["verdicts"]}
    assert dict(found) == expected
    assert len(found) == len(expected)


def test_the_figure_counts_organizations(client: httpx.Client) -> None:
    page = client.get("/classify/figure?lang=zh", headers=HTML).text
    query = "SELECT (COUNT(*) AS ?n) { ?o a isto:ISTO }"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})

    assert f">{answer.text.split()[1]} 个组织</text>" in page


# Mistakes


@pytest.mark.parametrize(
    ("facts", "detail"),
    [
        (
            [{"id": "f1", "property": "hasFeild", "value": "x"}],
            "/facts/0/property: fact 'f1' of 'x': .*'hasField'",
        ),
        ([{"id": "f1", "property": "hasField", "value": "fysics"}], "did you mean 'physics'"),
        ([{"id": "f1", "property": "hasField"}], "it has no 'value'"),
        ("none", "'facts' is a list"),
    ],
)
def test_a_wrong_fact_is_named_with_the_nearest_right_one(
    client: httpx.Client, facts: Any, detail: str
) -> None:
    answer = client.post("/classify", json={"id": "x", "facts": facts})

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert re.search(detail, answer.json()["detail"])


def test_a_wrong_item_of_an_array_is_named(client: httpx.Client) -> None:
    answer = client.post("/classify", json=[SOCIETY, {"id": "y", "facts": [{}]}])

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("/1/facts/0: fact number 1 of 'y': ")


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"{", "line 1, column 2: this is not JSON: "),
        (b'{"id": "x",\n"facts": [}', "line 2, column 11: this is not JSON: "),
        (b'{"id": NaN, "facts": []}', "this is not JSON: there is no NaN"),
        (b'{"id": "x", "id": "y", "facts": []}', "/id: this key stands there twice"),
        (b'{"id": "x", "asof": "2000-01-01", "facts": []}', "/asof: .*did you mean 'as_of'"),
        (b'[{"facts": []}, 7]', "/1: a description is an object"),
        (b"\xff{}", "this is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": ' + b"9" * 5000 + b"}", "more digits than are read"),
        (b'{"id": 7, "facts": []}', "'id' is a string"),
        (b'"text"', "a description is an object"),
        (b'{"id": "x", "facts": [' + b"1," * 1000 + b"1]}", "may have 1,000 facts here"),
        (b'{"id":"x","facts":[{"id":"f","property":"hasField","value":' + b"[" * 900 + b"]" * 900
         + b"}]}", "string|nested"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_description_is_refused(
    client: httpx.Client, body: bytes, detail: str
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.post("/classify", content=body, headers=headers)

    assert answer.status_code == 400
    assert re.search(detail, answer.json()["detail"])


@pytest.mark.parametrize(
    ("query", "code", "detail"),
    [
        ("id=nope", 404, "no record 'nope'"),
        ("id=a b", 404, "no record 'a b'"),
        ("id=inbar&class=ISTOO", 400, "did you mean 'ISTO'"),
        ("id=inbar&as_of=2020", 400, "no date"),
        ("id=inbar&host=xx", 400, "no host 'xx'"),
        ("id=inbar&presume=yes", 400, "presume is true or false"),
        ("id=inbar&format=pdf", 406, "no format 'pdf'"),
        ("id=inbar&id=iter", 400, "'id' is said 2 times; say it once"),
        ("id=inbar&asof=2020-01-01", 400, "no parameter 'asof'; did you mean 'as_of'"),
        ("id=inbar&hots=HK", 400, "no parameter 'hots'; did you mean 'host'"),
        ("", 400, "say which record"),
    ],
)
def test_a_wrong_parameter_is_refused(
    client: httpx.Client, query: str, code: int, detail: str
) -> None:
    answer = client.get(f"/classify?{query}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (
        code,
        "application/problem+json",
    )
    assert detail in answer.json()["detail"]


def test_a_reader_sees_what_is_wrong_on_a_page(client: httpx.Client) -> None:
    answer = client.get("/classify?id=nope", headers=HTML)

    assert answer.status_code == 404
    assert "there is no record &#39;nope&#39;" in answer.text
    # What was wrong comes first, with the name as it was.
    picking, describing = (answer.text.index(f'<h2 id="{id_}"') for id_ in ("record", "describe"))
    assert picking < describing
    assert 'name="id" type="text" value="nope"' in answer.text


def test_another_media_type_is_refused_with_those_that_are_read(client: httpx.Client) -> None:
    answer = client.post("/classify", content=b"<x/>", headers={"Content-Type": "application/xml"})

    assert answer.status_code == 415
    assert "application/x-ndjson" in answer.json()["detail"]


def test_a_body_that_is_too_large_is_refused(client: httpx.Client) -> None:
    answer = client.post("/classify", json={**SOCIETY, "name": "x" * (1 << 20)})

    assert answer.status_code == 413
    assert "JSON Lines" in answer.json()["detail"]


def test_half_a_surrogate_pair_comes_back_as_it_came(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}
    body = rb'{"id": "\ud800", "facts": []}'

    answer = client.post("/classify", content=body, headers=headers)
    assert answer.json()["id"] == "\ud800"
    page = client.post("/classify?format=text", content=body, headers=headers)
    assert page.status_code == 200


# JSON Lines


def lines(answer: httpx.Response) -> list[Json]:
    return [json.loads(line) for line in answer.text.splitlines()]


def test_lines_give_lines(client: httpx.Client) -> None:
    body = "\n".join(json.dumps({**SOCIETY, "id": str(n)}) for n in range(3))
    answer = client.post("/classify", content=body, headers=LINES)

    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert [found["id"] for found in lines(answer)] == ["0", "1", "2"]


def test_a_bad_line_is_answered_in_its_place(client: httpx.Client) -> None:
    good = json.dumps(SOCIETY)
    wrong = json.dumps({"id": "y", "facts": [{"id": "f", "property": "hasField", "value": "x"}]})
    body = f"{good}\n\nnot json\r\n{wrong}\n[]\n{good}".encode() + b"\n\xff\n"
    answer = client.post("/classify", content=body, headers=LINES)
    found = lines(answer)

    assert answer.status_code == 200
    assert [each.get("line") for each in found] == [None, 3, 4, 5, None, 7]
    assert "column 1: this is not JSON: " in found[1]["error"]
    assert "/facts/0/value: fact 'f' of 'y'" in found[2]["error"]


def test_a_line_that_is_too_long_is_one_bad_line(serve: Any) -> None:
    address = serve(largest_request=2000)
    body = "\n".join([json.dumps(SOCIETY), "x" * 9000, json.dumps(SOCIETY), "y" * 2001])
    answer = httpx.post(
        f"{address}/classify", content=body, headers=LINES, trust_env=False, timeout=PATIENCE
    )

    assert [each.get("line") for each in lines(answer)] == [None, 2, None, 4]
    assert "2,000 bytes" in lines(answer)[1]["error"]


def test_a_batch_has_an_end(serve: Any) -> None:
    address = serve(largest_batch=10_000)
    body = (json.dumps(SOCIETY) + "\n") * 100
    answer = httpx.post(
        f"{address}/classify", content=body, headers=LINES, trust_env=False, timeout=PATIENCE
    )

    assert answer.status_code == 413


def test_explanations_come_line_by_line_too(client: httpx.Client) -> None:
    answer = client.post("/classify?explain=true", content=json.dumps(SOCIETY), headers=LINES)

    assert lines(answer)[0]["explanation"]["name"]["en"] == "Chemical Society"


def test_a_day_that_is_none_is_no_line(client: httpx.Client) -> None:
    answer = client.post("/classify?as_of=soon", content=json.dumps(SOCIETY), headers=LINES)

    assert answer.status_code == 400


def test_a_wrong_parameter_of_a_batch_is_no_line(client: httpx.Client) -> None:
    answer = client.post("/classify?class=X", content=json.dumps(SOCIETY), headers=LINES)

    assert answer.status_code == 400


def many(count: int) -> Iterator[bytes]:
    for n in range(count):
        yield json.dumps({**SOCIETY, "id": str(n)}).encode() + b"\n"


def test_others_are_served_while_a_batch_is_classified(client: httpx.Client, address: str) -> None:
    counted: list[int] = []

    def upload() -> None:
        with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as other:
            answer = other.post("/classify", content=many(3000), headers=LINES)
            counted.append(len(answer.text.splitlines()))

    uploading = Thread(target=upload)
    uploading.start()
    served = 0
    while uploading.is_alive():
        assert client.get("/health").status_code == 200
        served += 1
    uploading.join()

    assert counted == [3000]
    # Who waits for the batch is served once or twice.
    assert served > 10


# RDF and CSV

PREFIXES = """@prefix isto: <https://w3id.org/istograph/ontology#> .
@prefix ex: <http://example.org/> .
"""
TURTLE = (
    PREFIXES
    + """ex:f1 a isto:Fact ; isto:subject ex:u ; isto:property isto:isNonprofit ; isto:value true .
ex:f2 a isto:Fact ; isto:subject ex:u ; isto:property isto:hasPrincipalField ;
  isto:value <https://w3id.org/istograph/id/field/physics> .
"""
)
TABLE = "organization,property,value\nu,isNonprofit,TRUE\nu,hasPrincipalField,physics\n"


def post(client: httpx.Client, body: str | bytes, media_type: str, **headers: str) -> Any:
    said = {"Content-Type": media_type, **headers}
    return client.post("/classify?as_of=2020-01-01", content=body, headers=said)


@pytest.mark.parametrize("form", RDF_FORMATS, ids=lambda form: form.name)
def test_rdf_says_what_json_says(client: httpx.Client, form: Format) -> None:
    body = serialize(parse(TURTLE, RdfFormat.TURTLE), format=form.rdf)
    assert body is not None
    answer = post(client, body, form.media_type)
    facts = [
        {"id": "http://example.org/f1", "property": "isNonprofit", "value": True},
        {"id": "http://example.org/f2", "property": "hasPrincipalField", "value": "physics"},
    ]
    expected = load_theory().classify({"facts": facts}, as_of="2020-01-01")

    assert answer.status_code == 200
    assert answer.json()["id"] == "http://example.org/u"
    assert answer.json()["verdicts"] == json.loads(json.dumps(expected["verdicts"]))


@pytest.mark.parametrize("extension", ["ttl", "nt", "rdf", "jsonld", "json", "trig"])
def test_the_data_of_a_record_is_taken_back(client: httpx.Client, extension: str) -> None:
    data = client.get(f"/data/organization/inbar.{extension}")
    media_type = data.headers["Content-Type"].replace("application/json", "application/ld+json")
    answer = client.post("/classify", content=data.content, headers={"Content-Type": media_type})

    assert answer.json()["verdicts"] == client.get("/classify?id=inbar").json()["verdicts"]
    assert "Istograph-Note" not in answer.headers


def test_names_below_the_public_address_are_ours(client: httpx.Client, address: str) -> None:
    body = TURTLE.replace("https://w3id.org/istograph/id/", f"{address}/id/")

    assert post(client, body, "text/turtle").json() == post(client, TURTLE, "text/turtle").json()


def test_csv_says_what_json_says(client: httpx.Client) -> None:
    answer = post(client, TABLE, "text/csv; charset=utf-8")

    assert answer.json()["id"] == "u"
    assert status(answer.json(), "ISTO") == "unknown"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (TURTLE + TURTLE.replace("ex:u", "ex:v").replace("ex:f", "ex:g"), "text/turtle"),
        (TABLE + "v,isNonprofit,false\n", "text/csv"),
        ('[{"id": "u", "facts": []}, {"id": "v", "facts": []}]', "application/json"),
    ],
)
def test_many_organizations_are_an_array_or_lines(
    client: httpx.Client, body: str, media_type: str
) -> None:
    array = post(client, body, media_type).json()
    as_lines = post(client, body, media_type, Accept="application/x-ndjson")

    assert [each["id"].rpartition("/")[2] for each in array] == ["u", "v"]
    assert as_lines.headers["Content-Type"] == "application/x-ndjson"
    assert lines(as_lines) == array


def test_descriptions_under_our_context_need_no_fetching(
    client: httpx.Client, address: str
) -> None:
    body = json.dumps({"@context": f"{address}/context.jsonld", **SOCIETY})
    answer = post(client, body, "application/ld+json")

    assert answer.json()["id"] == "society"


@pytest.mark.parametrize(
    ("body", "media_type", "detail"),
    [
        ("ex:u a ex:v .", "text/turtle", "request:1:"),
        (PREFIXES + "ex:u a ex:v .", "text/turtle", "there is no description in this; a fact is"),
        (TURTLE.replace("true", '"yes"'), "text/turtle", "request:3: http://example.org/f1: "),
        (TURTLE.replace("physics", "fysics"), "text/turtle", "did you mean 'physics'"),
        (
            TURTLE.replace("isto:value true", "isto:valu true"),
            "text/turtle",
            "isto:valu is not a property of a fact; did you mean",
        ),
        ("organization,property,value\n", "text/csv", "there is no description in this; below"),
        ("organization,property\n", "text/csv", "request:1: column 'value': is missing"),
        (TABLE + "v,hasField,fysics\n", "text/csv", "request:4: column 'value': "),
        (b"organization\xff", "text/csv", "this is not UTF-8: byte 13"),
        ('{"@context": "http://127.0.0.1:9/", "@id": "x"}', "application/ld+json", "request:1:"),
        ("<a> <b> .", "application/n-triples", "request:1:"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    client: httpx.Client, body: str | bytes, media_type: str, detail: str
) -> None:
    answer = post(client, body, media_type)

    assert answer.status_code == 400
    assert detail in answer.json()["detail"]


def test_what_was_not_read_is_told(client: httpx.Client) -> None:
    header = "organization,property,value,status,x-备注"
    table = f"{header}\nu,isNonprofit,true,,a\nu,hasField,physics,disputed,b\n"
    answer = post(client, table.encode(), "text/csv")

    assert answer.headers["Istograph-Note"] == (
        "columns that are not read: x-\\u5907\\u6ce8; 1 fact does not count: line-3 (disputed)"
    )
    assert "Istograph-Note" not in post(client, TABLE, "text/csv").headers


def test_what_a_note_quotes_ends_no_header(client: httpx.Client) -> None:
    column = '"x-a\r\nSet-Cookie: b"'
    answer = post(
        client, f"organization,property,value,{column}\nu,isNonprofit,true,a\n", "text/csv"
    )
    long = post(client, TABLE.replace("value\n", f"value,x-{'y' * 9_000}\n", 1), "text/csv")

    assert answer.headers["Istograph-Note"].endswith(r"x-a\r\nSet-Cookie: b")
    assert "Set-Cookie" not in answer.headers
    assert len(long.headers["Istograph-Note"]) < 2_000


def test_a_page_shows_only_so_many(client: httpx.Client) -> None:
    answer = client.post("/classify", json=[SOCIETY] * 201, headers=HTML)

    assert answer.status_code == 400
    assert "a page shows 200 organizations at most, and these are 201" in answer.text


# Limits


def contradictory(count: int) -> Json:
    """So many facts that contradict each other: every class said and denied, by many sources."""
    classes = [term.name for term in load_theory().classes]
    facts = [
        {
            "id": f"f{n}",
            "property": "isSaidToBe",
            "value": classes[n % len(classes)],
            "negated": bool(n // len(classes) % 2),
            "support": ("stated", "outside")[n % 2],
        }
        for n in range(count)
    ]
    return {"id": "x", "facts": facts}


@pytest.mark.parametrize("count", [40, 200, 1000])
def test_contradictory_descriptions_are_answered(client: httpx.Client, count: int) -> None:
    answer = client.post("/classify", json=contradictory(count))

    assert (answer.status_code, answer.json()["consistent"]) == (200, False)


def test_a_description_with_too_many_facts_is_refused(client: httpx.Client) -> None:
    answer = client.post("/classify", json=[SOCIETY, contradictory(1001)])

    assert answer.status_code == 400
    assert "/1/facts: a description may have 1,000 facts here" in answer.json()["detail"]


def test_what_takes_too_long_is_stopped(serve: Any) -> None:
    address = serve(limits=Limits(seconds=0.01))
    answer = httpx.post(
        f"{address}/classify", json=[SOCIETY] * 500, trust_env=False, timeout=PATIENCE
    )

    assert answer.status_code == 504
    assert "send fewer descriptions" in answer.json()["detail"]
    # The worker that was killed is replaced.
    again = httpx.get(f"{address}/health", trust_env=False, timeout=PATIENCE)
    assert again.status_code == 200


def test_a_line_that_takes_too_much_is_told_in_its_place(serve: Any) -> None:
    # Of time it may take as much as a busy machine needs.
    address = serve(limits=Limits(memory=100 << 20, seconds=600), largest_request=16 << 20)
    huge = '{"id": "x", "facts": [' + "{}," * (4 << 20) + "{}]}"
    body = "\n".join([json.dumps(SOCIETY), huge, json.dumps(SOCIETY)])
    with httpx.Client(base_url=address, trust_env=False, timeout=600) as client:
        found = lines(client.post("/classify", content=body, headers=LINES))

    assert [each.get("line") for each in found] == [None, 2, None]
    assert "more memory than is allowed" in found[1]["error"]


def test_a_batch_that_has_begun_is_not_refused_where_many_wait(serve: Any) -> None:
    address = serve(workers=1, limits=Limits(waiting=0))
    body = (json.dumps(SOCIETY) + "\n") * 400
    found: list[list[Json]] = []

    def send() -> None:
        with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as client:
            answer = client.post("/classify", content=body, headers=LINES)
            # Before it has begun, it may be.
            found.append(lines(answer) if answer.status_code == 200 else [])

    threads = [Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {len(each) for each in found} <= {0, 400}
    assert max(map(len, found)) == 400
    assert not any("error" in answer for each in found for answer in each)


# The questionnaire


def test_the_questionnaire_is_asked_step_by_step(client: httpx.Client) -> None:
    answers: dict[str, str] = {}
    given = {
        "kind": "organization",
        "instrument": "articles-of-association",
        "nonprofit": "yes",
        "participants": "CN,FR,JP",
        "establishment": "HK",
        "principal-field": "chemistry",
    }
    while question := client.get("/classify/ask", params=answers).json()["question"]:
        answers[question["key"]] = given[question["key"]]
    found = client.get("/classify/ask", params=answers).json()

    assert status(found["answer"], "OverseasINGO") == "entailed"
    assert answers == given
    posted = client.post("/classify", json=found["description"]).json()
    assert posted["verdicts"] == found["answer"]["verdicts"]


def test_the_form_asks_until_there_is_an_answer(client: httpx.Client) -> None:
    """Whoever only ever presses the button knows nothing, and comes to an end."""
    parameters: list[tuple[str, str]] = [("lang", "zh")]
    pages: list[_Page] = []
    while len(pages) < 10:
        page = _Page(client.get("/classify/ask", params=parameters, headers=HTML).text)
        if any(field.get("name") == "description" for field in page.fields):
            break
        pages.append(page)
        chosen = [f for f in page.fields if f.get("type") == "hidden" or "checked" in f]
        parameters = [(field["name"], field["value"]) for field in chosen]

    assert len(pages) == 8


def test_a_wrong_answer_is_refused_with_the_nearest(client: httpx.Client) -> None:
    answer = client.get("/classify/ask?kind=organisation")

    assert answer.status_code == 400
    assert "did you mean 'organization'" in answer.json()["detail"]


# The schema


def test_the_schema_is_served_as_json(client: httpx.Client) -> None:
    for path in ("/classify/schema.json", "/classify/schema"):
        answer = client.get(path)
        assert answer.headers["Content-Type"] == "application/schema+json"
        assert answer.json() == json.loads(json.dumps(load_schema()))


def test_answers_over_http_fit_the_schema(client: httpx.Client, shared: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="needs the package jsonschema")
    schema = load_schema()
    validator = jsonschema.Draft202012Validator(schema)
    answers = jsonschema.Draft202012Validator(
        {**schema["$defs"]["answer"], "$defs": schema["$defs"]}
    )
    text = (shared / "design" / "classification-examples.json").read_text(encoding="utf-8")
    for example in json.loads(text):
        assert list(validator.iter_errors(example)) == []
        answer = client.post("/classify", json=example).json()
        assert list(answers.iter_errors(answer)) == []
        assert {v["class"][5:]: v["status"] for v in answer["verdicts"]}.items() >= {
            name: expected["status"] for name, expected in example["expected"].items()
        }.items()


def test_the_schema_page_names_every_value(client: httpx.Client) -> None:
    text = client.get("/classify/schema?lang=zh", headers=HTML).text

    for word in ("multilateral-agreement", "多边协议", "hasSTAttribute", "中国香港", "CivilISTO"):
        assert word in text


def test_a_problem_names_all_mistakes_of_a_batch(client: httpx.Client) -> None:
    table = (
        "organization,property,value\na,isNonProfit,true\nb,hasField,alchemy\nc,isNonprofit,true\n"
    )
    answers = {
        language: client.post(
            "/classify",
            content=table,
            params={"lang": language},
            headers={"Content-Type": "text/csv", "Accept": "application/json"},
        )
        for language in ("en", "zh")
    }
    told = {
        language: [each["detail"] for each in answer.json()["errors"]]
        for language, answer in answers.items()
    }

    assert {answer.status_code for answer in answers.values()} == {400}
    assert [each[:10] for each in told["en"]] == ["request:2:", "request:3:"]
    assert told["en"][0] == answers["en"].json()["detail"]
    assert all("列：" in each for each in told["zh"])


@pytest.mark.parametrize(
    ("sample", "media_type"), [("sample-csv", "text/csv"), ("sample-turtle", "text/turtle")]
)
def test_the_samples_of_the_schema_are_classified_without_a_mistake(
    client: httpx.Client, sample: str, media_type: str
) -> None:
    page = client.get("/classify/schema", headers={"Accept": "text/html"}).text
    shown = page.partition(f'id="{sample}"><code>')[2].partition("</code>")[0]
    headers = {"Content-Type": media_type, "Accept": "application/json"}
    answer = client.post("/classify", content=unescape(shown), headers=headers)
    statuses = {v["class"]: v["status"] for v in answer.json()["verdicts"]}

    assert answer.status_code == 200
    assert statuses["isto:IntergovernmentalOrganization"] == "refuted"
