"""The statistics of a graph, brought up to date for what has changed in it alone.

A count is a sum over triples, so it changes by what the triples that came give, less what those
that went gave; and where a node got another class, by what every triple that it stands in gives
now, less what it gave. That is little beside the graph, which is never read as a whole.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from pyoxigraph import Literal, NamedNode, Store, Triple

from istograph.rdf.terms import TYPE
from istograph.rdf.void.described import Described, Graph, Node, Place, Step
from istograph.rdf.void.terms import void

# So many changes, and a good part of what there was, are slower to follow than to count anew.
MOST = 5_000

Classes = Callable[[object], frozenset[NamedNode]]

_NONE: frozenset[NamedNode] = frozenset()


@dataclass
class Change:
    """The triples that a graph has gained and lost."""

    added: set[Triple] = field(default_factory=set)
    removed: set[Triple] = field(default_factory=set)

    def note(self, added: Iterable[Triple], removed: Iterable[Triple]) -> None:
        """Take in what has changed since; what comes and goes has not changed.

        >>> a, b = (Triple(NamedNode("e:s"), NamedNode("e:p"), Literal(n)) for n in (1, 2))
        >>> change = Change({a})
        >>> change.note({b}, {a})
        >>> change == Change({b})
        True
        """
        for triple in removed:
            if triple in self.added:
                self.added.remove(triple)
            else:
                self.removed.add(triple)
        for triple in added:
            if triple in self.removed:
                self.removed.remove(triple)
            else:
                self.added.add(triple)

    @property
    def size(self) -> int:
        """How many triples have changed."""
        return len(self.added) + len(self.removed)


def recount(store: Store, graph: Graph, change: Change, about: NamedNode, where: Graph) -> int:
    """Put right what `where` says of a graph that has changed; return how many triples it has.

    `about` is the void:Dataset of the graph, which must have been right before.
    """
    described = Described(store, where, about)
    if change.size > max(MOST, described.number(about, void("triples")) // 4):
        return described.anew(graph)
    counted = _counted(_Changed(store, graph, change))
    # From the inside out, so that what is taken away is empty.
    for place in sorted(counted, key=len, reverse=True):
        described.add(place, counted[place])
    for name, number in _occurrences(store, graph, change):
        described.add_to(about, void(name), number)
    for name, link in (("classes", "classPartition"), ("properties", "propertyPartition")):
        parts = sum(1 for _ in store.quads_for_pattern(about, void(link), None, where))
        described.put(about, void(name), parts)
    return described.number(about, void("triples"))


class _Changed:
    """A graph after a change, and what it was before."""

    def __init__(self, store: Store, graph: Graph, change: Change) -> None:
        self._store = store
        self._graph = graph
        self._now: dict[object, frozenset[NamedNode]] = {}
        self._came = _classes(change.added)
        self._went = _classes(change.removed)
        unchanged = self._around(self._came.keys() | self._went.keys()) - change.added
        self.before, self.after = unchanged | change.removed, unchanged | change.added

    def classes_now(self, node: object) -> frozenset[NamedNode]:
        """Return the classes of a node, of which it may have several."""
        if not isinstance(node, Node):
            return _NONE
        if node not in self._now:
            quads = self._store.quads_for_pattern(node, TYPE, None, self._graph)
            found = (quad.object for quad in quads)
            self._now[node] = frozenset(term for term in found if isinstance(term, NamedNode))
        return self._now[node]

    def classes_before(self, node: object) -> frozenset[NamedNode]:
        """Return the classes that a node had."""
        came, went = self._came.get(node, _NONE), self._went.get(node, _NONE)
        return (self.classes_now(node) - came) | went

    def _around(self, nodes: Iterable[object]) -> set[Triple]:
        """Return the triples that have one of these nodes as subject or object."""
        return {
            quad.triple
            for node in nodes
            if isinstance(node, Node)
            for quad in (
                *self._store.quads_for_pattern(node, None, None, self._graph),
                *self._store.quads_for_pattern(None, None, node, self._graph),
            )
        }


def _classes(triples: Iterable[Triple]) -> dict[object, frozenset[NamedNode]]:
    found: dict[object, frozenset[NamedNode]] = {}
    for subject, predicate, value in triples:
        if predicate == TYPE and isinstance(value, NamedNode):
            found[subject] = found.get(subject, _NONE) | {value}
    return found


def _counted(changed: _Changed) -> Mapping[Place, int]:
    """Return by how much each count has changed."""
    counted: Counter[Place] = Counter()
    for triple in changed.after:
        counted.update(_places(triple, changed.classes_now))
    for triple in changed.before:
        counted.subtract(_places(triple, changed.classes_before))
    return {place: number for place, number in counted.items() if number}


def _places(triple: Triple, classes: Classes) -> Iterator[Place]:
    """Yield the places of the counts that a triple is part of."""
    subject, predicate, value = triple
    used: Step = ("property", predicate)
    yield ()
    yield (used,)
    if predicate == TYPE and isinstance(value, NamedNode):
        yield (("class", value),)
    kinds: list[Step] = (
        [("datatype", value.datatype)]
        if isinstance(value, Literal)
        else [("class", class_) for class_ in classes(value)]
    )
    for class_ in classes(subject):
        whole: Place = (("class", class_), used)
        yield whole
        for kind in kinds:
            yield (*whole, kind)


def _occurrences(store: Store, graph: Graph, change: Change) -> Iterator[tuple[str, int]]:
    """Yield by how much the numbers of different terms have changed."""
    subjects = _difference(store, graph, change, "subject")
    objects = _difference(store, graph, change, "object")
    yield "distinctSubjects", sum(subjects.values())
    yield "distinctObjects", sum(objects.values())
    named = (number for term, number in subjects.items() if isinstance(term, NamedNode))
    yield "entities", sum(named)


def _difference(store: Store, graph: Graph, change: Change, role: str) -> dict[Any, int]:
    """Return of each term whether it has come into the graph in a role (1), or gone (-1)."""
    part = attrgetter(role)
    came, went = Counter(map(part, change.added)), Counter(map(part, change.removed))
    found: dict[Any, int] = {}
    for term in came.keys() | went.keys():
        subject, value = (term, None) if role == "subject" else (None, term)
        quads = store.quads_for_pattern(subject, None, value, graph)
        # One more than came is enough to know that it was there before.
        seen = sum(1 for _ in zip(quads, range(came[term] + 1), strict=False))
        found[term] = int(seen > 0) - int(seen > came[term] or went[term] > 0)
    return found
