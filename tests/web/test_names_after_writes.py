"""The names of a build are kept, and of what was written since only that is read."""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from tests.writing import Ours

from istograph.model import graph
from istograph.rdf.store import snapshot
from istograph.rdf.store.keeping import Shelf
from istograph.rdf.terms import LABEL
from istograph.web.linked_data.entries import Reader
from istograph.web.linked_data.indexes import Indexes
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.names import Match, Names
from istograph.web.service import Service
from istograph.web.settings import Settings

IRI = "https://w3id.org/istograph/id/organization/mine"
MINE, INBAR = f"<{IRI}>", "id:organization\\/inbar"
GRAPHS = (graph("local"),)
QUESTIONS = ("quokka", "Bambusbüro", "INBAR", "mine", "international", "国际", "https://e.org/q")
# Each with whether the names of the others can be taken over.
WRITES = (
    ("INSERT DATA { <http://e/a> <http://e/b> <http://e/c> }", True),
    (f"INSERT DATA {{ {MINE} rdfs:label 'Quokka Observatory'@en ; a org:Organization }}", True),
    (f"INSERT DATA {{ {MINE} schema:url <https://e.org/q> ; isto:acronym 'QO' }}", True),
    (f"INSERT DATA {{ {INBAR} skos:altLabel 'Bambusbüro'@de }}", True),
    (f"INSERT DATA {{ {MINE} dcterms:isReplacedBy {INBAR} }}", False),
    (f"INSERT DATA {{ {MINE} skos:altLabel 'Quokka Watch'@en }}", True),
    (f"DELETE DATA {{ {INBAR} skos:altLabel 'Bambusbüro'@de }}", True),
    (f"DELETE WHERE {{ {MINE} ?p ?o }}", False),
    (f"INSERT DATA {{ {MINE} rdfs:label 'Quokka'@en }}", True),
    (f"DELETE WHERE {{ {MINE} ?p ?o }}", True),
    ("INSERT DATA { [] a org:Organization ; rdfs:label 'Quokka of none'@en }", True),
    (f"INSERT DATA {{ [] rdfs:label 'Quokka'@en ; dcterms:isReplacedBy {INBAR} }}", False),
    (
        f"INSERT {{ ?s skos:altLabel 'Quokkas'@en }} WHERE {{ ?s dcterms:isReplacedBy {INBAR} }}",
        False,
    ),
)


@pytest.fixture
def ours(dataset: Path, tmp_path: Path) -> Iterator[Ours]:
    found = Ours(shutil.copytree(dataset, tmp_path / "store", ignore=lambda *_: ["indexes"]))
    yield found
    found.close()


def found_by(names: Names) -> list[list[Match]]:
    return [names.find(question) for question in QUESTIONS]


@pytest.mark.usefixtures("untraced")
def test_names_after_writes_are_those_that_are_made_anew(ours: Ours) -> None:
    names = Names(Lookup(ours.store), None, GRAPHS)
    for text, is_taken_over in WRITES:
        ours.update(text)
        lookup = Lookup(ours.store)
        anew, before, names = Names(lookup), names.base, names.of(lookup)

        assert (names.base is before) == is_taken_over, text
        assert names.entries == anew.entries
        assert found_by(names) == found_by(anew)
        assert names.near("Quoka Obsrvatory") == anew.near("Quoka Obsrvatory")


def test_a_type_that_follows_from_what_was_written_is_known(ours: Ours) -> None:
    names = Names(Lookup(ours.store), None, GRAPHS)
    fact = f"isto:subject {INBAR} ; isto:property isto:isOrganization ; isto:value true"
    ours.update(f"INSERT DATA {{ <https://w3id.org/istograph/id/claim/x> a isto:Claim ; {fact} }}")
    lookup = Lookup(ours.store)

    assert names.of(lookup).entries == Names(lookup).entries


def test_names_are_made_once_for_a_build(ours: Ours, monkeypatch: pytest.MonkeyPatch) -> None:
    made = counted(monkeypatch)
    first = names_of(ours.directory)
    assert len(made) == 1
    again = names_of(ours.directory)
    ours.update(f"INSERT DATA {{ {MINE} rdfs:label 'Quokka Observatory'@en }}")
    written = names_of(ours.directory)

    assert len(made) == 1
    assert again.entries == first.entries
    assert found_by(again) == found_by(first)
    assert [match.entry.key for match in written.find("quokka")] == ["mine"]


@pytest.mark.parametrize("broken", ["cut", "changed", "other", "folder"])
def test_names_that_cannot_be_taken_are_made_anew(
    ours: Ours, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    first = names_of(ours.directory)
    path = ours.directory / "indexes" / "names.zip"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    if broken == "folder":
        shutil.rmtree(path.parent)
        path.parent.write_text("no folder")
    elif broken == "other":
        path.write_bytes(b"something else")
    else:
        path.write_bytes(content if broken == "changed" else content[: len(content) // 3])
    made = counted(monkeypatch)

    assert names_of(ours.directory).entries == first.entries
    assert len(made) == 1


def test_what_another_build_or_other_code_made_is_not_taken(dataset: Path, tmp_path: Path) -> None:
    published = snapshot.current(dataset)
    assert published is not None
    about = published.description
    left, written = (tmp_path / "indexes" / name for name in (".x-old", ".x-new"))
    left.parent.mkdir()
    for path in (left, written):
        path.touch()
    os.utime(left, (0, 0))
    Shelf(tmp_path, about, [pytest]).keep("x", {"part": b"1"})

    assert Shelf(tmp_path, replace(about, version="v"), [pytest]).read("x") == {"part": b"1"}
    assert Shelf(tmp_path, replace(about, source="other"), [pytest]).read("x") is None
    assert Shelf(tmp_path, replace(about, counts={"": 1}), [pytest]).read("x") is None
    assert Shelf(tmp_path, about, [pytest, shutil]).read("x") is None
    assert Shelf(tmp_path, about, [pytest]).read("y") is None
    assert sorted(path.name for path in tmp_path.glob("indexes/*")) == [written.name, "x.zip"]


def test_a_dataset_without_a_merge_is_read_anew_after_each_write(tmp_path: Path) -> None:
    published = snapshot.publish_empty(tmp_path)
    first = names_of(tmp_path)
    store = Store(str(published.path))
    store.add(Quad(NamedNode(IRI), LABEL, Literal("Q")))
    store.flush()
    del store

    assert first.entries == []
    assert [entry.name for entry in names_of(tmp_path).entries] == ["Q"]
    assert not (tmp_path / "indexes").exists()


def names_of(directory: Path) -> Names:
    """Return the names as a service gives them that begins now."""

    async def made() -> Names:
        service = Service(directory, Settings())
        try:
            return await Indexes(service).names()
        finally:
            await service.pool.close()

    return asyncio.run(made())


def counted(monkeypatch: pytest.MonkeyPatch) -> list[Reader]:
    """Return those that read all records, from now on."""
    found: list[Reader] = []
    whole: Callable[[Reader], object] = Reader.all

    def all_(reader: Reader) -> object:
        found.append(reader)
        return whole(reader)

    monkeypatch.setattr(Reader, "all", all_)
    return found
