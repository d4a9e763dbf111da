"""Defaults: beside a verdict that is unknown, and never called entailed."""

from typing import Any

import pytest

from istograph.classification import Theory, load_theory
from istograph.classification.answers.presumptions import PRESUMPTIONS

ARTICLES = ("hasConstitutiveInstrument", "articles-of-association")
NONPROFIT, AGREEMENT = "default-private-law-nonprofit", "default-governments-agreement"


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


def presumed(theory: Theory, *facts: tuple[str, Any]) -> dict[str, tuple[str, str]]:
    numbered = [{"id": f"f{n}", "property": p, "value": v} for n, (p, v) in enumerate(facts, 1)]
    answer = theory.classify({"id": "x", "facts": numbered}, presume=True)
    return {
        verdict["class"].removeprefix("isto:"): tuple(verdict["presumed"].values())
        for verdict in answer["verdicts"]
        if "presumed" in verdict
    }


def test_a_private_law_body_is_presumed_non_profit(theory: Theory) -> None:
    assert presumed(theory, ARTICLES) == {"NonGovernmentalOrganization": ("likely", NONPROFIT)}


def test_with_a_place_more_follows(theory: Theory) -> None:
    found = presumed(theory, ARTICLES, ("isEstablishedUnderLawOf", "FR"))

    assert found["OverseasNGO"] == ("likely", NONPROFIT)


def test_a_word_on_profit_ends_the_presumption(theory: Theory) -> None:
    assert presumed(theory, ARTICLES, ("isNonprofit", False)) == {}
    assert presumed(theory, ARTICLES, ("hasLegalForm", "company")) == {}
    assert presumed(theory, ARTICLES, ("isNonprofit", True)) == {}


def test_what_governments_signed_is_presumed_an_agreement(theory: Theory) -> None:
    found = presumed(theory, ("isInternational", True), ("hasFoundingParty", "state"))

    assert found["IntergovernmentalOrganization"] == ("likely", AGREEMENT)
    assert found["NonGovernmentalOrganization"] == ("unlikely", AGREEMENT)


@pytest.mark.parametrize(
    "fact",
    [
        ("hasConstitutiveInstrument", "national-statute"),
        ("hasFoundingParty", "ngo"),
        ("isSaidToBe", "InternationalNGO"),
    ],
)
def test_what_speaks_against_an_agreement_ends_the_presumption(
    theory: Theory, fact: tuple[str, Any]
) -> None:
    found = presumed(theory, ("isInternational", True), ("hasFoundingParty", "state"), fact)

    assert AGREEMENT not in {default for _, default in found.values()}


def test_a_disputed_fact_gives_no_presumption(theory: Theory) -> None:
    facts = (ARTICLES, ("hasConstitutiveInstrument", "intergovernmental-agreement"))

    assert presumed(theory, *facts) == {}


def test_nothing_presumed_is_called_entailed(theory: Theory) -> None:
    fact = {"id": "f1", "property": ARTICLES[0], "value": ARTICLES[1]}
    description = {"id": "x", "facts": [fact]}
    plain = theory.classify(description)
    answer = theory.classify(description, presume=True)

    for verdict in answer["verdicts"]:
        if presumption := verdict.pop("presumed", None):
            assert verdict["status"] == "unknown"
            assert presumption["status"] in ("likely", "unlikely")
    assert answer == plain


def test_a_presumption_says_why_in_two_languages() -> None:
    assert len({presumption.name for presumption in PRESUMPTIONS}) == len(PRESUMPTIONS)
    assert all(p.reason_en and p.reason_zh for p in PRESUMPTIONS)
