"""Records as linked data: `/id/...` is the thing, `/data/...` and `/page/...` are about it.

/id/{kind}/{key}         303 to the page or the data, by Accept; an extension beats it
/data/{kind}/{key}.ttl   what the graph says of it, and the claims about it with their sources
/data/{kind}/{key}.nq    the same, each statement in the graphs of those who say it; so is .trig
/page/{kind}/{key}       the same for people

301 for a record that another one replaced, and for a key that is not written as keys are; 410 for
one that is gone; 404 for one that never was. https://www.w3.org/TR/cooluris/
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pyoxigraph import Literal, NamedNode, Triple

from istograph.exports.shareable import share_alike
from istograph.model import Replacements, graph
from istograph.model.terms import CLASSIFIED
from istograph.rdf.formats import Format, negotiate
from istograph.rdf.namespaces import ID
from istograph.rdf.protocol import ProtocolError
from istograph.rdf.terms import TYPE, term
from istograph.registries import REGISTRIES
from istograph.registries.registry import CC0
from istograph.web.documents import (
    DATA_FORMATS,
    HTML,
    WITH_GRAPHS,
    chosen,
    split_extension,
    written,
    written_by_graph,
)
from istograph.web.http.conditional import respond
from istograph.web.http.links import Links
from istograph.web.http.public import base_url, in_ascii
from istograph.web.http.unheeded import Heeded
from istograph.web.linked_data import proofs as prove
from istograph.web.linked_data import record_pages
from istograph.web.linked_data.context import context
from istograph.web.linked_data.indexes import Indexes
from istograph.web.linked_data.lookup import Graph, Lookup
from istograph.web.rendering import Renderer
from istograph.web.service import Service

_MOST_NEAR = 5
_HEEDED = Heeded(record_pages.PARAMETERS)
_DEPRECATED = term("owl:deprecated")


@dataclass(frozen=True)
class Found:
    """A record that is there, and the graph that describes it."""

    iri: NamedNode
    graph: Graph


@dataclass(frozen=True)
class Moved:
    """The path, below `/id/`, of the record that stands for this one."""

    path: str


@dataclass(frozen=True)
class Gone:
    """A record that was there, and the address of what took its place, if that is elsewhere."""

    successor: str = ""


def router(service: Service, indexes: Indexes) -> APIRouter:
    """Return the routes of the records."""
    routes = APIRouter(include_in_schema=False)
    records = _Records(service, indexes)

    @routes.api_route("/id/{path:path}", methods=["GET", "HEAD"])
    async def thing(request: Request, path: str) -> Response:
        return await records.thing(request, path)

    @routes.api_route("/data/{path:path}", methods=["GET", "HEAD"])
    async def data(request: Request, path: str) -> Response:
        return await records.data(request, path)

    @routes.api_route("/page/{path:path}", methods=["GET", "HEAD"])
    async def page(request: Request, path: str) -> Response:
        return await records.page(request, path)

    return routes


class _Records:
    """Answers for the three kinds of address that a record has."""

    def __init__(self, service: Service, indexes: Indexes) -> None:
        self._service = service
        self._indexes = indexes
        self._renderer = Renderer(service)
        self._base = service.settings.base_path

    async def thing(self, request: Request, name: str) -> Response:
        path, form = split_extension(name)
        found = self._find(path)
        if not isinstance(found, Found):
            return await self._elsewhere(request, found, "id", path, form)
        form = form or chosen(request, (*DATA_FORMATS, HTML))
        where = f"page/{path}" if form is HTML else f"data/{path}.{form.extension}"
        query = f"?{request.url.query}" if request.url.query else ""
        headers = {"Link": self._links(request, found, path)}
        return RedirectResponse(f"{self._base}/{where}{query}", HTTPStatus.SEE_OTHER, headers)

    async def data(self, request: Request, name: str) -> Response:
        path, form = split_extension(name)
        found = self._find(path)
        if not isinstance(found, Found):
            return await self._elsewhere(request, found, "data", path, form)
        form = form or chosen(request)
        if form is HTML:
            return RedirectResponse(f"{self._base}/page/{path}", HTTPStatus.SEE_OTHER)
        lookup = Lookup(self._service.store)
        triples = described(lookup, found)
        if form in WITH_GRAPHS:
            stated = (quad for triple in triples for quad in lookup.stated(triple, found.graph))
            body = written_by_graph(stated, form)
        else:
            body = written(triples, form, found.iri, context(lookup))
        headers = {
            "Link": self._links(request, found, path),
            "Content-Location": in_ascii(f"{self._base}/data/{path}.{form.extension}"),
        }
        return respond(request, body, form.content_type, headers)

    async def page(self, request: Request, name: str) -> Response:
        path, form = split_extension(name)
        found = self._find(path)
        if not isinstance(found, Found):
            return await self._elsewhere(request, found, "page", path, HTML)
        if form not in (None, HTML):
            return RedirectResponse(f"{self._base}/data/{name}", HTTPStatus.SEE_OTHER)
        kind = path.partition("/")[0]
        proved = kind in CLASSIFIED
        proofs = await prove.proofs(self._service, found.iri) if proved else {}
        links, asked = self._renderer.links(request), request.query_params
        content = await asyncio.to_thread(
            record_pages.content,
            *(Lookup(self._service.store), found.iri, found.graph, links, proofs, asked),
        )
        headers = {"Link": self._links(request, found, path)}
        shown = {**content, "path": path, "formats": DATA_FORMATS}
        return self._renderer.page(request, "record.html", shown, headers=headers, heeded=_HEEDED)

    def _find(self, path: str) -> Found | Moved | Gone | None:
        if path != path.lower():
            return Moved(path.lower())
        try:
            iri = NamedNode(ID + path)
        except ValueError:
            return None
        lookup = Lookup(self._service.store)
        kept = Replacements(lookup.store).kept(iri)
        if kept != iri and kept.value.startswith(ID):
            return Moved(kept.value.removeprefix(ID))
        graph = lookup.home(iri)
        if graph is None:
            return None
        gone = any(o == Literal(True) for o in lookup.objects(iri, _DEPRECATED, graph))
        elsewhere = kept.value if kept.value.startswith(("https://", "http://")) else ""
        return Gone(elsewhere if kept != iri else "") if gone else Found(iri, graph)

    async def _elsewhere(
        self,
        request: Request,
        found: Moved | Gone | None,
        kind: str,
        path: str,
        form: Format | None,
    ) -> Response:
        if isinstance(found, Moved):
            extension = f".{form.extension}" if form and kind != "page" else ""
            query = f"?{request.url.query}" if request.url.query else ""
            location = f"{self._base}/{kind}/{found.path}{extension}{query}"
            return RedirectResponse(location, HTTPStatus.MOVED_PERMANENTLY)
        status = HTTPStatus.GONE if found else HTTPStatus.NOT_FOUND
        accept = request.headers.get("accept")
        if form is HTML or (form is None and negotiate(accept, (*DATA_FORMATS, HTML)) is HTML):
            name = path.rpartition("/")[2].replace("-", " ")
            content = {
                "path": path,
                "name": name,
                "gone": bool(found),
                "successor": found.successor if found else "",
                "near": await self._near(path, name, self._renderer.links(request)),
            }
            return self._renderer.page(request, "missing.html", content, status, heeded=None)
        detail = f"the record {path} was removed" if found else f"there is no record {path}"
        detail_zh = f"记录 {path} 已删除" if found else f"没有记录 {path}"
        if found and found.successor:
            detail += f", and {found.successor} took its place"
            detail_zh += f"，由 {found.successor} 取代"
        raise ProtocolError(
            status,
            f"{detail}; find one by name: /search?q=",
            zh=f"{detail_zh}；可按名称检索：/search?q=",
        )

    async def _near(self, path: str, name: str, links: Links) -> list[tuple[str, str]]:
        """Return the records that somebody may mean who writes a key by its name.

        They are of the kind that is asked for, if there are any of that kind.
        """
        names = await self._indexes.names()
        under = f"{ID}{path.partition('/')[0]}/"
        if not any(entry.iri.startswith(under) for entry in names.entries):
            under = ""
        found = names.find(name, language=links.language)
        matches = [match for match in found if match.entry.iri.startswith(under)]
        matches = matches or names.near(name, under)[1]
        entries = [match.entry for match in matches[:_MOST_NEAR]]
        return [
            (links.href(each.iri), (links.language == "zh" and each.name_zh) or each.name)
            for each in entries
        ]

    def _links(self, request: Request, found: Found, path: str) -> str:
        """Return the links of https://signposting.org/FAIR/."""
        public = base_url(request, self._service.settings)
        links = [f'<{found.iri.value}>; rel="cite-as"', f'<{CC0}>; rel="license"']
        lookup = Lookup(self._service.store)
        # What a share-alike registry says of it is there under that registry's own licence.
        for name in sorted(share_alike(REGISTRIES)):
            if any(lookup.triples(found.iri, None, None, graph(name))):
                links.append(f'<{REGISTRIES[name].license}>; rel="license"')
        links.append(f'<{public}/page/{path}>; rel="canonical"; type="text/html"')
        for form in DATA_FORMATS:
            target = f"<{public}/data/{path}.{form.extension}>"
            links.append(f'{target}; rel="describedby alternate"; type="{form.media_type}"')
        for type_ in lookup.objects(found.iri, TYPE, found.graph):
            if isinstance(type_, NamedNode):
                links.append(f'<{type_.value}>; rel="type"')
        return in_ascii(", ".join(links))


def described(lookup: Lookup, found: Found) -> Iterator[Triple]:
    """Yield what the graph says of a record, and the claims about it with their sources."""
    for name in lookup.names(found.iri):
        yield from lookup.description(name, found.graph)
    for claim in lookup.claims(found.iri, found.graph):
        yield from lookup.description(claim, found.graph)
