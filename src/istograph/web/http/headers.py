"""Headers that every answer carries, errors too, and the answer to a browser's preflight."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = "Content-Security-Policy"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    CONTENT_POLICY: POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # The data is public: any page may read it.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "*",
    "Vary": "Accept, Accept-Language, Origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE, PATCH, QUERY, OPTIONS",
    # Fetch, 3.3.3: the star does not stand for this one.
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "86400",
}


class Headers:
    """ASGI middleware; the framework's own costs a task a request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write the headers into what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A page that is shown inside others, or is a program, says so itself.
                own = headers.get(CONTENT_POLICY)
                headers.update(_HEADERS)
                if own:
                    headers[CONTENT_POLICY] = own
            await send(message)

        if scope["method"] == "OPTIONS":
            await _answer_preflight(send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)


async def _answer_preflight(send: Send) -> None:
    start: Message = {"type": "http.response.start", "status": 204, "headers": []}
    MutableHeaders(scope=start).update(_PREFLIGHT)
    await send(start)
    await send({"type": "http.response.body"})
