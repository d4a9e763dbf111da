"""Answers in gzip for clients that take it, as they are sent, in bounded memory.

Brotli and Zstandard are for browsers, which ask for them over TLS only, and so of the proxy that
ends it; Python's and JavaScript's clients of SPARQL take gzip. They would cost a compiled
dependency each.

Left alone are partial answers (their ranges count bytes of the file as it is), what is compressed
already, and what is too short to gain by it.
"""

import re
import zlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SHORTEST = 1024
_LEVEL = 5
# What zlib calls a gzip wrapper around the largest window.
_GZIP = 31
_COMPRESSIBLE = re.compile(
    r"text/|application/(?:[\w.+-]*(?:json|xml)|n-triples|n-quads|trig|javascript)|image/svg"
)
_ACCEPTED = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q\s*=\s*(\d*\.?\d+))?\s*(?=,|$)", re.I)


class Compression:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and compress what comes back where that is wanted and helps."""
        if scope["type"] == "http":
            accepted = accepts_gzip(Headers(scope=scope).get("accept-encoding", ""))
            send = _Sender(send, accepted and scope["method"] != "HEAD")
        await self._app(scope, receive, send)


def accepts_gzip(accept_encoding: str) -> bool:
    """Say whether an `Accept-Encoding` header takes gzip.

    >>> accepts_gzip("deflate, gzip;q=0.5"), accepts_gzip("br"), accepts_gzip("gzip;q=0, *;q=0")
    (True, False, False)
    """
    found = _ACCEPTED.search(accept_encoding)
    return found is not None and float(found[1] or 1) > 0


class _Sender:
    """Sends one answer on, compressed if its head allows."""

    def __init__(self, send: Send, accepted: bool) -> None:
        self._send = send
        self._accepted = accepted
        self._gzip: zlib._Compress | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begin(message)
        elif message["type"] == "http.response.body" and self._gzip:
            message = self._compressed(message)
        await self._send(message)

    def _begin(self, start: Message) -> None:
        headers = MutableHeaders(scope=start)
        if not _COMPRESSIBLE.match(headers.get("content-type", "")):
            return
        headers.add_vary_header("Accept-Encoding")
        long = int(headers.get("content-length", _SHORTEST)) >= _SHORTEST
        whole = start["status"] != 206 and "content-encoding" not in headers
        if self._accepted and long and whole:
            self._gzip = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
            headers["Content-Encoding"] = "gzip"
            del headers["Content-Length"]
            # RFC 9110, 8.8.3: two representations of one resource share no strong tag.
            if headers.get("etag", "").startswith('"'):
                headers["ETag"] = f"W/{headers['etag']}"

    def _compressed(self, message: Message) -> Message:
        assert self._gzip is not None
        body = self._gzip.compress(message.get("body", b""))
        if not message.get("more_body"):
            body += self._gzip.flush()
        return {**message, "body": body}
