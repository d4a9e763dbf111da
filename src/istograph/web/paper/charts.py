"""Charts of few numbers: columns by year and bars by name, drawn so that nothing is invented.

A number that is printed is full, one that was computed is open, a bound is hatched, two numbers for
one thing are both there; where there is no number, the place for it is dotted and says so.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from istograph.web.paper.drawing import LINE, SIZE, Drawing, text_width, wrapped

Kind = Literal["stated", "derived", "bounded", "disputed", "whole", "lost"]
WIDE, NARROW = 720, 340
_PLOT = 210
_NARROW_BELOW = 500
# A column is wider than a year that is lost; on a telephone no gap is wider than three years.
_COLUMN, _TOTAL, _MOST_LOST = 1.5, 1.9, 3
_TICKS = 5
_BAR = 18
_LEAST_ROOM = 150


class Marks(NamedTuple):
    """The punctuation of a language."""

    colon: str = ": "
    comma: str = ", "
    semicolon: str = "; "


ENGLISH, CHINESE = Marks(), Marks("：", "，", "；")


@dataclass(frozen=True)
class Part:
    """What of a column's number is of one kind."""

    value: float
    shown: str
    remarks: Sequence[str] = ()

    def lines(self, width: float) -> list[str]:
        """Return its words in lines that fit a width."""
        return [line for text in (self.shown, *self.remarks) for line in wrapped(text, width)]


@dataclass(frozen=True)
class Column:
    """A number with its place in time; `apart` stands behind a line, as a total does."""

    label: str
    value: float
    shown: str
    kind: Kind = "stated"
    remarks: Sequence[str] = ()
    part: Part | None = None
    apart: bool = False

    def words(self, marks: Marks) -> str:
        """Return what the column says, for those who do not see it."""
        parts = [self.shown, *self.remarks]
        if self.part:
            parts += [self.part.shown, *self.part.remarks]
        return f"{self.label}{marks.colon}{marks.comma.join(parts)}"


@dataclass(frozen=True)
class Gap:
    """Years without a number."""

    label: str
    years: int
    text: str

    def words(self, marks: Marks) -> str:
        """Return what the gap says."""
        return f"{self.label}{marks.colon}{self.text}"


@dataclass(frozen=True)
class Bar:
    """A number with a name; `high` where two numbers are given, without one there is no bar."""

    label: str
    value: float | None
    shown: str
    kind: Kind = "stated"
    high: float | None = None

    def words(self, marks: Marks) -> str:
        """Return what the bar says."""
        return f"{self.label}{marks.colon}{self.shown}"


@dataclass(frozen=True)
class Group:
    """Bars on one scale."""

    heading: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Chart:
    """Columns in the order of time, or groups of bars; and what its kinds of mark are called."""

    legend: Sequence[tuple[Kind, str]]
    columns: Sequence[Column | Gap] = ()
    groups: Sequence[Group] = ()
    # names above their bars, for long ones
    names_above: bool = False
    # what is counted, said above the scale
    unit: str = ""
    marks: Marks = ENGLISH

    @property
    def description(self) -> str:
        """All that the chart says, in words."""
        said = [self.unit] if self.unit else []
        said += [each.words(self.marks) for each in self.columns]
        for group in self.groups:
            head = [group.heading] if group.heading else []
            said += [*head, *(bar.words(self.marks) for bar in group.bars)]
        return self.marks.semicolon.join(said)

    def draw(self, width: int = WIDE) -> Drawing:
        """Return it drawn for a width."""
        drawing = Drawing(width)
        if self.unit:
            drawing.height = drawing.paragraph("remark", 0, SIZE, [self.unit]) - SIZE
        if self.columns:
            _Columns(drawing, self.columns).draw()
        for group in self.groups:
            _Bars(drawing, group, above=self.names_above).draw()
        if self.legend:
            _draw_legend(drawing, self.legend)
        return drawing


def ticks(most: float) -> list[float]:
    """Return round numbers from nothing to at least `most`, five or six of them.

    >>> ticks(903), ticks(0.5)
    ([0, 200, 400, 600, 800, 1000], [0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
    """
    rough = most / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if power * each >= rough * 0.999)
    step = int(step) if step >= 1 and step == int(step) else step
    return [round(step * place, 10) for place in range(math.ceil(most / step - 0.001) + 1)]


class _Columns:
    """Draws columns above a common line."""

    def __init__(self, drawing: Drawing, slots: Sequence[Column | Gap]) -> None:
        self._drawing = drawing
        self._slots = slots
        values = [slot.value for slot in slots if isinstance(slot, Column)]
        self._ticks = ticks(max(values))
        self._left = 12 + max(text_width(f"{tick:,g}", SIZE - 1) for tick in self._ticks)
        most_lines = max(1 + len(slot.remarks) for slot in slots if isinstance(slot, Column))
        self._top = drawing.height + 6 + LINE * most_lines
        self._bottom = self._top + _PLOT

    def draw(self) -> None:
        """Draw the scale, then each place on it."""
        for tick in self._ticks:
            y = self._y(tick)
            self._drawing.rule("grid" if tick else "axis", self._left, y, self._drawing.width, y)
            self._drawing.text("remark", self._left - 8, y + 5, f"{tick:,g}", "end")
        ends = [self._slot(slot, x, width) for slot, x, width in self._places()]
        self._drawing.height = max(ends) + 4

    def _places(self) -> Iterator[tuple[Column | Gap, float, float]]:
        weights = [self._weight(slot) for slot in self._slots]
        unit = (self._drawing.width - self._left) / sum(weights)
        x = self._left
        for slot, weight in zip(self._slots, weights, strict=True):
            yield slot, x, weight * unit
            x += weight * unit

    def _weight(self, slot: Column | Gap) -> float:
        if isinstance(slot, Gap):
            return slot.years if self._is_wide else min(slot.years, _MOST_LOST)
        return _TOTAL if slot.apart else _COLUMN

    def _slot(self, slot: Column | Gap, x: float, width: float) -> float:
        """Draw what stands at a place, and return where it ends below."""
        if isinstance(slot, Gap):
            self._gap(slot, x, width)
        else:
            self._column(slot, x, width)
        middle, y = x + width / 2, self._bottom + LINE + 2
        y = self._drawing.paragraph("label", middle, y, wrapped(slot.label, width - 4), "middle")
        if isinstance(slot, Column) and slot.part and not self._is_wide:
            y = self._drawing.paragraph("remark", middle, y, slot.part.lines(width - 4), "middle")
        return y

    @property
    def _is_wide(self) -> bool:
        return self._drawing.width > _NARROW_BELOW

    def _gap(self, gap: Gap, x: float, width: float) -> None:
        inner = max(width - 10, 8)
        self._drawing.rect("lost", x + (width - inner) / 2, self._top, inner, _PLOT)
        lines = wrapped(gap.text, inner - 12)
        y = self._top + (_PLOT - LINE * len(lines)) / 2 + SIZE
        widest = max(text_width(line) for line in lines) + 12
        self._drawing.rect(
            "ground", x + (width - widest) / 2, y - LINE, widest, LINE * len(lines) + 10
        )
        self._drawing.paragraph("remark", x + width / 2, y, lines, "middle")

    def _column(self, column: Column, x: float, width: float) -> None:
        if column.apart:
            self._drawing.rule("missing", x, self._top, x, self._bottom)
        broad = min(width * 0.66, 110.0)
        left, top, middle = x + (width - broad) / 2, self._y(column.value), x + width / 2
        self._drawing.rect(column.kind, left, top, broad, self._bottom - top)
        y = top - 7 - LINE * len(column.remarks)
        y = self._drawing.paragraph("value", middle, y, [column.shown], "middle")
        self._drawing.paragraph("remark", middle, y, column.remarks, "middle")
        if column.part:
            self._part(column.part, left, broad)

    def _part(self, part: Part, left: float, broad: float) -> None:
        top = self._y(part.value)
        self._drawing.rect("stated", left, top, broad, self._bottom - top)
        # There is no room in a narrow column: it is said below.
        if self._is_wide:
            middle = left + broad / 2
            self._drawing.paragraph(
                "inside", middle, top + LINE + 2, part.lines(broad - 8), "middle"
            )

    def _y(self, value: float) -> float:
        return self._bottom - _PLOT * value / self._ticks[-1]


class _Bars:
    """Draws a group of bars below what is there already."""

    def __init__(self, drawing: Drawing, group: Group, *, above: bool) -> None:
        self._drawing = drawing
        self._group = group
        self._above = above
        widest = max(text_width(bar.label) for bar in group.bars)
        self._left = 0.0 if above else min(widest + 12, drawing.width * 0.36)
        values = [each for bar in group.bars for each in (bar.value, bar.high) if each]
        self._most = max(values, default=1.0)
        # Bold words are wider.
        shown = max(text_width(bar.shown) for bar in group.bars if bar.value is not None) * 1.06
        beside = drawing.width - self._left - shown - 16
        # Long words would leave so little that numbers far apart become one stump.
        self._is_told_above = above and beside < _LEAST_ROOM
        self._room = drawing.width - self._left if self._is_told_above else beside

    def draw(self) -> None:
        """Draw the heading and the bars."""
        y = self._drawing.height
        if y:
            y += LINE if self._group.heading else LINE / 2
        if self._group.heading:
            lines = wrapped(self._group.heading, self._drawing.width)
            y = self._drawing.paragraph("value", 0, y + SIZE, lines) - SIZE + 6
        for bar in self._group.bars:
            y = self._bar(bar, y)
        self._drawing.height = y

    def _bar(self, bar: Bar, y: float) -> float:
        """Draw one, and return where the next begins."""
        if self._above:
            y = self._drawing.paragraph(
                "label", 0, y + SIZE, wrapped(bar.label, self._drawing.width)
            )
            if self._is_told_above and bar.value is not None:
                lines = wrapped(bar.shown, self._drawing.width / 1.06)
                y = self._drawing.paragraph("value", 0, y, lines)
            y -= SIZE - 4
            self._mark(bar, y)
            return y + _BAR + 12
        lines = wrapped(bar.label, self._left - 12)
        self._drawing.paragraph("label", self._left - 12, y + SIZE, lines, "end")
        self._mark(bar, y)
        return y + max(_BAR, LINE * len(lines)) + 10

    def _mark(self, bar: Bar, y: float) -> None:
        if bar.value is None:
            middle = y + _BAR / 2
            self._drawing.rule("missing", self._left, middle, self._left + 40, middle)
            self._drawing.text("remark", self._left + 48, y + SIZE, bar.shown)
            return
        end = self._length(bar.value)
        # Of two numbers the lower is common to both.
        self._drawing.rect("stated" if bar.high else bar.kind, self._left, y, end, _BAR)
        if bar.high:
            longer = self._length(bar.high)
            self._drawing.rect(bar.kind, self._left + end, y, longer - end, _BAR)
            end = longer
        if not self._is_told_above:
            self._drawing.text("value", self._left + end + 8, y + SIZE, bar.shown)

    def _length(self, value: float) -> float:
        # What is spent least of all is still there to be seen.
        return max(self._room * value / self._most, 2)


def _draw_legend(drawing: Drawing, legend: Sequence[tuple[Kind, str]]) -> None:
    x, y = 0.0, drawing.height + LINE
    for kind, words in legend:
        width = 26 + text_width(words) + 20
        if x and x + width - 20 > drawing.width:
            x, y = 0.0, y + LINE + 4
        drawing.rect(kind, x + 1, y - 11, 18, 12)
        drawing.text("remark", x + 26, y, words)
        x += width
    drawing.height = y + 8
