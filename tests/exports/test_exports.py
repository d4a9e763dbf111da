"""What goes back to Wikidata: what its items lack or contradict, and nothing of their own."""

import csv
import io
import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest
from tests.exports import entities
from tests.tracing import untraced
from typer.testing import CliRunner

from istograph.cli.app import app
from istograph.exports.statements import Compared, Statement, Value

# INBAR's founding is of 1997, and its seat is in mainland China (see data/curated/facts.csv).
INBAR = entities.item(
    "Q6052145",
    {"en": "International Bamboo and Rattan Organisation"},
    P31="Q245065",
    P571=("+1984-00-00T00:00:00Z", 9),
    P17="Q148",
)
WORLD_BANK = entities.item(
    "Q7164",
    {"en": "World Bank", "zh": "世界银行"},
    P31="Q245065",
    P571=("+1945-12-00T00:00:00Z", 10),
    P856="https://www.worldbank.org/",
    P17="Q30",
)

# Its class is evidence that it is intergovernmental, and nobody but the item says so.
BANK = entities.item("Q999999999", {"en": "Bank of Nowhere in Particular"}, P31="Q15925165")


def run(store: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--store", str(store)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def take_in(store: Path, items: Path) -> None:
    with untraced():
        run(store, "import", "wikidata", str(items))
        run(store, "build")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    take_in(folder / "store", entities.write(folder / "items.json", INBAR, WORLD_BANK, BANK))
    return folder / "store"


def exported(store: Path, *options: str) -> dict[str, Any]:
    return dict(json.loads(run(store, "export", "wikibase", *options))["entities"])


def values(claims: dict[str, Any], name: str) -> list[Any]:
    return [claim["mainsnak"]["datavalue"]["value"] for claim in claims.get(name, [])]


def test_what_an_item_lacks_comes_with_its_reference(imported: Path) -> None:
    inbar = exported(imported)["Q6052145"]

    assert inbar["labels"]["zh"]["value"] == "国际竹藤组织"
    assert "en" not in inbar["labels"]
    assert values(inbar["claims"], "P6782")
    assert "P17" not in inbar["claims"], "the item has its country already"
    assert all("rank" in claim for found in inbar["claims"].values() for claim in found)


def test_quickstatements_say_the_same(imported: Path) -> None:
    lines = run(imported, "export", "quickstatements").splitlines()
    documents = exported(imported)
    claims = [c for e in documents.values() for found in e["claims"].values() for c in found]
    labels = sum(len(entity["labels"]) for entity in documents.values())

    # A line for each reference: addresses on one line would be one reference.
    assert len(lines) == sum(len(c.get("references", [0])) for c in claims) + labels
    assert all(line.count("\tS854\t") <= 1 for line in lines)
    assert 'Q6052145\tLzh\t"国际竹藤组织"' in lines


def test_a_contradiction_is_for_people_and_is_not_exported(imported: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(imported, "export", "conflicts"))))

    assert [(row["record"], row["property"], row["wikidata"]) for row in rows] == [
        ("organization/inbar", "P571", "1984")
    ]
    assert "P571" not in exported(imported)["Q6052145"]["claims"]


def test_an_item_is_no_evidence_for_itself(imported: Path) -> None:
    found = run(imported, "classify", "--id", "wikidata-q999999999", "--format", "json")

    assert "entailed" in found
    assert "Q999999999" not in exported(imported)


def test_what_has_no_reference_is_not_for_wikidata(imported: Path) -> None:
    for entity in exported(imported).values():
        for name in {"P571", "P576", "P17", "P31", "P159"} & entity["claims"].keys():
            assert all(claim.get("references") for claim in entity["claims"][name])


def test_ror_is_cited_by_the_page_of_its_record(imported: Path) -> None:
    claim = exported(imported)["Q6052145"]["claims"]["P6782"][0]
    cited = [each["snaks"]["P854"][0]["datavalue"]["value"] for each in claim["references"]]

    assert cited == ["https://ror.org/02h5sfg65"]


@pytest.mark.parametrize(
    ("ours", "theirs", "is_lacking"),
    [
        ("http://www.fbi.gov/", "https://www.fbi.gov", False),
        ("http://insee.fr/", "https://www.insee.fr/fr/accueil", False),
        ("https://www.inbar.int/", "https://www.example.org/", True),
    ],
)
def test_another_address_of_one_site_is_no_other_website(
    ours: str, theirs: str, is_lacking: bool
) -> None:
    known = Statement("Q1", "P856", Value("url", ours), ("ror",))
    compared = Compared("x", "Q1", (known,), (Statement("Q1", "P856", Value("url", theirs)),))

    assert bool(compared.lacking) == is_lacking


def test_no_country_is_given_to_what_states_founded(tmp_path: Path) -> None:
    bare = {**INBAR, "claims": {"P31": INBAR["claims"]["P31"]}}
    take_in(tmp_path, entities.write(tmp_path / "items.json", bare))
    claims = exported(tmp_path)["Q6052145"]["claims"]

    assert "P17" not in claims
    assert "P6782" in claims


def seats(store: Path, folder: Path, *items: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return, for each of some items that are imported, where it is said to lack a seat."""
    take_in(store, entities.write(folder / "items.json", *items))
    found = {number: each["claims"] for number, each in exported(store).items()}
    wanted = ("P17", "P159")
    return {n: {p: values(claims, p) for p in wanted if p in claims} for n, claims in found.items()}


def test_a_seat_is_given_as_a_town_where_its_item_is_known(tmp_path: Path, dataset: Path) -> None:
    store = shutil.copytree(dataset, tmp_path / "store")
    # Of CODATA, ROR has Paris; CERN is intergovernmental; no item of Fredericksburg is known.
    codata = entities.item("Q735279", {"en": "CODATA"}, P31="Q43229")
    cern = entities.item("Q42944", {"en": "CERN"}, P31="Q245065")
    dndi = entities.item("Q30287061", {"en": "DNDi"}, P31="Q43229", P159="Q71")
    isoc = entities.item("Q749257", {"en": "ISOC"}, P31="Q43229")
    found = seats(store, tmp_path, codata, cern, dndi, isoc)

    assert [value["id"] for value in found["Q735279"]["P159"]] == ["Q90"]
    assert [value["id"] for value in found["Q42944"]["P159"]] == ["Q71"]
    assert [number for number, claims in found.items() if "P17" in claims] == ["Q749257"]
    assert "P159" not in found["Q30287061"]
    whole = exported(store, "--whole")["Q30287061"]["claims"]
    assert [value["id"] for value in values(whole, "P159")] == ["Q71"]


def test_a_seat_in_another_country_than_the_item_s_is_for_people(
    tmp_path: Path, dataset: Path
) -> None:
    store = shutil.copytree(dataset, tmp_path / "store")
    codata = entities.item("Q735279", {"en": "CODATA"}, P31="Q43229", P17="Q30")

    assert seats(store, tmp_path, codata)["Q735279"] == {}


def test_what_was_imported_comes_back(imported: Path) -> None:
    bank = exported(imported, "--whole")["Q7164"]

    assert {tag: label["value"] for tag, label in bank["labels"].items()} == {
        "en": "World Bank",
        "zh": "世界银行",
    }
    assert WORLD_BANK["claims"].keys() <= bank["claims"].keys()
    for name in WORLD_BANK["claims"]:
        assert values(bank["claims"], name) == values(WORLD_BANK["claims"], name)


def test_a_name_comes_back_as_what_it_was_and_a_year_as_a_year(tmp_path: Path) -> None:
    gone = entities.item(
        "Q999999998",
        {"en": "Office of Nothing in Particular", "zh": "虚无局"},
        P31="Q245065",
        P576=("+2011-00-00T00:00:00Z", 9),
    )
    gone["aliases"] = {"en": [{"language": "en", "value": "A First of All Names"}]}
    run(tmp_path, "import", "wikidata", str(entities.write(tmp_path / "items.json", gone)))
    run(tmp_path, "build")
    back = exported(tmp_path, "--whole")["Q999999998"]

    assert back["labels"] == gone["labels"]
    assert back["aliases"] == gone["aliases"]
    assert [(v["time"], v["precision"]) for v in values(back["claims"], "P576")] == [
        ("+2011-00-00T00:00:00Z", 9)
    ]


def test_real_items_come_back_as_they_were(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("real")
    archive = shared / "data/wikidata/json.tar.gz"
    take_in(folder, archive)
    back = exported(folder, "--whole")
    compared = 0
    for number, entity in _newest(archive).items():
        labels = back[number]["labels"] if number in back else {}
        theirs_by_tag = {tag: entity["labels"].get(tag, {}).get("value") for tag in labels}
        assert all(theirs_by_tag[tag] in (each["value"], None) for tag, each in labels.items())
        for name in ("P856", "P6782") if number in back else ():
            theirs = _best(entity["claims"].get(name, []))
            ours = {str(value) for value in values(back[number]["claims"], name)}
            assert theirs <= ours, (number, name)
            compared += len(theirs)

    assert len(back) > 250
    assert compared > 300


def _newest(archive: Path) -> dict[str, Any]:
    """Return the entities of an archive; where one is there twice, its last revision."""
    found: dict[str, Any] = {}
    with tarfile.open(archive) as members:
        for member in members:
            stream = members.extractfile(member)
            for number, entity in (json.load(stream)["entities"] if stream else {}).items():
                if entity["lastrevid"] >= found.get(number, entity)["lastrevid"]:
                    found[number] = entity
    return found


def _best(claims: list[dict[str, Any]]) -> set[str]:
    """Return the values of the best rank, as Wikidata's own queries have them, that hold still."""
    held = [claim for claim in claims if "P582" not in claim.get("qualifiers", {})]
    known = [claim for claim in held if claim["mainsnak"]["snaktype"] == "value"]
    preferred = [claim for claim in known if claim["rank"] == "preferred"]
    chosen = preferred or [claim for claim in known if claim["rank"] == "normal"]
    return {str(claim["mainsnak"]["datavalue"]["value"]) for claim in chosen}


def test_links_are_sssom(imported: Path) -> None:
    rows = run(imported, "export", "sssom").splitlines()
    table = csv.DictReader([row for row in rows if not row.startswith("#")], delimiter="\t")

    found = {(row["subject_id"], row["object_id"]) for row in table}
    assert ("id:organization/inbar", "wd:Q6052145") in found


def test_an_export_of_nothing_says_so(tmp_path: Path) -> None:
    path = entities.write(tmp_path / "items.json", BANK)
    store = str(tmp_path / "store")
    told = CliRunner().invoke(app, ["import", "wikidata", str(path), "--store", store])
    assert f"`istograph build --store {store}` takes them in" in told.stderr
    run(tmp_path / "store", "build")

    for command, nothing in (("quickstatements", ""), ("wikibase", '{\n "entities": {}\n}\n')):
        result = CliRunner().invoke(app, ["export", command, "--store", store])

        assert (result.exit_code, result.stdout) == (0, nothing)
        assert "nothing to write" in result.stderr


def test_nothing_is_compared_where_no_item_was_imported(dataset: Path) -> None:
    result = CliRunner().invoke(app, ["export", "quickstatements", "--store", str(dataset)])

    assert result.exit_code != 0
    assert "istograph import wikidata" in str(result.exception)


def test_a_seat_that_was_moved_contradicts_nothing() -> None:
    paris, berlin = Value("item", "Q142"), Value("item", "Q183")
    said = (Statement("Q1", "P17", berlin),)
    over = Statement("Q1", "P17", paris, ("curated",), (), "1950", "1990")
    now = Statement("Q1", "P17", paris, ("curated",))

    assert Compared("organization/x", "Q1", (over,), said).conflicts == ()
    assert len(Compared("organization/x", "Q1", (now,), said).conflicts) == 1
