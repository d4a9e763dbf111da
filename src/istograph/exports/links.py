"""Which records are which items and entries elsewhere: links as SSSOM."""

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from istograph.mappings import Mapping
from istograph.rdf.namespaces import ID, PREFIXES, expand

_ORGANIZATION = NamedNode(expand("org:Organization"))
_TYPE, _LABEL = NamedNode(expand("rdf:type")), NamedNode(expand("rdfs:label"))
_SAME_AS = NamedNode(expand("schema:sameAs"))
_PREFIXES = {"id": ID, "ror": "https://ror.org/", "wd": PREFIXES["wd"]}

METADATA = {
    "mapping_set_id": "https://w3id.org/istograph/id/mapping-set/links",
    "mapping_set_title": "Organizations of istograph in Wikidata and ROR",
    "license": "https://creativecommons.org/publicdomain/zero/1.0/",
    "curie_map": {
        **_PREFIXES,
        "semapv": "https://w3id.org/semapv/vocab/",
        "skos": PREFIXES["skos"],
    },
}


def links(store: Store) -> Iterator[Mapping]:
    """Yield a mapping for each identifier elsewhere that a record carries."""
    typed = store.quads_for_pattern(None, _TYPE, _ORGANIZATION, DefaultGraph())
    for iri in sorted({_text(quad.subject) for quad in typed}):
        record = NamedNode(iri)
        found = store.quads_for_pattern(record, _SAME_AS, None, DefaultGraph())
        for target in sorted({curie for quad in found if (curie := _curie(_text(quad.object)))}):
            yield Mapping(
                subject_id=_curie(iri),
                subject_label=_label(store, record),
                predicate_id="skos:exactMatch",
                object_id=target,
                mapping_justification="semapv:ManualMappingCuration",
            )


def _curie(iri: str) -> str:
    """Return the CURIE of a record, an item or an entry of ROR; nothing for what is elsewhere."""
    for prefix, start in _PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return ""


def _label(store: Store, record: NamedNode) -> str:
    quads = store.quads_for_pattern(record, _LABEL, None, DefaultGraph())
    labels = [quad.object for quad in quads if isinstance(quad.object, Literal)]
    labels.sort(key=lambda label: (label.language != "en", label.language or "", label.value))
    return labels[0].value if labels else ""


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))
