"""The jurisdictions of the vocabulary: their codes of ISO 3166-1, and what they are called."""

from collections.abc import Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad

from istograph.rdf.namespaces import ID, expand
from istograph.rdf.reading import read_file
from istograph.resources import ONTOLOGY

_NOTATION = expand("skos:notation")
_LABELS = tuple(map(expand, ("skos:hiddenLabel", "skos:altLabel", "skos:prefLabel")))


@cache
def jurisdictions() -> frozenset[str]:
    """Return the codes of the jurisdictions, in capitals."""
    return frozenset(literal.value for _, literal in _described(_NOTATION))


@cache
def jurisdiction_names() -> dict[str, str]:
    """Return the codes of the jurisdictions by their names in both languages, in small letters."""
    codes = {iri: literal.value for iri, literal in _described(_NOTATION)}
    # What one is called first goes before what another is called as well.
    return {
        literal.value.casefold(): codes[iri]
        for property_ in _LABELS
        for iri, literal in _described(property_)
    }


def jurisdiction_code(text: str) -> str | None:
    """Return the code for a code, a name or an IRI of ours; nothing if there is no such place.

    >>> [jurisdiction_code(text) for text in ("fr", "法国", "France", "Gaul")]
    ['FR', 'FR', 'FR', None]
    >>> jurisdiction_code("https://w3id.org/istograph/id/jurisdiction/fr")
    'FR'
    """
    code = text.strip().rstrip("/").rpartition("/")[2]
    if code.upper() in jurisdictions():
        return code.upper()
    return jurisdiction_names().get(text.strip().casefold())


@cache
def _vocabulary() -> tuple[Quad, ...]:
    return tuple(read_file(ONTOLOGY / "vocabularies" / "jurisdictions.ttl").quads)


def _described(property_: str) -> Iterator[tuple[str, Literal]]:
    """Yield the jurisdictions, by their IRIs, with the texts that a property has."""
    for quad in _vocabulary():
        subject, literal = quad.subject, quad.object
        if not (isinstance(subject, NamedNode) and isinstance(literal, Literal)):
            continue
        if quad.predicate.value == property_ and subject.value.startswith(f"{ID}jurisdiction/"):
            yield subject.value, literal
