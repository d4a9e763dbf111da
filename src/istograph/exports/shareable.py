"""What may be handed on under the dataset's own licence: all but what is share-alike.

A registry whose licence binds whatever holds its data (CC BY-SA) is left out of a dump unless it
is asked for by name, and then goes with its own licence. A triple that another source states too
stays. With the registry goes what was derived about its own records: verdicts, types, joins. On
records that it shares with other sources, the verdicts are those that follow without it.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from istograph.classification.descriptions.judge import Judge
from istograph.model import Replacements, graph, isto
from istograph.model.terms import ORGANIZATIONS
from istograph.rdf.store.snapshot import Description
from istograph.rdf.terms import TYPE, term
from istograph.registries import REGISTRIES

_INFERRED, _VERDICTS = graph("inferred"), graph("verdicts")
_DERIVED = (_INFERRED, _VERDICTS, graph("joins"))
_SUBJECT = isto("subject")
# What a verdict, a claim of a join and a conflict of identity are about.
_ABOUT = (_SUBJECT, isto("concerns"))
_NOTE = term("skos:note")

Node = NamedNode | BlankNode


def share_alike(registries: Iterable[str]) -> frozenset[str]:
    """Return those of some registries whose licence binds what holds their data."""
    known = (name for name in registries if name in REGISTRIES)
    return frozenset(name for name in known if "/by-sa/" in REGISTRIES[name].license)


class Shareable:
    """Tells what of a dataset may be handed on: not what only the graphs apart state."""

    def __init__(self, store: Store, about: Description, apart: Collection[str]) -> None:
        self._store = store
        self._about = about
        self._apart = [graph(name) for name in apart]
        ours = [graph(name) for name in about.merged if name not in apart]
        self._others = [where for where in ours if where not in _DERIVED]
        self._records = tuple(f"{ORGANIZATIONS}{name}-" for name in apart)
        # A join says by which names it was made, and of which records.
        self._words = tuple(f"{name}-" for name in apart)
        self._nodes = frozenset(self._derived_nodes()) if apart else frozenset()

    def keeps(self, quad: Quad) -> bool:
        """Say whether a quad, of the default graph or of another one, may be handed on."""
        where = quad.graph_name
        if where in self._apart:
            return False
        if isinstance(where, DefaultGraph):
            return not self._is_bound(quad) or self._is_free(quad)
        return where not in _DERIVED or not (self._is_derived_of(quad) or self._is_undone(quad))

    def quads(self, where: NamedNode | BlankNode | DefaultGraph) -> Iterator[Quad]:
        """Yield a graph without what is bound, and with what follows without that alone."""
        yield from filter(self.keeps, self._store.quads_for_pattern(None, None, None, where))
        for quad in self.anew.quads_for_pattern(None, None, None, where):
            if quad not in self._store:
                yield quad

    def verdicts(self) -> Iterator[tuple[Store, NamedNode]]:
        """Yield the verdicts that may be handed on, each with the store that has it."""
        on = isto("verdictOn")
        for quad in self._store.quads_for_pattern(None, on, None, _VERDICTS):
            if quad.subject not in self._verdict_nodes and self.keeps(quad):
                yield self._store, cast("NamedNode", quad.subject)
        for quad in self.anew.quads_for_pattern(None, on, None, _VERDICTS):
            yield self.anew, cast("NamedNode", quad.subject)

    @cached_property
    def shared(self) -> frozenset[Node]:
        """The records that the graphs apart state facts about, beside other sources."""
        said = (
            quad.object
            for where in self._apart
            for quad in self._store.quads_for_pattern(None, _SUBJECT, None, where)
        )
        kept = Replacements(self._store, [*self._others, *self._apart]).kept
        nodes = {kept(node) for node in said if isinstance(node, Node)}
        return frozenset(node for node in nodes if not self._is_record(node))

    @cached_property
    def anew(self) -> Store:
        """The verdicts on the records that are shared, as they follow without the graphs apart.

        Classes are in the default graph, too.
        """
        found = Store()
        registries = [name for name in self._about.registries if graph(name) not in self._apart]
        day = self._about.version.partition(".")[0]
        judge = Judge(self._store, self._others, registries, day) if self.shared else None
        for node in sorted(self.shared, key=str):
            quads = list(judge.verdicts(node)) if judge else []
            found.extend(quads)
            found.extend(_in(q, DefaultGraph()) for q in quads if q.graph_name == _INFERRED)
        return found

    def _derived_nodes(self) -> Iterator[object]:
        for where in _DERIVED:
            for predicate in _ABOUT:
                for quad in self._store.quads_for_pattern(None, predicate, None, where):
                    if self._is_record(quad.object):
                        yield quad.subject

    def _is_bound(self, quad: Quad) -> bool:
        if self._is_derived_of(quad) or quad.triple in self._bound:
            return True
        is_type = quad.predicate == TYPE and quad.subject in self.shared
        return is_type and self._is_undone(_in(quad, _INFERRED))

    @cached_property
    def _bound(self) -> frozenset[Triple]:
        """What the graphs apart state: it is asked of every triple, and they are the small ones."""
        return frozenset(
            quad.triple
            for where in self._apart
            for quad in self._store.quads_for_pattern(None, None, None, where)
        )

    def _is_free(self, quad: Quad) -> bool:
        inferred = _in(quad, _INFERRED)
        follows = quad in self.anew or (inferred in self._store and self.keeps(inferred))
        return follows or self._is_stated(quad, self._others)

    def _is_stated(self, quad: Quad, graphs: Iterable[NamedNode]) -> bool:
        return any(_in(quad, where) in self._store for where in graphs)

    def _is_undone(self, quad: Quad) -> bool:
        """Say whether a quad was derived of a record that is shared, and does not follow anew."""
        if quad.graph_name not in (_INFERRED, _VERDICTS):
            return False
        is_shared = quad.subject in self.shared or quad.subject in self._verdict_nodes
        return is_shared and quad in self._store and quad not in self.anew

    @cached_property
    def _verdict_nodes(self) -> frozenset[object]:
        return frozenset(
            quad.subject
            for node in self.shared
            for quad in self._store.quads_for_pattern(None, _SUBJECT, node, _VERDICTS)
        )

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


def _in(quad: Quad, where: NamedNode | DefaultGraph) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, where)


def shareable(store: Store, about: Description, apart: Collection[str]) -> Iterator[Quad]:
    """Yield the default graph without what only the graphs apart state."""
    return Shareable(store, about, apart).quads(DefaultGraph())


def all_shareable(store: Store, about: Description, apart: Collection[str]) -> Iterator[Quad]:
    """Yield all graphs, the default one too, without what the graphs apart state."""
    found = Shareable(store, about, apart)
    for where in (DefaultGraph(), *sorted(store.named_graphs(), key=str)):
        yield from found.quads(where)
