"""Policies over HTTP: the same answer as in the terminal, for programs and as a page."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

HTML = {"Accept": "text/html,*/*;q=0.8"}
ASKED = {"id": "inbar", "place": "beijing", "aim": "settle"}


def test_it_is_the_answer_of_the_command(client: httpx.Client, dataset: Path) -> None:
    options = [f"--{name}={value}" for name, value in ASKED.items()]
    command = [sys.executable, "-m", "istograph", "policies", *options, "--format", "json"]
    environment = {**os.environ, "ISTOGRAPH_STORE": str(dataset)}
    said = subprocess.run(command, capture_output=True, env=environment, check=True, timeout=120)
    answer = client.get("/policies", params=ASKED)

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == json.loads(said.stdout)
    assert answer.json()["mentioned"]


def test_a_record_and_a_place_have_more_than_one_name(client: httpx.Client, address: str) -> None:
    names = {"id": f"{address}/id/organization/inbar", "place": "id:place/beijing"}

    found = client.get("/policies", params={**ASKED, **names}).json()
    assert found == client.get("/policies", params=ASKED).json()


def test_to_settle_is_what_is_asked_where_no_aim_is_said(client: httpx.Client) -> None:
    assert client.get("/policies?id=inbar&place=bonn").json()["aim"] == "settle"


@pytest.mark.parametrize(
    ("query", "code", "detail"),
    [
        ("place=beijing", 400, "say the id, as in /policies?id=inbar"),
        ("id=inbar", 400, "say the place"),
        ("id=nope&place=beijing", 404, "no record 'nope'"),
        ("id=inbar&place=Beijng", 404, "no place 'Beijng'; did you mean 'beijing'"),
        ("id=inbar&place=北京", 404, "did you mean 'beijing'"),
        ("id=inbar&place=a b", 404, "no place 'a b'; "),
        ("id=inbar&place=beijing&aim=rest", 400, "there are settle, found, hold-posts"),
        ("id=inbar&place=beijing&as_of=soon", 400, "as_of: 'soon' is no date"),
        ("id=inbar&place=beijing&format=csv", 406, "there are json, html"),
    ],
)
def test_a_wrong_parameter_is_refused(
    client: httpx.Client, query: str, code: int, detail: str
) -> None:
    answer = client.get(f"/policies?{query}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (
        code,
        "application/problem+json",
    )
    assert detail in answer.json()["detail"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Policies that concern International Bamboo", "Table 1, line")),
        ("zh", ("<h1>涉及的政策：国际竹藤组织</h1>", "表1第")),
    ],
)
def test_a_browser_gets_a_page(client: httpx.Client, language: str, words: tuple[str, ...]) -> None:
    answer = client.get("/policies", params={**ASKED, "lang": language}, headers=HTML)

    assert answer.headers["Content-Language"] == language
    assert all(word in answer.text for word in words)
    assert 'href="/page/place/' not in answer.text
    assert "/page/policy/" in answer.text


def test_a_browser_that_asks_nothing_gets_a_form(client: httpx.Client) -> None:
    text = client.get("/policies?lang=zh", headers=HTML).text

    assert '<option value="beijing">北京' in text
    assert "哪些政策涉及它" in text


def test_a_reader_sees_what_is_wrong_and_may_ask_again(client: httpx.Client) -> None:
    answer = client.get("/policies?id=%3Cb%3E&place=beijing", headers=HTML)

    assert answer.status_code == 404
    assert "&lt;b&gt;" in answer.text
    assert "<b>" not in answer.text
    assert '<option value="beijing" selected>' in answer.text


def test_the_pages_of_a_record_lead_there(client: httpx.Client) -> None:
    for path in ("/page/organization/inbar", "/classify?id=inbar"):
        mark = "&" if "?" in path else "?"
        text = client.get(f"{path}{mark}lang=en", headers=HTML).text
        assert "/policies?id=inbar&place=china" in text.replace("&amp;", "&")


def test_every_link_of_a_page_leads_somewhere(client: httpx.Client) -> None:
    text = client.get("/policies", params={**ASKED, "lang": "en"}, headers=HTML).text
    links = {part.partition('"')[0] for part in text.split('href="/page/')[1:]}

    assert len(links) > 5
    assert [
        k for k in sorted(links) if client.get(f"/page/{k}", headers=HTML).status_code != 200
    ] == []
