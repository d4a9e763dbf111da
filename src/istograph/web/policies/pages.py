"""The tables as a page that filters and sorts by its address, and as CSV; places compared."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from fastapi import Request, Response

from istograph.errors import IstographError, NotFoundError
from istograph.web.classification import parameters
from istograph.web.http.languages import Language
from istograph.web.http.problems import status_of
from istograph.web.http.unheeded import Heeded
from istograph.web.policies import comparison
from istograph.web.policies.reading import CELLS, Shelf
from istograph.web.policies.selection import (
    ALSO,
    FILTERS,
    PARAMETERS,
    SORTS,
    View,
    Wanted,
    read,
    view,
)
from istograph.web.policies.tables import KINDS, Row, Tables
from istograph.web.rendering import Renderer, language_of, told
from istograph.web.service import Service
from istograph.web.spreadsheets import spreadsheet

_MARKS: dict[Language, dict[bool, str]] = {
    "en": {True: "mentioned", False: "not mentioned"},
    "zh": {True: "提及", False: "未提及"},
}
# Of the columns before the measures, and of the last.
_HEADS: dict[Language, tuple[str, ...]] = {
    "en": ("row", "level", "country", "title (Chinese)", "title (English)", "period", "line"),
    "zh": ("序号", "层面", "国家", "名称（中文）", "名称（英文）", "期间", "原文行号"),
}
_TABLES = Heeded(FILTERS, ALSO)
_DISPUTES: dict[Language, str] = {"en": "disputes", "zh": "争议"}


class TablePages:
    """Shows both tables, or what a reader wants of them."""

    def __init__(self, service: Service, shelf: Shelf) -> None:
        self._shelf = shelf
        self._renderer = Renderer(service)

    async def page(self, request: Request) -> Response:
        """Return the page; what its address asks for in vain is said above all rows."""
        tables = await self._shelf.tables(language_of(request))
        try:
            parameters.check(request, PARAMETERS)
            return self._shown(request, tables, read(request.query_params, tables))
        except IstographError as error:
            everything = Wanted()
            problem = told(error, language_of(request))
            return self._shown(request, tables, everything, problem, status_of(error))

    def _shown(
        self, request: Request, tables: Tables, wanted: Wanted, problem: str = "", status: int = 200
    ) -> Response:
        language = language_of(request)
        content: dict[str, Any] = {
            "tables": tables,
            "kinds": KINDS,
            "wanted": wanted,
            "views": [view(table, wanted, language) for table in tables.tables],
            "queries": CELLS,
            "sorts": SORTS,
            "problem": problem,
            "today": datetime.now(UTC).date(),
        }
        return self._renderer.page(request, "policies.html", content, status, heeded=_TABLES)

    async def comparison(self, request: Request) -> Response:
        """Return the page that compares two places, or one with all others of its kind."""
        tables = await self._shelf.tables(language_of(request))
        content: dict[str, Any] = {
            "tables": tables,
            "kinds": KINDS,
            "problem": "",
            "found": None,
        }
        status = 200
        try:
            content |= _compared(tables, request)
        except IstographError as error:
            content["problem"] = told(error, language_of(request))
            status = status_of(error)
        heeded = Heeded(comparison.PARAMETERS)
        return self._renderer.page(request, "policies_compare.html", content, status, heeded=heeded)

    async def download(self, request: Request, name: str) -> Response:
        """Return a table as CSV, with the rows that the address asks for."""
        parameters.check(request, PARAMETERS)
        language = language_of(request)
        tables = await self._shelf.tables(language)
        wanted = read(request.query_params, tables)
        known = {f"table-{table.number}": table for table in tables.tables}
        if name not in known:
            raise NotFoundError(
                f"there is no table {name!r}; there are {', '.join(known)}",
                zh=f"没有“{name}”这个表；可用的有 {'、'.join(known)}",
            )
        lines = _lines(view(known[name], wanted, language), language)
        return spreadsheet(request, f"istograph-{name}.csv", language, lines)


def _compared(tables: Tables, request: Request) -> dict[str, Any]:
    """Return what the page shows of the places that the address names."""
    names = [request.query_params.get(name, "").strip() for name in comparison.PARAMETERS]
    chosen = [comparison.named(tables, name) for name in names if name]
    if not chosen:
        return {}
    first, second = chosen[0], chosen[1] if len(chosen) > 1 and chosen[1] is not chosen[0] else None
    found = comparison.compare(first, second)
    language = language_of(request)
    content: dict[str, Any] = {
        "found": found,
        # somebody chose one place twice
        "same": len(chosen) > 1 and second is None,
        "disputed": comparison.disputed(found),
        "missing": [(first, found.missed)],
        "in_common": comparison.headings_in_common(tables),
        "apart": [] if found.is_of_one_table else [(s, comparison.alone(s)) for s in chosen],
        "query": comparison.in_address(comparison.query(first, second, language)) if second else "",
        "abroad": comparison.in_address(comparison.query_abroad(first, language)),
    }
    if second and found.is_of_one_table:
        content["missing"].append((second, comparison.compare(second, first).missed))
    return content


def _lines(shown: View, language: Language) -> Iterator[list[str]]:
    """Yield the header and a line for each row, in words."""
    table, marks = shown.table, _MARKS[language]
    number, level, country, *others = _HEADS[language]
    colon = "：" if language == "zh" else ": "
    heads = [
        f"{measure.group.name}{colon}{measure.name}" if measure.group else measure.name
        for measure in table.measures
    ]
    side = country if table.groups else level
    yield [number, side, *others, *heads, _DISPUTES[language]]
    for row in shown.rows:
        cells = (row.cell(measure.key) for measure in table.measures)
        said = [marks[cell.mentioned] if cell else "" for cell in cells]
        title = (row.title.zh, row.title.en, row.period.words if row.period else "")
        first = [str(row.number), row.side.name if row.side else "", *title, row.line]
        yield [*first, *said, _disputed(row, colon)]


def _disputed(row: Row, colon: str) -> str:
    """Return what is disputed of a row, and of each of its cells."""
    of_row = [note.dispute.name for note in row.notes]
    of_cells = [
        f"{cell.measure.name}{colon}{note.dispute.name}"
        for cell in row.cells
        for note in cell.notes
    ]
    return "; ".join([*of_row, *of_cells])
