"""The recipe: what comes out of it, and what is left of it when it fails."""

import asyncio
import re
import shutil
import subprocess
import sys
import textwrap
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store
from tests.tracing import untraced

from istograph import build as package
from istograph import resources
from istograph.build import build, default_directory, ensure, recipe, source_hash
from istograph.classification import load_theory
from istograph.classification.descriptions.records import find
from istograph.errors import BuildError, InputError
from istograph.model import graph, isto, record
from istograph.rdf.namespaces import expand
from istograph.rdf.protocol import UpdateOperation
from istograph.rdf.store.snapshot import Snapshot, current, publish_empty
from istograph.rdf.store.writer import Writer

APART = {"translation", "alignment", "shapes", "verdicts", "void", "examples"}
TYPE = NamedNode(expand("rdf:type"))

GIVEN = """
@prefix isto: <https://w3id.org/istograph/ontology#> .
@prefix id: <https://w3id.org/istograph/id/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/istograph/id/organization/test-1> a org:Organization ;
    rdfs:label "Test Society"@en , "测试学会"@zh .
"""
BROKEN = (
    GIVEN
    + """
<https://w3id.org/istograph/id/policy/test-1> a isto:Policy ;
    rdfs:label "A policy without level"@en , "无层面的政策"@zh .
"""
)


class Listener:
    """Remembers what a build told."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.steps = 0
        self.notes: list[str] = []

    def stage(self, name: str, total: int | None = None) -> None:
        self.stages.append(name)

    def advance(self) -> None:
        self.steps += 1

    def note(self, text: str) -> None:
        self.notes.append(text)


@pytest.fixture(scope="module")
def snapshot(dataset: Path) -> Snapshot:
    published = current(dataset)
    assert published is not None
    return published


@pytest.fixture(scope="module")
def today(snapshot: Snapshot) -> date:
    """The day of the build, which ends while the tests run once a day."""
    return date.fromisoformat(snapshot.version.partition(".")[0])


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("given") / "Some Register.ttl"
    path.write_text(GIVEN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, given: Path, today: date) -> Snapshot:
    """A dataset with a file of somebody else's."""
    with untraced():
        return build(tmp_path_factory.mktemp("store"), [given], today=today)


@pytest.fixture(scope="module")
def heard() -> Listener:
    """Somebody who listens while the dataset is built again."""
    return Listener()


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory, today: date, heard: Listener) -> Snapshot:
    """The same dataset, built once more, traced as it is."""
    return build(tmp_path_factory.mktemp("again"), today=today, progress=heard)


def copy(snapshot: Snapshot, directory: Path) -> Snapshot:
    """Return the same dataset in a directory of its own: building takes longer than copying."""
    shutil.copytree(snapshot.folder.parents[1], directory)
    copied = current(directory)
    assert copied is not None
    return copied


def triples(store: Store, where: NamedNode | DefaultGraph) -> set[tuple[object, ...]]:
    quads = store.quads_for_pattern(None, None, None, where)
    return {(quad.subject, quad.predicate, quad.object) for quad in quads}


def names(store: Store) -> set[str]:
    return {str(name.value).rpartition("/")[2] for name in store.named_graphs()}


# The default graph


def test_the_default_graph_is_the_merge_of_what_we_hold_true(store: Store) -> None:
    merged = set().union(*(triples(store, graph(name)) for name in names(store) - APART))

    assert triples(store, DefaultGraph()) == merged


def test_a_triple_that_stands_in_several_graphs_counts_once(store: Store) -> None:
    inside = Counter(
        triple for name in names(store) - APART for triple in triples(store, graph(name))
    )
    solution = next(store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))

    assert max(inside.values()) > 1, "no triple stands in two graphs, so this test shows nothing"
    assert int(solution["n"].value) == len(inside)


def test_the_translation_is_not_in_the_default_graph(store: Store) -> None:
    differences = "ASK { ?s a isto:Difference }".replace(
        "isto:Difference", f"<{expand('isto:Difference')}>"
    )

    assert not store.query(differences)
    assert store.query(differences.replace("{", "{ GRAPH ?g {").replace("}", "} }"))


def test_there_is_a_graph_for_each_source_and_for_what_we_derive(store: Store) -> None:
    assert names(store) == {
        "alignment",
        "curated",
        "examples",
        "inferred",
        "ontology",
        "paper",
        "shapes",
        "translation",
        "verdicts",
        "void",
    }


def test_every_concept_has_the_label_that_everything_has(store: Store) -> None:
    labels = {quad.predicate.value: set[tuple[object, object]]() for quad in store}
    for subject, predicate, label in triples(store, graph("ontology")):
        labels[str(getattr(predicate, "value", ""))].add((subject, label))
    preferred = labels[expand("skos:prefLabel")]

    assert preferred
    assert preferred <= labels[expand("rdfs:label")]


# Verdicts


def test_the_graph_of_what_is_inferred_holds_types_alone(store: Store) -> None:
    assert {predicate for _, predicate, _ in triples(store, graph("inferred"))} == {TYPE}


def test_verdicts_are_the_classifiers(store: Store, today: date) -> None:
    statuses = load_theory().statuses(find(store, "inbar").description, today)
    written = {
        "entailed": (TYPE, "inferred"),
        "refuted": (isto("refutedAs"), "verdicts"),
        "contested": (isto("contestedAs"), "verdicts"),
    }
    inbar = record("organization", "inbar")
    found = {
        str(quad.object.value): status
        for status, (predicate, name) in written.items()
        for quad in store.quads_for_pattern(inbar, predicate, None, graph(name))
    }

    assert found == {
        isto(name).value: status for name, status in statuses.items() if status != "unknown"
    }


def test_what_a_paper_contradicts_itself_about_is_contested(store: Store) -> None:
    assert any(
        predicate == isto("contestedAs") for _, predicate, _ in triples(store, graph("verdicts"))
    )


# Descriptions


def test_the_counts_are_those_of_the_store(store: Store, snapshot: Snapshot) -> None:
    counts = {name: len(triples(store, graph(name))) for name in names(store)}

    assert snapshot.description.counts == {"": len(triples(store, DefaultGraph())), **counts}


def test_void_counts_what_sparql_counts(store: Store) -> None:
    described = next(
        store.query(
            f"""PREFIX void: <{expand("void:")}> PREFIX sd: <{expand("sd:")}>
            SELECT * {{ GRAPH <{graph("void").value}> {{
                <{graph("paper").value}> sd:graph ?d .
                ?d void:triples ?triples ; void:classes ?classes ; void:properties ?properties ;
                   void:distinctSubjects ?subjects ; void:distinctObjects ?objects .
                ?d void:classPartition ?partition .
                ?partition void:class <{expand("isto:Claim")}> ; void:entities ?claims .
            }} }}"""
        )
    )
    counted = next(
        store.query(
            f"""SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?p) AS ?properties)
                (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
                (COUNT(DISTINCT ?class) AS ?classes) (COUNT(DISTINCT ?claim) AS ?claims)
            {{ GRAPH <{graph("paper").value}> {{
                ?s ?p ?o .
                BIND(IF(?p = <{TYPE.value}>, ?o, ?none) AS ?class)
                BIND(IF(?p = <{TYPE.value}> && ?o = <{expand("isto:Claim")}>, ?s, ?none) AS ?claim)
            }} }}"""
        )
    )

    for name in ("triples", "classes", "properties", "subjects", "objects", "claims"):
        assert described[name] == counted[name], name


def test_every_example_is_offered_to_editors(store: Store) -> None:
    offered = {
        str(subject).rpartition("/")[2].rstrip(">")
        for subject, predicate, _ in triples(store, graph("examples"))
        if predicate == NamedNode(expand("sh:select"))
    }

    assert "02-local-settlement-incentives" in offered


def test_the_version_is_the_day_and_a_hash_of_the_content(
    snapshot: Snapshot, imported: Snapshot, again: Snapshot
) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\.[0-9a-f]{8}", snapshot.version)
    assert again.version == snapshot.version
    assert imported.version != snapshot.version


@pytest.mark.usefixtures("again")
def test_a_listener_hears_the_stages_that_the_recipe_lists(heard: Listener) -> None:
    recipe = (package.__doc__ or "").split("\n\n")[1]
    listed = [line.split()[0] for line in recipe.splitlines()]

    assert heard.stages == listed
    assert heard.steps > 100
    assert any("disputes" in note for note in heard.notes)


# Imports


def test_a_file_goes_into_a_graph_of_its_name_and_into_the_default_graph(
    imported: Snapshot,
) -> None:
    store = imported.open()
    label = Literal("测试学会", language="zh")

    assert imported.description.imports == ("some-register",)
    assert {quad.graph_name for quad in store.quads_for_pattern(None, None, label)} == {
        graph("some-register"),
        DefaultGraph(),
    }


def test_a_file_that_breaks_a_shape_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "register.ttl"
    path.write_text(BROKEN, encoding="utf-8")
    line = BROKEN.splitlines().index(
        "<https://w3id.org/istograph/id/policy/test-1> a isto:Policy ;"
    )

    with pytest.raises(BuildError, match=rf"register\.ttl:{line + 1}: .*level"):
        build(tmp_path / "store", [path])


def test_a_file_that_does_not_parse_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "register.ttl"
    path.write_text("<http://e/a> <http://e/b>\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"register\.ttl:2"):
        build(tmp_path / "store", [path])


@pytest.mark.parametrize("name", ["paper.ttl", "local.ttl", "VOID.ttl", "测试.ttl"])
def test_a_file_cannot_take_the_name_of_a_graph_of_ours(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(GIVEN, encoding="utf-8")

    with pytest.raises(InputError, match="rename the file"):
        build(tmp_path / "store", [path])


# What is there when a build fails, and when it need not be


def test_a_failed_build_leaves_the_old_dataset(tmp_path: Path, snapshot: Snapshot) -> None:
    path = tmp_path / "register.ttl"
    path.write_text(BROKEN, encoding="utf-8")
    before = copy(snapshot, tmp_path / "store")

    with pytest.raises(BuildError):
        build(tmp_path / "store", [path])

    assert current(tmp_path / "store") == before
    assert len(before.open()) > 0


@pytest.mark.parametrize("stage", ["load", "merge", "publish"])
def test_a_killed_build_leaves_the_old_dataset(
    tmp_path: Path, snapshot: Snapshot, given: Path, stage: str
) -> None:
    before = copy(snapshot, tmp_path / "store")
    killed = f"""
        import os, signal
        from pathlib import Path
        from istograph.build import build

        class Killer:
            def stage(self, name, total=None):
                if name == {stage!r}:
                    os.kill(os.getpid(), signal.SIGKILL)
            def advance(self): pass
            def note(self, text): pass

        build(Path({str(tmp_path / "store")!r}), [Path({str(given)!r})], progress=Killer())
    """
    status = subprocess.run([sys.executable, "-c", textwrap.dedent(killed)]).returncode

    assert status == -9
    assert current(tmp_path / "store") == before
    assert len(before.open()) > 0


def test_a_dataset_is_built_once(again: Snapshot) -> None:
    listener = Listener()

    assert ensure(again.folder.parents[1], progress=listener) == again
    assert listener.stages == []


@pytest.mark.usefixtures("untraced")
def test_a_dataset_is_built_again_when_ours_has_changed_and_keeps_what_others_gave(
    tmp_path: Path, imported: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = copy(imported, tmp_path / "store")
    monkeypatch.setattr(recipe, "source_hash", lambda directory: "another")
    mine = Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), Literal("mine"))
    texts = ("INSERT DATA { <s> <p> 'mine' . GRAPH <g> { <s> <p> 'mine' } }", "CREATE GRAPH <none>")

    async def write() -> None:
        async with Writer(tmp_path / "store") as writer:
            for text in texts:
                await writer.update(UpdateOperation(text), "http://e/")

    asyncio.run(write())
    rebuilt = ensure(tmp_path / "store")
    label = Literal("测试学会", language="zh")
    found = {quad.graph_name for quad in rebuilt.open().quads_for_pattern(*mine.triple, None)}

    assert found == {DefaultGraph(), graph("local"), NamedNode("http://e/g")}
    assert rebuilt.version != before.version
    assert rebuilt.description.source == "another"
    assert rebuilt.description.imports == ("some-register",)
    assert Quad(record("organization", "test-1"), NamedNode(expand("rdfs:label")), label) in (
        rebuilt.open()
    )


def test_a_dataset_that_began_empty_is_not_built_over(tmp_path: Path) -> None:
    publish_empty(tmp_path)

    with pytest.raises(BuildError, match="--empty"):
        ensure(tmp_path)


def test_where_nothing_can_be_written_the_old_dataset_is_read(
    tmp_path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = copy(snapshot, tmp_path / "store")
    # Not by permissions: root may write anywhere.
    (tmp_path / "store" / "LOCK").unlink()
    (tmp_path / "store" / "LOCK").mkdir()
    monkeypatch.setattr(recipe, "source_hash", lambda directory: "another")
    listener = Listener()

    assert ensure(tmp_path / "store", progress=listener) == before
    assert any("older dataset" in note for note in listener.notes)


def test_a_change_in_any_file_of_ours_changes_the_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = source_hash(tmp_path)
    monkeypatch.setattr(resources, "DATA", tmp_path)

    assert source_hash(tmp_path) != before


def test_the_store_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISTOGRAPH_STORE", "/somewhere/else")

    assert default_directory() == Path("/somewhere/else")
