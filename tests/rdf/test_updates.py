"""Updates taken apart and rewritten; whether the engine then does what was meant: test_writer."""

import pytest
from pyoxigraph import Store

from istograph.errors import QuerySyntaxError
from istograph.rdf.sparql.rewriting import with_default, with_using
from istograph.rdf.sparql.updates import ANY, DEFAULT, check_readable, split

LOCAL = "http://e/local"


def targets(text: str) -> set[str]:
    return split(text)[0].targets()


def rewritten(text: str, **options: bool) -> list[str]:
    return [operation.body for operation in with_default(split(text)[0], LOCAL, **options)]


@pytest.mark.parametrize(
    ("request_", "bodies"),
    [
        ("", []),
        ("# CLEAR ALL ; DROP ALL", []),
        ("CLEAR ALL;", ["CLEAR ALL"]),
        ("CLEAR ALL; # the end", ["CLEAR ALL"]),
        ("BASE <http://e/> CLEAR GRAPH <a;b> ; DROP ALL", ["CLEAR GRAPH <a;b>", "DROP ALL"]),
        ("INSERT DATA { <a> <b> 'c;' ; <d> [ <e> 1 ; <f> 2 ] } ; CLEAR ALL",
         ["INSERT DATA { <a> <b> 'c;' ; <d> [ <e> 1 ; <f> 2 ] }", "CLEAR ALL"]),
        ("PREFIX:<http://e/> CLEAR ALL", ["CLEAR ALL"]),
    ],
)  # fmt: skip
def test_a_request_falls_into_its_operations(request_: str, bodies: list[str]) -> None:
    assert [operation.body for operation in split(request_)] == bodies


def test_an_operation_has_the_declarations_so_far() -> None:
    first, second = split("PREFIX a: <b> CLEAR ALL ; BASE <c> VERSION '1.2' DROP ALL")

    assert first.prologue.split() == ["PREFIX", "a:", "<b>"]
    assert second.prologue.split() == ["PREFIX", "a:", "<b>", "BASE", "<c>", "VERSION", "'1.2'"]


def test_an_operation_in_its_place_has_the_places_of_the_request() -> None:
    request = "PREFIX a: <b>\nCLEAR ALL ; # one\nBASE <c>\n DROP ALL ;\nCLEAR ALL"

    assert (
        split(request)[1].in_place(request)
        == "PREFIX a: <b>\n" + " " * 17 + "\nBASE <c>\n DROP ALL"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT DATA { <s> <p> 1 }", {DEFAULT}),
        ("INSERT DATA { GRAPH <a> { <s> <p> 1 } GRAPH b:b { <s> <p> { } } }", {"<a>", "b:b"}),
        ("DELETE WHERE { GRAPH ?g { ?s ?p 1 } . ?s ?p 2 }", {ANY, DEFAULT}),
        ("WITH <a> INSERT { ?s ?p 1 } WHERE { GRAPH <b> { ?s ?p 2 } }", {"<a>"}),
        ("WITH <a> INSERT { GRAPH <b> { ?s ?p 1 } } USING <c> WHERE { }", {"<b>"}),
        ("CLEAR GRAPH <a>", {"<a>"}),
        ("CLEAR DEFAULT", {DEFAULT}),
        ("DROP NAMED", {ANY}),
        ("CREATE SILENT GRAPH <a>", {"<a>"}),
        ("LOAD <a> INTO GRAPH <b>", {"<b>"}),
        ("LOAD <a>", {DEFAULT}),
        ("COPY <a> TO GRAPH <b>", {"<b>"}),
        ("MOVE <a> TO DEFAULT", {"<a>", DEFAULT}),
        ("INSERTDATA{}", set()),
    ],
)
def test_the_graphs_that_an_operation_may_change_are_known(text: str, expected: set[str]) -> None:
    assert targets(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT DATA { <s> <p> 1 ; <q> [ <r> 2 ] }",
         ["INSERT DATA { GRAPH <http://e/local> { <s> <p> 1 ; <q> [ <r> 2 ] } }"]),
        ("INSERT DATA { GRAPH <g> { <s> <p> 1 } . <s> <p> 2 . GRAPH <h> {} }",
         ["INSERT DATA { GRAPH <g> { <s> <p> 1 } . GRAPH <http://e/local> { <s> <p> 2 . } "
          "GRAPH <h> {} }"]),
        ("DELETE WHERE { ?s ?p 1 }",
         ["DELETE { GRAPH <http://e/local> { ?s ?p 1 } } WHERE { ?s ?p 1 }"]),
        ("WITH <g> DELETE { ?s ?p 1 } WHERE {}", ["WITH <g> DELETE { ?s ?p 1 } WHERE {}"]),
        ("CLEAR SILENT DEFAULT", ["CLEAR SILENT GRAPH <http://e/local>"]),
        ("LOAD SILENT <a>", ["LOAD SILENT <a> INTO GRAPH <http://e/local>"]),
        ("ADD DEFAULT TO <g>", ["ADD DEFAULT TO GRAPH <g>"]),
        ("MOVE SILENT DEFAULT TO <g>",
         ["COPY SILENT DEFAULT TO GRAPH <g>", "CLEAR SILENT GRAPH <http://e/local>"]),
        ("CLEAR ALL", ["CLEAR ALL"]),
    ],
)  # fmt: skip
def test_what_is_written_into_no_graph_is_given_one(text: str, expected: list[str]) -> None:
    assert rewritten(text) == expected


def test_a_graph_that_is_read_too_is_named_once() -> None:
    assert rewritten("DELETE WHERE { ?s ?p 1 }", reading=True) == [
        "WITH <http://e/local> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s ?p 1 } WHERE { GRAPH ?g { ?s ?p 'WHERE { } ' } OPTIONAL { ?s ?p 2 } }",
        "DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { { SELECT ?s WHERE { ?s ?p 1 } } }",
        "DELETE WHERE { ?s ?p 1 }",
    ],
)
def test_a_dataset_is_given_to_the_engine_in_its_own_words(text: str) -> None:
    given = with_using(split(text)[0], ["http://e/a"], ["http://e/b"])

    assert given.body.count("USING <http://e/a> USING NAMED <http://e/b> WHERE") == 1
    Store().update(given.text)


@pytest.mark.parametrize("text", ["INSERT DATA { <a:a> <a:b> 1 }", "CLEAR ALL"])
def test_what_reads_nothing_needs_no_dataset(text: str) -> None:
    assert with_using(split(text)[0], ["http://e/a"], []).body == text


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { GRAPHe:g { <s> <p> 1 } }",
        "WITHe:g DELETE { ?s ?p 1 } WHERE {}",
        "COPY <a> TOe:g",
        "CLEAR SILENTGRAPHe:g",
    ],
)
def test_a_name_that_is_hidden_behind_a_keyword_is_refused(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="space after each keyword"):
        check_readable(split(f"PREFIX e: <http://e/> {text}")[0])


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s e:graph ?g } WHERE { GRAPH e:g { ?s ?p 1 } SERVICE SILENT e:s { ?s ?p 1 } }",
        "INSERTDATA{GRAPH e:g{e:s e:p 1}}",
        "WITH e:g DELETE { ?s ?p 1 } USING NAMED e:h WHERE { ?s ?p ?o }",
        "MOVE SILENT e:g TO e:h",
    ],
)
def test_what_is_plain_is_not_refused(text: str) -> None:
    check_readable(split(f"PREFIX e: <http://e/> {text}")[0])
