"""Candidates as they are read from a store."""

from pyoxigraph import RdfFormat, Store

from istograph.matching import Name
from istograph.matching.reading import stored
from istograph.model import graph

QUADS = """
@prefix id: <https://w3id.org/istograph/id/> .
@prefix isto: <https://w3id.org/istograph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/istograph/graph/paper> {
  <https://w3id.org/istograph/id/organization/iau> a org:Organization ;
    rdfs:label "International Astronomical Union"@en , "国际天文学联合会"@zh .
}
<https://w3id.org/istograph/graph/curated> {
  <https://w3id.org/istograph/id/organization/iau> isto:acronym "IAU" ;
    skos:altLabel "Union astronomique internationale"@fr , "UAI"@und ;
    schema:sameAs <http://www.wikidata.org/entity/Q6867> , <https://ror.org/05nex2951> ;
    schema:identifier "isni:0000 0001" ; schema:url <https://www.iau.org/> ;
    schema:foundingDate "1919-07-28"^^xsd:date ;
    isto:isHeadquarteredIn <https://w3id.org/istograph/id/jurisdiction/fr> .
  <https://w3id.org/istograph/id/place/paris> rdfs:label "Paris"@en .
}
"""


def test_an_organization_is_read_from_all_its_graphs_together() -> None:
    store = Store()
    store.bulk_load(QUADS.encode(), RdfFormat.TRIG)
    (candidate,) = stored(store, "curated", [graph("paper"), graph("curated")])

    assert (candidate.key, candidate.source) == ("iau", "curated")
    assert candidate.names[0] == Name("International Astronomical Union", "en", "label")
    assert set(candidate.names) == {
        Name("International Astronomical Union", "en", "label"),
        Name("国际天文学联合会", "zh", "label"),
        Name("Union astronomique internationale", "fr", "alias"),
        Name("UAI", "", "alias"),
        Name("IAU", "", "acronym"),
    }
    assert candidate.identifiers == {
        ("wikidata", "Q6867"),
        ("ror", "05nex2951"),
        ("isni", "0000 0001"),
    }
    assert (candidate.countries, candidate.founded) == ({"FR"}, 1919)
    assert candidate.websites == {"https://www.iau.org/"}


def test_a_graph_alone_gives_what_it_calls_an_organization() -> None:
    store = Store()
    store.bulk_load(QUADS.encode(), RdfFormat.TRIG)

    assert [each.key for each in stored(store, "paper", [graph("paper")])] == ["iau"]
    assert list(stored(store, "curated", [graph("curated")])) == []
