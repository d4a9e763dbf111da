"""What a share-alike registry says is served under its licence, and is in no file but its own."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from tests.serving import PATIENCE
from tests.tracing import untraced
from typer.testing import CliRunner

from istograph import build
from istograph.cli.app import app

_LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
_RECORDS = """
Made-up Commission:
  SPRVD_id: SPRVD0000011
  Name_en: Made-up Commission for Tests
  Treaty_url: https://example.org/treaty
  Assessment_against_FATF_definition: Included
Made-up Bamboo:
  SPRVD_id: SPRVD0000022
  Name_en: Network as SupraVerden calls it
  Wikidata_code: Q6052145
"""


@pytest.fixture(scope="module")
def client(
    serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("share-alike")
    (folder / "list.yaml").write_text(_RECORDS, encoding="utf-8")
    directory: Path = folder / "store"
    arguments = ["import", "supraverden", str(folder / "list.yaml"), "--store", str(directory)]
    with untraced():
        assert CliRunner().invoke(app, arguments).exit_code == 0
        build.build(directory)
    with httpx.Client(
        base_url=serve(directory), timeout=PATIENCE, trust_env=False, follow_redirects=True
    ) as session:
        yield session


@pytest.mark.parametrize("name", ["istograph.nq.gz", "istograph.nt.gz", "verdicts.csv"])
def test_the_files_of_the_dataset_hold_nothing_of_it(client: httpx.Client, name: str) -> None:
    body = client.get(f"/dump/{name}").content
    text = (gzip.decompress(body) if name.endswith(".gz") else body).decode()

    assert "sprvd" not in text.lower()
    assert "Made-up" not in text
    assert "as SupraVerden calls it" not in text


def test_its_own_file_holds_it(client: httpx.Client) -> None:
    text = gzip.decompress(client.get("/dump/supraverden.nq.gz").content).decode()

    assert "Made-up Commission for Tests" in text


def test_a_record_is_served_under_its_licence_too(client: httpx.Client) -> None:
    links = [
        client.get(f"/data/organization/{key}.ttl").headers["link"]
        for key in ("supraverden-sprvd0000011", "inbar", "iucn")
    ]

    assert [f'<{_LICENCE}>; rel="license"' in link for link in links] == [True, True, False]


def test_what_it_says_of_a_record_is_in_its_own_graph_alone(client: httpx.Client) -> None:
    lines = client.get("/data/organization/inbar.nq").text.splitlines()
    bound = [line for line in lines if "Network as SupraVerden calls it" in line]

    assert bound
    assert {line.split()[-2] for line in bound} == {
        "<https://w3id.org/istograph/graph/supraverden>"
    }
