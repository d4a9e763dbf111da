"""Domestic and overseas for any host: a profile of jurisdictions, not a country."""

from collections.abc import Mapping
from typing import Any

import pytest

from istograph.classification import Theory, load_theory
from istograph.errors import TermError

Json = Mapping[str, Any]
DOMESTIC, OVERSEAS = ("entailed", "refuted"), ("refuted", "entailed")
OPEN, DISPUTED = ("unknown", "unknown"), ("contested", "contested")
NEITHER = ("refuted", "refuted")


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


def described(*facts: tuple[str, Any]) -> Json:
    return {
        "id": "x",
        "facts": [
            {
                "id": f"f{n}",
                "property": property_.removeprefix("not "),
                "value": value,
                "negated": property_.startswith("not "),
            }
            for n, (property_, value) in enumerate(facts, 1)
        ],
    }


LAW, SEAT = "isEstablishedUnderLawOf", "hasStatutorySeatIn"
REGISTERED = ("hasRegistration", {"kind": "constitutive", "jurisdiction": "HK"})
TAXED = ("hasRegistration", {"kind": "tax", "jurisdiction": "HK"})


@pytest.mark.parametrize(
    ("facts", "host", "expected"),
    [
        ([(LAW, "CN")], "cn", DOMESTIC),
        ([(LAW, "CN")], "CN", DOMESTIC),
        ([(LAW, "HK")], "cn", OVERSEAS),
        ([(LAW, "HK")], "cn-all", DOMESTIC),
        ([(LAW, "HK")], "hk", DOMESTIC),
        ([(LAW, "HK")], "HK", DOMESTIC),
        ([(LAW, "HK")], "BE", OVERSEAS),
        ([(LAW, "BE")], "BE", DOMESTIC),
        ([(LAW, "CN")], "BE", OVERSEAS),
        ([(SEAT, "BE")], "BE", DOMESTIC),
        ([REGISTERED], "HK", DOMESTIC),
        ([REGISTERED], "cn", OVERSEAS),
        ([TAXED], "HK", OPEN),
        ([("isHeadquarteredIn", "BE")], "BE", OPEN),
        ([(LAW, "CN"), (LAW, "HK")], "cn", DISPUTED),
        ([(LAW, "CN"), (LAW, "HK")], "cn-all", DOMESTIC),
        ([(LAW, "CN"), (LAW, "HK")], "BE", OVERSEAS),
        ([(LAW, "BE"), (LAW, "HK")], "BE", DISPUTED),
        ([(LAW, "BE"), (LAW, "HK")], "FR", OVERSEAS),
        ([("isLegallyEstablished", False)], "BE", NEITHER),
        ([("isLegallyEstablished", True)], "BE", OPEN),
        ([("isLegallyEstablished", True), (f"not {LAW}", "CN")], "cn", OVERSEAS),
        ([("isLegallyEstablished", True), (f"not {LAW}", "CN")], "cn-all", OPEN),
        ([(f"not {SEAT}", "CN")], "cn", ("refuted", "unknown")),
        ([("isSaidToBe", "DomesticNGO")], "cn", DOMESTIC),
        ([("isSaidToBe", "DomesticNGO")], "cn-all", DOMESTIC),
        ([("isSaidToBe", "DomesticNGO")], "BE", OVERSEAS),
        ([("isSaidToBe", "OverseasNGO")], "cn", OVERSEAS),
        ([("isSaidToBe", "OverseasNGO")], "BE", OPEN),
        ([], "cn", OPEN),
    ],
)
def test_host(
    theory: Theory, facts: list[tuple[str, Any]], host: str, expected: tuple[str, str]
) -> None:
    answer = theory.classify(described(*facts), host=host)["host"]

    assert (answer["domestic"]["status"], answer["overseas"]["status"]) == expected


def test_the_answer_names_the_profile_and_the_proof(theory: Theory) -> None:
    answer = theory.classify(described((LAW, "BE")), host="BE")["host"]

    assert answer["profile"] == "be"
    assert answer["domestic"]["because"] == [
        {
            "facts": ["f1"],
            "axioms": ["isto:axiom-law-establishes", "isto:axiom-domestic-to-host"],
            "support": "interpretation",
        }
    ]


def test_a_disputed_place_shows_both_sides(theory: Theory) -> None:
    answer = theory.classify(described((LAW, "BE"), (LAW, "FR")), host="BE")["host"]

    assert [entry["facts"] for entry in answer["domestic"]["because"]] == [["f1"]]
    assert [entry["facts"] for entry in answer["domestic"]["against"]] == [["f2"]]


def test_the_mainland_as_host_is_the_place_axis(theory: Theory) -> None:
    for code in ("CN", "HK", "FR"):
        facts = (("isSaidToBe", "InternationalNGO"), (LAW, code))
        answer = theory.classify(described(*facts), host="cn")
        statuses = {v["class"]: v["status"] for v in answer["verdicts"]}
        host = answer["host"]
        assert statuses["isto:DomesticINGO"] == host["domestic"]["status"]
        assert statuses["isto:OverseasINGO"] == host["overseas"]["status"]


def test_without_a_host_there_is_no_answer_for_one(theory: Theory) -> None:
    assert "host" not in theory.classify(described((LAW, "BE")))


def test_without_explanations_a_host_has_statuses_only(theory: Theory) -> None:
    answer = theory.classify(described((LAW, "BE")), host="BE", explain=False)["host"]

    assert answer == {
        "profile": "be",
        "domestic": {"status": "entailed"},
        "overseas": {"status": "refuted"},
    }


def test_a_host_that_is_none_is_refused(theory: Theory) -> None:
    with pytest.raises(TermError, match="there is no host 'Atlantis'; a host is one of cn, cn-all"):
        theory.classify(described(), host="Atlantis")


@pytest.mark.parametrize(
    ("name", "meant"), [("UK", "GB"), ("hongkong", "hk"), ("cn-al", "cn-all"), ("法国", "FR")]
)
def test_a_host_nearly_right_is_suggested(name: str, meant: str) -> None:
    with pytest.raises(TermError, match=f"did you mean '{meant}'"):
        load_theory().classify({"id": "x", "facts": []}, host=name)
