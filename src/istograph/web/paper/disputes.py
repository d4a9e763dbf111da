"""What is disputed about the paper: where it is against itself, and against its translation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from istograph.web.http.languages import Language
from istograph.web.paper.reading import Row, ask
from istograph.web.paper.sides import CLAIM_PARTS, PARTS, Side, merged, side_of
from istograph.web.service import Service

_DISPUTES = """
SELECT ?node ?kind ?kind_label ?label ?note ?line {
  ?node a isto:Dispute ; isto:disputeKind ?of_kind ; rdfs:label ?label ; isto:line ?line .
  ?of_kind skos:notation ?kind ; rdfs:label ?kind_label .
  OPTIONAL { ?node skos:note ?note FILTER (LANG(?note) = "reader") }
  FILTER (LANG(?label) = "reader" && LANG(?kind_label) = "reader")
} ORDER BY ?line ?label"""
_SIDES = f"""
SELECT ?node {PARTS} {{
  ?node isto:disputes ?claim .
  {CLAIM_PARTS}
}} ORDER BY ?node ?line ?claim"""
_DIFFERENCES = """
SELECT ?node ?kind ?kind_label ?label ?note ?line ?original ?their_line ?translation {
  GRAPH graph:translation {
    ?node a isto:Difference ; isto:differenceKind ?of_kind ; rdfs:label ?label .
    OPTIONAL { ?node isto:originalLine ?line }
    OPTIONAL { ?node isto:originalText ?original }
    OPTIONAL { ?node isto:translationLine ?their_line }
    OPTIONAL { ?node isto:translationText ?translation }
    OPTIONAL { ?node skos:note ?note FILTER (LANG(?note) = "reader") }
  }
  ?of_kind skos:notation ?kind ; rdfs:label ?kind_label .
  FILTER (LANG(?label) = "reader" && LANG(?kind_label) = "reader")
} ORDER BY COALESCE(?line, 10000) ?label"""


@dataclass(frozen=True)
class Item:
    """A dispute or a departure; the key is its anchor on the page."""

    key: str
    iri: str
    kind: str
    kind_label: str
    label: str
    note: str
    row: Row
    sides: Sequence[Side] = ()

    @property
    def is_undecided(self) -> bool:
        """Whether some of what is said decides nothing, for it is disputed."""
        return any(side.is_disputed for side in self.sides)


@dataclass(frozen=True)
class Kind:
    """A kind of dispute, and how many there are."""

    key: str
    label: str
    count: int


async def within_paper(service: Service, language: Language) -> list[Item]:
    """Return the disputes within the paper, by line, each with its claims."""
    found = await ask(service, _DISPUTES, language)
    claims = await ask(service, _SIDES, language)
    sides = {
        node: merged([side_of(row, language) for row in rows])
        for node, rows in groupby(claims, lambda row: row["node"])
    }
    return [replace(_item(row), sides=sides.get(row["node"], ())) for row in found]


async def with_translation(service: Service, language: Language) -> list[Item]:
    """Return where the translation departs from the original, by the original's line."""
    return [_item(row) for row in await ask(service, _DIFFERENCES, language)]


def kinds(items: Sequence[Item]) -> list[Kind]:
    """Return the kinds there are, the most frequent first."""
    labels = {item.kind: item.kind_label for item in items}
    counts = {kind: sum(item.kind == kind for item in items) for kind in labels}
    ordered = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return [Kind(kind, labels[kind], counts[kind]) for kind in ordered]


def _item(row: Row) -> Item:
    return Item(
        row["node"].rpartition("/")[2],
        row["node"],
        row["kind"],
        row["kind_label"],
        row["label"],
        row.get("note", ""),
        row,
    )
