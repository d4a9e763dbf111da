"""`istograph classify`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from istograph.classification import Theory, load_theory
from istograph.classification.descriptions import read_csv, read_json, read_json_lines, read_quads
from istograph.classification.records import find, stored
from istograph.cli.terminal import StoreOption, counted, dataset, note
from istograph.cli.verdicts import WRITERS, Answered, VerdictFormat
from istograph.errors import InputError
from istograph.rdf.reading import read_file
from istograph.rdf.snapshot import Snapshot

Json = dict[str, Any]


@dataclass(frozen=True)
class _Given:
    """A description to classify, or what is wrong with it; and its line, where it has one."""

    description: Json | InputError
    line: int | None = None


def classify(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Descriptions: JSON, JSON Lines, CSV or RDF."),
    ] = None,
    ids: Annotated[
        list[str] | None,
        typer.Option("--id", metavar="KEY-or-IRI", help="A record of the dataset; repeatable."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day to judge; today, if none is said.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what each verdict rests on, or would.")
    ] = False,
    verdict_format: Annotated[
        VerdictFormat, typer.Option("--format", help="How verdicts are written.")
    ] = VerdictFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """Say what organizations are: entailed, refuted, contested or unknown, class by class.

    Without FILE and --id every record of the dataset that has facts is classified.
    """
    snapshot = dataset(store)
    theory = load_theory()
    given = _given(files or [], ids or [], snapshot)
    answers = _answers(given, theory, snapshot.version, as_of)
    failed = WRITERS[verdict_format](counted(answers, "classified"), theory, explain)
    if failed:
        note(f"{failed} descriptions could not be read; they are named in their places")
        raise typer.Exit(2)


# Descriptions


def _given(files: Sequence[Path], ids: Sequence[str], snapshot: Snapshot) -> Iterator[_Given]:
    for path in files:
        yield from _read(path)
    if ids or not files:
        store = snapshot.open()
        records = [find(store, each) for each in ids] if ids else stored(store)
        yield from (_Given(record.description) for record in records)


def _read(path: Path) -> Iterator[_Given]:
    match path.suffix.lower():
        case ".json":
            yield from map(_Given, read_json(_text(path), str(path)))
        case ".jsonl" | ".ndjson":
            for line, description in read_json_lines(_text(path), str(path)):
                yield _Given(description, line)
        case ".csv":
            yield from map(_Given, read_csv(_text(path), str(path)))
        case _:
            yield from map(_Given, read_quads(read_file(path).quads))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; save the file as UTF-8") from None


def _answers(
    given: Iterable[_Given], theory: Theory, version: str, as_of: str | None
) -> Iterator[Answered]:
    for each in given:
        try:
            if isinstance(each.description, InputError):
                raise each.description
            answer = theory.classify(each.description, as_of=as_of)
        except InputError as problem:
            # A bad line of JSON Lines is one of perhaps a million; the others are still wanted.
            if each.line is None:
                raise
            yield Answered({}, {"line": each.line, "error": str(problem)}, problem)
        else:
            head = {"id": answer.pop("id"), "dataset": version}
            yield Answered(dict(each.description), head | answer)
