"""Descriptions as a CSV file with a fact in each row (RFC 4180).

organization, property and value must be there; key (the fact's id), name, from, to, negated,
support, source, status (a disputed or superseded fact does not count) and where the fact is
written (quote, line, section, locator, url) may. Columns of the writer's own begin with `x-`, and
those of `data/curated/facts.csv` are known, so that it is one such file; any other is refused,
for a misspelt one would change the verdicts. A value is written as in JSON, or as spreadsheets and
people write it (`cells`); a string needs no quotes. Cells are parted by commas, or by semicolons or
tabs where the header has no comma.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from istograph.classification.descriptions.cells import (
    delimiter,
    read_boolean,
    read_cell,
    read_day,
)
from istograph.classification.descriptions.parsing import Described, Json, Tell, parse_json, refuse
from istograph.classification.facts.form import EVIDENCE_KEYS, OWN_KEYS, REMARKS
from istograph.classification.facts.values import shown, shown_zh
from istograph.classification.words.suggestions import meant, suggestion
from istograph.errors import DescriptionError, InputError, TableError
from istograph.model import ASSERTED, STRUCTURES, Text
from istograph.model.claims import STATUSES
from istograph.rdf.parser_messages import in_chinese

_REQUIRED = ("organization", "property", "value")
_WRITTEN = tuple(key for key in EVIDENCE_KEYS if key != "value_name")
_DAYS = ("from", "to")
_OPTIONAL = ("from", "to", "support", "source", *_WRITTEN)
# What each column is of a fact or of its organization.
COLUMNS = {
    "organization": "the organization's id",
    "name": "the organization's name",
    "key": "the fact's id",
    **{key: key for key in ("property", "value", "from", "to", "negated", "support", "source")},
    "status": "whether the fact counts",
    **dict.fromkeys(_WRITTEN, "where the fact is written"),
}
# What people write beside their facts, in columns of their own.
_REMARKS = ("note", "notes", "comment", "comments", "remark", "remarks", "备注", "说明")
_NOT_READ = ("document", "reading", "note_en", "note_zh", *REMARKS)


@dataclass(frozen=True)
class FactTable:
    """The descriptions of a table, and what each of its columns is; nothing if it is not read."""

    columns: tuple[tuple[str, str], ...]
    described: tuple[Described, ...]


@dataclass(frozen=True)
class TablePlace:
    """A description in a table: the file, the lines of its facts."""

    file: str
    lines: Sequence[int]
    rows: Sequence["_Row"] = ()

    def tell(self, problem: InputError) -> InputError:
        """Return the problem with the file's name, the row and the column."""
        if not isinstance(problem, DescriptionError):
            problem = DescriptionError(str(problem), zh=problem.zh)
        line, column, better = self.lines[0], "organization", Text()
        match problem.path:
            case ("facts", int(place), str(key), *_):
                line, column = self.lines[place], "key" if key == "id" else key
                better = self.rows[place].corrected(key, problem.instead)
        fault, fault_zh = problem.fault + better.en, problem.fault_zh + better.zh
        return TableError(self.file, line, column, fault, zh=fault_zh)


@dataclass
class _Organization:
    """What the rows say of one organization."""

    id: str
    line: int
    name: str = ""
    facts: list[Json] = field(default_factory=list)
    rows: list["_Row"] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    # The line of each row, by all that it says but its key.
    said: dict[tuple[tuple[str, str], ...], int] = field(default_factory=dict)

    def described(self, file: str) -> Described:
        """Return the description."""
        description: Json = {"id": self.id, "name": self.name, "facts": self.facts}
        place = TablePlace(file, [row.line for row in self.rows] or [self.line], self.rows)
        return Described(description, place, tuple(self.left_out))


def read_csv(text: str, file: str, tell: Tell = refuse) -> FactTable:
    """Return the descriptions of a table; TableError names the row and the column of a mistake."""
    # A byte order mark is no part of the first column's name; spreadsheets write one.
    rows = _rows(text.removeprefix("\ufeff"), file)
    _, header = next(rows, (1, []))
    organizations: dict[str, _Organization] = {}
    wrong = list(_wrong_columns(header, file))
    for problem in wrong:
        tell(problem, "")
    # Without its header nothing of a table can be read.
    for line, cells in () if wrong else rows:
        row = _Row(file, line, header, cells)
        _add(row, organizations, tell)
    columns = tuple((name, COLUMNS.get(name, "")) for name in header if name)
    return FactTable(columns, tuple(each.described(file) for each in organizations.values()))


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as problem:
        raise TableError(
            file,
            reader.line_num,
            "",
            f"is not CSV (RFC 4180): {problem}",
            zh=f"不是 CSV（RFC 4180）：{in_chinese(str(problem))}",
        ) from None


# The header


def _wrong_columns(header: list[str], file: str) -> Iterator[TableError]:
    if not header:
        wanted = ", ".join(_REQUIRED)
        yield TableError(
            file,
            1,
            "",
            f"is empty; a table of facts begins with the header {wanted}",
            zh=f"是空的；事实表以表头 {wanted} 开始",
        )
        return
    for name in dict.fromkeys(filter(None, header)):
        if name not in COLUMNS and name not in _NOT_READ and not name.startswith(OWN_KEYS):
            yield _unknown(name, header, file)
        if header.count(name) > 1:
            yield TableError(
                file,
                1,
                name,
                "stands there twice; one of them would be lost",
                zh="出现了两次；其中一列会丢失",
            )
    for column in _REQUIRED:
        if column not in header:
            wanted = ", ".join(_REQUIRED)
            yield TableError(
                file,
                1,
                column,
                f"is missing; a table of facts has {wanted}, parted by commas",
                zh=f"缺少此列；事实表须有 {wanted}，以逗号分隔",
            )


def _unknown(name: str, header: list[str], file: str) -> TableError:
    if len(header) == 1 and "|" in name:
        problem = "is the whole header; the cells of CSV are parted by commas"
        return TableError(file, 1, name, problem, zh="整个表头只有这一列；CSV 的单元格以逗号分隔")
    own = name.strip().casefold() in _REMARKS
    hint = meant([f"x-{name.strip()}"]) if own else suggestion(name.strip(), COLUMNS)
    return TableError(
        file,
        1,
        name,
        f"is not known, and a column of your own begins with 'x-'{hint}",
        zh=f"未知的列；自用的列应以“x-”开头{hint.zh}",
    )


# A row


@dataclass(frozen=True)
class _Row:
    file: str
    line: int
    header: list[str]
    row: list[str]

    @cached_property
    def cells(self) -> Mapping[str, str]:
        """The cells by the names of their columns."""
        return dict(zip(self.header, self.row, strict=False))

    def wrong(self, column: str, problem: str, *, zh: str) -> TableError:
        return TableError(self.file, self.line, column, problem, zh=zh)

    @property
    def organization(self) -> str:
        """The id of the organization that it is about, if it has one."""
        return self.cells.get("organization", "")

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """All that it says, whatever its fact is called."""
        cells = ((name, cell) for name, cell in self.cells.items() if cell and name != "key")
        return tuple(sorted(cells))

    @property
    def status(self) -> str:
        """Whether its fact is asserted, disputed or superseded."""
        return self.cells.get("status") or ASSERTED

    @property
    def key(self) -> str:
        """The id of its fact."""
        return self.cells.get("key") or f"line-{self.line}"

    def problems(self) -> Iterator[TableError]:
        """Yield what is wrong with it, cell by cell, but for what the fact says."""
        yield from self._astray()
        for column in _REQUIRED:
            if not self.cells.get(column):
                yield self.wrong(column, "is empty; a value is wanted", zh="为空；应填写值")
        try:
            self._value()
        except InputError as problem:
            yield self.wrong("value", str(problem), zh=problem.zh)
        if isinstance(negated := read_boolean(self.cells.get("negated", "")), str) and negated:
            yield self.wrong(
                "negated",
                f"is true or false, not {shown(negated)}",
                zh=f"应为 true 或 false，不是{shown_zh(negated)}",
            )
        if self.status not in STATUSES:
            hint = suggestion(self.status, STATUSES)
            yield self.wrong(
                "status",
                f"there is no status {shown(self.status)}{hint}",
                zh=f"没有状态{shown_zh(self.status)}{hint.zh}",
            )

    def _astray(self) -> Iterator[TableError]:
        if beyond := [cell for cell in self.row[len(self.header) :] if cell]:
            yield self.wrong(
                "",
                f"the row has more cells than the header: {shown(beyond)}; quote commas",
                zh=f"此行的单元格多于表头：{shown(beyond)}；含逗号的单元格请加引号",
            )
        for name, cell in zip(self.header, self.row, strict=False):
            if cell and not name:
                yield self.wrong(
                    "",
                    f"{shown(cell)} stands in a column without a name",
                    zh=f"{shown_zh(cell)}所在的列没有列名",
                )

    def fact(self) -> Json:
        """Return its fact."""
        fact: Json = {"id": self.key, "property": self.cells["property"], "value": self._value()}
        fact |= {column: self.cells[column] for column in _OPTIONAL if self.cells.get(column)}
        fact |= {column: read_day(fact[column]) for column in _DAYS if column in fact}
        if negated := self.cells.get("negated"):
            fact["negated"] = read_boolean(negated)
        return fact

    def corrected(self, column: str, instead: str) -> Text:
        """Return how a message goes on that shows the row with another cell; if that is known."""
        if not instead:
            return Text()
        written = io.StringIO()
        cells = {**self.cells, column: instead}
        csv.writer(written, lineterminator="").writerow(cells.get(name, "") for name in self.header)
        line = written.getvalue()
        return Text(f"; the line should be: {line}", f"；此行应为：{line}")

    def _value(self) -> Any:
        property_ = self.cells.get("property", "").removeprefix("isto:")
        text = self.cells.get("value", "")
        if property_ in STRUCTURES:
            return parse_json(text) if text.startswith("{") else text
        return read_cell(property_, text)


def _add(row: _Row, organizations: dict[str, _Organization], tell: Tell) -> None:
    id_, name = row.organization, row.cells.get("name", "")
    problems = list(row.problems())
    found = organizations.setdefault(id_, _Organization(id_, row.line)) if id_ else None
    if found and name and found.name and name != found.name:
        other = row.wrong(
            "name",
            f"calls {shown(id_)} {shown(name)}; a row before calls it {shown(found.name)}",
            zh=f"把{shown_zh(id_)}称为{shown_zh(name)}；前面有一行称它为{shown_zh(found.name)}",
        )
        problems.append(other)
    if found and (line := found.said.setdefault(row.said, row.line)) != row.line:
        again = row.wrong(
            "",
            f"says what line {line} says; leave one out, or give each its source",
            zh=f"与第 {line} 行所述相同；请去掉一行，或分别注明来源",
        )
        problems.append(again)
    for problem in problems:
        tell(problem, id_)
    if not found or problems:
        return
    found.name = found.name or name
    if row.status == ASSERTED:
        found.facts.append(row.fact())
        found.rows.append(row)
    else:
        found.left_out.append(f"{row.key} ({row.status})")
