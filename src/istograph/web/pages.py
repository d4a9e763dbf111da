"""The pages that people read, in English and Chinese; they work without script."""

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request, Response

from istograph.errors import IstographError
from istograph.examples import Example, examples, find
from istograph.report import sections
from istograph.web.http.languages import Language
from istograph.web.http.problems import status_of
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service, while_connected
from istograph.web.solutions import found, solutions

_SHOWN = ("29", "33", "11", "30", "34", "32")
_FIGURES = """
SELECT ?figure (COUNT(?x) AS ?count) {
  { BIND ("organizations" AS ?figure) ?x a org:Organization }
  UNION { BIND ("policies" AS ?figure) ?x a isto:Policy }
  UNION { BIND ("observations" AS ?figure) ?x a isto:Observation }
  UNION { BIND ("cells" AS ?figure) ?x a isto:TableCell }
  UNION { BIND ("claims" AS ?figure) ?x a isto:Claim }
} GROUP BY ?figure"""
_FIGURE_NAMES = {
    "organizations": ("organizations", "组织"),
    "policies": ("policies", "政策"),
    "observations": ("numbers with unit and period", "带单位与时期的数字"),
    "cells": ("table cells", "表格单元"),
    "claims": ("claims with a source", "有来源的陈述"),
}


@dataclass(frozen=True)
class Figure:
    """One number of the start page."""

    en: str
    zh: str
    count: int


def router(service: Service) -> APIRouter:
    """Return the routes of the pages."""
    routes = APIRouter(include_in_schema=False)
    pages = _Pages(service)

    @routes.api_route("/", methods=["GET", "HEAD"])
    async def home(request: Request) -> Response:
        return await pages.home(request)

    @routes.api_route("/query", methods=["GET", "HEAD"])
    async def query(request: Request) -> Response:
        return await pages.query(request)

    @routes.api_route("/report", methods=["GET", "HEAD"])
    async def report(request: Request) -> Response:
        return await pages.report(request)

    return routes


class _Pages:
    """The pages and what they remember between requests."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._renderer = Renderer(service)
        self._home: dict[Language, tuple[str, dict[str, Any]]] = {}
        self._reports: dict[Language, tuple[str, list[dict[str, Any]]]] = {}

    async def home(self, request: Request) -> Response:
        version, language = self._service.dataset.version, language_of(request)
        if language not in self._home or self._home[language][0] != version:
            self._home[language] = version, await self._home_content(language)
        return self._renderer.page(request, "home.html", self._home[language][1])

    async def query(self, request: Request) -> Response:
        name = request.query_params.get("example")
        example = find(name) if name else None
        named = example.in_language(language_of(request)) if example else ""
        text = request.query_params.get("query") or named
        result: dict[str, Any] = {"solutions": None, "document": None, "problem": None}
        status = 200
        if text:
            try:
                result |= await while_connected(request, found(self._service, text))
            except IstographError as error:
                result["problem"] = str(error)
                status = status_of(error)
        question = example.question[language_of(request)] if example else None
        return self._renderer.page(
            request, "query.html", {"text": text, "question": question, **result}, status
        )

    async def report(self, request: Request) -> Response:
        version, language = self._service.dataset.version, language_of(request)
        if language not in self._reports or self._reports[language][0] != version:
            tables = [await self._tabled(example, language) for example in sections()]
            self._reports[language] = version, tables
        content = {"tables": self._reports[language][1]}
        return self._renderer.page(request, "report.html", content)

    async def _home_content(self, language: Language) -> dict[str, Any]:
        counted = await solutions(self._service, _FIGURES)
        counts = {
            row[0]["value"]: int(row[1]["value"]) for row in counted.rows if row[0] and row[1]
        }
        known = list(examples())
        shown = [example for example in known if example.number in _SHOWN]
        shown.sort(key=lambda example: _SHOWN.index(example.number))
        return {
            "figures": [Figure(*_FIGURE_NAMES[name], counts[name]) for name in _FIGURE_NAMES],
            "answers": [await self._tabled(example, language) for example in shown],
            "examples": known,
        }

    async def _tabled(self, example: Example, language: Language) -> dict[str, Any]:
        table = await solutions(self._service, example.in_language(language))
        return {
            "example": example,
            "solutions": replace(table, variables=example.headings[language]),
        }
