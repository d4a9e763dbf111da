"""What whoever gives RDF is told of it, by `istograph validate` and by a build."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.serving import PATIENCE

from istograph.build.checks import remarks_on
from istograph.rdf.reading import read_file
from istograph.rdf.shacl.validation import validate_documents

PREFIXES = "@prefix isto: <https://w3id.org/istograph/ontology#> .\n@prefix : <http://x.org/> .\n"
BARE = PREFIXES + ":o isto:isNonprofit true .\n"
FACT = (
    BARE + "[] a isto:Fact ; isto:subject :o ; isto:property isto:isNonprofit ; isto:value true ."
)
TOLD = (
    "1 statement has a property of facts and no isto:Fact that says the same: the verdicts do not "
    "count that; write [] a isto:Fact ; isto:subject <http://x.org/o> ; isto:property "
    "isto:isNonprofit ; isto:value true ."
)


def write(directory: Path, text: str) -> Path:
    path = directory / "mine.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def remarks(path: Path) -> list[str]:
    documents = [read_file(path)]
    return list(remarks_on(validate_documents(documents), documents))


@pytest.mark.parametrize("form", ["human", "json"])
def test_validate_tells_a_bare_triple_in_any_format(tmp_path: Path, form: str) -> None:
    path = write(tmp_path, BARE)
    done = subprocess.run(
        [sys.executable, "-m", "istograph", "validate", str(path), "--format", form],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )

    assert done.returncode == 0
    assert TOLD in done.stderr.splitlines()


def test_a_build_tells_bare_triples_and_terms_that_are_none(tmp_path: Path) -> None:
    path = write(tmp_path, BARE + ":o a isto:ISTOO , isto:Organization .")

    term, class_, bare = remarks(path)

    assert term.startswith(f"{path}:3: http://x.org/o: isto:ISTOO is no term")
    assert "did you mean org:Organization?" in class_
    assert bare == TOLD


def test_a_build_tells_the_first_of_many(tmp_path: Path) -> None:
    path = write(tmp_path, PREFIXES + "".join(f":o isto:none{i} 1 .\n" for i in range(8)))

    told = remarks(path)

    assert told[-1] == "... and 3 more, which `istograph validate` lists"
    assert len(told) == 6


def test_nothing_is_told_of_a_fact_that_stands(tmp_path: Path) -> None:
    assert not any("property of facts" in each for each in remarks(write(tmp_path, FACT)))
