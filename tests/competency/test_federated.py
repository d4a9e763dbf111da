"""Questions that need more than the package brings: registries, or another endpoint."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.exports import entities
from tests.serving import PATIENCE, serving
from tests.tracing import untraced
from typer.testing import CliRunner

from istograph.cli.app import app
from istograph.examples import examples, find

WIKIDATA = "https://query.wikidata.org/sparql"
# What the items say elsewhere; INBAR's founding was in 1997, as data/curated has it.
ELSEWHERE = """
<http://www.wikidata.org/entity/Q6052145>
    <http://www.wikidata.org/prop/direct/P31> <http://www.wikidata.org/entity/Q245065> ;
    <http://www.wikidata.org/prop/direct/P571>
        "1984-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<http://www.wikidata.org/entity/Q749440>
    <http://www.wikidata.org/prop/direct/P31> <http://www.wikidata.org/entity/Q245065> .
<http://www.wikidata.org/entity/Q245065>
    <http://www.w3.org/2000/01/rdf-schema#label> "intergovernmental organization"@en .
"""
INBAR = entities.item("Q6052145", {"en": "INBAR"}, P31="Q245065", P571=("+1984-00-00T00:00:00Z", 9))


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imported")
    items = entities.write(folder / "items.json", INBAR)
    with untraced():
        run("import", "wikidata", str(items), "--store", str(folder / "store"))
        run("build", "--store", str(folder / "store"))
    return folder / "store"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Another endpoint, with a few statements in Wikidata's terms."""
    store = tmp_path_factory.mktemp("elsewhere") / "store"
    with serving("--store", str(store), "--empty", "--writable", "--open-writes") as address:
        turtle = {"Content-Type": "text/turtle"}
        url = f"{address}/graphs?default"
        httpx.put(
            url, content=ELSEWHERE, headers=turtle, trust_env=False, timeout=PATIENCE
        ).raise_for_status()
        yield f"{address}/sparql"


@pytest.mark.parametrize("name", [e.name for e in examples() if e.needs == "wikidata"])
def test_imported_items_answer(imported: Path, name: str) -> None:
    rows = table(run("query", name, "--format", "csv", "--store", str(imported)))

    assert any("Bamboo" in row["organization"] for row in rows)
    assert list(rows[0]) == list(find(name).columns)


def test_the_join_is_listed(imported: Path) -> None:
    (row,) = table(run("query", "66", "--format", "csv", "--store", str(imported)))

    assert row["into"].endswith("/inbar")
    assert float(row["certainty"]) == 1


@pytest.mark.parametrize("name", [e.name for e in examples() if e.needs == "network"])
def test_another_endpoint_answers(dataset: Path, elsewhere: str, name: str) -> None:
    example = find(name)
    assert WIKIDATA in example.text
    with serving("--store", str(dataset), "--service-allow", elsewhere) as address:
        answer = httpx.post(
            f"{address}/sparql",
            data={"query": example.text.replace(WIKIDATA, elsewhere)},
            headers={"Accept": "text/csv"},
            trust_env=False,
            timeout=PATIENCE,
        )

    assert answer.status_code == 200, answer.text
    rows = table(answer.text)
    assert rows
    assert list(rows[0]) == list(example.columns)
