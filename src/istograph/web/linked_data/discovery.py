"""What machines look for first: what the dataset is, as VoID and as DCAT.

/.well-known/void, /void.ttl   what is in the dataset and how to get at it
/.well-known/sparql-examples/{name}   an example query: its data, or 303 to where it is asked
/dcat, /dcat.ttl               the catalogue: the dataset, its files and the endpoint
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from istograph.errors import NotFoundError
from istograph.model import graph, value_of
from istograph.model.identifiers import LINKED
from istograph.model.terms import ORGANIZATIONS
from istograph.rdf import executables
from istograph.rdf.formats import Format
from istograph.rdf.namespaces import HOME, ID, ONTOLOGY_IRI, expand
from istograph.rdf.terms import TYPE, term
from istograph.rdf.void.terms import DATASET, DATATYPE_PARTITION, part
from istograph.registries.registry import CC0
from istograph.web.documents import DATA_FORMATS, HTML, chosen, split_extension, written
from istograph.web.http.conditional import respond
from istograph.web.http.public import base_url
from istograph.web.linked_data.context import context
from istograph.web.linked_data.dump_files import CHECKSUMS, WHOLE, Dumps
from istograph.web.linked_data.dumps import DumpShelf
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.versioned import Versioned
from istograph.web.service import Service

_CATALOGUE = NamedNode(f"{HOME}dcat#catalogue")
_SERVICE = NamedNode(f"{HOME}dcat#sparql")
_PARTITIONS = {
    *(expand(f"void:{name}Partition") for name in ("class", "property")),
    DATATYPE_PARTITION.value,
}
_SPDX = "http://spdx.org/rdf/terms#"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_SAME_AS = term("schema:sameAs")
_EXAMPLE = f"{ORGANIZATIONS}inbar"


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


def _example_iri(name: str) -> NamedNode | None:
    try:
        return NamedNode(executables.EXAMPLES + name)
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
    yield _t(DATASET, "dcterms:license", CC0)
    yield _t(DATASET, "foaf:homepage", f"{public}/")
    yield _t(DATASET, "void:openSearchDescription", f"{public}/opensearch.xml")
    for form in DATA_FORMATS:
        if form.iri:
            yield _t(DATASET, "void:feature", form.iri)
    for name in WHOLE:
        yield _t(DATASET, "void:dataDump", f"{public}/dump/{version}/{name}")


def _examples(lookup: Lookup) -> Iterator[Triple]:
    """Yield an organization to look at, if there is any: the paper's own example before others."""
    organizations = lookup.subjects(TYPE, term("org:Organization"))
    known = {each.value for each in organizations if each.value.startswith(ID)}
    if known:
        example = _EXAMPLE if _EXAMPLE in known else min(known)
        yield _t(DATASET, "void:exampleResource", example)


def _linksets(lookup: Lookup) -> Iterator[Triple]:
    """Yield how many records lead to each of the sources that others know (VoID, section 5)."""
    values = [value_of(t.object) for t in lookup.triples(None, _SAME_AS)]
    for scheme in LINKED:
        start = scheme.bases[0]
        linkset = part(f"links-to-{scheme.key}")
        yield _t(DATASET, "void:subset", linkset)
        yield _t(linkset, "rdf:type", expand("void:Linkset"))
        yield _t(linkset, "void:subjectsTarget", DATASET)
        yield _t(linkset, "void:objectsTarget", start)
        yield _t(linkset, "void:linkPredicate", _SAME_AS)
        yield _t(linkset, "void:triples", sum(value.startswith(start) for value in values))


def _catalogue(lookup: Lookup, public: str, dumps: Dumps) -> Iterator[Triple]:
    """Yield the catalogue (DCAT 3): one dataset, its files, and the endpoint that serves it."""
    title = term("dcterms:title")
    titles = lookup.objects(DATASET, title, graph("void"))
    yield _t(_CATALOGUE, "rdf:type", expand("dcat:Catalog"))
    yield _t(_CATALOGUE, "dcat:dataset", DATASET)
    yield _t(_CATALOGUE, "dcat:service", _SERVICE)
    yield _t(_CATALOGUE, "foaf:homepage", f"{public}/")
    for resource in (_CATALOGUE, DATASET, _SERVICE):
        yield from (Triple(resource, title, each) for each in titles)
        yield _t(resource, "dcterms:license", CC0)
    yield _t(DATASET, "rdf:type", expand("dcat:Dataset"))
    yield _t(DATASET, "dcat:version", Literal(dumps.version))
    yield _t(DATASET, "dcat:landingPage", f"{public}/")
    yield _t(DATASET, "dcterms:conformsTo", ONTOLOGY_IRI)
    day = Literal(_day(dumps.version), datatype=term("xsd:date"))
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
        size = Literal(str(file.size), datatype=term("xsd:nonNegativeInteger"))
        yield _t(node, "dcat:byteSize", size)
        checksum = NamedNode(f"{node.value}-checksum")
        digest = Literal(file.sha256, datatype=term("xsd:hexBinary"))
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
