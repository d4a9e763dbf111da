"""Two places side by side, measure by measure; or one beside all others of its kind.

The two tables share no measure (decision 0013), so one of Table 1 and one of Table 2 are each shown
by their own measures, and nothing is said to be more of one than of the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from istograph.classification.words.suggestions import suggestion
from istograph.errors import NotFoundError
from istograph.examples import find
from istograph.web.policies.tables import Cell, Measure, Row, Slice, Tables

# Of the address: the two places.
PARAMETERS = ("a", "b")
# The query that answers the same, and what in it names the two.
QUERY = "84"
_NAMED = "(place:beijing 1 0) (place:shanghai 0 1)"
# Of one locality, what cities abroad mention and it does not; see data/queries.
_ABROAD, _LOCALITY = "46", "place:nanjing"
# Circles, each with its row.
Cells = Sequence[tuple[Row, Cell]]
BOTH, FIRST, SECOND, NEITHER = "both", "first", "second", "neither"


@dataclass(frozen=True)
class Compared:
    """A measure, with the cells of the one and of the other below it, and of all others."""

    measure: Measure
    first: Cells
    second: Cells
    others: Cells

    @property
    def answer(self) -> str:
        """Who mentions it."""
        mentions = any_mentions(self.first), any_mentions(self.second)
        return {(True, True): BOTH, (True, False): FIRST, (False, True): SECOND}.get(
            mentions, NEITHER
        )


@dataclass(frozen=True)
class Comparison:
    """What is to be said of two places, or of one and all others of its kind."""

    first: Slice
    second: Slice | None
    # of the table of the first, or of the table that both are in
    measures: Sequence[Compared]

    @property
    def is_of_one_table(self) -> bool:
        """Whether there is anything to compare."""
        return self.second is None or self.second.table is self.first.table

    @property
    def overlap(self) -> Slice | None:
        """The one of the two whose rows are all of the other, too."""
        if self.second is None:
            return None
        rows = [{row.iri for row in each.rows} for each in (self.first, self.second)]
        if rows[0] <= rows[1]:
            return self.first
        return self.second if rows[1] < rows[0] else None

    def count(self, answer: str) -> int:
        """Return how many measures have an answer."""
        return sum(each.answer == answer for each in self.measures)

    @property
    def missed(self) -> Sequence[Compared]:
        """What the first does not mention, and others do."""
        return [
            each
            for each in self.measures
            if not any_mentions(each.first) and any_mentions([*each.second, *each.others])
        ]


def any_mentions(cells: Cells) -> bool:
    """Say whether one of the cells has a filled circle."""
    return any(cell.mentioned for _, cell in cells)


def disputed(found: Comparison) -> Cells:
    """Return the disputed cells of places that have one row: theirs are shown one by one."""
    sides = [side for each in found.measures for side in (each.first, each.second)]
    return [(row, cell) for side in sides if len(side) == 1 for row, cell in side if cell.notes]


def named(tables: Tables, name: str) -> Slice:
    """Return the level or place of a key; NotFoundError suggests the nearest there is."""
    if name not in tables.slices:
        labels = {key: slice_.thing.name for key, slice_ in tables.slices.items()}
        near = suggestion(name, labels, labels)
        raise NotFoundError(
            f"there is no level or place {name!r} in the tables{near}",
            zh=f"表中没有层面或地点“{name}”{near.zh}",
        )
    return tables.slices[name]


def compare(first: Slice, second: Slice | None) -> Comparison:
    """Compare two places; one alone with all others of its kind."""
    rest = list(_rest(first, second))
    if second is None:
        found = [
            Compared(measure, _below(measure, first.rows), _below(measure, rest), ())
            for measure in first.table.measures
        ]
    elif second.table is first.table:
        found = [
            Compared(measure, *(_below(measure, rows) for rows in (first.rows, second.rows, rest)))
            for measure in first.table.measures
        ]
    else:
        found = []
    return Comparison(first, second, found)


def _rest(first: Slice, second: Slice | None) -> Iterator[Row]:
    """Yield the rows of others: of a locality, those of other localities."""
    own = {row.iri for each in (first, second) if each for row in each.rows}
    side = first.rows[0].side if first.kind == "locality" else None
    for row in first.table.rows:
        if row.iri not in own and (side is None or row.side == side):
            yield row


def alone(slice_: Slice) -> Sequence[tuple[Measure, Cells]]:
    """Return the measures of a slice's table, each with the cells of its rows."""
    return [(measure, _below(measure, slice_.rows)) for measure in slice_.table.measures]


def headings_in_common(tables: Tables) -> Sequence[tuple[str, int]]:
    """Return what a measure of one table and a group of the other are both called.

    With each stands how many measures the group has.
    """
    names = {measure.name for table in tables.tables for measure in table.measures}
    groups = (group for table in tables.tables for group in table.groups)
    return [(group.name, width) for group, width in groups if group.name in names]


def _below(measure: Measure, rows: Sequence[Row]) -> Cells:
    cells = ((row, row.cell(measure.key)) for row in rows)
    return [(row, cell) for row, cell in cells if cell]


# Queries that answer the same


def query(first: Slice, second: Slice, language: str) -> str:
    """Return the query that compares the two."""
    pair = f"(<{first.thing.iri}> 1 0) (<{second.thing.iri}> 0 1)"
    return find(QUERY).in_language(language).replace(_NAMED, pair)


def query_abroad(locality: Slice, language: str) -> str:
    """Return the query for what a locality does not mention of the measures of cities abroad."""
    text = find(_ABROAD).in_language(language)
    return text.replace(_LOCALITY, f"<{locality.thing.iri}>")


def in_address(text: str) -> str:
    """Return a query as a parameter of an address."""
    return urlencode({"query": text})
