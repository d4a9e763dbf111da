"""An SVG drawing: in a page, coloured by the page's stylesheet; alone, by colours of its own.

Both from the same elements, by presentation attributes only: the service's Content-Security-Policy
refuses `style` attributes and `<style>`, in pages and in an SVG document that is opened. That is
why no charting library is used here: pygal and leather style what they draw by embedded CSS, and
none has open bounds, gaps that are named, or two numbers for one thing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, indent, tostring

SIZE = 14
LINE = 18
_SVG = "http://www.w3.org/2000/svg"
_FONTS = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
# The light colours of static/style.css, by the classes of static/paper.css.
_BLUE, _INK, _QUIET, _RULE, _ALARM = "#0b5a7a", "#1c2329", "#56616b", "#dcd9d0", "#9b2c1f"
# Words stand out from the lines behind them.
_HALO = {"stroke": "#ffffff", "stroke-width": "4", "paint-order": "stroke"}
_COLOURS: dict[str, dict[str, str]] = {
    "ground": {"fill": "#ffffff"},
    "stated": {"fill": _BLUE},
    "whole": {"fill": "#bdd3dc", "stroke": _BLUE, "stroke-width": "1.5"},
    "derived": {"fill": "#ffffff", "stroke": _BLUE, "stroke-width": "2", "stroke-dasharray": "5 3"},
    "bounded": {"stroke": _BLUE, "stroke-width": "1.5"},
    "disputed": {"stroke": _ALARM, "stroke-width": "1.5"},
    "lost": {},
    "stripe": {"stroke": _BLUE},
    "doubt": {"stroke": _ALARM},
    "dot": {"fill": _QUIET},
    "missing": {"stroke": _QUIET, "stroke-width": "2", "stroke-dasharray": "1 5"},
    "grid": {"stroke": _RULE},
    "axis": {"stroke": _QUIET},
    "label": {"fill": _INK},
    "value": {"fill": _INK, "font-weight": "600", **_HALO},
    "inside": {"fill": "#ffffff", "font-weight": "600"},
    "remark": {"fill": _QUIET, **_HALO},
}
# What is hatched, by the mark of each pattern.
_PATTERNS = {"bounded": "stripe", "disputed": "doubt", "lost": "dot"}


@dataclass(frozen=True)
class About:
    """What a drawing that stands alone says of itself."""

    title: str
    description: str
    source: str
    language: str


class Drawing:
    """Elements at places, from the top left; `width` is given, `height` grows as it is drawn."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.height = 0.0
        self._body = Element("g", {"font-size": str(SIZE)})

    def rect(self, kind: str, x: float, y: float, width: float, height: float) -> None:
        """Draw a box."""
        place = {"x": x, "y": y, "width": width, "height": height}
        self._add("rect", kind, place)

    def rule(self, kind: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a straight line."""
        self._add("line", kind, {"x1": x1, "y1": y1, "x2": x2, "y2": y2})

    def text(self, kind: str, x: float, y: float, words: str, anchor: str = "start") -> None:
        """Write one line; `y` is that of its baseline."""
        element = self._add("text", kind, {"x": x, "y": y})
        if anchor != "start":
            element.set("text-anchor", anchor)
        element.text = words

    def paragraph(
        self, kind: str, x: float, y: float, lines: Sequence[str], anchor: str = "start"
    ) -> float:
        """Write lines below each other; return the baseline that the next would have."""
        for words in lines:
            self.text(kind, x, y, words, anchor)
            y += LINE
        return y

    def in_page(self, name: str, kind: str, title: str, description: str) -> str:
        """Return it as a part of a page; `name` makes its ids the page's only ones."""
        root = self._root(self.height)
        root.attrib |= {"class": f"chart {kind}", "role": "img"}
        root.set("aria-labelledby", f"{name}-title {name}-desc")
        SubElement(root, "title", {"id": f"{name}-title"}).text = title
        SubElement(root, "desc", {"id": f"{name}-desc"}).text = description
        root.append(_patterns(name))
        root.append(_named(self._body, name))
        return tostring(root, encoding="unicode")

    def alone(self, about: About) -> bytes:
        """Return it as a document, with its title above and its source below."""
        above = wrapped(about.title, self.width, SIZE + 1)
        below = wrapped(about.source, self.width)
        head = LINE * len(above) + 14
        root = self._root(head + self.height + LINE * len(below) + 12, margin=16)
        root.attrib |= {"font-family": _FONTS, "xml:lang": about.language, "role": "img"}
        SubElement(root, "title").text = about.title
        SubElement(root, "desc").text = f"{about.description} {about.source}"
        root.append(_patterns("drawing"))
        frame = Drawing(self.width)
        frame.rect("ground", -16, -16, self.width + 32, float(root.get("height", 0)))
        frame.paragraph("value", 0, SIZE, above)
        frame.paragraph("remark", 0, head + self.height + LINE, below)
        root.append(frame._body)
        moved = SubElement(root, "g", {"transform": f"translate(0 {_number(head)})"})
        moved.append(_named(self._body, "drawing"))
        _colour(root)
        indent(root, " ")
        return tostring(root, encoding="unicode").encode()

    def _root(self, height: float, margin: int = 0) -> Element:
        size = (self.width + 2 * margin, height + 2 * margin)
        box = (-margin, -margin, *size)
        given = {"xmlns": _SVG, "viewBox": " ".join(map(_number, box))}
        if margin:
            given |= {"width": _number(size[0]), "height": _number(size[1])}
        return Element("svg", given)

    def _add(self, tag: str, kind: str, place: dict[str, float]) -> Element:
        numbers = {name: _number(value) for name, value in place.items()}
        return SubElement(self._body, tag, {"class": kind, **numbers})


def wrapped(text: str, width: float, size: float = SIZE) -> list[str]:
    """Return a text in lines that fit a width, broken at spaces, or anywhere in Chinese.

    >>> wrapped("Chinese Academy of Engineering", 130)
    ['Chinese Academy', 'of Engineering']
    """
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def text_width(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is; a Chinese character is as wide as it is high.

    >>> text_width("年，“", 10), round(text_width("20", 10), 1)
    (30.0, 11.2)
    """
    # Chinese and Western fonts share these marks; in the former they are as wide as a character.
    return sum(1.0 if _is_wide(c) or c in "“”‘’—…" else 0.56 for c in text) * size


def _pieces(text: str) -> Iterator[str]:
    """Yield what must not be broken: a word with the space after it, or one wide character."""
    breaks = [0]
    for place, (before, after) in enumerate(pairwise(text), start=1):
        # No line begins with a mark that closes.
        closes = after in "，。、；：）》”’％"
        opens = before in "（《“‘"
        if (before == " " or _is_wide(before) or _is_wide(after)) and not (closes or opens):
            breaks.append(place)
    for start, end in pairwise((*breaks, len(text))):
        yield text[start:end]


def _is_wide(character: str) -> bool:
    return character >= "\u2e80"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _named(body: Element, name: str) -> Element:
    """Return a copy whose hatched boxes refer to the patterns of this name."""
    copied = Element(body.tag, dict(body.attrib))
    for element in body:
        child = SubElement(copied, element.tag, dict(element.attrib))
        child.text = element.text
        if element.tag == "rect" and element.get("class") in _PATTERNS:
            child.set("fill", f"url(#{name}-{element.get('class')})")
    return copied


def _patterns(name: str) -> Element:
    definitions = Element("defs")
    for kind, mark in _PATTERNS.items():
        pattern = SubElement(
            definitions,
            "pattern",
            {
                "id": f"{name}-{kind}",
                "width": "7",
                "height": "7",
                "patternUnits": "userSpaceOnUse",
                "patternTransform": "rotate(45)",
            },
        )
        if mark == "dot":
            SubElement(pattern, "circle", {"class": mark, "cx": "2", "cy": "2", "r": "0.8"})
        else:
            line = {"class": mark, "x1": "2", "y1": "0", "x2": "2", "y2": "7", "stroke-width": "3"}
            SubElement(pattern, "line", line)
    return definitions


def _colour(root: Element) -> None:
    """Put colours where the page's stylesheet would."""
    for element in root.iter():
        kind = element.attrib.pop("class", "")
        for name, value in _COLOURS.get(kind, {}).items():
            element.attrib.setdefault(name, value)
