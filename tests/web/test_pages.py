"""Every page, in both languages: valid, by itself, and nothing from elsewhere."""

import functools
import re
from collections.abc import Callable
from html.parser import HTMLParser

import html5rdf
import httpx
import pytest
from tests.paths import PATHS
from tests.serving import PATIENCE

# What clients and parsers do in this thread is not ours to measure.
pytestmark = pytest.mark.usefixtures("untraced")

_BOTH = [(path, lang) for path in PATHS for lang in ("en", "zh")]
_Read = Callable[[str, str], httpx.Response]


class _Page(HTMLParser):
    """Collects what a browser would fetch, the links, and the ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.scripts: list[str | None] = []
        self.lang = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "script":
            self.scripts.append(given.get("type"))
        if tag == "a" and "href" in given:
            self.links.append((given["href"], given.get("rel", "")))
        for name in ("src", "srcset", "poster", "data"):
            if name in given:
                self.fetched.append(given[name])
        if tag == "link" and given.get("rel") in ("stylesheet", "icon", "preload", "manifest"):
            self.fetched.append(given["href"])
        if "aria-labelledby" in given:
            self.labelled.update(given["aria-labelledby"].split())


def _get(client: httpx.Client, path: str, lang: str) -> httpx.Response:
    mark = "&" if "?" in path else "?"
    return client.get(f"{path}{mark}lang={lang}", headers={"Accept": "text/html"})


@pytest.fixture(scope="module")
def read(client: httpx.Client) -> _Read:
    """Ask for each page once."""
    return functools.cache(functools.partial(_get, client))


@pytest.mark.parametrize(("path", "lang"), _BOTH)
def test_a_page_is_valid_html(read: _Read, path: str, lang: str) -> None:
    parser = html5rdf.HTMLParser()

    parser.parse(read(path, lang).text)

    assert [problem[1] for problem in parser.errors] == []


@pytest.mark.parametrize(("path", "lang"), _BOTH)
def test_a_page_says_its_language_and_leads_to_the_other(read: _Read, path: str, lang: str) -> None:
    answer = read(path, lang)
    page = _Page(answer.text)
    other = "zh" if lang == "en" else "en"

    assert answer.headers["content-language"] == lang
    assert page.lang.startswith(lang)
    assert any(f"lang={other}" in link for link, _ in page.links)


@pytest.mark.parametrize(("path", "lang"), _BOTH)
def test_a_page_fetches_nothing_from_elsewhere(read: _Read, path: str, lang: str) -> None:
    page = _Page(read(path, lang).text)

    own = ("/static/", "/favicon.ico")
    assert [place for place in page.fetched if not place.startswith(own)] == []
    assert set(page.scripts) <= {"application/ld+json", "application/json", "module"}
    assert [
        link for link, rel in page.links if link.startswith("http") and "noopener" not in rel
    ] == []


@pytest.mark.parametrize(("path", "lang"), _BOTH)
def test_an_id_is_there_once_and_names_what_it_labels(read: _Read, path: str, lang: str) -> None:
    page = _Page(read(path, lang).text)

    assert len(page.ids) == len(set(page.ids))
    assert page.labelled <= set(page.ids)


_NOTES = {
    "en": "Parameters of the address that this page does not know",
    "zh": "地址中有本页未能识别、因而未采用的参数",
}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_tells_of_a_parameter_that_it_does_not_know(read: _Read, path: str) -> None:
    mark = "&" if "?" in path else "?"

    answer = read(f"{path}{mark}utm_source=letter&xyzzy=1", "en")

    is_page = path not in ("/page/organization/nobody", "/nothing-here", "/search?sort=nothing")
    assert (f"{_NOTES['en']}, and did not apply: <code>xyzzy</code>." in answer.text) is is_page
    assert "utm_source</code>" not in answer.text
    assert _NOTES["en"] not in read(path, "en").text


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/policies/case?plac=bonn", "place"),
        ("/policies/compare?b=bonn&aa=germany", "a"),
        ("/search?contry=ch", "country"),
        ("/disputes/sources?conflict=2", "conflicts"),
        ("/classify/ask?instruments=igo", "instrument"),
        ("/about?records=inbar", "record"),
        ("/query?exmaple=29", "example"),
    ],
)
def test_a_misspelt_parameter_is_told_with_the_one_that_is_meant(
    read: _Read, path: str, meant: str
) -> None:
    assert f"(did you mean <code>{meant}</code>?)" in read(path, "en").text
    assert f"（是否应为 <code>{meant}</code>？）" in read(path, "zh").text
    assert _NOTES["zh"] in read(path, "zh").text


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/page/organization/inbar", "/search"),
        ("/page/cell/table-1-05-1", "/policies"),
        ("/policies/compare", "/policies"),
        ("/disputes/paper", "/paper"),
        ("/shapes", "/ontology"),
        ("/dump/", "/about"),
    ],
)
def test_a_page_tells_which_section_it_is_of(client: httpx.Client, path: str, section: str) -> None:
    page = client.get(path, params={"lang": "en"}, headers={"Accept": "text/html"}).text
    head, _, _ = page.partition("</nav>")

    assert re.findall(r'<a href="([^"?]+)[^"]*" aria-current="true">', head) == [section]


def test_the_answers_of_the_start_page_are_in_its_language(client: httpx.Client) -> None:
    english, chinese = (_get(client, "/", lang).text for lang in ("en", "zh"))

    assert '<th scope="row">United States</th>' in english
    assert '<th scope="row">美国</th>' in chinese
    assert "United States" not in chinese
    assert "美国" not in english
    assert ">place</th>" in english
    assert ">地点</th>" in chinese
    assert "_en</th>" not in english + chinese
    assert "美国" in _get(client, "/query?example=29&run=yes", "zh").text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/page/organization/inbar",
        "/page/scheme/fields",
        "/dump/",
        "/paper",
        "/disputes/sources",
        "/about",
        "/api",
        "/ontology/history",
        "/shapes/results",
    ],
)
def test_links_on_a_page_lead_somewhere(client: httpx.Client, path: str) -> None:
    page = _Page(_get(client, path, "en").text)
    paths = {link for link, _ in page.links if link.startswith("/") and "/classify" not in link}
    chosen = sorted(paths)[:40]

    wanted = {"Accept": "text/html"}
    found = {link: client.get(link, headers=wanted) for link in chosen}

    assert [link for link, answer in found.items() if answer.status_code >= 400] == []
    assert [link for link, answer in found.items() if _NOTES["en"] in answer.text] == []


@pytest.mark.parametrize("path", ["/nothing-here", "/ontology/decisions/9999", "/static/none"])
def test_where_nothing_is_people_get_a_page_and_programs_a_problem(
    client: httpx.Client, path: str
) -> None:
    english, chinese = (_get(client, path, lang) for lang in ("en", "zh"))
    problem = client.get(path)

    assert (english.status_code, problem.status_code) == (404, 404)
    assert "There is nothing at this address" in english.text
    assert "此地址没有内容" in chinese.text
    assert problem.headers["content-type"] == "application/problem+json"


def test_a_title_with_quotation_marks_is_quoted_with_others(client: httpx.Client) -> None:
    page = _get(client, "/page/document/meng-2024-text", "zh").text

    assert "““" not in page
    assert "。 istograph" not in page


def test_chinese_is_escaped_once_on_the_way_back(client: httpx.Client) -> None:
    query = 'SELECT ?o { ?o rdfs:label "国际竹藤组织"@zh }'

    page = client.get("/query", params={"query": query, "lang": "en", "run": "yes"}).text
    switch = re.search(r'href="([^"]+)" lang="zh-Hans"', page)
    assert switch
    again = client.get(switch[1].replace("&amp;", "&"))

    assert "国际竹藤组织" in again.text
    assert "/page/organization/inbar?lang=zh" in again.text


@pytest.fixture(scope="module")
def below_a_path(serve: Callable[..., str]) -> str:
    return serve(base_url="http://example.org/graph")


@pytest.mark.parametrize("path", ["/page/organization/inbar", "/graph/page/organization/inbar"])
def test_pages_behind_a_path_link_below_it(below_a_path: str, path: str) -> None:
    page = _Page(httpx.get(f"{below_a_path}{path}", trust_env=False, timeout=PATIENCE).text)

    ours = [link for link, _ in page.links if link.startswith("/")]
    assert ours
    assert all(link.startswith("/graph/") for link in ours)


def test_a_redirect_behind_a_path_stays_below_it(below_a_path: str) -> None:
    answer = httpx.get(
        f"{below_a_path}/graph/id/organization/inbar", trust_env=False, timeout=PATIENCE
    )

    assert answer.headers["location"] == "/graph/data/organization/inbar.ttl"
