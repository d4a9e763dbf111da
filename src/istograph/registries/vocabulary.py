"""The concepts that a fact's value may be, as the vocabularies of the ontology list them."""

from functools import cache

from pyoxigraph import Literal, NamedNode

from istograph.rdf.namespaces import ID, expand
from istograph.rdf.reading import read_file
from istograph.resources import ONTOLOGY

_NOTATION = expand("skos:notation")


@cache
def jurisdictions() -> frozenset[str]:
    """Return the codes of the jurisdictions, in capitals."""
    quads = read_file(ONTOLOGY / "vocabularies" / "jurisdictions.ttl").quads
    return frozenset(
        quad.object.value
        for quad in quads
        if isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
        and quad.predicate.value == _NOTATION
        and quad.subject.value.startswith(f"{ID}jurisdiction/")
    )
