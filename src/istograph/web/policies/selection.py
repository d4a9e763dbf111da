"""What of the tables a reader wants to see, said in the page's address: which rows, in what order.

q        words of a title, an issuer, a place          measure, mention   mentioned | not-mentioned
where    a level, a locality, a country or a city      sort, sort2        of Table 1, of Table 2
issuer   who issued it                                 as `name`, `-marks`, or a measure's key
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from istograph.classification.words.suggestions import suggestion
from istograph.errors import TermError
from istograph.model import Text
from istograph.web.http.languages import Language
from istograph.web.policies.tables import Measure, Note, Row, Table, Tables, folded

NAME, MARKS = "name", "marks"
MENTIONED, NOT_MENTIONED = "mentioned", "not-mentioned"
# Of each table, the parameter that says its order.
SORTS = {"1": "sort", "2": "sort2"}
_SAID = {
    "q": "Words of a title, an issuer or a place.",
    "where": "A level, a locality, a country or a city: `local`, `beijing`.",
    "issuer": "The key of who issued it: `cast`.",
    "measure": "The key of a measure: `tax-preference`.",
    "mention": "Whether that measure is `mentioned`, as if nothing is said, or `not-mentioned`.",
    "sort": "Of Table 1: `name`, `-marks`, or a measure's key.",
    "sort2": "The same of Table 2.",
    "lang": "Of texts: `en` or `zh`.",
}
# What the form calls those whose values may be wrong.
_FIELDS = {
    "where": "地方",
    "issuer": "发布者",
    "measure": "举措",
    "mention": "是否提及",
    "sort": "表1排序",
    "sort2": "表2排序",
}
# More values than these are read in the form, not in a sentence.
_MOST_LISTED = 6
_IN_THE_FORM = Text("; the form has all there are", "；全部可选项见下方表单")
# For `/openapi.json`.
PARAMETERS: dict[str, Any] = {
    "parameters": [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
        for name, text in _SAID.items()
    ]
}


# All that narrows or sorts the tables; and what programs say, who ask what concerns a record.
FILTERS = tuple(name for name in _SAID if name != "lang")
ALSO = ("place", "id", "aim", "format")


@dataclass(frozen=True)
class Wanted:
    """What a reader asked for; by itself, everything as it is printed."""

    words: str = ""
    where: str = ""
    issuer: str = ""
    measure: str = ""
    mention: str = MENTIONED
    # by the number of the table
    sorts: tuple[tuple[str, str], ...] = ()

    def fits(self, row: Row) -> bool:
        """Say whether a row is wanted."""
        return (
            all(word in row.words for word in folded(self.words).split())
            and (not self.where or row.is_of(self.where))
            and (not self.issuer or row.is_of(self.issuer, ["issuer"]))
            and (not self.measure or self._is_marked(row))
        )

    def _is_marked(self, row: Row) -> bool:
        cell = row.cell(self.measure)
        # A measure of the other table has no cell here, and so is not "not mentioned" either.
        return cell is not None and cell.mentioned is (self.mention == MENTIONED)


def read(parameters: Mapping[str, str], tables: Tables) -> Wanted:
    """Return what an address asks for; TermError for a value that the tables do not have."""
    places = (slice_.thing for slice_ in tables.slices.values())
    things = (*places, *tables.issuers.values(), *tables.measures.values())
    labels = {thing.key: thing.name for thing in things}

    def known(name: str, values: Collection[str], other: str = "") -> str:
        said = name if parameters.get(name, "").strip() else other
        value = parameters.get(said, "").strip()
        if value and value not in values:
            near = suggestion(value, values, labels)
            many = len(values) > _MOST_LISTED and not near.en.startswith("; did you mean")
            hint = _IN_THE_FORM if many else near
            raise TermError(
                f"{said}: there is no {value!r} in the tables{hint.en}",
                zh=f"{_FIELDS[name]}：表中没有“{value}”{hint.zh}",
            )
        return value

    def order(table: Table) -> str:
        keys = [NAME, MARKS, *(measure.key for measure in table.measures)]
        return known(SORTS[table.number], [f"{sign}{key}" for key in keys for sign in ("", "-")])

    return Wanted(
        words=parameters.get("q", "").strip(),
        where=known("where", tables.slices, "place"),
        issuer=known("issuer", tables.issuers),
        measure=known("measure", tables.measures),
        mention=known("mention", (MENTIONED, NOT_MENTIONED)) or MENTIONED,
        sorts=tuple((table.number, order(table)) for table in tables.tables),
    )


@dataclass(frozen=True)
class Head:
    """A column's head: how its column is sorted, and the value that sorts it next."""

    sorted: str
    next: str


@dataclass(frozen=True)
class View:
    """A table with the rows that are wanted, in the order that is."""

    table: Table
    rows: Sequence[Row]
    order: str

    def repeats(self, place: int) -> bool:
        """Say whether the row at a place has the same level or country as the one before."""
        return place > 0 and self.rows[place].side == self.rows[place - 1].side

    @property
    def notes(self) -> Sequence[Note]:
        """The notes on the table, and on the rows that are wanted and their cells."""
        of_cells = (note for row in self.rows for cell in row.cells for note in cell.notes)
        of_rows = (note for row in self.rows for note in row.notes)
        found = {*self.table.notes, *of_rows, *of_cells}
        return sorted(found, key=lambda note: note.number)

    def total(self, measure: Measure) -> int:
        """Return how many of the rows mention a measure."""
        cells = (row.cell(measure.key) for row in self.rows)
        return sum(cell.mentioned for cell in cells if cell)

    def head(self, key: str) -> Head:
        """Return how a column is sorted; pressed, it is so the useful way, then back, then not."""
        turns = [key, f"-{key}"] if key == NAME else [f"-{key}", key]
        turn = turns.index(self.order) if self.order in turns else None
        following = (*turns, "")[0 if turn is None else turn + 1]
        if turn is None:
            return Head("", following)
        return Head("descending" if self.order.startswith("-") else "ascending", following)


def view(table: Table, wanted: Wanted, language: Language) -> View:
    """Return what a reader wants of a table; rows that are alike stay in the printed order."""
    order = dict(wanted.sorts).get(table.number, "")
    rows = [row for row in table.rows if wanted.fits(row)]
    by = order.removeprefix("-")
    if by:
        rows.sort(key=lambda row: _rank(row, by, language), reverse=order.startswith("-"))
    return View(table, rows, order)


def _rank(row: Row, by: str, language: Language) -> bytes | int:
    if by == NAME:
        return _collation(row.title.in_language(language))
    if by == MARKS:
        return row.marks
    cell = row.cell(by)
    return int(cell is not None and cell.mentioned)


def _collation(title: str) -> bytes:
    """Return what sorts a title: GB 18030 has the common characters in the order of pinyin.

    >>> sorted(["中关村", "《北京》", "“十四五”"], key=_collation)
    ['《北京》', '“十四五”', '中关村']
    """
    letters = [c for c in folded(title) if unicodedata.category(c)[0] in "LN"]
    return "".join(letters).encode("gb18030", "replace")
