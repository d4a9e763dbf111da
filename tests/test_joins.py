"""One organization, one record: what a registry says of a curated one is said of that."""

import gzip
import json
from pathlib import Path

import httpx
import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple
from tests.exports import entities
from tests.serving import PATIENCE, serving
from tests.tracing import untraced
from typer.testing import CliRunner

from istograph.build import build, source_hash
from istograph.classification.descriptions.records import stored
from istograph.cli.app import app
from istograph.errors import BuildError, InputError
from istograph.model import graph, isto, record
from istograph.rdf.namespaces import expand
from istograph.rdf.store.snapshot import current

INBAR, ITEM = record("organization", "inbar"), record("organization", "wikidata-q6052145")
JOINS, WIKIDATA = graph("joins"), graph("wikidata")
LABEL, REPLACED_BY = NamedNode(expand("rdfs:label")), NamedNode(expand("dcterms:isReplacedBy"))
# Q1194093 is the class of international non-governmental organizations; INBAR's treaty differs.
DOCUMENT = entities.item(
    "Q6052145", {"en": "INBAR as Wikidata calls it", "de": "Bambus und Rattan"}, P31="Q1194093"
)
APART = f"<{INBAR.value}> <{expand('owl:differentFrom')}> <{ITEM.value}> ."


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("joins")
    items = entities.write(folder / "items.json", DOCUMENT)
    with untraced():
        run("import", "wikidata", str(items), "--store", str(folder / "store"))
        run("build", "--store", str(folder / "store"))
    return folder / "store"


@pytest.fixture(scope="module")
def joined(directory: Path) -> Store:
    return opened(directory)


def opened(directory: Path) -> Store:
    published = current(directory)
    assert published is not None
    return published.open()


def subjects(store: Store, where: NamedNode) -> set[str]:
    return {str(quad.subject) for quad in store.quads_for_pattern(None, None, None, where)}


def test_what_was_said_of_the_other_record_is_said_of_the_one_kept(joined: Store) -> None:
    assert str(ITEM) not in subjects(joined, WIKIDATA)
    assert str(INBAR) in subjects(joined, WIKIDATA)
    assert next(joined.quads_for_pattern(ITEM, None, None, None), None) is not None
    assert all(
        quad.predicate == REPLACED_BY for quad in joined.quads_for_pattern(ITEM, None, None, None)
    )


def test_joins_are_no_part_of_the_default_graph(joined: Store) -> None:
    joins = {quad.triple for quad in joined.quads_for_pattern(None, None, None, JOINS)}
    merged = {quad.triple for quad in joined.quads_for_pattern(None, None, None, DefaultGraph())}

    assert joins
    assert not joins & merged
    assert Triple(INBAR, NamedNode(expand("owl:sameAs")), ITEM) not in merged


def test_the_one_kept_has_one_label_in_each_language(joined: Store) -> None:
    labels = [
        quad.object
        for quad in joined.quads_for_pattern(INBAR, LABEL, None, None)
        if isinstance(quad.object, Literal)
    ]
    languages = [label.language for label in set(labels)]
    others = joined.quads_for_pattern(INBAR, NamedNode(expand("skos:altLabel")), None, WIKIDATA)

    assert sorted(map(str, languages)) == ["de", "en", "zh"]
    assert "INBAR as Wikidata calls it" in {str(quad.object.value) for quad in others}


def test_a_join_says_why_in_both_languages(joined: Store) -> None:
    claim = record("claim", "join-wikidata-q6052145")
    notes = {
        quad.object.language: quad.object.value
        for quad in joined.quads_for_pattern(claim, NamedNode(expand("skos:note")), None, JOINS)
        if isinstance(quad.object, Literal)
    }
    certainty = next(joined.quads_for_pattern(claim, isto("certainty"), None, JOINS)).object

    assert notes.keys() == {"en", "zh"}
    assert "Q6052145" in notes["en"]
    assert isinstance(certainty, Literal)
    assert float(certainty.value) == 1


def test_sources_that_disagree_make_a_contested_verdict_that_names_both(
    directory: Path, joined: Store
) -> None:
    answer = json.loads(
        run("classify", "--id", "inbar", "--format", "json", "--store", str(directory))
    )
    verdict = next(
        each for each in answer["verdicts"] if each["class"] == "isto:IntergovernmentalOrganization"
    )
    facts = {fact for side in ("because", "against") for e in verdict[side] for fact in e["facts"]}
    said_in = {
        str(quad.graph_name.value)
        for fact in facts
        for quad in joined.quads_for_pattern(record("claim", fact), isto("source"), None, None)
        if isinstance(quad.graph_name, NamedNode)
    }

    assert verdict["status"] == "contested"
    assert WIKIDATA.value in said_in
    assert len(said_in) > 1


@pytest.mark.usefixtures("untraced")
def test_the_first_proof_rests_on_what_is_said_of_the_record_itself() -> None:
    """As of WHO, whose constitution goes before a list that has it."""
    store = Store()
    who = record("organization", "who")
    for key in ("supraverden-1-instrument", "who-instrument"):
        claim = record("claim", key)
        said = {"subject": who, "property": isto("hasConstitutiveInstrument")}
        said["value"] = record("instrument", "multilateral-agreement")
        store.add(Quad(claim, NamedNode(expand("rdf:type")), isto("Fact")))
        store.extend(Quad(claim, isto(name), value) for name, value in said.items())
    description = next(iter(stored(store))).description

    assert [fact["id"] for fact in description["facts"]] == [
        "who-instrument",
        "supraverden-1-instrument",
    ]


@pytest.mark.usefixtures("untraced")
def test_what_somebody_says_is_different_is_not_joined(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "apart.nt").write_text(APART)
    run("build", "--store", str(directory), "--source", str(tmp_path / "apart.nt"))
    undone = opened(directory)
    run("build", "--store", str(directory))

    assert str(ITEM) in subjects(undone, WIKIDATA)
    assert str(INBAR) not in subjects(undone, WIKIDATA)
    assert str(INBAR) in subjects(opened(directory), WIKIDATA)


@pytest.mark.parametrize("path", ["/id/organization/{}", "/data/organization/{}.ttl"])
def test_the_old_address_leads_to_the_record(directory: Path, path: str) -> None:
    with serving("--store", str(directory)) as address:
        answer = httpx.get(
            address + path.format("wikidata-q6052145"), trust_env=False, timeout=PATIENCE
        )

    assert (answer.status_code, answer.headers["location"]) == (301, path.format("inbar"))


def test_a_reader_sees_which_records_a_record_stands_for(directory: Path) -> None:
    with (
        serving("--store", str(directory)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as client,
    ):
        page = client.get("/page/organization/inbar").text
        claim = client.get("/page/claim/join-wikidata-q6052145")
        found = client.get("/search", params={"q": "wikidata-q6052145"}).json()["results"]
        query = (
            "SELECT ?s { BIND (isto:status(id:organization\\/wikidata-q6052145, isto:ISTO) AS ?s) }"
        )
        asked = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}).text

    assert "wikidata-q6052145" in page
    assert claim.status_code == 200
    assert "Q6052145" in claim.text
    assert [each["key"] for each in found] == ["inbar"]
    assert asked.split() == ["s", "refuted"]


@pytest.mark.parametrize("name", ["elsewhere.nq.gz", "elsewhere.nq"])
@pytest.mark.usefixtures("untraced")
def test_an_import_that_was_written_elsewhere_is_one_when_it_is_given(
    tmp_path: Path, name: str
) -> None:
    store, elsewhere = tmp_path / "store", tmp_path / name
    items = entities.write(tmp_path / "items.json", DOCUMENT)
    run("import", "wikidata", str(items), "--out", str(elsewhere))
    run("build", "--store", str(store), "--source", str(elsewhere))
    elsewhere.unlink()
    published = current(store)

    assert published is not None
    assert published.description.registries == ("wikidata",)
    assert published.description.source == source_hash(store)
    assert str(INBAR) in subjects(published.open(), WIKIDATA)
    assert [path.name for path in (store / "imports").iterdir()] == ["wikidata.nq.gz"]


def test_a_build_that_fails_takes_no_import(tmp_path: Path) -> None:
    store, other = tmp_path / "store", tmp_path / "other.nq.gz"
    foreign = f"<e:s> <e:p> <e:o> <{WIKIDATA.value}> .\n<e:s> <e:p> <e:o> <e:g> .\n"
    other.write_bytes(gzip.compress(foreign.encode()))

    with pytest.raises(BuildError, match="has quads of <e:g>"):
        build(store, [other])
    assert list((store / "imports").iterdir()) == []
    assert current(store) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<e:s> <e:p> <e:o> <e:g> .", "begins with <e:g>"),
        (b"", "begins with nothing"),
        (b"no quads", "cannot be read"),
    ],
)
def test_packed_quads_of_others_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.nq.gz"
    path.write_bytes(gzip.compress(content))

    with pytest.raises(InputError, match=message):
        build(tmp_path / "store", [path])
