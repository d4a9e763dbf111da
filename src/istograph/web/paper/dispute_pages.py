"""`/disputes`: how many there are, and a page for each of three sorts."""

import json
from collections.abc import Iterable

from fastapi import APIRouter, Request, Response

from istograph.errors import InputError, NotFoundError
from istograph.examples import find
from istograph.web.http.conditional import respond
from istograph.web.http.languages import Language
from istograph.web.http.unheeded import Heeded
from istograph.web.paper import both_sides, disagreements, disputes
from istograph.web.paper.disagreements import PER_PAGE, Conflict, Contested
from istograph.web.paper.disputes import Item
from istograph.web.paper.files import csv_of
from istograph.web.paper.items import contradictions
from istograph.web.paper.reading import Kept
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service
from istograph.web.spreadsheets import spreadsheet


def add(routes: APIRouter, service: Service) -> None:
    """Add the routes of the disputes."""
    pages = _Pages(service)

    @routes.api_route("/disputes", methods=["GET", "HEAD"], include_in_schema=False)
    async def overview(request: Request) -> Response:
        return await pages.overview(request)

    @routes.head("/disputes/{sort}.csv", include_in_schema=False)
    @routes.get("/disputes/{sort}.csv", summary="Disputes of one sort, as a table")
    async def table(request: Request, sort: str) -> Response:
        return await pages.table(request, sort)

    @routes.head("/disputes/{sort}.json", include_in_schema=False)
    @routes.get("/disputes/{sort}.json", summary="What sources say against each other")
    async def sides(request: Request, sort: str) -> Response:
        return await pages.sides(request, sort)

    @routes.api_route("/disputes/paper", methods=["GET", "HEAD"], include_in_schema=False)
    async def within_paper(request: Request, kind: str = "") -> Response:
        return await pages.items(request, "paper", kind)

    @routes.api_route("/disputes/translation", methods=["GET", "HEAD"], include_in_schema=False)
    async def with_translation(request: Request, kind: str = "") -> Response:
        return await pages.items(request, "translation", kind)

    @routes.api_route("/disputes/sources", methods=["GET", "HEAD"], include_in_schema=False)
    async def between_sources(
        request: Request, page: int = 1, kind: str = "", conflicts: int = 1
    ) -> Response:
        return await pages.sources(request, page, kind, conflicts)


_EXAMPLES = {
    "paper": "42-disputes",
    "translation": "41-departures-of-the-translation",
    "sources": "43-contested-categories",
    "identity": "67-identity-conflicts",
}
_MOST_ITEMS = 50
_OF_ITEMS = Heeded(["kind"])
_OF_SOURCES = Heeded(["page", "kind", "conflicts"])
# On what a reader of the paper would stumble first; the first decides what an ISTO is.
_TELLING = (
    "isto-non-governmental",
    "inbar-other-or-isto",
    "senior-share-label",
    "sichuan-26-or-28",
)
# Of these there is no query: what cannot stand together is found by reasoning, or by comparing.
_SIDES = {
    "clashes": (both_sides.clashes, both_sides.table_of_clashes),
    "wikidata": (both_sides.items, both_sides.table_of_items),
}
_READERS = {"paper": disputes.within_paper, "translation": disputes.with_translation}


class _Pages:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._renderer = Renderer(service)
        self._kept = Kept(service)

    async def overview(self, request: Request) -> Response:
        language = language_of(request)
        found = {name: await self._items(name, language) for name in _READERS}
        content = {
            "parts": {name: (len(items), disputes.kinds(items)) for name, items in found.items()},
            "sources": await self._kept.get("counts", language, disagreements.counts),
            "telling": [item for key in _TELLING for item in found["paper"] if item.key == key],
        }
        return self._renderer.page(request, "disputes.html", content)

    async def items(self, request: Request, name: str, kind: str) -> Response:
        items = await self._items(name, language_of(request))
        kinds = disputes.kinds(items)
        if kind and kind not in {each.key for each in kinds}:
            known = [each.key for each in kinds]
            raise InputError(
                f"there is no kind {kind!r} of these; there are {', '.join(known)}",
                zh=f"没有“{kind}”这一类型；可用的有 {'、'.join(known)}",
            )
        shown = [item for item in items if kind in ("", item.kind)]
        content = {"items": shown, "total": len(items), "kinds": kinds, "kind": kind}
        return self._renderer.page(request, f"disputes_{name}.html", content, heeded=_OF_ITEMS)

    async def sources(self, request: Request, page: int, kind: str, of_conflicts: int) -> Response:
        language = language_of(request)
        counts = await self._kept.get("counts", language, disagreements.counts)
        known = {each.key: each.count for each in counts.conflicts}
        if kind and kind not in known:
            raise InputError(
                f"there is no kind {kind!r} of these; there are {', '.join(known)}",
                zh=f"没有“{kind}”这一类型；可用的有 {'、'.join(known)}",
            )
        pages = _pages(counts.contested, page)
        conflict_pages = _pages(known[kind] if kind else counts.in_conflict, of_conflicts)
        content = {
            "counts": counts,
            "contested": await self._contested(page, language),
            "page": page,
            "pages": pages,
            "conflicts": await self._conflicts(kind, of_conflicts, language),
            "kind": kind,
            "conflict_page": of_conflicts,
            "conflict_pages": conflict_pages,
            "wrong": disagreements.wrong(self._service, language),
            "items": await self._kept.get("items", language, contradictions),
            "most_items": _MOST_ITEMS,
        }
        return self._renderer.page(request, "disputes_sources.html", content, heeded=_OF_SOURCES)

    async def _contested(self, page: int, language: Language) -> list[Contested]:
        async def read(service: Service, language: Language) -> list[Contested]:
            return await disagreements.contested(service, language, page)

        return await self._kept.get(f"contested {page}", language, read)

    async def _conflicts(self, kind: str, page: int, language: Language) -> list[Conflict]:
        async def read(service: Service, language: Language) -> list[Conflict]:
            return await disagreements.conflicts(service, language, kind, page)

        return await self._kept.get(f"conflicts {kind} {page}", language, read)

    async def table(self, request: Request, sort: str) -> Response:
        if sort in _SIDES:
            language = language_of(request)
            read, write = _SIDES[sort]
            lines = write(await self._kept.get(sort, language, read), language)
            return spreadsheet(request, f"istograph-{sort}.csv", language, lines)
        if sort not in _EXAMPLES:
            raise _missing(sort, "csv", (*_EXAMPLES, *_SIDES))
        name = f"istograph-disputes-{sort}.csv"
        return await csv_of(self._service, request, find(_EXAMPLES[sort]), name)

    async def sides(self, request: Request, sort: str) -> Response:
        if sort not in _SIDES:
            raise _missing(sort, "json", _SIDES)
        language = language_of(request)
        found = await self._kept.get(sort, language, _SIDES[sort][0])
        body = json.dumps(found, ensure_ascii=False, indent=1).encode()
        return respond(request, body, "application/json", {"Content-Language": language})

    async def _items(self, name: str, language: Language) -> list[Item]:
        return await self._kept.get(name, language, _READERS[name])


def _missing(sort: str, extension: str, names: Iterable[str]) -> NotFoundError:
    known = [f"/disputes/{name}.{extension}" for name in names]
    return NotFoundError(
        f"there is no /disputes/{sort}.{extension}; there are {', '.join(known)}",
        zh=f"没有 /disputes/{sort}.{extension}；可用的有 {'、'.join(known)}",
    )


def _pages(count: int, page: int) -> int:
    """Return how many pages there are of so many; InputError if the one asked for is not."""
    pages = max(-(-count // PER_PAGE), 1)
    if not 1 <= page <= pages:
        raise InputError(
            f"there is no page {page} of these; they go from 1 to {pages}",
            zh=f"没有第 {page} 页；页码从 1 到 {pages}",
        )
    return pages
