"""The W3C's own tests of SPARQL, by HTTP against a service as a user starts it, empty.

The tests and the program that runs them are read from beside the repository.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.serving import PATIENCE, free_port, is_ready

# What the engine does otherwise, and what no layer above it can put right without answering
# wrongly elsewhere.
_CANONICAL = "the engine stores numbers and dates in canonical form: 01 becomes 1, +00:00 becomes Z"
KNOWN_FAILURES: dict[str, str] = {
    "sparql10/open-world#open-eq-01": _CANONICAL,
    "sparql10/open-world#date-3": _CANONICAL,
    "sparql10/expr-builtin#dawg-str-1": _CANONICAL,
    "sparql10/expr-builtin#dawg-str-2": _CANONICAL,
    "sparql10/expr-builtin#sameTerm-simple": _CANONICAL,
    "sparql10/expr-builtin#sameTerm-eq": _CANONICAL,
    "sparql10/expr-builtin#sameTerm-not-eq": _CANONICAL,
    "sparql10/expr-equals#eq-graph-1": _CANONICAL,
    "sparql10/expr-equals#eq-graph-2": _CANONICAL,
    "sparql10/distinct#distinct-1": _CANONICAL,
    "sparql10/distinct#distinct-9": _CANONICAL,
    "sparql11/csv-tsv-res#tsv03": _CANONICAL,
    "sparql12/grouping#group01": _CANONICAL,
    "sparql10/open-world#date-2": "a date with a time zone and one without are taken as unequal, "
    "where the standard has no answer; comparing is done inside the engine",
    "sparql11/functions#bnode01": "BNODE of a string is one node in all solutions; what a solution "
    "is only the engine knows",
}

HTTP_GROUPS = {"protocol": 34, "gsp-indirect": 9, "gsp-direct": 4, "service-description": 3}

Statuses = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service that may ask the runner's own endpoints."""
    port = free_port()
    store = tmp_path_factory.mktemp("w3c")
    command = [sys.executable, "-m", "istograph", "serve", "--empty", "--writable", "--open-writes"]
    # The tests come one after another, and all workers turn to what each of them writes.
    options = ["--port", str(port), "--store", str(store), "--workers", "1"]
    options += ["--service-allow", "http://127.0.0.1", "--query-timeout", str(PATIENCE)]
    with subprocess.Popen([*command, *options], stderr=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            assert is_ready(address, server)
            yield address
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def run(
    address: str, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Statuses]:
    """Run groups of tests, and return the status of each test by group."""
    runner = shared / "conformance" / "runners" / "sparql_runner.py"

    def running(*options: str) -> Statuses:
        report = tmp_path_factory.mktemp("report") / "report.json"
        urls = {"query": "sparql", "update": "sparql", "sd": "sparql", "gsp": "graphs"}
        ends = [f"--{name}={address}/{path}" for name, path in urls.items()]
        usual = ["--json", report, "--timeout", str(PATIENCE)]
        subprocess.run([sys.executable, runner, *ends, *usual, *options], check=False)
        return _statuses(report)

    return running


def test_the_tests_of_the_protocols_pass(run: Callable[..., Statuses]) -> None:
    statuses = run("--groups", ",".join(HTTP_GROUPS))

    assert {group: len(tests) for group, tests in statuses.items()} == HTTP_GROUPS
    assert _failed(statuses) == KNOWN_FAILURES.keys() & _tests(statuses)


@pytest.mark.slow
def test_of_all_tests_only_those_fail_that_are_known_to(run: Callable[..., Statuses]) -> None:
    statuses = run()

    assert len(_tests(statuses)) >= 1306
    assert _failed(statuses) == KNOWN_FAILURES.keys()


def _statuses(report: Path) -> Statuses:
    groups = json.loads(report.read_text(encoding="utf-8"))["groups"]
    return {
        group: {test["id"]: test["status"] for test in found["tests"]}
        for group, found in groups.items()
    }


def _tests(statuses: Statuses) -> set[str]:
    return {name for tests in statuses.values() for name in tests}


def _failed(statuses: Statuses) -> set[str]:
    """Return what did not pass; a test that was skipped shows nothing either."""
    found = (test for tests in statuses.values() for test in tests.items())
    return {name for name, status in found if status != "pass"}
