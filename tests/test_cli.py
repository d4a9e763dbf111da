"""The command, run as people run it."""

import contextlib
import csv
import http.client
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from tests.serving import PATIENCE, free_port, is_ready

from istograph.classification import load_theory
from istograph.resources import QUERIES

DESCRIPTION = {
    "id": "x",
    "name": "An organization",
    "facts": [
        {"id": "f1", "property": "hasConstitutiveInstrument", "value": "multilateral-agreement"},
        {"id": "f2", "property": "hasParticipantFrom", "value": "FR", "to": "2000-01-01"},
    ],
}
BROKEN = """@prefix isto: <https://w3id.org/istograph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<http://example.org/p> a isto:Policy ; rdfs:label "policy"@en , "政策"@zh .
"""


@dataclass(frozen=True)
class Run:
    """What a command did."""

    status: int
    out: str
    err: str


class Shell:
    """A shell of somebody whose dataset is in one folder."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.environment = {**os.environ, "ISTOGRAPH_STORE": str(store), "COLUMNS": "100"}

    def __call__(self, *arguments: str | Path) -> Run:
        command = [sys.executable, "-m", "istograph", *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, timeout=PATIENCE, env=self.environment, check=False
        )
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def run(dataset: Path) -> Shell:
    return Shell(dataset)


def test_python_m_and_the_command_are_the_same() -> None:
    help_ = subprocess.run(["istograph", "--help"], capture_output=True, text=True, check=True)
    listed = set(re.findall(r"^  ([a-z]+) ", help_.stdout, re.MULTILINE))

    assert {"build", "serve", "query", "validate", "classify", "format"} <= listed


def test_the_version_is_that_of_the_package(run: Shell) -> None:
    assert run("--version") == Run(0, f"istograph {version('istograph')}\n", "")


def test_an_unknown_command_could_not_be_done(run: Shell) -> None:
    assert run("frobnicate").status == 2


# build


def test_build_shows_its_stages_and_what_it_made(run: Shell, tmp_path: Path) -> None:
    built = run("build", "--store", tmp_path / "store")

    assert built.out == ""
    assert "classify (" in built.err
    assert re.search(r"built \d{4}-\d\d-\d\d\.[0-9a-f]{8} in .*: \d+ triples", built.err)


def test_build_shows_a_bar_on_a_terminal(run: Shell, tmp_path: Path) -> None:
    terminal, side = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "istograph", "build", "--store", tmp_path / "store"],
        stderr=side,
        env={**run.environment, "TERM": "xterm", "COLUMNS": "80"},
    ) as process:
        os.close(side)
        shown = read_until(terminal, "━")
        process.terminate()

    assert "━" in shown


def read_until(terminal: int, wanted: str) -> str:
    """Return what was written to a terminal until something wanted was, or all of it."""
    shown = b""
    with open(terminal, "rb", buffering=0) as file, contextlib.suppress(OSError):
        # Linux ends a terminal by an error, others by nothing.
        while wanted.encode() not in shown and (piece := file.read(1 << 16)):
            shown += piece
    return shown.decode(errors="replace")


def test_build_names_what_is_wrong_with_a_file(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "register.ttl"
    path.write_text(BROKEN, encoding="utf-8")
    built = run("build", "--store", tmp_path / "store", "--source", path)

    assert built.status == 2
    assert f"{path}:4: " in built.err
    assert "Traceback" not in built.err


# query


def test_query_draws_a_table_and_shortens_iris(run: Shell) -> None:
    asked = run(
        "query",
        "-e",
        "SELECT ?class ?label { VALUES ?class { isto:ISTO } ?class rdfs:label ?label }",
    )

    assert asked.status == 0
    header, first, *_ = asked.out.splitlines()
    assert header.split() == ["class", "label"]
    assert first.startswith("isto:ISTO")


@pytest.mark.parametrize("name", ["02", "2", "02-local-settlement-incentives"])
def test_query_knows_the_examples_by_number_and_by_name(run: Shell, name: str) -> None:
    asked = run("query", name, "--format", "csv")

    assert asked.status == 0
    assert len(list(csv.reader(io.StringIO(asked.out)))) > 1


def test_query_reads_a_file(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "question.rq"
    path.write_text("SELECT ('国际' AS ?word) {}", encoding="utf-8")

    assert run("query", path).out == "word\n国际\n"


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("json", '{"head"'),
        ("csv", "one\r\n1"),
        ("tsv", "?one\n1"),
        ("xml", "<?xml"),
        ("table", "one\n1"),
    ],
)
def test_solutions_come_in_the_format_asked_for(run: Shell, form: str, start: str) -> None:
    assert run("query", "-e", "SELECT (1 AS ?one) {}", "--format", form).out.startswith(start)


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("table", "@prefix isto:"),
        ("turtle", "@prefix isto:"),
        ("ntriples", "<https://w3id.org/istograph/ontology#ISTO>"),
        ("json", "[{"),
        ("xml", "<?xml"),
    ],
)
def test_graphs_come_in_the_format_asked_for(run: Shell, form: str, start: str) -> None:
    query = "CONSTRUCT { isto:ISTO isto:x 1 } {}"

    assert run("query", "-e", query, "--format", form).out.startswith(start)


@pytest.mark.parametrize(("query", "answer"), [("ASK {}", True), ("ASK { FILTER(false) }", False)])
@pytest.mark.parametrize("form", ["table", "json"])
def test_no_is_an_exit_status(run: Shell, query: str, answer: bool, form: str) -> None:
    asked = run("query", "-e", query, "--format", form)

    assert str(answer).lower() in asked.out
    assert asked.status == (0 if answer else 1)


def test_query_lists_the_questions(run: Shell) -> None:
    listed = run("query", "--list").out.splitlines()

    assert listed[0].split() == ["name", "question"]
    assert len(listed) == 1 + len(list(QUERIES.glob("*.rq")))
    assert any(line.startswith("29-overseas-ngos-by-origin ") for line in listed)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-e", "SELECT * {"], "line 1, column"),
        (["-e", "ASK {}", "--format", "yaml"], "json, xml, csv"),
        (["-e", "ASK {}", "--format", "turtle"], "sparql-results"),
        (["-e", "SELECT * { SERVICE <http://127.0.0.1/> {} }"], "SERVICE"),
        (["-e", "SELECT * " + "{" * 20_000 + "}" * 20_000], "nest"),
        (["99"], "they go from 01 to "),
        (["local-settlement"], "did you mean 02-local-settlement-incentives"),
        ([], "--list shows them"),
        (["02", "-e", "ASK {}"], "give one query"),
        (["-e", "ASK {}", "--store", "/nowhere"], "istograph build"),
    ],
)
def test_what_cannot_be_asked_is_one_message(
    run: Shell, arguments: list[str], message: str
) -> None:
    asked = run("query", *arguments)

    assert asked.status == 2
    assert asked.out == ""
    assert message in asked.err
    assert "Traceback" not in asked.err


def test_a_reader_that_has_enough_is_no_error(run: Shell) -> None:
    command = f"{sys.executable} -m istograph query -e 'SELECT * {{ ?s ?p ?o }}' | head -n 1"
    piped = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, env=run.environment
    )

    assert (piped.returncode, piped.stderr) == (0, b"")


@pytest.mark.parametrize("command", ["export dump", "export sssom", "classify --format jsonl"])
def test_whatever_writes_much_may_be_cut_short(run: Shell, command: str) -> None:
    piped = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m istograph {command} | head -n 1"],
        capture_output=True,
        env=run.environment,
    )

    assert (piped.returncode, piped.stderr) == (0, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_what_a_supervisor_closed_is_no_error(run: Shell, closed: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m istograph query 02 {closed}"],
        capture_output=True,
        env=run.environment,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert bool(done.stdout) == (">&-" not in closed.replace("2>&-", ""))


# validate


@pytest.mark.parametrize(
    ("status", "text"), [(0, BROKEN.replace("isto:Policy", "isto:Other")), (1, BROKEN)]
)
def test_validate_says_by_its_status_whether_files_conform(
    run: Shell, tmp_path: Path, status: int, text: str
) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(text, encoding="utf-8")

    assert run("validate", path).status == status


def test_validate_names_file_line_shape_and_what_to_do(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(BROKEN, encoding="utf-8")
    found = run("validate", path)

    assert f"{path}:4: violation: http://example.org/p: " in found.out
    assert "istosh:PolicyShape-level" in found.out


def test_validate_says_when_it_looked_at_nothing(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text("<http://example.org/x> a <http://example.org/Thing> .", encoding="utf-8")

    said = "conforms: no violations; subjects checked: 0 of 1, as none has a class"
    assert said in run("validate", path).out
    assert "subjects checked: 0 of 1" in run("validate", path, "--format", "json").err


def test_validate_says_what_was_found_though_it_conforms(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(
        "<http://e/p> <https://w3id.org/istograph/ontology#nonsense> 1 .", encoding="utf-8"
    )
    found = run("validate", path)

    assert ": warning: " in found.out
    assert "conforms: no violations, but 1 warning; subjects checked: " in found.out
    assert found.status == 0


def test_validate_counts_what_it_finds(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(BROKEN, encoding="utf-8")

    assert re.search(r"^does not conform: \d+ violations?;", run("validate", path).out, re.M)


def test_validate_writes_its_report_in_json_and_turtle(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(BROKEN, encoding="utf-8")
    report = json.loads(run("validate", path, "--format", "json").out)
    turtle = run("validate", path, "--format", "turtle").out

    assert report["conforms"] is False
    assert report["results"][0].keys() == {
        "focus", "path", "value", "shape", "severity", "message", "file", "line"
    }  # fmt: skip
    assert any("ValidationReport" in str(quad) for quad in parse(turtle, RdfFormat.TURTLE))


def test_validate_leads_a_description_to_the_classifier(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"id": "x", "facts": []}')
    found = run("validate", path)

    assert found.status == 2
    assert f"`istograph classify {path}`" in found.err


@pytest.mark.parametrize("text", [None, "<http://e/a> <http://e/b"])
def test_what_cannot_be_read_is_neither_yes_nor_no(
    run: Shell, tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "data.ttl"
    if text is not None:
        path.write_text(text)
    found = run("validate", path)

    assert found.status == 2
    assert str(path) in found.err


# classify


def statuses(answer: dict[str, object]) -> dict[str, str]:
    verdicts = answer["verdicts"]
    assert isinstance(verdicts, list)
    return {verdict["class"].removeprefix("isto:"): verdict["status"] for verdict in verdicts}


def test_classify_answers_for_a_record_as_the_classifier_does(run: Shell) -> None:
    answer = json.loads(run("classify", "--id", "inbar", "--format", "json").out)

    assert list(answer)[:3] == ["id", "dataset", "as_of"]
    assert answer["id"] == "inbar"
    assert statuses(answer)["IntergovernmentalOrganization"] == "entailed"


@pytest.mark.parametrize(
    "name", ["inbar", "id:organization/inbar", "https://w3id.org/istograph/id/organization/inbar"]
)
def test_a_record_is_named_by_key_curie_or_iri(run: Shell, name: str) -> None:
    assert json.loads(run("classify", "--id", name, "--format", "json").out)["id"] == "inbar"


def test_an_unknown_record_is_an_error(run: Shell) -> None:
    asked = run("classify", "--id", "no-such-record")

    assert asked.status == 2
    assert "no-such-record" in asked.err


@pytest.mark.parametrize("form", ["json", "array", "jsonl", "csv", "ttl"])
def test_descriptions_come_in_several_formats(run: Shell, tmp_path: Path, form: str) -> None:
    texts = {
        "json": json.dumps(DESCRIPTION),
        "array": json.dumps([DESCRIPTION]),
        "jsonl": json.dumps(DESCRIPTION) + "\n",
        "csv": (
            "key,organization,name,property,value,to\n"
            "f1,x,An organization,hasConstitutiveInstrument,multilateral-agreement,\n"
            "f2,x,An organization,hasParticipantFrom,FR,2000-01-01\n"
        ),
        "ttl": """
            @prefix isto: <https://w3id.org/istograph/ontology#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            @base <https://w3id.org/istograph/id/> .
            <organization/x> rdfs:label "An organization"@en .
            <claim/f1> a isto:Fact ; isto:subject <organization/x> ;
                isto:property isto:hasConstitutiveInstrument ;
                isto:value <instrument/multilateral-agreement> .
            <claim/f2> a isto:Fact ; isto:subject <organization/x> ;
                isto:property isto:hasParticipantFrom ; isto:value <jurisdiction/fr> ;
                isto:to "2000-01-01"^^xsd:date .
        """,
    }
    path = tmp_path / f"mine.{form.replace('array', 'json')}"
    path.write_text(texts[form], encoding="utf-8")
    answer = json.loads(run("classify", path, "--format", "json", "--as-of", "1999-05-05").out)
    expected = load_theory().classify(DESCRIPTION, as_of="1999-05-05")

    assert {**answer, "dataset": ""} == {**expected, "dataset": ""}


def test_a_bad_line_is_named_in_its_place(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    wrong = {**DESCRIPTION, "facts": [{"id": "f1", "property": "hasFeild", "value": "physics"}]}
    lines = [json.dumps(DESCRIPTION), "{", json.dumps(wrong), "[]", json.dumps(DESCRIPTION)]
    path.write_text("\n".join(lines))
    asked = run("classify", path, "--format", "jsonl")
    found = [json.loads(line) for line in asked.out.splitlines()]

    assert asked.status == 2
    assert [sorted(each)[:2] for each in found[1:4]] == [["error", "line"]] * 3
    assert [each["line"] for each in found[1:4]] == [2, 3, 4]
    assert "did you mean 'hasField'" in found[2]["error"]
    assert found[0] == found[4]


def test_the_mistakes_of_one_keep_no_other_of_an_array_from_its_verdicts(
    run: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    wrong = {"id": "wrong", "facts": [{"id": "f1", "property": "hasFeild", "value": "physics"}, {}]}
    path.write_text(json.dumps([wrong, DESCRIPTION]))
    asked = run("classify", path, "--format", "json")

    assert asked.status == 2
    assert json.loads(asked.out)["id"] == DESCRIPTION["id"]
    assert "mine.json: /0/facts/0/property: " in asked.err
    assert "mine.json: /0/facts/1: " in asked.err
    assert "1 is not classified for these mistakes; the others are" in asked.err


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("mine.json", "{", "mine.json:1:2: not JSON"),
        ("mine.json", '{"id": "x", "facts": [{"id": "f", "property": "p", "value": 1}]}', "'p'"),
        ("mine.csv", "organization,value\nx,1\n", "property"),
        ("mine.csv", "organization,property,value\nx,hasOffice,{\n", "mine.csv:2"),
        ("mine.jsonl", "{", "mine.jsonl:1:2"),
    ],
)
def test_what_cannot_be_classified_is_one_message(
    run: Shell, tmp_path: Path, name: str, text: str, message: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    asked = run("classify", path)

    assert asked.status == 2
    assert message in asked.err
    assert "Traceback" not in asked.err


def test_explain_says_which_facts_and_axioms_in_words(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(DESCRIPTION))
    out = run("classify", path, "--explain").out

    assert "because f1: hasConstitutiveInstrument multilateral-agreement" in out
    assert re.search(r"^axiom-igo: .*\(\w+(, line \d+)?\)$", out, re.MULTILINE)
    assert "would be entailed by " in out


def test_all_records_are_summed_up(run: Shell) -> None:
    header, *rows = run("classify").out.splitlines()

    assert header.split() == ["id", "name", "entailed", "contested"]
    assert any(row.startswith("inbar ") and "BroadISTO" in row for row in rows)


def test_verdicts_come_as_csv(run: Shell) -> None:
    rows = list(
        csv.DictReader(io.StringIO(run("classify", "--id", "inbar", "--format", "csv").out))
    )

    assert len(rows) == len(load_theory().classes)
    assert {row["id"] for row in rows} == {"inbar"}


def test_verdicts_come_as_turtle(run: Shell) -> None:
    turtle = run("classify", "--id", "inbar", "--format", "turtle").out
    found = {
        str(quad.predicate.value).rpartition("#")[2] for quad in parse(turtle, RdfFormat.TURTLE)
    }

    assert {"type", "refutedAs"} <= found


# format


@pytest.mark.parametrize(
    ("name", "text", "canonical"),
    [
        ("a.csv", 'key,note\r\nb,"x"\r\na,y\r\n', "key,note\na,y\nb,x\n"),
        (
            "a.ttl",
            "<urn:x> a <http://www.w3.org/2002/07/owl#Class>.",
            "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n\n<urn:x>\n    a owl:Class .\n",
        ),
    ],
)
def test_format_checks_and_then_puts_right(
    run: Shell, tmp_path: Path, name: str, text: str, canonical: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode())

    assert (run("format", "--check", path).status, path.read_bytes()) == (1, text.encode())
    assert (run("format", path).status, path.read_bytes()) == (0, canonical.encode())
    assert run("format", "--check", path).status == 0


@pytest.mark.parametrize(("name", "text"), [("a.txt", b""), ("a.ttl", b"<"), ("a.csv", b"\xff")])
def test_what_has_no_canonical_form_is_an_error(
    run: Shell, tmp_path: Path, name: str, text: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(text)
    formatted = run("format", path)

    assert formatted.status == 2
    assert str(path) in formatted.err
    assert path.read_bytes() == text


# serve


@pytest.fixture(scope="module")
def server(run: Shell) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "istograph", "serve", "--port", str(port), "--query-timeout", "3"],
        stderr=subprocess.PIPE,
        text=True,
        env=run.environment,
    )
    try:
        assert is_ready(f"http://127.0.0.1:{port}", process)
        yield port, process
    finally:
        process.kill()
        process.communicate()


def get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--writable"], "ISTOGRAPH_TOKEN"),
        (["--open-writes"], "--writable"),
        (["--writable", "--open-writes", "--host", "0.0.0.0"], "127.0.0.1"),
        (["--empty"], "built dataset"),
    ],
)
def test_settings_that_let_in_the_wrong_people_are_refused(
    run: Shell, options: list[str], said: str
) -> None:
    refused = run("serve", "--port", str(free_port()), *options)

    assert (refused.status, said in refused.err) == (2, True)


def test_serve_answers_queries(server: tuple[int, subprocess.Popen[str]]) -> None:
    assert get(server[0], "/sparql?query=ASK%20%7B%7D") == (200, '{"head":{},"boolean":true}')


def test_serve_keeps_its_time_limit(server: tuple[int, subprocess.Popen[str]]) -> None:
    endless = "SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff.%3Fg%20%3Fh%20%3Fi%7D"  # noqa: E501
    status, text = get(server[0], f"/sparql?query={endless}")

    assert status >= 500
    assert "longer than 3 seconds" in text


def test_commands_run_beside_a_server(
    run: Shell, server: tuple[int, subprocess.Popen[str]]
) -> None:
    assert run("query", "-e", "ASK { ?s ?p ?o }").status == 0


def test_serve_tells_what_to_try_and_ends_by_ctrl_c(run: Shell) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "istograph", "serve", "--port", str(port)],
        stderr=subprocess.PIPE,
        text=True,
        env=run.environment,
    )
    assert is_ready(f"http://127.0.0.1:{port}", process)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=PATIENCE)[1]

    assert f"open http://localhost:{port}/" in told
    assert "curl http://localhost" in told
    assert "istograph query 02" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    "options",
    [["--max-memory", "lots"], ["--query-timeout", "0"], ["--port", "99999"], ["--port", "0"]],
)
def test_serve_refuses_settings_that_mean_nothing(run: Shell, options: list[str]) -> None:
    assert run("serve", *options).status == 2


def test_a_first_question_says_in_a_line_that_the_dataset_is_built(tmp_path: Path) -> None:
    """What the build has to remark on the data is of no use to who asks."""
    done = subprocess.run(
        [sys.executable, "-m", "istograph", "query", "-e", "ASK {}"],
        env={**os.environ, "ISTOGRAPH_STORE": str(tmp_path / "store")},
        capture_output=True,
        check=True,
        timeout=PATIENCE,
    )

    assert (done.stdout, done.stderr) == (b"true\n", b"building the dataset\n")
