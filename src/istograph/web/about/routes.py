"""`/about`: what the data are, how to cite them, where to tell a mistake; `/api`: the interfaces.

/about                          the page
/about/citation.bib .json .cff  the citation of the version that is served
/api                            what `/openapi.json` says, for people, with examples
"""

from typing import Any

from fastapi import APIRouter, Request, Response

from istograph.web.about import interfaces
from istograph.web.about.citation import MEDIA_TYPES, citation
from istograph.web.http.conditional import respond
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service


def router(service: Service) -> APIRouter:
    """Return the routes of what is said about the data and the service."""
    routes = APIRouter(include_in_schema=False)
    pages = _Pages(service)

    @routes.api_route("/about", methods=["GET", "HEAD"])
    async def about(request: Request) -> Response:
        return await pages.about(request)

    @routes.api_route("/about/citation.{extension}", methods=["GET", "HEAD"])
    async def cited(request: Request, extension: str) -> Response:
        return pages.cited(request, extension)

    @routes.api_route("/api", methods=["GET", "HEAD"])
    async def api(request: Request) -> Response:
        return pages.api(request)

    return routes


class _Pages:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._renderer = Renderer(service)

    async def about(self, request: Request) -> Response:
        """Return the page about the data."""
        content: dict[str, Any] = {
            "citation": citation(self._service.dataset, self._public),
            "record": request.query_params.get("record", ""),
        }
        return self._renderer.page(request, "about.html", content)

    def cited(self, request: Request, extension: str) -> Response:
        """Return the citation in a format."""
        text = citation(self._service.dataset, self._public).written(extension)
        return respond(request, text.encode(), MEDIA_TYPES[extension])

    def api(self, request: Request) -> Response:
        """Return the page of the interfaces."""
        groups = interfaces.groups(request.app.openapi(), language_of(request))
        return self._renderer.page(request, "api.html", {"groups": groups})

    @property
    def _public(self) -> str | None:
        """The address that was set; where none was, one machine's name is nobody else's."""
        settings = self._service.settings
        return None if settings.address_is_asked else settings.base_url.rstrip("/")
