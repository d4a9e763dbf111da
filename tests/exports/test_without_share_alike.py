"""A dump without a share-alike registry has what follows without it, and nothing else."""

import csv
import shutil
from pathlib import Path

import httpx
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store
from tests.serving import PATIENCE, serving
from tests.tracing import untraced
from typer.testing import CliRunner

from istograph.build import build
from istograph.cli.app import app
from istograph.model import graph, isto, record
from istograph.rdf.namespaces import expand
from istograph.rdf.store.snapshot import current

# It has this item, so SupraVerden's record of it is joined to it.
CODATA, ITEM = record("organization", "codata"), "Q735279"
TYPE, GOVERNMENTS = NamedNode(expand("rdf:type")), isto("IntergovernmentalOrganization")
VERDICTS, INFERRED = graph("verdicts"), graph("inferred")
LIST = f"""Organization 1:
  SPRVD_id: SPRVD0000001
  Wikidata_code: {ITEM}
  Entity_type: International organisation
  Org_family: none
  Name_en: CODATA as SupraVerden calls it
  Treaty_url: https://example.org/treaty.pdf
  Assessment_against_FATF_definition: Included
  Basis_for_assessment: B22
"""


@pytest.fixture(scope="module")
def directory(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bound")
    directory = shutil.copytree(dataset, folder / "store")
    (folder / "list.yaml").write_text(LIST)
    arguments = ["import", "supraverden", str(folder / "list.yaml"), "--store", str(directory)]
    said = CliRunner().invoke(app, arguments)
    assert said.exit_code == 0, said.output
    with untraced():
        build(directory)
    return directory


def opened(directory: Path) -> Store:
    published = current(directory)
    assert published is not None
    return published.open()


def dumped(directory: Path, *options: str) -> Store:
    out = directory.parent / "dump.nq"
    arguments = ["export", "dump", "--store", str(directory), "--out", str(out), *options]
    said = CliRunner().invoke(app, arguments)
    assert said.exit_code == 0, said.output
    store = Store()
    store.bulk_load(out.read_bytes(), RdfFormat.N_QUADS)
    return store


def derived(store: Store) -> set[Quad]:
    """Return what was derived about the record that both know."""
    quads = set(store.quads_for_pattern(CODATA, TYPE, None, INFERRED))
    quads |= set(store.quads_for_pattern(CODATA, None, None, VERDICTS))
    for quad in store.quads_for_pattern(None, isto("subject"), CODATA, VERDICTS):
        quads |= set(store.quads_for_pattern(quad.subject, None, None, VERDICTS))
    return quads


def test_verdicts_on_what_is_shared_are_those_that_follow_without_it(
    directory: Path, dataset: Path
) -> None:
    with_it, without, never = opened(directory), dumped(directory), opened(dataset)

    assert Quad(CODATA, TYPE, GOVERNMENTS, DefaultGraph()) in with_it
    assert Quad(CODATA, TYPE, GOVERNMENTS, DefaultGraph()) not in without
    assert derived(with_it) != derived(without) == derived(never)
    assert derived(dumped(directory, "--with", "supraverden")) == derived(with_it)


def test_what_a_dumped_verdict_rests_on_is_in_the_dump(directory: Path) -> None:
    def dangling(store: Store) -> set[object]:
        rests = store.quads_for_pattern(None, isto("restsOn"), None, VERDICTS)
        claims = {quad.object for quad in rests}
        return {c for c in claims if not any(store.quads_for_pattern(c, isto("value"), None, None))}

    without, naive = dumped(directory), Store()
    naive.extend(opened(directory))
    for quad in opened(directory).quads_for_pattern(None, None, None, graph("supraverden")):
        naive.remove(quad)
        naive.remove(Quad(quad.subject, quad.predicate, quad.object))

    assert dangling(without) == set()
    assert dangling(naive)


def test_the_files_of_the_service_agree_and_say_so(directory: Path, dataset: Path) -> None:
    with serving("--store", str(directory)) as address:
        base = f"{address}/dump/"
        client = httpx.Client(
            base_url=base, follow_redirects=True, trust_env=False, timeout=PATIENCE
        )
        with client:
            table = client.get("verdicts.csv").text
            merged = Store()
            merged.load(client.get("istograph.ttl").content, RdfFormat.TURTLE)
            files = client.get("", headers={"Accept": "application/json"}).json()["files"]
    rows = {row["class"]: row["status"] for row in csv.DictReader(table.splitlines())
            if row["record"] == "codata"}  # fmt: skip
    words = {file["name"]: (file["en"], file["zh"]) for file in files}

    assert rows["IntergovernmentalOrganization"] == "unknown"
    assert len(rows) == 14
    types = {quad.object for quad in merged.quads_for_pattern(CODATA, TYPE, None)}
    asserted = opened(dataset).quads_for_pattern(CODATA, TYPE, None, DefaultGraph())
    assert types == {quad.object for quad in asserted}
    for name in ("istograph.ttl", "istograph.nq.gz", "verdicts.csv"):
        assert all("supraverden" in text for text in words[name])
