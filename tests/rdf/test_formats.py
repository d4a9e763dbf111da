"""Formats and content negotiation, by RFC 9110 section 12."""

from pathlib import PurePath

import pytest
from pyoxigraph import Store

from istograph.errors import FormatError
from istograph.rdf import formats
from istograph.rdf.formats import RDF_FORMATS, RESULT_FORMATS, by_content_type, by_name, by_path


def chosen(accept: str | None, offered: tuple[formats.Format, ...] = RESULT_FORMATS) -> str | None:
    form = formats.negotiate(accept, offered)
    return form.name if form else None


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("application/json", "json"),
        ("text/xml", "xml"),
        ("text/*", "csv"),
        # parameters are ignored for matching
        ("text/csv; charset=utf-8; header=present", "csv"),
        ('application/unknown;title="a, b;q=1", text/csv;q=0.3', "csv"),
        # weights
        ("text/csv;q=0.2, text/tab-separated-values;q=0.7", "tsv"),
        ("text/csv;Q=0.2 , text/tab-separated-values ; q=0.7", "tsv"),
        ("text/csv;q=7, text/tab-separated-values;q=0.9", "csv"),
        # the client's order breaks a tie
        ("application/sparql-results+xml, application/sparql-results+json", "xml"),
        ("text/xml, application/json", "xml"),
        # specificity beats order
        ("*/*, text/csv", "csv"),
        ("text/*, text/tab-separated-values", "tsv"),
        ("application/sparql-results+json,*/*;q=0.9", "json"),
        # the most specific range decides, even if it weighs less
        ("text/*;q=0.9, text/csv;q=0.1", "tsv"),
        # q=0 excludes
        ("application/sparql-results+json;q=0, */*", "xml"),
        ("*/*;q=0", None),
        ("text/*;q=0, */*", "json"),
        ("text/csv;q=0.0", None),
        # an alias that is refused does not exclude: the body is not of that type
        ("application/json;q=0, application/sparql-results+json;q=0.5", "json"),
        # unknown types are skipped
        ("text/html, application/xhtml+xml, image/avif;q=0.8", None),
        ("text/html, application/xhtml+xml, */*;q=0.1", "json"),
        ("nonsense, ;;;, text/csv", "csv"),
        ("application/n-triples", None),
    ],
)
def test_an_accept_header_chooses(accept: str | None, name: str | None) -> None:
    assert chosen(accept) == name


def test_a_format_that_nobody_offers_is_refused_with_the_offers() -> None:
    with pytest.raises(FormatError, match="text/csv"):
        formats.choose("image/png", RESULT_FORMATS)


def test_json_of_a_graph_is_json_ld() -> None:
    assert chosen("application/json", RDF_FORMATS) == "jsonld"


def test_text_says_its_charset() -> None:
    described = {form.name: form.content_type for form in (*RDF_FORMATS, *RESULT_FORMATS)}

    assert {name for name, text in described.items() if text.endswith("; charset=utf-8")} == {
        "turtle",
        "csv",
        "tsv",
    }


@pytest.mark.parametrize("form", RDF_FORMATS, ids=lambda form: form.name)
def test_the_engine_writes_every_rdf_format(form: formats.Format) -> None:
    triples = Store().query("CONSTRUCT { <http://e/s> <http://e/p> 1 } {}")

    assert b"http://e/" in triples.serialize(format=form.engine)


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: form.name)
def test_the_engine_writes_every_result_format(form: formats.Format) -> None:
    solutions = Store().query("SELECT (1 AS ?one) {}")

    assert b"one" in solutions.serialize(format=form.engine)


def test_formats_are_found_by_name_and_by_extension() -> None:
    assert by_name("turtle") == by_name("ttl") == formats.TURTLE


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("text/turtle", "turtle"),
        ("Application/RDF+XML; charset=utf-8", "rdfxml"),
        ("application/ld+json;profile=x", "jsonld"),
    ],
)
def test_a_content_type_names_an_rdf_format(content_type: str, name: str) -> None:
    assert by_content_type(content_type).name == name


def test_a_file_name_names_an_rdf_format() -> None:
    assert by_path(PurePath("a/b.TTL")) == formats.TURTLE


@pytest.mark.parametrize(
    "refused",
    [
        lambda: by_name("yaml"),
        lambda: by_content_type("image/png"),
        lambda: by_path(PurePath("readme")),
    ],
)
def test_what_is_unknown_is_refused_with_what_there_is(refused) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FormatError, match=r"turtle|ttl"):
        refused()
