"""Where a mistake stands in a text that was pasted: its line, with those around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from istograph.web.classification.positions import position
from istograph.web.classification.work import BODY

# How messages name a place: a file with its lines, a line of JSON, a pointer into JSON (RFC 6901).
_LINE = re.compile(rf"{BODY}:(?P<line>\d+)(?::(?P<column>\d+))?: ")
_COLUMN = re.compile(r"column '(?P<name>[^']*)': ")
_JSON = re.compile(r"this is not JSON: line (?P<line>\d+), column (?P<column>\d+): ")
_POINTER = re.compile(r"(?P<pointer>(?:/[^/\s:]*)+): ")
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

    problem: str
    line: int = 0
    column: int = 0
    field: str = ""
    pointer: str = ""
    lines: Sequence[Line] = ()


def find_fault(message: str, text: str) -> Fault:
    """Return what a message says is wrong with a text, as a fault with its place."""
    line = column = 0
    field = pointer = ""
    if found := _LINE.match(message) or _JSON.match(message):
        line, column = int(found["line"]), int(found["column"] or 0)
        message = message[found.end() :]
    if found := _COLUMN.match(message):
        field, message = found["name"], message[found.end() :]
    if found := _POINTER.match(message):
        pointer, message = found["pointer"], message[found.end() :]
        lines = text.splitlines()
        within = lines[line - 1] if line and line <= len(lines) else text
        if place := position(within, pointer):
            line, column = max(line, 1) + place[0] - 1, place[1]
    return Fault(message, line, column, field, pointer, tuple(_around(text, line)))


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
