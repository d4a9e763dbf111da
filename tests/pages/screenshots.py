"""Make the pictures of the README and of the documentation: `python -m tests.pages.screenshots`.

Each is of the packaged data, built anew, in a browser of a size that is the same every time. A
picture of a page that has changed is made again and committed with the change.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.browser import running
from tests.pages.visits import visit
from tests.serving import serving

from istograph.build import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).resolve().parents[2] / ".github"


@dataclass(frozen=True)
class Picture:
    """A picture by its file's name: which page, how wide, in which language and light."""

    name: str
    path: str
    language: str = "en"
    width: int = 1280
    height: int = 820
    scheme: Literal["light", "dark"] = "light"


PICTURES = [
    Picture("home", "/"),
    Picture("organization", "/page/organization/iucn"),
    Picture("classify", "/classify", "zh"),
    Picture("policies", "/policies"),
    Picture("query", "/query?example=29", scheme="dark"),
]


def take(browser: "Browser", address: str, picture: Picture, folder: Path) -> None:
    """Write one picture."""
    size = {"width": picture.width, "height": picture.height}
    with visit(browser, address, viewport=size, color_scheme=picture.scheme) as made:
        # Once for the fonts: a browser leaves those that come late for the next page.
        made.go(picture.path, picture.language)
        page = made.go(picture.path, picture.language)
        page.screenshot(path=folder / f"{picture.name}.png")


def main() -> None:
    with tempfile.TemporaryDirectory() as store:
        build(Path(store))
        with serving("--store", store) as address, running() as browser:
            for picture in PICTURES:
                take(browser, address, picture, FOLDER)
                print(FOLDER / f"{picture.name}.png")  # noqa: T201 # what it is run for


if __name__ == "__main__":
    main()
