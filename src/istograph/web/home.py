"""The start page: search, the three ways in, and what the graph says at this moment.

It is put together once for each version of the dataset and each language.
"""

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request, Response

from istograph.examples import Example, examples, find
from istograph.web.http.languages import Language
from istograph.web.http.public import base_url
from istograph.web.linked_data.dataset import described
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service
from istograph.web.solutions import solutions
from istograph.web.versions import OncePerVersion

_GLANCE = "53"
# The bars are as long as the second column of each says.
_CHARTS = ("29", "33", "12")
# What a chart shows, where its question asks for more than that.
_SHOWN: dict[str, dict[str, str]] = {
    "33": {
        "en": "How many ISTO headquarters does the 2018–2019 yearbook count in each country named?",
        "zh": "《国际组织年鉴（2018—2019）》统计的国际科技组织总部在各国各有多少个？",
    }
}
_FIGURES = """
SELECT ?figure (COUNT(?x) AS ?count) {
  { BIND ("organizations" AS ?figure) ?x a org:Organization }
  UNION { BIND ("claims" AS ?figure) ?x a isto:Claim }
  UNION { BIND ("policies" AS ?figure) ?x a isto:Policy }
  UNION { BIND ("observations" AS ?figure) ?x a isto:Observation }
  UNION { BIND ("disputes" AS ?figure) ?x a isto:Dispute }
} GROUP BY ?figure"""
# Each with the page where they are.
_FIGURE_NAMES = {
    "organizations": ("organizations", "组织", "/search"),
    "claims": ("claims with a source", "有来源的陈述", "/about"),
    "policies": ("policies", "政策", "/policies"),
    "observations": ("numbers with unit and period", "带单位与时期的数字", "/paper"),
    "disputes": ("disputes laid open", "公开的争议", "/disputes"),
}


@dataclass(frozen=True)
class Figure:
    """One number of the start page, and the path where it leads."""

    en: str
    zh: str
    path: str
    count: int


def router(service: Service) -> APIRouter:
    """Return the route of the start page."""
    routes = APIRouter(include_in_schema=False)
    home = _Home(service)

    @routes.api_route("/", methods=["GET", "HEAD"])
    async def page(request: Request) -> Response:
        return await home.page(request)

    return routes


class _Home:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._renderer = Renderer(service)
        self._known = OncePerVersion(service)
        service.ahead(self._kept)

    async def page(self, request: Request) -> Response:
        public = base_url(request, self._service.settings)
        content = {
            **await self._kept(language_of(request)),
            "schema_org": described(self._service.dataset, public),
        }
        return self._renderer.page(request, "home.html", content)

    async def _kept(self, language: Language) -> dict[str, Any]:
        return await self._known.get(language, lambda: self._content(language))

    async def _content(self, language: Language) -> dict[str, Any]:
        counted = await solutions(self._service, _FIGURES)
        counts = {
            row[0]["value"]: int(row[1]["value"]) for row in counted.rows if row[0] and row[1]
        }
        return {
            # What there is none of has no row.
            "figures": [
                Figure(*words, counts.get(name, 0)) for name, words in _FIGURE_NAMES.items()
            ],
            "glance": await self._answer(find(_GLANCE), language, bound=None),
            "charts": [await self._answer(find(number), language, bound=2) for number in _CHARTS],
            "examples": list(examples()),
            "is_empty": not counts,
            "is_writable": self._service.settings.writable,
        }

    async def _answer(
        self, example: Example, language: Language, bound: int | None
    ) -> dict[str, Any]:
        """Return the solutions that have a value in each of the first columns, or in all."""
        table = await solutions(self._service, example.in_language(language))
        rows = [row for row in table.rows if all(row[:bound])]
        return {
            "example": example,
            "title": _SHOWN.get(example.number, example.question)[language],
            "solutions": replace(table, variables=example.headings[language], rows=rows),
        }
