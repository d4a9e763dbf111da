"""What the suite stands on: the server under fire, a trap, and a probe."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
from pyoxigraph import Literal, NamedNode, Quad, Store
from tests.serving import PATIENCE

from istograph.rdf.protocol import QueryOperation
from istograph.rdf.store.snapshot import Description, current, draft
from istograph.rdf.store.workers import Limits, answer

TOKEN = "a-secret-of-the-tests"
TRIPLES = 2000
# What a query may take: as much on a slow machine as these do on others.
QUERY_SECONDS = 2.0
# The one that takes longest of those that have an answer.
LONGEST = "ASK { VALUES ?x {" + " 1" * 100_000 + "} }"
# Whoever attacks is another client than the probe, where the system has more than one loopback.
ATTACKER = "127.0.0.2" if sys.platform == "linux" else "127.0.0.1"


class Probe:
    """What the probing process has written down."""

    def __init__(self, lines: Path) -> None:
        self._lines = lines

    def since(self, began: float) -> tuple[float, float, list[str]]:
        """Return how long the slowest look-up took since then, and what went wrong.

        Between them, how late the machine has woken somebody who waits for nothing but his turn.
        """
        # Those that are under way belong to what was done as well; they are written when they end.
        now = time.monotonic()
        while not (found := self._found()) or float(found[-1][0]) < now:
            time.sleep(0.02)
        recent = [line for line in found if float(line[0]) >= began]
        slowest = max((float(seconds) for _, seconds, _, _ in recent), default=0.0)
        latest = max((float(late) for _, _, late, _ in recent), default=0.0)
        return slowest, latest, [wrong for *_, wrong in recent if wrong]

    def _found(self) -> list[list[str]]:
        # The last may not be written to its end.
        whole = self._lines.read_text().rpartition("\n")[0]
        return [line.split(" ", 3) for line in whole.splitlines()]


@dataclass
class Server:
    """The server under fire."""

    address: str
    process: subprocess.Popen[bytes]
    trap: str
    scratch: Path
    # what it gives a query
    seconds: float = QUERY_SECONDS

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def workers(self) -> list[int]:
        """Return the processes of the service, apart from its own."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in found.split()]

    def resident(self) -> int:
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGESIZE")


class Trap:
    """A server on loopback that remembers who reached it: nobody may."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.reached = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.reached += 1
            connection.close()

    def close(self) -> None:
        self._listener.close()


def fill(directory: Path) -> None:
    with draft(directory) as new:
        store = Store(str(new.path))
        follows = NamedNode("http://example.org/follows")
        for n in range(TRIPLES):
            node = NamedNode(f"http://example.org/{n}")
            store.add(Quad(node, NamedNode("http://example.org/value"), Literal(n)))
            # A ring: a path that is followed from everywhere never ends.
            after = NamedNode(f"http://example.org/{(n + 1) % TRIPLES}")
            store.add(Quad(node, follows, after))
        store.flush()
        del store
        new.publish(Description("1", "2026-11-21T00:00:00Z", "s", "0"))


def seconds_here(directory: Path) -> float:
    """Return what a query is to be given on this machine, so that those that end can end."""
    published = current(directory)
    began = time.monotonic()
    limits = Limits(seconds=PATIENCE)
    answer(published, QueryOperation(LONGEST), accept="text/csv", limits=limits).close()
    return max(QUERY_SECONDS, round(5 * (time.monotonic() - began), 1))


def wait(server: Server, log: "tempfile._TemporaryFileWrapper[bytes]") -> None:
    for _ in range(3000):
        try:
            if (
                httpx.get(f"{server.address}/ready", trust_env=False, timeout=PATIENCE).status_code
                == 200
            ):
                return
        except httpx.HTTPError:
            pass
        if server.process.poll() is not None:
            log.seek(0)
            raise AssertionError(log.read().decode())
        time.sleep(0.1)
    raise AssertionError("the server did not start within five minutes")
