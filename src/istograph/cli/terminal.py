"""What the commands share of the terminal: answers on stdout, everything else on stderr."""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, BinaryIO, Protocol, TypeVar

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from istograph.build import default_directory, ensure
from istograph.errors import NotFoundError
from istograph.rdf.store.snapshot import Snapshot, current

# What is drawn for a file or a pipe is as wide as it needs to be.
_UNBOUNDED = 10_000
# Sentences are read, not sorted or cut into columns.
_READABLE = 100

_COUNTED = 10_000

_Item = TypeVar("_Item")


class Measured(Protocol):
    """A part of long work."""

    @property
    def answers(self) -> int:
        """How many answers it has."""

    @property
    def size(self) -> int:
        """How many bytes of the whole it is."""


_Batch = TypeVar("_Batch", bound=Measured)

StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="DIR",
        help="The dataset's folder; else ISTOGRAPH_STORE, else that in your folder for data.",
    ),
]


def console(*, stderr: bool = False) -> Console:
    """Return a console on the stream as it is now; tests and pipes replace it."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _UNBOUNDED
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def complain(message: str) -> None:
    """Say on stderr what could not be done."""
    console(stderr=True).print(Text("error: ", style="bold red").append(message, style="default"))


def open_standard_streams() -> None:
    """Open what a supervisor closed: a file of the store would come in its place, and be written.

    >>> open_standard_streams()
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free is this one.
            os.open(os.devnull, os.O_RDWR)
            mode = "w" if number else "r"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Have what ends a command raise KeyboardInterrupt: its processes and files go with it.

    What a shell or `nohup` has it ignore, it goes on ignoring.
    """
    told = signal.SIGINT

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal told
        told = signal.Signals(number)
        # asyncio has its own way with Ctrl-C while it runs: raised within a task, which may be
        # starting a process, it would be told of as an error that nobody looked at.
        ctrl_c = signal.getsignal(signal.SIGINT)
        (ctrl_c if callable(ctrl_c) else signal.default_int_handler)(number, frame)

    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for each in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(each) is signal.SIG_DFL:
            signal.signal(each, end)
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(_status(told))
    except SystemExit as ended:
        # Typer knows of Ctrl-C alone.
        sys.exit(_status(told) if ended.code == _status(signal.SIGINT) else ended.code)


def _status(ended_by: signal.Signals) -> int:
    # As a shell counts what a signal ends.
    return 128 + ended_by


def note(message: str) -> None:
    """Say something on stderr that is no part of the answer."""
    console(stderr=True).print(Text(message))


def write(data: bytes) -> None:
    """Write bytes on stdout as they are."""
    with until_enough() as output:
        output.write(data)


@contextmanager
def until_enough() -> Iterator[BinaryIO]:
    """Give stdout to write to; the command ends, and well, where its reader has enough."""
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # `istograph query ... | head`: the reader has what it wanted. Python would complain when
        # it flushes the pipe at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None


def draw(columns: Sequence[str], rows: Sequence[Sequence[str]], *, stderr: bool = False) -> None:
    """Draw a table on stdout, or on stderr where it is no part of the answer."""
    if not (sys.stderr if stderr else sys.stdout).isatty():
        text = _aligned([columns, *rows])
        if stderr:
            sys.stderr.write(text)
        else:
            write(text.encode())
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console(stderr=stderr).print(table)


def draw_entries(entries: Iterable[Sequence[str]]) -> None:
    """Write entries on stdout, each a line and sentences under it; none is wider than a screen."""
    drawn = console()
    width = min(drawn.width, _READABLE)
    for head, *sentences in entries:
        for indent, text in [(0, head), *((4, each) for each in sentences)]:
            for number, line in enumerate(Text(text).wrap(drawn, width - indent - 4)):
                margin = indent + 2 + 2 * bool(number and not indent)
                write((" " * margin + line.plain.rstrip() + "\n").encode())


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as lines whose columns are as wide as they need to be; Chinese takes two."""
    cells = [[" ".join(cell.splitlines()) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    lines = (
        "  ".join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        )
        for row in cells
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


class BuildProgress:
    """Shows a build: a bar on a terminal, a line for each stage elsewhere."""

    def __init__(self, bars: Bars | None) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def stage(self, name: str, total: int | None = None) -> None:
        """Show that a stage begins."""
        if self._bars is None:
            note(f"{name} ({total})" if total else name)
            return
        self._bars.start()
        if self._task is not None:
            self._bars.update(self._task, total=1, completed=1)
        self._task = self._bars.add_task(name, total=total)

    def advance(self) -> None:
        """Show that a step is done."""
        if self._bars is not None and self._task is not None:
            self._bars.advance(self._task)

    def note(self, text: str) -> None:
        """Show something that a person should know."""
        note(text)


class ReadyProgress(BuildProgress):
    """Shows that a dataset is built before it is read: by one bar, or one line elsewhere."""

    _is_told = False

    def stage(self, name: str, total: int | None = None) -> None:
        """Show that a build begins, when its first stage does."""
        if not self._is_told:
            self._is_told = True
            super().stage("building the dataset")

    def advance(self) -> None:
        """Show nothing: a step is one of a stage."""


@contextmanager
def build_progress(*, stages: bool = True) -> Iterator[BuildProgress]:
    """Give something that shows a build as long as it lasts, stage by stage or as one."""
    shown = BuildProgress if stages else ReadyProgress
    error = console(stderr=True)
    if not error.is_terminal:
        yield shown(None)
        return
    counts = [MofNCompleteColumn()] if stages else []
    columns = (TextColumn("{task.description}"), BarColumn(), *counts, TimeElapsedColumn())
    bars = Bars(*columns, console=error, transient=True)
    try:
        yield shown(bars)
    finally:
        bars.stop()


def counted(items: Iterable[_Item], what: str) -> Iterator[_Item]:
    """Yield items and show how many there were, where that does not get into the answer."""
    error = console(stderr=True)
    if error.is_terminal and not sys.stdout.isatty():
        columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
        with Bars(*columns, console=error, transient=True) as bars:
            yield from bars.track(items, description=what)
        return
    for number, item in enumerate(items, start=1):
        yield item
        if number % _COUNTED == 0:
            note(f"{number} {what}")


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """Give something that is told how many more are done, and shows how many that makes."""
    error = console(stderr=True)
    if not error.is_terminal:
        yield lambda number: note(f"{number} {what}")
        return
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=error, transient=True) as bars:
        task = bars.add_task(what, total=None)
        yield lambda number: bars.advance(task, number)


def measured(
    batches: Iterable[_Batch], total: int, what: str, *, answers: bool = True
) -> Iterator[_Batch]:
    """Yield batches and show how much of all their bytes is done, as `counted` does.

    Without `answers` nothing goes to stdout meanwhile, which a bar could get into.
    """
    error = console(stderr=True)
    if not error.is_terminal or (answers and sys.stdout.isatty()):
        yield from _noted(batches, what)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=error, transient=True) as bars:
        task = bars.add_task(what, total=total)
        for batch in batches:
            yield batch
            bars.advance(task, batch.size)


def _noted(batches: Iterable[_Batch], what: str) -> Iterator[_Batch]:
    number = 0
    for batch in batches:
        yield batch
        before, number = number, number + batch.answers
        if before // _COUNTED < number // _COUNTED:
            note(f"{number} {what}")


def dataset(store: Path | None) -> Snapshot:
    """Return the dataset to read; yours is built when there is none, any when ours has changed."""
    if store is not None and current(store) is None:
        raise NotFoundError(
            f"{store}: there is no dataset; `istograph build --store {store}` makes one"
        )
    with build_progress(stages=False) as progress:
        return ensure(store or default_directory(), progress=progress)
