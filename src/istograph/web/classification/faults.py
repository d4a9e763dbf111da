"""Where a mistake stands in a text that was pasted: its line, with those around it."""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from istograph.errors import InputError, IstographError
from istograph.web.classification.bodies import BODY
from istograph.web.classification.positions import position

# How messages name a place: a file with its lines, a line of JSON, a pointer into JSON (RFC 6901).
# What stands after it is in English or in Chinese.
_LINE = re.compile(rf"{BODY}:(?P<line>\d+)(?::(?P<column>\d+))?(?:: |：)")
_COLUMN = re.compile(r"(?:column '(?P<name>[^']*)': |“(?P<name_zh>[^”]*)”列：)")
_JSON = re.compile(r"line (?P<line>\d+), column (?P<column>\d+): |第 ?\d+ ?行第 ?\d+ ?列：")
_POINTER = re.compile(r"(?P<pointer>(?:/[^/\s:：]*)+)(?:: |：)")
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


def find_faults(mistakes: Iterable[tuple[IstographError, str]], text: str) -> list[Fault]:
    """Return what is wrong with a text and whose description that is in, as it stands there."""
    found = [find_fault(problem, text, whose) for problem, whose in mistakes]
    return sorted(found, key=lambda fault: (fault.line or sys.maxsize, fault.column))


def find_fault(error: IstographError, text: str, whose: str = "") -> Fault:
    """Return what an error says is wrong with a text, as a fault with its place."""
    message, line, column = str(error), 0, 0
    field = pointer = ""
    if found := _LINE.match(message) or (_JSON.search(message) if _is_json(message) else None):
        line, column = int(found["line"]), int(found["column"] or 0)
        message = message[: found.start()] + message[found.end() :]
    if found := _COLUMN.match(message):
        field, message = found["name"], message[found.end() :]
    if found := _POINTER.match(message):
        pointer, message = found["pointer"], message[found.end() :]
        lines = text.splitlines()
        within = lines[line - 1] if line and line <= len(lines) else text
        if place := position(within, pointer):
            line, column = max(line, 1) + place[0] - 1, place[1]
    problem = InputError(message, zh=_without_place(error.zh))
    return Fault(problem, whose, line, column, field, pointer, tuple(_around(text, line)))


def _is_json(message: str) -> bool:
    return message.startswith("this is not JSON: ")


def _without_place(chinese: str) -> str:
    """Return a message in Chinese without its place, which the page says in its own way."""
    for place in (_LINE, _COLUMN, _POINTER):
        chinese = place.sub("", chinese, count=1) if place.match(chinese) else chinese
    return _JSON.sub("", chinese, count=1) if "JSON" in chinese else chinese


def _around(text: str, line: int) -> list[Line]:
    lines = text.splitlines()
    if not 0 < line <= len(lines):
        return []
    first = max(line - _AROUND, 1)
    shown = lines[first - 1 : line + _AROUND]
    return [
        Line(first + n, each if len(each) <= _LONGEST else f"{each[:_LONGEST]}…", first + n == line)
        for n, each in enumerate(shown)
    ]
