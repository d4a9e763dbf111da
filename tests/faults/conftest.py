"""A server of its own, a trap that nobody may reach, and a probe that must always be answered."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.serving import (
    TOKEN,
    TRIPLES,
    Probe,
    Server,
    Trap,
    fill,
    seconds_here,
    wait,
)
from tests.serving import PATIENCE, free_port


@pytest.fixture(scope="package")
def trap() -> Iterator[Trap]:
    found = Trap()
    yield found
    found.close()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory, trap: Trap) -> Iterator[Server]:
    directory = tmp_path_factory.mktemp("store")
    scratch = tmp_path_factory.mktemp("scratch")
    fill(directory)
    seconds = seconds_here(directory)
    port = free_port()
    arguments = [
        *("serve", "--empty", "--writable", "--store", str(directory), "--port", str(port)),
        *("--query-timeout", str(seconds), "--max-memory", "192M", "--workers", "4"),
        "--no-access-log",
    ]
    environment = {**os.environ, "ISTOGRAPH_TOKEN": TOKEN, "TMPDIR": str(scratch)}
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            [sys.executable, "-P", "-m", "istograph", *arguments],
            env=environment,
            stdout=log,
            stderr=log,
        ) as process,
    ):
        found = Server(f"http://127.0.0.1:{port}", process, trap.address, scratch, seconds)
        try:
            wait(found, log)
            yield found
        finally:
            process.terminate()
            process.wait(PATIENCE)
    assert list(scratch.iterdir()) == [], "files are left behind"


@pytest.fixture(scope="package")
def probe(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probe]:
    lines = tmp_path_factory.mktemp("probe") / "lines"
    script = Path(__file__).with_name("probe.py")
    with lines.open("w") as output:
        arguments = [sys.executable, str(script), str(server.port), str(TRIPLES)]
        with subprocess.Popen(arguments, stdout=output) as process:
            yield Probe(lines)
            process.kill()
