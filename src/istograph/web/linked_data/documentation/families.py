"""Classes with those below them, whose records are counted together; and where records stand.

Records carry the class as well as the one below it (facts are claims), or the latter alone
(cities are places).
"""

from pyoxigraph import NamedNode

from istograph.model import isto
from istograph.rdf.terms import TYPE, term
from istograph.web.linked_data.documentation.reading import ONTOLOGY
from istograph.web.linked_data.documentation.statistics import Counts
from istograph.web.linked_data.lookup import DEFAULT, Graph, Lookup, Node


def family(lookup: Lookup, node: NamedNode) -> list[NamedNode]:
    """Return a class and those directly below it; what an organization is by a verdict is none."""
    below = lookup.subjects(term("rdfs:subClassOf"), node, ONTOLOGY)
    named = (each for each in below if isinstance(each, NamedNode))
    return [node, *(each for each in named if not lookup.objects(each, isto("axis"), ONTOLOGY))]


def is_divided(lookup: Lookup, counts: Counts, node: NamedNode) -> bool:
    """Say whether the records of a class are given by the classes below it."""
    below = (counts.records.get(each, 0) for each in family(lookup, node)[1:])
    return sum(below) > counts.records.get(node, 0)


def members(lookup: Lookup, node: NamedNode) -> set[Node]:
    """Return the records of a divided class; one may be in two of its parts."""
    kinds = family(lookup, node)
    return {record for each in kinds for record in lookup.subjects(TYPE, each, DEFAULT)}


def size(lookup: Lookup, counts: Counts, node: NamedNode) -> int:
    """Return how many records a class has, those of the classes below it included."""
    if is_divided(lookup, counts, node):
        return len(members(lookup, node))
    return counts.records.get(node, 0)


def home(lookup: Lookup, predicate: NamedNode, value: NamedNode | None = None) -> Graph | None:
    """Return the graph that says something of anything: the default one, or else another."""
    if any(lookup.triples(None, predicate, value)):
        return DEFAULT
    found = next(lookup.store.quads_for_pattern(None, predicate, value, None), None)
    return found.graph_name if found and isinstance(found.graph_name, NamedNode) else None
