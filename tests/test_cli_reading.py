"""Files for `istograph classify`: what is wrong is told with its place, nothing skipped."""

import json
from pathlib import Path

import pytest

from istograph.classification import load_theory
from istograph.classification.descriptions.mistakes import Sifted
from istograph.classification.descriptions.parsing import Described
from istograph.cli.reading import read
from istograph.errors import InputError
from istograph.rdf.store.snapshot import Snapshot, current

FACT = """@prefix isto: <https://w3id.org/istograph/ontology#> .
@prefix ex: <http://example.org/> .
ex:f isto:subject ex:u ; isto:property isto:isNonprofit ; isto:value true """
STATUS = "<https://w3id.org/istograph/id/claim-status/disputed>"
ROW = "organization,property,value,status,x-mine\nu,isNonprofit,true,,a\n"
WRONG = [
    ("mine.json", "[]", "mine.json: there is no description in it; it should be"),
    ("mine.jsonl", "\n\n", "mine.jsonl: there is no description in it; each line"),
    ("mine.csv", "organization,property,value\n", "mine.csv: there is no description in it"),
    ("mine.csv", "", "mine.csv:1: is empty"),
    ("mine.ttl", "<a:b> <a:c> <a:d> .", "mine.ttl: there is no description in it; a fact is"),
    ("mine.txt", "x", "mine.txt: the ending of the name says no format of descriptions; use"),
    ("mine.json", '[{"facts": []}, {"facts": [{}]}]', "mine.json: /1/facts/0: fact number 1"),
    ("mine.json", '{"facts": [], "facts": []}', "mine.json: /facts: this key stands there"),
    ("mine.json", b"\xff", "mine.json: this is not UTF-8"),
    ("mine.jsonl", '{"facts": []}\n{"facts": 1}', "mine.jsonl:2: /facts: 'facts' is a list"),
    ("mine.csv", ROW + "u,hasField,fysics,,\n", "mine.csv:3: column 'value': there is no"),
    ("mine.csv", ROW.replace("x-mine", "until"), "mine.csv:1: column 'until': is not known"),
    ("mine.csv", b"organization\xff", "mine.csv: is not UTF-8; save it as UTF-8"),
    (
        "mine.ttl",
        FACT + ";\n isto:until 1 .",
        "mine.ttl:3: http://example.org/f: isto:until is not",
    ),
    ("mine.ttl", FACT, "mine.ttl:3:"),
    ("mine.jsonld", '{"@context": "http://example.org/"}', "mine.jsonld:1:"),
    ("mine.jsonld", "{", "mine.jsonld:1:2: not JSON"),
]


@pytest.fixture(scope="module")
def snapshot(dataset: Path) -> Snapshot:
    found = current(dataset)
    assert found is not None
    return found


def refusal(path: Path, snapshot: Snapshot) -> str:
    theory = load_theory()
    try:
        for each in read([path], [], snapshot):
            if isinstance(each.described, InputError):
                return str(each.described)
            each.described.use(theory.statuses)
    except InputError as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize(("name", "text", "words"), WRONG)
def test_a_file_that_is_wrong_is_told_with_its_place(
    snapshot: Snapshot, tmp_path: Path, name: str, text: str | bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    assert refusal(path, snapshot).startswith(f"{tmp_path}/{words}")


def test_what_of_a_document_does_not_count_is_told(
    snapshot: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(f"{FACT} ; isto:claimStatus {STATUS} . ex:u isto:isInternational true .")

    assert refusal(path, snapshot) == ""
    told = capsys.readouterr().err
    assert f"{path}: 1 fact does not count: http://example.org/f (disputed)" in told
    assert f"{path}: 1 statement has a property of facts" in told


def test_json_ld_under_our_context_is_read(snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonld"
    context = "https://w3id.org/istograph/context.jsonld"
    path.write_text(json.dumps({"@context": context, "id": "x", "facts": []}))

    assert refusal(path, snapshot) == ""


def test_without_files_all_records_are_read(snapshot: Snapshot) -> None:
    assert len(list(read([], [], snapshot))) > 40
    assert len(list(read([], ["inbar"], snapshot))) == 1


def test_all_mistakes_of_a_table_are_named_at_once(snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("organization,property,value\na,isNonProfit,true\nb,hasField,alchemy\nc,,1\n")

    with pytest.raises(InputError, match="did you mean 'isNonprofit'") as refused:
        list(read([path], [], snapshot))

    lines = str(refused.value).splitlines()
    assert {line.removeprefix(f"{path}:")[0] for line in lines} == {"2", "3", "4"}


def test_those_without_a_mistake_are_read_whoever_else_has_one(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    wrong = {"id": "f", "property": "hasField", "value": "alchemy", "of": 1}
    path = tmp_path / "mine.json"
    path.write_text(json.dumps([{"id": "a", "facts": [wrong]}, {"id": "b", "facts": []}, 7]))
    refused: list[Sifted] = []

    found = [each.described for each in read([path], [], snapshot, refused.append)]

    assert [each.description["id"] for each in found if isinstance(each, Described)] == ["b"]
    (sifted,) = refused
    pointers = [mistake.problem.spot.pointer for mistake in sifted.mistakes]
    assert sorted(pointers) == ["/0/facts/0/of", "/0/facts/0/value", "/2"]
