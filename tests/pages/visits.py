"""A visit to a page: what a browser had to fetch and say, and what axe finds.

axe-core is named in tests/clients/package.json, beside the other packages from npm.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from tests.browser import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, LocatorAssertions, Page, Request

LANGUAGES = ("en", "zh")
# WCAG 2.2, levels A and AA, and what axe advises beyond.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Visit:
    """An open page, and what happened since it was opened."""

    page: "Page"
    address: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    # of the answers as they went over the network, headers and all
    sizes: dict[str, float] = field(default_factory=dict)
    pending: set["Request"] = field(default_factory=set)

    def go(self, path: str, language: str | None = None) -> "Page":
        """Go to a path of the service, in a language if one is named."""
        mark = "&" if "?" in path else "?"
        where, hash_, fragment = path.partition("#")
        said = f"{mark}lang={language}" if language else ""
        self.page.goto(f"{self.address}{where}{said}{hash_}{fragment}", wait_until="load")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until nothing is asked for any more; Playwright's own wait takes half a second."""
        for _ in range(PATIENCE // 40):
            self.page.wait_for_timeout(40)
            if not self.pending:
                return
        raise AssertionError(f"still asked for: {[request.url for request in self.pending]}")

    def follow(self, control: "Locator") -> None:
        """Click what leads to another page, and wait for that: a click does not always."""
        with self.page.expect_navigation():
            control.click()

    def narrow(self) -> None:
        """Look at the page as on a telephone; it fits without scrolling sideways (WCAG 1.4.10)."""
        self.page.set_viewport_size({"width": 320, "height": 640})
        # What scripts draw is drawn anew only when they hear of it.
        becomes(self.page, "innerWidth === 320 && document.documentElement.scrollWidth === 320")

    def axe(self, axe: Path, within: str | None = None) -> list[str]:
        """Return what axe has to say against the page, a line for each rule and place."""
        self.page.evaluate(axe.read_text())
        options = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}
        found = self.page.evaluate(
            "([where, options]) => axe.run(where ?? document, options)", [within, options]
        )
        return [
            f"{each['id']} ({each['impact']}): {node['target']} {node['failureSummary']}"
            for each in found["violations"]
            for node in each["nodes"]
        ]

    @property
    def weight(self) -> float:
        """Bytes that were fetched, compressed as they came."""
        return sum(self.sizes.values())


def expect(shown: "Locator") -> "LocatorAssertions":
    """Expect what a page may come to show in a moment only: its scripts run beside the test."""
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=PATIENCE)
    assertions: LocatorAssertions = playwright.expect(shown)
    return assertions


def becomes(page: "Page", script: str, argument: object = None) -> None:
    """Wait until a script's value is true: what `expect` has no word for."""
    page.wait_for_function(script, arg=argument)


@contextmanager
def visit(browser: "Browser", address: str, **options: Any) -> Iterator[Visit]:
    """Open a page in a fresh profile; see `Browser.new_context` for the options."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    found = Visit(page, address)
    _watch(found)
    try:
        yield found
    finally:
        context.close()


def _watch(found: Visit) -> None:
    page, host = found.page, urlsplit(found.address).netloc
    page.on("console", lambda said: said.type == "error" and found.errors.append(said.text))
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    # `blob:` and `data:` are of the page itself.
    page.on(
        "request",
        lambda request: (
            urlsplit(request.url).netloc not in ("", host) and found.outside.append(request.url)
        ),
    )
    page.on("request", lambda request: found.pending.add(request))
    page.on("requestfinished", lambda request: found.pending.discard(request))
    page.on("requestfailed", lambda request: found.pending.discard(request))
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    # Shows which test reads a page before that is ready: `ISTOGRAPH_TEST_SLOWDOWN=8 pytest ...`.
    if rate := os.environ.get("ISTOGRAPH_TEST_SLOWDOWN"):
        network.send("Emulation.setCPUThrottlingRate", {"rate": float(rate)})
    network.on(
        "Network.loadingFinished",
        lambda said: found.sizes.update({said["requestId"]: said["encodedDataLength"]}),
    )
