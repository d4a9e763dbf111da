"""Which records are which items and entries elsewhere: links as SSSOM."""

from collections.abc import Iterator
from operator import itemgetter

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from istograph.exports.shareable import Shareable
from istograph.mappings import Mapping
from istograph.mappings.sssom import BUILT_IN_PREFIXES
from istograph.model import graph, in_nearest_language, value_of
from istograph.model.identifiers import ROR
from istograph.rdf.namespaces import ID, PREFIXES
from istograph.rdf.terms import LABEL, TYPE, term
from istograph.registries.registry import CC0

_ORGANIZATION = term("org:Organization")
_SAME_AS = term("schema:sameAs")
_CURATED = graph("curated")
_CURATION, _UNSPECIFIED = "semapv:ManualMappingCuration", "semapv:UnspecifiedMatching"
_PREFIXES = {"id": ID, "ror": ROR.bases[0], "wd": PREFIXES["wd"]}

METADATA = {
    "mapping_set_id": "https://w3id.org/istograph/id/mapping-set/links",
    "mapping_set_title": "Organizations of istograph in Wikidata and ROR",
    "license": CC0,
    "curie_map": {
        **_PREFIXES,
        "semapv": BUILT_IN_PREFIXES["semapv"],
        "skos": PREFIXES["skos"],
    },
}


def links(store: Store, shared: Shareable) -> Iterator[Mapping]:
    """Yield a mapping for each identifier elsewhere that a record carries, and may be handed on.

    How a registry came by its links nobody knows; ours were looked up by people.
    """
    typed = store.quads_for_pattern(None, TYPE, _ORGANIZATION, DefaultGraph())
    # Users may call anything an organization.
    for iri in sorted({iri for quad in typed if (iri := value_of(quad.subject)).startswith(ID)}):
        record = NamedNode(iri)
        found = store.quads_for_pattern(record, _SAME_AS, None, DefaultGraph())
        targets = {_curie(value_of(quad.object)): quad for quad in found if shared.keeps(quad)}
        for target, quad in sorted(filter(itemgetter(0), targets.items()), key=itemgetter(0)):
            curated = Quad(record, _SAME_AS, quad.object, _CURATED) in store
            yield Mapping(
                subject_id=_curie(iri),
                subject_label=_label(store, shared, record),
                predicate_id=_predicate(store, quad),
                object_id=target,
                mapping_justification=_CURATION if curated else _UNSPECIFIED,
            )


def _predicate(store: Store, said: Quad) -> str:
    """Return what the build made of a link: the same, close, or what its source says."""
    weighed = ("owl:sameAs", "skos:closeMatch")
    for curie in weighed:
        if Quad(said.subject, term(curie), said.object) in store:
            return curie
    return "skos:exactMatch"


def _curie(iri: str) -> str:
    """Return the CURIE of a record, an item or an entry of ROR; nothing for what is elsewhere."""
    for prefix, start in _PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return ""


def _label(store: Store, shared: Shareable, record: NamedNode) -> str:
    quads = filter(shared.keeps, store.quads_for_pattern(record, LABEL, None, DefaultGraph()))
    return value_of(in_nearest_language((quad.object for quad in quads), "en"))
