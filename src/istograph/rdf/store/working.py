"""A store in the course of one write: by what rules it changes, and what has changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from istograph.rdf.aliases import Aliases
from istograph.rdf.payload import Payload
from istograph.rdf.sparql.functions import Functions
from istograph.rdf.store.merging import LOCAL, Changes, Merge, refusal

Target = NamedNode | DefaultGraph
# From an address to the document there, which the parent asks the gateway for.
Fetch = Callable[[str], Payload]


@dataclass
class Work:
    """One write to a store."""

    store: Store
    merge: Merge | None
    functions: Callable[[], Functions]
    fetch: Fetch
    # bytes that a document may have when it is expanded
    expanded: int
    # whether this process can reach other endpoints by the gateway
    federated: bool
    aliases: Aliases
    base_iri: str
    changes: Changes = field(default_factory=Changes)

    def target(self, name: str | None) -> Target:
        """Return the graph that a request writes to; refuse one that the build writes."""
        if name is None:
            return DefaultGraph() if self.merge is None else LOCAL
        graph = NamedNode(name)
        if self.merge is not None and graph in self.merge.fixed:
            raise refusal(graph)
        return graph

    def has(self, graph: Target) -> bool:
        """Say whether a graph is there."""
        return isinstance(graph, DefaultGraph) or self.store.contains_named_graph(graph)

    def note_graphs(self, graphs: Iterable[NamedNode]) -> None:
        """Note which graphs of users' own are written to; what is in them is not followed."""
        if self.merge is not None:
            for graph in {*graphs} - self.merge.members - self.merge.fixed:
                self.changes[graph].note((), ())

    def extend(self, payload: Payload, base_iri: str, graph: Target) -> None:
        """Add what a document says to a graph."""
        triples = self.aliases.in_triples(payload.expanded(self.expanded).triples(base_iri))
        self.store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in triples)
