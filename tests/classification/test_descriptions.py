"""Descriptions are read from JSON as people write it, and mistakes are told with their place."""

from typing import Any

import pytest

from istograph.classification import load_theory
from istograph.classification.descriptions.parsing import (
    Described,
    are_descriptions,
    described_in,
    left_out_note,
    parse_json,
    read_json_line,
    read_json_lines,
)
from istograph.errors import InputError, Spot
from istograph.model import Text

WRONG = {"id": "f1", "property": "hasField", "value": "fysics"}


def read_document(text: str | bytes, file: str) -> list[Described]:
    return described_in(parse_json(text, Spot(file)), Spot(file))


def read(text: str | bytes) -> list[dict[str, Any]]:
    return [each.description for each in read_document(text, "f")]


def test_an_object_is_one_description_and_an_array_many() -> None:
    assert read('{"id": "x"}') == [{"id": "x"}]
    assert read(b'[{"id": "x"}, {"id": "y"}]') == [{"id": "x"}, {"id": "y"}]
    assert read(b'\xef\xbb\xbf{"id": "x"}') == [{"id": "x"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"id":\n}', r"^f:2:1: not JSON: "),
        ('[{"@context": {}, "id": "x"}]', r"^f: /0/@context: this is JSON-LD .* \.jsonld"),
        ("[{}, 1]", r"^f: /1: a description is an object, like {.*}, not 1$"),
        ('"x"', r"^f: a description is an object"),
        ('{"id": NaN}', r"^f: this is not JSON: there is no NaN"),
        ('{"id": ' + "9" * 5000 + "}", r"^f: this JSON has a number of more digits"),
        (b'{"id": "\xff"}', r"^f: this is not UTF-8: byte 9 "),
        ("[" * 100_000, r"^f: this JSON is nested too deeply"),
        ('{"id": "x", "id": "y"}', r"^f: /id: this key stands there twice$"),
        (
            '[{"facts": [{"id": "f", "value": {"kind": 1, "kind": 2}}]}]',
            r"^f: /0/facts/0/value/kind: this key stands there twice$",
        ),
    ],
)
def test_what_is_no_description_is_refused(text: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_document(text, "f")


def test_each_line_is_read_for_itself() -> None:
    found = list(read_json_lines(b'{"id": "x"}\n\n{\n[]\n\xff\n{"id": "y"}\n', "f"))
    good = [each.description for _, each in found if isinstance(each, Described)]
    bad = [str(each) for _, each in found if not isinstance(each, Described)]

    assert [line for line, _ in found] == [1, 3, 4, 5, 6]
    assert good == [{"id": "x"}, {"id": "y"}]
    assert [text[:5] for text in bad] == ["f:3:2", "f:4: ", "f:5: "]


def test_a_line_separator_inside_a_string_ends_no_line() -> None:
    (only,) = read_json_lines('{"id": "a\u2028b"}'.encode(), "f")

    assert isinstance(only[1], Described)


def test_a_mistake_in_an_array_is_told_with_its_pointer() -> None:
    (_, second) = read_document(f'[{{"facts": []}}, {{"id": "y", "facts": [{_json(WRONG)}]}}]', "f")

    with pytest.raises(InputError) as refusal:
        second.use(load_theory().statuses)
    assert str(refusal.value) == (
        "f: /1/facts/0/value: fact 'f1' of 'y': there is no field 'fysics'; did you mean 'physics'?"
    )


def test_a_mistake_in_a_line_is_told_with_the_line_and_the_pointer() -> None:
    described = read_json_line(f'{{"id": "y", "facts": [{_json(WRONG)}]}}', Spot("f", 7))

    with pytest.raises(InputError, match=r"^f:7: /facts/0/value: "):
        described.use(load_theory().statuses)


def test_a_day_that_is_none_is_told_with_its_description() -> None:
    (_, second) = read_document('[{"facts": []}, {"as_of": "today", "facts": []}]', "f")

    with pytest.raises(InputError, match=r"^f: /1: 'as_of': 'today' is no date"):
        second.use(load_theory().statuses)


def _json(fact: dict[str, str]) -> str:
    return str(fact).replace("'", '"')


@pytest.mark.parametrize(
    "found", [[], 1, {"id": "x"}, {"facts": 1}, [{"facts": []}, {}], {"@graph": [{"facts": []}]}]
)
def test_other_json_ld_is_left_to_the_parser_of_rdf(found: Any) -> None:
    assert not are_descriptions(found)


def test_facts_that_do_not_count_are_counted() -> None:
    (one,) = read_document("{}", "f")
    some = [Described({}, one.place, tuple(f"f{n} (disputed)" for n in range(9)))]

    assert left_out_note([one]) == Text()
    assert left_out_note([Described({}, one.place, ("a (superseded)",))]) == Text(
        "1 fact does not count: a (superseded)", "1 个事实不计入：a (superseded)"
    )
    assert left_out_note(some).en.startswith("9 facts do not count: f0 (disputed), f1 (disputed)")
    assert left_out_note(some).en.endswith("f7 (disputed), ...")
