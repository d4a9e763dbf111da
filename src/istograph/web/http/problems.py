"""Errors as `application/problem+json` (RFC 9457), each with the status that tells its kind."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
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
    left_english,
)
from istograph.rdf.protocol import ProtocolError
from istograph.web.http.languages import choose
from istograph.web.http.tokens import CHALLENGE

# The page of an error, with its status and headers; nothing for who does not read pages.
_Page = Callable[[Request, IstographError, int, dict[str, str]], Response | None]

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
# A longer path would fill the page.
LONGEST_PATH = 200
MEDIA_TYPE = "application/problem+json"
_FAULT = IstographError(
    "this is a fault of the service, which has logged it; other requests may work",
    zh="这是本服务的故障，已记入日志；其他请求可能仍可使用",
)
_LOG = logging.getLogger(__name__)


def status_of(error: IstographError) -> HTTPStatus:
    """Return the HTTP status that tells what kind of error this is."""
    if isinstance(error, ProtocolError):
        return HTTPStatus(error.status)
    return next(status for kind, status in _STATUSES if isinstance(error, kind))


def problem(
    status: int,
    detail: str,
    instance: str,
    headers: dict[str, str] | None = None,
    errors: Sequence[str] = (),
) -> Response:
    """Return an RFC 9457 problem; `detail` is what a person can act on, `errors` are all such."""
    content: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
    }
    if errors:
        content["errors"] = [{"detail": each} for each in errors]
    return JSONResponse(content, status, headers, media_type=MEDIA_TYPE)


class Problems:
    """Says what went wrong: as a page to who reads pages, which `page` makes; else as a problem.

    A problem is English, whatever a client's library puts into Accept-Language; in Chinese only
    where the address asks for it by `lang=zh`.
    """

    def __init__(self, page: _Page = lambda *_: None) -> None:
        self._page = page

    def answer(
        self, request: Request, error: IstographError, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Return what a request gets for an error."""
        status = status_of(error)
        said = {**_headers(status), **(headers or {})}
        if page := self._page(request, error, status, said):
            return page
        language = "en"
        if error.zh and choose(request.query_params.get("lang"), None) == "zh":
            language = said["Content-Language"] = "zh"
        errors = [each.told(language) for each in error.mistakes]
        path = request.url.path[:LONGEST_PATH]
        return problem(status, error.told(language), path, said, errors)


def install(app: FastAPI, problems: Problems) -> None:
    """Answer every error of this program, and of the framework, as `problems` does."""

    @app.exception_handler(IstographError)
    async def on_error(request: Request, error: IstographError) -> Response:
        return problems.answer(request, error)

    @app.exception_handler(HTTPException)
    async def on_http_error(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(sorted(_allowed(app, request)))
        return problems.answer(request, _told(request, error), headers)

    @app.exception_handler(RequestValidationError)
    async def on_wrong_parameter(request: Request, error: RequestValidationError) -> Response:
        return problems.answer(request, _unfit(error))


def _unfit(error: RequestValidationError) -> ProtocolError:
    """Return what the framework says of a parameter of the wrong type as an error of ours."""
    first = error.errors()[0]
    name, given, why = first["loc"][-1], str(first["input"])[:LONGEST_PATH], first["msg"]
    return ProtocolError(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"`{name}` is {given!r}: {why}",
        zh=f"“{name}”不能是“{given}”：{left_english(why)}",
    )


def _told(request: Request, error: HTTPException) -> ProtocolError:
    """Return an error of the framework as one of ours."""
    asked = f"{request.method} {request.url.path[:LONGEST_PATH]}"
    detail, zh = error.detail, ""
    if detail == HTTPStatus(error.status_code).phrase:
        detail = f"{detail}: {asked}; see /openapi.json"
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            zh = f"没有 {request.url.path[:LONGEST_PATH]} 这个地址；全部地址见 /openapi.json"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            zh = f"此地址不接受 {asked}；各地址接受的请求见 /openapi.json"
    return ProtocolError(error.status_code, detail, zh=zh)


class Faults:
    """ASGI middleware: a problem for what nobody foresaw; how it came about is for the log alone.

    The framework would answer outside of all middleware, and so without our headers.
    """

    def __init__(self, app: ASGIApp, problems: Problems) -> None:
        self._app = app
        self._problems = problems

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
            await self._answer(Request(scope))(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        try:
            return self._problems.answer(request, _FAULT)
        except Exception:
            # What failed may be what pages are made by.
            _LOG.exception("fault in the page of a fault")
            return problem(500, str(_FAULT), request.url.path)


def _headers(status: HTTPStatus) -> dict[str, str]:
    match status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return {"Retry-After": _RETRY_SECONDS}
        case HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": CHALLENGE}
    return {}


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
