"""What a visitor does with the documentation of the ontology and the shapes."""

import re
from typing import TYPE_CHECKING

import pytest
from tests.pages.visits import LANGUAGES, expect, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FILTER = {"en": "Filter the terms", "zh": "筛选术语"}
CHECK = {"en": "Check", "zh": "检查"}
BROKEN = {"en": "It does not conform", "zh": "不符合要求"}
EXAMPLE = "/validate?example=ClaimShape-line/invalid-missing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_is_found_by_typing(browser: "Browser", address: str, language: str) -> None:
    with visit(browser, address) as made:
        page = made.go("/ontology", language)
        shown = page.locator("article.entry:visible")
        before = shown.count()

        page.get_by_label(FILTER[language]).fill("hasPrincipalField")

        assert before > 200
        assert 0 < shown.count() < 5
        expect(page.locator("#hasPrincipalField")).to_be_visible()
        said = page.get_by_role("status").inner_text()
        assert str(shown.count() + page.locator(".sentences > li:visible").count()) in said
        expect(page.locator("h2#features")).to_be_hidden()


def test_the_prefix_of_all_terms_finds_none(browser: "Browser", address: str) -> None:
    with visit(browser, address) as made:
        page = made.go("/ontology", "en")
        page.get_by_label(FILTER["en"]).fill("ISTO")
        said = page.get_by_role("status")

        assert 0 < int(said.inner_text().split()[0]) < 60
        said.get_by_role("link", name="ISTO", exact=True).click()
        page.wait_for_url("**#ISTO")
        expect(page.locator("#ISTO > h4")).to_be_visible()


def test_the_filter_covers_no_term_on_a_phone(browser: "Browser", address: str) -> None:
    with visit(browser, address, viewport={"width": 390, "height": 800}) as made:
        page = made.go("/ontology#ISTO", "en")
        page.locator(".filter:not([hidden])").wait_for()
        page.evaluate("location.hash = ''; location.hash = '#ISTO'")
        page.wait_for_function(
            "() => document.querySelector('#ISTO > :is(h4, h5)').getBoundingClientRect().top"
            " < innerHeight"
        )
        heading = page.locator("#ISTO > :is(h4, h5)").bounding_box()
        box = page.locator(".filter").bounding_box()

        assert heading
        assert box
        assert heading["y"] >= box["y"] + box["height"]


def test_what_matches_nothing_is_said(browser: "Browser", address: str) -> None:
    with visit(browser, address) as made:
        page = made.go("/ontology", "en")
        page.get_by_label(FILTER["en"]).fill("no such term")

        expect(page.get_by_role("status")).to_have_text("No term matches", use_inner_text=True)


def test_a_link_to_a_term_that_is_filtered_out_shows_it(browser: "Browser", address: str) -> None:
    with visit(browser, address) as made:
        page = made.go("/ontology", "en")
        page.get_by_label(FILTER["en"]).fill("hasPrincipalField")
        page.evaluate("location.hash = '#TableCell'")

        page.locator("#TableCell").wait_for(state="visible")
        expect(page.get_by_label(FILTER["en"])).to_have_value("")


def test_a_term_has_its_place_without_script(browser: "Browser", address: str) -> None:
    with visit(browser, address, java_script_enabled=False) as made:
        for name in ("ISTO", "hasPrincipalField", "axiom-igo", "status"):
            page = made.go(f"/ontology#{name}", "en")
            box = page.locator(f"#{name}").bounding_box()

            # at the head of the window, though nothing between was laid out
            assert box
            assert 0 <= box["y"] < 100
            expect(page.locator(".filter")).to_be_hidden()
            assert page.url.endswith(f"#{name}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_leads_to_the_query_that_counts(
    browser: "Browser", address: str, language: str
) -> None:
    with visit(browser, address) as made:
        page = made.go("/ontology", language)
        link = page.locator("#CivilISTO").get_by_role("link").first
        number = "".join(letter for letter in link.text_content() or "" if letter.isdigit())
        link.click()

        page.wait_for_url("**/query?query=**")
        rows = page.locator("table tbody tr")
        rows.first.wait_for()
        expect(rows).to_have_count(int(number))


def test_the_drawing_leads_to_the_terms(browser: "Browser", address: str) -> None:
    with visit(browser, address) as made:
        page = made.go("/ontology", "en")
        page.locator("svg a", has_text="verdict").first.click()

        page.wait_for_url("**#Verdict")
        expect(page.locator("#Verdict")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_breaks_its_shape_on_the_page(
    browser: "Browser", address: str, language: str, script: bool
) -> None:
    with visit(browser, address, java_script_enabled=script) as made:
        page = made.go(EXAMPLE, language)
        made.follow(page.get_by_role("button", name=CHECK[language], exact=True))

        expect(page.get_by_role("heading", name=BROKEN[language])).to_be_visible()
        expect(page.get_by_role("link", name="istosh:ClaimShape-line")).to_have_count(1)
        expect(page.locator("textarea")).to_have_value(re.compile("claim/example"))


def test_what_the_shapes_find_leads_to_the_records(browser: "Browser", address: str) -> None:
    with visit(browser, address) as made:
        page = made.go("/shapes", "en")
        made.follow(page.get_by_role("link", name="What they find in this dataset"))
        page.get_by_role(
            "link", name="International Union for Conservation of Nature"
        ).first.click()

        page.wait_for_url("**/page/organization/iucn**")


def test_a_decision_is_read(browser: "Browser", address: str) -> None:
    with visit(browser, address) as made:
        page = made.go("/ontology/history", "zh")
        page.get_by_role("link", name="映射是证据").click()

        page.wait_for_url("**/ontology/decisions/0019**")
        expect(page.get_by_role("heading", name="代价")).to_be_visible()
        page.get_by_role("link", name="A mapping is evidence").click()

        page.wait_for_url("**/ontology/decisions/0019?lang=en")
        expect(page.get_by_role("heading", name="Price")).to_be_visible()
