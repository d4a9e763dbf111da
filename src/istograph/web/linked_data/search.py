"""`/search?q=&lang=&type=&limit=`: records by name, acronym or identifier; JSON, or a page."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from istograph.errors import InputError
from istograph.rdf.formats import JSON, choose
from istograph.web.documents import HTML
from istograph.web.http.conditional import REVALIDATE
from istograph.web.linked_data.names import Match, Names
from istograph.web.linked_data.versioned import Versioned
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service

_LIMIT, _MOST = 10, 100
_LONGEST = 300
_SHOWN = 50


def router(service: Service) -> APIRouter:
    """Return the route of the search."""
    routes = APIRouter()
    searching = _Searching(service)

    @routes.head("/search", include_in_schema=False)
    @routes.get("/search", summary="Records by name or identifier")
    async def search(request: Request) -> Response:
        """Answer `q`, with `type`, `lang` and `limit`; JSON unless a page is liked better."""
        return await searching.answer(request)

    return routes


class _Searching:
    """Answers from the names of the published version, indexed when first asked for."""

    def __init__(self, service: Service) -> None:
        self._renderer = Renderer(service)
        self._made = Versioned(service)

    async def answer(self, request: Request) -> Response:
        parameters = request.query_params
        question = parameters.get("q", "").strip()
        wants_page = choose(request.headers.get("accept"), (JSON, HTML)) is HTML
        if not wants_page and not question:
            raise InputError("`q` is missing: a name, an acronym or an identifier to look for")
        if len(question) > _LONGEST:
            raise InputError(f"`q` has {len(question)} characters; {_LONGEST} are the most")
        type_ = parameters.get("type", "").rpartition(":")[2] or None
        limit = _limit(parameters.get("limit"), _SHOWN if wants_page else _LIMIT)
        names = await self._made.get("names", Names)
        language = language_of(request) if "lang" in parameters or wants_page else ""
        found = names.find(question, type_, language) if question else []
        if wants_page:
            content = {"question": question, "total": len(found), "matches": found[:limit]}
            return self._renderer.page(
                request, "search.html", {**content, "type_labels": names.type_labels}
            )
        results = [_result(match) for match in found[:limit]]
        body = {"query": question, "total": len(found), "results": results}
        return JSONResponse(body, headers={"Cache-Control": REVALIDATE})


def _limit(given: str | None, otherwise: int) -> int:
    if given is None:
        return otherwise
    if not (given.isascii() and given.isdigit() and 0 < int(given) <= _MOST):
        raise InputError(f"`limit` is a number from 1 to {_MOST}, not {given!r}")
    return int(given)


def _result(match: Match) -> dict[str, Any]:
    entry = match.entry
    matched = {"label": match.label, "language": match.language, "how": match.how}
    return {
        "key": entry.key,
        "iri": entry.iri,
        "name": entry.name,
        "name_zh": entry.name_zh,
        "types": list(entry.types),
        "matched": matched,
        "score": match.score,
    }
