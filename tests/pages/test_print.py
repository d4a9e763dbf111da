"""Pages on paper: nothing is folded or cut off, and the colours are plain in the dark, too."""

from typing import TYPE_CHECKING

import pytest
from tests.pages.visits import becomes, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_FOLDED = """() => [...document.querySelectorAll("main details:not([open]) > :not(summary)")]
  .filter((each) => each.textContent.trim() && !each.closest("form")
    && !each.checkVisibility({ contentVisibilityAuto: true }))
  .map((each) => each.outerHTML.slice(0, 120))"""
_PATHS = ["/classify?id=inbar", "/page/organization/inbar"]


@pytest.mark.parametrize("path", _PATHS)
def test_what_is_folded_is_printed(browser: "Browser", address: str, path: str) -> None:
    with visit(browser, address, color_scheme="dark") as made:
        page = made.go(path, "zh")
        on_screen = page.evaluate(_FOLDED)
        page.emulate_media(media="print", color_scheme="dark")
        # What `content-visibility` hid is laid out with the next frame, not at once.
        becomes(page, f"({_FOLDED})().length === 0")
        becomes(page, "getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'")

        assert on_screen


@pytest.mark.parametrize("path", ["/policies", "/about", "/ontology", "/query"])
def test_what_is_printed_fits_and_has_no_buttons(
    browser: "Browser", address: str, path: str
) -> None:
    # the width of A4 between its margins
    with visit(browser, address, viewport={"width": 720, "height": 1000}) as made:
        page = made.go(path, "en")
        page.emulate_media(media="print")

        becomes(page, "document.documentElement.scrollWidth === 720")
        shown = "all => all.filter((each) => each.checkVisibility()).map((each) => each.innerText)"
        becomes(page, f"({shown})([...document.querySelectorAll('main button')]).length === 0")
