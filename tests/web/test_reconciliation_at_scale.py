"""Reconciliation on a store with imported records, some of which are joined to ours."""

import csv
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.serving import PATIENCE

_RECORDS = 1_500
# ROR's records of organizations that are curated too.
_OURS = {"05nex2951": "iau", "01f80g185": "who", "02h5sfg65": "inbar"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def records(shared: Path) -> list[dict[str, Any]]:
    """Some thousand records of ROR, as it published them, and those of ours."""
    path = shared / "data" / "ror" / "ror_v2_latest.jsonl.gz"
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number < _RECORDS or any(f"ror.org/{key}" in line for key in _OURS):
                found.append(json.loads(line))
    return found


@pytest.fixture(scope="module")
def store(records: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset that these records are imported into."""
    folder = tmp_path_factory.mktemp("ror")
    file, store = folder / "ror.jsonl.gz", folder / "store"
    with gzip.open(file, "wt", encoding="utf-8") as output:
        output.writelines(f"{json.dumps(record)}\n" for record in records)
    for arguments in (["import", "ror", str(file)], ["build"]):
        command = [sys.executable, "-m", "istograph", *arguments, "--store", str(store)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ})
    return store


@pytest.fixture(scope="module")
def client(serve: Callable[..., str], store: Path) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serve(store), timeout=PATIENCE, trust_env=False) as session:
        yield session


def _asked(client: httpx.Client, texts: list[str]) -> list[dict[str, Any]]:
    queries = {f"q{at}": {"query": text, "limit": 5} for at, text in enumerate(texts)}
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return [answer.json()[f"q{at}"]["result"] for at in range(len(texts))]


def _kept(client: httpx.Client, key: str) -> str:
    """Return the key that a record has now; another one may have replaced it."""
    answer = client.get(f"/id/organization/{key}", headers={"Accept": "text/turtle"})
    location = answer.headers["location"]
    return location.rpartition("/")[2].partition(".")[0]


def test_each_imported_name_finds_its_record(
    client: httpx.Client, records: list[dict[str, Any]]
) -> None:
    chosen = [each for each in records[::30] if each["status"] == "active"][:50]
    names = [next(n["value"] for n in r["names"] if "ror_display" in n["types"]) for r in chosen]
    for record, found in zip(chosen, _asked(client, names), strict=True):
        key = record["id"].rpartition("/")[2]
        best = [each["id"] for each in found if each["score"] == found[0]["score"]]
        assert _kept(client, f"ror-{key}") in best


def test_a_joined_record_is_found_as_ours(
    client: httpx.Client, records: list[dict[str, Any]]
) -> None:
    imported = {each["id"].rpartition("/")[2] for each in records} & _OURS.keys()
    asked = [text for key in imported for text in (key, f"ror-{key}", f"https://ror.org/{key}")]
    found = [result[0]["id"] for result in _asked(client, asked)]
    assert found
    assert found == [_OURS[key] for key in imported for _ in range(3)]


def test_a_joined_records_names_are_ours_too(client: httpx.Client) -> None:
    (found,) = _asked(client, ["Union astronomique internationale"])
    assert found[0]["id"] == "iau"


def test_a_table_is_matched_on_the_command_line(
    client: httpx.Client, store: Path, records: list[dict[str, Any]], tmp_path: Path
) -> None:
    """The service and the command give one answer."""
    names = [each["names"][-1]["value"] for each in records[:5]]
    served = [result[0]["id"] if result else "" for result in _asked(client, names)]
    table = tmp_path / "names.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["name"], *([name] for name in names)])
    command = [sys.executable, "-m", "istograph", "reconcile", str(table), "--column", "name"]
    done = subprocess.run(
        [*command, "--format", "json", "--store", str(store)], capture_output=True, check=False
    )
    told = [each["candidates"] for each in json.loads(done.stdout)]
    assert [found[0]["id"] if found else "" for found in told] == served
