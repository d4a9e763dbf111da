"""One line of JSON for each request: what was asked, how it ended, how long it took.

A query is in it as a hash: enough to find the same one again, too little to read it. No query
string, no credentials, no cookie is written.
"""

import json
import sys
import time
from datetime import UTC, datetime
from typing import TextIO

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from istograph.web.http.clients import client_of
from istograph.web.http.metrics import Metrics

_LONGEST = 200


class Recording:
    """ASGI middleware, the outermost: counts each request, and logs it where there is a log."""

    def __init__(self, app: ASGIApp, metrics: Metrics, log: TextIO | None) -> None:
        self._app = app
        self._metrics = metrics
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and watch its answer go by."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = size = 0

        async def noting_send(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, noting_send)
        finally:
            seconds = time.monotonic() - began
            self._metrics.count(scope["method"], _route(scope), status or 500, seconds)
            if self._log is not None:
                self._log.write(_line(scope, status, size, seconds) + "\n")
                self._log.flush()


def stream() -> TextIO:
    """Return where the log goes: who runs a service gathers its standard output."""
    return sys.stdout


def _route(scope: Scope) -> str:
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "other"


def _line(scope: Scope, status: int, size: int, seconds: float) -> str:
    state = scope.get("state", {})
    ticket = state.get("ticket")
    fields = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "id": state.get("query_id"),
        "client": client_of(scope),
        "method": scope["method"][:_LONGEST],
        "path": scope["path"][:_LONGEST],
        "status": status,
        "bytes": size,
        "seconds": round(seconds, 4),
        "query": ticket.query_hash if ticket else None,
        "agent": Headers(scope=scope).get("user-agent", "")[:_LONGEST],
    }
    return json.dumps({name: value for name, value in fields.items() if value is not None})
