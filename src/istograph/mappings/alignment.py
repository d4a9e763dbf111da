"""The mappings as RDF, in a graph of their own.

The graph is reached by GRAPH only. Merged into the default graph, a class of another vocabulary
above ours would let its axioms speak on our records, and a match of two concepts would be read by
some clients as a statement on every organization.

A mapping is its triple, for SKOS also the one in the other direction, and a node that says why.
"""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from istograph.mappings.curated import SourceScheme, SourceTerm, source_schemes, source_terms
from istograph.mappings.evidence import SKOS_INVERSES
from istograph.mappings.loading import (
    ALIGNMENT,
    EVIDENCE,
    SCHEMES,
    SUFFIX,
    TERMS,
    mapping_files,
    mapping_key,
)
from istograph.mappings.sssom import BUILT_IN_PREFIXES, NO_TERM, Mapping, MappingSet, read_sssom
from istograph.model import Text, graph, record
from istograph.rdf.terms import LABEL, TYPE, term
from istograph.resources import MAPPINGS

GRAPH = graph("alignment")


def quads(folder: Path = MAPPINGS) -> Iterator[Quad]:
    """Yield the graph of mappings."""
    # Both ends of a match may have their own row.
    for triple in dict.fromkeys(_triples(folder)):
        yield Quad(triple.subject, triple.predicate, triple.object, GRAPH)


def _triples(folder: Path) -> Iterator[Triple]:
    for scheme in source_schemes(folder / SCHEMES):
        yield from _scheme(scheme)
    for word in source_terms(folder / TERMS):
        yield from _term(word)
    for purpose in (EVIDENCE, ALIGNMENT):
        for path in mapping_files(folder, purpose):
            found = read_sssom(path)
            yield from _set(path, found)
            for mapping in found.mappings:
                if mapping.object_id != NO_TERM:
                    yield from _mapping(path, mapping, found)


def _scheme(scheme: SourceScheme) -> Iterator[Triple]:
    node = record("scheme", scheme.key)
    yield Triple(node, TYPE, term("skos:ConceptScheme"))
    yield from _labels(node, scheme.label)
    yield Triple(node, term("schema:url"), NamedNode(scheme.url))


def _term(word: SourceTerm) -> Iterator[Triple]:
    node = record("source-term", word.key)
    yield Triple(node, TYPE, term("skos:Concept"))
    yield from _labels(node, word.label)
    yield Triple(node, term("skos:notation"), Literal(word.notation))
    yield Triple(node, term("skos:inScheme"), record("scheme", word.scheme))


def _labels(node: NamedNode, label: Text) -> Iterator[Triple]:
    for literal in label.literals():
        yield Triple(node, term("skos:prefLabel"), literal)
        yield Triple(node, LABEL, literal)


def _set(path: Path, found: MappingSet) -> Iterator[Triple]:
    node = _set_node(path)
    yield Triple(node, TYPE, _sssom("MappingSet"))
    yield Triple(node, term("dcterms:license"), NamedNode(found.metadata["license"]))
    # SSSOM's own titles have no language; the Chinese one is an extension that the header defines.
    for language, slot in (("en", "mapping_set_title"), ("zh", "ext_title_zh")):
        if title := found.metadata.get(slot):
            yield Triple(node, LABEL, Literal(title, language=language))


def _mapping(path: Path, mapping: Mapping, found: MappingSet) -> Iterator[Triple]:
    subject, predicate, object_ = (
        NamedNode(found.expand(curie))
        for curie in (mapping.subject_id, mapping.predicate_id, mapping.object_id)
    )
    node = record("mapping", mapping_key(path, mapping))
    if not mapping.predicate_modifier:
        yield Triple(subject, predicate, object_)
        if inverse := SKOS_INVERSES.get(mapping.predicate_id):
            yield Triple(object_, NamedNode(found.expand(inverse)), subject)
    yield Triple(node, TYPE, term("owl:Axiom"))
    yield Triple(node, term("owl:annotatedSource"), subject)
    yield Triple(node, term("owl:annotatedProperty"), predicate)
    yield Triple(node, term("owl:annotatedTarget"), object_)
    yield Triple(node, term("dcterms:isPartOf"), _set_node(path))
    yield from (Triple(node, *pair) for pair in _reasons(mapping, found))


def _reasons(
    mapping: Mapping, found: MappingSet
) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    yield _sssom("mapping_justification"), NamedNode(found.expand(mapping.mapping_justification))
    if mapping.confidence is not None:
        yield _sssom("confidence"), Literal(mapping.confidence)
    for slot in ("subject_label", "object_label", "reviewer_label", "predicate_modifier"):
        if text := getattr(mapping, slot):
            yield _sssom(slot), Literal(text)
    if mapping.comment:
        yield term("rdfs:comment"), Literal(mapping.comment, language="en")


def _set_node(path: Path) -> NamedNode:
    return record("mapping-set", path.name.removesuffix(SUFFIX))


def _sssom(slot: str) -> NamedNode:
    return NamedNode(BUILT_IN_PREFIXES["sssom"] + slot)
