"""The tables as a page that filters and sorts by its address, and as CSV; places compared."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from fastapi import Request, Response

from istograph.errors import IstographError, NotFoundError
from istograph.web.classification import parameters
from istograph.web.http.conditional import respond
from istograph.web.http.problems import status_of
from istograph.web.policies import comparison
from istograph.web.policies.selection import PARAMETERS, SORTS, View, Wanted, read, view
from istograph.web.policies.tables import CELLS, KINDS, Shelf, Tables
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service

_MARKS = {True: "●", False: "○"}


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
            return self._shown(request, tables, everything, str(error), status_of(error))

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
        return self._renderer.page(request, "policies.html", content, status)

    async def comparison(self, request: Request) -> Response:
        """Return the page that compares two places, or one with all others of its kind."""
        tables = await self._shelf.tables(language_of(request))
        content: dict[str, Any] = {"tables": tables, "kinds": KINDS, "problem": "", "found": None}
        status = 200
        try:
            content |= _compared(tables, request)
        except IstographError as error:
            content["problem"], status = str(error), status_of(error)
        return self._renderer.page(request, "policies_compare.html", content, status)

    async def download(self, request: Request, name: str) -> Response:
        """Return a table as CSV, with the rows that the address asks for."""
        parameters.check(request, PARAMETERS)
        language = language_of(request)
        tables = await self._shelf.tables(language)
        wanted = read(request.query_params, tables)
        known = {f"table-{table.number}": table for table in tables.tables}
        if name not in known:
            raise NotFoundError(f"there is no table {name!r}; there are {', '.join(known)}")
        file = StringIO(newline="")
        csv.writer(file).writerows(_lines(view(known[name], wanted, language)))
        headers = {
            "Content-Language": language,
            "Content-Disposition": f'inline; filename="{name}.csv"',
        }
        return respond(request, file.getvalue().encode(), "text/csv; charset=utf-8", headers)


def _compared(tables: Tables, request: Request) -> dict[str, Any]:
    """Return what the page shows of the places that the address names."""
    names = [request.query_params.get(name, "").strip() for name in ("a", "b")]
    chosen = [comparison.named(tables, name) for name in names if name]
    if not chosen:
        return {}
    first, second = chosen[0], chosen[1] if len(chosen) > 1 and chosen[1] is not chosen[0] else None
    found = comparison.compare(first, second)
    language = language_of(request)
    content: dict[str, Any] = {
        "found": found,
        "missing": [(first, found.missed)],
        "in_common": comparison.headings_in_common(tables),
        "apart": [] if found.is_of_one_table else [(s, comparison.alone(s)) for s in chosen],
        "query": comparison.in_address(comparison.query(first, second, language)) if second else "",
        "abroad": comparison.in_address(comparison.query_abroad(first, language)),
    }
    if second and found.is_of_one_table:
        content["missing"].append((second, comparison.compare(second, first).missed))
    return content


def _lines(shown: View) -> Iterator[list[str]]:
    """Yield the header and a line for each row, as the table is printed."""
    table = shown.table
    side = "country" if table.groups else "level"
    heads = [
        f"{measure.group.name}: {measure.name}" if measure.group else measure.name
        for measure in table.measures
    ]
    yield ["row", side, "title_zh", "title_en", "line", *heads]
    for row in shown.rows:
        cells = (row.cell(measure.key) for measure in table.measures)
        marks = [_MARKS[cell.mentioned] if cell else "" for cell in cells]
        title = (row.title.zh, row.title.en)
        yield [str(row.number), row.side.name if row.side else "", *title, row.line, *marks]
