"""The quality report: its figures are those of the queries that it names."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store
from typer.testing import CliRunner

from istograph import functions
from istograph.cli.app import app
from istograph.errors import InputError
from istograph.examples import examples, find
from istograph.report import sections

TODAY = datetime.now(UTC).date().isoformat()
HEADER = "#+ summary: What?\n#+ summary_zh: 什么？\n#+ columns: a, b\n#+ columns_zh: {}\n"


def report(dataset: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["report", "--store", str(dataset), *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_figure_is_that_of_the_query_it_names(dataset: Path, store: Store) -> None:
    printed = json.loads(report(dataset, "--format", "json"))["sections"]
    known = dict(functions.functions(store, TODAY))

    assert [section["query"] for section in printed] == [each.name for each in sections()]
    for section in printed:
        solutions = store.query(find(section["query"]).text, custom_functions=known)
        assert isinstance(solutions, QuerySolutions)
        rows = [[None if term is None else term.value for term in row] for row in solutions]
        assert section["rows"] == rows


def test_no_organization_is_left_out_of_a_class(store: Store) -> None:
    solutions = store.query(find("61").text)
    assert isinstance(solutions, QuerySolutions)
    totals = {sum(int(term.value) for term in list(row)[1:]) for row in solutions}

    assert len(totals) == 1


def test_the_shares_are_of_all_that_was_asked(store: Store) -> None:
    solutions = store.query(find("62").text)
    assert isinstance(solutions, QuerySolutions)
    for row in solutions:
        whole, decided, contested, open_ = (int(term.value) for term in list(row)[1:5])
        assert decided + contested + open_ == whole
        assert float(row["percent_decided"].value) == pytest.approx(100 * decided / whole, abs=0.06)


def test_a_report_in_chinese_has_chinese_names_and_the_same_figures(dataset: Path) -> None:
    english, chinese = (
        json.loads(report(dataset, "--format", "json", "--lang", language))["sections"]
        for language in ("en", "zh")
    )
    classes = {row[0]: row[1:] for row in english[1]["rows"]}
    translated = {row[0]: row[1:] for row in chinese[1]["rows"]}

    assert "国际科技组织" in translated
    assert list(classes.values()) == list(translated.values())
    assert "组织数" in report(dataset, "--lang", "zh")


def test_a_query_differs_between_the_languages_in_names_alone() -> None:
    for example in examples():
        assert example.in_language("en") == example.text
        chinese = example.in_language("zh")
        names = re.sub(r"(?<=\w)_zh\b", "_en", chinese.partition("PREFIX")[2])
        english = example.text.partition("PREFIX")[2].replace('"zh"', '"en"')
        assert names.replace('"zh"', '"en"') == re.sub(r"(?<=\w)_zh\b", "_en", english)


def test_headings_that_are_too_few_are_refused(tmp_path: Path) -> None:
    (tmp_path / "70-what.rq").write_text(HEADER.format("甲") + "SELECT ?a ?b {}", encoding="utf-8")

    with pytest.raises(InputError, match="2 columns, but 1 columns_zh"):
        list(examples(tmp_path))


def test_a_view_that_is_none_is_refused(tmp_path: Path) -> None:
    header = HEADER.format("甲, 乙") + "#+ view: globe\n"
    (tmp_path / "70-what.rq").write_text(header + "SELECT ?a ?b {}", encoding="utf-8")

    with pytest.raises(InputError, match="'globe'; it may be map, chart, graph"):
        list(examples(tmp_path))
