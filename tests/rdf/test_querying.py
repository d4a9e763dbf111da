"""What the engine does otherwise is done as the standard says."""

from typing import Any

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store

from istograph.errors import QuerySyntaxError
from istograph.rdf.aliases import Aliases
from istograph.rdf.payload import Payload
from istograph.rdf.sparql.grammar import put_right
from istograph.rdf.store.querying import Query
from istograph.rdf.store.updating import Update
from istograph.rdf.store.working import Work

PREFIX = "PREFIX : <http://e/> "
DATA = """INSERT DATA {
    GRAPH :a { :s :p 1 , 2 , :o } GRAPH :b { :s :p 1 ; :in :a . :t :p :o } :x :p :y
}"""


@pytest.fixture
def store() -> Store:
    found = Store()
    found.update(PREFIX + DATA)
    return found


def ask(store: Store, text: str, **request: Any) -> list[tuple[str, ...]]:
    fitted = Query(store, PREFIX + text, request).fitted
    rows = Query(store, fitted, request).results()
    assert isinstance(rows, QuerySolutions)
    return sorted(tuple(map(short, row)) for row in rows)


def short(term: Any) -> str:
    return "-" if term is None else term.value.removeprefix("http://e/")


COUNT = "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s :p ?o } } }"


def test_a_count_in_each_graph_is_that_graphs(store: Store) -> None:
    assert ask(store, COUNT) == [("a", "3"), ("b", "2")]


@pytest.mark.parametrize(
    "request_",
    [
        {"named_graphs": ["http://e/b"]},
        {"default_graphs": ["http://e/a"], "named_graphs": ["http://e/b"]},
    ],
)
def test_the_graphs_are_those_of_the_requests_dataset(
    store: Store, request_: dict[str, Any]
) -> None:
    assert ask(store, COUNT, **request_) == [("b", "2")]


@pytest.mark.parametrize(
    ("clauses", "found"),
    [
        ("FROM NAMED :b", [("b", "2")]),
        ("FROM :a FROM NAMED :b", [("b", "2")]),
        ("FROM :a FROM :b FROM NAMED :a", [("a", "3")]),
        ("FROM :a", []),
    ],
)
def test_the_graphs_are_those_of_the_querys_dataset(
    store: Store, clauses: str, found: list[tuple[str, ...]]
) -> None:
    assert ask(store, COUNT.replace("{ GRAPH", f"{clauses} {{ GRAPH", 1)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?g { GRAPH ?g { FILTER (BOUND(?g)) } }", []),
        ("SELECT ?g ?s { GRAPH ?g { ?s :in ?g } }", []),
        ("SELECT ?g ?s { GRAPH ?g { ?s :p 2 OPTIONAL { ?s :p ?g } } }", []),
        ("SELECT ?g ?s { GRAPH $g { ?s ?p 2 MINUS { ?t :p :o } } }", [("a", "s")]),
        ("SELECT ?g { GRAPH ?g { [] :p 1 , 2 MINUS { _:t :q 1 } } }", [("a",)]),
        ("SELECT ?g ?s { VALUES ?g { :b } GRAPH ?g { SELECT ?s { ?s :p ?o } LIMIT 1 } }", None),
        ("SELECT ?g ?t { GRAPH ?g { VALUES (?g ?t) { (UNDEF 1) (:a 2) } } }",
         [("a", "1"), ("a", "2"), ("b", "1")]),
    ],
)  # fmt: skip
def test_the_variable_of_a_graph_has_its_value_outside(
    store: Store, query: str, found: list[tuple[str, ...]] | None
) -> None:
    rows = ask(store, query)

    assert rows == found or (found is None and [row[0] for row in rows] == ["b"])


@pytest.mark.parametrize(
    ("clauses", "request_"),
    [
        ("FROM NAMED :b FROM NAMED <http://e/b>", {}),
        ("FROM :a FROM NAMED :b FROM NAMED :b", {}),
        ("", {"named_graphs": ["http://e/b", "http://e/b"]}),
    ],
)
def test_a_graph_that_is_named_twice_counts_once(
    store: Store, clauses: str, request_: dict[str, Any]
) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {clauses} {{ GRAPH ?g {{ ?s :p ?o }} }}"

    assert ask(store, query, **request_) == [("2",)]
    assert ask(store, COUNT.replace("{ GRAPH", f"{clauses} {{ GRAPH", 1), **request_) == [
        ("b", "2")
    ]


def test_a_graph_that_cannot_tell_is_left_to_the_engine(store: Store) -> None:
    text = "SELECT * { GRAPH ?g { ?s ?p ?o FILTER NOT EXISTS { ?o :p ?s } } }"

    assert Query(store, text, {}).fitted == text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?x { ?x :p* :nowhere }", [("nowhere",)]),
        ("SELECT ?x { <http://e/nowhere> :p? ?x . }", [("nowhere",)]),
        ("SELECT ?x { ?x :p* :y }", [("x",), ("y",)]),
        ("SELECT ?x { :x :p 1 . ?x a* :nowhere }", []),
        ("SELECT ?x { VALUES ?x { :nowhere :x } ?x :p* :nowhere FILTER (?x != :x) }",
         [("nowhere",)]),
        ("SELECT ?x { ?x :p+ :nowhere }", []),
    ],
)  # fmt: skip
def test_a_path_of_length_zero_ends_where_it_begins(
    store: Store, query: str, found: list[tuple[str, ...]]
) -> None:
    assert ask(store, query) == found


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (GROUP_CONCAT(?x) AS ?y) { VALUES ?x { 'a'@en 'b'@en } }",
        "SELECT ?y { { SELECT (GROUP_CONCAT(DISTINCT ?x; SEPARATOR=' ') AS ?y) {"
        " VALUES ?x { 'a'@en 'b'@en } } HAVING (GROUP_CONCAT(?x) = 'a b') } }",
    ],
)
def test_strings_put_together_have_no_language(store: Store, query: str) -> None:
    assert ask(store, query) == [("a b",)]
    found = Query(store, Query(store, query, {}).fitted, {}).results()
    assert [row[0].language for row in found] == [None]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ("(COUNT(?v) AS ?n) (?n + 1 AS ?m)", ("2", "3")),
        ("(SUM(?v) AS ?n) (?n / COUNT(*) AS ?m)", ("3", "1.5")),
        ("(MAX(?v) AS ?a) (?a * 2 AS ?b) (?a + ?b AS ?c)", ("2", "4", "6")),
    ],
)
def test_a_column_may_use_an_earlier_one(
    store: Store, columns: str, found: tuple[str, ...]
) -> None:
    assert ask(store, f"SELECT {columns} {{ VALUES ?v {{ 1 2 }} }}") == [found]


def test_a_column_that_is_bound_nowhere_is_still_a_fault(store: Store) -> None:
    with pytest.raises(SyntaxError, match="unbound"):
        ask(store, "SELECT (COUNT(?v) AS ?n) (?nothing + 1 AS ?m) { VALUES ?v { 1 2 } }")


@pytest.mark.parametrize("comparison", ["?x<?a&&?b>?y", "?s = 1 && ?x<?a&&?b>?y"])
def test_what_reads_as_an_iri_is_no_comparison(comparison: str) -> None:
    with pytest.raises(QuerySyntaxError, match="spaces"):
        put_right(f"SELECT * {{ ?s ?p ?x , ?y FILTER ({comparison}) }}")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?x <?a&&?b> ?y FILTER (?x < ?a && ?b > ?y) }",
        "SELECT * { FILTER EXISTS { ?x <p> ?y } FILTER (?x IN (<a>, <b>)) }",
        "SELECT * { FILTER (?x = <a> || ?x=<b>) ?s ?p (?x <a>) }",
        "SELECT * { BIND (IF(?x = 1, <a>, <b>) AS ?y) FILTER (EXISTS { ?s <p> (?x <a>) }) }",
    ],
)
def test_an_iri_stands_where_one_may_stand(query: str) -> None:
    assert put_right(query) == query
    Store().query(query, base_iri="http://e/")


def nothing(address: str) -> Payload:
    raise AssertionError(f"{address} is asked for")


def test_an_update_counts_each_graph_and_each_triple_once(store: Store) -> None:
    def update(text: str) -> None:
        work = Work(
            store, None, dict, fetch=nothing, expanded=0, federated=False,
            aliases=Aliases(), base_iri="http://e/",
        )  # fmt: skip
        Update(work, (PREFIX + text).encode()).run((), ())

    update(
        "INSERT { GRAPH :n { ?g :has ?n } }"
        " WHERE { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s :p ?o } } }"
    )
    update("INSERT { GRAPH :n { :both :has ?n } } USING :a USING :b USING NAMED :a"
           " WHERE { SELECT (COUNT(*) AS ?n) { ?s :p ?o } }")  # fmt: skip

    update("INSERT { GRAPH :n { :twice :has ?n } } USING :a USING <http://e/a>"
           " WHERE { SELECT (COUNT(*) AS ?n) { ?s :p ?o } }")  # fmt: skip
    update("INSERT { GRAPH :n { :named :has ?n } } USING NAMED :b USING NAMED :b"
           " WHERE { SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s :p ?o } } }")  # fmt: skip

    found = ask(store, "SELECT ?g ?n { GRAPH :n { ?g :has ?n } }")
    assert found == [("a", "3"), ("b", "2"), ("both", "4"), ("named", "2"), ("twice", "3")]
    assert {name.value for name in store.named_graphs() if isinstance(name, NamedNode)} == {
        f"http://e/{name}" for name in "abn"
    }
