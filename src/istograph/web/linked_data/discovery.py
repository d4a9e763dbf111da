"""What machines look for first: VoID, DCAT, the sitemap, OpenSearch and robots.txt.

/.well-known/void, /void.ttl   what is in the dataset and how to get at it
/.well-known/sparql-examples/{name}   an example query: its data, or 303 to where it is asked
/dcat, /dcat.ttl               the catalogue: the dataset, its files and the endpoint
/sitemap.xml                   every page, in both languages
/favicon.ico                   the icon, for what does not read where else it is
/opensearch.xml                how a browser, or whoever else, uses the search
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from html import escape

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from istograph.errors import NotFoundError
from istograph.model import graph, isto, value_of
from istograph.model.identifiers import LINKED
from istograph.rdf.formats import Format
from istograph.rdf.namespaces import ID, ONTOLOGY_IRI, expand
from istograph.web import assets
from istograph.web.documents import DATA_FORMATS, HTML, chosen, split_extension, written
from istograph.web.http.conditional import respond
from istograph.web.http.links import HOME
from istograph.web.http.public import base_url
from istograph.web.linked_data.context import context
from istograph.web.linked_data.dumps import CHECKSUMS, WHOLE, Dumps, DumpShelf
from istograph.web.linked_data.lookup import LABEL, TYPE, Lookup
from istograph.web.linked_data.records import LICENSE
from istograph.web.linked_data.versioned import Versioned
from istograph.web.service import Service

DATASET = NamedNode(f"{HOME}.well-known/void#dataset")
_CATALOGUE = NamedNode(f"{HOME}dcat#catalogue")
_SERVICE = NamedNode(f"{HOME}dcat#sparql")
_PARTITIONS = {
    *(expand(f"void:{name}Partition") for name in ("class", "property")),
    "http://ldf.fi/void-ext#datatypePartition",
}
_ICON = assets.FOLDER / "favicon.ico"
_SPDX = "http://spdx.org/rdf/terms#"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_SAME_AS = NamedNode(expand("schema:sameAs"))
# Whom our records are linked to, and where their IRIs begin.
# Cells and verdicts are shown on other pages.
_NOT_IN_SITEMAP = ("cell/", "verdict/", "claim/")
_MOST_ADDRESSES = 20_000
_EXAMPLE = f"{ID}organization/inbar"
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


def router(service: Service, shelf: DumpShelf) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(include_in_schema=False)
    discovery = _Discovery(service, shelf)

    @routes.api_route("/.well-known/void", methods=["GET", "HEAD"])
    async def well_known(request: Request) -> Response:
        return await discovery.void(request, chosen(request))

    @routes.api_route("/.well-known/sparql-examples/{name}", methods=["GET", "HEAD"])
    async def example(request: Request, name: str) -> Response:
        return discovery.example(request, name)

    @routes.api_route("/void.{extension}", methods=["GET", "HEAD"])
    async def void(request: Request, extension: str) -> Response:
        return await discovery.void(request, _data_format(f"void.{extension}"))

    @routes.api_route("/dcat", methods=["GET", "HEAD"])
    async def catalogue(request: Request) -> Response:
        return await discovery.dcat(request, chosen(request))

    @routes.api_route("/dcat.{extension}", methods=["GET", "HEAD"])
    async def catalogue_as(request: Request, extension: str) -> Response:
        return await discovery.dcat(request, _data_format(f"dcat.{extension}"))

    @routes.api_route("/sitemap.xml", methods=["GET", "HEAD"])
    async def sitemap(request: Request) -> Response:
        return await discovery.sitemap(request)

    @routes.api_route("/sitemap-{number}.xml", methods=["GET", "HEAD"])
    async def part_of_sitemap(request: Request, number: int) -> Response:
        return await discovery.part_of_sitemap(request, number)

    @routes.api_route("/opensearch.xml", methods=["GET", "HEAD"])
    async def open_search(request: Request) -> Response:
        return discovery.open_search(request)

    @routes.api_route("/favicon.ico", methods=["GET", "HEAD"])
    async def icon(request: Request) -> Response:
        return respond(request, _ICON.read_bytes(), "image/vnd.microsoft.icon")

    @routes.api_route("/robots.txt", methods=["GET", "HEAD"])
    async def robots(request: Request) -> Response:
        return discovery.robots(request)

    return routes


class _Discovery:
    def __init__(self, service: Service, shelf: DumpShelf) -> None:
        self._service = service
        self._shelf = shelf
        self._made = Versioned(service)

    def _public(self, request: Request) -> str:
        return base_url(request, self._service.settings)

    def _name(self, name: str, public: str) -> str | None:
        """Return the name to keep a document by; whatever host somebody asks for is not kept."""
        return name if public == self._service.settings.base_url.rstrip("/") else None

    async def void(self, request: Request, form: Format) -> Response:
        public, version = self._public(request), self._service.dataset.version

        def make(lookup: Lookup) -> bytes:
            triples = [*_outline(lookup.triples(where=graph("void"))), *_access(public, version)]
            triples += [*_examples(lookup), *_linksets(lookup)]
            return written(triples, form, DATASET, context(lookup))

        body = await self._made.get(self._name(f"void {form.name}", public), make)
        return respond(request, body, form.content_type)

    def example(self, request: Request, name: str) -> Response:
        iri = _example_iri(name)
        lookup = Lookup(self._service.store)
        triples = lookup.description(iri, graph("examples")) if iri else []
        if iri is None or not triples:
            raise NotFoundError(
                f"there is no example {name!r}; /query lists them",
                zh=f"没有示例“{name}”；全部示例见 /query",
            )
        form = chosen(request, (*DATA_FORMATS, HTML))
        if form is HTML:
            asked = "" if name.startswith("prefixes") else f"?example={name}"
            return RedirectResponse(f"{self._service.settings.base_path}/query{asked}", 303)
        return respond(request, written(triples, form, iri, context(lookup)), form.content_type)

    async def dcat(self, request: Request, form: Format) -> Response:
        dumps, public = await self._shelf.files(), self._public(request)

        def make(lookup: Lookup) -> bytes:
            triples = [*_catalogue(lookup, public, dumps)]
            return written(triples, form, _CATALOGUE, context(lookup))

        body = await self._made.get(self._name(f"dcat {form.name}", public), make)
        return respond(request, body, form.content_type)

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


def _example_iri(name: str) -> NamedNode | None:
    try:
        return NamedNode(f"{HOME}.well-known/sparql-examples/{name}")
    except ValueError:
        return None


def _data_format(name: str) -> Format:
    form = split_extension(name)[1]
    if form not in DATA_FORMATS:
        raise NotFoundError(
            f"{name} is not here; the dataset is described as data only",
            zh=f"没有 {name}；数据集的说明只以数据格式提供",
        )
    return form


# VoID and DCAT


def _t(subject: NamedNode | BlankNode, curie: str, value: object) -> Triple:
    predicate = NamedNode(curie if "://" in curie else expand(curie))
    if isinstance(value, str):
        return Triple(subject, predicate, NamedNode(value))
    if isinstance(value, int):
        return Triple(subject, predicate, Literal(value))
    assert isinstance(value, NamedNode | BlankNode | Literal)
    return Triple(subject, predicate, value)


def _outline(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield the statistics of the dataset and its graphs by class and by property.

    Which properties each class has, and where they lead, are ten times as much; the graph that
    `rdfs:seeAlso` names has them.
    """
    about: dict[object, list[Triple]] = defaultdict(list)
    for triple in triples:
        about[triple.subject].append(triple)
    left: list[object] = [node for node in about if isinstance(node, NamedNode)]
    seen: set[object] = set(left)
    parts: set[object] = set()
    while left:
        node = left.pop()
        for triple in about[node]:
            is_part = triple.predicate.value in _PARTITIONS
            if is_part and node in parts:
                continue
            yield triple
            parts |= {triple.object} if is_part else set()
            if triple.object in about and triple.object not in seen:
                seen.add(triple.object)
                left.append(triple.object)
    yield _t(DATASET, "rdfs:seeAlso", graph("void"))


def _access(public: str, version: str) -> Iterator[Triple]:
    """Yield how to get at the dataset (VoID, section 3)."""
    yield _t(DATASET, "void:sparqlEndpoint", f"{public}/sparql")
    yield _t(DATASET, "void:uriSpace", Literal(ID))
    yield _t(DATASET, "void:vocabulary", ONTOLOGY_IRI)
    yield _t(DATASET, "dcterms:license", LICENSE)
    yield _t(DATASET, "foaf:homepage", f"{public}/")
    yield _t(DATASET, "void:openSearchDescription", f"{public}/opensearch.xml")
    for form in DATA_FORMATS:
        if form.iri:
            yield _t(DATASET, "void:feature", form.iri)
    for name in WHOLE:
        yield _t(DATASET, "void:dataDump", f"{public}/dump/{version}/{name}")


def _examples(lookup: Lookup) -> Iterator[Triple]:
    """Yield an organization to look at, if there is any: the paper's own example before others."""
    organizations = lookup.subjects(TYPE, NamedNode(expand("org:Organization")))
    known = {each.value for each in organizations if each.value.startswith(ID)}
    if known:
        example = _EXAMPLE if _EXAMPLE in known else min(known)
        yield _t(DATASET, "void:exampleResource", example)


def _linksets(lookup: Lookup) -> Iterator[Triple]:
    """Yield how many records lead to each of the sources that others know (VoID, section 5)."""
    values = [value_of(t.object) for t in lookup.triples(None, _SAME_AS)]
    for scheme in LINKED:
        start = scheme.bases[0]
        linkset = NamedNode(f"{HOME}.well-known/void#links-to-{scheme.key}")
        yield _t(DATASET, "void:subset", linkset)
        yield _t(linkset, "rdf:type", expand("void:Linkset"))
        yield _t(linkset, "void:subjectsTarget", DATASET)
        yield _t(linkset, "void:objectsTarget", start)
        yield _t(linkset, "void:linkPredicate", _SAME_AS)
        yield _t(linkset, "void:triples", sum(value.startswith(start) for value in values))


def _catalogue(lookup: Lookup, public: str, dumps: Dumps) -> Iterator[Triple]:
    """Yield the catalogue (DCAT 3): one dataset, its files, and the endpoint that serves it."""
    title = NamedNode(expand("dcterms:title"))
    titles = lookup.objects(DATASET, title, graph("void"))
    yield _t(_CATALOGUE, "rdf:type", expand("dcat:Catalog"))
    yield _t(_CATALOGUE, "dcat:dataset", DATASET)
    yield _t(_CATALOGUE, "dcat:service", _SERVICE)
    yield _t(_CATALOGUE, "foaf:homepage", f"{public}/")
    for resource in (_CATALOGUE, DATASET, _SERVICE):
        yield from (Triple(resource, title, each) for each in titles)
        yield _t(resource, "dcterms:license", LICENSE)
    yield _t(DATASET, "rdf:type", expand("dcat:Dataset"))
    yield _t(DATASET, "dcat:version", Literal(dumps.version))
    yield _t(DATASET, "dcat:landingPage", f"{public}/")
    yield _t(DATASET, "dcterms:conformsTo", ONTOLOGY_IRI)
    day = Literal(_day(dumps.version), datatype=NamedNode(expand("xsd:date")))
    yield _t(DATASET, "dcterms:modified", day)
    for tag in ("en", "zh"):
        yield _t(DATASET, "dcterms:language", f"http://id.loc.gov/vocabulary/iso639-1/{tag}")
    yield _t(_SERVICE, "rdf:type", expand("dcat:DataService"))
    yield _t(_SERVICE, "dcat:endpointURL", f"{public}/sparql")
    yield _t(_SERVICE, "dcat:servesDataset", DATASET)
    yield _t(_SERVICE, "dcterms:conformsTo", "http://www.w3.org/TR/sparql11-protocol/")
    yield from _distributions(public, dumps)


def _distributions(public: str, dumps: Dumps) -> Iterator[Triple]:
    for file in dumps.files:
        if file.name == CHECKSUMS:
            continue
        node = NamedNode(f"{HOME}dcat#{file.name}")
        place = f"{public}/dump/{dumps.version}/{file.name}"
        yield _t(DATASET, "dcat:distribution", node)
        yield _t(node, "rdf:type", expand("dcat:Distribution"))
        yield _t(node, "dcterms:title", Literal(file.en, language="en"))
        yield _t(node, "dcterms:title", Literal(file.zh, language="zh"))
        yield _t(node, "dcat:downloadURL", place)
        yield _t(node, "dcat:mediaType", _MEDIA_TYPES + file.media_type)
        yield _t(node, "dcterms:license", file.license)
        # The endpoint serves what no common file has.
        yield _t(_SERVICE, "dcterms:license", file.license)
        if file.name.endswith(".gz"):
            yield _t(node, "dcat:compressFormat", f"{_MEDIA_TYPES}application/gzip")
        size = Literal(str(file.size), datatype=NamedNode(expand("xsd:nonNegativeInteger")))
        yield _t(node, "dcat:byteSize", size)
        checksum = NamedNode(f"{node.value}-checksum")
        digest = Literal(file.sha256, datatype=NamedNode(expand("xsd:hexBinary")))
        yield _t(node, f"{_SPDX}checksum", checksum)
        yield _t(checksum, "rdf:type", f"{_SPDX}Checksum")
        yield _t(checksum, f"{_SPDX}algorithm", f"{_SPDX}checksumAlgorithm_sha256")
        yield _t(checksum, f"{_SPDX}checksumValue", digest)


def _day(version: str) -> str:
    """Return the day of a version, which begins with it, or of today."""
    try:
        return date.fromisoformat(version.partition(".")[0]).isoformat()
    except ValueError:
        return date.today().isoformat()


# The sitemap

_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


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
            for tag in ("en", "zh")
        )
        lines.append(f"<url><loc>{place}</loc>{alternates}</url>")
    return "\n".join([*lines, "</urlset>\n"])


def _xml(request: Request, text: str) -> Response:
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
    return respond(request, document.encode(), "application/xml")
