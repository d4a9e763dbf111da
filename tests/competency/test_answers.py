"""The questions of a reader of the paper, and the answers that follow from its text."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, Store

from istograph import functions
from istograph.examples import Example, examples

ANSWERS = Path(__file__).parent / "answers"
KNOWN = list(examples())
TODAY = datetime.now(UTC).date().isoformat()


def rows(store: Store, example: Example) -> Iterator[list[str]]:
    known = dict(functions.functions(store, TODAY))
    solutions = store.query(example.text, custom_functions=known)
    if isinstance(solutions, QueryTriples):
        yield ["subject", "predicate", "object"]
        yield from ([str(term) for term in triple] for triple in solutions)
        return
    assert isinstance(solutions, QuerySolutions)
    written = solutions.serialize(format=QueryResultsFormat.CSV)
    assert written is not None
    yield from csv.reader(StringIO(written.decode()))


@pytest.mark.parametrize("path", sorted(ANSWERS.glob("*.csv")), ids=lambda path: path.stem)
def test_the_answer_is_what_the_paper_says(path: Path, store: Store) -> None:
    example = next(example for example in KNOWN if example.name == path.stem)

    with path.open(encoding="utf-8", newline="") as file:
        assert list(rows(store, example)) == list(csv.reader(file))


@pytest.mark.parametrize("example", KNOWN, ids=lambda example: example.name)
def test_an_example_has_the_columns_that_it_promises_and_an_answer(
    example: Example, store: Store
) -> None:
    if example.needs == "network":
        pytest.skip("asks another endpoint; tests/competency/test_federated.py gives it one")
    header, *answers = rows(store, example)

    assert tuple(header) == example.columns
    assert bool(answers) is not bool(example.needs)


@pytest.mark.parametrize("example", KNOWN, ids=lambda example: example.name)
def test_a_column_that_is_promised_holds_something(example: Example, store: Store) -> None:
    if example.needs:
        pytest.skip("its answer is not in the store of the tests")
    header, *answers = rows(store, example)
    bare = {name for name, *column in zip(header, *answers, strict=True) if not any(column)}

    assert bare <= ({"lower", "upper"} if "-figure-" in example.name else set())


@pytest.mark.parametrize("example", KNOWN, ids=lambda example: example.name)
def test_no_variable_of_a_question_in_chinese_says_that_it_is_english(example: Example) -> None:
    both = {column for column in example.columns if column.replace("_en", "_zh") in example.columns}
    text = example.in_language("zh")

    assert set(re.findall(r"[?$](\w+_en)\b", text)) <= both
    assert f"#+ columns: {', '.join(example.columns_in('zh'))}" in text
    assert example.in_language("en") == example.text


def test_every_question_on_the_paper_has_its_answer_written_down() -> None:
    of_the_paper = {e.name for e in KNOWN if int(e.number) < 40 or "-figure-" in e.name}

    assert of_the_paper <= {path.stem for path in ANSWERS.glob("*.csv")}


def test_every_column_is_called_something_in_chinese() -> None:
    bare = [
        (example.name, column)
        for example in KNOWN
        for column, heading in zip(example.columns, example.headings["zh"], strict=True)
        if heading.isascii() and heading.islower()
    ]

    assert bare == []
