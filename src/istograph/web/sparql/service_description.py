"""The service description as a document: what the endpoint is, and what its dataset holds.

An editor that finds nothing by its queries reads this instead, so the statistics (VoID), the
example queries and the prefixes are in it too.
"""

import asyncio
from collections.abc import Iterator

from fastapi import Request, Response
from pyoxigraph import DefaultGraph, NamedNode, Store, Triple, serialize

from istograph import functions
from istograph.rdf import executables
from istograph.rdf.formats import RDF_FORMATS, Format, choose
from istograph.rdf.namespaces import GRAPH, PREFIXES, expand
from istograph.rdf.service_description import Endpoint, describe
from istograph.rdf.terms import LABEL
from istograph.rdf.void.terms import DATASET, part
from istograph.web.http import public
from istograph.web.http.conditional import respond
from istograph.web.service import Service

# Of ours, and none of the users' business: they may have graphs of that name in a plain store.
_INCLUDED = ("void", "examples")
_COUNTED = (NamedNode(expand("void:class")), NamedNode(expand("void:property")))
_CALLED = (LABEL, NamedNode(expand("rdfs:comment")))

Key = tuple[str, str, str]


class ServiceDescription:
    """Makes the document, and keeps the last of each format."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._kept: dict[str, tuple[Key, bytes]] = {}

    async def respond(self, request: Request) -> Response:
        """Return the description in the format that the request likes best, or 304."""
        form = choose(request.headers.get("accept"), RDF_FORMATS)
        url = public.base_url(request, self._service.settings) + "/sparql"
        key = (self._service.dataset.version, url, form.name)
        kept = self._kept.get(form.name)
        if kept is None or kept[0] != key:
            store, merged = self._service.store, bool(self._service.dataset.merged)
            body = await asyncio.to_thread(self._written, store, merged, url, form)
            kept = self._kept[form.name] = key, body
        return respond(request, kept[1], form.content_type)

    def _written(self, store: Store, merged: bool, url: str, form: Format) -> bytes:
        triples = [*describe(self._endpoint(store, merged, url))]
        triples += _included(store) if merged else executables.declarations()
        body = serialize(dict.fromkeys(triples), format=form.rdf, prefixes=PREFIXES)
        assert body is not None
        return body

    def _endpoint(self, store: Store, merged: bool, url: str) -> Endpoint:
        names = (name for name in store.named_graphs() if isinstance(name, NamedNode))
        return Endpoint(
            url=url,
            dataset=DATASET if merged else NamedNode(f"{url}#dataset"),
            default_graph=part("default") if merged else NamedNode(f"{url}#default"),
            named_graphs=tuple(sorted(names, key=lambda name: name.value)),
            writable=self._service.settings.writable,
            federated=bool(self._service.settings.service_allow),
            functions=functions.NAMES,
        )


def _included(store: Store) -> Iterator[Triple]:
    for name in _INCLUDED:
        for quad in store.quads_for_pattern(None, None, None, NamedNode(GRAPH + name)):
            yield quad.triple
            if quad.predicate in _COUNTED:
                yield from _called(store, quad.object)


def _called(store: Store, term: object) -> Iterator[Triple]:
    """Yield what a class or a property is called, which an editor shows beside it."""
    assert isinstance(term, NamedNode)
    for predicate in _CALLED:
        for quad in store.quads_for_pattern(term, predicate, None, DefaultGraph()):
            yield quad.triple
