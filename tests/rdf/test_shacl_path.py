"""Paths keep their meaning between RDF and SPARQL's syntax."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from istograph.rdf.shacl.path import Path, path_text, read_path, write_path

PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <urn:e:> . "
PATHS = [
    ("e:a", "urn:e:a"),
    ("[ sh:inversePath e:a ]", "^<urn:e:a>"),
    ("( e:a e:b )", "<urn:e:a>/<urn:e:b>"),
    ("[ sh:alternativePath ( e:a e:b ) ]", "<urn:e:a>|<urn:e:b>"),
    ("[ sh:zeroOrMorePath e:a ]", "<urn:e:a>*"),
    ("[ sh:oneOrMorePath e:a ]", "<urn:e:a>+"),
    ("[ sh:zeroOrOnePath e:a ]", "<urn:e:a>?"),
    (
        "( [ sh:inversePath e:a ] [ sh:zeroOrMorePath ( e:b e:c ) ] )",
        "(^<urn:e:a>)/((<urn:e:b>/<urn:e:c>)*)",
    ),
]


def read(node: object, triples: list[Triple]) -> Path:
    def objects(subject: object, predicate: NamedNode) -> list[object]:
        return [t.object for t in triples if (t.subject, t.predicate) == (subject, predicate)]

    return read_path(node, objects)


def given(turtle: str) -> Path:
    quads = parse(f"{PREFIXES} e:shape sh:path {turtle} .", format=RdfFormat.TURTLE)
    triples = [quad.triple for quad in quads]
    [start] = [t.object for t in triples if t.subject == NamedNode("urn:e:shape")]
    return read(start, triples)


@pytest.mark.parametrize(("turtle", "text"), PATHS)
def test_a_path_reads_as_sparql(turtle: str, text: str) -> None:
    assert path_text(given(turtle)) == text


@pytest.mark.parametrize("turtle", [turtle for turtle, _ in PATHS])
def test_a_path_survives_the_way_to_rdf_and_back(turtle: str) -> None:
    triples: list[Triple] = []
    node = write_path(given(turtle), triples)

    assert read(node, triples) == given(turtle)
