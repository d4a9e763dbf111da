"""The service as a user starts it: a process of its own, spoken to over the network."""

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx

TOKEN = "a-secret-of-the-tests"
# Of seconds: what anything may take that a test waits for, where others have the processors.
PATIENCE = 300


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """Run `istograph serve` with the options given, and yield its address when it is ready."""
    port = free_port()
    command = [sys.executable, "-P", "-m", "istograph", "serve", "--no-access-log"]
    # What is slow here is the machine; whoever tests a limit of time sets his own. Two workers, as
    # each loads anew what it needs, at the start and after each write, while tests wait.
    usual = ["--port", str(port), "--query-timeout", str(PATIENCE), "--workers", "2"]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            [*command, *usual, *options],
            env={**os.environ, "ISTOGRAPH_TOKEN": TOKEN},
            stdout=log,
            stderr=log,
        ) as server,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            if not is_ready(address, server):
                log.seek(0)
                raise AssertionError(f"the service is not ready: {log.read().decode()}")
            yield address
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port for a service that takes some seconds until it listens.

    It is none of those that systems give to whoever does not care: they would give it to another.
    And each process that shares the tests has its own, or two would now and then take the same.
    """
    own = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        port = random.SystemRandom().randrange(10_000 + own, 32_000, 100)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


def is_ready(address: str, server: "subprocess.Popen[Any]") -> bool:
    """Say whether a service answers within five minutes: it may have to build its dataset first."""
    for _ in range(3000):
        try:
            if httpx.get(f"{address}/ready", trust_env=False, timeout=PATIENCE).is_success:
                return True
        except httpx.TransportError:
            pass
        if server.poll() is not None:
            return False
        time.sleep(0.1)
    return False
