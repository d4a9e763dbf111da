"""Each shape breaks on its `invalid-*` examples alone, and both validators say the same."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib
from rdflib import RDF, SH, URIRef

from istograph import resources
from istograph.rdf.namespaces import ID, ISTO, PREFIXES
from istograph.rdf.reading import read_file
from istograph.rdf.shacl.report import Report
from istograph.rdf.shacl.terms import our_terms
from istograph.rdf.shacl.validation import our_shapes, validate_files
from istograph.rdf.turtle import canonical_turtle

# The validator is measured by its own tests.
pytestmark = pytest.mark.usefixtures("untraced")

HERE = Path(__file__).parent
FILES = sorted(resources.SHAPES.glob("*.ttl"))
EXAMPLES = sorted(HERE.glob("*/*.ttl"))
ISTOSH = PREFIXES["istosh"]


def merged(paths: Iterable[Path]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path)
    return graph


GRAPH = merged(FILES)
ONTOLOGY = merged(resources.ONTOLOGY.rglob("*.ttl"))
# A shape that reports is one that has a severity; the others gather them or describe values.
SHAPES = sorted({str(s) for s in GRAPH.subjects(SH.severity)})


@cache
def background() -> tuple[Any, ...]:
    return (*our_terms(), *read_file(HERE / "background.ttl").quads)


@cache
def report(example: Path, engine: str = "shacl") -> Report:
    return validate_files([example], background=background(), engine=engine)


def broken_shapes(example: Path) -> set[str]:
    return {result.shape.removeprefix(ISTOSH) for result in report(example).results}


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_example(example: Path) -> None:
    """A `valid-*` file breaks no shape; an `invalid-*` file breaks the one it is filed under."""
    expected = set() if example.name.startswith("valid-") else {example.parent.name}

    assert broken_shapes(example) == expected


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_both_validators_find_the_same(example: Path) -> None:
    found = {e: Counter(r.key() for r in report(example, e).results) for e in ("shacl", "pyshacl")}

    assert found["shacl"] == found["pyshacl"]


def test_every_shape_has_both_kinds_of_example() -> None:
    """A shape without an example that breaks it may never fire."""
    kinds = {(p.parent.name, p.name.split("-")[0]) for p in EXAMPLES}

    wanted = {(s.removeprefix(ISTOSH), kind) for s in SHAPES for kind in ("valid", "invalid")}
    assert kinds == wanted


def test_every_property_shape_has_a_severity() -> None:
    named = {str(s) for s in GRAPH.subjects(RDF.type, SH.PropertyShape)}

    assert named <= set(SHAPES)


def test_severities_are_those_of_shacl() -> None:
    assert set(GRAPH.objects(None, SH.severity)) == {SH.Violation, SH.Warning, SH.Info}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda iri: iri.removeprefix(ISTOSH))
def test_every_shape_speaks_both_languages(shape: str) -> None:
    # What a query says of its own, with the values that it found, replaces the shape's message.
    parts = [URIRef(shape), *GRAPH.objects(URIRef(shape), SH.sparql / SH.message / ~SH.message)]
    said = [sorted(str(m.language) for m in GRAPH.objects(part, SH.message)) for part in parts]

    assert all(languages == ["en", "zh"] for languages in said), said


@pytest.mark.parametrize("shape", SHAPES, ids=lambda iri: iri.removeprefix(ISTOSH))
def test_messages_say_what_to_do(shape: str) -> None:
    """What is wrong stands before a colon, what to do behind it."""
    messages = list(GRAPH.objects(URIRef(shape), SH.message))

    assert all(re.search("[:：]", m) for m in messages), messages


def test_shapes_are_valid_shacl() -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=GRAPH, meta_shacl=True)

    assert conforms, text


def test_shapes_use_declared_terms_only() -> None:
    text = our_shapes().text.decode()
    used = set(re.findall(rf"<{ISTO}(\w+)>", text)) | set(re.findall(r"\bisto:(\w+)", text))
    declared = {str(s).removeprefix(ISTO) for s in ONTOLOGY.subjects(RDF.type)}

    assert used - declared == set()


def test_shapes_use_listed_values_only() -> None:
    text = our_shapes().text.decode()
    kinds = "scheme|jurisdiction|instrument|registration-kind|support|claim-status|policy-status"
    kinds += "|mention|unit|basis|difference-kind"
    used = set(re.findall(rf"<({ID}(?:{kinds})/[a-z0-9-]+)>", text))
    listed = {str(s) for s in ONTOLOGY.subjects(RDF.type)}

    assert used - listed == set()


def test_shapes_do_not_look_at_kinds_of_nodes() -> None:
    """Blank nodes then keep their lines in the report."""
    assert not our_shapes().look_at_kinds


@pytest.mark.parametrize("path", [*FILES, *EXAMPLES], ids=name)
def test_files_are_canonical(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert canonical_turtle(text) == text


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_shapes_are_named_for_their_class(path: Path) -> None:
    named = [str(s).removeprefix(ISTOSH) for s in merged([path]).subjects(SH.severity)]

    assert all(re.fullmatch(r"[A-Z]\w*Shape-[a-zA-Z][\w-]*", shape) for shape in named), named
