"""SERVICE is seen in every disguise that the engine takes, and nowhere else."""

import pytest

from istograph.rdf.sparql.lexing import calls_service, dataset_clause, tokens

DISGUISED = {
    "plain": "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "lower case": "SELECT * { service <http://x/> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <http://x/> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?x { <http://x/> } SERVICE ?x { ?s ?p ?o } }",
    "prefixed name": "PREFIX e: <http://x/> SELECT * { SERVICE e:a { ?s ?p ?o } }",
    "glued silent": "SELECT * { SERVICESILENT<http://x/>{ ?s ?p ?o } }",
    "glued to a literal": "SELECT * { ?a ?b trueSERVICE<http://x/>{ ?s ?p ?o } }",
    "glued to a number": "SELECT * { ?a ?b 1SERVICE<http://x/>{ ?s ?p ?o } }",
    "glued to a dot": "PREFIX e: <http://x/> SELECT * { ?a ?b e:.SERVICE<http://x/>{ ?s ?p ?o } }",
    "glued to an empty prefix": "PREFIX : <http://x/> SELECT * { SERVICE:a { ?s ?p ?o } }",
    "after a string": 'SELECT * { ?a ?b "x"SERVICE<http://x/>{ ?s ?p ?o } }',
    "after a string with a quote": r'SELECT * { ?a ?b "\"" .SERVICE<http://x/>{ ?s ?p ?o } }',
    "after a long string": "SELECT * { ?a ?b '''it's'''.SERVICE<http://x/>{ ?s ?p ?o } }",
    "after a comment": "SELECT * { # it's\nSERVICE <http://x/> { ?s ?p ?o } }",
    "after a comment that a return ends": "SELECT * { # c\rSERVICE <http://x/> { ?s ?p ?o } }",
    "before a comment": "SELECT * { SERVICE#\n<http://x/> { ?s ?p ?o } }",
    "in a comparison that looks like an IRI": (
        "SELECT * { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)SERVICE#>\n<http://x/> { ?s ?p ?o } }"
    ),
    "in a string that is none": (
        'SELECT * { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)#>"""\n'
        'SERVICE <http://x/> { ?s ?p ?o } #"""\n }'
    ),
    "escaped, by SPARQL 1.1": r"SELECT * { SERV\u0049CE <http://x/> { ?s ?p ?o } }",
    "escaped with eight digits": r"SELECT * { \U00000053ERVICE <http://x/> { ?s ?p ?o } }",
    "in a string that an escape ends": r'SELECT * { ?s ?p "\u0022 .SERVICE<http://x/>{ } #" }',
    "nested": "SELECT * { OPTIONAL { { SELECT * { SERVICE <http://x/> { ?s ?p ?o } } } } }",
}
INNOCENT = {
    "string": 'SELECT * { ?s ?p "SERVICE <http://x/> {}" }',
    "other string": "SELECT * { ?s ?p 'it\\'s SERVICE' }",
    "long string": 'SELECT * { ?s ?p """a "SERVICE"\nSERVICE <x> """ }',
    "comment": "SELECT * { ?s ?p ?o } # SERVICE <http://x/> {}",
    "IRI": "SELECT * { ?s <http://x/SERVICE> <http://x/service#me> }",
    "relative IRI": "SELECT * { ?s <service> ?o }",
    "variable": "SELECT ?service $SERVICE { ?s ?p ?service, $SERVICE }",
    "local name": "SELECT * { ?s sd:Service ?o ; sd:service.x ?o }",
    "blank node": "SELECT * { _:SERVICE ?p _:a.SERVICE }",
    "nothing of the kind": "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 1) }",
}


@pytest.mark.parametrize("query", DISGUISED.values(), ids=DISGUISED.keys())
def test_a_service_clause_is_seen(query: str) -> None:
    assert calls_service(query)


@pytest.mark.parametrize("query", INNOCENT.values(), ids=INNOCENT.keys())
def test_what_only_looks_like_one_is_let_through(query: str) -> None:
    assert not calls_service(query)


def test_an_open_string_ends_the_tokens() -> None:
    assert [token.text for token in tokens('ASK { "open SERVICE }')] == ["ASK", "{", '"']


def test_the_dataset_clause_is_what_is_written() -> None:
    clause = dataset_clause(
        "BASE <http://g/> # FROM <no>\nPREFIX e: <http://e/>\n"
        "SELECT ?FROM FROM <a> from e:b.c FROM NAMED <d> { ?s ?p 'FROM <no>' }"
    )

    assert clause.prologue == "BASE <http://g/> # FROM <no>\nPREFIX e: <http://e/>\n"
    assert clause.default_graphs == ("<a>", "e:b.c")
    assert clause.named_graphs == ("<d>",)
