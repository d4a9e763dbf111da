"""Parts of files: which requests for them are heeded (RFC 9110, section 14).

A range in a unit that we do not know, or with another method than GET, must be ignored, and so is
one that is written wrongly: who asked gets the whole. One beyond the end is answered 416.
"""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from istograph.rdf.protocol import ProtocolError
from istograph.web.http.problems import Problems

# No file has a byte of a longer number.
_NUMBER = "[0-9]{1,18}"
_RANGE = rf"(?:{_NUMBER}-(?:{_NUMBER})?|-{_NUMBER})"
_BYTES = re.compile(rf"bytes=[ \t]*{_RANGE}(?:[ \t]*,[ \t]*{_RANGE})*[ \t]*", re.IGNORECASE)
_PAIR = re.compile(r"([0-9]+)-([0-9]+)")
_NOT_SATISFIABLE = 416


class Ranges:
    """ASGI middleware: passes on the ranges that are understood, and tells of those not there."""

    def __init__(self, app: ASGIApp, problems: Problems) -> None:
        self._app = app
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, without a range that is not understood."""
        given = Headers(scope=scope).get("range") if scope["type"] == "http" else None
        if given is None:
            await self._app(scope, receive, send)
        elif scope["method"] != "GET" or not is_understood(given):
            others = [pair for pair in scope["headers"] if pair[0] != b"range"]
            await self._app({**scope, "headers": others}, receive, send)
        else:
            await self._app(scope, receive, self._telling(scope, receive, send))

    def _telling(self, scope: Scope, receive: Receive, send: Send) -> Send:
        """Return what sends a problem where there is no such part, for the empty answer."""
        is_told = False

        async def tell(message: Message) -> None:
            nonlocal is_told
            if message["type"] == "http.response.start" and message["status"] == _NOT_SATISFIABLE:
                is_told = True
                size = MutableHeaders(raw=message["headers"]).get("content-range", "bytes */*")
                error = _beyond(size.rpartition("/")[2])
                answer = self._problems.answer(Request(scope), error, {"Content-Range": size})
                await answer(scope, receive, send)
            elif not is_told:
                await send(message)

        return tell


def is_understood(given: str) -> bool:
    """Say whether a `Range` is one of bytes, and written as it should be.

    >>> [is_understood(each) for each in ("bytes=0-9, 20-", "bytes=-5", "items=0-1", "bytes=5-2")]
    [True, True, False, False]
    """
    if not _BYTES.fullmatch(given):
        return False
    return all(int(first) <= int(last) for first, last in _PAIR.findall(given))


def _beyond(size: str) -> ProtocolError:
    return ProtocolError(
        _NOT_SATISFIABLE,
        f"there are {size} bytes, and the part asked for by `Range` is not among them",
        zh=f"共有 {size} 字节，“Range”所请求的部分不在其中",
    )
