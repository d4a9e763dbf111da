"""An endpoint with what the jobs expect in it."""

from collections.abc import Iterator

import httpx
import pytest
from tests.clients.jobs import Endpoint, ntriples
from tests.serving import PATIENCE, TOKEN, serving

# They need clients that may not be installed; the tests that import them say so.
collect_ignore_glob = ["with_*.py"]


@pytest.fixture(autouse=True)
def untraced_here(untraced: None) -> None:
    """Clients are driven from here; what is ours runs in a process of its own."""


@pytest.fixture(scope="package")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A service that takes writes from whoever has the token."""
    store = tmp_path_factory.mktemp("clients")
    with serving("--empty", "--writable", "--store", str(store)) as address:
        found = Endpoint(f"{address}/sparql", f"{address}/sparql", f"{address}/graphs", TOKEN)
        fill(found)
        yield found


def fill(endpoint: Endpoint) -> None:
    headers = {
        "Authorization": f"Bearer {endpoint.token}",
        "Content-Type": "application/n-triples",
    }
    response = httpx.put(
        f"{endpoint.graphs}?default",
        content=ntriples(),
        headers=headers,
        trust_env=False,
        timeout=PATIENCE,
    )
    response.raise_for_status()
