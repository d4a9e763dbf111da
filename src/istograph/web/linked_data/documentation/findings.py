"""What the shapes find in the dataset itself: a build has no violations, but it has remarks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from istograph.model import graph
from istograph.rdf.namespaces import shorten
from istograph.rdf.shacl.report import Report, Result
from istograph.rdf.shacl.validation import validate
from istograph.web.http.links import Links
from istograph.web.linked_data.documentation.reading import Link, Reader
from istograph.web.linked_data.lookup import DEFAULT, Lookup

# Registries' graphs are checked when they are imported; they may be very large.
CHECKED = ("paper", "translation", "curated", "ontology", "local")


@dataclass(frozen=True)
class Finding:
    """One result: about what, and the value that was found there."""

    focus: Link
    value: Link | None
    text: str


@dataclass(frozen=True)
class Findings:
    """The results of one shape; they share their message."""

    shape: Link
    anchor: str
    severity: str
    message: str
    found: Sequence[Finding]


def check(lookup: Lookup) -> Report:
    """Return what the shapes find in our own graphs and in what users wrote."""
    graphs = map(graph, CHECKED)
    quads = (q for g in graphs for q in lookup.store.quads_for_pattern(None, None, None, g))
    # SHACL knows no triple terms, which users may write.
    return validate(quad for quad in quads if not isinstance(quad.object, Triple))


def numbers(report: Report) -> Counter[str]:
    """Return how many results each shape has, by its IRI."""
    return Counter(result.shape for result in report.results)


def content(lookup: Lookup, links: Links, report: Report) -> dict[str, Any]:
    """Return what the page of the results shows: shape by shape, the gravest first."""
    reader = Reader(lookup, links, DEFAULT)
    shapes = Reader(lookup, links, graph("shapes"))
    grouped: dict[str, list[Result]] = {}
    for result in report.results:
        grouped.setdefault(result.shape, []).append(result)
    return {
        "graphs": CHECKED,
        "findings": [_findings(reader, shapes, *group) for group in grouped.items()],
        "conforms": report.conforms,
    }


def _findings(reader: Reader, shapes: Reader, shape: str, results: list[Result]) -> Findings:
    first = results[0]
    # A heading has no full stop.
    name = shapes.text(NamedNode(shape), "sh:description").rstrip(".。") or shorten(shape)
    return Findings(
        shape=Link(name, shape),
        anchor=shape.partition("#")[2],
        severity=first.severity,
        message=first.message.get(reader.language) or next(iter(first.message.values()), ""),
        found=sorted(
            (_finding(reader, result) for result in results), key=lambda each: each.focus.text
        ),
    )


def _finding(reader: Reader, result: Result) -> Finding:
    focus, value = result.focus, result.value
    return Finding(
        focus=reader.link(focus) if isinstance(focus, NamedNode) else Link(str(focus), ""),
        value=reader.link(value) if isinstance(value, NamedNode) else None,
        text=value.value if isinstance(value, Literal) else "",
    )
