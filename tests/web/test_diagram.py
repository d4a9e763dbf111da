"""The drawing of Figure 1: nothing lies on anything else, and frames hold what they should."""

import re
from itertools import combinations

import pytest

from istograph.web.diagram import Diagram, Shape, draw, figure, wrapped
from istograph.web.http.languages import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@pytest.fixture(params=[(language, status) for language in LANGUAGES for status in (False, True)])
def drawn(request: pytest.FixtureRequest) -> Diagram:
    language, status = request.param
    return draw(language, with_status=status)


def holds(outer: Shape, inner: Shape) -> bool:
    return (
        outer.x < inner.x
        and outer.y < inner.y
        and inner.right < outer.right
        and inner.bottom < outer.bottom
    )


def meet(one: Shape, other: Shape) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def test_every_class_is_drawn_once(drawn: Diagram) -> None:
    assert sorted(shape.class_.name for shape in drawn.shapes) == sorted(
        each.name for each in figure().classes
    )


def test_no_two_shapes_meet_but_a_frame_and_what_it_holds(drawn: Diagram) -> None:
    for one, other in combinations(drawn.shapes, 2):
        assert not meet(one, other) or holds(one, other) or holds(other, one)


def test_a_frame_holds_the_classes_that_lie_within_it(drawn: Diagram) -> None:
    boxes = [shape for shape in drawn.shapes if shape.class_.is_own]
    for frame in (shape for shape in drawn.shapes if shape.is_frame):
        held = {box.class_.name for box in boxes if holds(frame, box)}
        assert held == figure().below(frame.class_.name)


def test_what_is_written_is_above_the_next_thing(drawn: Diagram) -> None:
    for frame in (shape for shape in drawn.shapes if shape.is_frame):
        inside = [shape for shape in drawn.shapes if holds(frame, shape)]
        assert max(shape.bottom for shape in inside) < frame.text_y - 10
        assert frame.baselines()[-1][1] < frame.bottom


def test_no_line_runs_through_a_box(drawn: Diagram) -> None:
    boxes = [shape for shape in drawn.shapes if not shape.is_frame]
    crossed = [
        (line.path, box.class_.name)
        for line in drawn.connections
        for x, y in points(line.path)
        for box in boxes
        if box.x < x < box.right and box.y < y < box.bottom
    ]

    assert crossed == []


def points(path: str) -> list[tuple[int, int]]:
    """Return points along a path of SVG, a pixel apart."""
    found: list[tuple[int, int]] = []
    x = y = 0
    for command, first, second in re.findall(r"([MHV])(\d+)(?: (\d+))?", path):
        to_x, to_y = x, y
        if command == "M":
            x, y = to_x, to_y = int(first), int(second)
        elif command == "H":
            to_x = int(first)
        else:
            to_y = int(first)
        found += [(each, y) for each in range(min(x, to_x), max(x, to_x) + 1)]
        found += [(to_x, each) for each in range(min(y, to_y), max(y, to_y) + 1)]
        x, y = to_x, to_y
    return found


def test_a_text_is_wrapped_between_words_and_after_a_chinese_phrase() -> None:
    text = "international scientific and technological organization"

    assert wrapped(text, 200, "en") == [
        "international scientific",
        "and technological",
        "organization",
    ]
    assert wrapped("具有科技属性的其他专业性国际组织", 198, "zh") == [
        "具有科技属性的",
        "其他专业性国际组织",
    ]
    assert [len(line) for line in wrapped("国际组织" * 9, 150, "zh")] == [9, 9, 9, 9]
