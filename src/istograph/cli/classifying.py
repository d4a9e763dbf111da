"""`istograph classify`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from pyoxigraph import Store

from istograph.classification import Theory, load_theory
from istograph.classification.batches import Done, Options
from istograph.classification.descriptions import read_csv, read_json, read_json_lines, read_quads
from istograph.classification.engines import cores, run_local, run_spark
from istograph.classification.evidence import Background, stored_background
from istograph.classification.records import Stored, find, stored
from istograph.classification.rendering import as_json
from istograph.classification.suggestions import suggestion
from istograph.cli.asking import ask as ask_questions
from istograph.cli.terminal import StoreOption, counted, dataset, measured, note, write
from istograph.cli.verdicts import (
    PROSE,
    WRITERS,
    Answered,
    Language,
    VerdictFormat,
    reasons_why_not,
    write_prose,
)
from istograph.errors import InputError, TermError
from istograph.rdf.reading import read_file
from istograph.rdf.store.snapshot import Snapshot

Json = dict[str, Any]
_LINES = (".jsonl", ".ndjson")


class Engine(StrEnum):
    """What runs over the lines of a file."""

    LOCAL = "local"
    SPARK = "spark"


@dataclass(frozen=True)
class _Given:
    """A description to classify, or what is wrong with it; and its line, where it has one."""

    description: Json | InputError
    line: int | None = None
    # What is known beside it; found out only where it is shown.
    background: Callable[[], Background] | None = None


@dataclass(frozen=True)
class _Wanted:
    """What is asked about each description."""

    as_of: str | None
    host: str | None
    presume: bool
    # Verdicts alone are enough.
    brief: bool
    why_not: Sequence[str] = field(default=())

    def answer(self, theory: Theory, description: Json) -> Json:
        return theory.classify(
            description,
            as_of=self.as_of,
            host=self.host,
            presume=self.presume,
            explain=not self.brief,
        )


def classify(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Descriptions: JSON, JSON Lines, CSV or RDF."),
    ] = None,
    ids: Annotated[
        list[str] | None,
        typer.Option("--id", metavar="KEY-or-IRI", help="A record of the dataset; repeatable."),
    ] = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask about one organization, question by question.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day to judge; today, if none is said.")
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(metavar="CODE-or-PROFILE", help="Also say what is domestic to this host."),
    ] = None,
    presume: Annotated[
        bool, typer.Option("--presume", help="Add what named defaults would presume.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what each verdict rests on, or would.")
    ] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="Verdicts alone, without proofs; many times faster.")
    ] = False,
    why_not: Annotated[
        list[str] | None,
        typer.Option("--why-not", metavar="CLASS", help="Why it is not that; repeatable."),
    ] = None,
    verdict_format: Annotated[
        VerdictFormat, typer.Option("--format", help="How verdicts are written.")
    ] = VerdictFormat.TABLE,
    language: Annotated[
        Language, typer.Option("--lang", help="Of text, markdown and html, and of questions.")
    ] = Language.EN,
    jobs: Annotated[
        int, typer.Option(min=1, help="Processes for JSON Lines; the cores, if nothing is said.")
    ] = cores(),
    engine: Annotated[
        Engine, typer.Option(help="What runs over JSON Lines; spark needs the extra `spark`.")
    ] = Engine.LOCAL,
    store: StoreOption = None,
) -> None:
    """Say what organizations are: entailed, refuted, contested or unknown, class by class.

    Without FILE and --id every record of the dataset that has facts is classified. A file of JSON
    Lines with `--format jsonl` may be of any length: it is answered line by line, on all cores.
    """
    wanted = _Wanted(as_of, host, presume, brief, _class_names(why_not or []))
    if ask:
        _ask(wanted, verdict_format, language)
        return
    snapshot = dataset(store)
    lines = [path for path in files or [] if path.suffix.lower() in _LINES]
    is_stream = verdict_format is VerdictFormat.JSONL and not (ids or why_not)
    if lines and lines == files and is_stream:
        failed = _stream(lines, wanted, snapshot.version, engine, jobs)
    elif engine is Engine.SPARK:
        raise InputError("--engine spark reads files of JSON Lines, and writes --format jsonl")
    else:
        theory = load_theory()
        described = _given(files or [], ids or [], snapshot)
        answers = counted(_answers(described, theory, snapshot.version, wanted), "classified")
        if why_not and verdict_format is VerdictFormat.TABLE:
            verdict_format = VerdictFormat.TEXT
        if verdict_format in PROSE:
            failed = write_prose(answers, verdict_format, language, wanted.why_not)
        else:
            failed = WRITERS[verdict_format](answers, theory, explain)
    if failed:
        note(f"{failed} descriptions could not be read; they are named in their places")
        raise typer.Exit(2)


def _class_names(names: Sequence[str]) -> tuple[str, ...]:
    known = [term.name for term in load_theory().classes]
    found = tuple(name.removeprefix("isto:") for name in names)
    for name in found:
        if name not in known:
            raise TermError(f"there is no class {name!r}{suggestion(name, known)}")
    return found


def _ask(wanted: _Wanted, verdict_format: VerdictFormat, language: Language) -> None:
    options = {"as_of": wanted.as_of, "host": wanted.host, "presume": wanted.presume}
    description, answer = ask_questions(language, **options)
    answered = Answered(description, answer)
    if verdict_format is VerdictFormat.TABLE:
        verdict_format = VerdictFormat.TEXT
    if verdict_format in PROSE:
        write_prose([answered], verdict_format, language, wanted.why_not)
    else:
        WRITERS[verdict_format]([answered], load_theory(), True)


def _stream(paths: Sequence[Path], wanted: _Wanted, version: str, engine: Engine, jobs: int) -> int:
    """Write the answers to the lines of files; return how many lines could not be read."""
    today = datetime.now(UTC).date()
    run = run_spark if engine is Engine.SPARK else partial(run_local, jobs=jobs)
    total = sum(path.stat().st_size for path in paths)
    failed = 0
    for done in measured(_batches(paths, run, wanted, version, today), total, "classified"):
        failed += done.errors
        write(done.data)
    return failed


def _batches(
    paths: Sequence[Path],
    run: Callable[[Path, Options], Iterator[Done]],
    wanted: _Wanted,
    version: str,
    today: date,
) -> Iterator[Done]:
    for path in paths:
        yield from run(
            path,
            Options(
                file=str(path),
                dataset=version,
                today=today,
                as_of=wanted.as_of,
                host=wanted.host,
                presume=wanted.presume,
                explain=not wanted.brief,
            ),
        )


# Descriptions


def _given(files: Sequence[Path], ids: Sequence[str], snapshot: Snapshot) -> Iterator[_Given]:
    for path in files:
        yield from _read(path)
    if ids or not files:
        store = snapshot.open()
        for record in [find(store, each) for each in ids] if ids else stored(store):
            yield _Given(record.description, background=partial(_background, store, record))


def _background(store: Store, record: Stored) -> Background:
    return stored_background(store, record.iri, record.description)


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
    given: Iterable[_Given], theory: Theory, version: str, wanted: _Wanted
) -> Iterator[Answered]:
    for each in given:
        try:
            if isinstance(each.description, InputError):
                raise each.description
            answer = wanted.answer(theory, each.description)
        except InputError as problem:
            # A bad line of JSON Lines is one of perhaps a million; the others are still wanted.
            if each.line is None:
                raise
            yield Answered({}, {"line": each.line, "error": str(problem)}, problem)
        else:
            head = {"id": answer.pop("id"), "dataset": version}
            answered = Answered(dict(each.description), head | answer, None, each.background)
            yield _with_reasons(answered, wanted) if wanted.why_not else answered


def _with_reasons(answered: Answered, wanted: _Wanted) -> Answered:
    """Return an answer that also says why not, for the formats that are data."""
    reasons = reasons_why_not(answered, wanted.why_not)
    return replace(answered, answer=answered.answer | {"why_not": as_json(reasons)})
