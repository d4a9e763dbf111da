"""`istograph validate`."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from istograph.classification.descriptions.bare import told_of
from istograph.cli.terminal import note, write
from istograph.errors import InputError
from istograph.rdf.namespaces import shorten
from istograph.rdf.reading import read_file
from istograph.rdf.shacl.report import Report, Result
from istograph.rdf.shacl.validation import validate_documents

_DESCRIPTIONS = (".json", ".jsonl", ".ndjson", ".csv")


class ReportFormat(StrEnum):
    """How a report is written."""

    HUMAN = "human"
    TURTLE = "turtle"
    JSON = "json"


def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="RDF, in any format.")],
    report_format: Annotated[
        ReportFormat, typer.Option("--format", help="How the report is written.")
    ] = ReportFormat.HUMAN,
) -> None:
    """Check RDF files, together, against the shapes.

    The shapes say what a record needs to be published: labels in both languages, a source and a
    support level for each claim. `istograph classify` asks for less: any facts will do.

    Exit status: 0 they conform, 1 they do not, 2 they could not be read.
    """
    for path in files:
        if path.suffix.lower() in _DESCRIPTIONS:
            raise InputError(
                f"{path}: shapes are for RDF: .ttl, .jsonld, .nt. A description in JSON or CSV is "
                f"read, and what is wrong in it named, by `istograph classify {path}`"
            )
    documents = [read_file(path) for path in files]
    report = validate_documents(documents)
    match report_format:
        case ReportFormat.HUMAN:
            text = _readable(report)
        case ReportFormat.TURTLE:
            text = report.turtle()
        case ReportFormat.JSON:
            text = json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n"
    write(text.encode())
    if report_format is not ReportFormat.HUMAN:
        # The formats of data are the contract's, which has no room for it.
        note(_checked(report))
    if bare := told_of(quad for document in documents for quad in document.quads).en:
        note(bare)
    if not report.conforms:
        raise typer.Exit(1)


def _readable(report: Report) -> str:
    lines = [_line(result) for result in report.results]
    return "\n".join([*lines, f"{_verdict(report)}; {_checked(report)}", ""])


def _verdict(report: Report) -> str:
    """Return whether it conforms, and how much was found that keeps it from that, or does not."""
    if not report.conforms:
        return f"does not conform: {report.counted}"
    return f"conforms: no violations{report.counted and ', but '}{report.counted}"


def _checked(report: Report) -> str:
    """Return how many subjects were looked at; for none, what would be."""
    checked = report.checked
    if checked is None or checked.some:
        return str(checked or "")
    classes = "org:Organization or isto:Claim"
    return f"{checked}, as none has a class that the shapes check, such as {classes}"


def _line(result: Result) -> str:
    place = ":".join(str(part) for part in (result.file, result.line) if part)
    focus = shorten(str(getattr(result.focus, "value", result.focus)))
    message = result.message.get("en") or next(iter(result.message.values()))
    shape = f" ({shorten(result.shape)})" if result.shape else ""
    return f"{place}: {result.called}: {focus}: {message}{shape}"
