"""Names below the service's own address are names of ours, wherever they come in."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from istograph.rdf.aliases import Aliases
from istograph.rdf.namespaces import HOME

ALIASES = Aliases(("http://localhost:8000/", "https://kg.example/a/"))


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("ASK { <http://localhost:8000/id/x> ?p ?o }", f"ASK {{ <{HOME}id/x> ?p ?o }}"),
        (
            "ASK { GRAPH <https://kg.example/a/graph/g> {} }",
            f"ASK {{ GRAPH <{HOME}graph/g> {{}} }}",
        ),
        ("PREFIX o: <http://localhost:8000/id/> ASK {}", f"PREFIX o: <{HOME}id/> ASK {{}}"),
        ("BASE <http://localhost:8000/> ASK {}", f"BASE <{HOME}> ASK {{}}"),
        ("ASK FROM <http://localhost:8000/%E4%B8%AD>{}", f"ASK FROM <{HOME}中>{{}}"),
        (f"ASK {{ <{HOME}%E4%B8%AD> ?p ?o }}", f"ASK {{ <{HOME}中> ?p ?o }}"),
        ("ASK { </id/x> </a>/</b>?o }", f"ASK {{ <{HOME}id/x> <{HOME}a>/<{HOME}b>?o }}"),
        (
            "LOAD <http://localhost:8000/d> INTO GRAPH <http://localhost:8000/g>",
            f"LOAD <http://localhost:8000/d> INTO GRAPH <{HOME}g>",
        ),
    ],
)
def test_a_name_in_a_text_is_the_stored_one(text: str, stored: str) -> None:
    assert ALIASES.in_text(text) == stored


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p 'http://localhost:8000/id/x' } # <http://localhost:8000/id/x>",
        'ASK { ?s ?p "<http://localhost:8000/id/x>" }',
        "ASK { <http://localhost:80/id/x> ?p <https://kg.example/b/x> }",
        "SELECT * { SERVICE <http://localhost:8000/sparql> { ?s ?p ?o } }",
        "SELECT * { service silent <http://localhost:8000/sparql> { ?s ?p ?o } }",
        "BASE <http://e/> ASK { </id/x> ?p ?o }",
        "LOAD SILENT <http://localhost:8000/dump/x.ttl>",
        "ASK { <http://localhost:8000/not an iri> ?p ?o }",
    ],
)
def test_what_is_no_name_stays_as_it_is(text: str) -> None:
    assert ALIASES.in_text(text) == text


def test_every_place_of_a_quad_is_named() -> None:
    there, here = (NamedNode(f"{start}x") for start in ("http://localhost:8000/", HOME))
    inner = [Triple(node, node, node) for node in (there, here)]

    assert [*ALIASES.in_quads([Quad(there, there, inner[0], there)])] == [
        Quad(here, here, inner[1], here)
    ]
    assert [*ALIASES.in_triples([Triple(there, there, Literal("http://localhost:8000/x"))])] == [
        Triple(here, here, Literal("http://localhost:8000/x"))
    ]


def test_without_an_address_nothing_has_another_name() -> None:
    assert Aliases().in_text("ASK { <http://localhost:8000/x> ?p ?o }").count("localhost") == 1
    assert Aliases().name("http://localhost:8000/x") == "http://localhost:8000/x"
