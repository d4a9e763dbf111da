"""What is answered in XML is XML, and says what is there; or another format is named."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse, serialize

from istograph.errors import FormatError
from istograph.rdf.formats import RDF_XML, RESULTS_XML, TURTLE
from istograph.rdf.well_formed import well_formed

SUBJECT = NamedNode("http://e/s")


class Pieces(BytesIO):
    """Gives what it gets on in pieces of so many bytes."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.taken = BytesIO()
        self._size = size
        self._guard = well_formed(self.taken, RDF_XML)

    def write(self, data: bytes) -> int:  # type: ignore[override]
        for begin in range(0, len(data), self._size):
            self._guard.write(bytes(data[begin : begin + self._size]))
        return len(data)


def written(text: str, name: str = "http://e/p", size: int = 1 << 13) -> bytes:
    pieces = Pieces(size)
    serialize([Triple(SUBJECT, NamedNode(name), Literal(text))], pieces, RdfFormat.RDF_XML)
    return pieces.taken.getvalue()


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "\t\n x", "组织 \U0001f600 <&>\"'"])
def test_other_parsers_find_the_text_that_is_there(text: str) -> None:
    [element] = ElementTree.fromstring(written(text)).iter("{http://e/}p")

    assert element.text == text
    assert [q.object.value for q in parse(written(text), RdfFormat.RDF_XML)] == [text]


def test_the_engine_alone_would_change_or_break_it() -> None:
    triples = [Triple(SUBJECT, NamedNode("http://e/p"), Literal("a\rb"))]
    alone = serialize(triples, format=RdfFormat.RDF_XML)
    assert alone is not None

    # Where this fails, the engine has learnt it, and `well_formed` can go.
    assert [e.text for e in ElementTree.fromstring(alone).iter("{http://e/}p")] == ["a\nb"]


@pytest.mark.parametrize("size", [1, 5, 1 << 13])
@pytest.mark.parametrize(
    ("text", "said"), [("\x01", "U\\+0001"), ("x\x00", "U\\+0000"), ("\uffff", "U\\+FFFF")]
)
def test_a_character_that_xml_has_not_is_named(text: str, said: str, size: int) -> None:
    with pytest.raises(FormatError, match=f"{said}; ask for text/turtle"):
        written(text, size=size)


@pytest.mark.parametrize("size", [7, 1 << 13])
@pytest.mark.parametrize("name", ["http://e/1", "http://e/a(b)", "urn:x:"])
def test_a_property_without_a_name_at_its_end_is_named(name: str, size: int) -> None:
    with pytest.raises(FormatError, match="ends in no name"):
        written("x", name, size)


def test_solutions_are_checked_too_and_other_formats_are_left_alone() -> None:
    output = BytesIO()
    solutions = Store().query("SELECT ('\\u0001' AS ?x) {}")

    with pytest.raises(FormatError, match="sparql-results\\+json"):
        solutions.serialize(well_formed(output, RESULTS_XML), RESULTS_XML.results)  # type: ignore[union-attr]
    assert well_formed(output, TURTLE) is output
