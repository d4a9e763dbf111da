"""Finding an organization, and reading what it is and why; with script and without."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.pages.visits import Visit, expect, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WORDS = {
    "en": {
        "name": "International Bamboo and Rattan Organization",
        "search": "Search",
        "class": "intergovernmental organization",
        "rule": "an intergovernmental organization is an international organization constituted",
        "data": "As data",
        "where": "Headquarters: Beijing, China.",
        "decides": "Headquarters decide nothing",
    },
    "zh": {
        "name": "国际竹藤组织",
        "search": "检索",
        "class": "政府间国际组织",
        "rule": "政府间国际组织即依协议设立的国际组织",
        "data": "数据格式",
        "where": "总部：北京，中国。",
        "decides": "总部所在地不决定组织的归属",
    },
}


@pytest.mark.parametrize("language", WORDS)
def test_who_knows_a_name_finds_what_it_is_and_why_without_script(
    plain: Visit, language: str
) -> None:
    words, page = WORDS[language], plain.go("/search", language)

    page.get_by_role("searchbox").fill("INBAR")
    plain.follow(page.get_by_role("button", name=words["search"]))
    plain.follow(page.get_by_role("link", name=words["name"], exact=True))
    verdict = page.locator("li.verdict.entailed", has_text=words["class"]).first
    verdict.locator("summary").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(words["name"], use_inner_text=True)
    expect(verdict.get_by_text(words["rule"])).to_be_visible()
    expect(verdict.locator(".fact q, .fact .source").first).to_be_visible()
    expect(page.get_by_text(words["data"], exact=True)).to_be_visible()


@pytest.mark.parametrize("language", WORDS)
def test_a_seat_is_shown_and_said_to_decide_nothing(visitor: Visit, language: str) -> None:
    figure = visitor.go("/page/organization/inbar", language).locator("figure")

    if not figure.count():
        pytest.skip("the outline of the land is made by the front-end build")
    words = figure.inner_text()
    assert (WORDS[language]["where"] in words, WORDS[language]["decides"] in words) == (True, True)
    # Beijing is at 39.9° north, 116.4° east, on a sheet of 5 units a degree.
    seat = figure.locator("circle.seat")
    assert (seat.get_attribute("cx"), seat.get_attribute("cy")) == ("1482.0", "250.5")


def test_what_is_contested_shows_both_sides(visitor: Visit) -> None:
    page = visitor.go("/page/organization/iucn", "en")

    page.locator("#open").locator("xpath=..").get_by_role("link").first.click()
    proof = page.locator(".proof:target")
    proof.get_by_role("heading").first.wait_for()

    expect(proof.get_by_role("heading")).to_have_text(
        ["What speaks for it", "What speaks against it"]
    )
    expect(proof.get_by_text("it is not an intergovernmental organization")).to_be_visible()


def test_what_is_not_known_says_in_words_what_is_missing(visitor: Visit) -> None:
    page = visitor.go("/page/organization/codata", "en")

    unknown = page.locator("li.verdict.unknown").first
    unknown.locator("summary").click()

    needs = unknown.locator(".proof > ul > li").all_inner_texts()
    assert needs
    assert not any("property" in need or "{" in need for need in needs)


def test_a_list_is_narrowed_by_class_and_verdict_and_opened_again(plain: Visit) -> None:
    page = plain.go("/search", "en")
    facets = page.get_by_role("navigation", name="Narrow the list")

    def found() -> int:
        return int(page.get_by_role("heading", level=2).first.inner_text().split()[0])

    everything = found()
    plain.follow(facets.get_by_role("link", name="international scientific and technological"))
    entailed = found()
    plain.follow(facets.get_by_role("link", name="Contested"))
    contested = found()
    plain.follow(facets.get_by_role("link", name="technological organization (chosen)"))

    assert 0 < contested < entailed < everything == found()


def test_chinese_names_are_found_under_the_letters_of_their_sounds(plain: Visit) -> None:
    page = plain.go("/search", "zh")

    letters = page.get_by_role("navigation", name="按首字母")
    plain.follow(letters.get_by_role("link", name="Z"))
    names = page.locator(".records .name a").all_inner_texts()

    assert "中国科学院" in names
    assert not any(name.startswith(("国", "亚", "世")) for name in names)


@pytest.mark.parametrize("path", ["/", "/search"])
def test_suggestions_are_chosen_by_keyboard(visitor: Visit, axe: Path, path: str) -> None:
    page = visitor.go(path, "zh")

    box = page.get_by_role("combobox")
    box.press_sequentially("竹藤")
    page.get_by_role("option").first.wait_for()
    assert visitor.axe(axe) == []
    expect(page.get_by_role("status")).to_contain_text("建议", use_inner_text=True)
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("组")
    page.get_by_role("option", name="国际竹藤组织").first.wait_for()
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("."))
    chosen = box.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    page.wait_for_url("**/page/**")

    expect(page.get_by_role("heading", level=1)).to_have_text("国际竹藤组织", use_inner_text=True)
    assert (visitor.errors, visitor.outside) == ([], [])


def test_the_claims_of_a_document_are_read_page_by_page(plain: Visit) -> None:
    page = plain.go("/page/document/meng-2024-text", "en")

    plain.follow(page.get_by_role("link", name="Claims that rest on it"))
    first = page.locator(".listing a").first.get_attribute("href")
    plain.follow(page.get_by_role("link", name="Next"))

    expect(page.locator(".listing a")).to_have_count(100)
    expect(page.locator(".listing a").first).not_to_have_attribute("href", first)
    expect(page.locator("main")).to_contain_text("Page 2 of", use_inner_text=True)


def test_signs_differ_where_the_reader_chooses_the_colours(
    browser: "Browser", address: str
) -> None:
    with visit(browser, address, forced_colors="active") as made:
        page = made.go("/page/organization/iucn", "en")
        fillings = {
            status: page.locator(f".verdict.{status} .status").first.evaluate(
                """sign => {
                  const { backgroundColor, backgroundImage } = getComputedStyle(sign, "::before");
                  return `${backgroundColor} ${backgroundImage}`;
                }"""
            )
            for status in ("entailed", "contested", "refuted")
        }

        assert len(set(fillings.values())) == 3, fillings
