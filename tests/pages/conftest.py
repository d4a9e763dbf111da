"""The service as a user starts it, for browsers; and axe, to judge its pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.serving import serving


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
