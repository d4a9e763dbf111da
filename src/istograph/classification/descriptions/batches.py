"""Descriptions by the million: JSON Lines in, JSON Lines out, in batches, on any cores.

file ─▶ read_batches ─▶ classify_lines, a pure function of its lines ─▶ bytes, in the file's order
                        here | in processes | on Apache Spark

Whoever runs it, the bytes are the same: what depends on the place or the time of the run (the
dataset's version, today) is in the options, and each batch knows the numbers of its lines.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import takewhile
from pathlib import Path
from threading import Event
from typing import Any

from istograph.classification.answers.theory import Theory, load_theory
from istograph.classification.descriptions.parsing import read_json_line
from istograph.errors import InputError, Spot

# Large enough that a batch costs more than its way to another process.
BATCH = 1 << 18
_NEVER = Event()


@dataclass(frozen=True)
class Options:
    """What is asked about each description."""

    file: str
    dataset: str
    today: date
    as_of: str | None = None
    host: str | None = None
    presume: bool = False
    # Verdicts alone, or with what they rest on and what would decide them.
    explain: bool = True


@dataclass(frozen=True)
class Batch:
    """Whole lines of a file, and the number of the first."""

    first: int
    text: bytes

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines with their numbers."""
        return enumerate(self.text.split(b"\n"), start=self.first)


@dataclass(frozen=True)
class Done:
    """The answers to a batch: JSON Lines, how many there are, and how many of them are errors."""

    data: bytes
    answers: int
    errors: int
    size: int


def read_batches(path: Path, size: int = BATCH) -> Iterator[Batch]:
    """Yield the lines of a file in batches of about this many bytes."""
    first = 1
    with path.open("rb") as file:
        while lines := file.readlines(size):
            yield Batch(first, b"".join(lines))
            first += len(lines)


def classify_batch(batch: Batch, options: Options, until: Event = _NEVER) -> Done:
    """Return the answers to a batch; to its first lines only, if an event happens meanwhile."""
    lines = takewhile(lambda _: not until.is_set(), batch.lines())
    answers = list(classify_lines(lines, options))
    errors = sum(answer.startswith(_ERROR) for answer in answers)
    return Done(b"".join(answers), len(answers), errors, len(batch.text))


def classify_lines(lines: Iterable[tuple[int, bytes]], options: Options) -> Iterator[bytes]:
    """Yield, for each line that is not empty, its answer; or what is wrong with it."""
    theory = load_theory()
    for number, line in lines:
        if line.strip():
            try:
                answer = answer_line(theory, number, line, options)
            except InputError as problem:
                answer = {"line": number, "error": str(problem)}
            yield as_line(answer)


def answer_line(theory: Theory, number: int, line: bytes, options: Options) -> dict[str, Any]:
    """Return the answer to one line of JSON Lines; InputError where it is no description."""
    described = read_json_line(line, Spot(options.file, number))
    day = options.as_of if options.as_of is not None else described.description.get("as_of")
    answer = described.use(
        partial(
            theory.classify,
            as_of=options.today if day is None else day,
            host=options.host,
            presume=options.presume,
            explain=options.explain,
        )
    )
    return {"id": answer.pop("id"), "dataset": options.dataset, **answer}


_ERROR = b'{"line": '


def as_line(answer: dict[str, Any]) -> bytes:
    """Return a line of JSON Lines."""
    try:
        return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        # JSON may escape half a character of UTF-16, which UTF-8 cannot say.
        return json.dumps(answer).encode() + b"\n"
