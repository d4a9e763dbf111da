"""Asks for /health and for something small, again and again, and writes down how that went.

A process of its own, so that what the tests do in theirs does not count as the server's time.
Each line: when it began, how long it took, how late the machine had woken this process before, and
what was wrong, if anything was.
"""

import http.client
import sys
import time
from urllib.parse import quote

_PAUSE = 0.1


def main(port: int, nodes: int) -> None:
    """Ask until somebody ends this."""
    turn, late = 0, 0.0
    while True:
        turn = (turn + 1) % nodes
        # Another number each time, so that no answer is a kept one.
        query = quote(f"ASK {{ <http://example.org/{turn}> ?p {turn} }}", safe="")
        for path in ("/health", f"/sparql?query={query}"):
            began = time.monotonic()
            wrong = ask(port, path)
            sys.stdout.write(f"{began} {time.monotonic() - began} {late} {wrong}\n")
            sys.stdout.flush()
        asleep = time.monotonic()
        time.sleep(_PAUSE)
        late = time.monotonic() - asleep - _PAUSE


def ask(port: int, path: str) -> str:
    """Return what is wrong with the answer."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
    except OSError as problem:
        return f"{path}: {problem!r}"
    return "" if response.status == 200 else f"{path}: {response.status} {body[:200]!r}"


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
