"""Each Python client does its whole job."""

import importlib

import pytest
from tests.clients.jobs import Client, Endpoint

MODULES = {
    "with_sparqlwrapper": ["CLIENT"],
    "with_rdflib": ["READING", "WRITING"],
    "with_sparqlx": ["CLIENT"],
    "with_pandas": ["PANDAS", "FRAMES"],
}


def found() -> list[object]:
    """Return every job, or a test that skips where the client is missing."""
    return [case for module in MODULES for case in cases(module)]


def cases(module: str) -> list[object]:
    try:
        jobs = importlib.import_module(f"tests.clients.{module}")
    except ModuleNotFoundError as missing:
        reason = f"needs {missing.name}: pip install 'istograph[clients]'"
        return [pytest.param(None, None, id=module, marks=pytest.mark.skip(reason))]
    clients: list[Client] = [getattr(jobs, name) for name in MODULES[module]]
    return [
        pytest.param(client, job, id=f"{client.name}: {job}")
        for client in clients
        for job in client.jobs
    ]


# The clients' own habits: they are theirs to mend.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("client", "job"), found())
def test_a_client_does_its_job(endpoint: Endpoint, client: Client, job: str) -> None:
    client.jobs[job](endpoint)
