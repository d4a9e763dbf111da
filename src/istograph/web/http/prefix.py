"""The path below which the public sees the service, taken off where a proxy leaves it on."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Prefix:
    """ASGI middleware; routes then match with and without the prefix."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, without the prefix."""
        if scope["type"] == "http" and scope["path"].startswith(f"{self._prefix}/"):
            raw = scope.get("raw_path") or scope["path"].encode()
            scope = {
                **scope,
                "path": scope["path"][len(self._prefix) :],
                "raw_path": raw.removeprefix(self._prefix.encode()),
            }
        await self._app(scope, receive, send)
