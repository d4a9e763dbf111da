"""Terms of vocabularies as the store has them, by their CURIEs; and the two that all read."""

from pyoxigraph import NamedNode

from istograph.rdf.namespaces import expand


def term(curie: str) -> NamedNode:
    """Return the term that a CURIE stands for.

    >>> print(term("rdf:type"))
    <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>
    """
    return NamedNode(expand(curie))


TYPE, LABEL = term("rdf:type"), term("rdfs:label")
