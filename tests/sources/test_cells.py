from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode

from istograph.errors import InputError
from istograph.rdf.namespaces import expand
from istograph.sources import cells


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("id:field/forestry", NamedNode(expand("id:field/forestry"))),
        ("isto:ISTO", NamedNode(expand("isto:ISTO"))),
        ("竹藤@zh", Literal("竹藤", language="zh")),
        ("true", Literal(True)),
        ("1984^^xsd:gYear", Literal("1984", datatype=NamedNode(expand("xsd:gYear")))),
        ("2001", Literal(2001)),
        ("-6.3", Literal("-6.3", datatype=NamedNode(expand("xsd:decimal")))),
        ("<https://example.org/a?b=c>", NamedNode("https://example.org/a?b=c")),
        ("https://example.org/", Literal("https://example.org/")),
        ("note: plain words", Literal("note: plain words")),
        ("someone@example", Literal("someone@example")),
    ],
)
def test_a_value_cell_becomes_its_term(text: str, term: NamedNode | Literal) -> None:
    assert cells.value(text) == term


@pytest.mark.parametrize(
    ("parser", "text", "problem"),
    [
        (cells.slug, "Inbar", "no key"),
        (cells.slug, "a--b", "no key"),
        (cells.slug, "竹藤", "no key"),
        (cells.record_key, "inbar", "no kind/key"),
        (cells.record_key, "place/Bonn", "no kind/key"),
        (cells.curie, "inbar", "no CURIE"),
        (cells.curie, "isot:ISTO", "its prefix must be one of"),
        (cells.curie, "isto:an ISTO", "no CURIE"),
        (cells.day, "1997", "YYYY-MM-DD"),
        (cells.day, "1997-02-30", "no date"),
        (cells.day, "19970206", "YYYY-MM-DD"),
        (cells.flexible_date, "97", "no date"),
        (cells.flexible_date, "1997-13", "gYearMonth"),
        (cells.line_number, "0", "no line number"),
        (cells.line_number, "l.53", "no line number"),
        (cells.number, "2 446", "no number"),
        (cells.number, "51.7%", "no number"),
        (cells.flag, "yes", "neither empty nor true"),
        (cells.sha256, "d2de33", "64 lower-case hexadecimal"),
        (cells.address, "www.cast.org.cn", "http or https"),
        (cells.tagged, "竹藤", "must end in @en or @zh"),
        (cells.value, "1984^^xsd:year", "no datatype of a cell"),
        (cells.value, "84^^xsd:gYear", "no xsd:gYear"),
        (cells.value, "2001-02-29^^xsd:date", "no date"),
        (cells.two_digits, "1", "two digits"),
    ],
)
def test_a_malformed_cell_is_refused(
    parser: Callable[[str], object], text: str, problem: str
) -> None:
    with pytest.raises((ValueError, InputError), match=problem):
        parser(text)
