"""What search engines, and who shows a link to a page, are told of the dataset and the page."""

import json
import re
from html import unescape
from typing import Any

import httpx
import pytest

from istograph.mappings.sssom import parse_sssom

_PAGES = ("/", "/about", "/dump/", "/paper", "/policies", "/page/organization/inbar", "/query")


def _page(client: httpx.Client, path: str, **parameters: str) -> str:
    answer = client.get(path, params=parameters, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def _metadata(page: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page)
    return {name: unescape(content) for name, content in found}


def _dataset(client: httpx.Client, path: str, lang: str) -> dict[str, Any]:
    page = _page(client, path, lang=lang)
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    said: dict[str, Any] = json.loads(text)
    return said


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", ["/", "/about"])
def test_the_dataset_is_described_for_search_engines(
    client: httpx.Client, address: str, path: str, lang: str
) -> None:
    said = _dataset(client, path, lang)

    assert (said["@context"], said["@type"]) == ("https://schema.org/", "Dataset")
    for key in ("name", "description"):
        assert {each["@language"] for each in said[key]} == {"en", "zh"}
        # Google, Dataset: a description has 50 to 5000 characters.
        assert all(key == "name" or len(each["@value"]) > 50 for each in said[key])
    assert said["license"].startswith("https://creativecommons.org/publicdomain/zero/")
    assert said["version"] == client.get("/dump/").json()["version"]
    assert said["url"] == f"{address}/"


def test_every_distribution_is_there_in_its_format(client: httpx.Client) -> None:
    files = _dataset(client, "/", "en")["distribution"]

    assert len(files) == 6
    for file in files:
        headers = {"Accept": file["encodingFormat"]}
        query = {"query": "ASK {}"} if file["name"] == "SPARQL" else {}
        answer = client.get(
            file["contentUrl"], params=query, headers=headers, follow_redirects=True
        )
        sent = answer.headers["Content-Type"].partition(";")[0]

        assert answer.status_code == 200
        assert sent in {file["encodingFormat"], "application/gzip"}


def test_the_links_are_to_be_had_as_sssom(client: httpx.Client) -> None:
    text = client.get("/dump/istograph.sssom.tsv", follow_redirects=True).text
    mappings = parse_sssom(text).mappings

    assert ("id:organization/inbar", "wd:Q6052145") in {
        (each.subject_id, each.object_id) for each in mappings
    }
    assert 'istograph.sssom.tsv"' in _page(client, "/dump/")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", _PAGES)
def test_a_page_says_what_a_link_to_it_shows(
    client: httpx.Client, address: str, path: str, lang: str
) -> None:
    page = _page(client, path, lang=lang)
    said = _metadata(page)
    title = unescape(re.findall(r"<title>(.*?)</title>", page)[0])

    assert said["og:title"] == title.removesuffix(" · istograph")
    assert said["og:description"] == said["description"] != ""
    assert said["og:locale"] == {"en": "en_US", "zh": "zh_CN"}[lang]
    assert said["og:url"] == f"{address}{path}?lang={lang}"
    assert client.get(said["og:image"]).headers["Content-Type"] == "image/png"


def test_a_page_has_one_address_for_each_language(client: httpx.Client, address: str) -> None:
    def canonical(**parameters: str) -> list[str]:
        return re.findall(r'rel="canonical" href="([^"]*)"', _page(client, "/paper", **parameters))

    assert canonical() == [f"{address}/paper"]
    assert canonical(lang="zh", utm_source="letter") == [f"{address}/paper?lang=zh"]
    page = _page(client, "/paper", lang="en", utm_source="letter")
    assert dict(re.findall(r'hreflang="([a-z-]+)" href="(http[^"]*)"', page)) == {
        "en": f"{address}/paper?lang=en",
        "zh": f"{address}/paper?lang=zh",
        "x-default": f"{address}/paper",
    }


def test_there_is_an_icon_where_it_is_looked_for(client: httpx.Client) -> None:
    answer = client.get("/favicon.ico")

    assert answer.headers["Content-Type"] == "image/vnd.microsoft.icon"
    # ICONDIR: reserved, type 1, one picture.
    assert answer.content[:6] == bytes([0, 0, 1, 0, 1, 0])
