"""The concepts that a fact's value may be, as the vocabularies of the ontology list them."""

from collections.abc import Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode

from istograph.rdf.namespaces import ID, expand
from istograph.rdf.reading import read_file
from istograph.resources import ONTOLOGY

_NOTATION, _LABEL = expand("skos:notation"), expand("skos:prefLabel")


@cache
def jurisdictions() -> frozenset[str]:
    """Return the codes of the jurisdictions, in capitals."""
    return frozenset(literal.value for _, literal in _jurisdictions(_NOTATION))


@cache
def jurisdiction_names() -> dict[str, str]:
    """Return the codes of the jurisdictions by their English names."""
    codes = {iri: literal.value for iri, literal in _jurisdictions(_NOTATION)}
    named = _jurisdictions(_LABEL)
    return {literal.value: codes[iri] for iri, literal in named if literal.language == "en"}


def _jurisdictions(property_: str) -> Iterator[tuple[str, Literal]]:
    """Yield the jurisdictions, by their IRIs, with the texts that a property has."""
    for quad in read_file(ONTOLOGY / "vocabularies" / "jurisdictions.ttl").quads:
        subject, literal = quad.subject, quad.object
        if not (isinstance(subject, NamedNode) and isinstance(literal, Literal)):
            continue
        if quad.predicate.value == property_ and subject.value.startswith(f"{ID}jurisdiction/"):
            yield subject.value, literal
