"""ECOSOC's list of consultative status: names and days of sessions."""

import gzip
from pathlib import Path

import pytest
from tests.registries.running import Imported, import_files

from istograph.errors import InputError
from istograph.registries.ecosoc import record_key


def imported(folder: Path, text: str) -> Imported:
    path = folder / "granted.csv"
    path.write_text(text)
    return import_files("ecosoc", folder / "out.nq", path)


def record(name: str) -> str:
    return f"ecosoc-{record_key(name)}"


def test_status_says_non_governmental_since_the_session(tmp_path: Path) -> None:
    found = imported(tmp_path, "ngo_name,session_date\nSociété d'exemples,2024-06-14\n")
    key = record("Société d'exemples")
    assert key == "ecosoc-societe-d-exemples-6fd937b3"
    assert found.facts(key) == {"isSaidToBe": ["ontology#NonGovernmentalOrganization"]}
    claim = f"id:claim/{key}-is-said-to-be-1"
    assert found.objects(claim, "isto:from") == ["2024-06-14"]
    (locator,) = found.objects(claim, "isto:locator")
    assert locator.startswith("line 2, session of 2024-06-14; mapping ecosoc-types-")
    assert found.objects(f"id:organization/{key}", "rdfs:label") == ["Société d'exemples@und"]


def test_a_name_that_stands_twice_is_one_record_since_the_first_session(tmp_path: Path) -> None:
    text = "ngo_name,session_date\nSociety,2024-06-14\nOther,2000-01-01\nSociety ,1999-05-01\n"
    found = imported(tmp_path, text)
    assert found.report.taken == 2
    claim = f"id:claim/{record('Society')}-is-said-to-be-1"
    assert found.objects(claim, "isto:from") == ["1999-05-01"]
    (locator,) = found.objects(claim, "isto:locator")
    assert "line 2, session of 2024-06-14; line 4, session of 1999-05-01" in locator


def test_the_columns_of_the_published_table_are_known_too(tmp_path: Path) -> None:
    found = imported(tmp_path, "\ufeffSession date,NGO_name\n2024-06-14,Society\n")
    assert found.report.taken == 1


def test_a_day_that_is_none_is_refused_and_the_rest_taken(tmp_path: Path) -> None:
    found = imported(tmp_path, "ngo_name,session_date\nSociety,14 June 2024\nOther,2024-02-30\n")
    assert found.report.taken == 2
    assert [(each["record"], each["found"]) for each in found.refused] == [
        ("line 2", "14 June 2024"),
        ("line 3", "2024-02-30"),
    ]
    assert found.objects(f"id:claim/{record('Society')}-is-said-to-be-1", "isto:from") == []


def test_a_row_without_a_name_is_refused(tmp_path: Path) -> None:
    found = imported(tmp_path, "ngo_name,session_date\n,2024-06-14\n")
    assert (found.report.taken, found.report.refused) == (0, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,day\nSociety,2024-06-14\n", "the columns NGO_name,Session date or"),
        ('ngo_name,session_date\n"Society,2024-06-14\n', "no CSV"),
        ("", "the columns"),
    ],
)
def test_a_table_of_another_kind_is_an_error(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"granted\.csv") as error:
        imported(tmp_path, text)
    assert words in str(error.value)


def test_names_in_other_scripts_have_keys_of_their_own() -> None:
    keys = {record_key(name) for name in ("联合国协会", "中国科协", "Ассоциация", "Association")}
    assert len(keys) == 4
    assert all(key.replace("-", "").isalnum() and key.isascii() for key in keys)


@pytest.fixture(scope="module")
def whole(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    path = shared / "data" / "ecosoc" / "ecosoc_granted.csv.gz"
    return import_files("ecosoc", tmp_path_factory.mktemp("ecosoc") / "out.nq", path)


def test_the_real_list_imports_whole(whole: Imported, shared: Path) -> None:
    with gzip.open(shared / "data" / "ecosoc" / "ecosoc_granted.csv.gz", "rt") as table:
        assert sum(1 for _ in table) >= 6196
    # One row has no name.
    assert (whole.report.taken, whole.report.refused) == (6184, 1)
    assert (
        len({quad.subject for quad in whole.quads() if "/organization/" in str(quad.subject)})
        == 6184
    )
