"""What holds of every page, in both languages: who can read it, what it costs, whom it asks.

The pages are those of `tests.paths`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.pages.visits import LANGUAGES, visit
from tests.paths import KINDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The editor is a program.
HEAVY = {path for path in KINDS if path.startswith("/query")}
MOST_BYTES = 100_000
EVERY = [(path, language) for path in KINDS for language in LANGUAGES]


@pytest.mark.parametrize(("path", "language"), EVERY)
def test_a_page_is_for_everybody(
    browser: "Browser", address: str, axe: Path, path: str, language: str
) -> None:
    """One visit, wide and on a telephone, by day in one language and by night in the other.

    WCAG 2.2 AA as far as axe can tell; nothing asked of other hosts, and nothing went wrong; not
    heavy; and at 320 pixels (WCAG 1.4.10) nobody has to scroll sideways, but within tables.
    """
    scheme = {"en": "light", "zh": "dark"}[language]
    size = {"width": 1280, "height": 900}
    with visit(browser, address, viewport=size, color_scheme=scheme) as made:
        made.go(path, language)
        weight, found = made.weight, made.axe(axe)
        made.narrow()

        assert found == []
        assert made.outside == []
        expected = 1 if path.endswith(("/nobody", "=nothing")) else 0
        assert len(made.errors) == expected, made.errors
        assert 0 < weight < MOST_BYTES or path in HEAVY, made.sizes


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("<img src='/static/icon.svg'>", lambda made, axe: made.axe(axe)),
        ("<script>alert(1)</script>", lambda made, _: made.errors),
        ("<img alt='' src='http://localhost:9/'>", lambda made, _: made.outside),
    ],
    ids=["no text for an image", "a script in the page", "an image from elsewhere"],
)
def test_a_fault_is_noticed(
    browser: "Browser",
    address: str,
    axe: Path,
    content: str,
    complaint: Callable[..., list[str]],
) -> None:
    with visit(browser, address) as made:
        made.page.route(
            "**/about-faults",
            lambda route: route.fulfill(
                body=f"<!doctype html><html lang='en'><title>x</title><main><h1>x</h1>{content}",
                content_type="text/html",
                headers={"Content-Security-Policy": "script-src 'self'"},
            ),
        )
        made.go("/about-faults")

        assert complaint(made, axe)
