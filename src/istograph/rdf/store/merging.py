"""The default graph kept the merge, as a set, of some named graphs while these change.

before ──▶ the engine changes named graphs ──▶ settle     the default graph follows
                                               derive     so it does where we change one

The engine does not tell what it changed, so what a graph was is read first, of those graphs only
that an operation may change. What is written into no graph goes to `LOCAL` (see `rewriting`), so
the engine itself never touches the default graph.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from istograph.rdf.namespaces import GRAPH
from istograph.rdf.protocol import ProtocolError
from istograph.rdf.store.snapshot import Description
from istograph.rdf.void.changes import Change
from istograph.rdf.void.described import Graph

LOCAL = NamedNode(GRAPH + "local")

Contents = dict[NamedNode, set[Triple]]


class Changes(defaultdict[Graph, Change]):
    """What a write has changed so far in the graphs that matter, the default graph among them."""

    def __init__(self) -> None:
        super().__init__(Change)


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

    def settle(self, store: Store, before: Contents, changes: Changes) -> None:
        """Bring the default graph up to date; refuse what was done to a fixed graph."""
        for graph, old in before.items():
            new = _content(store, graph)
            if graph in self.fixed and new != old:
                raise refusal(graph)
            self._follow(store, graph, Change(new - old, old - new), changes)

    def derive(self, store: Store, graph: NamedNode, change: Change, changes: Changes) -> None:
        """Change a graph that is derived from others, and bring the default graph up to date."""
        for triple in change.removed:
            store.remove(_quad(triple, graph))
        store.extend(_quad(triple, graph) for triple in change.added)
        self._follow(store, graph, change, changes)

    def _follow(self, store: Store, graph: NamedNode, change: Change, changes: Changes) -> None:
        changes[graph].note(change.added, change.removed)
        if graph in self.members:
            default = DefaultGraph()
            came = [t for t in change.added if _quad(t, default) not in store]
            store.extend(_quad(triple, default) for triple in came)
            went = [t for t in change.removed if self._forget(store, t)]
            changes[default].note(came, went)

    def _forget(self, store: Store, triple: Triple) -> bool:
        if any(_quad(triple, graph) in store for graph in self.members):
            return False
        store.remove(_quad(triple, DefaultGraph()))
        return True


def refusal(graph: NamedNode) -> ProtocolError:
    """Return the error that says that a graph is not for users to write."""
    return ProtocolError(
        403,
        f"<{graph.value}> is written by the build alone; write your own into <{LOCAL.value}> "
        "(where what names no graph goes), or into a graph of another name",
        zh=(
            f"<{graph.value}> 只由构建写入；"
            f"请写入 <{LOCAL.value}>（未指明图时的去处），或其他名称的图"
        ),
    )


def _content(store: Store, graph: NamedNode) -> set[Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}


def _quad(triple: Triple, graph: Graph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)
