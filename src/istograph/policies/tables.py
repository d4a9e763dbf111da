"""The paper's two tables of policies, as a store has them."""

from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from istograph.model import Text, isto
from istograph.policies.answers import Period, period
from istograph.rdf.namespaces import expand
from istograph.rdf.terms import LABEL, term

_SCOPE_NOTE = term("skos:scopeNote")
_CLOSE_MATCH = term("skos:closeMatch")
_WITHIN = term("schema:containedInPlace")
_USED = {name: expand(f"{name}:") for name in ("isto", "qb", "skos")}
_CELLS = """
SELECT * {
  ?cell a isto:TableCell ; qb:dataSet ?table ; isto:tableRow ?row ; isto:measure ?measure ;
    isto:mention ?mention .
  ?row isto:rowNumber ?number ; isto:describes ?subject .
  ?measure isto:columnNumber ?column .
  ?claim isto:subject ?cell ; isto:property isto:mention ; isto:line ?line .
  OPTIONAL { ?row isto:level ?level }
  OPTIONAL { ?row isto:ofCountry ?country }
  OPTIONAL { ?measure skos:broader ?group }
}
ORDER BY ?table ?number ?column
"""


@dataclass(frozen=True)
class Cell:
    """A cell of one of the tables."""

    iri: str
    table: str
    row: int
    # The policy or the city of the row.
    subject: NamedNode
    # Of Table 1, the level; of Table 2, the country.
    level: str
    country: NamedNode | None
    measure: NamedNode
    group: NamedNode | None
    column: int
    mentioned: bool
    line: int

    @property
    def columns(self) -> set[str]:
        """The keys of the measure and of its group."""
        return {key_of(measure) for measure in (self.measure, self.group) if measure is not None}


class Tables:
    """The two tables, as the store has them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, row by row."""
        rows = self.store.query(_CELLS, prefixes=_USED)
        assert isinstance(rows, QuerySolutions)
        return tuple(
            Cell(
                iri=row["cell"].value,
                table=key_of(row["table"]),
                row=int(row["number"].value),
                subject=row["subject"],
                level="" if row["level"] is None else key_of(row["level"]),
                country=row["country"],
                measure=row["measure"],
                group=row["group"],
                column=int(row["column"].value),
                mentioned=key_of(row["mention"]) == "mentioned",
                line=int(row["line"].value),
            )
            for row in rows
        )

    @cached_property
    def alike(self) -> set[NamedNode | None]:
        """The measures and groups of one table that are much like one of the other."""
        quads = list(self.store.quads_for_pattern(None, _CLOSE_MATCH, None))
        return {
            node for q in quads for node in (q.subject, q.object) if isinstance(node, NamedNode)
        }

    def label(self, node: NamedNode) -> Text:
        """Return what something is called."""
        return self._text(node, LABEL)

    def note(self, node: NamedNode) -> Text:
        """Return what is to be minded."""
        return self._text(node, _SCOPE_NOTE)

    def _text(self, node: NamedNode, predicate: NamedNode) -> Text:
        quads = self.store.quads_for_pattern(node, predicate, None)
        found = {q.object.language: q.object.value for q in quads if isinstance(q.object, Literal)}
        return Text(found.get("en", ""), found.get("zh", ""))

    def values(self, node: NamedNode, predicate: NamedNode) -> set[NamedNode]:
        """Return the things that something has as values."""
        objects = (q.object for q in self.store.quads_for_pattern(node, predicate, None))
        return {value for value in objects if isinstance(value, NamedNode)}

    def period(self, node: NamedNode) -> Period | None:
        """Return the years that a policy's title names."""
        ends = (isto("periodStart"), isto("periodEnd"))
        start, end = (max(self._days(node, predicate), default="") for predicate in ends)
        return period(start, end)

    def _days(self, node: NamedNode, predicate: NamedNode) -> list[str]:
        objects = (q.object for q in self.store.quads_for_pattern(node, predicate, None))
        return [each.value for each in objects if isinstance(each, Literal)]

    def around(self, place: NamedNode) -> set[NamedNode]:
        """Return a place and all places that it is in."""
        found, left = set[NamedNode](), {place}
        while left:
            found |= left
            left = {above for each in left for above in self.values(each, _WITHIN)} - found
        return found

    def overlap(self, one: NamedNode, other: NamedNode) -> bool:
        """Say whether some place is in both."""
        return any({one, other} <= around for around in self._arounds)

    @cached_property
    def _arounds(self) -> list[set[NamedNode]]:
        within = {quad.subject for quad in self.store.quads_for_pattern(None, _WITHIN, None)}
        return [self.around(place) for place in within if isinstance(place, NamedNode)]


def key_of(node: NamedNode) -> str:
    """Return the last part of an IRI, by which the tables' things are known."""
    return node.value.rpartition("/")[2]
