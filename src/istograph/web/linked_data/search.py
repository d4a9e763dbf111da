"""`/search?q=&lang=&type=&limit=`: records by name, acronym or identifier; JSON, or a page.

The page takes more, by which to narrow and to browse: see `browsing`.
"""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from istograph.errors import InputError
from istograph.rdf.formats import JSON, choose
from istograph.web.documents import HTML
from istograph.web.http.conditional import REVALIDATE
from istograph.web.http.numbers import whole_number
from istograph.web.http.unheeded import Heeded
from istograph.web.linked_data.browsing import PARAMETERS, Browsing, Row, kinds
from istograph.web.linked_data.indexes import Indexes
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.names import Match
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service

_HEEDED = Heeded(PARAMETERS)
_LIMIT, _MOST = 10, 100
_LONGEST = 300


def router(service: Service, indexes: Indexes) -> APIRouter:
    """Return the route of the search."""
    routes = APIRouter()
    searching = _Searching(service, indexes)

    @routes.head("/search", include_in_schema=False)
    @routes.get("/search", summary="Records by name or identifier")
    async def search(request: Request) -> Response:
        """Answer `q`, with `type`, `lang` and `limit`; JSON unless a page is liked better."""
        return await searching.answer(request)

    return routes


class Nearest:
    """Finds the organizations of which a name that is none's may be meant, to pick from."""

    def __init__(self, service: Service, indexes: Indexes) -> None:
        self._renderer = Renderer(service)
        self._indexes = indexes

    async def __call__(self, request: Request, name: str) -> Sequence[Row]:
        """Return a few with what they are, best first."""
        if not name or len(name) > _LONGEST:
            return []
        catalogue = await self._indexes.catalogue()
        links = self._renderer.links(request)

        def read(lookup: Lookup) -> list[Row]:
            return Browsing(lookup, catalogue, {"q": name}, links).nearest()

        return await self._indexes.made.get(None, read)


class _Searching:
    """Answers from the names of the published version."""

    def __init__(self, service: Service, indexes: Indexes) -> None:
        self._renderer = Renderer(service)
        self._indexes = indexes

    async def answer(self, request: Request) -> Response:
        parameters = request.query_params
        question = parameters.get("q", "").strip()
        wants_page = choose(request.headers.get("accept"), (JSON, HTML)) is HTML
        if not wants_page and not question:
            raise InputError(
                "`q` is missing: a name, an acronym or an identifier to look for",
                zh="缺少“q”：请给出要检索的名称、缩写或标识符",
            )
        if len(question) > _LONGEST:
            raise InputError(
                f"`q` has {len(question)} characters; {_LONGEST} are the most",
                zh=f"“q”有 {len(question)} 个字符；最多 {_LONGEST} 个",
            )
        if wants_page:
            return await self._page(request)
        names = await self._indexes.names()
        type_ = parameters.get("type", "").rpartition(":")[2] or None
        limit = _limit(parameters.get("limit"))
        language = language_of(request) if "lang" in parameters else ""
        found = names.find(question, type_, language)
        said = language or "en"
        results = [
            _result(match) | {"kinds": kinds(match.entry, names.type_labels, said)}
            for match in found[:limit]
        ]
        body = {"query": question, "total": len(found), "results": results}
        return JSONResponse(body, headers={"Cache-Control": REVALIDATE})

    async def _page(self, request: Request) -> Response:
        catalogue = await self._indexes.catalogue()
        links, asked = self._renderer.links(request), request.query_params

        def read(lookup: Lookup) -> dict[str, Any]:
            return Browsing(lookup, catalogue, asked, links).content()

        content = await self._indexes.made.get(None, read)
        return self._renderer.page(request, "search.html", content, heeded=_HEEDED)


def _limit(given: str | None) -> int:
    if given is None:
        return _LIMIT
    return whole_number("limit", given, most=_MOST)


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
