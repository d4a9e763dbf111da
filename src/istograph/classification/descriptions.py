"""Descriptions as people write them down: JSON, JSON Lines, CSV with a fact in each row, and RDF.

A CSV file has the columns organization, property and value, and may have key, name, from, to,
negated, source, support and status (a disputed or superseded fact does not count); others are left
alone, so `data/curated/facts.csv` is one such file, but a name that only misspells one of these is
refused. A value is written as in JSON; a string needs no quotes.
"""

import csv
import difflib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import Quad, Store

from istograph.classification.records import stored
from istograph.classification.suggestions import suggestion
from istograph.errors import InputError, TableError
from istograph.model import ASSERTED, DISPUTED, SUPERSEDED

_REQUIRED = ("organization", "property", "value")
_OPTIONAL = ("from", "to", "source", "support")
_COLUMNS = (*_REQUIRED, *_OPTIONAL, "key", "name", "negated", "status")
_STATUSES = (ASSERTED, DISPUTED, SUPERSEDED)

Json = dict[str, Any]


def read_json(text: str, file: str) -> list[Json]:
    """Return the descriptions of a JSON document: an object, or an array of them."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as problem:
        raise InputError(
            f"{file}:{problem.lineno}:{problem.colno}: not JSON: {problem.msg}"
        ) from None
    return [_object(each, file) for each in (found if isinstance(found, list) else [found])]


def read_json_lines(text: str, file: str) -> Iterator[tuple[int, Json | InputError]]:
    """Yield for each line of JSON Lines its number, and the description or what is wrong."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, read_json_line(line, f"{file}:{number}")
            except InputError as problem:
                yield number, problem


def read_json_line(line: str | bytes, place: str) -> Json:
    """Return the description that a line of JSON Lines is."""
    try:
        # A byte order mark is no part of the first line; some editors write one.
        text = line.decode("utf-8-sig") if isinstance(line, bytes) else line
        return _object(json.loads(text), place)
    except UnicodeDecodeError:
        raise InputError(f"{place}: is not UTF-8; save the file as UTF-8") from None
    except json.JSONDecodeError as problem:
        raise InputError(f"{place}:{problem.colno}: not JSON: {problem.msg}") from None
    except RecursionError:
        raise InputError(f"{place}: is nested too deeply for a description") from None


def read_csv(text: str, file: str) -> list[Json]:
    """Return the descriptions of a table with a fact in each row."""
    # A byte order mark is no part of the first column's name; spreadsheets write one.
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    _check_columns(reader.fieldnames or (), file)
    found: dict[str, Json] = {}
    try:
        for row in reader:
            if not _stands(row, file, reader.line_num):
                continue
            key = _cell(row, "organization", file, reader.line_num)
            description = found.setdefault(key, {"id": key, "name": "", "facts": []})
            description["name"] = description["name"] or row.get("name") or ""
            description["facts"].append(_fact(row, file, reader.line_num))
    except csv.Error as problem:
        line = reader.reader.line_num
        raise TableError(file, line, "", f"is not CSV (RFC 4180): {problem}") from None
    return list(found.values())


def read_quads(quads: list[Quad]) -> list[Json]:
    """Return the descriptions that some RDF gives with isto:Fact nodes, whatever their graph."""
    store = Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return [record.description for record in stored(store)]


def _object(found: Any, place: str) -> Json:
    if not isinstance(found, dict):
        wanted = '{"id": ..., "facts": [...]}'
        raise InputError(f"{place}: a description is an object, {wanted}, not {found!r:.60}")
    return found


def _check_columns(columns: Sequence[str], file: str) -> None:
    for column in columns:
        close = difflib.get_close_matches(column.strip().casefold(), _COLUMNS, 1, 0.75)
        # Other columns are the writer's own, but a misspelt one would change the verdicts.
        if close and column not in _COLUMNS:
            raise TableError(file, 1, column, f"is not known; did you mean {close[0]!r}?")
        if column in _COLUMNS and columns.count(column) > 1:
            raise TableError(file, 1, column, "stands there twice; one of them would be lost")
    for column in _REQUIRED:
        if column not in columns:
            wanted = ", ".join(_REQUIRED)
            raise TableError(
                file, 1, column, f"is missing; a table of facts has {wanted}, parted by commas"
            )


def _stands(row: Mapping[str | None, Any], file: str, line: int) -> bool:
    """Say whether a row's fact counts, once the row is as long as the header."""
    if beyond := row.get(None):
        raise TableError(
            file, line, "", f"has more cells than the header: {beyond!r}; quote commas"
        )
    status = row.get("status") or ASSERTED
    if status not in _STATUSES:
        hint = suggestion(status, _STATUSES)
        raise TableError(file, line, "status", f"there is no status {status!r}{hint}")
    return bool(status == ASSERTED)


def _fact(row: Mapping[str, str | None], file: str, line: int) -> Json:
    fact: Json = {
        "id": row.get("key") or f"line-{line}",
        "property": _cell(row, "property", file, line),
        "value": _value(_cell(row, "value", file, line), file, line),
    }
    fact |= {column: row[column] for column in _OPTIONAL if row.get(column)}
    if negated := row.get("negated"):
        if negated not in ("true", "false"):
            raise TableError(file, line, "negated", f"is true or false, not {negated!r}")
        fact["negated"] = negated == "true"
    return fact


def _cell(row: Mapping[str, str | None], column: str, file: str, line: int) -> str:
    value = row[column]
    if not value:
        raise TableError(file, line, column, "is empty; a value is wanted")
    return value


def _value(text: str, file: str, line: int) -> Any:
    if text in ("true", "false") or text.startswith("{"):
        try:
            return json.loads(text)
        except json.JSONDecodeError as problem:
            raise TableError(file, line, "value", f"is not JSON: {problem.msg}") from None
    return text
