"""What a visitor does with the pages about the data."""

from typing import TYPE_CHECKING

import pytest
from tests.pages.visits import LANGUAGES, expect, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RECORD = {"en": "Record", "zh": "记录"}
MAKE = {"en": "Make the text", "zh": "生成文字"}
TEXT = {"en": "The text of the report", "zh": "报告文字"}
NAME = {"en": "International Bamboo and Rattan Organization", "zh": "国际竹藤组织"}


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistake_is_told_with_record_and_version(
    browser: "Browser", address: str, language: str, script: bool
) -> None:
    with visit(browser, address, java_script_enabled=script) as made:
        page = made.go("/about#mistakes", language)
        version = page.locator("footer code").inner_text()
        page.get_by_label(RECORD[language], exact=True).fill("inbar")
        made.follow(page.get_by_role("button", name=MAKE[language]))

        text = page.get_by_label(TEXT[language]).input_value()
        assert NAME[language] in text
        assert version in text
        assert "#mistakes" in page.url


def test_a_record_that_there_is_not_is_searched_for(browser: "Browser", address: str) -> None:
    with visit(browser, address) as made:
        page = made.go("/about?record=bamboo", "en")
        page.get_by_role("alert").get_by_role("link").click()

        page.wait_for_url("**/search?q=bamboo**")
        expect(page.get_by_role("link", name=NAME["en"]).first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_footer_link_of_the_frame_leads_to_its_part(
    browser: "Browser", address: str, language: str
) -> None:
    with visit(browser, address) as made:
        page = made.go("/about", language)
        links = page.locator("footer nav a")
        targets = [links.nth(i).get_attribute("href") or "" for i in range(links.count())]
        anchors = [target.partition("#")[2] for target in targets if "#" in target]

        assert anchors
        assert all(page.locator(f"#{anchor}").count() == 1 for anchor in anchors)


def test_parameters_are_unfolded_by_keyboard(browser: "Browser", address: str) -> None:
    with visit(browser, address) as made:
        page = made.go("/api", "en")
        summary = page.locator("summary", has_text="GET /search")
        summary.focus()
        page.keyboard.press("Enter")

        page.get_by_text("A name, an acronym or an identifier").wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_of_the_report_is_opened_as_a_query(
    browser: "Browser", address: str, language: str
) -> None:
    with visit(browser, address) as made:
        page = made.go("/report", language)
        page.locator("section[aria-labelledby=q62]").get_by_role("link").last.click()

        page.wait_for_url("**example=62-decided-by-axis**")
