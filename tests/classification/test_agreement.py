"""The classifier against HermiT and against trying every subset of the facts."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.classification.agreement import disagreements
from tests.classification.generation import CLASSES, descriptions
from tests.classification.oracle import slice_of, try_every_subset

from istograph.classification import Theory, load_theory

Json = Mapping[str, Any]
SAMPLE = list(descriptions(60, seed=7))
SMALL = [d for d in descriptions(400, seed=11) if 2 <= len(slice_of(d)) <= 7][:60]


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


def sets(entries: list[Json]) -> set[frozenset[str]]:
    return {frozenset(entry["facts"]) for entry in entries}


def local(verdict: Json) -> str:
    return str(verdict["class"]).removeprefix("isto:")


def deciding(verdict: Json) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """The sets that entail, and those that refute."""
    because = sets(verdict["because"])
    if verdict["status"] == "refuted":
        return set(), because
    return because, sets(verdict.get("against", []))


def test_a_third_of_the_sample_is_contradictory(theory: Theory) -> None:
    contradictory = [d for d in SAMPLE if not theory.classify(d)["consistent"]]

    assert len(contradictory) >= len(SAMPLE) * 0.3


@pytest.mark.usefixtures("untraced")
def test_hermit_agrees_repair_by_repair(theory: Theory) -> None:
    assert list(disagreements(theory, SAMPLE, CLASSES)) == []


@pytest.mark.parametrize("description", SMALL, ids=lambda d: d["id"])
def test_every_minimal_justification_and_clash_is_found(theory: Theory, description: Json) -> None:
    answer = theory.classify(description)
    expected = try_every_subset(description, CLASSES)

    assert sets(answer["clashes"]) == expected.clashes
    assert {local(v): v["status"] for v in answer["verdicts"]} == expected.statuses
    assert {local(v): deciding(v) for v in answer["verdicts"]} == {
        name: (expected.entailing[name], expected.refuting[name]) for name in CLASSES
    }
