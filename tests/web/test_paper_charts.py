"""Charts draw what they are given and nothing else: bounds, disputes and gaps are seen and said."""

import re
from itertools import pairwise
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from istograph.web.paper.charts import (
    NARROW,
    WIDE,
    Bar,
    Chart,
    Column,
    Gap,
    Group,
    Part,
    ticks,
)
from istograph.web.paper.drawing import SIZE, About, Drawing, text_width, wrapped
from istograph.web.paper.figures import FIGURES, Drawn, Lost

SVG = "{http://www.w3.org/2000/svg}"
LOST = Lost("caption", "note", "", "207", 2012, 2022)
ABOUT = About("Title & more", "what it says", "where from", "en")


def row(year: int, value: str, **others: str) -> dict[str, str]:
    found = {"year": str(year), "value": value, "basis": "stated", "status": "asserted"}
    return {**found, "line": "198", "quote": "共", "observation": f"urn:{year}", **others}


def joined(*rows: dict[str, str]) -> Drawn:
    read = FIGURES["figure-2"].read
    assert read is not None
    return read(rows, LOST, "en")


def texts(drawing: Drawing) -> list[str]:
    root = fromstring(drawing.in_page("x", "wide", "t", "d"))
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def boxes(drawing: Drawing, kind: str) -> list[dict[str, str]]:
    root = fromstring(drawing.in_page("x", "wide", "t", "d"))
    return [box.attrib for box in root.iter(f"{SVG}rect") if box.get("class") == kind]


def test_years_without_a_number_are_one_named_gap() -> None:
    drawn = joined(row(2012, "700"), row(2021, "903"), row(2022, "875"))

    assert [each.label for each in drawn.chart.columns] == ["2012", "2013–2020", "2021", "2022"]
    assert "2013–2020: no number in the text" in drawn.chart.description


def test_a_year_that_gets_its_number_leaves_the_gap() -> None:
    before, after = joined(row(2022, "875")), joined(row(2021, "903"), row(2022, "875"))

    assert before.chart.columns[0].label == "2012–2021"
    assert after.chart.columns[0].label == "2012–2020"


@pytest.mark.parametrize(
    ("others", "kind", "shown"),
    [
        ({}, "stated", "903"),
        ({"basis": "derived"}, "derived", "903"),
        ({"upper": "903", "qualifier": "nearly"}, "bounded", "nearly 903"),
        ({"lower": "903"}, "bounded", "at least 903"),
        ({"status": "disputed"}, "disputed", "903"),
    ],
)
def test_how_a_number_is_known_is_seen(others: dict[str, str], kind: str, shown: str) -> None:
    (entry,) = joined(row(2021, "903", **others)).entries

    assert (entry.kind, entry.shown) == (kind, shown)


def test_two_numbers_for_one_place_are_one_bar_with_both() -> None:
    read = FIGURES["figure-6"].read
    assert read is not None
    rows = [row(0, "28", place="四川", status="disputed"), row(0, "30", place="云南")]
    rows.append(row(0, "26", place="四川", status="disputed"))

    bars = read(rows, LOST, "zh").chart.groups[0].bars

    assert [(bar.label, bar.shown, bar.value, bar.high) for bar in bars] == [
        ("四川", "26或28", 26.0, 28.0),
        ("云南", "30", 30.0, None),
        ("其余省份", "正文无数字", None, None),
    ]


def post(statistic: str, value: str, unit: str = "person") -> dict[str, str]:
    return row(2019, value, statistic=statistic, unit=unit)


def test_seniors_are_a_part_of_those_who_hold_posts() -> None:
    read = FIGURES["figure-3"].read
    assert read is not None
    rows = [post("post-holders", "1984"), post("senior-post-holders", "835")]

    alone = read(rows[:1], LOST, "en").chart

    assert "2019: 1,984, 835 senior" in read(rows, LOST, "en").chart.description
    assert "senior" not in alone.description


def test_amounts_of_two_kinds_have_a_scale_each() -> None:
    read = FIGURES["figure-4"].read
    assert read is not None
    rows = [
        row(2022, value, spender=name, kind=kind, change="-1.5")
        for name, kind, value in (("All", "total", "16924000000"), ("CAE", "department", "39500"))
    ]

    chart = read(rows, LOST, "en").chart

    lengths = [float(box["width"]) for box in boxes(chart.draw(), "stated")]
    assert min(lengths) > 100
    assert "39,500 yuan, −1.5% on the year" in chart.description
    assert "2012–2021: no number in the text" in chart.description


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_bars_are_as_long_as_their_numbers_on_every_width(width: int) -> None:
    shown = "a number in as many words as fill a telephone from side to side"
    bars = [Bar("many", 900, shown), Bar("few", 90, shown), Bar("none", None, "no number")]

    drawing = Chart([], groups=[Group("", bars)], names_above=True).draw(width)

    lengths = [float(box["width"]) for box in boxes(drawing, "stated")]
    assert lengths[0] > 100
    assert lengths[0] == pytest.approx(10 * lengths[1], abs=0.5)
    assert texts(drawing).count("no number") == 1


def test_the_table_has_each_gap_where_the_chart_has_it() -> None:
    drawn = joined(row(2013, "700"), row(2014, "800"), row(2022, "875"))

    said = [line.label if isinstance(line, Gap) else line.what for line in drawn.lines]
    assert said == ["2012", "2013", "2014", "2015–2021", "2022"]


def test_the_table_ends_with_the_bars_that_have_no_number() -> None:
    bars = [Bar("one", 1, "1"), Bar("others", None, "none printed")]

    assert Drawn([], Chart([], groups=[Group("", bars)])).lines == [bars[1]]


def test_columns_are_as_high_as_their_numbers() -> None:
    drawing = joined(row(2021, "900"), row(2022, "450")).chart.draw()

    # The first is the swatch of the key.
    heights = sorted(float(box["height"]) for box in boxes(drawing, "stated"))[1:]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)


def test_a_hatched_box_has_a_pattern_of_its_own_drawing() -> None:
    chart = joined(row(2021, "903", upper="903")).chart

    box = boxes(chart.draw(), "bounded")[0]

    assert box["fill"] == "url(#x-bounded)"
    assert 'id="x-bounded"' in chart.draw().in_page("x", "wide", "t", "d")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_words_within_a_column_are_there_on_every_width(width: int) -> None:
    part = Part(835, "835 senior", ["42.1% of them"])
    chart = Chart([], [Column("2019", 1984, "1,984", "whole", (), part), Gap("2020", 1, "none")])

    said = " ".join(texts(chart.draw(width)))

    assert "835 senior" in said
    assert "42.1%" in said


def test_a_drawing_alone_is_svg_with_colours_and_no_styles() -> None:
    chart = Chart([("bounded", "a bound")], groups=[Group("", [Bar("竹", 3, "3", "bounded")])])

    document = chart.draw().alone(ABOUT)

    root = fromstring(document)
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title") == "Title & more"
    assert "what it says" in (root.findtext(f"{SVG}desc") or "")
    assert "where from" in [element.text for element in root.iter(f"{SVG}text")]
    assert b"class=" not in document
    assert b"style" not in document
    assert b"#0b5a7a" in document


@given(st.floats(min_value=1e-6, max_value=1e15))
def test_ticks_are_even_and_reach_over_the_most(most: float) -> None:
    found = ticks(most)

    assert found[0] == 0
    assert found[-1] >= most * 0.99
    assert 3 <= len(found) <= 8
    steps = {round((b - a) / found[1], 6) for a, b in pairwise(found)}
    assert steps == {1.0}


@given(st.text(alphabet="ab 竹藤，（）《》", max_size=60), st.integers(60, 400))
def test_wrapped_lines_lose_nothing_and_fit(text: str, width: int) -> None:
    lines = wrapped(text, width)

    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    # A word, or a mark with what it must stay beside, may be longer by itself.
    longest = max((text_width(piece) for piece in re.split(r"(?<![（《])[ 竹藤]", text)), default=0)
    assert all(text_width(line) <= max(width, longest + 2 * SIZE) for line in lines)
