"""Triples as compact JSON-LD, and back."""

import json

import pytest
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from istograph.rdf.jsonld import compact, prefixes

_CONTEXT = {
    **prefixes(),
    "id": "@id",
    "type": "@type",
    "label": {"@id": "rdfs:label", "@container": "@language"},
    "name": {"@id": "rdfs:label"},
    "day": {"@id": "isto:from", "@type": "xsd:date"},
    "field": {"@id": "isto:hasField", "@type": "@id"},
    "facts": {"@reverse": "isto:subject"},
    "property": {"@id": "isto:property", "@type": "@vocab", "@context": {"@vocab": "http://v/"}},
}
_PREFIXES = "\n".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in prefixes().items())
_ROOT = NamedNode("http://x")


def _triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(f"{_PREFIXES}\n{turtle}", RdfFormat.TURTLE)]


def _canonical(triples: list[Triple]) -> Dataset:
    found = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


@pytest.mark.parametrize(
    "turtle",
    [
        '<http://x> rdfs:label "a"@en, "b"@zh, "c"@zh, "plain" .',
        '<http://x> isto:from "2020-01-01"^^xsd:date, "2020"^^xsd:gYear, <http://y>, "z"@en .',
        "<http://x> isto:hasField <http://y>, 7, [ isto:hasField 1.50 ] .",
        '<http://x> isto:n 1, 01, -3, 1.0, 1e3, true, "1"^^xsd:boolean, "x"^^<http://d> .',
        "<http://c> isto:subject <http://x> ; isto:property <http://v/p>, <http://w/q> .",
        "<http://c> isto:subject <http://x> . <http://d> isto:subject <http://c> .",
        "<http://x> isto:subject <http://x> . <http://other> a <http://T>, owl:Class .",
        "<http://x> isto:list (1 [ a isto:A ] (2)) .",
        "<http://x> isto:a _:b . <http://y> isto:a _:b . _:b isto:a _:b .",
        '<http://x> <http://no/prefix> "https://w3id.org/not/an/iri" .',
    ],
)
def test_nothing_is_lost_on_the_way(turtle: str) -> None:
    triples = _triples(turtle)

    document = json.dumps(compact(triples, _ROOT, _CONTEXT))

    assert _canonical([q.triple for q in parse(document, RdfFormat.JSON_LD)]) == _canonical(triples)


def test_a_document_has_of_the_context_what_it_uses() -> None:
    document = compact(_triples('<http://x> isto:from "2020-01-01"^^xsd:date .'), _ROOT, _CONTEXT)

    assert set(document["@context"]) == {"id", "type", "day", "isto", "xsd"}


def test_texts_stand_by_language_and_claims_in_what_they_are_about() -> None:
    triples = _triples(
        '<http://x> rdfs:label "a"@en . <http://c> isto:subject <http://x> ; '
        "isto:property <http://v/p> ; a isto:Claim ."
    )

    document = compact(triples, _ROOT, _CONTEXT)

    assert {key: document[key] for key in ("id", "label", "facts")} == {
        "id": "http://x",
        "label": {"en": "a"},
        "facts": [{"id": "http://c", "type": ["isto:Claim"], "property": "p"}],
    }
