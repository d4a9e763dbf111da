"""Where a mistake stands in a text that was pasted: its line, with those around it."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from istograph.errors import InputError, IstographError
from istograph.rdf.store.framing import error_in
from istograph.web.classification.bodies import BODY
from istograph.web.classification.positions import position

_AROUND = 2
_LONGEST = 200


@dataclass(frozen=True)
class Line:
    """A line of the text, as far as it is shown; one is the mistake's."""

    number: int
    text: str
    is_wrong: bool


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: a line, a column of it, a column of a table or a JSON Pointer."""

    problem: IstographError
    whose: str = ""
    line: int = 0
    column: int = 0
    field: str = ""
    pointer: str = ""
    lines: Sequence[Line] = ()


def find_faults(mistakes: Iterable[Mapping[str, Any]], text: str) -> list[Fault]:
    """Return the mistakes in a text that a worker tells of, in the order in which they stand."""
    told = ((error_in(mistake), mistake["whose"]) for mistake in mistakes)
    found = [find_fault(problem, text, whose) for problem, whose in told if problem]
    return sorted(found, key=lambda fault: (fault.line or sys.maxsize, fault.column))


def find_fault(error: IstographError, text: str, whose: str = "") -> Fault:
    """Return what an error says is wrong with a text, as a fault with its place."""
    spot, lines = error.spot, text.splitlines()
    if spot.file not in ("", BODY):
        # Of a record, which nobody pasted.
        return Fault(error, whose)
    line, column = spot.line, spot.column
    if spot.pointer:
        within = lines[line - 1] if 0 < line <= len(lines) else text
        if place := position(within, spot.pointer):
            line, column = max(line, 1) + place[0] - 1, place[1]
    problem = InputError(error.problem, zh=error.problem_zh)
    return Fault(problem, whose, line, column, spot.field, spot.pointer, _around(lines, line))


def _around(lines: Sequence[str], line: int) -> list[Line]:
    if not 0 < line <= len(lines):
        return []
    first = max(line - _AROUND, 1)
    shown = lines[first - 1 : line + _AROUND]
    return [
        Line(first + n, each if len(each) <= _LONGEST else f"{each[:_LONGEST]}…", first + n == line)
        for n, each in enumerate(shown)
    ]
