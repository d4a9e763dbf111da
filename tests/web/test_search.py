"""Search by name, acronym and identifier."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from istograph.model import record
from istograph.rdf.namespaces import expand
from istograph.web.linked_data.browsing import marked
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.names import Names


def _search(client: httpx.Client, **parameters: str) -> dict[str, Any]:
    answer = client.get("/search", params=parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("question", "how"),
    [
        ("INBAR", "exact"),
        ("inbar", "exact"),
        ("国际竹藤组织", "exact"),
        ("國際竹藤組織", "exact"),
        ("国际竹藤组", "prefix"),
        ("竹藤组织", "substring"),
        ("International Bamboo and Rattan Organization", "exact"),
        ("bamboo rattan organization", "word"),
        ("Organization, Rattan: bamboo!", "word"),
        ("https://ror.org/02h5sfg65", "exact"),
        ("02h5sfg65", "exact"),
        ("Q6052145", "exact"),
        ("wd:Q6052145", "exact"),
        ("https://www.wikidata.org/wiki/Q6052145", "exact"),
        ("ＩＮＢＡＲ", "exact"),
        ("id:organization/inbar", "exact"),
        ("organization/inbar", "exact"),
        ("https://www.inbar.int/", "exact"),
    ],
)
def test_an_organization_is_found_by_each_of_its_names(
    client: httpx.Client, question: str, how: str
) -> None:
    first = _search(client, q=question)["results"][0]

    assert (first["key"], first["matched"]["how"]) == ("inbar", how)


def test_a_result_has_the_keys_of_the_contract(client: httpx.Client) -> None:
    found = _search(client, q="国际竹藤组织")
    first = found["results"][0]

    assert found.keys() == {"query", "total", "results"}
    assert first["iri"] == "https://w3id.org/istograph/id/organization/inbar"
    assert (first["name"], first["name_zh"]) == (
        "International Bamboo and Rattan Organization",
        "国际竹藤组织",
    )
    assert "Organization" in first["types"]
    assert first["matched"] == {"label": "国际竹藤组织", "language": "zh", "how": "exact"}
    assert 0 < first["score"] <= 1


def test_the_better_likeness_stands_first(client: httpx.Client) -> None:
    scores = [
        result["score"] for result in _search(client, q="international", limit="50")["results"]
    ]

    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("prefix", ["isto", "https", "ror", "istograph", "w3id"])
def test_what_every_address_has_is_nobodys_name(client: httpx.Client, prefix: str) -> None:
    found = _search(client, q=prefix, limit="100")

    assert found["total"] < 200
    for each in found["results"]:
        names = each["key"], each["name"], each["matched"]["label"]
        assert any(prefix in name.casefold() for name in names)


@pytest.mark.parametrize(
    ("question", "mended", "first"),
    [
        ("internatonal bamboo", "international bamboo", "inbar"),
        ("World Helth Orgnization", "world health organization", "who"),
    ],
)
def test_a_slip_is_asked_about(
    client: httpx.Client, browse: Callable[..., str], question: str, mended: str, first: str
) -> None:
    page = browse(q=question, lang="en")

    assert _search(client, q=question)["total"] == 0
    assert f">{mended}</a>?" in page
    assert f'<li><a href="/page/organization/{first}?lang=en">' in page
    assert _search(client, q=mended)["total"] > 0


def test_of_what_is_like_no_name_nothing_is_asked(browse: Callable[..., str]) -> None:
    page = browse(q="zzzzqqqq xxxyyy", lang="en")

    assert "Did you mean" not in page
    assert "nearest" not in page


def test_results_of_several_kinds_say_theirs(browse: Callable[..., str]) -> None:
    page = browse(q="office", lang="en")

    assert '<span class="quiet">organization</span>' in page
    assert '<span class="quiet">property</span>' in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_address_of_a_record_that_is_not_there_proposes_some(
    client: httpx.Client, lang: str
) -> None:
    wanted = {"Accept": "text/html"}
    page = client.get("/page/organization/iter", params={"lang": lang}, headers=wanted)

    assert page.status_code == 404
    assert f'<li><a href="/page/organization/iter-organization?lang={lang}">' in page.text


def test_a_type_leaves_the_others_out(client: httpx.Client) -> None:
    found = _search(client, q="science", type="isto:Policy", limit="50")

    assert found["results"]
    assert all("Policy" in result["types"] for result in found["results"])


def test_a_limit_leaves_the_total_as_it_is(client: httpx.Client) -> None:
    few, many = (_search(client, q="international", limit=limit) for limit in ("2", "100"))

    assert (len(few["results"]), few["total"]) == (2, many["total"])


@pytest.mark.parametrize(
    ("parameters", "detail"),
    [
        ({}, "`q` is missing"),
        ({"q": " "}, "`q` is missing"),
        ({"q": "x" * 1000}, "`q` has 1000 characters; 300 are the most"),
        ({"q": "x", "limit": "0"}, "`limit` is a whole number from 1 to 100, not '0'"),
        ({"q": "x", "limit": "²"}, "`limit` is a whole number from 1 to 100, not '²'"),
    ],
)
def test_a_question_that_is_none_is_refused(
    client: httpx.Client, parameters: dict[str, str], detail: str
) -> None:
    answer = client.get("/search", params=parameters)

    assert (answer.status_code, answer.json()["detail"][: len(detail)]) == (400, detail)


def test_what_has_no_letters_finds_nothing(client: httpx.Client) -> None:
    assert _search(client, q="…!?")["total"] == 0


def test_a_reader_gets_a_page(client: httpx.Client) -> None:
    page = client.get(
        "/search", params={"q": "竹藤", "lang": "zh"}, headers={"Accept": "text/html"}
    )

    assert 'href="/page/organization/inbar?lang=zh"' in page.text
    assert 'value="竹藤"' in page.text


@pytest.mark.parametrize(
    "question",
    ["grid.3575.4", "0000000121633745", "0000 0001 2163 3745", "isni:0000000121633745", "ror-old"],
)
def test_every_identifier_of_a_registry_finds_its_record(question: str) -> None:
    who, store = record("organization", "who"), Store()
    said = [("rdfs:label", Literal("World Health Organization", language="en"))]
    identifiers = ("grid:grid.3575.4", "isni:0000000121633745")
    said += [("schema:identifier", Literal(text)) for text in identifiers]
    store.extend(Quad(who, NamedNode(expand(curie)), value) for curie, value in said)
    replaced = NamedNode(expand("dcterms:isReplacedBy"))
    store.add(Quad(record("organization", "ror-old"), replaced, who))

    assert [match.entry.key for match in Names(Lookup(store)).find(question)] == ["who"]


def test_of_those_that_fit_alike_the_one_of_which_most_is_known_is_first() -> None:
    """As WHO is the organization before it is one of its offices, and is shown in our script."""
    store = Store()
    whole, office = record("organization", "whole"), record("organization", "a-office")
    name = NamedNode(expand("rdfs:label"))
    for node in (whole, office):
        store.add(Quad(node, NamedNode(expand("isto:acronym")), Literal("WHO")))
        store.add(Quad(node, NamedNode(expand("rdf:type")), NamedNode(expand("org:Organization"))))
        for text, tag in (("世界衛生組織", "zh"), ("世界卫生组织", "zh-hans"), ("WHO", "und")):
            store.add(Quad(node, name, Literal(text, language=tag)))
    igo = NamedNode(expand("isto:IntergovernmentalOrganization"))
    store.add(Quad(whole, NamedNode(expand("rdf:type")), igo))
    found = [match.entry for match in Names(Lookup(store)).find("WHO")]

    assert [each.key for each in found] == ["whole", "a-office"]
    assert (found[0].name, found[0].name_zh) == ("WHO", "世界卫生组织")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("WTO", "wto"),
        ("bamb", "inbar"),
        ("Shanghai Cooperation Organisation", "sco"),
        ("shanghai cooperation organis", "sco"),
        ("International Organisation for Standardisation", "iso"),
        ("World Meteorological Organisation", "wmo"),
    ],
)
def test_the_organization_that_is_meant_is_first(
    client: httpx.Client, question: str, first: str
) -> None:
    found = _search(client, q=question)["results"][0]

    assert first in found["key"]


def test_an_acronym_is_not_looked_for_in_the_names_of_terms(client: httpx.Client) -> None:
    found = _search(client, q="ISO", limit="50")["results"]

    assert found[0]["key"] == "iso"
    assert not {"isOfficeOf", "isOverseasTo"} & {each["key"] for each in found}
    for name in ("isOfficeOf", "isofficeof", "isOffice", "office of"):
        assert "isOfficeOf" in {each["key"] for each in _search(client, q=name)["results"]}


@pytest.mark.parametrize(("lang", "words"), [("en", ["organization"]), ("zh", ["组织"])])
def test_a_result_says_what_kind_of_thing_it_is(
    client: httpx.Client, lang: str, words: list[str]
) -> None:
    found = _search(client, q="WTO", lang=lang)["results"]

    assert [each["kinds"] for each in found[:2]] == [words, words]


@pytest.fixture(scope="module")
def browse(client: httpx.Client) -> Callable[..., str]:
    def get(**parameters: str) -> str:
        answer = client.get("/search", params=parameters, headers={"Accept": "text/html"})
        assert answer.status_code == 200, answer.text
        return answer.text

    return get


def _listed(page: str) -> list[str]:
    return re.findall(r'class="name"><a href="/page/organization/([^?]+)\?', page)


def _total(page: str) -> int:
    found = re.search(r'<h2 id="found">([\d,]+) record', page)
    assert found
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize(
    ("parameters", "pattern"),
    [
        ({}, "?o a org:Organization"),
        ({"class": "ISTO"}, "?o a isto:ISTO"),
        ({"class": "ISTO", "verdict": "refuted"},
         "?o a org:Organization . GRAPH graph:verdicts { ?o isto:refutedAs isto:ISTO }"),
        ({"class": "isto:IntergovernmentalOrganization", "verdict": "contested"},
         "?o a org:Organization . "
         "GRAPH graph:verdicts { ?o isto:contestedAs isto:IntergovernmentalOrganization }"),
        ({"country": "ch", "class": "ISTO"},
         "?o a isto:ISTO ; isto:isHeadquarteredIn <https://w3id.org/istograph/id/jurisdiction/ch>"),
        ({"status": "dissolved"}, "?o isto:dissolvedOn ?day"),
        ({"kind": "document"}, "?o a isto:Document"),
        ({"open": "contested"},
         "?o a org:Organization . GRAPH graph:verdicts { ?o isto:contestedAs ?class }"),
    ],
)  # fmt: skip
def test_what_is_listed_is_what_a_query_finds(
    client: httpx.Client, browse: Callable[..., str], parameters: dict[str, str], pattern: str
) -> None:
    query = f"SELECT (COUNT(DISTINCT ?o) AS ?n) {{ {pattern} }}"
    answer = client.get("/sparql", params={"query": query}).json()

    page = browse(lang="en", **parameters)

    assert _total(page) == int(answer["results"]["bindings"][0]["n"]["value"]) > 0


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"class": "ISTO", "country": "ch"},
        {"class": "CivilISTO", "verdict": "unknown"},
        {"class": "OverseasNGO", "verdict": "contested", "status": "active"},
        {"status": "dissolved"},
        {"source": "paper", "class": "ISTO", "verdict": "refuted"},
        {"open": "contested"},
        {"open": "unknown", "country": "ch"},
    ],
)
def test_a_list_is_a_query_too_that_finds_as_many(
    client: httpx.Client, browse: Callable[..., str], parameters: dict[str, str]
) -> None:
    page = browse(lang="en", **parameters)
    found = re.search(r'href="(/query\?query=[^"]+)"', page)
    assert found
    query = parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)["query"][0]

    answer = client.get("/sparql", params={"query": query}).json()

    assert len(answer["results"]["bindings"]) == _total(page) > 0


def test_every_page_of_a_list_has_others_and_together_they_are_all(
    browse: Callable[..., str],
) -> None:
    whole = _total(browse(lang="en"))
    number = -(-whole // 50)
    pages = [_listed(browse(lang="en", page=str(n))) for n in range(1, number + 1)]

    assert number > 2
    assert [len(each) for each in pages[:-1]] == [50] * (number - 1)
    assert len({key for each in pages for key in each}) == sum(map(len, pages)) == whole
    # What is beyond the end is the last page.
    assert _listed(browse(lang="en", page="99")) == pages[-1]


def test_a_list_is_sorted_by_name_or_by_year(browse: Callable[..., str]) -> None:
    def years(page: str) -> list[int]:
        return [int(year) for year in re.findall(r"founded </span>(\d{4})", page)]

    by_year = years(browse(lang="en", sort="founded", **{"class": "ISTO"}))
    by_name = years(browse(lang="en", **{"class": "ISTO"}))

    assert by_year == sorted(by_year) != by_name


def test_what_matches_is_marked_whatever_its_accents_and_script() -> None:
    assert marked("國際竹藤組織", ["竹藤"]) == [("國際", False), ("竹藤", True), ("組織", False)]
    assert marked("Élan-Énergie", ["energie"])[-1] == ("Énergie", True)
    assert marked("ISO", ["x"]) == [("ISO", False)]


@pytest.mark.parametrize(
    "parameters",
    [{"class": "Nonsense"}, {"country": "zz"}, {"sort": "size"}, {"page": "0"}, {"kind": "x"}],
)
def test_a_choice_that_there_is_not_is_refused(
    client: httpx.Client, parameters: dict[str, str]
) -> None:
    answer = client.get("/search", params=parameters, headers={"Accept": "text/html"})

    assert answer.status_code == 400
    assert next(iter(parameters)) in answer.text


def test_organizations_stand_above_notions_on_the_page(client: httpx.Client) -> None:
    def found(question: str, **said: str) -> list[str]:
        parameters = {"q": question, "lang": "en", **said}
        text = client.get("/search", params=parameters, headers={"Accept": "text/html"}).text
        return re.findall(r'<div class="name"><a href="/page/([a-z-]+)/', text)

    kinds = found("science")

    assert kinds[:5] == ["organization"] * 5
    assert "field" in kinds
    assert kinds == sorted(kinds, key=lambda kind: kind != "organization")
    # What is called just so is what was meant.
    assert found("beijing")[0] == "place"
    assert set(found("science", kind="term")) <= {"field", "axis", "ngo-category"}


@pytest.mark.parametrize(
    ("path", "near"),
    [("organization/nope", []), ("organization/inbr", ["inbar"]), ("place/inbr", [])],
)
def test_a_missing_record_suggests_records_of_its_kind(
    client: httpx.Client, path: str, near: list[str]
) -> None:
    text = client.get(f"/id/{path}", headers={"Accept": "text/html"}).text
    suggested = text.partition('id="near"')[2].partition("</ul>")[0]

    assert re.findall(r"/page/organization/([a-z-]+)", suggested) == near
    assert re.findall(r"/page/(?!organization/)", suggested) == []


@pytest.mark.parametrize(("lang", "words"), [("en", "did not apply"), ("zh", "未采用的参数")])
def test_what_the_page_does_not_understand_it_says(
    client: httpx.Client, lang: str, words: str
) -> None:
    """And answers all the same, for links are passed on with parameters of others."""

    def notes(**said: str) -> list[str]:
        answer = client.get(
            "/search", params={"lang": lang, **said}, headers={"Accept": "text/html"}
        )
        assert answer.status_code == 200
        return re.findall(r'<p class="more" role="note">(.*?)</p>', answer.text)

    (note,) = notes(seat="<b>", q="bamboo", utm_source="letter")
    (last,) = notes(page="9,999".replace(",", ""))

    assert words in note
    assert "<code>seat</code>" in note
    assert "utm_source" not in note
    assert "country" in note
    assert "9,999" in last
    assert notes(q="bamboo", kind="organization", utm_source="letter") == []


@pytest.mark.parametrize(
    ("key", "language", "seat"),
    [
        ("iupap", "en", "Geneva, Switzerland"),
        ("iupap", "zh", "日内瓦，瑞士"),
        ("anso", "en", "Huairou, China"),
        ("anso", "zh", "怀柔，中国"),
    ],
)
def test_a_seat_is_a_town_with_its_country(
    client: httpx.Client, key: str, language: str, seat: str
) -> None:
    page = client.get(f"/search?q={key}&lang={language}", headers={"Accept": "text/html"}).text
    seats = re.findall(r'<div class="seat">(.*?)</div>', page)

    assert seat in [re.sub("<[^>]+>", "", each) for each in seats]
