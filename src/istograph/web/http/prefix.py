"""The path below which the public sees the service, taken off where a proxy leaves it on."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Prefix:
    """ASGI middleware; routes then match with and without the prefix."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, without the prefix; what it is redirected to is below it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == self._prefix:
            query = scope["query_string"].decode("latin-1")
            target = f"{self._prefix}/?{query}" if query else f"{self._prefix}/"
            await RedirectResponse(target)(scope, receive, send)
            return
        if scope["path"].startswith(f"{self._prefix}/"):
            raw = scope.get("raw_path") or scope["path"].encode()
            scope = {
                **scope,
                "path": scope["path"][len(self._prefix) :],
                "raw_path": raw.removeprefix(self._prefix.encode()),
            }
        host = Headers(scope=scope).get("host", "")

        async def send_below(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._put_below(MutableHeaders(scope=message), host)
            await send(message)

        await self._app(scope, receive, send_below)

    def _put_below(self, headers: MutableHeaders, host: str) -> None:
        """Mend a redirect of the framework's: it names the host, and knows of no prefix."""
        target = urlsplit(headers.get("location", ""))
        if target.netloc and target.netloc == host:
            query = f"?{target.query}" if target.query else ""
            headers["Location"] = f"{self._prefix}{target.path}{query}"
