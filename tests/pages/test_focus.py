"""Whoever goes through a page by the keyboard sees where the focus is (WCAG 2.4.11)."""

from typing import TYPE_CHECKING

import pytest
from tests.pages.visits import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# What is in the way of each corner and of the middle of what has the focus, if all of it is hidden.
_COVER = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const covers = [];
  for (const { left, top, right, bottom } of focused.getClientRects()) {
    const [x0, y0] = [Math.max(0, left), Math.max(0, top)];
    const [x1, y1] = [Math.min(innerWidth, right), Math.min(innerHeight, bottom)];
    const box = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
    if (box.width <= 0 || box.height <= 0) covers.push("the edge of the window");
    else for (const [x, y] of [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]]) {
      const there = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
      if (there && (focused.contains(there) || there.contains(focused))) return null;
      covers.push(there?.outerHTML.slice(0, 80));
    }
  }
  return `${focused.outerHTML.slice(0, 160)} is behind ${covers[0]}`;
}"""
_NEXT_FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# From the last link of what is below something that sticks, backwards: that scrolls up, under it.
_STARTS = {"/policies": "#tables tbody tr:last-child .what a", "/ontology": "main .entry a"}


@pytest.mark.parametrize(("width", "height"), [(320, 256), (600, 800), (1280, 800)])
@pytest.mark.parametrize("path", sorted(_STARTS))
def test_nothing_hides_the_focus(
    browser: "Browser", address: str, path: str, width: int, height: int
) -> None:
    size = {"width": width, "height": height}
    with visit(browser, address, viewport=size, reduced_motion="reduce") as made:
        page = made.go(path, "en")
        hidden = []
        for key, place in (("Tab", "first"), ("Shift+Tab", "last")):
            getattr(page.locator(_STARTS[path]), place).focus()
            for _ in range(60):
                page.keyboard.press(key)
                # What scrolls into sight for the first time is laid out anew a frame later.
                if page.evaluate(_COVER):
                    page.evaluate(_NEXT_FRAME)
                    hidden.append(page.evaluate(_COVER))

    assert [each for each in hidden if each] == []
