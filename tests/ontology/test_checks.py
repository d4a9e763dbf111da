"""Every `ontology/checks/*.rq` is silent on our ontology and speaks on its own broken sample."""

from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from istograph.rdf.namespaces import expand
from istograph.resources import ONTOLOGY

CHECKS = sorted((ONTOLOGY / "checks").glob("*.rq"))
BROKEN = Path(__file__).parent / "broken"
COMMENT = NamedNode(expand("rdfs:comment"))
WRONG = Literal("wrong")


def load(*files: Path) -> Store:
    """Return a store whose default graph is the merge of Turtle files."""
    store = Store()
    for file in files:
        store.load(path=file, format=RdfFormat.TURTLE)
    return store


@cache
def ontology() -> Store:
    return load(*ONTOLOGY.rglob("*.ttl"))


def faults(check: Path, store: Store) -> set[str]:
    """Return what a check finds wrong: the first column of its answer."""
    return {solution[0].value for solution in store.query(check.read_text())}


def marked(store: Store) -> set[str]:
    """Return what a broken sample says is wrong in it."""
    return {quad.subject.value for quad in store.quads_for_pattern(None, COMMENT, WRONG)}


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_the_ontology_has_no_such_fault(check: Path) -> None:
    assert faults(check, ontology()) == set()


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_the_check_finds_what_is_wrong_in_its_broken_sample_and_nothing_else(check: Path) -> None:
    sample = load(BROKEN / f"{check.stem}.ttl")

    assert faults(check, sample) == marked(sample) != set()


def test_every_broken_sample_belongs_to_a_check() -> None:
    """A sample of a renamed check would show nothing."""
    assert {path.stem for path in BROKEN.glob("*.ttl")} == {path.stem for path in CHECKS}


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_a_check_opens_with_its_question_in_two_languages(check: Path) -> None:
    english, chinese, *_ = check.read_text().splitlines()

    assert english.startswith("#+ summary: ")
    assert chinese.startswith("#+ summary_zh: ")
