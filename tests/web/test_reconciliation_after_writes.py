"""What users write is reconciled at once, and only that is indexed anew."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import astuple
from pathlib import Path

import httpx
import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store
from tests.serving import PATIENCE
from tests.writing import Ours

from istograph.matching import Index
from istograph.matching.reading import stored
from istograph.model import graph
from istograph.rdf.store import snapshot
from istograph.rdf.terms import LABEL, TYPE, term
from istograph.web.linked_data.lookup import Lookup
from istograph.web.reconciliation import catalogue, routes
from istograph.web.reconciliation.catalogue import Catalogue
from istograph.web.service import Service
from istograph.web.settings import Settings

MINE = "<https://w3id.org/istograph/id/organization/mine>"
NEW = f'{MINE} a org:Organization ; rdfs:label "Quokka Observatory"@en'


@pytest.fixture
def ours(dataset: Path, tmp_path: Path) -> Iterator[Ours]:
    found = Ours(shutil.copytree(dataset, tmp_path / "store", ignore=lambda *_: ["indexes"]))
    yield found
    found.close()


def test_an_index_is_taken_over_but_for_what_was_written(ours: Ours) -> None:
    first = Catalogue(Lookup(ours.store))
    ours.update("INSERT DATA { <http://e/a> <http://e/b> <http://e/c> }")
    second = Catalogue(Lookup(ours.store), first.indexed)
    assert second.index is first.index

    ours.update(f"INSERT DATA {{ {NEW} . id:organization\\/inbar skos:altLabel 'Bambusbüro'@de }}")
    third = Catalogue(Lookup(ours.store), second.indexed)
    assert third.index.candidates != second.index.candidates
    assert alike(third, ours.store)

    ours.update(f"DELETE DATA {{ {NEW} }}")
    fourth = Catalogue(Lookup(ours.store), third.indexed)
    assert fourth.candidate("mine") is None
    assert alike(fourth, ours.store)


def alike(made: Catalogue, store: Store) -> bool:
    anew = Index(stored(store))
    known = sorted(made.index.candidates, key=lambda each: each.key)
    same = list(map(astuple, known)) == list(map(astuple, anew.candidates))
    return same and made.index.size == anew.size


def test_who_reconciles_finds_what_was_just_written(
    serve: Callable[..., str], dataset: Path, tmp_path: Path
) -> None:
    directory = shutil.copytree(dataset, tmp_path / "store", ignore=lambda *_: ["indexes"])
    queries = {"queries": '{"q": {"query": "Quokka Observatory"}}'}
    with httpx.Client(
        base_url=serve(directory, writable=True, open_writes=True),
        trust_env=False,
        timeout=PATIENCE,
    ) as client:
        before = client.post("/reconcile", data=queries).json()["q"]["result"]
        client.post("/sparql", data={"update": f"INSERT DATA {{ {NEW} }}"}).raise_for_status()
        after = client.post("/reconcile", data=queries).json()["q"]["result"]
        metrics = client.get("/metrics").text
    published = snapshot.current(directory)

    assert published is not None
    assert not any(each["match"] for each in before)
    assert [(each["id"], each["match"]) for each in after][:1] == [("mine", True)]
    assert 'istograph_making_seconds_count{what="organizations"} 2.0' in metrics


def test_what_is_written_to_a_graph_that_was_given_is_reconciled() -> None:
    given, store = graph("given"), Store()
    first = Catalogue(Lookup(store), None, [given])
    for where in (given, DefaultGraph()):
        node = NamedNode(MINE.strip("<>"))
        store.add(Quad(node, TYPE, term("org:Organization"), where))
        store.add(Quad(node, LABEL, Literal("Quokka Observatory"), where))

    assert first.candidate("mine") is None
    assert Catalogue(Lookup(store), first.indexed, [given]).candidate("mine") is not None


def test_organizations_are_indexed_once_for_a_build(
    ours: Ours, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = catalogue_of(ours.directory)
    ours.update(f"INSERT DATA {{ {NEW} }}")
    monkeypatch.setattr(catalogue, "stored", None)
    again = catalogue_of(ours.directory)

    assert first.candidate("mine") is None
    assert again.candidate("mine") is not None
    assert alike(again, ours.store)


def catalogue_of(directory: Path) -> Catalogue:
    """Return the organizations as a service has them that begins now."""

    async def made() -> Catalogue:
        service = Service(directory, Settings())
        try:
            return await routes._Reconciling(service)._catalogue()
        finally:
            await service.pool.close()

    return asyncio.run(made())
