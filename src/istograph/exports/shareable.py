"""What may be handed on under the dataset's own licence: all but what is share-alike.

A registry whose licence binds whatever holds its data (CC BY-SA) is left out of a dump unless it
is asked for by name, and then goes with its own licence. A triple that another source states too
stays. With the registry goes what was derived about its own records: verdicts, types, joins.
"""

from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from istograph.model import graph, isto
from istograph.rdf.namespaces import ID, expand
from istograph.registries import REGISTRIES

_DERIVED = ("inferred", "verdicts", "joins")
# What a verdict, a claim of a join and a conflict of identity are about.
_ABOUT = (isto("subject"), isto("concerns"))
_NOTE = NamedNode(expand("skos:note"))


def share_alike(registries: Iterable[str]) -> frozenset[str]:
    """Return those of some registries whose licence binds what holds their data."""
    known = (name for name in registries if name in REGISTRIES)
    return frozenset(name for name in known if "/by-sa/" in REGISTRIES[name].license)


class Shareable:
    """Tells what of a dataset may be handed on: not what only the graphs apart state."""

    def __init__(self, store: Store, merged: Collection[str], apart: Collection[str]) -> None:
        self._store = store
        self._apart = [graph(name) for name in apart]
        self._derived = [graph(name) for name in _DERIVED]
        ours = [name for name in merged if name not in apart and name not in _DERIVED]
        self._others = [graph(name) for name in ours]
        self._records = tuple(f"{ID}organization/{name}-" for name in apart)
        # A join says by which names it was made, and of which records.
        self._words = tuple(f"{name}-" for name in apart)
        self._nodes = frozenset(self._about()) if apart else frozenset()

    def keeps(self, quad: Quad) -> bool:
        """Say whether a quad, of the default graph or of another one, may be handed on."""
        where = quad.graph_name
        if where in self._apart:
            return False
        if isinstance(where, DefaultGraph):
            return not self._is_bound(quad) or self._is_stated(quad, self._others)
        return where not in self._derived or not self._is_derived_of(quad)

    def quads(self, where: NamedNode | BlankNode | DefaultGraph) -> Iterator[Quad]:
        """Yield a graph without what is bound."""
        return filter(self.keeps, self._store.quads_for_pattern(None, None, None, where))

    def _about(self) -> Iterator[object]:
        for where in self._derived:
            for predicate in _ABOUT:
                for quad in self._store.quads_for_pattern(None, predicate, None, where):
                    if self._is_record(quad.object):
                        yield quad.subject

    def _is_bound(self, quad: Quad) -> bool:
        return self._is_derived_of(quad) or self._is_stated(quad, self._apart)

    def _is_stated(self, quad: Quad, graphs: Iterable[NamedNode]) -> bool:
        parts = quad.subject, quad.predicate, quad.object
        return any(Quad(*parts, where) in self._store for where in graphs)

    def _is_derived_of(self, quad: Quad) -> bool:
        if self._is_record(quad.subject) or quad.subject in self._nodes:
            return True
        value = quad.object
        return (
            quad.predicate == _NOTE
            and isinstance(value, Literal)
            and any(word in value.value for word in self._words)
        )

    def _is_record(self, node: object) -> bool:
        return isinstance(node, NamedNode) and node.value.startswith(self._records)


def shareable(store: Store, merged: Collection[str], apart: Collection[str]) -> Iterator[Quad]:
    """Yield the default graph without what only the graphs apart state."""
    return Shareable(store, merged, apart).quads(DefaultGraph())


def all_shareable(store: Store, merged: Collection[str], apart: Collection[str]) -> Iterator[Quad]:
    """Yield all graphs, the default one too, without what the graphs apart state."""
    found = Shareable(store, merged, apart)
    for where in (DefaultGraph(), *sorted(store.named_graphs(), key=str)):
        yield from found.quads(where)
