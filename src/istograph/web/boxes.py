"""Boxes and arrows as SVG: where each stands, from the column and row that it is given.

Straight arrows run from border to border; a label stands at the middle of its arrow, unless it is
moved along it, so that two that cross can both be read. `templates/boxes.html` draws it.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_MARGIN = 6
# How wide a letter of the label's size is, about; Chinese ones fill their square.
_LETTER, _SQUARE = 6.6, 12.5
_LINE = 15
# How much larger and bolder titles are.
_BOLD = 1.22


@dataclass(frozen=True)
class Box:
    """A box: its place in the grid, its text, and what it links to."""

    column: float
    row: float
    title: str
    more: str = ""
    href: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Arrow:
    """An arrow from one box to another; `along` says where its label stands, from 0 to 1."""

    start: str
    end: str
    label: str
    more: str = ""
    along: float = 0.5


@dataclass(frozen=True)
class PlacedBox:
    """A box with its corner, and its title in lines that fit."""

    box: Box
    lines: Sequence[str]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PlacedArrow:
    """An arrow with its ends, and the label's place and size."""

    arrow: Arrow
    ends: tuple[float, float, float, float]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawing:
    """What the template draws."""

    width: float
    height: float
    boxes: Sequence[PlacedBox]
    arrows: Sequence[PlacedArrow]
    # of the boxes, by their names, for whoever says the same in words
    titles: Mapping[str, str]


@dataclass(frozen=True)
class Grid:
    """How large boxes are, and how far apart."""

    width: float = 150
    height: float = 52
    across: float = 285
    down: float = 118


def draw(boxes: Mapping[str, Box], arrows: Iterable[Arrow], grid: Grid | None = None) -> Drawing:
    """Return the drawing of some boxes, by name, and the arrows between them."""
    grid = grid or Grid()
    placed = {name: _placed(box, grid) for name, box in boxes.items()}
    drawn = [_arrow(arrow, placed[arrow.start], placed[arrow.end]) for arrow in arrows]
    return Drawing(
        width=max(box.x + box.width for box in placed.values()) + _MARGIN,
        height=max(box.y + box.height for box in placed.values()) + _MARGIN,
        boxes=list(placed.values()),
        arrows=drawn,
        titles={name: box.title for name, box in boxes.items()},
    )


def _placed(box: Box, grid: Grid) -> PlacedBox:
    x, y = _MARGIN + box.column * grid.across, _MARGIN + box.row * grid.down
    lines = fit(box.title, grid.width / _BOLD - 8)
    return PlacedBox(box, lines, x, y, grid.width, grid.height)


def fit(text: str, width: float, most: int = 2) -> list[str]:
    """Return a text in lines that fit a width; what is left over ends in an ellipsis.

    >>> fit("International organization", 100)
    ['International', 'organization']
    """
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most:
        line = _line(rest, width)
        lines.append(line.strip())
        rest = rest[len(line) :].strip()
    if rest:
        lines[-1] = lines[-1].rstrip(" ,:;：，") + "…"
    return lines


def _line(text: str, width: float) -> str:
    """Return what of a text fits, to the end of a word; Chinese may break anywhere."""
    count = next(
        (end for end in range(1, len(text) + 1) if text_width(text[:end]) > width), len(text) + 1
    )
    line = text[: count - 1]
    if count > len(text) or text[count - 1] == " " or not text[count - 1].isascii():
        return line
    return line[: line.rfind(" ") + 1] or line


def _arrow(arrow: Arrow, start: PlacedBox, end: PlacedBox) -> PlacedArrow:
    (ax, ay), (bx, by) = _middle(start), _middle(end)
    x1, y1 = _border(start, bx - ax, by - ay)
    x2, y2 = _border(end, ax - bx, ay - by)
    x, y = x1 + (x2 - x1) * arrow.along, y1 + (y2 - y1) * arrow.along
    width = max(text_width(arrow.label), text_width(arrow.more)) + 8
    height = _LINE * (2 if arrow.more else 1) + 4
    return PlacedArrow(arrow, (x1, y1, x2, y2), x, y, width, height)


def text_width(text: str) -> float:
    """Return about how wide a label is.

    >>> text_width("国际") > text_width("ab")
    True
    """
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return wide * _SQUARE + (len(text) - wide) * _LETTER


def _middle(box: PlacedBox) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def _border(box: PlacedBox, dx: float, dy: float) -> tuple[float, float]:
    """Return where a line from the middle of a box leaves it."""
    across = box.width / 2 / abs(dx) if dx else float("inf")
    down = box.height / 2 / abs(dy) if dy else float("inf")
    part = min(across, down)
    x, y = _middle(box)
    return x + dx * part, y + dy * part
