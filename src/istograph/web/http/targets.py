"""Request targets in absolute form, `GET http://host/path`, which any server must take.

RFC 9112, 3.2.2: the host is the target's own then, whatever `Host` says.
"""

import re
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

_ABSOLUTE = re.compile(rb"https?://([^/?#]*)", re.IGNORECASE)


class Targets:
    """ASGI middleware; what comes after it sees the path alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http" and not scope["path"].startswith("/"):
            scope = _with_path(scope)
        await self._app(scope, receive, send)


def _with_path(scope: Scope) -> Scope:
    """Return a request for the path of its target; what has none is left as it is."""
    raw = scope.get("raw_path") or scope["path"].encode()
    found = _ABSOLUTE.match(raw)
    if found is None:
        return scope
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    path = raw[found.end() :] or b"/"
    return {
        **scope,
        "raw_path": path,
        "path": unquote(path.decode("latin-1")),
        "headers": [(b"host", found[1]), *headers],
    }
