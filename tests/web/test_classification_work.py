"""What a worker does for `/classify`, done here: the same without a server."""

import json
from dataclasses import asdict
from io import BytesIO
from typing import Any

import pytest
from pyoxigraph import Store

from istograph.errors import InputError, NotFoundError
from istograph.web.classification import work
from istograph.web.classification.judging import Asked

SOCIETY = {
    "id": "society",
    "name": "Chemical Society",
    "facts": [{"id": "f1", "property": "isNonprofit", "value": True}],
}
TURTLE = """@prefix isto: <https://w3id.org/istograph/ontology#> .
<http://localhost:1/id/organization/x> isto:isNonprofit true .
[] isto:subject <http://localhost:1/id/organization/x> ; isto:property isto:isNonprofit ;
  isto:value true ; isto:claimStatus <https://w3id.org/istograph/id/claim-status/disputed> .
"""
TABLE = "organization,property,value,x-mine\nu,isNonprofit,true,1\nv,isNonprofit,true,2\n"


def done(
    body: str | bytes, source: str = "json", form: str = "json", iri: str = "", **asked: Any
) -> tuple[list[str], str]:
    """The notes and the text of an answer."""
    output = BytesIO()
    request = {"source": source, "form": form, "iri": iri, "bases": ["http://localhost:1/"]}
    request["asked"] = asdict(Asked(**{"dataset": "v", **asked}))
    data = body.encode() if isinstance(body, str) else body
    header = work.answer(Store(), request, data, output)
    return list(header["notes"]), output.getvalue().decode()


def test_one_is_an_object_and_many_are_an_array() -> None:
    one, many = json.dumps(SOCIETY), json.dumps([SOCIETY])

    assert json.loads(done(one)[1])["id"] == "society"
    assert [each["dataset"] for each in json.loads(done(many)[1])] == ["v"]
    assert json.loads(done(one, "jsonld")[1])["id"] == "society"
    assert len(done(f"[{one},{one}]", form="ndjson")[1].splitlines()) == 2


def test_a_table_and_a_document_tell_what_they_leave_out() -> None:
    notes, text = done(TABLE, "csv")
    assert notes == [{"en": "columns that are not read: x-mine", "zh": "未读取的列：x-mine"}]
    assert [each["id"] for each in json.loads(text)] == ["u", "v"]

    notes, text = done(TURTLE, "turtle")
    assert notes[0]["en"].startswith("1 fact does not count: ")
    assert notes[0]["zh"].startswith("1 个事实不计入：")
    assert json.loads(text)["id"] == "x"


def test_prose_and_pages_have_the_explanation() -> None:
    body = json.dumps(SOCIETY)

    assert "Chemical Society" in done(body, form="text")[1]
    assert done(body, form="markdown", language="zh")[1].startswith("# Chemical Society")
    page = json.loads(done(body, form="html", classes=["isto:ISTO"])[1])
    assert page["explanation"]["clashes"] is None
    assert page["why"][0]["key"] == "ISTO"


def test_json_may_have_the_explanation_in_one_language() -> None:
    text = done(json.dumps(SOCIETY), explain=True, only=True, language="zh", classes=["ISTO"])[1]
    explanation = json.loads(text)["explanation"]

    assert explanation["name"] == {"zh": "Chemical Society"}
    assert explanation["why_not"]


@pytest.mark.parametrize(
    ("source", "body", "asked", "words"),
    [
        ("json", "{}", {}, "it has no 'facts'"),
        ("json", json.dumps(SOCIETY), {"most_facts": 0}, "/facts: a description may have 0 facts"),
        ("json", json.dumps(SOCIETY), {"classes": ["ISTOO"]}, "did you mean 'ISTO'"),
        ("json", json.dumps(SOCIETY), {"host": "UK"}, "did you mean 'GB'"),
        ("csv", b"\xff", {}, "this is not UTF-8: byte 1"),
        ("csv", "organization,property,value\n", {}, "there is no description in this; below"),
        ("turtle", "<a:b> <a:c> <a:d> .", {}, "there is no description in this; a fact is"),
    ],
)
def test_what_cannot_be_used_is_said(
    source: str, body: str | bytes, asked: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        done(body, source, **asked)


def test_a_page_shows_only_so_many() -> None:
    with pytest.raises(InputError, match="a page shows 200 organizations at most"):
        done(json.dumps([SOCIETY] * 201), form="html")


def test_a_record_is_classified_with_what_the_store_knows(store: Store) -> None:
    request = {"source": "record", "form": "text", "iri": INBAR, "asked": asdict(Asked())}
    output = BytesIO()
    work.answer(store, request, b"", output)

    assert b"International Bamboo and Rattan Organization" in output.getvalue()
    with pytest.raises(NotFoundError):
        work.answer(store, {**request, "iri": f"{INBAR}x"}, b"", output)


INBAR = "https://w3id.org/istograph/id/organization/inbar"


def test_lines_are_answered_in_their_places() -> None:
    output = BytesIO()
    body = b"\n".join([json.dumps(SOCIETY).encode(), b"{", rb'{"id": "\ud800", "facts": []}'])
    request = {"asked": asdict(Asked()), "numbers": [1, 3, 4]}
    work.answer_lines(Store(), request, body, output)
    first, second, third = map(json.loads, output.getvalue().splitlines())

    assert (first["id"], second["line"], third["id"]) == ("society", 3, "\ud800")
