"""What a visitor does with the policies: read, filter, sort, compare, ask for one's own case."""

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.pages.visits import Visit, expect, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


# Ends when something has stood where it is for ten frames: going to it may still have to end.
SETTLED = """async (element) => {
  let before = ""
  for (let frames = 0; frames < 10; frames++) {
    await new Promise(requestAnimationFrame)
    const now = JSON.stringify(element.getBoundingClientRect())
    if (now !== before) frames = 0
    before = now
  }
}"""


def shown(page: "Page") -> list[str]:
    """Return the keys of the rows that are shown."""
    return [
        (row.get_attribute("id") or "").removeprefix("row-")
        for row in page.locator("#tables tbody tr").all()
    ]


def asked(page: "Page") -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


WORDS = {
    "en": ("Level or place", "Germany", "Table 2: %d of 14 rows", "Measure", "tax preferences"),
    "zh": ("层面或地方", "德国", "表2：14行中的%d行", "举措", "税收优惠"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_rows_are_filtered_while_one_chooses(visitor: Visit, language: str) -> None:
    where, germany, count, measure, tax = WORDS[language]
    page = visitor.go("/policies", language)
    assert len(shown(page)) == 41

    page.get_by_label(where, exact=True).select_option(germany)
    page.get_by_role("status").get_by_text(count % 2).wait_for()
    assert shown(page) == ["table-2-06", "table-2-07"]

    page.get_by_label(measure, exact=True).select_option(tax)
    page.get_by_role("status").get_by_text(count % 1).wait_for()
    assert shown(page) == ["table-2-07"]
    # what is chosen is in the address, and in that of the page in the other language
    page.wait_for_url("**measure=tax-preference**")
    assert (asked(page)["where"], asked(page)["measure"]) == (["germany"], ["tax-preference"])
    other = page.locator(".languages a:not([aria-current])").get_attribute("href") or ""
    assert "where=germany" in other
    page.reload()
    assert shown(page) == ["table-2-07"]
    assert visitor.errors == []


def test_words_are_looked_for_while_one_types(visitor: Visit) -> None:
    page = visitor.go("/policies", "en")
    box = page.get_by_role("searchbox", name="Words")

    box.press_sequentially("silk road", delay=20)
    page.get_by_role("status").get_by_text("Table 1: 1 of 27 rows").wait_for()

    assert shown(page) == ["table-1-27"]
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.get_by_role("button", name="Show").is_hidden()


def test_a_head_sorts_and_keeps_the_focus(visitor: Visit) -> None:
    page = visitor.go("/policies", "en")
    total = page.get_by_role("link", name="Sort by: number of measures mentioned").first

    total.focus()
    page.keyboard.press("Enter")
    page.locator(".table-1 th.total[aria-sort=descending]").wait_for()

    marks = [int(each) for each in page.locator(".table-1 tbody .total").all_inner_texts()]
    assert marks == sorted(marks, reverse=True)
    assert page.evaluate("document.activeElement.id") == "sort-marks"
    # Filtering keeps the order.
    page.get_by_label("Level or place", exact=True).select_option("local level")
    page.get_by_role("status").get_by_text("11 of 27 rows").wait_for()
    page.wait_for_url("**where=local**")
    assert asked(page)["sort"] == ["-marks"]


def test_without_script_the_form_and_the_heads_do_the_same(visitor: Visit, plain: Visit) -> None:
    page = plain.go("/policies", "zh")
    page.get_by_label("层面或地方", exact=True).select_option("地方层面")
    plain.follow(page.get_by_role("button", name="显示"))
    plain.follow(page.get_by_role("link", name="排序：国际科技组织落户的激励举措"))
    without = shown(page)

    assert len(without) == 11
    assert without[0] == "table-1-18"
    path = f"/policies?{urlsplit(page.url).query}"
    assert shown(visitor.go(path)) == without


def test_the_script_says_what_the_address_says(visitor: Visit) -> None:
    """There is one place that filters: what the script shows is what a reload shows."""
    page = visitor.go("/policies", "en")
    page.get_by_label("which is", exact=True).select_option("not mentioned")
    page.get_by_label("Measure", exact=True).select_option("entry and exit of staff")
    page.get_by_role("status").get_by_text("Table 2: 11 of 14 rows").wait_for()
    before = page.locator("#tables").inner_text()
    page.reload()

    expect(page.locator("#tables")).to_have_text(before, use_inner_text=True)
    page.get_by_role("link", name="All rows").click()
    page.get_by_role("status").get_by_text("27 of 27 rows").wait_for()


def test_a_circle_leads_to_its_cell(visitor: Visit) -> None:
    page = visitor.go("/policies", "en")
    page.get_by_role("link", name="not mentioned: tax preferences, Seoul").click()

    page.wait_for_url(lambda url: urlsplit(url).path == "/page/cell/table-2-12-2")


@pytest.mark.parametrize("width", [390, 1280])
def test_heads_and_names_stay_in_sight(browser: "Browser", address: str, width: int) -> None:
    with visit(browser, address, viewport={"width": width, "height": 800}) as made:
        page = made.go("/policies#row-table-2-10", "zh")
        page.locator("#row-table-2-10 th").evaluate(SETTLED)
        row = page.locator("#row-table-2-10 th").bounding_box()
        head = page.locator(".table-2 thead").bounding_box()
        assert row is not None
        assert head is not None

        # The row that an address names is in the window, and not behind the head.
        assert 0 <= row["x"] < 200
        assert 0 < head["y"] + head["height"] <= row["y"] + 1 < 800


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("row", ["table-1-20", "table-2-10"])
def test_a_table_fits_a_telephone(
    browser: "Browser", address: str, language: str, row: str
) -> None:
    with visit(browser, address, viewport={"width": 390, "height": 800}) as made:
        page = made.go(f"/policies#row-{row}", language)
        page.locator(f"#row-{row} th").evaluate(SETTLED)
        circle = page.locator(f"#row-{row} .circle").last.bounding_box()
        head = page.locator(f".{row[:7]} thead").bounding_box()
        assert circle is not None
        assert head is not None

        # It scrolls with the page, and its head keeps to the window.
        assert 0 < circle["x"] < circle["x"] + circle["width"] <= 390
        assert abs(head["y"]) <= 1 < circle["y"] < 800

        # However it is laid out, it is a table to those who listen.
        assert page.locator(f"#row-{row}").get_by_role("rowheader").count() == 1
        cells = page.locator(f"#row-{row}").get_by_role("cell")
        assert cells.count() >= page.locator(f"#row-{row} .circle").count()


def test_two_places_are_compared(visitor: Visit, axe: Path) -> None:
    page = visitor.go("/policies", "en")
    page.get_by_role("link", name="Compare two places").click()
    page.get_by_label("One", exact=True).select_option("Bonn")
    page.get_by_label("and", exact=True).select_option("New York")
    visitor.follow(page.get_by_role("button", name="Compare"))

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Bonn and New York", use_inner_text=True
    )
    row = page.get_by_role("row", name=re.compile("schooling for children"))
    expect(row.get_by_role("cell").last).to_have_text("only Bonn", use_inner_text=True)
    expect(
        row.get_by_role("link", name="not mentioned: schooling for children, New York").first
    ).to_be_attached()
    assert visitor.axe(axe) == []


@pytest.mark.parametrize("script", [True, False])
def test_a_case_is_asked_in_three_questions(visitor: Visit, plain: Visit, script: bool) -> None:
    made = visitor if script else plain
    page = made.go("/policies", "zh")
    made.follow(page.get_by_role("link", name="适用于我的政策"))
    page.get_by_label("1. 哪个组织？").fill("国际竹藤组织")
    page.get_by_label("2. 在什么地方？").select_option("北京")
    page.get_by_role("radio", name="落户该地").check()
    made.follow(page.get_by_role("button", name="查看政策"))

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "涉及国际竹藤组织的政策", use_inner_text=True
    )
    policies = page.get_by_role("region", name="与该组织有关的举措")
    expect(
        policies.get_by_role("link", name="北京加强全国科技创新中心建设总体方案").first
    ).to_be_attached()
    expect(policies).to_contain_text("该政策适用于北京", use_inner_text=True)


def test_a_name_is_completed_while_one_types(visitor: Visit) -> None:
    page = visitor.go("/policies/case", "en")
    page.get_by_label("1. Which organization?").press_sequentially("竹藤", delay=20)
    found = page.locator("#organizations option[value=inbar]")
    found.wait_for(state="attached")

    assert "国际竹藤组织" in (found.get_attribute("label") or "")


def test_who_is_not_recorded_answers_the_questionnaire_first(visitor: Visit) -> None:
    page = visitor.go("/classify/ask?name=Test+Union&kind=organization&nonprofit=yes", "en")
    link = page.url
    page = visitor.go("/policies/case", "en")
    page.get_by_label("1. Which organization?").fill(link)
    page.get_by_label("2. Where?").select_option("Bonn")
    visitor.follow(page.get_by_role("button", name="Show the policies"))

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Policies that concern Test Union", use_inner_text=True
    )
    assert page.get_by_text("What would settle it").get_attribute("href")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_for_everybody(visitor: Visit, axe: Path, language: str) -> None:
    for path in (
        "/policies?where=germany&sort2=-marks",
        "/policies?where=nowhere",
        "/policies/compare?a=nanjing",
        "/policies/compare?a=local&b=bonn",
        "/policies?id=nobody&place=bonn",
        "/policies?id=/classify/ask?kind%3Dorganization&place=bonn",
    ):
        visitor.go(path, language)
        assert visitor.axe(axe) == [], path
