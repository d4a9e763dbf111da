"""What looks expensive is said, and what does not is not."""

import pytest

from istograph.rdf.sparql.costs import costs

EXPENSIVE = {
    "multiply": "SELECT * { ?a ?p ?x . ?b ?q ?y }",
    "multiply: ?a … with ?c …": "SELECT * { GRAPH <g> { ?a <p> ?b . ?c <q> ?d FILTER(?b < ?d) } }",
    "CONTAINS": "SELECT * { ?s ?p ?o FILTER(CONTAINS(LCASE(?o), 'x')) }",
    "REGEX": "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '(a+)+$')) }",
    "path with *": "SELECT * { ?a <http://e/p>* ?b }",
    "path with + between": "SELECT * { ?a (<http://e/p>|^e:q)+ ?b }",
    "ORDER BY without LIMIT": "SELECT * { ?s ?p ?o } ORDER BY ?o",
}
CHEAP = {
    "a join": "SELECT * { ?a <p> ?b . ?b <q> ?c }",
    "a join over a group": "SELECT * { ?a <p> ?b OPTIONAL { ?b <q> ?c } { ?a ?r ?d } }",
    "a join over a graph's name": "SELECT * { GRAPH ?g { ?a <p> ?b } ?g <q> ?c }",
    "one pattern": "SELECT * { ?s ?p ?o } LIMIT 10",
    "a path from somewhere": "SELECT * { <http://e/a> <http://e/p>* ?b }",
    "a path to somewhere": "SELECT * { ?a <http://e/p>+ e:b }",
    "a product of numbers": "SELECT (?a * ?b AS ?c) { ?s <p> ?a ; <q> ?b }",
    "an anchored regular expression": "SELECT * { ?s <p> ?o FILTER(REGEX(?o, '^x')) }",
    "a sorted page": "SELECT * { ?s <p> ?o } ORDER BY ?o LIMIT 10",
    "words in strings": "SELECT * { ?s <p> 'ORDER CONTAINS( ?x * ?y' }",
}


@pytest.mark.parametrize(("said", "query"), EXPENSIVE.items())
def test_what_looks_expensive_is_said(said: str, query: str) -> None:
    assert any(said in cost.en for cost in costs(query))


@pytest.mark.parametrize("query", CHEAP.values(), ids=CHEAP.keys())
def test_what_does_not_is_not(query: str) -> None:
    assert costs(query) == []


def test_nothing_is_said_twice() -> None:
    assert len(costs("SELECT * { ?s <p> ?o FILTER(CONTAINS(?o,'x') || CONTAINS(?o,'y')) }")) == 1
