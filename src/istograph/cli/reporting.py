"""`istograph report`."""

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from istograph.cli.terminal import StoreOption, dataset, draw, write
from istograph.cli.verdicts import Language
from istograph.examples import Example
from istograph.rdf.formats import RESULTS_JSON
from istograph.rdf.namespaces import shorten
from istograph.rdf.protocol import QueryOperation
from istograph.rdf.store.snapshot import Snapshot
from istograph.rdf.store.workers import Limits, answer
from istograph.report import sections

_LIMITS = Limits(seconds=3600, memory=4 << 30)
# Of each table; JSON has all.
_SHOWN = 40


class ReportFormat(StrEnum):
    """How a report is written."""

    TABLE = "table"
    JSON = "json"


def report(
    store: StoreOption = None,
    language: Annotated[Language, typer.Option("--lang", help="Of the tables.")] = Language.EN,
    report_format: Annotated[
        ReportFormat, typer.Option("--format", help="How it is written.")
    ] = ReportFormat.TABLE,
) -> None:
    """Report on the dataset: organizations by source and class, what is decided, what is open.

    Each table is an example query; `istograph query NUMBER` asks it alone.
    """
    snapshot = dataset(store)
    tables = [(each, _rows(snapshot, each, language)) for each in sections()]
    if report_format is ReportFormat.JSON:
        content = {"dataset": snapshot.version, "sections": [_as_json(*t) for t in tables]}
        write(json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")
        return
    write(f"istograph {snapshot.version}\n".encode())
    for example, rows in tables:
        write(f"\n{example.number}  {example.question[language]}\n".encode())
        shown = [
            ["" if value is None else shorten(value) for value in row] for row in rows[:_SHOWN]
        ]
        draw(example.headings[language], shown)
        if more := len(rows) - len(shown):
            write(f"... {more} more: istograph query {example.number}\n".encode())


def _rows(snapshot: Snapshot, example: Example, language: Language) -> list[list[str | None]]:
    operation = QueryOperation(example.in_language(language))
    result = answer(snapshot, operation, accept=RESULTS_JSON.media_type, limits=_LIMITS)
    bindings = json.loads(result.read())["results"]["bindings"]
    return [
        [row.get(name, {}).get("value") for name in example.columns_in(language)]
        for row in bindings
    ]


def _as_json(example: Example, rows: list[list[str | None]]) -> dict[str, Any]:
    return {
        "query": example.name,
        "question": example.question,
        "columns": example.columns,
        "rows": rows,
    }
