"""`istograph reconcile`, run as people run it."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.serving import PATIENCE

Run = CompletedProcess[bytes]
NAMES = """\
who,country,year,id
International Astronomical Union,FR,1919,
國際標準化組織,,,
European Nuclear Organization,,,Q42944
Ministry of Silly Walks,GB,,
"""


@pytest.fixture(scope="module")
def reconcile(dataset: Path) -> Callable[..., Run]:
    """Run the command on the curated data."""
    environment = {**os.environ, "ISTOGRAPH_STORE": str(dataset), "PYTHONUTF8": "1"}

    def run(*arguments: str | Path, stdin: bytes = b"") -> Run:
        command = [sys.executable, "-m", "istograph", "reconcile", *map(str, arguments)]
        return subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            timeout=PATIENCE,
            env=environment,
            check=False,
        )

    return run


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "names.csv"
    path.write_text(NAMES, encoding="utf-8")
    return path


def test_a_table_shows_what_fits_and_why(reconcile: Callable[..., Run], names: Path) -> None:
    done = reconcile(names, "--column", "who", "--country", "country", "--year", "year")
    lines = done.stdout.decode().splitlines()
    assert lines[0].split() == ["name", "id", "found", "score", "match", "why"]
    assert lines[1].startswith("International Astronomical Union  iau")
    assert "true" in lines[1]
    assert "founding" in lines[1]
    assert b"2 of 4 names have a match" in done.stderr
    assert done.returncode == 1


def test_a_country_may_be_named_and_one_that_is_none_is_said(
    reconcile: Callable[..., Run], tmp_path: Path
) -> None:
    path = tmp_path / "named.csv"
    rows = ("法国", "France", "CH", "Gaul")
    path.write_text(
        "who,where\n" + "".join(f"International Energy Agency,{row}\n" for row in rows),
        encoding="utf-8",
    )

    done = reconcile(path, "--column", "who", "--country", "where", "--format", "csv")

    found = [row["istograph_why"] for row in csv.DictReader(io.StringIO(done.stdout.decode()))]
    assert ["country" in why for why in found] == [True, True, True, False], found
    assert found[0] == found[1] != found[2]
    assert b"1 values of 'where' name no country, and decided nothing: 'Gaul'" in done.stderr


def test_csv_keeps_the_columns_that_were_there(reconcile: Callable[..., Run], names: Path) -> None:
    done = reconcile(names, "--column", "who", "--identifier", "id", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert [row["who"] for row in rows] == [
        row["who"] for row in csv.DictReader(NAMES.splitlines())
    ]
    assert [row["istograph_id"] for row in rows[:3]] == ["iau", "iso", "cern"]
    assert [row["istograph_match"] for row in rows] == ["true", "true", "true", "false"]
    assert rows[2]["istograph_why"] == "identifier"


def test_json_has_the_candidates_with_their_evidence(
    reconcile: Callable[..., Run], names: Path
) -> None:
    done = reconcile(names, "--column", "who", "--year", "year", "--format", "json", "--limit", "2")
    answers = json.loads(done.stdout)
    assert [answer["name"] for answer in answers][1] == "國際標準化組織"
    best = answers[0]["candidates"][0]
    assert (best["id"], best["match"], best["score"]) == ("iau", True, 1.0)
    assert best["evidence"]["founding"] == 1.0
    assert all(len(answer["candidates"]) <= 2 for answer in answers)


def test_an_abbreviation_alone_is_no_match_and_says_what_would_be(
    reconcile: Callable[..., Run], tmp_path: Path
) -> None:
    path = tmp_path / "short.csv"
    path.write_text("name,site\nIUCN,\nIUCN,https://iucn.org/\nUNIDO,\n", encoding="utf-8")
    done = reconcile(path, "--column", "name", "--website", "site", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert [row["istograph_id"] for row in rows[:2]] == ["iucn", "iucn"]
    assert [row["istograph_match"] for row in rows] == ["false", "true", "false"]
    assert "a website or QID would decide" in rows[0]["istograph_why"]
    assert "abbreviation" not in rows[1]["istograph_why"]


def test_a_class_leaves_others_out(reconcile: Callable[..., Run], names: Path) -> None:
    arguments = ("--column", "who", "--type", "IntergovernmentalOrganization", "--format", "json")
    found = [
        candidate["id"]
        for answer in json.loads(reconcile(names, *arguments).stdout)
        for candidate in answer["candidates"]
    ]
    assert found
    assert not {"iau", "iso"} & set(found)


def test_every_name_with_a_match_ends_with_zero(reconcile: Callable[..., Run]) -> None:
    table = b"name\r\nInternational Astronomical Union\r\n"
    done = reconcile("-", "--column", "name", stdin=table)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (NAMES.encode(), ("--column", "nobody"), "its columns are: who, country, year, id"),
        (b"who\n", ("--column", "who"), "has no rows"),
        ("who\nCaf\xe9\n".encode("latin-1"), ("--column", "who"), "is not UTF-8"),
        (b"who\na,b\n", ("--column", "who"), "the row has more cells"),
        (NAMES.encode(), ("--column", "who", "--type", "Nothing"), "there is no class"),
    ],
)
def test_what_cannot_be_done_is_said(
    reconcile: Callable[..., Run],
    tmp_path: Path,
    content: bytes,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(content)
    done = reconcile(path, *arguments)
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_a_file_that_is_not_there_is_named(reconcile: Callable[..., Run], tmp_path: Path) -> None:
    done = reconcile(tmp_path / "none.csv", "--column", "who")
    assert done.returncode == 2
    assert b"none.csv" in done.stderr


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_table_may_be_parted_as_spreadsheets_do_it(
    reconcile: Callable[..., Run], mark: str
) -> None:
    table = f"\ufeffname{mark}country\nInternational Astronomical Union{mark}FR\n"
    asked = reconcile(
        "-", "--column", "name", "--country", "country", "--format", "csv", stdin=table.encode()
    )

    assert (asked.returncode, asked.stderr) == (0, b"1 of 1 names have a match\n")
    assert asked.stdout.splitlines()[1].startswith(b"International Astronomical Union,FR,iau,")


def test_an_empty_table_is_called_empty(reconcile: Callable[..., Run]) -> None:
    asked = reconcile("-", "--column", "name")

    assert (asked.returncode, b"standard input: is empty" in asked.stderr) == (2, True)


def test_a_misspelt_class_comes_with_the_nearest(
    reconcile: Callable[..., Run], names: Path
) -> None:
    asked = reconcile(names, "--column", "who", "--type", "ISTOO")

    assert (asked.returncode, b"did you mean 'ISTO'" in asked.stderr) == (2, True)
