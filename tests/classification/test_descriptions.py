"""Descriptions are read from what people write, and faults are named with their place."""

import pytest

from istograph.classification.descriptions import read_csv, read_json, read_json_lines
from istograph.errors import InputError, TableError

HEADER = "organization,property,value,from,negated,status\n"


def test_an_object_is_one_description_and_an_array_many() -> None:
    assert read_json('{"id": "x"}', "f") == [{"id": "x"}]
    assert read_json('[{"id": "x"}, {"id": "y"}]', "f") == [{"id": "x"}, {"id": "y"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"id":\n}', r"^f:2:1: not JSON"),
        ("[1]", r"^f: a description is an object"),
        ('"x"', r"^f: a description is an object"),
    ],
)
def test_what_is_no_description_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_json(text, "f")


def test_each_line_is_read_for_itself() -> None:
    found = list(read_json_lines('{"id": "x"}\n\n{\n[]\n{"id": "y"}\n', "f"))

    assert [line for line, _ in found] == [1, 3, 4, 5]
    assert [each for _, each in found if isinstance(each, dict)] == [{"id": "x"}, {"id": "y"}]
    assert [str(each)[:5] for _, each in found if not isinstance(each, dict)] == ["f:3:2", "f:4: "]


def test_a_line_separator_inside_a_string_ends_no_line() -> None:
    assert list(read_json_lines('{"id": "a\u2028b"}', "f")) == [(1, {"id": "a\u2028b"})]


def test_rows_of_one_organization_come_together() -> None:
    rows = "x,isNonprofit,true,,,\ny,hasField,physics,1990-01-01,,\nx,isSaidToBe,ISTO,,true,\n"

    assert read_csv(HEADER + rows, "f") == [
        {
            "id": "x",
            "name": "",
            "facts": [
                {"id": "line-2", "property": "isNonprofit", "value": True},
                {"id": "line-4", "property": "isSaidToBe", "value": "ISTO", "negated": True},
            ],
        },
        {
            "id": "y",
            "name": "",
            "facts": [
                {
                    "id": "line-3",
                    "property": "hasField",
                    "value": "physics",
                    "from": "1990-01-01",
                }
            ],
        },
    ]


def test_a_fact_that_does_not_stand_is_left_out() -> None:
    assert read_csv(HEADER + "x,isNonprofit,true,,,superseded\n", "f") == []


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert read_csv("\ufeff" + HEADER + "x,isNonprofit,true,,,\n", "f")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("organization,value\n", 1, "property"),
        (HEADER + ",isNonprofit,true,,,\n", 2, "organization"),
        (HEADER + "x,isNonprofit,,,,\n", 2, "value"),
        (HEADER + "x,hasOffice,{,,,\n", 2, "value"),
        (HEADER + "x,isNonprofit,true,,perhaps,\n", 2, "negated"),
        (HEADER + 'x,isNonprofit,"true,,,\n', 2, ""),
        (HEADER + "x,isNonprofit,true,,,,more\n", 2, ""),
        (HEADER + "x,isNonprofit,true,,,disputd\n", 2, "status"),
        ("organisation,property,value\n", 1, "organisation"),
        ("organization,Property,value\n", 1, "Property"),
        ("organization,property,value,form\n", 1, "form"),
        ("organization,property,value,value\n", 1, "value"),
    ],
)
def test_a_wrong_cell_is_named(text: str, line: int, column: str) -> None:
    with pytest.raises(TableError) as problem:
        read_csv(text, "f")

    assert (problem.value.file, problem.value.line, problem.value.column) == ("f", line, column)


def test_columns_of_the_writers_own_are_left_alone() -> None:
    text = "organization,property,value,remark,remark\nx,isNonprofit,true,good,old\n"

    assert read_csv(text, "f")[0]["facts"] == [
        {"id": "line-2", "property": "isNonprofit", "value": True}
    ]
