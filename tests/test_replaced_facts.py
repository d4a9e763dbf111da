"""What users say of a record counts for the one that it was joined to, and is never rewritten."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal
from tests.exports import entities
from tests.serving import PATIENCE, serving
from tests.tracing import untraced
from tests.writing import Ours
from typer.testing import CliRunner

from istograph import functions
from istograph.build import build, ensure
from istograph.classification.descriptions.records import find, stored
from istograph.cli.app import app
from istograph.model import isto, record
from istograph.rdf.namespaces import GRAPH, ID, PREFIXES

KEPT, REPLACED = record("organization", "codata"), record("organization", "wikidata-q735279")
GOVERNMENTS = "isto:IntergovernmentalOrganization"
SOURCE = f"{ID}document/given"
DIFFERENT = f"{KEPT} owl:differentFrom {REPLACED}"


def fact(name: str, class_: str = GOVERNMENTS) -> str:
    return (
        f"<http://e/{name}> a isto:Fact ; isto:subject {REPLACED} ; "
        f"isto:property isto:isSaidToBe ; isto:value {class_} ."
    )


def imported(directory: Path, label: str = "CODATA in Wikidata") -> None:
    items = entities.write(directory.parent / "items.json", entities.item("Q735279", {"en": label}))
    said = CliRunner().invoke(app, ["import", "wikidata", str(items), "--store", str(directory)])
    assert said.exit_code == 0, said.output


def copied(directory: Path, folder: Path) -> closing[Ours]:
    return closing(Ours(shutil.copytree(directory, folder / directory.name)))


@pytest.fixture
def ours(dataset: Path, tmp_path: Path) -> Iterator[Ours]:
    with copied(dataset, tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def both(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset with two records that were joined."""
    directory = shutil.copytree(dataset, tmp_path_factory.mktemp("joined") / "joined")
    with untraced():
        imported(directory)
        build(directory)
    return directory


@pytest.fixture
def joined(both: Path, tmp_path: Path) -> Iterator[Ours]:
    with copied(both, tmp_path) as found:
        yield found


def contents(of: Ours) -> dict[str, set[str]]:
    names = {str(name.value).removeprefix(GRAPH) for name in of.store.named_graphs()}
    return {name: of.content(name) for name in names}


def status(ours: Ours, node: object, class_: str = GOVERNMENTS) -> str:
    answer = functions.functions(ours.store, "")[isto("status")]
    said = answer(node, isto(class_.removeprefix("isto:")))  # type: ignore[arg-type]
    return said.value if isinstance(said, Literal) else ""


def rests_on(ours: Ours, node: object, name: str) -> bool:
    verdict = f"?v isto:subject {node} ; isto:restsOn <http://e/{name}>"
    return ours.ask(f"GRAPH graph:verdicts {{ {verdict} }}")


@pytest.mark.usefixtures("untraced")
def test_a_fact_goes_to_the_record_kept_and_comes_back(ours: Ours) -> None:
    ours.update(f"INSERT DATA {{ {fact('before')} }}")
    written = ours.content("local")
    assert (status(ours, KEPT), status(ours, REPLACED)) == ("unknown", "entailed")

    imported(ours.directory)
    build(ours.directory)
    assert status(ours, KEPT) == status(ours, REPLACED) == "entailed"
    assert rests_on(ours, KEPT, "before")
    assert not ours.ask(f"GRAPH graph:inferred {{ {REPLACED} ?p ?o }}")
    assert ours.content("local") == written

    ours.update(f"INSERT DATA {{ {DIFFERENT} }}")
    build(ours.directory)
    assert (status(ours, KEPT), status(ours, REPLACED)) == ("unknown", "entailed")
    assert rests_on(ours, REPLACED, "before")
    ours.update(f"DELETE DATA {{ {DIFFERENT} }}")
    assert ours.content("local") == written


def test_what_is_written_of_the_replaced_record_counts_at_once(joined: Ours) -> None:
    before = joined.content("verdicts")

    joined.update(f"INSERT DATA {{ {fact('after')} }}")
    assert rests_on(joined, KEPT, "after")

    joined.update(f"DELETE DATA {{ {fact('after')} }}")
    assert joined.content("verdicts") == before


def test_a_replacement_that_users_write_is_followed_at_once(ours: Ours) -> None:
    ours.update(f"INSERT DATA {{ {fact('f')} }}")
    before = {name: ours.content(name) for name in ("inferred", "verdicts", "void")}

    ours.update(f"INSERT DATA {{ {REPLACED} dcterms:isReplacedBy {KEPT} }}")
    assert rests_on(ours, KEPT, "f")
    assert not rests_on(ours, REPLACED, "f")
    joined = {name: ours.content(name) for name in before}
    with untraced():
        build(ours.directory)
    assert {name: ours.content(name) for name in before} == joined

    ours.update(f"DELETE DATA {{ {REPLACED} dcterms:isReplacedBy {KEPT} }}")
    assert {name: ours.content(name) for name in before} == before


def test_records_in_a_circle_stand_for_themselves(ours: Ours) -> None:
    circle = f"{REPLACED} dcterms:isReplacedBy {KEPT} . {KEPT} dcterms:isReplacedBy {REPLACED}"
    ours.update(f"INSERT DATA {{ {fact('f')} {circle} }}")

    assert (status(ours, KEPT), status(ours, REPLACED)) == ("unknown", "entailed")


def test_a_record_is_found_and_described_with_what_was_said_of_the_other(joined: Ours) -> None:
    joined.update(f"INSERT DATA {{ {fact('f')} }}")
    found = find(joined.store, "wikidata-q735279")

    assert found == find(joined.store, "codata")
    assert found in list(stored(joined.store))
    assert "http://e/f" in {each["id"] for each in found.description["facts"]}


def test_the_record_s_page_data_and_name_have_what_was_said_of_the_other(joined: Ours) -> None:
    named = f'{REPLACED} skos:altLabel "Datenkommission"@de . {REPLACED} a org:Organization .'
    joined.update(f"INSERT DATA {{ {fact('f')} {named} }}")
    with (
        serving("--store", str(joined.directory)) as address,
        httpx.Client(
            base_url=address, follow_redirects=True, trust_env=False, timeout=PATIENCE
        ) as client,
    ):
        page = client.get("/page/organization/wikidata-q735279")
        data = client.get("/data/organization/codata.nt").text
        found = client.get("/search", params={"q": "Datenkommission"}).json()["results"]
        queries = {"queries": '{"q0": {"query": "Datenkommission"}}'}
        matched = client.post("/reconcile", data=queries).json()["q0"]["result"]

    assert page.url.path == "/page/organization/codata"
    assert "Datenkommission" in page.text
    assert f"<http://e/f> {isto('subject')} {REPLACED} ." in data
    assert [each["key"] for each in found] == ["codata"]
    assert [each["id"] for each in matched] == ["codata"]


@pytest.mark.usefixtures("untraced")
def test_a_rebuild_after_a_join_was_undone_is_as_if_it_had_never_been(
    ours: Ours, dataset: Path, tmp_path: Path
) -> None:
    given = tmp_path / "given.trig"
    claim = f"{ID}claim/given"
    said = f"""{fact("given").replace("http://e/given", claim)} <{claim}> isto:source <{SOURCE}> ;
        isto:support <{ID}support/outside> . {REPLACED} a {GOVERNMENTS} ;
        rdfs:label "As given"@en , "所给的组织"@zh .
        <{SOURCE}> a isto:Document ; rdfs:label "Given"@en , "所给"@zh ."""
    given.write_text(f"PREFIX isto: <{PREFIXES['isto']}> PREFIX rdfs: <{PREFIXES['rdfs']}> {said}")
    imported(ours.directory)
    build(ours.directory, [given])
    given.rename(tmp_path / "kept.trig")
    assert status(ours, KEPT) == "entailed"
    ours.update(f"INSERT DATA {{ {DIFFERENT} }}")
    # Another import, so the dataset is built again by itself.
    imported(ours.directory, "CODATA as Wikidata now has it")
    ensure(ours.directory)

    (tmp_path / "kept.trig").rename(given)
    with copied(dataset, tmp_path / "fresh") as fresh:
        fresh.update(f"INSERT DATA {{ {DIFFERENT} }}")
        imported(fresh.directory, "CODATA as Wikidata now has it")
        build(fresh.directory, [given])

        assert contents(ours) == contents(fresh)
