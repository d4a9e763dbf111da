"""What holds for every request before anybody looks at it: its host, its URL's length, its pace."""

import asyncio
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from istograph.rdf.protocol import ProtocolError
from istograph.web.http.problems import LONGEST_PATH, Problems, problem

# A body has so long, and as much more as it takes at the slowest pace of a connection in use.
_BODY_SECONDS = 30.0
_SLOWEST = 1 << 16


class Bounds:
    """ASGI middleware: 414 for too long a URL, 400 for no host, 408 for too slow a body."""

    def __init__(self, app: ASGIApp, longest_url: int, problems: Problems) -> None:
        self._app = app
        self._longest_url = longest_url
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, if its URL is short enough, and its body as it comes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not _is_host(Headers(scope=scope).get("host", "")):
            # No page: its links would need the host.
            detail = "the `Host` of this request is none; it is a name or an address, and a port"
            await problem(400, detail, scope["path"][:LONGEST_PATH])(scope, receive, send)
            return
        length = len(scope["raw_path"]) + len(scope["query_string"])
        if length > self._longest_url:
            answer = self._problems.answer(Request(scope), _too_long(length, self._longest_url))
            await answer(scope, receive, send)
            return
        await self._app(scope, _Paced(receive), send)


def _too_long(length: int, most: int) -> ProtocolError:
    return ProtocolError(
        414,
        f"the URL has {length:,} characters, and {most:,} are the most; send the query by POST",
        zh=f"地址有 {length:,} 个字符，最多 {most:,} 个；请用 POST 提交查询",
    )


def _is_host(host: str) -> bool:
    """Say whether addresses can be made with it: a bracket must be closed.

    >>> _is_host("[::1]:8000"), _is_host("["), _is_host("")
    (True, False, True)
    """
    try:
        return urlsplit(f"//{host}").port != 0
    except ValueError:
        return False


class _Paced:
    """Receives a body; whatever comes after it may take its time."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._began = time.monotonic()
        self._size = 0
        self._is_complete = False

    async def __call__(self) -> Message:
        if self._is_complete:
            return await self._receive()
        end = self._began + _BODY_SECONDS + self._size / _SLOWEST
        try:
            async with asyncio.timeout(max(0.0, end - time.monotonic())):
                message = await self._receive()
        except TimeoutError:
            raise ProtocolError(
                408,
                f"the body of this request had {_BODY_SECONDS:g} seconds and is not here",
                zh=f"请求体在 {_BODY_SECONDS:g} 秒内没有传完",
            ) from None
        self._size += len(message.get("body", b""))
        self._is_complete = not message.get("more_body", False)
        return message
