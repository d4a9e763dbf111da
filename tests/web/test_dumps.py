"""The dataset as files, over HTTP."""

import csv
import gzip
import hashlib
import io

import httpx
import pytest
from pyoxigraph import RdfFormat, Store, parse

_FILES = ["istograph.nt.gz", "istograph.ttl", "istograph.jsonld", "istograph.nq.gz", "verdicts.csv"]


def _get(client: httpx.Client, name: str, **headers: str) -> httpx.Response:
    return client.get(f"/dump/{name}", headers=headers, follow_redirects=True)


def test_every_file_has_the_checksum_that_is_told(client: httpx.Client) -> None:
    index = client.get("/dump/", headers={"Accept": "application/json"}).json()
    sums = dict(reversed(line.split("  ")) for line in _get(client, "SHA256SUMS").text.splitlines())

    for name in _FILES:
        told = next(file for file in index["files"] if file["name"] == name)
        body = _get(client, name).content
        assert hashlib.sha256(body).hexdigest() == told["sha256"] == sums[name]
        assert len(body) == told["size"]


def test_a_name_without_a_version_leads_to_the_newest(client: httpx.Client) -> None:
    version = client.get("/ready").json()["dataset"]

    answer = client.get("/dump/istograph.ttl")

    assert (answer.status_code, answer.headers["location"]) == (
        302,
        f"/dump/{version}/istograph.ttl",
    )


def test_the_files_of_the_default_graph_agree(client: httpx.Client) -> None:
    counted = client.get(
        "/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
    ).json()["results"]["bindings"][0]["n"]["value"]
    lines = gzip.decompress(_get(client, "istograph.nt.gz").content).splitlines()

    sizes = [
        len(set(parse(_get(client, "istograph.ttl").content, RdfFormat.TURTLE))),
        len(set(parse(_get(client, "istograph.jsonld").content, RdfFormat.JSON_LD))),
    ]

    assert [len(lines), *sizes] == [int(counted)] * 3


def test_all_graphs_can_be_loaded_again(client: httpx.Client) -> None:
    store = Store()

    store.bulk_load(gzip.decompress(_get(client, "istograph.nq.gz").content), RdfFormat.N_QUADS)

    names = {name.value.rpartition("/")[2] for name in store.named_graphs()}
    assert {"paper", "translation", "verdicts", "void", "ontology", "shapes"} <= names


def test_there_is_a_row_for_each_record_and_class(client: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(_get(client, "verdicts.csv").text)))
    found = {(row["record"], row["class"]): row for row in rows}
    inbar = found["inbar", "IntergovernmentalOrganization"]

    assert len(found) == len(rows)
    assert (inbar["status"], inbar["name_zh"]) == ("entailed", "国际竹藤组织")
    assert "axiom-multilateral-agreement" in inbar["axioms"].split()


def test_a_part_can_be_fetched(client: httpx.Client) -> None:
    whole = _get(client, "istograph.nt.gz").content

    part = _get(client, "istograph.nt.gz", Range="bytes=100-199")

    assert (part.status_code, part.content) == (206, whole[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"


def test_a_part_is_not_compressed(client: httpx.Client) -> None:
    part = _get(client, "istograph.ttl", Range="bytes=0-4999")

    assert ("content-encoding" in part.headers, len(part.content)) == (False, 5000)


@pytest.mark.parametrize(
    "asked", ["items=0-1", "bytes=5-2", "bytes=abc", "bytes=", "5", f"bytes={'9' * 5000}-"]
)
def test_a_range_that_is_not_understood_is_ignored(client: httpx.Client, asked: str) -> None:
    whole = _get(client, "istograph.sssom.tsv").content

    answer = _get(client, "istograph.sssom.tsv", Range=asked)

    assert (answer.status_code, answer.content) == (200, whole)


def test_a_range_is_for_get_alone(client: httpx.Client) -> None:
    size = len(_get(client, "istograph.nt.gz").content)

    path, headers = "/dump/istograph.nt.gz", {"Range": "bytes=0-9"}
    head = client.head(path, headers=headers, follow_redirects=True)

    assert (head.status_code, head.headers["content-length"]) == (200, str(size))


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0"])
def test_a_part_beyond_the_end_is_a_problem(client: httpx.Client, asked: str) -> None:
    size = len(_get(client, "istograph.nt.gz").content)

    answer = _get(client, "istograph.nt.gz", Range=asked)

    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{size}"
    assert answer.headers["content-type"] == "application/problem+json"
    assert str(size) in answer.json()["detail"]


def test_a_file_that_the_client_has_is_not_sent_again(client: httpx.Client) -> None:
    first = _get(client, "istograph.nt.gz")

    again = _get(client, "istograph.nt.gz", **{"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" in first.headers["cache-control"]


@pytest.mark.parametrize("path", ["/dump/secrets.txt", "/dump/2001-01-01.x/istograph.ttl"])
def test_what_is_not_there_is_404(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_people_get_a_table(client: httpx.Client) -> None:
    page = client.get("/dump/", headers={"Accept": "text/html", "Accept-Language": "zh"}).text

    assert "verdicts.csv" in page
    assert "数据集文件" in page
