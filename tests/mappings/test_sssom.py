import importlib.util
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from istograph import mappings
from istograph.errors import InputError, Spot, TableError
from istograph.mappings import Mapping, parse_sssom, read_sssom, write_sssom
from istograph.resources import MAPPINGS

FILES = sorted(MAPPINGS.rglob("*.sssom.tsv"))
HEADER = """\
#curie_map:
#  wd: http://www.wikidata.org/entity/
#  isto: https://w3id.org/istograph/ontology#
#mapping_set_id: https://example.org/set
#license: https://creativecommons.org/publicdomain/zero/1.0/
"""
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\n"
ROW = (
    "wd:Q245065\tskos:exactMatch\tisto:IntergovernmentalOrganization\t"
    "semapv:ManualMappingCuration\t0.9\n"
)


def test_a_file_is_read_with_its_header() -> None:
    found = parse_sssom(HEADER + COLUMNS + ROW)
    assert found.metadata["mapping_set_id"] == "https://example.org/set"
    (mapping,) = found.mappings
    assert (mapping.subject_id, mapping.confidence, mapping.line) == ("wd:Q245065", 0.9, 7)
    assert found.expand("wd:Q7") == "http://www.wikidata.org/entity/Q7"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (COLUMNS + ROW, "no header"),
        (HEADER.replace("#license", "#licence") + COLUMNS + ROW, "no license"),
        (HEADER.replace("#curie_map:\n", "#curie_map: [\n") + COLUMNS + ROW, "no YAML"),
        ("#just a text\n" + COLUMNS + ROW, "no header"),
        (HEADER + COLUMNS + ROW.replace("wd:", "dw:"), ":7: column 'subject_id': 'dw:Q245065'"),
        (HEADER + COLUMNS + ROW.replace("isto:", ""), ":7: column 'object_id'"),
        (HEADER + COLUMNS + ROW + ROW, ":8: column 'object_id': wd:Q245065 and"),
        (HEADER + COLUMNS + ROW.replace("0.9", "1.9"), ":7: column 'confidence': '1.9'"),
        (HEADER + COLUMNS + ROW.replace("0.9", "sure"), ":7: column 'confidence': 'sure'"),
        (HEADER + COLUMNS + ROW.replace("\t0.9", ""), ":7: column 'confidence': the row has 4"),
        (HEADER + COLUMNS.replace("object_id\t", "objekt_id\t") + ROW, "did you mean object_id"),
        (HEADER + COLUMNS.replace("confidence", "object_id") + ROW, "stands twice"),
        (HEADER + COLUMNS.replace("predicate_id", "comment") + ROW, "'predicate_id': is missing"),
        (HEADER + COLUMNS + ROW.replace("skos:exactMatch", ""), ":7: column 'predicate_id'"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(text: str, words: str) -> None:
    with pytest.raises(InputError, match=r".") as error:
        parse_sssom(text, "links.sssom.tsv")
    assert words in str(error.value)
    assert str(error.value).startswith("links.sssom.tsv")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no such file"):
        read_sssom(tmp_path / "none.sssom.tsv")


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.sssom.tsv"
    path.write_bytes((HEADER + COLUMNS + ROW).encode() + b"\xe9")
    with pytest.raises(InputError, match=r"not UTF-8"):
        read_sssom(path)


TEXT = st.text(st.characters(exclude_categories=["C"], exclude_characters="\x85\u2028\u2029"))


@given(
    st.dictionaries(
        st.integers(1, 10**6),
        st.tuples(TEXT, st.none() | st.floats(0, 1), TEXT),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_reads_the_same(rows: dict[int, tuple[str, float | None, str]]) -> None:
    metadata = parse_sssom(HEADER + COLUMNS).metadata
    written = [
        Mapping(
            f"wd:Q{number}",
            "skos:closeMatch",
            "isto:ISTO",
            "semapv:ManualMappingCuration",
            subject_label=label,
            confidence=confidence,
            comment=comment,
        )
        for number, (label, confidence, comment) in rows.items()
    ]
    out = io.StringIO()
    write_sssom(written, metadata, out)
    found = parse_sssom(out.getvalue())
    assert sorted(found.mappings, key=lambda m: m.subject_id) == sorted(
        written, key=lambda m: m.subject_id
    )
    assert found.metadata == metadata


def test_the_readme_of_the_data_counts_our_files() -> None:
    readme = (MAPPINGS.parent / "README.md").read_text(encoding="utf-8")
    counted = re.findall(r"^\| `mappings/([^`]+)\.sssom\.tsv` \| .+ \| (\d+) \|$", readme, re.M)
    assert {name: int(rows) for name, rows in counted} == {
        path.relative_to(MAPPINGS).as_posix().removesuffix(".sssom.tsv"): len(
            read_sssom(path).mappings
        )
        for path in FILES
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_our_files_are_canonical(path: Path) -> None:
    text = path.read_text()
    assert mappings.canonical_sssom(text) == text


def test_canonical_form_orders_rows_and_slots() -> None:
    one, two = ROW, ROW.replace("Q245065", "Q1194093")
    assert mappings.canonical_sssom(HEADER + COLUMNS + one + two) == mappings.canonical_sssom(
        HEADER + COLUMNS + two + one
    )
    # A column that no row uses goes.
    text = HEADER + COLUMNS.replace("\n", "\tcomment\n") + one.replace("\n", "\t\n")
    assert mappings.canonical_sssom(text) == HEADER + COLUMNS + one


# In a process of its own: it brings plugins and warnings that are not ours.
_VALIDATE = """\
import sys
from sssom.parsers import parse_sssom_table
from sssom.validators import validate

for path in sys.argv[1:]:
    validate(parse_sssom_table(path), fail_on_error=True)
"""


def _validate(*paths: Path) -> subprocess.CompletedProcess[str]:
    if not importlib.util.find_spec("sssom"):
        pytest.skip("needs sssom-py, which is not installed: pip install sssom")
    command = [sys.executable, "-c", _VALIDATE, *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_sssom_py_accepts_our_files() -> None:
    run = _validate(*FILES)
    assert run.returncode == 0, run.stderr
    assert "not a standard" not in run.stdout + run.stderr


def test_sssom_py_refuses_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "wrong.sssom.tsv"
    path.write_text(HEADER + COLUMNS + ROW.replace("0.9", "1.9"))
    run = _validate(path)
    assert run.returncode != 0
    assert "1.9" in run.stdout + run.stderr


def test_an_error_of_a_row_has_its_parts() -> None:
    with pytest.raises(TableError) as error:
        parse_sssom(HEADER + COLUMNS + ROW.replace("0.9", "x"), "f")
    assert error.value.spot == Spot("f", 7, field="confidence")
