"""The pages of the documentation, each made once for a version of the dataset and a language."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from istograph.rdf.shacl.report import Report
from istograph.web.http.links import Links
from istograph.web.linked_data.documentation import (
    findings,
    history,
    ontology,
    shapes,
    uses,
    values,
)
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.versioned import Versioned
from istograph.web.rendering import Renderer

_Content = dict[str, Any]
_Make = Callable[[Lookup, Links], _Content]


class Documentation:
    """Answers with the pages that are for people only, and makes what the others show."""

    def __init__(self, renderer: Renderer, made: Versioned) -> None:
        self._renderer = renderer
        self._made = made

    def add_to(self, routes: APIRouter) -> None:
        """Add the routes of the pages; they stand before those of a version."""
        for path, page in (
            ("/ontology/axioms", self.axioms),
            ("/ontology/links", self.links),
            ("/ontology/values", self.values),
            ("/ontology/history", self.history),
            ("/ontology/decisions/{number}", self.decision),
            ("/ontology/uses/{name}", self.uses),
            ("/shapes/results", self.results),
        ):
            routes.add_api_route(path, page, methods=["GET", "HEAD"])

    async def content(self, name: str, links: Links) -> _Content:
        """Return what the page of the ontology, or of the shapes, shows."""
        return await self._soon(name, links, {"ontology": self._ontology}.get(name, self._shapes))

    async def _ontology(self, links: Links) -> _Content:
        return await self._kept("ontology", links, ontology.content)

    async def _shapes(self, links: Links) -> _Content:
        lookup, version = self._made.opened()
        found = findings.numbers(await self._report())
        # A write may have come meanwhile: all of it is of the version that it began with.
        return await self._kept(
            f"shapes of {version}", links, lambda _, links: shapes.content(lookup, links, found)
        )

    async def _findings(self, links: Links) -> _Content:
        lookup, version = self._made.opened()
        report = await self._report()
        return await self._kept(
            f"findings of {version}",
            links,
            lambda _, links: findings.content(lookup, links, report),
        )

    async def axioms(self, request: Request) -> Response:
        """Return the axioms with their sources."""
        return await self._page(request, "axioms", ontology.axioms)

    async def links(self, request: Request) -> Response:
        """Return which kinds of record lead to which."""
        content = await self.content("ontology", self._renderer.links(request))
        return self._renderer.page(request, "links.html", {"linked": content["linked"]})

    async def values(self, request: Request) -> Response:
        """Return the concept schemes with their concepts."""
        return await self._page(request, "values", values.content)

    async def results(self, request: Request) -> Response:
        """Return what the shapes find in the dataset."""
        content = await self._soon("findings", self._renderer.links(request), self._findings)
        return self._renderer.page(request, "findings.html", content)

    async def history(self, request: Request) -> Response:
        """Return what changed, what will go, and the decisions."""
        return await self._page(request, "history", history.content)

    async def decision(self, request: Request, number: str) -> Response:
        """Return one decision; NotFoundError where there is none of that number."""
        content = history.page_of_decision(number, self._renderer.links(request))
        return self._renderer.page(request, "decision.html", content)

    async def uses(self, request: Request, name: str) -> Response:
        """Lead to the query for the records of a class, or the statements with a property."""
        links = self._renderer.links(request)
        lookup, _ = self._made.opened()
        query = quote(uses.query(lookup, name, links.language), safe="")
        return RedirectResponse(links.local(f"/query?query={query}"), 303)

    async def _page(self, request: Request, name: str, make: _Make) -> Response:
        content = await self._soon(
            name, self._renderer.links(request), lambda links: self._kept(name, links, make)
        )
        return self._renderer.page(request, f"{name}.html", content)

    async def _soon(
        self, name: str, links: Links, make: Callable[[Links], Awaitable[_Content]]
    ) -> _Content:
        """Return what a page shows, and `as_of` which version: a write may have come between."""
        made = await self._made.soon(f"{name} {links.language}, soon", lambda: make(links))
        return {**made.value, "figures_of": made.version}

    async def _kept(self, name: str, links: Links, make: _Make) -> _Content:
        key = f"page {name} {links.language}"
        return await self._made.get(key, lambda lookup: make(lookup, links))

    async def _report(self) -> Report:
        return await self._made.get("report of the shapes", findings.check)
