"""Documents are read with the line of each subject, and refused with the line of the fault."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode

from istograph.errors import FormatError, InputError
from istograph.rdf.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from istograph.rdf.reading import read_document, read_file

A, B = NamedNode("http://example.org/a"), NamedNode("http://example.org/b")

TURTLE_TEXT = '''@prefix e: <http://example.org/> .

e:a
    e:p """two
lines""" , e:b .

e:b e:p e:a . e:c e:p
    e:b .
'''
XML_TEXT = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:e="http://example.org/">
  <rdf:Description rdf:about="http://example.org/a">
    <e:p>a</e:p>
  </rdf:Description>
  <rdf:Description rdf:about="http://example.org/b"><e:p>b</e:p></rdf:Description>
</rdf:RDF>
"""
JSON_TEXT = """{"@context": {"e": "http://example.org/"}, "@graph": [
  {"@id": "e:a",
   "e:p": {"@value": "b"}},
  {"@id": "e:b",
   "e:p": "y"}
]}
"""


def line(text: str, subject: NamedNode, form: Format = TURTLE) -> int | None:
    return read_document(text.encode(), form, "name").line(subject)


def test_a_subject_has_the_line_where_it_first_stands() -> None:
    assert [line(TURTLE_TEXT, A), line(TURTLE_TEXT, B)] == [3, 7]


def test_a_subject_behind_another_on_its_line_has_that_line() -> None:
    assert line("@prefix e: <http://example.org/> . e:a e:p 1 . e:b e:p 2 .", B) == 1


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (RDF_XML, XML_TEXT, (3, 6)),
        (JSON_LD, JSON_TEXT, (2, 4)),
        (N_TRIPLES, f"{A} {A} {A} .\n\n{B} {A} {B} .\n", (1, 3)),
        (N_QUADS, f"{A} {A} {A} {B} .\n{B} {A} {B} {A} .\n", (1, 2)),
        (TRIG, f"<urn:g> {{\n{A} {A} 1 .\n{B} {A} 2 }}\n", (2, 3)),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_lines_are_known_in_every_format(
    form: Format, text: str, expected: tuple[int, int]
) -> None:
    assert (line(text, A, form), line(text, B, form)) == expected


def test_a_blank_node_has_a_line() -> None:
    document = read_document(b"@prefix e: <urn:e:> .\n\n[ e:p 1 ;\n  e:p 2 ] .\n", TURTLE, "name")
    [blank] = {quad.subject for quad in document.quads}

    assert isinstance(blank, BlankNode)
    assert document.line(blank) == 3


def test_what_is_no_subject_has_no_line() -> None:
    document = read_document(TURTLE_TEXT.encode(), TURTLE, "name")

    assert document.line(NamedNode("http://example.org/p")) is None


def test_blank_nodes_of_two_documents_stay_two() -> None:
    subjects = [
        read_document(b"_:x <urn:p> 1 .", TURTLE, name).quads[0].subject for name in ("one", "two")
    ]

    assert subjects[0] != subjects[1]


def test_relative_iris_are_resolved_against_the_file(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text("<#x> <urn:p> 1 .")

    assert read_file(path).quads[0].subject == NamedNode(f"{path.as_uri()}#x")


@pytest.mark.parametrize(
    ("form", "text", "place"),
    [
        (TURTLE, "@prefix e: <urn:e:> .\ne:a e:b .\n", "name:2:9: not turtle"),
        (RDF_XML, XML_TEXT.replace("e:p>b", "f:p>b"), "name:6: not rdfxml"),
        (JSON_LD, '{\n"a": \n]', "name:3:1: not jsonld"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_fault_is_named_with_its_place(form: Format, text: str, place: str) -> None:
    with pytest.raises(InputError, match=f"^{place}"):
        read_document(text.encode(), form, "name")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.ttl: cannot be read"):
        read_file(Path("nowhere.ttl"))


def test_an_unknown_ending_is_named() -> None:
    with pytest.raises(FormatError, match="ending"):
        read_file(Path(__file__))


@pytest.mark.parametrize("length", [4_000, 5_000, 100_000])
@pytest.mark.parametrize("form", [TURTLE, N_TRIPLES, TRIG, N_QUADS], ids=lambda form: form.name)
def test_a_line_may_be_longer_than_the_parser_reads_at_once(form: Format, length: int) -> None:
    long = f'<{A.value}> <http://e/p> "{"x" * length}" .'
    document = read_document(f"{long}\n\n{long.replace('/a>', '/b>')}\n".encode(), form, "name")

    assert [len(quad.object.value) for quad in document.quads] == [length, length]
    assert (document.line(A), document.line(B)) == (1, 3)


def test_json_ld_and_xml_may_stand_on_one_line() -> None:
    json = JSON_TEXT.replace("\n", " ").replace('"y"', f'"{"y" * 9_000}"')
    xml = XML_TEXT.replace("\n", " ").replace(">b<", f">{'b' * 9_000}<")

    assert len(read_document(json.encode(), JSON_LD, "name").quads) == 2
    assert len(read_document(xml.encode(), RDF_XML, "name").quads) == 2
