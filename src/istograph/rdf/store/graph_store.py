"""The Graph Store Protocol on a store: PUT, POST, DELETE and PATCH of one graph.

https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from collections.abc import Iterable

from pyoxigraph import NamedNode

from istograph.rdf.payload import Payload
from istograph.rdf.protocol import ProtocolError
from istograph.rdf.store.updating import Update
from istograph.rdf.store.working import Target, Work


def put(work: Work, name: str | None, payload: Payload) -> bool:
    """Replace a graph by a document; say whether the graph is new."""
    return _write(work, work.target(name), payload, replacing=True)


def post(work: Work, name: str | None, payload: Payload) -> bool:
    """Add a document to a graph; say whether the graph is new."""
    return _write(work, work.target(name), payload, replacing=False)


def delete(work: Work, name: str | None, _: Payload) -> bool:
    """Remove a graph; raise ProtocolError where it is not there."""
    graph = work.target(name)
    if not work.has(graph) and name is not None:
        raise ProtocolError(404, f"there is no graph <{name}>", zh=f"没有图 <{name}>")
    before = work.merge.before(work.store, _named(graph)) if work.merge else {}
    work.store.remove_graph(graph)
    if work.merge:
        work.merge.settle(work.store, before, work.changes)
    return False


def patch(work: Work, name: str | None, payload: Payload) -> bool:
    """Do an update for which the graph is the default graph; say whether the graph is new."""
    graph = work.target(name)
    update = Update(work, payload.body)
    if not isinstance(graph, NamedNode):
        update.run((), ())
        return False
    created = not work.has(graph)
    update.run_within(graph)
    return created and work.has(graph)


def _write(work: Work, graph: Target, payload: Payload, *, replacing: bool) -> bool:
    created = not work.has(graph)
    work.note_graphs(_named(graph))
    before = work.merge.before(work.store, _named(graph)) if work.merge else {}
    if replacing:
        work.store.clear_graph(graph)
    if isinstance(graph, NamedNode):
        work.store.add_graph(graph)
    work.extend(payload, work.base_iri, graph)
    if work.merge:
        work.merge.settle(work.store, before, work.changes)
    return created


def _named(graph: Target) -> Iterable[NamedNode]:
    return [graph] if isinstance(graph, NamedNode) else []
