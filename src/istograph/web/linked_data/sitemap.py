"""The ways to the pages, for crawlers and browsers.

/sitemap.xml      every page, in both languages
/robots.txt       what no crawler should ask for
/opensearch.xml   how a browser, or whoever else, uses the search
/favicon.ico      the icon, for what does not read where else it is
"""

from collections.abc import Iterator
from html import escape

from fastapi import APIRouter, Request, Response

from istograph.errors import NotFoundError
from istograph.model import isto, value_of
from istograph.rdf.namespaces import ID
from istograph.rdf.terms import LABEL, TYPE
from istograph.web import assets
from istograph.web.http.conditional import respond
from istograph.web.http.languages import LANGUAGES
from istograph.web.http.public import base_url
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.versioned import Versioned
from istograph.web.service import Service

_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ICON = assets.FOLDER / "favicon.ico"
# Cells and verdicts are shown on other pages.
_NOT_IN_SITEMAP = ("cell/", "verdict/", "claim/")
_MOST_ADDRESSES = 20_000
# https://github.com/dewitt/opensearch, 1.1 draft 6
_OPEN_SEARCH = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>istograph</ShortName>
<Description>International organizations by name or identifier; 按名称查国际组织</Description>
<Url type="text/html" template="{public}/search?q={{searchTerms}}"/>
<Url type="application/json" template="{public}/search?q={{searchTerms}}&amp;limit={{count?}}"/>
<Language>en</Language>
<Language>zh</Language>
<InputEncoding>UTF-8</InputEncoding>
<OutputEncoding>UTF-8</OutputEncoding>
</OpenSearchDescription>
"""


def router(service: Service) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(include_in_schema=False)
    signs = _Signs(service)

    @routes.api_route("/sitemap.xml", methods=["GET", "HEAD"])
    async def sitemap(request: Request) -> Response:
        return await signs.sitemap(request)

    @routes.api_route("/sitemap-{number}.xml", methods=["GET", "HEAD"])
    async def part_of_sitemap(request: Request, number: int) -> Response:
        return await signs.part_of_sitemap(request, number)

    @routes.api_route("/opensearch.xml", methods=["GET", "HEAD"])
    async def open_search(request: Request) -> Response:
        return signs.open_search(request)

    @routes.api_route("/favicon.ico", methods=["GET", "HEAD"])
    async def icon(request: Request) -> Response:
        return respond(request, _ICON.read_bytes(), "image/vnd.microsoft.icon")

    @routes.api_route("/robots.txt", methods=["GET", "HEAD"])
    async def robots(request: Request) -> Response:
        return signs.robots(request)

    return routes


class _Signs:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._made = Versioned(service)

    def _public(self, request: Request) -> str:
        return base_url(request, self._service.settings)

    async def sitemap(self, request: Request) -> Response:
        paths = await self._made.get("paths", _paths)
        parts = -(-len(paths) // _MOST_ADDRESSES)
        if parts <= 1:
            return _xml(request, _urlset(self._public(request), paths))
        places = (f"{self._public(request)}/sitemap-{n}.xml" for n in range(1, parts + 1))
        body = "".join(f"<sitemap><loc>{escape(place)}</loc></sitemap>\n" for place in places)
        return _xml(request, f'<sitemapindex xmlns="{_SITEMAPS}">\n{body}</sitemapindex>\n')

    async def part_of_sitemap(self, request: Request, number: int) -> Response:
        paths = await self._made.get("paths", _paths)
        part = paths[(number - 1) * _MOST_ADDRESSES : number * _MOST_ADDRESSES]
        if number < 1 or not part:
            raise NotFoundError(
                f"the sitemap has no part {number}; it begins at /sitemap.xml",
                zh=f"网站地图没有第 {number} 部分；请从 /sitemap.xml 开始",
            )
        return _xml(request, _urlset(self._public(request), part))

    def open_search(self, request: Request) -> Response:
        content = _OPEN_SEARCH.format(public=escape(self._public(request)))
        return respond(request, content.encode(), "application/opensearchdescription+xml")

    def robots(self, request: Request) -> Response:
        base = self._service.settings.base_path
        # What a crawler could ask without end.
        asked = ("policies?*id=", "policies?*sort")
        closed = ("sparql", "query", "search", "classify", *asked, "graphs", "queries")
        lines = ["User-agent: *", *(f"Disallow: {base}/{path}" for path in closed)]
        lines += ["", f"Sitemap: {self._public(request)}/sitemap.xml", ""]
        return respond(request, "\n".join(lines).encode(), "text/plain; charset=utf-8")


def _paths(lookup: Lookup) -> list[str]:
    """Return the path of each page worth finding."""
    records = set()
    for predicate in (LABEL, TYPE):
        for triple in lookup.triples(None, predicate):
            iri = value_of(triple.subject)
            path = iri.removeprefix(ID)
            if path != iri and not path.startswith(_NOT_IN_SITEMAP):
                records.add(f"/page/{path}")
    return [
        "/",
        "/paper",
        *sorted(_figures(lookup)),
        "/disputes",
        "/disputes/paper",
        "/disputes/translation",
        "/disputes/sources",
        "/policies",
        "/ontology",
        "/ontology/axioms",
        "/ontology/values",
        "/ontology/history",
        "/shapes",
        "/about",
        "/api",
        "/query",
        "/report",
        "/dump/",
        *sorted(records),
    ]


def _figures(lookup: Lookup) -> Iterator[str]:
    """Yield the paths of the paper's figures, as far as the dataset has their numbers."""
    for figure in lookup.subjects(TYPE, isto("LostSeries")):
        yield f"/paper/{figure.value.rpartition('/')[2]}"


def _urlset(public: str, paths: list[str]) -> str:
    # https://developers.google.com/search/docs/specialty/international/localized-versions
    lines = [f'<urlset xmlns="{_SITEMAPS}" xmlns:xhtml="http://www.w3.org/1999/xhtml">']
    for path in paths:
        place = escape(public + path)
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{place}?lang={tag}"/>'
            for tag in LANGUAGES
        )
        lines.append(f"<url><loc>{place}</loc>{alternates}</url>")
    return "\n".join([*lines, "</urlset>\n"])


def _xml(request: Request, text: str) -> Response:
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
    return respond(request, document.encode(), "application/xml")
