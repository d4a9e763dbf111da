"""Every proof of the dataset, and of generated descriptions, replayed by a checker of its own."""

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store
from tests.classification import proof_checker
from tests.classification.generation import descriptions
from tests.classification.proof_checker import load_checker

from istograph.classification import load_theory
from istograph.classification.descriptions.records import stored

# What is checked is measured by tests of the classifier.
pytestmark = pytest.mark.usefixtures("untraced")

Json = dict[str, Any]
GOVERNMENTS: Json = {
    "id": "x",
    "as_of": "2026-11-21",
    "facts": [
        {"id": "f1", "property": "hasConstitutiveInstrument", "value": "multilateral-agreement"},
        {"id": "f2", "property": "hasPrincipalField", "value": "physics", "support": "outside"},
        {"id": "f3", "property": "isNonprofit", "value": True},
        {"id": "f4", "property": "isNonprofit", "value": False},
    ],
}


def faults(*given: Json) -> list[str]:
    theory = load_theory()
    return [f for each in given for f in load_checker().faults(each, theory.classify(each))]


def test_every_proof_of_the_dataset_holds(store: Store) -> None:
    records = [record.description for record in stored(store)]

    assert len(records) > 100
    assert faults(*records) == []


def test_every_proof_of_generated_descriptions_holds() -> None:
    assert faults(*descriptions(200, seed=41)) == []


# A profile of the ontology, with its jurisdictions; and those of one jurisdiction.
HOSTS = {"cn": {"CN"}, "cn-all": {"CN", "HK", "MO", "TW"}, "hk": {"HK"}, "ch": {"CH"}, "us": {"US"}}


def host_faults(host: str, given: list[Json]) -> tuple[list[str], int]:
    """Return the faults in what is said of a host, and how many proofs there were."""
    theory, checker = load_theory(), load_checker().host(host, HOSTS[host])
    found, proofs = [], 0
    for each in given:
        answer = theory.classify(each, host=host, needs=False)
        proofs += sum(len(answer["host"][word]["because"]) for word in ("domestic", "overseas"))
        found += checker.faults(each, {**answer, "verdicts": [], "clashes": []})
    return found, proofs


@pytest.mark.parametrize("host", HOSTS)
def test_every_proof_for_a_host_holds(host: str, store: Store) -> None:
    records = [record.description for record in stored(store)]
    found, proofs = host_faults(host, [*records, *descriptions(60, seed=43)])

    assert found == []
    assert proofs > 100


def test_a_proof_for_another_host_is_a_fault() -> None:
    fact = {"id": "f", "property": "isEstablishedUnderLawOf", "value": "CH"}
    given = {"id": "x", "facts": [fact], "as_of": "2026-01-01"}
    answer = load_theory().classify(given, host="us")

    assert [*load_checker().host("us", {"US"}).faults(given, answer)] == []
    assert [*load_checker().host("ch", {"CH"}).faults(given, answer)]


def test_the_checker_shares_no_code_with_the_prover() -> None:
    tree = ast.parse(Path(proof_checker.__file__).read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert not {name for name in imported if name.startswith(("istograph", "tests"))}


def test_a_proof_about_a_host_that_was_tampered_with_is_found() -> None:
    fact = {"id": "f1", "property": "isEstablishedUnderLawOf", "value": "HK"}
    description = {"id": "x", "as_of": "2026-11-21", "facts": [fact]}
    answer = copy.deepcopy(load_theory().classify(description, host="cn"))
    checker = load_checker().host("cn", {"CN"})
    assert list(checker.faults(description, answer)) == []

    answer["host"]["overseas"]["because"][0]["axioms"].remove("isto:axiom-law-establishes")
    assert any("do not prove it" in fault for fault in checker.faults(description, answer))


# Tampering: each is a fault that the checker names.


def proof(answer: Json, class_name: str) -> Json:
    (verdict,) = (v for v in answer["verdicts"] if v["class"] == f"isto:{class_name}")
    entry: Json = verdict["because"][0]
    return entry


def without_an_axiom(answer: Json) -> None:
    proof(answer, "ISTO")["axioms"].remove("isto:axiom-isto")


def with_an_axiom_too_many(answer: Json) -> None:
    proof(answer, "ISTO")["axioms"].append("isto:axiom-igo")


def with_a_fact_too_many(answer: Json) -> None:
    proof(answer, "IntergovernmentalOrganization")["facts"].append("f2")


def without_a_fact(answer: Json) -> None:
    proof(answer, "ISTO")["facts"].remove("f2")


def of_another_class(answer: Json) -> None:
    (verdict,) = (v for v in answer["verdicts"] if v["class"] == "isto:ISTO")
    verdict["class"] = "isto:PoliticalOrganization"


def of_the_opposite(answer: Json) -> None:
    (verdict,) = (v for v in answer["verdicts"] if v["class"] == "isto:InternationalNGO")
    verdict["status"] = "entailed"


def with_a_stronger_support(answer: Json) -> None:
    proof(answer, "ISTO")["support"] = "stated"


def of_a_fact_that_is_not_there(answer: Json) -> None:
    proof(answer, "ISTO")["facts"][0] = "f9"


def of_an_axiom_that_is_not_there(answer: Json) -> None:
    proof(answer, "ISTO")["axioms"][0] = "isto:axiom-of-choice"


def with_a_clash_of_too_many(answer: Json) -> None:
    answer["clashes"][0]["facts"].append("f2")


def with_a_clash_that_is_none(answer: Json) -> None:
    answer["clashes"][0]["facts"] = ["f3", "f2"]


def from_facts_that_clash(answer: Json) -> None:
    (verdict,) = (v for v in answer["verdicts"] if v["class"] == "isto:ISTO")
    clash = answer["clashes"][0]
    verdict["because"] = [{"facts": clash["facts"], "axioms": clash["axioms"]}]


TAMPERINGS = {
    without_an_axiom: "do not prove it",
    with_an_axiom_too_many: "isto:axiom-igo is not needed",
    with_a_fact_too_many: "f2 is not needed",
    without_a_fact: "do not prove it",
    of_another_class: "do not prove it",
    of_the_opposite: "do not prove it",
    with_a_stronger_support: "its support is outside, not stated",
    of_a_fact_that_is_not_there: "there is no ['f9']",
    of_an_axiom_that_is_not_there: "there is no ['isto:axiom-of-choice']",
    with_a_clash_of_too_many: "f2 is not needed",
    with_a_clash_that_is_none: "do not prove it",
    from_facts_that_clash: "contradict each other",
}


def tampered(tampering: Any) -> Iterator[str]:
    answer = copy.deepcopy(load_theory().classify(GOVERNMENTS))
    tampering(answer)
    return load_checker().faults(GOVERNMENTS, answer)


def test_what_is_tampered_with_was_right() -> None:
    assert faults(GOVERNMENTS) == []


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda t: t.__name__)
def test_a_proof_that_was_tampered_with_is_found(tampering: Any) -> None:
    assert any(TAMPERINGS[tampering] in fault for fault in tampered(tampering))


def test_a_fact_of_another_day_proves_nothing() -> None:
    answer = load_theory().classify(GOVERNMENTS)
    later = copy.deepcopy(GOVERNMENTS)
    later["facts"][0]["to"] = "2000-01-01"

    assert any("there is no ['f1']" in fault for fault in load_checker().faults(later, answer))
