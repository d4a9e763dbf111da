"""The default graph kept the merge, as a set, of some named graphs while these change.

before ──▶ the engine changes named graphs ──▶ settle     the default graph follows

The engine does not tell what it changed, so what a graph was is read first, of those graphs only
that an operation may change. What is written into no graph goes to `LOCAL` (see `rewriting`), so
the engine itself never touches the default graph.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from istograph.rdf.namespaces import GRAPH
from istograph.rdf.protocol import ProtocolError
from istograph.rdf.store.snapshot import Description

LOCAL = NamedNode(GRAPH + "local")

Contents = dict[NamedNode, set[Triple]]


@dataclass(frozen=True)
class Merge:
    """Which named graphs make up the default graph, and which only a build may write."""

    members: frozenset[NamedNode]
    fixed: frozenset[NamedNode]

    @classmethod
    def of(cls, description: Description) -> "Merge | None":
        """Return the merge of a dataset; None where the default graph is one by itself."""
        if not description.merged:
            return None
        members, fixed = (
            frozenset(NamedNode(GRAPH + name) for name in names)
            for names in (description.merged, description.fixed)
        )
        return cls(members, fixed)

    def before(self, store: Store, targets: Iterable[NamedNode] | None) -> Contents:
        """Return what is in those of the graphs that matter; None stands for all graphs."""
        known = self.members | self.fixed
        touched = known if targets is None else known.intersection(targets)
        return {graph: _content(store, graph) for graph in touched}

    def settle(self, store: Store, before: Contents) -> None:
        """Bring the default graph up to date; refuse what was done to a fixed graph."""
        for graph, old in before.items():
            new = _content(store, graph)
            if graph in self.fixed and new != old:
                raise refusal(graph)
            if graph in self.members:
                store.extend(Quad(t.subject, t.predicate, t.object) for t in new - old)
                for triple in old - new:
                    self._forget(store, triple)

    def _forget(self, store: Store, triple: Triple) -> None:
        parts = (triple.subject, triple.predicate, triple.object)
        if not any(Quad(*parts, graph) in store for graph in self.members):
            store.remove(Quad(*parts, DefaultGraph()))


def refusal(graph: NamedNode) -> ProtocolError:
    """Return the error that says that a graph is not for users to write."""
    return ProtocolError(
        403,
        f"<{graph.value}> is written by the build alone; write your own into <{LOCAL.value}> "
        "(where what names no graph goes), or into a graph of another name",
    )


def _content(store: Store, graph: NamedNode) -> set[Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}
