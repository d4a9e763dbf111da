"""Streams, prose, questions and policies in the terminal."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from tests.classification.generation import descriptions
from tests.serving import PATIENCE

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(dataset: Path) -> Run:
    environment = {**os.environ, "ISTOGRAPH_STORE": str(dataset)}

    def run(*arguments: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "istograph", *map(str, arguments)],
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env=environment,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More than one batch of lines, one of them bad."""
    path = tmp_path_factory.mktemp("lines") / "mine.jsonl"
    good = [json.dumps(description) for description in descriptions(20, seed=31)]
    path.write_text("\n".join([*(good * 120), "{"]) + "\n")
    return path


def test_two_processes_write_what_one_writes(run: Run, lines: Path) -> None:
    one = run("classify", lines, "--format", "jsonl", "--jobs", "1")
    two = run("classify", lines, "--format", "jsonl", "--jobs", "2")

    assert lines.stat().st_size > 1 << 20
    assert one.stdout == two.stdout
    assert (one.returncode, two.returncode) == (2, 2)
    assert json.loads(two.stdout.splitlines()[-1])["line"] == 2401
    assert "1 description could not be read" in two.stderr


def test_brief_answers_are_verdicts_alone(run: Run, lines: Path) -> None:
    asked = run("classify", lines, "--format", "jsonl", "--brief", "--jobs", "1")
    first = json.loads(asked.stdout.splitlines()[0])

    assert {key for verdict in first["verdicts"] for key in verdict} <= {
        *("class", "axis", "status", "note")
    }


def test_spark_is_refused_for_what_is_no_stream(run: Run) -> None:
    asked = run("classify", "--id", "inbar", "--engine", "spark")

    assert asked.returncode == 2
    assert "JSON Lines" in asked.stderr


@pytest.mark.parametrize(
    ("form", "language", "words"),
    [
        ("text", "zh", "公理"),
        ("markdown", "en", "# International Bamboo"),
        ("html", "en", "<h1>International Bamboo"),
    ],
)
def test_verdicts_come_as_prose(run: Run, form: str, language: str, words: str) -> None:
    asked = run("classify", "--id", "inbar", "--format", form, "--lang", language)

    assert asked.returncode == 0
    assert words in asked.stdout


def test_html_nests_its_lists(run: Run) -> None:
    html = run("classify", "--id", "inbar", "--format", "html", "--why-not", "ISTO").stdout

    assert html.count("<ul>") == html.count("</ul>") > 5
    assert html.count("<li>") == html.count("</li>")


def test_why_not_names_the_unmet_condition_and_the_change(run: Run) -> None:
    asked = run("classify", "--id", "inbar", "--why-not", "ISTO")

    assert "principally in an S&T field: not met" in asked.stdout
    assert "Without inbar-principal-field" in asked.stdout


def test_an_explanation_names_the_documents(run: Run) -> None:
    said = run("classify", "--id", "iucn", "--explain").stdout

    assert "iucn-law: Statutes of the International Union for Conservation of Nature" in said
    assert "Part I, paragraph 1" in said


def test_a_table_says_what_would_settle_the_unknown(run: Run) -> None:
    said = run("classify", "--id", "codata").stdout

    assert "IntergovernmentalOrganization is unknown; it would be entailed by" in said
    assert "unknown" not in run("classify", "--id", "inbar", "--brief").stdout


def test_what_would_settle_several_alike_is_said_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("organization,property,value\na,isNonprofit,true\n")
    said = run("classify", str(tmp_path / "a.csv")).stdout
    lines = [line for line in said.splitlines() if "unknown; " in line]
    ways = [line.split("would be", 1)[1] for line in lines]

    assert len(set(ways)) == len(ways)
    assert any(line.count(",") and " are unknown; they would be " in line for line in lines)


def test_why_not_is_in_json_too(run: Run) -> None:
    asked = run("classify", "--id", "inbar", "--why-not", "ISTO", "--format", "json")

    assert json.loads(asked.stdout)["why_not"][0]["key"] == "ISTO"


def test_why_not_of_no_class_suggests_one(run: Run) -> None:
    asked = run("classify", "--id", "inbar", "--why-not", "ISTOO")

    assert asked.returncode == 2
    assert "did you mean 'ISTO'" in asked.stderr


def test_a_host_and_defaults_are_asked_for(run: Run) -> None:
    asked = run("classify", "--id", "inbar", "--host", "HK", "--presume", "--format", "json")

    assert json.loads(asked.stdout)["host"]["profile"] == "hk"


def test_a_table_says_what_is_domestic_to_the_host(run: Run, tmp_path: Path) -> None:
    fact = {"id": "f1", "property": "isEstablishedUnderLawOf", "value": "HK"}
    mine = tmp_path / "mine.json"
    mine.write_text(json.dumps({"id": "mine", "facts": [fact]}))

    told = run("classify", mine, "--host", "HK", "--explain").stdout
    table, _, proofs = told.partition("\n\n")

    assert [line.split() for line in table.splitlines()[-2:]] == [
        ["host", "domestic", "to", "HK", "entailed"],
        ["host", "overseas", "to", "HK", "refuted"],
    ]
    assert "domestic to HK: entailed\n  because f1: isEstablishedUnderLawOf HK" in proofs
    assert "to hk" not in run("classify", mine, "--explain").stdout


def test_questions_end_in_a_verdict_with_its_proof(run: Run) -> None:
    # An organization, by the sixth instrument; then the end of what was typed.
    asked = run("classify", "--ask", given="1\nmultilateral-agreement\n")

    assert "What is it?" in asked.stderr
    assert "What constitutes it?" not in asked.stdout
    assert "intergovernmental organization: entailed" in asked.stdout


def test_a_wrong_answer_is_asked_for_again(run: Run) -> None:
    asked = run("classify", "--ask", "--format", "json", given="organisation?\n3\n")

    assert "is no answer" in asked.stderr
    assert json.loads(asked.stdout)["id"] == "questionnaire"


def test_a_part_of_a_name_lists_those_that_fit(run: Run) -> None:
    given = "1\nbilateral\narticles-of-association\n\nUK、法国，Korea\nGB,FR,KR\n"
    asked = run("classify", "--ask", "--lang", "zh", given=given)
    after = asked.stderr.partition("其创始者")[2]

    assert "双边" in asked.stderr
    assert "另有" in after
    assert after.index("以下相符") < after.index("朝鲜") < after.index("→ 英国、法国、韩国")


def test_a_list_too_long_to_read_is_not_shown(run: Run) -> None:
    asked = run("classify", "--ask", given="1\narticles-of-association\nyes\n")

    assert "and 2" in asked.stderr
    assert "Zimbabwe" not in asked.stderr


def test_questions_leave_files_alone(run: Run, lines: Path) -> None:
    asked = run("classify", lines, "--ask")

    assert asked.returncode == 2
    assert "leave FILE and --id away" in asked.stderr


# Files

ROW = "organization,property,value,status,x-mine\nu,isNonprofit,true,,a\n"


@pytest.mark.parametrize("form", ["table", "jsonl"])
def test_lines_that_are_none_are_told(run: Run, tmp_path: Path, form: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("\n\n")
    asked = run("classify", path, "--format", form)

    assert asked.returncode == 2
    assert f"error: {path}: there is no description in it; each line should be" in asked.stderr


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown", "text"])
def test_all_bad_lines_are_told_and_the_others_classified(
    run: Run, tmp_path: Path, form: str
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{nope\n{"id": "u", "facts": [{}]}\n{"id": "w", "facts": []}\n')
    asked = run("classify", path, "--format", form)

    assert asked.returncode == 2
    assert "w" in asked.stdout
    assert f"{path}:1:2: not JSON" in asked.stderr
    assert f"{path}:2: /facts/0: " in asked.stderr
    assert "2 are not classified for these mistakes; the others are" in asked.stderr


def test_what_is_made_of_each_column_is_shown(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(ROW + "u,hasField,physics,superseded,b\n", encoding="utf-8")
    asked = run("classify", path, "--format", "csv", "--brief")
    shown = [line.split(maxsplit=1) for line in asked.stderr.splitlines()]

    assert asked.returncode == 0
    assert ["organization", "the organization's id"] in shown
    assert ["x-mine", "not read"] in shown
    assert f"{path}: 1 fact does not count: line-3 (superseded)" in asked.stderr
    assert "column" not in asked.stdout


def test_what_is_given_steers_no_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text('organization,property,value,"x-\x1b[31m"\n"\x1b[2Ju",isNonprofit,true,a\n')
    asked = run("classify", path, "--brief")

    assert asked.returncode == 0
    assert "[2Ju ([2Ju), as of" in asked.stdout
    assert "\x1b" not in asked.stdout + asked.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--as-of", "2020"], "error: --as-of: '2020' is no date"),
        (["--why-not", "国际科技组织", "--host", "UK"], "did you mean 'ISTO'?"),
        (["--brief", "--format", "text"], "--brief leaves out what verdicts rest on"),
        (["--id", "nope"], "there is no record 'nope'"),
        (["--id", "inbaar"], "there is no record 'inbaar'; did you mean 'inbar'?"),
        (["--id", "世界卫生组织"], "did you mean 'who'?"),
        (["--id", "Alliance of International Science Organizations"], "did you mean 'anso'?"),
    ],
)
def test_a_wrong_option_is_blamed_on_no_file(
    run: Run, tmp_path: Path, options: list[str], words: str
) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"id": "x", "facts": []}')
    asked = run("classify", path, *options)

    assert asked.returncode == 2
    assert words in asked.stderr
    assert "mine.json" not in asked.stderr


def test_verdicts_on_nobody_are_no_rdf(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"facts": [{"id": "f", "property": "isSaidToBe", "value": "ISTO"}]}')
    asked = run("classify", path, "--format", "turtle")

    assert asked.returncode == 2
    assert "has no id" in asked.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nofile.rq"], "nofile.rq: there is no such file, and no example query"),
        (["-e", "PREFIX x: <y:> insert data {}"], "insert begins an update, and this command only"),
        (["-e", "# INSERT\n"], "the query is empty"),
    ],
)
def test_what_is_no_query_teaches(run: Run, arguments: list[str], words: str) -> None:
    asked = run("query", *arguments)

    assert asked.returncode == 2
    assert words in asked.stderr


def test_a_query_may_speak_of_updates(run: Run) -> None:
    asked = run("query", "-e", "# DELETE\nSELECT ('INSERT' AS ?insert) {}", "--format", "csv")

    assert asked.stdout.split() == ["insert", "INSERT"]


def test_a_jurisdiction_goes_by_its_code(run: Run) -> None:
    asked = run("classify", "--id", "hkie", "--host", "HK")

    assert re.search(r"domestic to HK +entailed", asked.stdout)


def test_nothing_that_follows_is_said_to_be_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text(
        "organization,key,property,value\na,1,hasField,physics\nb,1,isNonprofit,true\n"
    )
    asked = run("classify", str(tmp_path / "two.csv"))

    assert re.search(r"^b .*none +none$", asked.stdout, re.MULTILINE)
    assert f"column in {tmp_path / 'two.csv'}" in asked.stderr
    assert "read as" in asked.stderr


@pytest.mark.parametrize("name", ["notes", "Comment"])
def test_a_column_of_remarks_is_offered_as_ones_own(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.csv").write_text(f"organization,property,value,{name}\na,hasField,physics,x\n")
    asked = run("classify", str(tmp_path / "a.csv"))

    assert asked.returncode == 2
    assert f"did you mean 'x-{name}'?" in asked.stderr


def test_a_dump_is_what_its_name_says(run: Run, tmp_path: Path) -> None:
    trig = tmp_path / "all.trig"

    assert run("export", "dump", "--out", str(trig)).returncode == 0
    assert any(parse(path=str(trig), format=RdfFormat.TRIG))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--out", "{}/all.ttl"], "turtle has no named graphs"),
        (["--out", "{}/all.gz"], "the ending of the name"),
        (["--out", "{}/all.nq", "--with", "supraverdn"], "no share-alike registry is called so"),
    ],
)
def test_a_dump_that_would_not_be_what_was_asked_for_is_refused(
    run: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    asked = run("export", "dump", *(each.format(tmp_path) for each in arguments))

    assert (asked.returncode, message in asked.stderr) == (2, True)
    assert not [*tmp_path.iterdir()]


def test_what_cannot_be_exported_leaves_no_file(run: Run, tmp_path: Path) -> None:
    for command in ("conflicts", "quickstatements"):
        asked = run("export", command, "--out", str(tmp_path / "out.csv"))

        assert (asked.returncode, "import wikidata FILE" in asked.stderr) == (2, True)
    assert not [*tmp_path.iterdir()]


def test_a_dump_says_how_much_was_written(run: Run, tmp_path: Path) -> None:
    asked = run("export", "dump", "--out", str(tmp_path / "all.nq"))
    lines = (tmp_path / "all.nq").read_bytes().count(b"\n")

    assert f"{lines:,} quads written to {tmp_path / 'all.nq'}" in asked.stderr


# Policies


def test_policies_stand_with_their_reasons(run: Run) -> None:
    asked = run("policies", "--id", "inbar", "--place", "beijing", "--aim", "settle")

    assert asked.returncode == 0
    assert "Table 1, line 144, has a filled circle" in asked.stdout
    assert max(map(len, asked.stdout.splitlines()[:20])) <= 100


def test_policies_come_as_json(run: Run) -> None:
    asked = run("policies", "--id", "inbar", "--place", "bonn", "--format", "json")
    found = json.loads(asked.stdout)

    assert found["aim"] == "settle"
    assert {"mentioned", "unmentioned", "place"} <= found.keys()


def test_no_policy_is_the_answer_no(run: Run) -> None:
    asked = run("policies", "--id", "fifa", "--place", "bonn", "--aim", "found", "--lang", "zh")

    assert asked.returncode == 1
    assert "表2没有关于发起设立组织的栏目" in asked.stdout
