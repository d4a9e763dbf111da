"""Descriptions of 40 to 200 facts at odds: sound, complete, and bounded by the theory."""

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from tests.classification.generation import quarrels
from tests.classification.oracle import (
    ISTO,
    Fact,
    literals,
    opposite,
    satisfiable,
    slice_of,
    theory_and_rows,
)

from istograph.classification import Theory, load_theory
from istograph.classification.axioms.clauses import compile_clauses
from istograph.classification.axioms.reading import read_ontology
from istograph.classification.facts.reading import FactReader
from istograph.classification.facts.rows import Rows
from istograph.resources import ONTOLOGY

Json = Mapping[str, Any]
SAMPLE = [each for facts in (40, 80, 200) for each in quarrels(3, facts, seed=facts)]


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


def entries(answer: Json) -> Iterator[tuple[int, Json, int, Json]]:
    """Each goal with its verdict, how many sets are not listed, and each set that is."""
    theory, _ = theory_and_rows()
    for verdict in answer["verdicts"]:
        target = theory.literal(str(ISTO[verdict["class"].removeprefix("isto:")]))
        first = opposite(target) if verdict["status"] == "refuted" else target
        for key, goal, more in (
            ("because", first, "more"),
            ("against", opposite(target), "more_against"),
        ):
            for entry in verdict.get(key, ()):
                yield goal, verdict, verdict.get(more, 0), entry


def follows(goal: int, facts: list[Fact], whole: list[Fact]) -> bool:
    given = literals(facts, whole)
    return satisfiable(given) and not satisfiable([*given, opposite(goal)])


@pytest.mark.parametrize("description", SAMPLE, ids=lambda d: d["id"])
def test_what_is_listed_decides_and_is_minimal(theory: Theory, description: Json) -> None:
    whole = slice_of(description)
    source = random.Random(description["id"])
    found = list(entries(theory.classify(description)))

    for goal, _, _, entry in source.sample(found, min(12, len(found))):
        facts = [fact for fact in whole if fact["id"] in entry["facts"]]
        assert follows(goal, facts, whole)
        for fact in facts:
            assert not follows(goal, [other for other in facts if other != fact], whole)


@pytest.mark.parametrize("description", SAMPLE, ids=lambda d: d["id"])
def test_nothing_decides_but_what_is_listed(theory: Theory, description: Json) -> None:
    """Of consistent facts picked at random, those decide that have a listed set among them."""
    whole = slice_of(description)
    source = random.Random(description["id"])
    listed: dict[int, list[set[str]]] = {}
    for goal, _, more, entry in entries(theory.classify(description)):
        if not more:
            listed.setdefault(goal, []).append(set(entry["facts"]))

    for _ in range(4):
        picked = consistent_part(source, whole)
        ids = {fact["id"] for fact in picked}
        for goal, sets in listed.items():
            assert follows(goal, picked, whole) == any(one <= ids for one in sets)


def consistent_part(source: random.Random, whole: list[Fact]) -> list[Fact]:
    picked: list[Fact] = []
    for fact in source.sample(whole, len(whole)):
        if satisfiable(literals([*picked, fact], whole)):
            picked.append(fact)
    return picked


def test_the_brief_answer_says_the_same(theory: Theory) -> None:
    for description in SAMPLE:
        answer = theory.classify(description, needs=False)
        expected = {v["class"].removeprefix("isto:"): v["status"] for v in answer["verdicts"]}
        assert theory.statuses(description) == expected


def test_more_counts_what_is_not_listed(theory: Theory) -> None:
    """Thirty facts of either kind make nine hundred sets; a hundred are listed."""
    kinds = (
        ("hasConstitutiveInstrument", "articles-of-association"),
        ("isInternational", True),
    )
    facts = [
        {"id": f"{property_}-{n}", "property": property_, "value": value}
        for n in range(30)
        for property_, value in kinds
    ]
    answer = theory.classify({"id": "x", "as_of": "2010-01-01", "facts": facts})
    verdict = next(v for v in answer["verdicts"] if v["class"] == "isto:InternationalNGO")

    assert verdict["status"] == "entailed"
    assert (len(verdict["because"]), verdict["more"]) == (100, 800)
    assert len({tuple(entry["facts"]) for entry in verdict["because"]}) == 100


def test_what_must_be_weighed_does_not_grow_with_the_facts() -> None:
    """Facts that give the same are one unit; the ontology knows of some sixty different ones."""
    ontology = read_ontology(ONTOLOGY)
    reader = FactReader(ontology, Rows(compile_clauses(ontology).rows, ontology))
    for facts in (200, 1000, 4000):
        (description,) = quarrels(1, facts, seed=1)
        assert 40 < len(reader.slice(description, "2010-01-01").units) < 64
