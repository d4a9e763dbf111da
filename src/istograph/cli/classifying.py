"""`istograph classify`."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from istograph.classification import load_theory
from istograph.classification.descriptions.batches import Done, Options
from istograph.classification.descriptions.engines import cores, run_local, run_spark
from istograph.classification.descriptions.mistakes import Sifted
from istograph.classification.explanations.rendering import as_json
from istograph.classification.facts.values import iso_date
from istograph.classification.words.suggestions import term_suggestion
from istograph.cli.asking import ask as ask_questions
from istograph.cli.reading import LINES, Given, nothing_in, read
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

Json = dict[str, Any]


class Engine(StrEnum):
    """What runs over the lines of a file."""

    LOCAL = "local"
    SPARK = "spark"


@dataclass(frozen=True)
class _Wanted:
    """What is asked about each description."""

    as_of: str | None
    host: str | None
    presume: bool
    # Verdicts alone are enough.
    brief: bool
    why_not: Sequence[str] = field(default=())

    def check(self) -> None:
        """Raise InputError for what cannot be asked about any description."""
        if self.as_of is not None:
            iso_date(self.as_of, "--as-of")
        self.answer({"facts": []})

    def answer(self, description: Json) -> Json:
        return load_theory().classify(
            description,
            as_of=self.as_of,
            host=self.host,
            presume=self.presume,
            explain=not self.brief,
        )


Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE]...", help="Descriptions: JSON, JSON Lines, CSV or RDF."),
]
Ids = Annotated[
    list[str] | None,
    typer.Option("--id", metavar="KEY|IRI|QID|ROR", help="A record of the dataset; repeatable."),
]
Ask = Annotated[
    bool, typer.Option("--ask", help="Ask about one organization, question by question.")
]
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help="The day to judge; today, if none is said.")
]
Host = Annotated[
    str | None,
    typer.Option(metavar="CODE-or-PROFILE", help="Also say what is domestic to this host."),
]
Presume = Annotated[bool, typer.Option("--presume", help="Add what named defaults would presume.")]
Explain = Annotated[
    bool, typer.Option("--explain", help="Say what each verdict rests on, or would.")
]
Brief = Annotated[
    bool, typer.Option("--brief", help="Verdicts alone, without proofs; many times faster.")
]
WhyNot = Annotated[
    list[str] | None,
    typer.Option("--why-not", metavar="CLASS", help="Why it is not that; repeatable."),
]
OfVerdicts = Annotated[VerdictFormat, typer.Option("--format", help="How verdicts are written.")]
OfProse = Annotated[
    Language, typer.Option("--lang", help="Of text, markdown and html, and of questions.")
]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Processes for JSON Lines; the cores, if nothing is said.")
]
Runs = Annotated[
    Engine, typer.Option(help="What runs over JSON Lines; spark needs the extra `spark`.")
]


def classify(
    files: Files = None,
    ids: Ids = None,
    ask: Ask = False,
    as_of: AsOf = None,
    host: Host = None,
    presume: Presume = False,
    explain: Explain = False,
    brief: Brief = False,
    why_not: WhyNot = None,
    verdict_format: OfVerdicts = VerdictFormat.TABLE,
    language: OfProse = Language.EN,
    jobs: Jobs = None,
    engine: Runs = Engine.LOCAL,
    store: StoreOption = None,
) -> None:
    """Say what organizations are: entailed, refuted, contested or unknown, class by class.

    Without FILE and --id every record of the dataset that has facts is classified. A file of JSON
    Lines with `--format jsonl` may be of any length: it is answered line by line, on all cores.
    What a description may say: /classify/schema of `istograph serve`.
    """
    wanted = _Wanted(as_of, host, presume, brief, _class_names(why_not or []))
    form = _fitting(verdict_format, wanted, explain)
    wanted.check()
    if ask:
        if files or ids:
            raise InputError("--ask asks about one organization; leave FILE and --id away")
        _ask(wanted, form, language)
        return
    snapshot = dataset(store)
    lines = [path for path in files or [] if path.suffix.lower() in LINES]
    if lines and lines == files and form is VerdictFormat.JSONL and not (ids or why_not):
        failed = _stream(lines, wanted, snapshot.version, engine, jobs or cores())
    elif engine is Engine.SPARK:
        raise InputError("--engine spark reads files of JSON Lines, and writes --format jsonl")
    else:
        refused: list[Sifted] = []
        in_place = form is VerdictFormat.JSONL
        described = read(files or [], ids or [], snapshot, refused.append, in_place=in_place)
        answers = counted(_answers(described, snapshot.version, wanted), "classified")
        failed = _write(answers, form, wanted, language, explain)
        _tell(refused)
    if failed:
        noun = "description" if failed == 1 else "descriptions"
        note(f"{failed:,} {noun} could not be read; each is named in its place")
        raise typer.Exit(2)


def _tell(refused: Sequence[Sifted]) -> None:
    """Name the mistakes for which some were not classified; that is not all that was wanted."""
    for sifted in refused:
        for mistake in sifted.mistakes:
            note(str(mistake.problem))
        whose = "1 is" if len(sifted.refused) == 1 else f"{len(sifted.refused):,} are"
        note(f"{whose} not classified for these mistakes; the others are")
    if refused:
        raise typer.Exit(2)


def _fitting(form: VerdictFormat, wanted: _Wanted, explain: bool) -> VerdictFormat:
    """Return the format that shows what is wanted."""
    if wanted.brief and (explain or wanted.why_not or form in PROSE):
        raise InputError(
            "--brief leaves out what verdicts rest on; --explain, --why-not, text, markdown and "
            "html need it"
        )
    return VerdictFormat.TEXT if wanted.why_not and form is VerdictFormat.TABLE else form


def _write(
    answers: Iterable[Answered],
    form: VerdictFormat,
    wanted: _Wanted,
    language: Language,
    explain: bool,
) -> int:
    if form in PROSE:
        return write_prose(answers, form, language, wanted.why_not)
    return WRITERS[form](answers, load_theory(), explain)


def _class_names(names: Sequence[str]) -> tuple[str, ...]:
    known = [term.name for term in load_theory().classes]
    found = tuple(name.removeprefix("isto:") for name in names)
    for name in found:
        if name not in known:
            raise TermError(f"there is no class {name!r}{term_suggestion(name, known)}")
    return found


def _ask(wanted: _Wanted, verdict_format: VerdictFormat, language: Language) -> None:
    options = {"as_of": wanted.as_of, "host": wanted.host, "presume": wanted.presume}
    description, answer = ask_questions(language, **options)
    form = VerdictFormat.TEXT if verdict_format is VerdictFormat.TABLE else verdict_format
    _write([Answered(description, answer)], form, wanted, language, True)


def _stream(paths: Sequence[Path], wanted: _Wanted, version: str, engine: Engine, jobs: int) -> int:
    """Write the answers to the lines of files; return how many lines could not be read."""
    today = datetime.now(UTC).date()
    run = run_spark if engine is Engine.SPARK else partial(run_local, jobs=jobs)
    total = sum(path.stat().st_size for path in paths)
    failed = 0
    # However this ends, the processes end first: Python would wait for what they have begun.
    with closing(_batches(paths, run, wanted, version, today)) as batches:
        for done in measured(batches, total, "classified"):
            failed += done.errors
            write(done.data)
    return failed


def _batches(
    paths: Sequence[Path],
    run: Callable[[Path, Options], Iterator[Done]],
    wanted: _Wanted,
    version: str,
    today: date,
) -> Generator[Done]:
    for path in paths:
        answers = 0
        for done in run(
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
        ):
            answers += done.answers
            yield done
        if not answers:
            raise nothing_in(path)


def _answers(given: Iterable[Given], version: str, wanted: _Wanted) -> Iterator[Answered]:
    for each in given:
        try:
            if isinstance(each.described, InputError):
                raise each.described
            answer = each.described.use(wanted.answer)
        except InputError as problem:
            # A bad line of JSON Lines is one of perhaps a million; the others are still wanted.
            if each.line is None:
                raise
            yield Answered({}, {"line": each.line, "error": str(problem)}, problem)
        else:
            head = {"id": answer.pop("id"), "dataset": version}
            description = dict(each.described.description)
            answered = Answered(description, head | answer, None, each.background)
            yield _with_reasons(answered, wanted) if wanted.why_not else answered


def _with_reasons(answered: Answered, wanted: _Wanted) -> Answered:
    """Return an answer that also says why not, for the formats that are data."""
    reasons = reasons_why_not(answered, wanted.why_not)
    return replace(answered, answer=answered.answer | {"why_not": as_json(reasons)})
