"""What is said of a graph, as counts at places that can be read and put right.

A place is the way from a graph's void:Dataset down to a count:

()                                                        void:triples of the graph
(class C)                                                 void:entities that are a C
(property P)                                              void:triples with P
(class C)(property P)                                     those whose subject is a C
(class C)(property P)(class D), ...(datatype T)           and whose object is a D, or a T
"""

from collections.abc import Iterator
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from istograph.rdf.void.statistics import statistics
from istograph.rdf.void.terms import DATATYPE, DATATYPE_PARTITION, void

Graph = NamedNode | DefaultGraph
Node = NamedNode | BlankNode
Step = tuple[str, NamedNode]
Place = tuple[Step, ...]

# By the kind of a step: from the whole to the part, and from the part to its name.
_STEPS = {
    "class": (void("classPartition"), void("class")),
    "property": (void("propertyPartition"), void("property")),
    "datatype": (DATATYPE_PARTITION, DATATYPE),
}


class Described:
    """What is said of a graph, to be read and put right."""

    def __init__(self, store: Store, where: Graph, about: NamedNode) -> None:
        self._store = store
        self._where = where
        self._about = about
        self._known: dict[tuple[Node, str], dict[NamedNode, Node]] = {}

    def anew(self, graph: Graph) -> int:
        """Count a graph as a whole; return how many triples it has."""
        for kind in ("class", "property"):
            for part in list(self._parts(self._about, kind).values()):
                self._forget(part)

        def triples(predicate: NamedNode | None) -> Iterator[Triple]:
            return (q.triple for q in self._store.quads_for_pattern(None, predicate, None, graph))

        for triple in statistics(self._about, triples):
            if isinstance(triple.object, Literal) and triple.subject == self._about:
                self.put(self._about, triple.predicate, int(triple.object.value))
            else:
                subject, predicate, value = triple
                self._store.add(Quad(subject, predicate, value, self._where))
        return self.number(self._about, void("triples"))

    def remove(self) -> None:
        """Say nothing of the graph any more."""
        self._forget(self._about)

    def add(self, place: Place, number: int) -> None:
        """Add to the count at a place, which is made where it is not, and goes with its last."""
        node = self._node(place) or self._made(place)
        name = void("entities" if _is_class_of_graph(place) else "triples")
        if self.add_to(node, name, number) == 0 and place:
            self._remove(place, node)

    def add_to(self, node: Node, name: NamedNode, number: int) -> int:
        """Add to a number that is said of a node; return the sum."""
        total = self.number(node, name) + number
        self.put(node, name, total)
        return total

    def number(self, node: Node, name: NamedNode) -> int:
        """Return a number that is said of a node; what is not said is zero."""
        values = self._values(node, name)
        return int(values[0].value) if values else 0

    def put(self, node: Node, name: NamedNode, number: int) -> None:
        """Say a number of a node."""
        for quad in list(self._store.quads_for_pattern(node, name, None, self._where)):
            self._store.remove(quad)
        self._store.add(Quad(node, name, Literal(number), self._where))

    def _node(self, place: Place) -> Node | None:
        if not place:
            return self._about
        whole = self._node(place[:-1])
        return self._parts(whole, place[-1][0]).get(place[-1][1]) if whole else None

    def _parts(self, whole: Node, kind: str) -> dict[NamedNode, Node]:
        """Return the parts of a node, by what they are parts for."""
        if (whole, kind) not in self._known:
            link, name = _STEPS[kind]
            self._known[whole, kind] = {
                of: part for part in self._values(whole, link) for of in self._values(part, name)
            }
        return self._known[whole, kind]

    def _values(self, node: Node, name: NamedNode) -> list[Any]:
        quads = self._store.quads_for_pattern(node, name, None, self._where)
        return [quad.object for quad in quads]

    def _made(self, place: Place) -> Node:
        whole = self._node(place[:-1]) or self._made(place[:-1])
        kind, of = place[-1]
        link, name = _STEPS[kind]
        node = self._parts(whole, kind)[of] = BlankNode()
        self._store.add(Quad(whole, link, node, self._where))
        self._store.add(Quad(node, name, of, self._where))
        return node

    def _remove(self, place: Place, node: Node) -> None:
        if whole := self._node(place[:-1]):
            del self._parts(whole, place[-1][0])[place[-1][1]]
        self._forget(node)

    def _forget(self, node: Node) -> None:
        for kind in _STEPS:
            for part in self._parts(node, kind).values():
                self._forget(part)
        for quad in (
            *self._store.quads_for_pattern(node, None, None, self._where),
            *self._store.quads_for_pattern(None, None, node, self._where),
        ):
            self._store.remove(quad)


def _is_class_of_graph(place: Place) -> bool:
    return len(place) == 1 and place[0][0] == "class"
