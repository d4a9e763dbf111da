"""All mistakes of many descriptions at once, and the descriptions that have none."""

from typing import Any

import pytest

from istograph.classification import load_theory
from istograph.classification.descriptions.mistakes import Mistakes, Sifted, sift
from istograph.classification.descriptions.parsing import described_in
from istograph.classification.descriptions.tables import read_csv
from istograph.errors import NOWHERE, InputError

FACT = {"id": "f", "property": "isNonprofit", "value": True}


def sifted(found: Any) -> Sifted:
    mistakes = Mistakes()
    return sift(described_in(found, NOWHERE, mistakes.tell), mistakes, load_theory().mistakes)


def test_each_mistake_of_a_description_is_told_once_and_where() -> None:
    wrong = {
        "id": "x",
        "as_of": "soon",
        "facts": [
            {**FACT, "property": "isNonproft", "from": "1999", "support": "good"},
            {**FACT, "to": "2000-01-01", "from": "2001-01-01"},
            {"id": "g"},
            7,
        ],
    }
    found = sifted([wrong])
    places = [str(mistake.problem).split(":")[0] for mistake in found.mistakes]

    assert places == [
        "/0", "/0/facts/0/property", "/0/facts/0/from", "/0/facts/0/support", "/0/facts/1/to",
        "/0/facts/1/id", "/0/facts/2", "/0/facts/3",
    ]  # fmt: skip
    assert (found.right, found.refused) == ([], ["x"])


def test_the_first_mistake_is_the_one_that_refuses() -> None:
    for wrong in ({"facts": [FACT, FACT]}, {"facts": [{**FACT, "value": 1}]}, {"fact": []}):
        first, *_ = load_theory().mistakes(wrong)
        with pytest.raises(InputError) as raised:
            load_theory().statuses(wrong)
        assert str(raised.value) == str(first)


def test_what_is_right_keeps_its_number() -> None:
    right = {"id": "y", "facts": [FACT]}
    found = sifted([{"id": "x"}, right, 3, right])

    assert [number for number, _ in found.right] == [2, 3]
    assert found.refused == ["x"]
    assert len(found.mistakes) == 2


def test_one_row_refuses_its_organization_and_no_other() -> None:
    mistakes = Mistakes()
    text = "organization,property,value\nx,isNonprofit,TRUE\ny,isNonprofit,TRUE\nx,isNonprofit,\n"
    table = read_csv(text, "f", mistakes.tell)
    found = sift(table.described, mistakes, load_theory().mistakes)

    assert [each.description["id"] for _, each in found.right] == ["y"]
    assert found.refused == ["x"]


def test_of_a_table_without_its_header_each_column_is_told() -> None:
    mistakes = Mistakes()
    table = read_csv("organization,porperty\nx,isNonprofit\n", "f", mistakes.tell)

    assert not table.described
    assert len(mistakes.found) == 3
