"""`/ontology` and `/shapes` in every format and as documentation, and `/context.jsonld`.

/ontology, /ontology/0.1.0   the terms and all their values; a page where that is liked better
/ontology.ttl, /shapes.nt    an extension beats Accept
/ontology/uses/ISTO          leads to the query for what is of a class, or has a property
/ontology/axioms             the axioms in words, with their sources
/ontology/links              which kinds of record lead to which
/ontology/values             the concept schemes and their concepts, for people
/ontology/history            what changed, and the decisions; /ontology/decisions/0001, one of them
/shapes/results              what the shapes find in the dataset
/context.jsonld              what the keys of our JSON mean
"""

import json
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from pyoxigraph import NamedNode, RdfFormat, serialize

from istograph.errors import NotFoundError
from istograph.model import graph
from istograph.rdf.formats import TURTLE, Format
from istograph.rdf.namespaces import ONTOLOGY_IRI, expand
from istograph.rdf.turtle import canonical_turtle
from istograph.registries.registry import CC0
from istograph.web.documents import DATA_FORMATS, HTML, chosen, split_extension, written
from istograph.web.http.conditional import respond
from istograph.web.http.languages import Language
from istograph.web.http.links import SHAPES, Links
from istograph.web.http.public import base_url
from istograph.web.linked_data.context import context
from istograph.web.linked_data.documentation.pages import Documentation
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.versioned import Versioned
from istograph.web.rendering import Renderer
from istograph.web.service import Service

_VERSION = NamedNode(expand("owl:versionInfo"))


@dataclass(frozen=True)
class _Document:
    """One of the two: its IRI, the graph that holds it, the template of its page."""

    iri: NamedNode
    graph: NamedNode
    template: str

    def version(self, lookup: Lookup) -> str:
        """Return the version that the document gives itself."""
        return next((str(o.value) for o in lookup.objects(self.iri, _VERSION, self.graph)), "")


_DOCUMENTS = {
    "ontology": _Document(NamedNode(ONTOLOGY_IRI), graph("ontology"), "ontology.html"),
    "shapes": _Document(NamedNode(SHAPES), graph("shapes"), "shapes.html"),
}


def router(service: Service) -> APIRouter:
    """Return the routes of the vocabulary."""
    routes = APIRouter(include_in_schema=False)
    vocabulary = _Vocabulary(service)

    @routes.api_route("/context.jsonld", methods=["GET", "HEAD"])
    async def json_ld_context(request: Request) -> Response:
        return await vocabulary.context(request)

    vocabulary.documentation.add_to(routes)
    for name in _DOCUMENTS:
        vocabulary.add_to(routes, name)
    return routes


class _Vocabulary:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._renderer = Renderer(service)
        self._made = Versioned(service)
        self.documentation = Documentation(self._renderer, self._made)
        service.ahead(self._documents)

    async def _documents(self, language: Language) -> None:
        links = Links(self._service.settings.base_path, language)
        for name in _DOCUMENTS:
            await self.documentation.content(name, links)

    def add_to(self, routes: APIRouter, name: str) -> None:
        """Add a document's routes: its address, with an extension, and those of its version."""

        @routes.api_route(f"/{name}", methods=["GET", "HEAD"], name=name)
        async def document(request: Request) -> Response:
            return await self._answer(request, name, None)

        @routes.api_route(f"/{name}.{{extension}}", methods=["GET", "HEAD"], name=f"{name}-as")
        async def document_as(request: Request, extension: str) -> Response:
            return await self._answer(request, name, split_extension(f"{name}.{extension}")[1])

        @routes.api_route(f"/{name}/{{version}}", methods=["GET", "HEAD"], name=f"{name}-version")
        async def of_version(request: Request, version: str) -> Response:
            return await self._of_version(request, name, version)

    async def context(self, request: Request) -> Response:
        """Answer with the context, for whoever reads our JSON as JSON-LD."""
        terms = await self._made.get("context", context)
        body = json.dumps({"@context": terms}, ensure_ascii=False, indent=1).encode()
        return respond(request, body, "application/ld+json")

    async def _of_version(self, request: Request, name: str, asked: str) -> Response:
        number, dot, extension = asked.rpartition(".")
        form = None
        if dot and not extension.isdigit():
            asked, form = number, split_extension(asked)[1]
        there = _DOCUMENTS[name].version(Lookup(self._service.store))
        if asked != there:
            raise NotFoundError(
                f"there is no version {asked!r} of this here; there is {there}",
                zh=f"这里没有版本“{asked}”；现有版本是 {there}",
            )
        return await self._answer(request, name, form)

    async def _answer(self, request: Request, name: str, form: Format | None) -> Response:
        form = form or chosen(request, (*DATA_FORMATS, HTML))
        document = _DOCUMENTS[name]
        headers = {"Link": self._links(request, name, document)}
        if form is HTML:
            content = await self.documentation.content(name, self._renderer.links(request))
            shown = {**content, "formats": DATA_FORMATS, "name": name}
            return self._renderer.page(request, document.template, shown, headers=headers)
        body = await self._made.get(
            f"{name} {form.name}", lambda lookup: _written(lookup, document, form)
        )
        return respond(request, body, form.content_type, headers)

    def _links(self, request: Request, name: str, document: _Document) -> str:
        public = base_url(request, self._service.settings)
        links = [f'<{document.iri.value}>; rel="cite-as"', f'<{CC0}>; rel="license"']
        for form in DATA_FORMATS:
            target = f"<{public}/{name}.{form.extension}>"
            links.append(f'{target}; rel="alternate"; type="{form.media_type}"')
        return ", ".join(links)


def _written(lookup: Lookup, document: _Document, form: Format) -> bytes:
    triples = list(lookup.triples(where=document.graph))
    if form is not TURTLE:
        return written(triples, form, document.iri, context(lookup))
    # The form in which the files are kept, for people to read.
    text = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert text is not None
    return canonical_turtle(text.decode()).encode()
