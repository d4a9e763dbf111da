"""What is wrong with a query is told in words that help, where it is wrong."""

import pytest
from pyoxigraph import Store

from istograph.errors import QuerySyntaxError
from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.sparql.scopes import scope_fault
from istograph.rdf.sparql.syntax_errors import explain

_INBAR = "<https://w3id.org/istograph/id/organization/inbar"


def _error(text: str) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as raised:
        Store().query(text, prefixes=PREFIXES)
    return explain(raised.value, text)


@pytest.mark.parametrize(
    ("text", "said", "said_zh"),
    [
        (
            "SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y }",
            "line 1, column 8: ?x is neither in GROUP BY nor in an aggregate: add GROUP BY ?x",
            "第 1 行第 8 列：?x 既不在 GROUP BY 中，也不在聚合函数中",
        ),
        (
            "SELECT ?x\n  (STR(?z) AS ?s) { ?x ?z ?y } GROUP BY ?x",
            "line 2, column 8: ?z is neither in GROUP BY",
            "第 2 行第 8 列：?z 既不在",
        ),
        (
            "SELECT * { { SELECT ?x (MAX(?y) AS ?n) { ?x a ?y } } }",
            "line 1, column 21: ?x is neither in GROUP BY",
            "第 1 行第 21 列：?x 既不在",
        ),
        (
            "SELECT * { { SELECT ?x (MAX(?y) AS ?n) { ?x a ?y } } ?x ?p ?o }",
            "line 1, column 21: ?x is neither in GROUP BY",
            "第 1 行第 21 列：?x 既不在",
        ),
        (
            "SELECT * { ?x a ?y } GROUP BY ?x",
            "line 1, column 1: SELECT * cannot stand with GROUP BY",
            "第 1 行第 1 列：SELECT * 不能与 GROUP BY",
        ),
        (
            "SELECT ?x ?x { ?s ?p ?x BIND(1 AS ?x) }",
            "line 1, column 35: ?x is already bound",
            "第 1 行第 35 列：?x 已有值",
        ),
        (
            "SELECT * { { ?s ?p ?x } UNION { ?x ?p 1 } BIND(?s AS ?x) }",
            "line 1, column 54: ?x is already bound",
            "第 1 行第 54 列：?x 已有值",
        ),
        (
            "SELECT (1 AS ?x) { ?s ?p ?x }",
            "line 1, column 14: ?x is already bound",
            "第 1 行第 14 列：?x 已有值",
        ),
        (
            "SELECT DISTINCT { ?x a ?y }",
            "line 1, column 1: SELECT names no variable",
            "第 1 行第 1 列：SELECT 没有写变量",
        ),
        (
            "SELECT ?x, ?y { ?x a ?y }",
            "line 1, column 10: no comma stands between",
            "第 1 行第 10 列：SELECT 的各列之间不用逗号",
        ),
        (
            "SELECT COUNT(?x) WHERE { ?x a ?y }",
            "line 1, column 8: an expression among the columns has brackets and a name: (COUNT(…)",
            "第 1 行第 8 列：列中的表达式须加括号",
        ),
        (
            "SELECT ?y (COUNT(?x) ?n) { ?x a ?y } GROUP BY ?y",
            "line 1, column 11: an expression among the columns has a name",
            "第 1 行第 11 列：列中的表达式须有名称",
        ),
        (
            "SELECT (foo:bar(1) AS ?x) {}",
            "line 1, column 9: no PREFIX declares foo:",
            "第 1 行第 9 列：没有 PREFIX 声明 foo:",
        ),
        (
            "ASK {\n ?s a ist:ISTO }",
            "line 2, column 7: no PREFIX declares ist:; did you mean isto:?",
            "第 2 行第 7 列：没有 PREFIX 声明 ist:；是否指 isto:？",
        ),
        (" \n# nothing", "line 1, column 1: the query is empty", "第 1 行第 1 列：查询是空的"),
        (
            f"DESCRIBE {_INBAR}",
            f'line 1, column 10: the IRI {_INBAR} is not closed: ">" is missing',
            f"第 1 行第 10 列：IRI {_INBAR} 没有结束",
        ),
        (
            'SELECT * { ?s ?p "a }',
            'line 1, column 18: the string that begins here is not closed: " is missing',
            '第 1 行第 18 列：从此处开始的字符串没有结束：缺少 "',
        ),
        (
            "SELECT * {\n FILTER(1 < 2 }",
            'line 2, column 8: the "(" that stands here is not closed',
            "第 2 行第 8 列：此处的“(”没有闭合",
        ),
    ],
)
def test_a_fault_is_named_at_its_place(text: str, said: str, said_zh: str) -> None:
    error = _error(text)

    assert str(error).startswith(said)
    assert error.told("zh").startswith(said_zh)
    assert "read so far" not in str(error)


def test_the_first_of_two_faults_is_told() -> None:
    told = str(_error("SELECT * { ?s ?p ?o } ODER BY foo:bar(?s)"))

    assert told.startswith("line 1, column 23: expected one of ORDER")


def test_a_slip_of_the_pen_is_told_before_what_follows_from_it() -> None:
    told = str(_error("SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y } GROPU BY ?x"))

    assert told.startswith("line 1, column 41: expected one of GROUP")


def test_what_is_cut_off_before_a_fault_is_marked() -> None:
    told = str(
        _error("SELECT ?organization ?name ?seat { ?organization a isto:ISTO } ODER BY ?name")
    )

    assert "(read so far: … " in told


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?y } GROUP BY ?x HAVING (COUNT(*) > 1) ORDER BY ?n",
        "SELECT (YEAR(?d) AS ?y) { ?s ?p ?d }",
        "SELECT ?y (COUNT(*) AS ?n) { ?s ?p ?d } GROUP BY (YEAR(?d) AS ?y) ORDER BY ?y",
        "SELECT * { ?s ?p ?o MINUS { ?s ?q ?x } FILTER EXISTS { ?s ?r ?x } BIND(1 AS ?x) }",
        "SELECT * { { SELECT ?s { ?s ?p ?x } } BIND(1 AS ?x) }",
        "SELECT * { { BIND(1 AS ?x) } UNION { BIND(2 AS ?x) } }",
    ],
)
def test_right_variables_are_no_fault(text: str) -> None:
    Store().query(text, prefixes=PREFIXES)

    assert scope_fault(text) is None
