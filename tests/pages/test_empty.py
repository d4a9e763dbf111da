"""A store with nothing in it, and one with other people's data alone: every page stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.pages.visits import LANGUAGES, expect, visit
from tests.serving import PATIENCE, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PATHS = ("/", "/search", "/classify", "/policies", "/disputes/sources", "/paper")
FOREIGN = """@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/istograph/id/organization/elsewhere> a org:Organization ;
    rdfs:label "المركز الدولي للعلوم"@ar , "Centre of Elsewhere"@en ."""
WORDS = {
    "en": ("Nothing here yet", "This dataset has no such records yet.", "Other data"),
    "zh": ("暂无数据", "本数据集尚无此类记录。", "其他数据"),
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = tmp_path_factory.mktemp("empty")
    with serving("--store", str(store), "--empty", "--writable", "--open-writes") as address:
        yield address


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_store_says_that_it_is_empty(
    browser: "Browser", empty: str, axe: Path, language: str
) -> None:
    nothing, none, _ = WORDS[language]
    with visit(browser, empty, viewport={"width": 320, "height": 640}) as made:
        for path in PATHS:
            page = made.go(path, language)
            assert made.axe(axe) == [], path
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path
        expect(made.go("/", language).get_by_role("heading", name=nothing)).to_have_count(1)
        expect(made.go("/search", language).locator("main")).to_contain_text(
            none, use_inner_text=True
        )
        assert made.errors == []
        assert made.outside == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_data_alone_is_found_and_classified(
    browser: "Browser", empty: str, axe: Path, language: str
) -> None:
    sent = httpx.put(
        f"{empty}/graphs?default",
        content=FOREIGN.encode(),
        headers={"Content-Type": "text/turtle"},
        trust_env=False,
        timeout=PATIENCE,
    )
    assert sent.is_success
    try:
        with visit(browser, empty) as made:
            page = made.go("/", language)
            expect(page.get_by_role("heading", name=WORDS[language][2])).to_have_count(1)
            assert made.axe(axe) == []
            made.go("/search", language).get_by_role("link", name="Centre of Elsewhere").click()
            page.wait_for_url("**/page/organization/elsewhere**")
            expect(page.get_by_text("المركز").first).to_have_attribute("dir", "auto")
            assert made.axe(axe) == []
            assert made.errors == []
    finally:
        httpx.delete(f"{empty}/graphs?default", trust_env=False, timeout=PATIENCE)
