"""The two tables as pages show them: rows and cells, and what rows can be gathered by."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from istograph.model import Text
from istograph.policies import Period

_MOST_BY_THEMSELVES = 4
# What rows can be gathered by, in the order of lists.
KINDS = ("level", "locality", "country", "city")
# Says nothing that a reader would miss.
_UNKNOWN_STATUS = "unknown"


@dataclass(frozen=True)
class Thing:
    """A record with its name in the page's language."""

    iri: str
    name: str

    @property
    def key(self) -> str:
        """The last part of the IRI."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True)
class Measure(Thing):
    """A column, and in Table 2 the group that it is of."""

    group: Thing | None = None


@dataclass(frozen=True)
class Note:
    """A dispute as a note below a table, counted from one; its letter calls it there."""

    number: int
    dispute: Thing
    text: str

    @property
    def letter(self) -> str:
        """Return a, b, ..., z, aa, ab, ..."""
        text, left = "", self.number
        while left > 0:
            left, last = divmod(left - 1, 26)
            text = chr(ord("a") + last) + text
        return text


@dataclass(frozen=True)
class Cell:
    """A circle: filled where the measure is mentioned."""

    iri: str
    measure: Measure
    mentioned: bool
    notes: Sequence[Note] = ()


@dataclass(frozen=True)
class Row:
    """A policy or a city with its circles."""

    iri: str
    number: int
    line: str
    # the policy or the place that it describes
    iri_of_described: str
    title: Text
    # what it belongs to, by kind: its level or country, its places, who issued it, its status
    belongings: Mapping[str, Sequence[Thing]]
    cells: Sequence[Cell]
    notes: Sequence[Note] = ()
    # that its title names
    period: Period | None = None
    # the Chinese title with the marks that it has in print
    printed: str = ""

    @property
    def key(self) -> str:
        """The key of the record: `table-1-12`."""
        return self.iri.rpartition("/")[2]

    @property
    def side(self) -> Thing | None:
        """What stands at the side of the printed table: the level, or the country."""
        sides = (*self.belongings.get("level", ()), *self.belongings.get("country", ()))
        return next(iter(sides), None)

    @property
    def issuers(self) -> Sequence[Thing]:
        """Who issued it, as far as the graph knows."""
        return self.belongings.get("issuer", ())

    @property
    def statuses(self) -> Sequence[Thing]:
        """What kind of document it is, where that is known: a draft, an initiative, ..."""
        known = self.belongings.get("status", ())
        return [status for status in known if status.key != _UNKNOWN_STATUS]

    @property
    def marks(self) -> int:
        """How many measures it mentions."""
        return sum(cell.mentioned for cell in self.cells)

    def cell(self, measure: str) -> Cell | None:
        """Return the cell below a measure of this key."""
        return next((cell for cell in self.cells if cell.measure.key == measure), None)

    def is_of(self, key: str, kinds: Iterable[str] = KINDS) -> bool:
        """Say whether it belongs to a place, a level or, if asked, an issuer of this key."""
        return any(thing.key == key for kind in kinds for thing in self.belongings.get(kind, ()))

    @cached_property
    def words(self) -> str:
        """Return all that it may be found by."""
        names = (thing.name for things in self.belongings.values() for thing in things)
        return folded("\n".join((self.title.en, self.title.zh, *names)))


@dataclass(frozen=True)
class Table:
    """One of the paper's tables."""

    number: str
    iri: str
    caption: Text
    # what its circles mean
    legend: str
    rows: Sequence[Row]
    notes: Sequence[Note] = ()

    @property
    def measures(self) -> Sequence[Measure]:
        """The columns, in their order; what somebody wrote may add one, or lack one in a row."""
        return list(dict.fromkeys(cell.measure for row in self.rows for cell in row.cells))

    @property
    def groups(self) -> Sequence[tuple[Thing, int]]:
        """The groups of columns, each with how many it has; none in Table 1."""
        widths: dict[Thing, int] = {}
        for measure in self.measures:
            if measure.group:
                widths[measure.group] = widths.get(measure.group, 0) + 1
        return list(widths.items())


@dataclass(frozen=True)
class Slice:
    """Rows of one table that belong together: to a level, a locality, a country or a city."""

    thing: Thing
    kind: str
    table: Table
    rows: Sequence[Row]

    @property
    def key(self) -> str:
        """The key of the level or the place."""
        return self.thing.key

    @property
    def parts(self) -> Sequence[Thing]:
        """The other places that it has rows of: its districts."""
        found = (part for row in self.rows for part in row.belongings.get(self.kind, ()))
        return [part for part in dict.fromkeys(found) if part != self.thing]

    @property
    def is_several(self) -> bool:
        """Whether it has more than one row."""
        return len(self.rows) > 1

    @property
    def is_short(self) -> bool:
        """Whether its rows are so few that each is shown by itself."""
        return len(self.rows) <= _MOST_BY_THEMSELVES


@dataclass(frozen=True)
class Tables:
    """Both tables, in one language."""

    tables: Sequence[Table]

    @cached_property
    def slices(self) -> Mapping[str, Slice]:
        """Return what rows can be gathered by, by key; levels first, then places."""
        gathered: dict[tuple[str, Thing], list[Row]] = defaultdict(list)
        of = {}
        for table in self.tables:
            for row in table.rows:
                for kind in KINDS:
                    for thing in row.belongings.get(kind, ()):
                        gathered[kind, thing].append(row)
                        of[kind, thing] = table
        found = sorted(gathered, key=lambda each: KINDS.index(each[0]))
        return {
            thing.key: Slice(thing, kind, of[kind, thing], gathered[kind, thing])
            for kind, thing in found
        }

    @cached_property
    def issuers(self) -> Mapping[str, Thing]:
        """Return who issued what stands in the tables, by key and in the order of names."""
        rows = (row for table in self.tables for row in table.rows)
        found = {thing.key: thing for row in rows for thing in row.issuers}
        return dict(sorted(found.items(), key=lambda item: item[1].name))

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Return the measures of both tables, by key; the two have none in common."""
        return {measure.key: measure for table in self.tables for measure in table.measures}


def folded(text: str) -> str:
    """Return a text as it is searched: without case, and full-width letters as others.

    >>> folded("ＣＡＳＴ Plan")
    'cast plan'
    """
    return unicodedata.normalize("NFKC", text).casefold()
