"""A real server, on a dataset built from the curated data."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from tests.serving import PATIENCE

from istograph.rdf.store.workers import Limits
from istograph.web import service as services
from istograph.web.app import create_app
from istograph.web.settings import Settings

Serve = Callable[..., str]


@pytest.fixture(scope="session", autouse=True)
def nothing_is_made_ahead() -> Iterator[None]:
    """Services make pages ahead some seconds after their start: forty of them, for no reader."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "_PAUSES", (PATIENCE, PATIENCE))
        yield


@pytest.fixture(scope="module")
def serve(dataset: Path) -> Iterator[Serve]:
    """Start a server on the curated data with the settings given, and return its address.

    It ends with its module: forty of them, each with processes of its own, would be in the way.
    """
    with ExitStack() as stack:

        def start(directory: Path = dataset, **settings: Any) -> str:
            return stack.enter_context(_running(directory, settings))

        yield start


@pytest.fixture(scope="module")
def ours(
    serve: Serve, dataset: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of a writable service on a copy of our dataset; anybody may write."""
    directory = tmp_path_factory.mktemp("copy") / "store"
    shutil.copytree(dataset, directory)
    address = serve(directory, writable=True, open_writes=True)
    with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as session:
        yield session


@pytest.fixture(scope="session")
def address(dataset: Path) -> Iterator[str]:
    """The address of the server that all tests share; it has no slash at its end."""
    with _running(dataset, {}) as found:
        yield found


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    """A client of that server; it follows no redirects."""
    with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as session:
        yield session


@contextmanager
def _running(directory: Path, settings: dict[str, Any]) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        # Where it listens; what it calls itself may be set otherwise.
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        usual = {"base_url": address, "workers": 2, "limits": Limits(seconds=PATIENCE)}
        chosen = Settings(**{**usual, **settings})
        config = uvicorn.Config(create_app(directory, chosen), ws="none", log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        _wait(server, thread)
        yield address
        server.should_exit = True
        thread.join(20)


def _wait(server: uvicorn.Server, thread: threading.Thread) -> None:
    for _ in range(6000):
        if server.started:
            return
        assert thread.is_alive(), "the server ended while it started"
        time.sleep(0.05)
    raise AssertionError("the server did not start within five minutes")
