"""The query page as it is sent; tests/pages has what becomes of it in a browser."""

import re
import shutil
from html import unescape
from pathlib import Path

import httpx
import pytest

from istograph.examples import examples
from istograph.web import assets


def _page(client: httpx.Client, **parameters: str) -> httpx.Response:
    return client.get("/query", params=parameters)


def test_without_the_editor_the_page_says_so_and_answers(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bare = tmp_path / "static"
    shutil.copytree(assets.FOLDER, bare, ignore=shutil.ignore_patterns("vendor"))
    monkeypatch.setattr(assets, "FOLDER", bare)

    page = _page(client, query="ASK {}", lang="en")

    assert "built without the editor" in page.text
    assert "<script" not in page.text
    assert ">true</pre>" in page.text
    assert "未包含编辑器" in _page(client, lang="zh").text


def test_every_example_is_offered_once(client: httpx.Client) -> None:
    for language in ("en", "zh"):
        page = _page(client, lang=language).text

        for example in examples():
            assert page.count(f'/query?example={example.name}&amp;lang={language}"') == 1


def test_an_example_is_offered_in_the_language_of_the_page(client: httpx.Client) -> None:
    assert "LANG(?place_zh) = &#34;zh&#34;" in _page(client, lang="zh").text
    assert "LANG(?place_en) = &#34;en&#34;" in _page(client, lang="en").text


def test_what_cannot_be_answered_keeps_the_policy(client: httpx.Client) -> None:
    answers = [_page(client), _page(client, query="SELEC", run="yes")]

    assert [answer.status_code for answer in answers] == [200, 400]
    policies = {answer.headers["content-security-policy"] for answer in answers}
    assert len(policies) == 1


def test_a_link_brings_the_page_at_once_and_without_script_the_answer(
    client: httpx.Client,
) -> None:
    if not assets.is_there("vendor/query.js"):
        pytest.skip("the front end is not built: hatchling build -t wheel --hooks-only")
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

    shown = _page(client, query=slow, lang="en").text
    example = _page(client, example="85", lang="zh").text

    assert slow in shown
    assert 'id="result"' not in shown + example
    led = re.search(r'<noscript><meta http-equiv="refresh" content="0; url=([^"]+)">', example)
    assert led
    answered = client.get(unescape(led[1])).text
    assert '<th scope="col" title="?coordinates">坐标</th>' in answered
    assert "<noscript>" not in answered


def test_a_link_runs_no_update(client: httpx.Client) -> None:
    answer = _page(client, query="INSERT DATA { <urn:a> <urn:b> <urn:c> }", run="yes")

    assert answer.status_code == 400
    held = client.get("/sparql", params={"query": "ASK { <urn:a> ?b ?c }"})
    assert held.json()["boolean"] is False
