"""What may be handed on under the dataset's own licence: all but what is share-alike.

A registry whose licence binds whatever holds its data (CC BY-SA) is left out of a dump unless it
is asked for by name, and then goes with its own licence. A triple that another source states too
stays.
"""

from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import DefaultGraph, Quad, Store

from istograph.model import graph
from istograph.registries import REGISTRIES


def share_alike(registries: Iterable[str]) -> frozenset[str]:
    """Return those of some registries whose licence binds what holds their data."""
    known = (name for name in registries if name in REGISTRIES)
    return frozenset(name for name in known if "/by-sa/" in REGISTRIES[name].license)


def shareable(store: Store, merged: Collection[str], apart: Collection[str]) -> Iterator[Quad]:
    """Yield the default graph without what only the graphs apart state."""
    others = [graph(name) for name in merged if name not in apart]
    bound = [graph(name) for name in apart]
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        parts = quad.subject, quad.predicate, quad.object
        stated = any(Quad(*parts, where) in store for where in bound)
        if not stated or any(Quad(*parts, where) in store for where in others):
            yield quad


def all_shareable(store: Store, merged: Collection[str], apart: Collection[str]) -> Iterator[Quad]:
    """Yield all graphs, the default one too, without what the graphs apart state."""
    yield from shareable(store, merged, apart)
    for name in sorted(store.named_graphs(), key=str):
        if name not in [graph(each) for each in apart]:
            yield from store.quads_for_pattern(None, None, None, name)
