"""The W3C's own tests of SHACL, core and SPARQL, by both validators.

The tests are read from beside the repository. Results are compared, not whole reports: a blank
node is any blank node, and `sh:conforms` is left out, because warnings do not count here.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize
from rdflib import RDF, Graph, Namespace

from istograph.rdf.reading import read_file
from istograph.rdf.shacl.report import Report, read_report
from istograph.rdf.shacl.validation import Shapes, validate_files

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
FOLDER = "conformance/suites/data-shapes/data-shapes-test-suite/tests"

KNOWN_FAILURES = {
    "shacl": {
        "sparql/pre-binding/unsupported-sparql-004": "takes a query that it should refuse",
    },
    "pyshacl": {
        "core/property/uniqueLang-002": "takes '1'^^xsd:boolean for true",
        "sparql/node/prefixes-001": "misses prefixes that an imported file declares",
        "sparql/pre-binding/pre-binding-005": "does not bind $this in an inner group",
        "sparql/pre-binding/shapesGraph-001": "does not know $shapesGraph",
    },
}


@dataclass(frozen=True)
class Case:
    """One test: its name, data, shapes and the file that has the results; failing is a result."""

    name: str
    data: Path
    shapes: Path
    manifest: Path
    fails: bool


def cases(root: Path) -> Iterator[Case]:
    for path in sorted(root.rglob("*.ttl")):
        graph = Graph().parse(data=path.read_text(encoding="utf-8"), publicID=path.as_uri())
        for test in graph.subjects(RDF.type, SHT.Validate):
            action = graph.value(test, MF.action)
            data, shapes = (
                Path(str(graph.value(action, name)).removeprefix("file://"))
                for name in (SHT.dataGraph, SHT.shapesGraph)
            )
            name = path.relative_to(root).with_suffix("").as_posix()
            yield Case(name, data, shapes, path, graph.value(test, MF.result) == SHT.Failure)


def outcome(case: Case, engine: str) -> Counter[tuple[str, ...]] | str:
    try:
        shapes = Shapes.read([case.shapes])
        return results(validate_files([case.data], shapes, background=(), engine=engine))
    except Exception as error:
        return f"failed: {error}"


def expected(case: Case) -> Counter[tuple[str, ...]]:
    triples = (quad.triple for quad in read_file(case.manifest).quads)
    return results(read_report(serialize(triples, format=RdfFormat.N_TRIPLES) or b""))


def results(report: Report) -> Counter[tuple[str, ...]]:
    keys = (tuple(re.sub(r"_:\w+", "_:", part) for part in r.key()) for r in report.results)
    return Counter(keys)


def passes(case: Case, engine: str) -> bool:
    found = outcome(case, engine)
    return isinstance(found, str) if case.fails else found == expected(case)


# Some tests are about literals that are ill-typed, and rdflib reads the lists of tests.
@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
def test_all_pass_but_the_known_failures(shared: Path, engine: str) -> None:
    found = {case.name: passes(case, engine) for case in cases(shared / FOLDER)}

    assert len(found) > 100
    assert {name for name, passed in found.items() if not passed} == set(KNOWN_FAILURES[engine])
