"""`/about`: what the data are; `/report`: how good they are; `/api`: how programs get at them.

/about                          sources, citation, mistakes, privacy; `?record=inbar#mistakes`
/about/citation.bib .json .cff  the citation of the version that is served
/about/changes                  what changed for users, from version to version
/report                         the quality report
/api                            what `/openapi.json` says, for people, with examples
"""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from istograph.rdf.store import snapshot
from istograph.rdf.store.snapshot import Snapshot
from istograph.web.about import changes, interfaces, mistakes, sources, statement
from istograph.web.about.changes import Difference
from istograph.web.about.citation import MEDIA_TYPES, Citation, citation
from istograph.web.about.quality import Reports
from istograph.web.http.conditional import respond
from istograph.web.http.public import base_url
from istograph.web.http.unheeded import Heeded
from istograph.web.linked_data.dataset import described
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.versioned import Versioned
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service

# Seconds, by when a report may be made.
_AGAIN = 3


def router(service: Service, reports: Reports) -> APIRouter:
    """Return the routes of what is said about the data and the service."""
    routes = APIRouter(include_in_schema=False)
    pages = _Pages(service, reports)

    @routes.api_route("/about", methods=["GET", "HEAD"])
    async def about(request: Request) -> Response:
        return await pages.about(request)

    @routes.api_route("/about/citation.{extension}", methods=["GET", "HEAD"])
    async def cited(request: Request, extension: str) -> Response:
        return pages.cited(request, extension)

    @routes.api_route("/about/changes", methods=["GET", "HEAD"])
    async def changed(request: Request) -> Response:
        return pages.changed(request)

    @routes.api_route("/report", methods=["GET", "HEAD"])
    async def report(request: Request) -> Response:
        return await pages.report(request)

    @routes.api_route("/api", methods=["GET", "HEAD"])
    async def api(request: Request) -> Response:
        return pages.api(request)

    return routes


class _Pages:
    def __init__(self, service: Service, reports: Reports) -> None:
        self._service = service
        self._renderer = Renderer(service)
        self._made = Versioned(service)
        self._reports = reports

    async def about(self, request: Request) -> Response:
        """Return the page about the data, with the text about a record that one would report."""
        links, dataset = self._renderer.links(request), self._service.dataset
        language, contact = links.language, self._service.settings.contact
        asked = request.query_params.get("record", "").strip()
        mistake = await self._made.get(
            None, lambda lookup: mistakes.mistake(lookup, links, asked, dataset.version)
        )
        before, differences = await self._made.get("changes", self._changes)
        content = {
            "sources": await self._made.get(
                f"sources {language}", lambda lookup: sources.sources(lookup, links, dataset)
            ),
            "statement": await self._made.get(
                f"statement {language}", lambda lookup: statement.statement(lookup, links)
            ),
            "report": await self._reports.get(language),
            "citation": self._citation(),
            "schema_org": described(dataset, base_url(request, self._service.settings)),
            "mistake": mistake,
            "contact": contact,
            "letter": mistake.letter(contact),
            "before": before,
            "differences": differences,
        }
        return self._renderer.page(request, "about.html", content, heeded=Heeded(["record"]))

    def _changes(self, lookup: Lookup) -> tuple[Snapshot | None, Sequence[Difference] | None]:
        before = snapshot.before(self._service.published)
        return before, changes.differences(before, lookup) if before else None

    def cited(self, request: Request, extension: str) -> Response:
        """Return the citation in a format."""
        text = self._citation().written(extension)
        return respond(request, text.encode(), MEDIA_TYPES[extension])

    def changed(self, request: Request) -> Response:
        """Return the page of the changes."""
        found = changes.changes(self._renderer.links(request))
        return self._renderer.page(request, "changes.html", {"changes": found})

    async def report(self, request: Request) -> Response:
        """Return the quality report, or a page that asks for it again, until it is made."""
        report = await self._reports.get(language_of(request))
        if report is None or report.version != self._service.dataset.version:
            headers = {"Refresh": str(_AGAIN), "Cache-Control": "no-store"}
            return self._renderer.page(request, "report.html", {"report": report}, headers=headers)
        return self._renderer.page(request, "report.html", {"report": report})

    def api(self, request: Request) -> Response:
        """Return the page of the interfaces."""
        settings = self._service.settings
        address = base_url(request, settings)
        found = interfaces.interfaces(request.app.openapi(), language_of(request), address)
        content = {"groups": found, "settings": settings, "limits": settings.limits}
        return self._renderer.page(request, "api.html", content)

    def _citation(self) -> Citation:
        settings = self._service.settings
        # One machine's own name is nobody else's.
        public = None if settings.address_is_asked else settings.base_url.rstrip("/")
        return citation(self._service.dataset, public)
