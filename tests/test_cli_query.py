"""`istograph query`: what it takes, and what it says beside the answer."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from pyoxigraph import Store
from tests.serving import PATIENCE

from istograph.cli.misspelt import misspelt
from istograph.rdf.store.snapshot import current

Run = CompletedProcess[str]


@pytest.fixture(scope="module")
def query(dataset: Path) -> Callable[..., Run]:
    """Run the command on the curated data."""
    environment = {**os.environ, "ISTOGRAPH_STORE": str(dataset), "PYTHONUTF8": "1"}

    def run(*arguments: str, stdin: str = "") -> Run:
        return subprocess.run(
            [sys.executable, "-m", "istograph", "query", *arguments],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            env=environment,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def store(dataset: Path) -> Store:
    snapshot = current(dataset)
    assert snapshot
    return snapshot.open()


def test_a_query_may_come_from_standard_input(query: Callable[..., Run]) -> None:
    asked = query("-", stdin="\ufeffASK { id:organization\\/inbar ?p ?o }")

    assert (asked.returncode, asked.stdout, asked.stderr) == (0, "true\n", "")


@pytest.mark.parametrize(
    "asked",
    [
        ("ASK {}", "json"),
        ("ASK {}", "xml"),
        ("SELECT ?o { ?o a isto:ISTO } LIMIT 1", "json"),
        ("SELECT ?o { ?o a isto:ISTO } LIMIT 1", "xml"),
        ("CONSTRUCT WHERE { ?o a isto:ISTO } LIMIT 1", "jsonld"),
    ],
)
def test_whatever_the_format_the_last_line_ends(
    query: Callable[..., Run], asked: tuple[str, str]
) -> None:
    text, form = asked

    printed = query("-e", text, "--format", form).stdout

    assert printed.endswith("\n")
    assert not printed.endswith("\n\n")


@pytest.mark.parametrize(
    ("form", "message"),
    [("yaml", "there is no format 'yaml'; SELECT and ASK have table"), ("turtle", "have turtle")],
)
def test_formats_are_named_as_the_option_takes_them(
    query: Callable[..., Run], form: str, message: str
) -> None:
    asked = query("-e", "ASK {}", "--format", form)

    assert (asked.returncode, asked.stdout) == (2, "")
    assert message in asked.stderr


def test_a_misspelt_class_is_told_beside_the_empty_answer(query: Callable[..., Run]) -> None:
    asked = query("-e", "SELECT ?o { ?o a isto:ISTOO }", "--format", "csv")

    assert (asked.returncode, asked.stdout.split()) == (0, ["o"])
    assert asked.stderr == "nothing in the dataset is called isto:ISTOO; did you mean isto:ISTO?\n"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (r"ASK { id:organization\/inbarr ?p ?o }", r"id:organization\/inbar?"),
        ("ASK { <https://w3id.org/istograph/id/organization/inbarr> ?p ?o }", "inbar?"),
        (r"ASK { <https://w3id.org/istograph/id/organization/inb\u0061rr> ?p ?o }", "inbar?"),
        (
            "PREFIX o: <https://w3id.org/istograph/id/organization/> ASK { o:inbarr ?p ?o }",
            "inbar?",
        ),
        ("ASK { ?o isto:hasfeild ?f }", "isto:hasField?"),
        ("ASK { GRAPH graph:papers { ?s ?p ?o } }", "graph:paper?"),
        ("SELECT (isto:statuz(?o, isto:ISTO) AS ?s) { ?o a isto:ISTO }", "isto:status?"),
    ],
)
def test_a_name_that_nothing_has_comes_with_the_nearest(
    store: Store, asked: str, told: str
) -> None:
    (message,) = misspelt(asked, store)

    assert message.endswith(told)


@pytest.mark.parametrize(
    "asked",
    [
        "SELECT (isto:status(?o, isto:ISTO) AS ?s) { GRAPH graph:verdicts { ?o ?p ?v } }",
        "PREFIX isto: <http://example.org/> ASK { ?o a isto:Nothing }",
        "PREFIX new: <https://w3id.org/istograph/id/nothing/> BASE <https://w3id.org/istograph/x> "
        "ASK { ?o rdfs:label 'isto:ISTOO' } # isto:ISTOO",
    ],
)
def test_what_is_known_or_is_not_ours_is_not_told(store: Store, asked: str) -> None:
    assert list(misspelt(asked, store)) == []
