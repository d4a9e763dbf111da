"""What the documentation reads from a graph, where ours has none of it yet."""

from pyoxigraph import Literal, NamedNode, Quad, Store

from istograph.model import graph, isto
from istograph.rdf.namespaces import expand
from istograph.web.boxes import Arrow, Box, draw
from istograph.web.http.links import Links
from istograph.web.linked_data.documentation import history
from istograph.web.linked_data.lookup import Lookup
from istograph.web.markdown import html

ENGLISH = Links("", "en")


def nowhere(_: str) -> str:
    return ""


def test_a_deprecated_term_is_told_with_what_replaces_it() -> None:
    store = Store()
    where, old, new = graph("ontology"), isto("hasAcronym"), isto("acronym")
    store.add(Quad(old, NamedNode(expand("owl:deprecated")), Literal(True), where))
    store.add(Quad(old, NamedNode(expand("dcterms:isReplacedBy")), new, where))

    ((found, instead),) = history.deprecated(Lookup(store), ENGLISH)

    assert (found.iri, instead and instead.iri) == (old.value, new.value)


def test_what_looks_like_html_in_a_document_stays_text() -> None:
    found = html("<script>alert(1)</script>\n\n[x](javascript:alert) <b>", nowhere)

    assert "<script" not in found
    assert "<b>" not in found
    assert "href" not in found


def test_a_link_of_a_document_leads_where_that_is_served() -> None:
    text = "[here](a.md), [away](https://example.org/), [nowhere](b.md)"
    found = html(text, lambda address: "/a" if address == "a.md" else "")

    assert '<a href="/a">here</a>' in found
    assert '<a href="https://example.org/" rel="noopener">away</a>' in found
    assert ", nowhere" in found


def test_headings_stand_below_those_of_the_page() -> None:
    assert html("# A\n\n## B", nowhere, top=2) == "<h2>A</h2>\n<h3>B</h3>\n"


def test_an_arrow_runs_from_border_to_border() -> None:
    boxes = {"a": Box(0, 0, "A"), "b": Box(1, 0, "B"), "c": Box(0, 1, "C")}
    drawing = draw(boxes, [Arrow("a", "b", "across"), Arrow("a", "c", "down")])
    a, b, c = drawing.boxes
    across, down = drawing.arrows

    assert across.ends == (a.x + a.width, a.y + a.height / 2, b.x, b.y + b.height / 2)
    assert down.ends == (a.x + a.width / 2, a.y + a.height, c.x + c.width / 2, c.y)
    assert drawing.width > b.x + b.width
