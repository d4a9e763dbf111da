"""The axioms that a proof shows: they suffice, none is too many, and no better set does."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pytest
from tests.classification.generation import descriptions
from tests.classification.oracle import (
    ISTO,
    denied,
    model_exists,
    opposite,
    slice_of,
    theory_and_rows,
    ways,
)

from istograph.classification import SUPPORTS, Theory, load_theory
from istograph.classification.axioms.ontology import Axiom

Json = Mapping[str, Any]
SAMPLE = list(descriptions(25, seed=5))


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


def described(*facts: tuple[str, Any], **more: Any) -> Json:
    numbered = [{"id": f"f{n}", "property": p, "value": v} for n, (p, v) in enumerate(facts, 1)]
    return {"id": "x", "as_of": "2026-11-21", "facts": numbered, **more}


def verdict(answer: Json, name: str) -> Json:
    return next(v for v in answer["verdicts"] if v["class"] == f"isto:{name}")


def test_the_contracts_examples(theory: Theory) -> None:
    answer = theory.classify(described(("hasConstitutiveInstrument", "multilateral-agreement")))

    assert verdict(answer, "IntergovernmentalOrganization") == {
        "class": "isto:IntergovernmentalOrganization",
        "axis": "attribute",
        "status": "entailed",
        "because": [
            {
                "facts": ["f1"],
                "axioms": [
                    "isto:axiom-multilateral-agreement",
                    "isto:axiom-multilateral-international",
                    "isto:axiom-igo",
                ],
                "support": "interpretation",
            }
        ],
    }
    assert verdict(answer, "DomesticINGO") == {
        "class": "isto:DomesticINGO",
        "axis": "place",
        "status": "refuted",
        "because": [
            {
                "facts": ["f1"],
                "axioms": [
                    "isto:axiom-multilateral-agreement",
                    "isto:axiom-agreement-ngo-disjoint",
                    "isto:axiom-ingo",
                    "isto:axiom-domestic-ingo",
                ],
                "support": "interpretation",
            }
        ],
        "note": "not-defined-for-intergovernmental",
    }


def entries(answer: Json) -> Iterator[tuple[int, Json]]:
    """Each proof of an answer, with the literal it proves; a clash proves 0."""
    for found in answer["verdicts"]:
        target = theory_and_rows()[0].literal(str(ISTO[found["class"].removeprefix("isto:")]))
        goal = opposite(target) if found["status"] == "refuted" else target
        yield from ((goal, entry) for entry in found["because"][:2])
        yield from ((opposite(target), entry) for entry in found.get("against", [])[:2])
    yield from ((0, clash) for clash in answer["clashes"][:2])


def suffices(axioms: frozenset[str], facts: list[Any], whole: list[Any], goal: int) -> bool:
    clauses = [c.literals for c in theory_and_rows()[0].clauses if c.axiom.name in axioms]
    given = [w.literal for w in ways(facts, whole) if {a.name for a in w.axioms} <= axioms]
    return not model_exists(clauses, [*given, *denied(goal)])


@pytest.mark.parametrize("description", SAMPLE, ids=lambda d: d["id"])
def test_no_better_set_of_axioms_suffices(theory: Theory, description: Json) -> None:
    whole = slice_of(description)
    for goal, entry in entries(theory.classify(description)):
        facts = [fact for fact in whole if fact["id"] in entry["facts"]]
        shown = frozenset(entry["axioms"])
        assert suffices(shown, facts, whole, goal)
        assert not any(suffices(shown - {axiom}, facts, whole, goal) for axiom in shown)
        better = frozenset(
            a for a, axiom in theory.axioms.items() if axiom.rank < weakest(theory, shown)
        )
        assert not suffices(better, facts, whole, goal)


def weakest(theory: Theory, axioms: frozenset[str]) -> int:
    return max(theory.axioms[name].rank for name in axioms)


@pytest.mark.parametrize("description", SAMPLE[:12], ids=lambda d: d["id"])
def test_no_smaller_set_of_axioms_suffices(theory: Theory, description: Json) -> None:
    """Up to two axioms are tried beside the facts' own, where the proof has all of these."""
    whole = slice_of(description)
    for goal, entry in entries(theory.classify(description)):
        facts = [fact for fact in whole if fact["id"] in entry["facts"]]
        own = frozenset(a.name for way in ways(facts, whole) for a in way.axioms)
        usable = [a for a, axiom in theory.axioms.items() if is_usable(axiom, entry, theory, own)]
        size = len(frozenset(entry["axioms"]) - own) if own <= frozenset(entry["axioms"]) else 0
        for smaller in combinations(usable, min(size - 1, 2)) if size else ():
            assert not suffices(own | set(smaller), facts, whole, goal)


def is_usable(axiom: Axiom, entry: Json, theory: Theory, own: frozenset[str]) -> bool:
    in_clauses = any(c.axiom.name == axiom.name for c in theory_and_rows()[0].clauses)
    strong = axiom.rank <= weakest(theory, frozenset(entry["axioms"]))
    return in_clauses and strong and axiom.name not in own


@pytest.mark.parametrize("description", SAMPLE, ids=lambda d: d["id"])
def test_the_support_is_the_weakest_of_axioms_and_facts(theory: Theory, description: Json) -> None:
    supports = {fact["id"]: fact.get("support", "stated") for fact in description["facts"]}
    for found in theory.classify(description)["verdicts"]:
        for entry in found["because"]:
            named = [theory.axioms[axiom].support for axiom in entry["axioms"]]
            all_of_it = named + [supports[fact] for fact in entry["facts"]]
            assert entry["support"] == max(all_of_it, key=SUPPORTS.index)


@pytest.mark.parametrize("support", SUPPORTS)
def test_the_support_of_a_fact_counts(theory: Theory, support: str) -> None:
    fact = {"id": "f1", "property": "isSaidToBe", "value": "ISTO", "support": support}
    entry = verdict(theory.classify({"id": "x", "facts": [fact]}), "ISTO")["because"][0]

    assert entry["axioms"] == ["isto:axiom-said-isto"]
    assert entry["support"] == support


def test_a_territorys_own_axiom_is_named(theory: Theory) -> None:
    for code, word in (("HK", "hong-kong"), ("MO", "macao"), ("TW", "taiwan")):
        answer = theory.classify(described(("isEstablishedUnderLawOf", code)))
        axioms = verdict(answer, "DomesticNGO")["because"][0]["axioms"]
        assert f"isto:axiom-{word}-overseas" in axioms


def test_facts_that_share_an_axiom_count_it_once(theory: Theory) -> None:
    facts = (("hasPrincipalField", "forestry"), ("hasField", "physics"), ("hasField", "chemistry"))
    answer = theory.classify(described(("isInternational", True), *facts))
    proofs = verdict(answer, "STAttributedOrganization")["because"]

    assert [entry["facts"] for entry in proofs] == [["f1", "f2", "f3"], ["f1", "f2", "f4"]]
    assert "isto:axiom-field-physics" in proofs[0]["axioms"]
    assert "isto:axiom-field-chemistry" in proofs[1]["axioms"]
    assert all(len(entry["axioms"]) == len(set(entry["axioms"])) for entry in proofs)


def test_an_axiom_comes_after_what_it_uses(theory: Theory) -> None:
    facts = (("isSaidToBe", "InternationalNGO"), ("isEstablishedUnderLawOf", "HK"))
    entry = verdict(theory.classify(described(*facts)), "OverseasINGO")["because"][0]

    assert entry["axioms"] == [
        "isto:axiom-hong-kong-overseas",
        "isto:axiom-law-establishes",
        "isto:axiom-established-outside",
        "isto:axiom-said-ingo",
        "isto:axiom-overseas-ingo",
    ]
