"""Which kinds of records are linked to which by which properties: counted, and the main ones drawn.

What is drawn is chosen here, and where it stands; the words and the numbers are the graph's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.terms import TYPE, term
from istograph.web.boxes import Arrow, Box, Drawing, draw
from istograph.web.http.links import Links
from istograph.web.linked_data.documentation.families import home, is_divided, members, size
from istograph.web.linked_data.documentation.reading import Link, Reader
from istograph.web.linked_data.documentation.statistics import Counts
from istograph.web.linked_data.lookup import DEFAULT, Lookup

_PLACES = {
    "isto:Axiom": (0, 0),
    "isto:Verdict": (1, 0),
    "org:Organization": (2, 0),
    "isto:Place": (3, 0),
    "isto:Document": (0, 1),
    "isto:Claim": (1, 1),
    "isto:Observation": (3, 1),
    "isto:Dispute": (0, 2),
    "isto:TableCell": (1, 2),
    "isto:Policy": (2, 2),
    "isto:Recommendation": (3, 2),
    "isto:Difference": (0, 3),
    "isto:TableRow": (1, 3),
    "isto:Measure": (2, 3),
    "isto:Problem": (3, 3),
}
# From, by which property, to, and where on the arrow the label stands.
_ARROWS = (
    ("isto:Verdict", "isto:restsOnAxiom", "isto:Axiom", 0.5),
    ("isto:Verdict", "isto:subject", "org:Organization", 0.5),
    ("isto:Verdict", "isto:restsOn", "isto:Claim", 0.5),
    ("isto:Claim", "isto:subject", "org:Organization", 0.5),
    ("isto:Claim", "isto:source", "isto:Document", 0.5),
    ("isto:Claim", "isto:subject", "isto:Observation", 0.35),
    ("isto:Claim", "isto:subject", "isto:TableCell", 0.5),
    ("isto:Claim", "isto:subject", "isto:Policy", 0.5),
    ("isto:Dispute", "isto:disputes", "isto:Claim", 0.45),
    ("isto:Difference", "isto:concerns", "isto:Claim", 0.22),
    ("isto:Observation", "isto:includesAgent", "org:Organization", 0.5),
    ("isto:Observation", "isto:area", "isto:Place", 0.5),
    ("isto:Policy", "isto:issuer", "org:Organization", 0.3),
    ("isto:Policy", "isto:mentionsMeasure", "isto:Measure", 0.5),
    ("isto:TableCell", "isto:tableRow", "isto:TableRow", 0.5),
    ("isto:TableCell", "isto:measure", "isto:Measure", 0.25),
    ("isto:TableRow", "isto:describes", "isto:Policy", 0.25),
    ("isto:TableRow", "isto:mentionsMeasure", "isto:Measure", 0.5),
    ("isto:Recommendation", "isto:addressesProblem", "isto:Problem", 0.5),
    ("isto:Recommendation", "isto:concernsMeasure", "isto:Measure", 0.5),
)
# What always leads to one class, in another graph.
_ONE_END = {
    ("isto:Verdict", "isto:restsOn"),
    ("isto:Verdict", "isto:restsOnAxiom"),
    ("isto:Verdict", "isto:subject"),
}


@dataclass(frozen=True)
class Linked:
    """How many links lead from one class to another by a property."""

    start: Link
    property: Link
    end: Link
    number: int


def drawn(reader: Reader, links: Links, counts: Counts) -> Drawing:
    """Return the main classes and the links between them, with live counts."""
    boxes = {curie: _box(reader, links, curie, place, counts) for curie, place in _PLACES.items()}
    arrows = [
        Arrow(
            start,
            end,
            _uncapped(reader.label(term(by))),
            _number(reader, counts, start, by, end),
            along,
        )
        for start, by, end, along in _ARROWS
    ]
    return draw(boxes, arrows)


def _box(
    reader: Reader, links: Links, curie: str, place: tuple[float, float], counts: Counts
) -> Box:
    node = term(curie)
    ours = node.value.startswith(PREFIXES["isto"])
    number = size(reader.lookup, counts, node)
    return Box(
        column=place[0],
        row=place[1],
        title=reader.label(node),
        more=f"{number:,}",
        href=links.href(node.value) if ours else links.local("/search"),
        kind="" if ours else "main",
    )


def table(reader: Reader, counts: Counts, shown: Iterable[NamedNode]) -> Sequence[Linked]:
    """Return all links between some classes, the most first."""
    among = set(shown)
    found = [
        Linked(reader.link(start), reader.link(by), reader.link(end), number)
        for (start, by, end), number in counts.links.items()
        if start in among and end in among
    ]
    return sorted(found, key=lambda row: (-row.number, row.start.text, row.property.text))


def _number(reader: Reader, counts: Counts, start: str, by: str, end: str) -> str:
    """Return how many links an arrow stands for."""
    number = counts.links.get((term(start), term(by), term(end)), 0)
    if is_divided(reader.lookup, counts, term(end)):
        ends = members(reader.lookup, term(end))
        found = reader.lookup.triples(None, term(by), None, DEFAULT)
        number = sum(triple.object in ends for triple in found)
    if not number and (start, by) in _ONE_END:
        number = counts.said.get((term(start), term(by)), 0)
    return f"{number or _between_graphs(reader.lookup, start, by, end):,}"


def _between_graphs(lookup: Lookup, start: str, by: str, end: str) -> int:
    """Return how many links lead from the graph of one class to records of the default graph."""
    where = home(lookup, TYPE, term(start))
    ends = set(lookup.subjects(TYPE, term(end), DEFAULT)) if where else set()
    found = lookup.triples(None, term(by), None, where) if where else ()
    return sum(triple.object in ends for triple in found)


def _uncapped(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
