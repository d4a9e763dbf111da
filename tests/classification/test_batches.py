"""A file of JSON Lines, answered in batches: the same bytes however many run over it, and where."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.classification.generation import descriptions

from istograph.classification import load_theory
from istograph.classification.descriptions import engines
from istograph.classification.descriptions.batches import (
    Batch,
    Done,
    Options,
    classify_batch,
    classify_lines,
    read_batches,
)
from istograph.classification.descriptions.engines import run_local, run_spark

OPTIONS = Options(file="mine.jsonl", dataset="2026-11-22.test", today=date(2026, 11, 22))
BAD = ["{", "[]", '{"id": "x", "facts": [{"id": "f", "property": "hasFeild", "value": 1}]}']


def answered(*lines: str | bytes) -> list[dict[str, object]]:
    numbered = enumerate((x.encode() if isinstance(x, str) else x for x in lines), start=1)
    return [json.loads(line) for line in classify_lines(numbered, OPTIONS)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    good = [json.dumps(description) for description in descriptions(60, seed=21)]
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join([*good[:30], "", *BAD, *good[30:]]) + "\n")
    return path


def written(batches: Iterator[Done]) -> bytes:
    return b"".join(done.data for done in batches)


def test_a_line_is_answered_as_the_theory_answers() -> None:
    (description,) = descriptions(1, seed=22)
    (answer,) = answered(json.dumps(description))
    expected = load_theory().classify(description)

    assert list(answer)[:3] == ["id", "dataset", "as_of"]
    assert answer == {**expected, "dataset": OPTIONS.dataset}


def test_what_is_wrong_is_said_in_its_place() -> None:
    first, second, third = answered(BAD[0], "", *BAD[1:])

    assert [each["line"] for each in (first, second, third)] == [1, 3, 4]
    assert "mine.jsonl:1:2: not JSON: " in str(first["error"])
    assert str(third["error"]).startswith("mine.jsonl:4: /facts/0/property: fact 'f' of 'x': ")
    assert "did you mean 'hasField'" in str(third["error"])


@pytest.mark.parametrize(
    ("line", "message"),
    [(b'{"id": "\xff"}', "UTF-8"), (b"[" * 100_000, "nested too deeply"), (b"null", "object")],
)
def test_no_line_stops_the_others(line: bytes, message: str) -> None:
    wrong, right = answered(line, '{"id": "x", "facts": []}')

    assert message in str(wrong["error"])
    assert right["id"] == "x"


def test_half_a_character_stays_escaped() -> None:
    (answer,) = answered('{"id": "\\ud800", "facts": []}')

    assert answer["id"] == "\ud800"


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    (answer,) = answered(b'\xef\xbb\xbf{"id": "x", "facts": []}')

    assert answer["id"] == "x"


def test_a_day_goes_before_the_lines_own_and_that_before_today() -> None:
    line = '{"id": "x", "as_of": "1999-01-01", "facts": []}'
    asked = Options(**{**OPTIONS.__dict__, "as_of": "2001-01-01"})

    assert answered(line)[0]["as_of"] == "1999-01-01"
    assert answered('{"id": "x", "facts": []}')[0]["as_of"] == "2026-11-22"
    assert b'"as_of": "2001-01-01"' in next(classify_lines([(1, line.encode())], asked))


def test_batches_are_whole_lines_with_their_numbers(file: Path) -> None:
    whole = file.read_bytes()
    batches = list(read_batches(file, size=2000))

    assert len(batches) > 5
    assert b"".join(batch.text for batch in batches) == whole
    assert [batch.first for batch in batches] == [
        1 + whole[: whole.index(batch.text)].count(b"\n") for batch in batches
    ]


def test_a_batch_counts_its_answers_and_errors(file: Path) -> None:
    done = classify_batch(Batch(1, file.read_bytes()), OPTIONS)

    assert (done.answers, done.errors, done.size) == (63, 3, file.stat().st_size)


def test_processes_write_what_one_writes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = written(run_local(file, OPTIONS, jobs=1))
    small = [list(read_batches(file, size=4000))]
    monkeypatch.setattr(engines, "read_batches", lambda _: iter(small[0]))

    assert len(small[0]) > 4
    assert written(run_local(file, OPTIONS, jobs=2)) == expected


def java_of_spark() -> bool:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).exists():
        return False
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    return re.search(r'version "(17|21)\b', said) is not None


@pytest.mark.filterwarnings("ignore")
def test_spark_writes_what_one_process_writes(file: Path) -> None:
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("needs the extra: pip install 'istograph[spark]'")
    if not java_of_spark():
        pytest.skip("needs a Java 17 or 21, in JAVA_HOME or on the path")
    expected = written(run_local(file, OPTIONS, jobs=1))

    assert written(run_spark(file, OPTIONS, size=4000)) == expected
