"""The pages that people read, in English and Chinese; they work without script."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from istograph.examples import Example
from istograph.report import sections
from istograph.web.http.languages import Language
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service
from istograph.web.solutions import solutions


def router(service: Service) -> APIRouter:
    """Return the routes of the pages."""
    routes = APIRouter(include_in_schema=False)
    pages = _Pages(service)

    @routes.api_route("/report", methods=["GET", "HEAD"])
    async def report(request: Request) -> Response:
        return await pages.report(request)

    return routes


class _Pages:
    """The pages and what they remember between requests."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._renderer = Renderer(service)
        self._reports: dict[Language, tuple[str, list[dict[str, Any]]]] = {}

    async def report(self, request: Request) -> Response:
        version, language = self._service.dataset.version, language_of(request)
        if language not in self._reports or self._reports[language][0] != version:
            tables = [await self._tabled(example, language) for example in sections()]
            self._reports[language] = version, tables
        content = {"tables": self._reports[language][1]}
        return self._renderer.page(request, "report.html", content)

    async def _tabled(self, example: Example, language: Language) -> dict[str, Any]:
        table = await solutions(self._service, example.in_language(language))
        return {
            "example": example,
            "solutions": replace(table, variables=example.headings[language]),
        }
