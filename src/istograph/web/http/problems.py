"""Errors as `application/problem+json` (RFC 9457), each with the status that tells its kind."""

import logging
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from istograph.errors import (
    AddressError,
    BusyError,
    FormatError,
    InputError,
    IstographError,
    MemoryLimitError,
    NotFoundError,
    RemoteError,
    TimeLimitError,
)
from istograph.rdf.protocol import ProtocolError
from istograph.web.http.tokens import CHALLENGE

# The first that fits decides, so the special stands before the general.
_STATUSES: tuple[tuple[type[IstographError], HTTPStatus], ...] = (
    (TimeLimitError, HTTPStatus.GATEWAY_TIMEOUT),
    (MemoryLimitError, HTTPStatus.INSUFFICIENT_STORAGE),
    (BusyError, HTTPStatus.TOO_MANY_REQUESTS),
    (RemoteError, HTTPStatus.BAD_GATEWAY),
    (AddressError, HTTPStatus.FORBIDDEN),
    (FormatError, HTTPStatus.NOT_ACCEPTABLE),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (InputError, HTTPStatus.BAD_REQUEST),
    (IstographError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
_RETRY_SECONDS = "5"
_LOG = logging.getLogger(__name__)


def status_of(error: IstographError) -> HTTPStatus:
    """Return the HTTP status that tells what kind of error this is."""
    if isinstance(error, ProtocolError):
        return HTTPStatus(error.status)
    return next(status for kind, status in _STATUSES if isinstance(error, kind))


def problem(
    status: int, detail: str, instance: str, headers: dict[str, str] | None = None
) -> Response:
    """Return an RFC 9457 problem; `detail` is what a person can act on."""
    content = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
    }
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def install(app: FastAPI, missing: Callable[[Request, str], Response | None]) -> None:
    """Answer every error of this program, and of the framework, with a problem.

    Where nothing is found, `missing` may give a page to who reads pages.
    """

    @app.exception_handler(IstographError)
    async def on_error(request: Request, error: IstographError) -> Response:
        status = status_of(error)
        if status == HTTPStatus.NOT_FOUND and (page := missing(request, str(error))):
            return page
        return problem(status, str(error), request.url.path, _headers(status))

    @app.exception_handler(HTTPException)
    async def on_http_error(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(sorted(_allowed(app, request)))
        detail = error.detail
        if error.status_code == HTTPStatus.NOT_FOUND and (page := missing(request, "")):
            return page
        if detail == HTTPStatus(error.status_code).phrase:
            detail = f"{detail}: {request.method} {request.url.path}; see /openapi.json"
        return problem(error.status_code, detail, request.url.path, headers)


class Faults:
    """ASGI middleware: a problem for what nobody foresaw; how it came about is for the log alone.

    The framework would answer outside of all middleware, and so without our headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer if that fails before an answer has begun."""
        has_begun = False

        async def noting_send(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting_send)
        except Exception:
            # Half an answer has to break off, or it would pass for a whole one.
            if scope["type"] != "http" or has_begun:
                raise
            _LOG.exception("fault at %s %s", scope["method"], scope["path"])
            detail = "this is a fault of the service, which has logged it; other requests may work"
            await problem(500, detail, scope["path"])(scope, receive, send)


def _headers(status: HTTPStatus) -> dict[str, str] | None:
    match status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return {"Retry-After": _RETRY_SECONDS}
        case HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": CHALLENGE}
    return None


def _allowed(app: FastAPI, request: Request) -> set[str]:
    """Return the methods of all routes for this path; the framework knows but one of them."""
    allowed = {"OPTIONS"}
    for route in _routes(app.routes):
        match, _ = route.matches(request.scope)
        if match is not Match.NONE:
            allowed |= getattr(route, "methods", None) or set()
    return allowed


def _routes(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    for route in routes:
        # Routes that were included stand in a router of their own.
        included = getattr(route, "original_router", None)
        yield from _routes(included.routes) if included else [route]
