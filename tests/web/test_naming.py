"""People name organizations by names and acronyms; programs name them by keys."""

import re

import httpx
import pytest

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("name", ["ITER", "ITER Organization", "国际热核聚变实验堆组织"])
def test_a_page_takes_a_name_of_but_one_organization(client: httpx.Client, name: str) -> None:
    page = client.get("/classify", params={"id": name, "lang": "en"}, headers=HTML)
    answer = client.get("/classify", params={"id": name})

    assert page.status_code == 200
    assert 'href="/page/organization/iter-organization?lang=en"' in page.text
    assert "/classify/describe?id=iter-organization" in page.text
    assert 'id="namesakes"' not in page.text
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Not to be confused with"), ("zh", "请勿与下列组织混淆")],
)
def test_what_has_an_organizations_acronym_says_so(
    client: httpx.Client, lang: str, words: str
) -> None:
    page = client.get("/classify", params={"id": "iter", "lang": lang}, headers=HTML).text
    said = page.partition('id="namesakes"')[2].partition("</p>")[0]

    assert words in said
    assert f'href="/classify?id=iter-organization&amp;lang={lang}"' in said
    assert client.get("/classify?id=iter").json()["id"] == "facility/iter"


def test_an_organization_goes_before_what_has_its_name(client: httpx.Client) -> None:
    results = client.get("/search", params={"q": "ITER"}).json()["results"]

    assert [each["key"] for each in results[:2]] == ["iter-organization", "facility/iter"]
    assert results[0]["matched"]["how"] == results[1]["matched"]["how"] == "exact"


@pytest.mark.parametrize(
    ("lang", "asks", "kind"),
    [
        ("en", "Do you mean one of these?", "intergovernmental organization"),
        ("zh", "您要找的是否为下列之一？", "政府间国际组织"),
    ],
)
@pytest.mark.parametrize("name", ["Internatonal Bamboo", "竹藤"])
def test_a_page_offers_the_nearest_names_to_pick_from(
    client: httpx.Client, name: str, lang: str, asks: str, kind: str
) -> None:
    page = client.get("/classify", params={"id": name, "lang": lang}, headers=HTML)
    offered = page.text.partition('id="nearest"')[2].partition("</section>")[0]

    assert page.status_code == 404
    assert asks in offered
    assert kind in offered
    assert f'href="/classify?id=inbar&amp;lang={lang}"' in offered
    assert f'value="{name}"' in page.text


def test_a_page_offers_nothing_where_no_name_is_near(client: httpx.Client) -> None:
    page = client.get("/classify", params={"id": "xyzzy", "lang": "en"}, headers=HTML)

    assert page.status_code == 404
    assert "Do you mean" not in page.text
    assert 'href="/search?q=xyzzy' in page.text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_button_of_the_beginning_says_what_it_does(client: httpx.Client, lang: str) -> None:
    page = client.get("/classify", params={"lang": lang}, headers=HTML).text
    main = page[page.index("<main") :]
    buttons = re.findall(r"<button type=\"submit\"[^>]*>([^<]*)</button>", main)

    assert len(buttons) > 2
    assert len(set(buttons)) == len(buttons)
