"""CSV tables: RFC 4180 text in, rows out; every fault names its file, line and column.

https://www.rfc-editor.org/rfc/rfc4180
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from istograph.errors import InputError, TableError

SEPARATOR = " | "

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Row:
    """A row of a table, with the place to name when something in it is wrong."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def items(self, column: str) -> list[str]:
        """Return the parts of a list cell; none for an empty one."""
        cell = self.cells[column]
        return cell.split(SEPARATOR) if cell else []

    def required(self, column: str) -> str:
        """Return a cell that must not be empty."""
        if not self.cells[column]:
            raise self.error(column, "is empty; a value is wanted")
        return self.cells[column]

    def parse(self, column: str, parser: Callable[[str], _Value]) -> _Value:
        """Return what `parser` makes of a cell that must not be empty."""
        return self._parse(column, self.required(column), parser)

    def parse_optional(self, column: str, parser: Callable[[str], _Value]) -> _Value | None:
        """Return what `parser` makes of a cell, or nothing for an empty one."""
        cell = self.cells[column]
        return self._parse(column, cell, parser) if cell else None

    def parse_items(self, column: str, parser: Callable[[str], _Value]) -> list[_Value]:
        """Return what `parser` makes of each part of a list cell."""
        return [self._parse(column, part, parser) for part in self.items(column)]

    def error(self, column: str, problem: str) -> TableError:
        """Return the error to raise about one of the row's cells."""
        return TableError(self.file, self.line, column, problem)

    def _parse(self, column: str, text: str, parser: Callable[[str], _Value]) -> _Value:
        try:
            return parser(text)
        except TableError:
            raise  # about another cell of the row, which it names
        except (ValueError, InputError) as problem:
            raise self.error(column, str(problem)) from problem


def read_table(path: Path, columns: Sequence[str], key: str) -> list[Row]:
    """Return the rows of a file that must have just these columns and no `key` twice."""
    rows = parse_table(_decoded(path), columns, str(path))
    _refuse_duplicates(rows, key)
    return rows


def parse_table(text: str, columns: Sequence[str], file: str = "<text>") -> list[Row]:
    """Return the rows of a CSV text that must have just these columns."""
    records = _records(text, file)
    _, header = next(records, (1, []))
    _check_header(header, columns, file)
    return [_row(file, line, header, cells) for line, cells in records]


def canonical_csv(text: str) -> str:
    r"""Return the table in its one layout: sorted by the first column, quoted where needed, LF.

    >>> canonical_csv('key,note\r\nb,"x"\r\na,"y, z"\r\n')
    'key,note\na,"y, z"\nb,x\n'
    """
    header, *rows = [cells for _, cells in _records(text, "<text>")] or [[]]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *sorted(rows)])
    return out.getvalue()


def nearest(wanted: str, known: Sequence[str]) -> str:
    """Return a sentence that suggests the names most like the wanted one, if any is.

    >>> nearest("fisics", ["physics", "space"])
    '; did you mean physics?'
    >>> nearest("fisics", ["law"])
    ''
    """
    close = get_close_matches(wanted, known, n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such table") from None
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(str(path), line, "", "is not UTF-8; save the file as UTF-8") from None


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line that it begins on: a quoted cell may hold line breaks."""
    # A byte order mark is no part of the first column's name; spreadsheets write one.
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(file, line, "", f"is not CSV (RFC 4180): {error}") from None


def _check_header(header: list[str], columns: Sequence[str], file: str) -> None:
    for column in header:
        if column not in columns:
            raise TableError(file, 1, column, f"is unknown{nearest(column, columns)}")
        if header.count(column) > 1:
            raise TableError(file, 1, column, "stands twice in the header")
    for column in columns:
        if column not in header:
            raise TableError(file, 1, column, f"is missing; the columns are {','.join(columns)}")


def _row(file: str, line: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) < len(header):
        found = f"is missing: the row has {len(cells)} cells, the header {len(header)}"
        raise TableError(file, line, header[len(cells)], found)
    if len(cells) > len(header):
        found = f"ends the header, but the row has {len(cells) - len(header)} more"
        raise TableError(file, line, header[-1], f"{found}; quote a cell that holds a comma")
    row = Row(file, line, dict(zip(header, cells, strict=True)))
    for column, cell in row.cells.items():
        if cell != cell.strip():
            raise row.error(column, f"{cell!r} begins or ends with a space")
    return row


def _refuse_duplicates(rows: list[Row], key: str) -> None:
    lines: dict[str, int] = {}
    for row in rows:
        first = lines.setdefault(row.required(key), row.line)
        if first != row.line:
            raise row.error(key, f"{row[key]!r} is the key of line {first} already")
