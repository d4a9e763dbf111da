"""The pages that people read, in English and Chinese; they work without script."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from istograph.errors import IstographError
from istograph.examples import Example, examples, find
from istograph.rdf.namespaces import shorten
from istograph.rdf.protocol import QueryOperation
from istograph.web.http.problems import status_of
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service, while_connected

# Larger results are for the endpoint; a page of them would help nobody.
_LARGEST_TABLE = 1 << 20
_SHOWN = ("29", "33", "11", "02", "34", "38")
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
class Solutions:
    """A result table for a template: each value is a SPARQL JSON term, or None where unbound."""

    variables: Sequence[str]
    rows: Sequence[Sequence[dict[str, Any] | None]]


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

    return routes


class _Pages:
    """The pages and what they remember between requests."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._renderer = Renderer(service)
        self._home: tuple[str, dict[str, Any]] | None = None

    async def home(self, request: Request) -> Response:
        version = self._service.dataset.version
        if self._home is None or self._home[0] != version:
            self._home = version, await self._home_content()
        return self._renderer.page(request, "home.html", self._home[1])

    async def query(self, request: Request) -> Response:
        name = request.query_params.get("example")
        example = find(name) if name else None
        text = request.query_params.get("query") or (example.text if example else "")
        result: dict[str, Any] = {"solutions": None, "document": None, "problem": None}
        status = 200
        if text:
            try:
                result |= await while_connected(request, self._result(text))
            except IstographError as error:
                result["problem"] = str(error)
                status = status_of(error)
        question = example.question[language_of(request)] if example else None
        return self._renderer.page(
            request, "query.html", {"text": text, "question": question, **result}, status
        )

    async def _home_content(self) -> dict[str, Any]:
        counted = await self._solutions(_FIGURES)
        counts = {
            row[0]["value"]: int(row[1]["value"]) for row in counted.rows if row[0] and row[1]
        }
        known = list(examples())
        shown = [example for example in known if example.number in _SHOWN]
        shown.sort(key=lambda example: _SHOWN.index(example.number))
        return {
            "figures": [Figure(*_FIGURE_NAMES[name], counts[name]) for name in _FIGURE_NAMES],
            "answers": [await self._answered(example) for example in shown],
            "examples": known,
        }

    async def _answered(self, example: Example) -> dict[str, Any]:
        return {"example": example, "solutions": await self._solutions(example.text)}

    async def _solutions(self, text: str) -> Solutions:
        return (await self._result(text))["solutions"]  # type: ignore[no-any-return]

    async def _result(self, text: str) -> dict[str, Any]:
        accept = "application/sparql-results+json, text/turtle"
        answer = await self._service.query(QueryOperation(text), accept)
        if answer.size > _LARGEST_TABLE:
            answer.close()
            raise IstographError(
                f"the result has {answer.size:,} bytes, too many for a page; add a LIMIT, "
                "or fetch it from the endpoint"
            )
        body = answer.read().decode()
        if answer.kind == "graph":
            return {"document": body}
        results = json.loads(body)
        if answer.kind == "boolean":
            return {"document": "true" if results["boolean"] else "false"}
        return {"solutions": _table(results)}


def _table(results: dict[str, Any]) -> Solutions:
    variables = results["head"]["vars"]
    rows = [
        [_term(binding.get(name)) for name in variables]
        for binding in results["results"]["bindings"]
    ]
    return Solutions(variables, rows)


def _term(term: dict[str, Any] | None) -> dict[str, Any] | None:
    if term is None:
        return None
    number = term.get("datatype", "").endswith(("#integer", "#decimal", "#double", "#float"))
    return {**term, "short": shorten(str(term["value"])), "number": number}
