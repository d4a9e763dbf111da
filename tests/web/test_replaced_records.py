"""Records that another one replaced, and records that are gone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from tests.serving import PATIENCE
from tests.tracing import untraced

_RECORDS = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<https://w3id.org/istograph/id/organization/old> owl:deprecated true ;
    dcterms:isReplacedBy <https://w3id.org/istograph/id/organization/inbar> .
<https://w3id.org/istograph/id/organization/old-1>
    dcterms:isReplacedBy <https://w3id.org/istograph/id/organization/inbar> .
<https://w3id.org/istograph/id/organization/old-2>
    dcterms:isReplacedBy <https://w3id.org/istograph/id/organization/old-1> .
<https://w3id.org/istograph/id/organization/withdrawn> owl:deprecated true .
<https://w3id.org/istograph/id/organization/moved> owl:deprecated true ;
    dcterms:isReplacedBy <https://ror.org/037v4t923> .
<https://w3id.org/istograph/id/organization/led-astray> owl:deprecated true ;
    dcterms:isReplacedBy <javascript:alert(1)> .
"""


@pytest.fixture(scope="module")
def client(
    serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    build = pytest.importorskip("istograph.build", reason="there is no build to make a dataset")
    folder = tmp_path_factory.mktemp("replaced")
    (folder / "redirects.ttl").write_text(_RECORDS, encoding="utf-8")
    directory: Path = folder / "store"
    with untraced():
        build.build(directory, [folder / "redirects.ttl"])
    with httpx.Client(base_url=serve(directory), timeout=PATIENCE, trust_env=False) as session:
        yield session


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/id/organization/old", "/id/organization/inbar"),
        ("/id/organization/old?lang=zh", "/id/organization/inbar?lang=zh"),
        ("/page/organization/old", "/page/organization/inbar"),
        ("/data/organization/old.ttl", "/data/organization/inbar.ttl"),
    ],
)
def test_a_replaced_record_leads_to_the_other(client: httpx.Client, asked: str, told: str) -> None:
    answer = client.get(asked)

    assert (answer.status_code, answer.headers["location"]) == (301, told)


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_a_removed_record_is_gone(client: httpx.Client, accept: str) -> None:
    answer = client.get("/id/organization/withdrawn", headers={"Accept": accept})

    assert answer.status_code == 410


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_of_a_removed_record_what_took_its_place_is_told(client: httpx.Client, accept: str) -> None:
    moved = client.get("/id/organization/moved", headers={"Accept": accept})
    astray = client.get("/id/organization/led-astray", headers={"Accept": accept})

    assert (moved.status_code, astray.status_code) == (410, 410)
    assert "https://ror.org/037v4t923" in moved.text
    assert "javascript:" not in astray.text


def test_the_key_of_a_replaced_record_is_reconciled_to_the_other(client: httpx.Client) -> None:
    queries = '{"q0": {"query": "old-1"}, "q1": {"query": "withdrawn"}}'
    result = client.post("/reconcile", data={"queries": queries}).json()
    found = result["q0"]["result"][0]

    assert (found["id"], found["match"]) == ("inbar", True)
    assert not any(each["match"] for each in result["q1"]["result"])
    assert "INBAR" in client.get("/reconcile/preview", params={"id": "old-1"}).text


def test_what_replaced_a_replacement_is_found_too(client: httpx.Client) -> None:
    extend = '{"ids": ["old-2"], "properties": [{"id": "ror"}]}'
    rows = client.post("/reconcile", data={"extend": extend}).json()["rows"]

    assert rows["old-2"]["ror"] == [{"str": "02h5sfg65"}]
