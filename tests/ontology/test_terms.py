"""Whoever names a term of the ontology names one that it has: curated tables, queries, shapes."""

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef

from istograph.rdf.namespaces import PREFIXES, expand
from istograph.resources import CURATED, DATA, ONTOLOGY, SHAPES

# Vocabularies of which the ontology declares what it uses; SHACL, VoID and the like are whole.
DECLARED = ["isto", "org", "skos", "eli", "qb", "prov", "schema", "foaf", "dcterms"]
TERM = re.compile(rf"(?<![\w/:-])(?:{'|'.join(DECLARED)}):[A-Za-z][\w-]*")
FILES = sorted([*CURATED.rglob("*.csv"), *(DATA / "queries").glob("*.rq"), *SHAPES.rglob("*.ttl")])


@cache
def declared() -> set[URIRef]:
    graph = Graph()
    for path in ONTOLOGY.rglob("*.ttl"):
        graph.parse(path)
    return {term for term in graph.subjects(RDF.type) if isinstance(term, URIRef)}


def undeclared(text: str) -> set[str]:
    """Return the CURIEs of a text that the ontology does not declare."""
    return {curie for curie in TERM.findall(text) if URIRef(expand(curie)) not in declared()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_term_that_a_file_names_is_declared(path: Path) -> None:
    assert undeclared(path.read_text()) == set()


def test_a_misspelt_term_is_seen() -> None:
    assert undeclared("id:policy/x,isto:isuer,id:organization/most,skos:Concept") == {"isto:isuer"}


def test_the_prefixes_are_those_of_the_project() -> None:
    assert set(DECLARED) <= PREFIXES.keys()
