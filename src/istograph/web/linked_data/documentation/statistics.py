"""How often classes and properties are used, from what the dataset says of itself in graph `void`.

Links between records are counted there by class, property and class, within one graph.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode

from istograph.model import graph
from istograph.rdf.terms import TYPE, term
from istograph.rdf.void.terms import part
from istograph.web.linked_data.lookup import Lookup, Node

_VOID = graph("void")
_DEFAULT = part("default")
_Three = tuple[NamedNode, NamedNode, NamedNode]


@dataclass
class Counts:
    """Records by class, statements by property, and links by class, property and class.

    What the default graph has none of is counted where it is: verdicts, differences.
    """

    records: dict[NamedNode, int] = field(default_factory=dict)
    statements: dict[NamedNode, int] = field(default_factory=dict)
    links: dict[_Three, int] = field(default_factory=dict)
    # by class and property, whatever they lead to
    said: dict[tuple[NamedNode, NamedNode], int] = field(default_factory=dict)


def counts(lookup: Lookup) -> Counts:
    """Return the numbers of the version that is published."""
    found = Counts()
    parts = lookup.subjects(TYPE, term("void:Dataset"), _VOID)
    # The default graph first: a later one only adds what that has not.
    for each in sorted(parts, key=lambda part: (part != _DEFAULT, str(part))):
        for classes, number, by in _partitions(lookup, each, "class", "entities"):
            found.records.setdefault(classes, number)
            for name, said, to in _partitions(lookup, by, "property", "triples"):
                found.said.setdefault((classes, name), said)
                for end, links, _ in _partitions(lookup, to, "class", "triples"):
                    found.links.setdefault((classes, name, end), links)
        for name, said, _ in _partitions(lookup, each, "property", "triples"):
            found.statements.setdefault(name, said)
    return found


def records_of(lookup: Lookup, name: str) -> dict[NamedNode, int]:
    """Return how many records a named graph has of each class."""
    found = _partitions(lookup, part(name), "class", "entities")
    return {of: number for of, number, _ in found}


def _partitions(
    lookup: Lookup, whole: Node, kind: str, counted: str
) -> Iterator[tuple[NamedNode, int, BlankNode]]:
    """Yield the partitions of one kind: of what, how many, and the partition itself."""
    for node in lookup.objects(whole, term(f"void:{kind}Partition"), _VOID):
        if not isinstance(node, BlankNode):
            continue
        of = lookup.objects(node, term(f"void:{kind}"), _VOID)
        number = lookup.objects(node, term(f"void:{counted}"), _VOID)
        if isinstance(of[0], NamedNode) and isinstance(number[0], Literal):
            yield of[0], int(number[0].value), node
