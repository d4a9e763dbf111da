"""What every test may use: the dataset, and the material beside the repository when it is there."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from pyoxigraph import Store
from tests import browser as browsers
from tests import tracing

from istograph.build import ensure
from istograph.rdf.store import snapshot

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Nothing is judged by how long it took: the processors are shared. And the examples are the same
# each time, so that what is found in one place is found in all: `--hypothesis-profile=searching`
# looks for others.
usual = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("searching", **usual)  # type: ignore[arg-type]
settings.register_profile("shared", **usual, derandomize=True)  # type: ignore[arg-type]
settings.load_profile("shared")

# Of minutes: begun last, one of them would go on alone while the other processor has nothing to do.
LONGEST = ("conformance/test_w3c.py", "web/test_openapi.py", "shapes/test_dataset.py")

# They hold no test, and take seconds and 400 MB to import.
collect_ignore = ["benchmarks"]

SHARED = Path(__file__).resolve().parents[2] / "shared"


class _AtOnce:
    """Names what fails as it fails: a run that is stopped tells no more."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # Processes that share the tests have none.
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and terminal:
            terminal.write(f"\nFAILED {report.nodeid} ({report.when})\n", red=True)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_AtOnce(config))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    here = Path(__file__).parent
    first = {here / name for name in LONGEST}
    items.sort(key=lambda item: item.path not in first)


@pytest.fixture
def untraced() -> Iterator[None]:
    """For what costs much and covers little: see `tests.tracing`."""
    with tracing.untraced():
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party files beside the repository; the test skips where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"needs {SHARED}, which is not there")
    return SHARED


@pytest.fixture(scope="session")
def node_folder() -> Path:
    """A folder that has the packages of tests/clients/package.json in its node_modules."""
    here = Path(__file__).parent / "clients"
    folder = Path(os.environ.get("ISTOGRAPH_TEST_NODE", here))
    if not (folder / "node_modules").is_dir():
        pytest.skip(f"needs the clients named in {here}/package.json: npm install --prefix {here}")
    return folder


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with one published snapshot of the curated data; it is not to be changed.

    Processes that share the tests share it: the first builds, the others wait.
    """
    own = tmp_path_factory.getbasetemp()
    directory = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "store"
    with tracing.untraced():
        ensure(directory)
    # Where no folder can be, servers keep no indexes while others copy the dataset.
    (directory / "indexes").touch()
    yield directory
    # A writer leaves the place of its working copy; others may be copying the dataset meanwhile.
    assert not (directory / "writing").exists(), "a test has written to what all tests share"


@pytest.fixture(scope="session")
def store(dataset: Path) -> Store:
    """The dataset, open for reading."""
    published = snapshot.current(dataset)
    assert published is not None
    return published.open()


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """A Chromium for the tests of one module, none of which may use `asyncio.run`."""
    with browsers.running() as found:
        yield found
