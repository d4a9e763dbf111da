"""Connections: what uvicorn's own would wait for without end, refuse without a reason, or not read.

A head must be complete within seconds. A request line may have Chinese as it is: curl and many
programs send what they are given, and a URI would have each of those bytes percent-encoded
(RFC 3986, 2.1), so that is what becomes of them. What is no HTTP is told why.
"""

import asyncio
import json
import re
import sys
from http import HTTPStatus

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from istograph.web.http.problems import MEDIA_TYPE

_HEAD_SECONDS = 15.0
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_HINTS = {
    "illegal request line": (
        "the first line is not `METHOD URL HTTP/1.1`; spaces, quotes and line ends in a URL are "
        "percent-encoded, as `curl -G ADDRESS --data-urlencode 'query=SELECT ...'` does"
    ),
    "Only Transfer-Encoding": "of all transfer encodings, `chunked` is understood alone",
    "Receive buffer too long": "the URL and the headers are too long; send the query by POST",
}


class Connection(H11Protocol):
    """One client's connection, and its requests one after another."""

    # whether what comes next belongs to a request line
    _is_in_line = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._deadline = self.loop.call_later(_HEAD_SECONDS, self._give_up)

    def data_received(self, data: bytes) -> None:
        """Take data; the head is there when there is a cycle of request and answer."""
        super().data_received(self._escaped(data))
        self._is_in_line |= self.conn.their_state is not h11.IDLE
        if self.cycle is not None:
            # From here on, uvicorn's own limit between two requests counts.
            self._deadline.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._deadline.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with a request that cannot be read, if that can still be said."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            # uvicorn calls this while it handles what h11 found.
            for event in _refusal(sys.exception()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _escaped(self, data: bytes) -> bytes:
        """Return the data with what is not ASCII percent-encoded in a request line."""
        if not self._is_in_line or self.conn.their_state is not h11.IDLE:
            return data
        line, end, rest = data.partition(b"\n")
        self._is_in_line = not end
        return _NOT_ASCII.sub(lambda found: b"%%%02X" % ord(found[0]), line) + end + rest

    def _give_up(self) -> None:
        self.transport.close()


def _refusal(problem: BaseException | None) -> tuple[h11.Event, ...]:
    """Return the answer to what is no HTTP."""
    status = HTTPStatus(getattr(problem, "error_status_hint", HTTPStatus.BAD_REQUEST))
    # What h11 found there stands behind a colon, in the bytes of whoever sent it.
    found = str(problem).partition(":")[0]
    content = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status,
        "detail": f"this is no HTTP request: {_HINTS.get(found, found)}",
    }
    headers = [
        ("Content-Type", MEDIA_TYPE),
        ("Access-Control-Allow-Origin", "*"),
        ("Connection", "close"),
    ]
    return (
        h11.Response(status_code=status, headers=headers, reason=status.phrase.encode()),
        h11.Data(data=json.dumps(content).encode()),
        h11.EndOfMessage(),
    )
