"""What only some kinds of records have: rows of tables, a number in words, who is seated there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from istograph.model import isto
from istograph.rdf.namespaces import ID
from istograph.rdf.terms import LABEL, term
from istograph.web.linked_data import periods
from istograph.web.linked_data.lookup import Node
from istograph.web.linked_data.things import Thing, Things, in_order

_MOST_SEATED = 60
_APPLIES_IN, _WITHIN = isto("appliesIn"), term("schema:containedInPlace")
_LOCAL = NamedNode(f"{ID}level/local")
_LONGEST_COLUMN = 4
_BOUNDS = ("lowerBound", "upperBound")
# A qualifier that stands after the number in Chinese: 900余.
_AFTER = ("more-than",)


@dataclass(frozen=True)
class Cell:
    """A cell of one of the paper's tables: its measure, and whether it is marked."""

    thing: Thing
    measure: Thing
    marked: bool


@dataclass(frozen=True)
class Row:
    """A row of one of the paper's tables."""

    name: Thing
    table: Thing
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Number:
    """What an observation says, in words: how many of what, how sure, when, where."""

    words: str
    unit: Thing | None
    is_exact: bool
    period: str
    area: Sequence[Thing]
    statistic: Sequence[Thing]


def table_rows(things: Things, node: NamedNode) -> Iterator[Row]:
    """Yield the rows that a record is, or is described by, with their cells."""
    rows = things.lookup.subjects(isto("describes"), node)
    if any(things.lookup.subjects(isto("tableRow"), node)):
        rows.append(node)
    for row in rows:
        tables = things.lookup.objects(row, isto("inTable"))
        cells = [_cell(things, cell) for cell in things.lookup.subjects(isto("tableRow"), row)]
        if tables and cells:
            ordered = sorted(cells, key=lambda cell: _column(cell.thing.key))
            yield Row(things.thing(row), things.thing(tables[0]), ordered)


def _column(key: str) -> tuple[int, str]:
    """Return the column of a cell, by the last part of its key; those that name none come last."""
    column = key.rpartition("-")[2]
    known = column.isascii() and column.isdigit() and len(column) <= _LONGEST_COLUMN
    return (int(column), "") if known else (10**_LONGEST_COLUMN, key)


def _cell(things: Things, cell: Node) -> Cell:
    measure = things.lookup.objects(cell, isto("measure"))
    mention = things.lookup.objects(cell, isto("mention"))
    marked = [things.thing(each).key for each in mention] == ["mentioned"]
    return Cell(things.thing(cell), things.thing(measure[0] if measure else cell), marked)


def number(things: Things, node: NamedNode) -> Number | None:
    """Return the number of an observation in words; nothing for another record."""
    if not any(things.lookup.objects(node, isto("statistic"))):
        return None

    def said(name: str) -> list[Thing]:
        return things.values([node], isto(name))

    units, qualifiers = said("unit"), said("qualifier")
    unit = units[0] if units else None
    value = _number(things, node, unit)
    if not value:
        return None
    qualifier = next((q for q in qualifiers if q.key != "exact"), None)
    return Number(
        _qualified(things, value, qualifier),
        None if unit and unit.key == "percent" else unit,
        any(q.key == "exact" for q in qualifiers),
        _period(things, *([s.text for s in said(n)] for n in ("periodStart", "periodEnd", "asOf"))),
        said("area"),
        said("statistic"),
    )


def figure(things: Things, node: NamedNode) -> str:
    """Return the number of an observation, with its day or years; nothing for another record."""
    said = number(things, node)
    if said is None:
        return ""
    money = things.words(" ", "") + said.unit.text if said.unit and said.unit.key == "cny" else ""
    when = things.words(" ({})", "（{}）").format(said.period) if said.period else ""
    return f"{said.words}{money}{when}"


def _number(things: Things, node: NamedNode, unit: Thing | None) -> str:
    values = things.values([node], isto("value"))
    bounds = [bound for name in _BOUNDS for bound in things.values([node], isto(name))]
    texts = [_grouped(value.text) for value in (values or bounds)]
    percent = "%" if unit and unit.key == "percent" else ""
    return "–".join(f"{text}{percent}" for text in texts)


def _qualified(things: Things, value: str, qualifier: Thing | None) -> str:
    if qualifier is None:
        return value
    if things.language == "zh":
        after = qualifier.key in _AFTER
        return f"{value}{qualifier.text}" if after else f"{qualifier.text}{value}"
    return f"{qualifier.text} {value}"


def _grouped(text: str) -> str:
    """Return a number with a comma between its thousands.

    >>> _grouped("12345.60")
    '12,345.60'
    """
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdecimal() else text


def _period(things: Things, starts: Sequence[str], ends: Sequence[str], days: Sequence[str]) -> str:
    if starts and ends:
        text = periods.words(starts[0], ends[0])
        return things.words(text.en, text.zh)
    return things.words("as of ", "截至") + days[0] if days else ""


@dataclass(frozen=True)
class Asked:
    """Which pages of policies know a place."""

    # the tables have rows of it, to be filtered and compared
    tables: bool
    case: bool


def asked_of(things: Things, node: NamedNode) -> Asked:
    """Return which pages of policies may be asked about a record."""
    lookup = things.lookup
    if not node.value.startswith(f"{ID}place/"):
        return Asked(tables=False, case=False)
    described = [node, *lookup.subjects(_APPLIES_IN, node)]
    rows = [row for each in described for row in lookup.subjects(isto("describes"), each)]
    named = any(node in lookup.objects(row, isto("describes")) for row in rows)
    local = any(_LOCAL in lookup.objects(row, isto("level")) for row in rows)
    country = any(lookup.subjects(isto("ofCountry"), node))
    return Asked(named or local or country, case=any(lookup.objects(node, _WITHIN)))


def seated(things: Things, node: NamedNode) -> tuple[Sequence[Thing], int]:
    """Return organizations that registries place in a town of this name, and how many there are.

    They give the town's name only, as they spell it.
    """
    if not node.value.startswith(f"{ID}place/"):
        return (), 0
    labels = things.lookup.objects(node, LABEL)
    names = [Literal(o.value) for o in labels if isinstance(o, Literal) and o.language == "en"]
    found = [s for name in names for s in things.lookup.subjects(isto("locality"), name)]
    shown = sorted(found, key=lambda each: each.value)[:_MOST_SEATED]
    return in_order(map(things.thing, shown)), len(found)
