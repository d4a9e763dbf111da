"""The service as a user starts it, for browsers; and axe, to judge its pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.pages.visits import Visit, visit
from tests.serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(autouse=True)
def untraced_here(untraced: None) -> None:
    """Browsers are driven from here; what is ours runs in a process of its own."""


@pytest.fixture(scope="package")
def address(dataset: Path) -> Iterator[str]:
    """The address of a service on our dataset, with no slash at its end."""
    with serving("--store", str(dataset)) as found:
        yield found


@pytest.fixture(scope="package")
def axe(node_folder: Path) -> Path:
    """The script of axe-core."""
    script = node_folder / "node_modules/axe-core/axe.min.js"
    if not script.is_file():
        pytest.skip(f"needs axe-core in {node_folder}: npm install --prefix {node_folder}")
    return script


@pytest.fixture
def visitor(browser: "Browser", address: str) -> Iterator[Visit]:
    """Somebody at a desk, whom nothing may ask for anything elsewhere."""
    with visit(browser, address, viewport={"width": 1280, "height": 900}) as made:
        yield made
        assert made.outside == []


@pytest.fixture
def plain(browser: "Browser", address: str) -> Iterator[Visit]:
    """Somebody whose browser runs no script."""
    with visit(browser, address, java_script_enabled=False) as made:
        yield made
