"""Each JavaScript client does its whole job."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.clients.jobs import SCRIPTS, Endpoint


@pytest.mark.parametrize("client", SCRIPTS)
def test_a_client_does_its_jobs(endpoint: Endpoint, node_folder: Path, client: str) -> None:
    outcomes = run(client, endpoint, node_folder)

    assert {name: error for name, error in outcomes.items() if error} == {}
    assert len(outcomes) == SCRIPTS[client]


def test_a_job_that_fails_is_told(endpoint: Endpoint, node_folder: Path) -> None:
    nowhere = Endpoint(f"{endpoint.query}/nowhere", endpoint.update, endpoint.graphs)

    outcomes = run("sparql_http_client", nowhere, node_folder)

    assert "404" in outcomes["ask"]


def run(client: str, endpoint: Endpoint, node_folder: Path) -> dict[str, str]:
    """Return the error of each job of a client; nothing where it did it."""
    node = shutil.which("node")
    if node is None or node_version(node) < 20:
        pytest.skip("needs Node.js 20 or newer, which is what the clients are written for")
    here = Path(__file__).parent
    # From standard input, so that it imports from the folder in which it runs.
    script = "".join((here / f"{name}.mjs").read_text() for name in ("jobs", client))
    arguments = [endpoint.query, endpoint.update, endpoint.graphs, endpoint.token]
    finished = subprocess.run(
        [node, "--input-type=module", "-", *arguments],
        input=script,
        cwd=node_folder,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=300,
    )
    lines = (json.loads(line) for line in finished.stdout.splitlines())
    return {line["name"]: line.get("error", "") for line in lines}


def node_version(node: str) -> int:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    return int(told.stdout.removeprefix("v").partition(".")[0])
