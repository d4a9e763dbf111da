"""`istograph reconcile`."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import IO, Annotated, Any

import typer
from pyoxigraph import DefaultGraph, NamedNode, Store

from istograph.classification import load_theory
from istograph.classification.descriptions.cells import delimiter
from istograph.classification.words.suggestions import term_suggestion
from istograph.cli.terminal import StoreOption, counted, dataset, draw, note, write
from istograph.errors import InputError, TableError, TermError
from istograph.matching import Answer, Candidate, Index, Name, answers
from istograph.matching.reading import stored
from istograph.model import jurisdiction_code
from istograph.model.terms import ORGANIZATIONS
from istograph.rdf.terms import TYPE, term

# No organization has a longer name.
_LONGEST = 300
# Rows of a table on a terminal; who wants more wants them in a file.
_FIT = 2
# Values that were not understood, of those that are said.
_SHOWN = 5
_ABBREVIATION = "an abbreviation: a website or QID would decide"
_ADDED = ("istograph_id", "istograph_name", "istograph_score", "istograph_match", "istograph_why")


class ReconcileFormat(StrEnum):
    """How answers are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True)
class _Columns:
    """Where in a row the name is, and what else is known."""

    name: str
    country: str | None = None
    year: str | None = None
    website: str | None = None
    identifier: str | None = None


@dataclass(frozen=True)
class _Row:
    """A row of the file, and what fits it, best first."""

    cells: Mapping[str, str]
    name: str
    found: Sequence[Answer]

    @property
    def is_matched(self) -> bool:
        return bool(self.found and self.found[0].is_match)


def reconcile(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A table; - is standard input.")],
    column: Annotated[str, typer.Option(metavar="NAME", help="The column of names.")],
    country: Annotated[
        str | None, typer.Option(metavar="COL", help="A column of countries: CH, France, 中国.")
    ] = None,
    year: Annotated[
        str | None, typer.Option(metavar="COL", help="A column of founding years.")
    ] = None,
    website: Annotated[
        str | None, typer.Option(metavar="COL", help="A column of websites.")
    ] = None,
    identifier: Annotated[
        str | None, typer.Option(metavar="COL", help="A column of QIDs, ROR identifiers or keys.")
    ] = None,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="CLASS", help="Only organizations of a class; repeatable."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="Candidates of each name.")] = 3,
    answer_format: Annotated[
        ReconcileFormat, typer.Option("--format", help="How answers are written.")
    ] = ReconcileFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """Say which organizations the names in a table mean, with scores and what they rest on.

    A match is certain enough to be taken as it is; every other candidate is for a person to judge,
    one found by an abbreviation or a key alone too, whatever its score: others may go by the same.
    Exit status: 1 where some name has no match.
    """
    columns = _Columns(column, country, year, website, identifier)
    rows = _rows(file, columns)
    first = next(rows, None)
    if first is None:
        raise InputError(f"{file}: has no rows below its header")
    opened = dataset(store).open()
    keep = _of_types(opened, types or [])
    index = Index(counted(stored(opened), "organizations indexed"))
    unread: dict[str, None] = {}
    answered = (_answer(index, row, columns, limit, keep, unread) for row in chain([first], rows))
    total, matched = _WRITERS[answer_format](counted(answered, "names looked up"))
    note(f"{matched} of {total} names have a match")
    if unread:
        shown = ", ".join(map(repr, list(unread)[:_SHOWN]))
        note(f"{len(unread)} values of {country!r} name no country, and decided nothing: {shown}")
    if matched < total:
        raise typer.Exit(1)


def _rows(file: Path, columns: _Columns) -> Iterator[dict[str, str]]:
    """Yield the rows of a table one by one; raises InputError with file and line."""
    if str(file) == "-":
        yield from _read(sys.stdin, "standard input", columns)
        return
    with file.open(encoding="utf-8-sig", newline="") as stream:
        yield from _read(stream, str(file), columns)


def _read(stream: IO[str], file: str, columns: _Columns) -> Iterator[dict[str, str]]:
    try:
        header = next(stream, "").removeprefix("\ufeff")
        reader = csv.DictReader(
            chain([header], stream), strict=True, restval="", delimiter=delimiter(header)
        )
    except UnicodeDecodeError:
        raise InputError(f"{file}: is not UTF-8; save the file as UTF-8") from None
    try:
        _check(reader.fieldnames or [], file, columns)
        for row in reader:
            if None in row:
                raise TableError(file, reader.line_num, columns.name, "the row has more cells")
            yield row
    except UnicodeDecodeError:
        raise InputError(f"{file}: is not UTF-8; save the file as UTF-8") from None
    except csv.Error as problem:
        raise InputError(f"{file}:{reader.line_num}: is no CSV: {problem}") from None


def _check(header: Sequence[str], file: str, columns: _Columns) -> None:
    for wanted in vars(columns).values():
        if wanted is not None and wanted not in header:
            if not header:
                raise InputError(f"{file}: is empty; a table begins with a row of column names")
            raise InputError(
                f"{file}: has no column {wanted!r}; its columns are: {', '.join(header)}"
            )


def _of_types(store: Store, types: Sequence[str]) -> Callable[[Candidate], bool]:
    """Return what says whether an organization is in all classes that are asked for."""
    wanted = [term(_curie(name)) for name in types]
    for name, node in zip(types, wanted, strict=True):
        if not any(store.quads_for_pattern(node, None, None, None)):
            known = [each.name for each in load_theory().classes]
            raise TermError(f"there is no class {name!r}{term_suggestion(name, known)}")

    def keep(candidate: Candidate) -> bool:
        node = NamedNode(ORGANIZATIONS + candidate.key)
        return all(
            any(store.quads_for_pattern(node, TYPE, type_, DefaultGraph())) for type_ in wanted
        )

    return keep


def _curie(name: str) -> str:
    if ":" in name:
        return name
    return "org:Organization" if name == "Organization" else f"isto:{name}"


def _answer(
    index: Index,
    row: dict[str, str],
    columns: _Columns,
    limit: int,
    keep: Callable[[Candidate], bool],
    unread: dict[str, None],
) -> _Row:
    name = row[columns.name].strip()
    wanted = _wanted(row, name, columns)
    if columns.country and row[columns.country].strip() and not wanted.countries:
        unread[row[columns.country].strip()] = None
    is_name = 0 < len(name) <= _LONGEST
    found = answers(index, wanted, limit, keep) if is_name or wanted.names else []
    return _Row(row, name, found)


def _wanted(row: dict[str, str], name: str, columns: _Columns) -> Candidate:
    """Return what is known of a row's organization, as a record to compare."""

    def cell(column: str | None) -> str:
        return row[column].strip() if column else ""

    year = cell(columns.year)[:4]
    site, country = cell(columns.website), jurisdiction_code(cell(columns.country))
    texts = [text for text in (cell(columns.identifier), name) if 0 < len(text) <= _LONGEST]
    return Candidate(
        key="",
        names=tuple(map(Name, texts)),
        countries=frozenset({country} if country else ()),
        founded=int(year) if year.isascii() and year.isdigit() else None,
        websites=frozenset({site} if site else ()),
    )


# Write


def _write_table(rows: Iterable[_Row]) -> tuple[int, int]:
    total = matched = 0
    lines = []
    for row in rows:
        total, matched = total + 1, matched + row.is_matched
        for place, found in enumerate(row.found or [None]):
            name = "" if place else row.name
            lines.append([name, *_cells(found)])
    draw(("name", "id", "found", "score", "match", "why"), lines)
    return total, matched


def _write_csv(rows: Iterable[_Row]) -> tuple[int, int]:
    """Write each row as it was, with the best candidate beside it."""
    total = matched = 0
    for row in rows:
        if not total:
            write(_line([*row.cells, *_ADDED]))
        best = row.found[0] if row.found else None
        write(_line([*row.cells.values(), *_cells(best)]))
        total, matched = total + 1, matched + row.is_matched
    return total, matched


def _write_json(rows: Iterable[_Row]) -> tuple[int, int]:
    """Write an array, row by row."""
    total = matched = 0
    for row in rows:
        said = {"name": row.name, "candidates": [_json(found) for found in row.found]}
        text = json.dumps(said, ensure_ascii=False)
        write((",\n" if total else "[\n").encode() + text.encode())
        total, matched = total + 1, matched + row.is_matched
    write(b"\n]\n" if total else b"[]\n")
    return total, matched


_WRITERS: dict[ReconcileFormat, Callable[[Iterable[_Row]], tuple[int, int]]] = {
    ReconcileFormat.TABLE: _write_table,
    ReconcileFormat.CSV: _write_csv,
    ReconcileFormat.JSON: _write_json,
}


def _line(cells: Sequence[str]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


def _cells(found: Answer | None) -> list[str]:
    if found is None:
        return [""] * len(_ADDED)
    name = found.candidate.label
    return [
        found.candidate.key,
        name,
        f"{found.fit:.{_FIT}f}",
        "true" if found.is_match else "false",
        ", ".join(_evidence(found)),
    ]


def _evidence(found: Answer) -> list[str]:
    """Return what an answer rests on, in words; and why the best one is no match."""
    if found.is_identified and found.is_match:
        return ["identifier"]
    said = [f"name {found.score.likeness.ratio:.{_FIT}f}"]
    for part, value in vars(found.score.parts).items():
        if value and part != "information":
            said.append(part.replace("_", " "))
    return [_ABBREVIATION, *said[1:]] if found.is_abbreviation else said


def _json(found: Answer) -> dict[str, Any]:
    candidate, score = found.candidate, found.score
    parts = {part: round(value, 4) for part, value in vars(score.parts).items() if value}
    return {
        "id": candidate.key,
        "name": candidate.label,
        "score": found.fit,
        "match": found.is_match,
        "evidence": {"identifier": True}
        if found.is_identified
        else {"name": round(score.likeness.ratio, 4), **parts},
        **({"why_not": _ABBREVIATION} if found.is_abbreviation else {}),
        "matched": [name.text for name in score.names or ()][1:],
    }
