"""Facts as JSON: what is refused, with what words, and what a day leaves of them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from istograph.classification import Theory, load_theory
from istograph.errors import InputError, TermError


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


def described(*facts: dict[str, Any], **more: Any) -> dict[str, Any]:
    numbered = [{"id": f"f{n}", **fact} for n, fact in enumerate(facts, start=1)]
    return {"id": "x", "facts": numbered, **more}


MISTAKES: dict[str, tuple[dict[str, Any], type[InputError], str]] = {
    "a property nearly right": (
        {"property": "hasFoundingPrty", "value": "state"},
        TermError,
        "there is no property 'hasFoundingPrty'; did you mean 'hasFoundingParty'?",
    ),
    "a value nearly right": (
        {"property": "hasPrincipalField", "value": "phisics"},
        TermError,
        "there is no field 'phisics'; did you mean 'physics'?",
    ),
    "a code in small letters": (
        {"property": "isEstablishedUnderLawOf", "value": "hk"},
        TermError,
        "there is no jurisdiction 'hk'; did you mean 'HK'?",
    ),
    "a value far off": (
        {"property": "hasFoundingParty", "value": "qqqq"},
        TermError,
        "there is no party 'qqqq'; there are 'company', 'government-agency'",
    ),
    "a class that is none": (
        {"property": "isSaidToBe", "value": "ITSO"},
        TermError,
        "there is no class 'ITSO'; did you mean 'ISTO'?",
    ),
    "a feature as a class": (
        {"property": "isSaidToBe", "value": "NonprofitBody"},
        TermError,
        "there is no class 'NonprofitBody'",
    ),
    "a word for a boolean": (
        {"property": "isNonprofit", "value": "true"},
        InputError,
        "isNonprofit is true or false, not 'true'",
    ),
    "a number for a boolean": (
        {"property": "isNonprofit", "value": 1},
        InputError,
        "isNonprofit is true or false, not 1",
    ),
    "a boolean for a key": (
        {"property": "hasField", "value": True},
        InputError,
        "the value of hasField is a string, not True",
    ),
    "a string for a registration": (
        {"property": "hasRegistration", "value": "constitutive"},
        InputError,
        "the value of hasRegistration is an object with 'authority', 'jurisdiction', 'kind'",
    ),
    "a registration without its kind": (
        {"property": "hasRegistration", "value": {"jurisdiction": "CN"}},
        InputError,
        "the value of hasRegistration needs a 'kind'",
    ),
    "a part that there is not": (
        {"property": "hasOffice", "value": {"kind": "liaison-office", "where": "CN"}},
        TermError,
        "the value of hasOffice has no 'where'",
    ),
    "a part that is no string": (
        {"property": "hasOffice", "value": {"kind": "liaison-office", "in": 7}},
        InputError,
        "the 'in' of hasOffice is a string, not 7",
    ),
    "a day that there is not": (
        {"property": "dissolvedOn", "value": "2010-02-30"},
        InputError,
        "'2010-02-30' is no date; it should be like '2015-06-30'",
    ),
    "a year for a day": (
        {"property": "isNonprofit", "value": True, "from": "2010"},
        InputError,
        "'from': '2010' is no date",
    ),
    "an end before the beginning": (
        {"property": "isNonprofit", "value": True, "from": "2010-01-01", "to": "2009-01-01"},
        InputError,
        "it ends on 2009-01-01, before it begins on 2010-01-01",
    ),
    "a support that there is not": (
        {"property": "isNonprofit", "value": True, "support": "state"},
        TermError,
        "there is no support 'state'; did you mean 'stated'?",
    ),
    "a negation of a boolean": (
        {"property": "isNonprofit", "value": True, "negated": True},
        InputError,
        "isNonprofit cannot be negated; only hasConstitutiveInstrument",
    ),
    "a negated law of another country": (
        {"property": "isEstablishedUnderLawOf", "value": "FR", "negated": True},
        InputError,
        "isEstablishedUnderLawOf can be negated for 'CN' only, not for 'FR'",
    ),
    "a negated registration elsewhere": (
        {
            "property": "hasRegistration",
            "value": {"kind": "constitutive", "jurisdiction": "HK"},
            "negated": True,
        },
        InputError,
        "hasRegistration can be negated for 'CN' only, not for 'HK'",
    ),
    "a negation that is no boolean": (
        {"property": "isSaidToBe", "value": "ISTO", "negated": "yes"},
        InputError,
        "'negated' is true or false, not 'yes'",
    ),
    "a misspelt key": (
        {"property": "isSaidToBe", "value": "ISTO", "negatd": True},
        TermError,
        "there is no 'negatd'; did you mean 'negated'?",
    ),
    "no value": ({"property": "isNonprofit"}, InputError, "it has no 'value'"),
    "no property": ({"value": True}, InputError, "it has no 'property'"),
    "a property that is no name": (
        {"property": ["isNonprofit"], "value": True},
        InputError,
        "'property' is a name",
    ),
    "an id that is no string": (
        {"id": 7, "property": "isNonprofit", "value": True},
        InputError,
        "'id' is a string, not 7",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_fact(theory: Theory, mistake: str) -> None:
    fact, kind, words = MISTAKES[mistake]
    fine = {"property": "isNonprofit", "value": True}

    with pytest.raises(kind) as refusal:
        theory.classify(described(fine, fact))

    assert type(refusal.value) is kind
    assert str(refusal.value).startswith(f"x: fact {fact.get('id', 'f2')!r} (number 2): ")
    assert words in str(refusal.value)


def test_two_facts_with_one_id_are_refused(theory: Theory) -> None:
    fact = {"id": "f1", "property": "isNonprofit", "value": True}

    with pytest.raises(InputError, match=r"number 2\): another fact has the same id"):
        theory.classify({"id": "x", "facts": [fact, fact]})


@pytest.mark.parametrize("description", [7, {"id": "x"}, {"id": "x", "facts": {}}])
def test_what_is_no_description_is_refused(theory: Theory, description: Any) -> None:
    with pytest.raises(InputError, match="'facts'"):
        theory.classify(description)


@pytest.mark.parametrize("fact", [7, None, "isNonprofit"])
def test_what_is_no_fact_is_refused(theory: Theory, fact: Any) -> None:
    with pytest.raises(InputError, match="x: fact number 1: a fact is an object"):
        theory.classify({"id": "x", "facts": [fact]})


def test_a_mistake_outside_the_day_is_a_mistake(theory: Theory) -> None:
    fact = {"property": "hasField", "value": "phisics", "to": "1990-01-01"}

    with pytest.raises(TermError):
        theory.classify(described(fact))


def test_other_keys_are_the_senders_own(theory: Theory) -> None:
    fact = {"property": "isNonprofit", "value": True, "note": "as its charter says", "source": "s"}

    assert theory.classify(described(fact, comment="mine"))["consistent"]


def test_the_prefix_of_a_term_may_stand(theory: Theory) -> None:
    fact = {"property": "isto:isSaidToBe", "value": "isto:ISTO"}

    assert theory.statuses(described(fact))["ISTO"] == "entailed"


NONPROFIT = {"property": "isNonprofit", "value": False}


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (None, None, True),
        ("2015-06-30", None, True),
        ("2015-07-01", None, False),
        (None, "2015-06-30", False),
        (None, "2015-07-01", True),
        ("2015-06-30", "2015-06-30", False),
    ],
)
def test_intervals_are_half_open(
    theory: Theory, since: str | None, until: str | None, holds: bool
) -> None:
    fact = NONPROFIT | {"from": since, "to": until}
    status = theory.statuses(described(fact), as_of="2015-06-30")["InternationalOrganization"]

    assert status == ("refuted" if holds else "unknown")


def test_the_day_that_is_asked_for_goes_before_the_descriptions_own(theory: Theory) -> None:
    description = described(NONPROFIT | {"to": "2010-01-01"}, as_of="2005-01-01")

    assert theory.classify(description)["as_of"] == "2005-01-01"
    assert theory.classify(description, as_of=date(2011, 1, 1))["as_of"] == "2011-01-01"
    assert theory.statuses(description)["ISTO"] == "refuted"
    assert theory.statuses(description, as_of="2011-01-01")["ISTO"] == "unknown"


def test_without_a_day_it_is_today(theory: Theory) -> None:
    before = datetime.now(UTC).date().isoformat()
    answer = theory.classify(described())

    assert before <= answer["as_of"] <= datetime.now(UTC).date().isoformat()


def test_a_day_that_is_none_is_refused(theory: Theory) -> None:
    with pytest.raises(InputError, match="'as_of': 'today' is no date"):
        theory.classify(described(as_of="today"))


DISSOLVED = {"property": "dissolvedOn", "value": "2010-01-01"}


@pytest.mark.parametrize(
    ("facts", "day", "status"),
    [
        ([DISSOLVED], "2010-01-01", "dissolved"),
        ([DISSOLVED], "2009-12-31", "active"),
        ([DISSOLVED, NONPROFIT], "2020-01-01", "dissolved"),
        ([NONPROFIT], "2020-01-01", "active"),
        ([NONPROFIT | {"to": "2010-01-01"}], "2020-01-01", "unknown"),
        ([], "2020-01-01", "unknown"),
    ],
)
def test_the_status_of_the_organization(
    theory: Theory, facts: list[dict[str, Any]], day: str, status: str
) -> None:
    assert theory.classify(described(*facts), as_of=day)["status"] == status


def test_the_kind_of_a_dissolved_organization_stays(theory: Theory) -> None:
    said = {"property": "isSaidToBe", "value": "ISTO"}

    assert theory.statuses(described(said, DISSOLVED), as_of="2020-01-01")["ISTO"] == "entailed"
