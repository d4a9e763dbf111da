"""Figure 1 as a drawing: where its boxes, frames and lines stand, for `templates/figure_1.html`.

From left to right the figure's own classes stand in boxes, each beside the class that it divides;
a class that was added to them is a frame around those that it has within it, or, if it has none, a
box by the one that it is part of.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from istograph.classification.explanations.figure import Figure, FigureClass, load_figure
from istograph.classification.words.words import load_words
from istograph.model import Text
from istograph.web.http.languages import Language

# Left edge and width of the boxes, by how deep they stand; in pixels, as all that follows.
_COLUMNS = ((12, 140), (202, 176), (428, 222))
_INDENT = 34
_LINE, _STATUS, _PADDING = 18, 20, 11
_GAP, _CAPTION, _FRAME = 14, 24, 10
_TEXT_MARGIN = 12
# The mean advance of a letter and of a Chinese character, at the size of the labels.
_ADVANCES = {"en": 8.1, "zh": 14.2}
_ENDS = re.compile(r"(?<=的)|(?=（)")


@dataclass(frozen=True)
class Shape:
    """A class as a box, or as a frame: its corner, its size, its lines and where they begin."""

    class_: FigureClass
    is_frame: bool
    x: int
    y: int
    width: int
    height: int
    lines: Sequence[str]
    text_x: int
    text_y: int

    @property
    def middle(self) -> int:
        """Halfway down."""
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The lower edge."""
        return self.y + self.height

    def baselines(self) -> list[tuple[str, int]]:
        """Return each line of the label with the height of its baseline."""
        return [(line, self.text_y + n * _LINE) for n, line in enumerate(self.lines)]

    @property
    def status_y(self) -> int:
        """The baseline of what is said below the label."""
        return self.text_y + len(self.lines) * _LINE + 1


@dataclass(frozen=True)
class Connection:
    """A line, as the path of SVG; one is `open` where the paper leaves open whether it holds."""

    path: str
    is_open: bool = False
    is_own: bool = True


@dataclass(frozen=True)
class Caption:
    """The name of an axis, above the first class on it."""

    axis: str
    text: str
    x: int
    y: int


@dataclass(frozen=True)
class Diagram:
    """The whole drawing; the shapes stand in the order in which they are read."""

    width: int
    height: int
    shapes: Sequence[Shape]
    connections: Sequence[Connection]
    captions: Sequence[Caption]


@cache
def draw(language: Language, *, with_status: bool = False) -> Diagram:
    """Return the drawing with its labels in a language, and room for a status if wanted."""
    return _Drawing(load_figure(), language, with_status).whole()


def figure() -> Figure:
    """Return what is drawn."""
    return load_figure()


def name(kind: str, key: str) -> Text:
    """Return what an axis or a support is called."""
    return load_words().concept(kind, key)


def wrapped(text: str, width: float, language: str) -> list[str]:
    """Return a text in lines of a width, as even as they can be.

    >>> wrapped("intergovernmental organization", 160, "en")
    ['intergovernmental', 'organization']
    >>> wrapped("政治性国际组织（综合性国际组织）", 150, "zh")
    ['政治性国际组织', '（综合性国际组织）']
    """
    most = max(1, int(width / _ADVANCES[language]))
    # A Chinese line ends anywhere, but better after 的 and before a bracket.
    parts = _ENDS.split(text) if language == "zh" else [f"{word} " for word in text.split()]
    pieces = [piece for part in parts for piece in (part if len(part) > most + 1 else [part])]
    fewest = len(_filled(pieces, most))
    while most > 1 and len(_filled(pieces, most - 1)) == fewest:
        most -= 1
    return [line.strip() for line in _filled(pieces, most)]


def _filled(pieces: Sequence[str], most: int) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and len((lines[-1] + piece).rstrip()) > most:
            lines.append("")
        lines[-1] += piece
    return lines


class _Drawing:
    """Works from the top down; `_y` is how far it has come."""

    def __init__(self, figure: Figure, language: Language, with_status: bool) -> None:
        self._figure = figure
        self._language = language
        self._status = _STATUS if with_status else 0
        self._y = _GAP
        self._order: list[str] = []
        self._shapes: dict[str, Shape] = {}
        self._tops: dict[str, int] = {}
        self._captions: list[Caption] = []
        added = [each for each in figure.classes if not each.is_own]
        # The wider first, as they have the narrower within them.
        framing = [each for each in added if figure.below(each.name)]
        self._frames = sorted(framing, key=lambda each: -len(figure.below(each.name)))
        self._beside = [each for each in added if each not in framing]

    def whole(self) -> Diagram:
        root = self._figure.classes[0]
        self._place(root, 0)
        shapes = [self._shapes[name] for name in self._order]
        width = max(shape.right for shape in shapes) + _GAP
        connections = [*self._tree(root), *self._links()]
        return Diagram(width, self._y, shapes, connections, self._captions)

    # Boxes and frames

    def _place(self, class_: FigureClass, depth: int) -> None:
        """Place a class and all that stands under it."""
        self._begin(class_, depth)
        self._order.append(class_.name)
        if children := self._figure.children(class_.name):
            self._place_all(children, depth + 1)
            ends = [self._shapes[child.name].middle for child in (children[0], children[-1])]
            self._box(class_, depth, sum(ends) // 2)
        else:
            height = self._height(class_, depth)
            self._box(class_, depth, self._y + height // 2)
            self._y += height + _GAP
        self._end(class_)

    def _place_all(self, classes: Sequence[FigureClass], depth: int) -> None:
        for axis, group in groupby(classes, lambda each: each.axis):
            called = name("axis", axis)
            text = f"按{called.zh}" if self._language == "zh" else f"by {called.en}"
            self._captions.append(Caption(axis, text, _COLUMNS[depth][0], self._y + _CAPTION - 9))
            self._y += _CAPTION
            for each in group:
                self._place(each, depth)

    def _begin(self, class_: FigureClass, depth: int) -> None:
        """Open the frames that begin with a class, and place what stands beside it."""
        for frame in self._frames:
            if self._roots(frame)[0] == class_.name:
                self._order.append(frame.name)
                self._tops[frame.name] = self._y
                self._y += _FRAME
        for other in self._beside:
            if other.parents[-1] == class_.name:
                self._order.append(other.name)
                height = self._height(other, depth, _INDENT)
                self._box(other, depth, self._y + height // 2, _INDENT)
                self._y += height + _GAP + _GAP

    def _end(self, class_: FigureClass) -> None:
        """Close the frames that end with a class."""
        for frame in reversed(self._frames):
            if self._roots(frame)[-1] == class_.name:
                self._close(frame, self._tops[frame.name])

    def _roots(self, frame: FigureClass) -> list[str]:
        """Return the figure's classes within an addition that stand under none of the others."""
        inside = self._figure.below(frame.name)
        own = (each for each in self._figure.classes if each.name in inside)
        return [each.name for each in own if not inside & set(each.parents)]

    def _close(self, frame: FigureClass, top: int) -> None:
        inside = [s for s in self._shapes.values() if s.y >= top and s.x > _COLUMNS[0][0]]
        left = min(shape.x for shape in inside) - _FRAME
        width = max(shape.right for shape in inside) + _FRAME - left
        # Right of the first box other lines may pass.
        first = min(inside, key=lambda shape: (shape.x, shape.y))
        lines = self._wrapped(frame, first.width + 2 * _FRAME)
        title = self._y - _GAP + _LINE + 1
        bottom = title + (len(lines) - 1) * _LINE + self._status + _PADDING
        self._y = bottom + _GAP
        box = (left, top, width, bottom - top)
        self._shapes[frame.name] = self._shape(frame, box, lines, title, is_frame=True)

    def _box(self, class_: FigureClass, depth: int, middle: int, indent: int = 0) -> None:
        x, width = _COLUMNS[depth]
        height = self._height(class_, depth, indent)
        top = middle - height // 2
        box = (x + indent, top, width - indent, height)
        lines = self._wrapped(class_, width - indent)
        self._shapes[class_.name] = self._shape(class_, box, lines, top + _PADDING + 13)

    def _height(self, class_: FigureClass, depth: int, indent: int = 0) -> int:
        lines = len(self._wrapped(class_, _COLUMNS[depth][1] - indent))
        return 2 * _PADDING + lines * _LINE + self._status

    def _wrapped(self, class_: FigureClass, width: int) -> list[str]:
        text = class_.label.in_language(self._language)
        return wrapped(text, width - 2 * _TEXT_MARGIN, self._language)

    def _shape(
        self,
        class_: FigureClass,
        box: tuple[int, int, int, int],
        lines: Sequence[str],
        text_y: int,
        *,
        is_frame: bool = False,
    ) -> Shape:
        return Shape(class_, is_frame, *box, lines, box[0] + _TEXT_MARGIN, text_y)

    # Lines

    def _tree(self, class_: FigureClass) -> Iterator[Connection]:
        """Yield the lines from a class to those that it is divided into, and from these on."""
        children = self._figure.children(class_.name)
        if not children:
            return
        start, ends = self._shapes[class_.name], [self._shapes[c.name] for c in children]
        spine = start.right + (ends[0].x - start.right) // 3
        yield Connection(
            f"M{start.right} {start.middle}H{spine}M{spine} {ends[0].middle}V{ends[-1].middle}"
        )
        for child, end in zip(children, ends, strict=True):
            path = f"M{spine} {end.middle}H{end.x}"
            yield Connection(path, class_.name in child.open)
            yield from self._tree(child)

    def _links(self) -> Iterator[Connection]:
        """Yield the lines from a box that was added to the classes that it is part of."""
        for other in self._beside:
            start = self._shapes[other.name]
            for parent in other.parents:
                end = self._shapes[parent]
                is_open = parent in other.open
                if end.x < start.x and end.right < start.x:
                    # Round the corner below a class that stands further left.
                    turn, below = end.right + 7, end.bottom + 14
                    middle = end.x + end.width // 2
                    path = f"M{start.x} {start.middle}H{turn}V{below}H{middle}V{end.bottom}"
                else:
                    middle = start.x + start.width // 2
                    path = f"M{middle} {start.bottom}V{end.y}"
                yield Connection(path, is_open, is_own=False)
