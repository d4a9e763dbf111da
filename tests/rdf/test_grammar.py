import pytest

from istograph.errors import QuerySyntaxError
from istograph.rdf.sparql.grammar import put_right


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT (COUNT(COUNT(*)) AS ?n) {}", "line 1, column 15"),
        ("SELECT (SUM(1 + (max(?x))) AS ?n)\n{ ?s ?p ?x }", "line 1, column 18"),
        ("SELECT * {\n BIND(<<( 'x' <p:p> 1 )>> AS ?t) }", "line 2, column 7"),
        ("SELECT * { BIND(<<( <<(<a:a> <p:p> 1)>> <p:p> 1 )>> AS ?t) }", "line 1, column 17"),
    ],
)
def test_what_the_grammar_does_not_have_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(QuerySyntaxError, match=place):
        put_right(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) (SUM(?x) / COUNT(?x) AS ?m) { ?s ?p ?x }",
        "SELECT (COUNT(?x) AS ?n) { { SELECT (MAX(?y) AS ?x) { ?s ?p ?y } GROUP BY ?s } }",
        "SELECT (SUM(IF(EXISTS { SELECT (COUNT(*) AS ?c) {} }, 1, 0)) AS ?n) {}",
        "SELECT * { BIND(<<( ?s <p:p> <<( <a:a> <p:p> 'x' )>> )>> AS ?t) }",
        "ASK { ?s ?p <<( 'x' <p:p> 1 )>> , <<( <<( ?s ?p 1 )>> <p:p> 1 )>> }",
        "ASK { FILTER (1 < (2)) FILTER ('<<(' = \"<<('x'\") }",
    ],
)
def test_what_the_grammar_has_stays_as_it_is(text: str) -> None:
    assert put_right(text) == text
