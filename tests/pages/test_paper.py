"""A reader of the paper: from a figure to its numbers, their disputes and the query; no script."""

import re
from typing import TYPE_CHECKING

import pytest
from tests.pages.visits import Visit, expect, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WORDS = {
    "en": {
        "table": "^Table and disputes.*3$",
        "dispute": "51.7 % is called the share of all senior posts",
        "query": "Open and change the query",
        "kind": "text against table",
        "computed": "computed: 100 * 835 / 1984",
        "sources": "Sources against each other",
        "clash": "has legal form: company",
        "bank": "Bank for International Settlements",
    },
    "zh": {
        "table": "^数据表与争议.*3$",
        "dispute": "51.7%被称为占高层总职位的比例",
        "query": "打开并修改查询",
        "kind": "正文与表格不符",
        "computed": "推算：100 * 835 / 1984",
        "sources": "来源之间的分歧",
        "clash": "公司",
        "bank": "国际清算银行",
    },
}


@pytest.mark.parametrize("language", WORDS)
def test_from_a_figure_to_what_is_disputed_of_it(plain: Visit, language: str) -> None:
    words = WORDS[language]
    page = plain.go("/paper", language)

    page.get_by_role("link", name=re.compile(words["table"])).click()
    page.wait_for_url("**/paper/figure-3?*")
    row = page.get_by_role("row").filter(has_text="42.1%")
    expect(row).to_contain_text(words["computed"], use_inner_text=True)
    last = page.get_by_role("row").filter(has_text="占高层总职位的 51.7%")
    last.get_by_role("link", name=words["dispute"]).click()

    page.wait_for_url(f"**/disputes/paper?lang={language}#senior-share-label")
    # The number stands; what it is called there is disputed.
    quotes = page.locator("article:target li").filter(has_text="占高层总职位的 51.7%")
    expect(quotes).to_have_count(2)
    expect(quotes.locator(".alarm")).to_have_count(1)


@pytest.mark.parametrize("language", WORDS)
def test_the_query_of_a_figure_can_be_opened(plain: Visit, language: str) -> None:
    page = plain.go("/paper/figure-2", language)

    page.get_by_role("link", name=WORDS[language]["query"]).click()
    page.wait_for_url("**/query?*run=yes")

    assert "figure:figure-2 isto:concerns" in page.content()


@pytest.mark.parametrize("language", WORDS)
def test_disputes_of_one_kind(plain: Visit, language: str) -> None:
    kind = WORDS[language]["kind"]
    page = plain.go("/disputes/paper", language)

    link = page.get_by_role("link", name=re.compile(f"^{kind} \\d+$"))
    count = int(link.inner_text().split()[-1])
    link.click()
    page.wait_for_url("**kind=*")

    expect(page.get_by_role("article")).to_have_count(count)
    expect(page.get_by_role("article").get_by_text(kind, exact=True)).to_have_count(count)


@pytest.mark.parametrize("language", WORDS)
def test_both_sides_of_a_contested_category(plain: Visit, language: str) -> None:
    words = WORDS[language]
    page = plain.go("/disputes", language)

    page.get_by_role("link", name=words["sources"], exact=True).click()
    page.wait_for_url("**/disputes/sources?*")
    bank = page.get_by_role("article", name=words["bank"])

    expect(bank.get_by_role("listitem")).to_have_count(2)
    expect(bank).to_contain_text(words["clash"], use_inner_text=True)


@pytest.mark.parametrize("width", [1280, 360])
def test_a_chart_is_there_once_for_each_width(browser: "Browser", address: str, width: int) -> None:
    with visit(browser, address, viewport={"width": width, "height": 800}) as found:
        page = found.go("/paper/figure-5", "en")
        chart = page.get_by_role("img", name=re.compile("registered overseas"))

        expect(chart).to_have_count(1)
        box = chart.bounding_box()
        assert box is not None
        assert box["width"] <= width
        # What is written in it is not smaller than small print.
        text = chart.get_by_text("nearly 670", exact=True).bounding_box()
        assert text is not None
        assert text["height"] >= 14


# What of each chart that is shown stands out of its frame, by more than a letter's own edge may.
OUTSIDE = """() => [...document.querySelectorAll('svg.chart')].flatMap(chart => {
  const frame = chart.viewBox.baseVal;
  return [...chart.querySelectorAll('text, rect')].filter(each => {
    if (each.closest('defs') || !each.getClientRects().length) return false;
    const box = each.getBBox();
    return box.x < -2 || box.x + box.width > frame.width + 2
      || box.y < -2 || box.y + box.height > frame.height + 2;
  }).map(each => each.textContent || each.outerHTML);
})"""


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("fonts", ["own", "reader's"])
def test_nothing_of_a_chart_is_cut_off(
    browser: "Browser", address: str, fonts: str, width: int, language: str
) -> None:
    with visit(browser, address, viewport={"width": width, "height": 800}) as found:
        if fonts != "own":
            found.page.route("**/*.woff2", lambda route: route.abort())
        page = found.go("/paper", language)

        expect(page.locator("svg.chart:visible")).to_have_count(5)
        assert page.evaluate(OUTSIDE) == []
        page.locator("svg.chart:visible text").last.evaluate(
            "text => { text.textContent = text.textContent.repeat(30) }"
        )
        assert len(page.evaluate(OUTSIDE)) == 1


@pytest.mark.parametrize("language", WORDS)
def test_nothing_of_a_drawing_is_cut_off(plain: Visit, language: str) -> None:
    for number in range(2, 7):
        page = plain.go(f"/paper/figure-{number}.svg", language)
        frame = """svg => [...svg.querySelectorAll('text')].map(text => text.getBBox())
          .filter(box => box.x < -1 || box.x + box.width > svg.viewBox.baseVal.width - 31).length"""
        svg = page.locator("svg")

        assert svg.evaluate(frame) == 0, number
        svg.locator("text").last.evaluate("text => { text.textContent = '字'.repeat(60) }")
        assert svg.evaluate(frame) == 1


def test_a_drawing_opens_by_itself(browser: "Browser", address: str) -> None:
    """Its colours are its own: the policy on styles refuses nothing of it."""
    with visit(browser, address) as found:
        page = found.go("/paper/figure-6.svg", "zh")

        colour = page.locator("rect[fill='#0b5a7a']").first.evaluate(
            "bar => getComputedStyle(bar).fill"
        )
        assert colour == "rgb(11, 90, 122)"
        # A browser asks for an icon of a drawing, too.
        assert [each for each in found.errors if "404" not in each] == []
