"""Candidates read from a store."""

from pyoxigraph import RdfFormat, Store

from istograph.matching.reading import stored

RECORD = b"""
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
<https://w3id.org/istograph/id/organization/ror-1> a org:Organization ;
    rdfs:label "Anything"@en ;
    schema:sameAs <http://www.wikidata.org/entity/Q1> , <https://ror.org/1> ;
    schema:identifier "wikidata:Q2" , "grid:grid.1.2" .
"""


def test_an_identifier_beside_the_preferred_one_joins_nothing() -> None:
    store = Store()
    store.load(RECORD, RdfFormat.TURTLE)
    (candidate,) = stored(store, "ror")

    assert candidate.identifiers == {
        ("wikidata", "Q1"),
        ("ror", "1"),
        ("other-wikidata", "Q2"),
        ("grid", "grid.1.2"),
    }
