"""Asks for /health and for something small, again and again, and writes down how that went.

A process of its own, so that what the tests do in theirs does not count as the server's time.
Each line: when it began, how long it took, how late the machine has woken this process meanwhile,
and what was wrong, if anything was.
"""

import http.client
import sys
import threading
import time
from urllib.parse import quote

_PAUSE = 0.1
_NAP = 0.02


class _Sleeper(threading.Thread):
    """Sleeps, and measures by how much too long: the machine's fault, and not the service's."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._latest = 0.0

    def run(self) -> None:
        """Sleep for ever."""
        while True:
            asleep = time.monotonic()
            time.sleep(_NAP)
            self._latest = max(self._latest, time.monotonic() - asleep - _NAP)

    def latest(self) -> float:
        """Return the most that it was late since it was asked before."""
        found, self._latest = self._latest, 0.0
        return found


def main(port: int, nodes: int) -> None:
    """Ask until somebody ends this."""
    sleeper = _Sleeper()
    sleeper.start()
    turn = 0
    while True:
        turn = (turn + 1) % nodes
        # Another number each time, so that no answer is a kept one.
        query = quote(f"ASK {{ <http://example.org/{turn}> ?p {turn} }}", safe="")
        for path in ("/health", f"/sparql?query={query}"):
            began = time.monotonic()
            wrong = ask(port, path)
            took = time.monotonic() - began
            sys.stdout.write(f"{began} {took} {sleeper.latest()} {wrong}\n")
            sys.stdout.flush()
        time.sleep(_PAUSE)


def ask(port: int, path: str) -> str:
    """Return what is wrong with the answer."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
    except OSError as problem:
        return f"{path}: {problem!r}"
    return "" if response.status == 200 else f"{path}: {response.status} {body[:200]!r}"


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
