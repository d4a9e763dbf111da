"""Records that stand for others: `dcterms:isReplacedBy`, followed wherever a record is read.

graph `joins`     records of several sources that the build made one, each with its reason
other graphs      what a registry withdrew, or a user replaced

What users wrote of a record that was replaced is never rewritten; it counts for the one that is
kept for as long as it is kept, and comes back to the other when they are parted again.
"""

from collections.abc import Iterator, Sequence

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Store

from istograph.model.terms import graph
from istograph.rdf.terms import term

REPLACED_BY = term("dcterms:isReplacedBy")
JOINS = graph("joins")

Graph = NamedNode | DefaultGraph
Node = NamedNode | BlankNode


class Replacements:
    """Which record stands for which, by what some graphs and the joins of the build say."""

    def __init__(self, store: Store, graphs: Sequence[Graph] = (DefaultGraph(),)) -> None:
        self._store = store
        self._graphs = tuple(dict.fromkeys((*graphs, JOINS)))

    def kept(self, node: Node) -> Node:
        """Return the record that stands for a node: mostly itself; so too if it is in a circle."""
        passed, here = {node}, node
        while (following := self._following(here)) is not None:
            if following in passed:
                return node
            passed.add(following)
            here = following
        return here

    def names(self, node: Node) -> list[Node]:
        """Return a record and all that it stands for; nothing where another stands for it."""
        found = dict.fromkeys([node])
        waiting = [node]
        while waiting:
            for replaced in self._replaced(waiting.pop()):
                if replaced not in found:
                    found[replaced] = None
                    waiting.append(replaced)
        return [each for each in found if self.kept(each) == node]

    def all(self) -> dict[Node, Node]:
        """Return every record that was replaced, with the one that stands for it."""
        said = (
            quad.subject
            for where in self._graphs
            for quad in self._store.quads_for_pattern(None, REPLACED_BY, None, where)
        )
        kept = {node: self.kept(node) for node in said if isinstance(node, Node)}
        return {node: into for node, into in kept.items() if node != into}

    def _following(self, node: Node) -> NamedNode | None:
        found = (
            quad.object
            for where in self._graphs
            for quad in self._store.quads_for_pattern(node, REPLACED_BY, None, where)
        )
        nodes = (each for each in found if isinstance(each, NamedNode))
        return min(nodes, key=lambda each: each.value, default=None)

    def _replaced(self, node: Node) -> Iterator[Node]:
        for where in self._graphs:
            for quad in self._store.quads_for_pattern(None, REPLACED_BY, node, where):
                if isinstance(quad.subject, Node):
                    yield quad.subject
