"""What the documents say is so: the README's commands, the data's row counts."""

import csv
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from istograph.rdf.shacl.report import INFO
from istograph.rdf.shacl.validation import validate_files

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COUNTED = re.findall(
    r"^\| `([a-z]+/[^`]+\.csv)` \| [^|]+ \| (\d+) \|",
    (ROOT / "data/README.md").read_text(encoding="utf-8"),
    flags=re.MULTILINE,
)
# `istograph serve` is started by other tests; `mine.*` stand for a reader's own files.
COMMANDS = [
    command
    for command in re.findall(r"`(istograph [^`]+)`", README)
    if "mine" not in command and "serve" not in command
]


def run(*arguments: str, dataset: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would, on the tests' dataset."""
    return subprocess.run(
        [sys.executable, "-m", "istograph", *arguments, "--store", str(dataset)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(command: str, dataset: Path) -> None:
    finished = run(*shlex.split(command)[1:], dataset=dataset)

    assert finished.returncode == 0, finished.stderr
    assert finished.stdout


def test_the_answer_of_the_readme_is_what_is_printed(dataset: Path) -> None:
    (shown,) = re.findall(r"```console\n\$ (istograph [^\n]+)\n(.*?)\.\.\.\n```", README, re.DOTALL)
    command, expected = shown
    day = re.compile(r"as of \d{4}-\d\d-\d\d")

    printed = run(*shlex.split(command)[1:], dataset=dataset).stdout

    assert day.sub("", printed).startswith(day.sub("", expected))


def test_the_description_of_the_readme_can_be_classified(dataset: Path, tmp_path: Path) -> None:
    (block,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "mine.json"
    file.write_text(block, encoding="utf-8")

    finished = run("classify", str(file), "--format", "json", dataset=dataset)
    statuses = {v["class"]: v for v in json.loads(finished.stdout)["verdicts"]}

    international = statuses["isto:InternationalOrganization"]
    assert international["status"] == "unknown"
    assert [{"property": "hasParticipantFrom", "distinct": 3}] in international["would_entail"]


@pytest.fixture
def turtle(tmp_path: Path) -> Path:
    """Return a file with the Turtle of the README."""
    (block,) = re.findall(r"```turtle\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "mine.ttl"
    file.write_text(block, encoding="utf-8")
    return file


def test_the_turtle_of_the_readme_can_be_classified(turtle: Path, dataset: Path) -> None:
    finished = run("classify", str(turtle), "--format", "json", dataset=dataset)

    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["id"] == "https://example.org/union"


def test_the_turtle_of_the_readme_can_be_published(turtle: Path) -> None:
    report = validate_files([turtle])

    assert report.conforms
    assert {result.severity for result in report.results} <= {INFO}


def test_the_readme_shows_a_picture_that_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)

    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


@pytest.mark.parametrize("file", [ROOT / "README.md", *sorted(ROOT.glob("data/README.md"))])
def test_links_within_the_repository_lead_somewhere(file: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8"))

    assert [target for target in targets if not (file.parent / target).exists()] == []


@pytest.mark.parametrize(("name", "rows"), COUNTED)
def test_the_data_has_the_rows_that_its_readme_counts(name: str, rows: str) -> None:
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) == int(rows)


def test_every_table_is_counted() -> None:
    files = {path.relative_to(ROOT / "data").as_posix() for path in ROOT.glob("data/**/*.csv")}

    assert {name for name, _ in COUNTED} == files
