"""People name organizations by names and acronyms; programs name them by keys."""

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
