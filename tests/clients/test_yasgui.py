"""YASGUI, in a page from another origin."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.browser import PATIENCE, site
from tests.clients.jobs import (
    ALL_NUMBERS,
    ASK_FOR_IT,
    BROKEN,
    BY_CHINESE_NAME,
    CHINESE_NAME,
    CONSTRUCT_LABELS,
    DESCRIBE_IT,
    EX,
    PREFIXES,
    Endpoint,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def origin(node_folder: Path) -> Iterator[str]:
    with site(node_folder) as address:
        yield address


@pytest.fixture(params=["@zazuko", "@triply"])
def opened(
    browser: "Browser", origin: str, endpoint: Endpoint, request: pytest.FixtureRequest
) -> Iterator[Open]:
    """Open a page with the editor, asking our endpoint as it is told."""
    page = browser.new_page(base_url=origin)
    page.set_default_timeout(PATIENCE)

    def opening(**config: Any) -> "Page":
        build = f"node_modules/{request.param}/yasgui/build"
        page.goto(f"/{build}/ts/")
        page.set_content(Path(__file__).with_name("yasgui.html").read_text())
        page.add_style_tag(url=f"/{build}/yasgui.min.css")
        page.add_script_tag(url=f"/{build}/yasgui.min.js")
        page.evaluate(
            """config => {
                Yasgui.Yasqe.defaults.autocompleters = ['prefixes', 'variables']
                window.yasgui = new Yasgui(document.getElementById('yasgui'), {
                    requestConfig: config, copyEndpointOnNewTab: false, persistenceId: null })
            }""",
            {"endpoint": endpoint.query, "method": "POST", **config},
        )
        return page

    yield opening
    page.close()


def ask(page: "Page", query: str) -> "Locator":
    """Type a query, send it, and return where its results are shown."""
    page.evaluate("query => yasgui.getTab().getYasqe().setValue(query)", query)
    page.evaluate("() => { yasgui.getTab().getYasqe().query().catch(() => null) }")
    results = page.locator(".yasr_results")
    page.wait_for_function("() => yasgui.getTab().getYasr().results !== undefined")
    return results


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_solutions_are_shown_as_a_table(opened: Open, method: str) -> None:
    page = opened(method=method)

    ask(page, CHINESE_NAME).get_by_text("国际竹藤组织").wait_for()
    ask(page, BY_CHINESE_NAME).locator(f'a[href="{EX}inbar"]').wait_for()


def test_an_answer_of_yes_or_no_is_shown(opened: Open) -> None:
    ask(opened(), ASK_FOR_IT).get_by_text(re.compile("true", re.IGNORECASE)).wait_for()


@pytest.mark.parametrize("query", [CONSTRUCT_LABELS, DESCRIBE_IT])
def test_a_graph_is_shown(opened: Open, query: str) -> None:
    page = opened()

    ask(page, query)

    shown = page.evaluate("() => yasgui.getTab().getYasr().results.getBindings()")
    assert any("国际竹藤组织" in json.dumps(row, ensure_ascii=False) for row in shown)


def test_a_large_result_is_shown_in_pages(opened: Open) -> None:
    page = opened()

    ask(page, ALL_NUMBERS).get_by_text("20,000").or_(page.get_by_text("20000")).first.wait_for()


def test_an_error_shows_where_it_is(opened: Open) -> None:
    page = opened()

    ask(page, BROKEN).get_by_text(re.compile(r"line 1, column \d+")).first.wait_for()


def test_an_update_with_the_token_is_done(opened: Open, endpoint: Endpoint) -> None:
    page = opened(headers={"Authorization": f"Bearer {endpoint.token}"})

    ask(page, PREFIXES + "INSERT DATA { GRAPH ex:yasgui { ex:a rdfs:label '竹'@zh } }")
    shown = ask(page, PREFIXES + "SELECT ?found { GRAPH ex:yasgui { ?s ?p ?found } }")

    shown.get_by_text("竹").wait_for()


def test_an_update_without_it_says_what_is_missing(opened: Open) -> None:
    page = opened()

    shown = ask(page, PREFIXES + "INSERT DATA { GRAPH ex:yasgui { ex:a rdfs:label '竹'@zh } }")

    shown.get_by_text("token").first.wait_for()
