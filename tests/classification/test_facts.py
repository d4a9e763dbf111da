"""Facts as JSON: what is refused, with what words, and what a day leaves of them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from istograph.classification import Theory, load_theory
from istograph.errors import DescriptionError, InputError


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


def described(*facts: dict[str, Any], **more: Any) -> dict[str, Any]:
    numbered = [{"id": f"f{n}", **fact} for n, fact in enumerate(facts, start=1)]
    return {"id": "x", "facts": numbered, **more}


# What is wrong with a fact; where in it; and in which words.
MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "a property nearly right": (
        {"property": "hasFoundingPrty", "value": "state"},
        "property",
        "there is no property 'hasFoundingPrty'; did you mean 'hasFoundingParty'?",
    ),
    "a value nearly right": (
        {"property": "hasPrincipalField", "value": "phisics"},
        "value",
        "there is no field 'phisics'; did you mean 'physics'?",
    ),
    "a science that is not listed": (
        {"property": "hasPrincipalField", "value": "geology"},
        "value",
        "'transport'; write 'science-technology' for any other science "
        "(/classify/schema names them all)",
    ),
    "a code in small letters": (
        {"property": "isEstablishedUnderLawOf", "value": "hk"},
        "value",
        "there is no jurisdiction 'hk'; did you mean 'HK'?",
    ),
    "a value far off": (
        {"property": "hasFoundingParty", "value": "qqqq"},
        "value",
        "there is no party 'qqqq'; there are 'company', 'government-agency'",
    ),
    "a class that is none": (
        {"property": "isSaidToBe", "value": "ITSO"},
        "value",
        "there is no class 'ITSO'; did you mean 'ISTO'?",
    ),
    "a feature as a class": (
        {"property": "isSaidToBe", "value": "NonprofitBody"},
        "value",
        "there is no class 'NonprofitBody'",
    ),
    "a word for a boolean": (
        {"property": "isNonprofit", "value": "true"},
        "value",
        "isNonprofit is true or false, not 'true'",
    ),
    "a number for a boolean": (
        {"property": "isNonprofit", "value": 1},
        "value",
        "isNonprofit is true or false, not 1",
    ),
    "a boolean for a key": (
        {"property": "hasField", "value": True},
        "value",
        "the value of hasField is a string, not true",
    ),
    "a string for a registration": (
        {"property": "hasRegistration", "value": "constitutive"},
        "value",
        "the value of hasRegistration is an object with 'authority', 'jurisdiction', 'kind'",
    ),
    "a registration without its kind": (
        {"property": "hasRegistration", "value": {"jurisdiction": "CN"}},
        "value",
        "the value of hasRegistration needs a 'kind'",
    ),
    "a part that there is not": (
        {"property": "hasOffice", "value": {"kind": "liaison-office", "where": "CN"}},
        "value/where",
        "the value of hasOffice has no 'where'",
    ),
    "a part that is no string": (
        {"property": "hasOffice", "value": {"kind": "liaison-office", "in": 7}},
        "value/in",
        "the 'in' of hasOffice is a string, not 7",
    ),
    "a day that there is not": (
        {"property": "dissolvedOn", "value": "2010-02-30"},
        "value",
        "'2010-02-30' is no date; it should be like '2015-06-30'",
    ),
    "a year for a day": (
        {"property": "isNonprofit", "value": True, "from": "2010"},
        "from",
        "'from': '2010' is no date",
    ),
    "an end before the beginning": (
        {"property": "isNonprofit", "value": True, "from": "2010-01-01", "to": "2009-01-01"},
        "to",
        "it ends on 2009-01-01, before it begins on 2010-01-01",
    ),
    "a support that there is not": (
        {"property": "isNonprofit", "value": True, "support": "state"},
        "support",
        "there is no support 'state'; did you mean 'stated'?",
    ),
    "a negation of a boolean": (
        {"property": "isNonprofit", "value": True, "negated": True},
        "negated",
        "isNonprofit cannot be negated; only hasConstitutiveInstrument",
    ),
    "a negated law of another country": (
        {"property": "isEstablishedUnderLawOf", "value": "FR", "negated": True},
        "negated",
        "isEstablishedUnderLawOf can be negated for 'CN' only, not for 'FR'",
    ),
    "a negated registration elsewhere": (
        {
            "property": "hasRegistration",
            "value": {"kind": "constitutive", "jurisdiction": "HK"},
            "negated": True,
        },
        "negated",
        "hasRegistration can be negated for 'CN' only, not for 'HK'",
    ),
    "a negation that is no boolean": (
        {"property": "isSaidToBe", "value": "ISTO", "negated": "yes"},
        "negated",
        "'negated' is true or false, not 'yes'",
    ),
    "a misspelt key": (
        {"property": "isSaidToBe", "value": "ISTO", "negatd": True},
        "negatd",
        "; did you mean 'negated'?",
    ),
    "a key of another format": (
        {"property": "isNonprofit", "value": True, "until": "2010-01-01"},
        "until",
        "there is no 'until', and a key of your own begins with 'x-'; did you mean 'to'?",
    ),
    "a start": (
        {"property": "isNonprofit", "value": True, "start": "2010-01-01"},
        "start",
        "; did you mean 'from'?",
    ),
    "an end on the day of the beginning": (
        {"property": "isNonprofit", "value": True, "from": "2010-01-01", "to": "2010-01-01"},
        "to",
        "it begins and ends on 2010-01-01, so it holds on no day",
    ),
    "a parent without a name": (
        {"property": "isOfficeOf", "value": " "},
        "value",
        "isOfficeOf names the other organization",
    ),
    "a country as people call it": (
        {"property": "isHeadquarteredIn", "value": "UK"},
        "value",
        "there is no jurisdiction 'UK'; did you mean 'GB'?",
    ),
    "a country by its English name": (
        {"property": "isHeadquarteredIn", "value": "China"},
        "value",
        "there is no jurisdiction 'China'; did you mean 'CN'?",
    ),
    "a country by its Chinese name": (
        {"property": "isHeadquarteredIn", "value": "中国"},
        "value",
        "there is no jurisdiction '中国'; did you mean 'CN'?",
    ),
    "a field by its Chinese label": (
        {"property": "hasPrincipalField", "value": "物理学"},
        "value",
        "there is no field '物理学'; did you mean 'physics'?",
    ),
    "a property by its Chinese label": (
        {"property": "主要领域", "value": "physics"},
        "property",
        "there is no property '主要领域'; did you mean 'hasPrincipalField'?",
    ),
    "a value of another property": (
        {"property": "hasLegalForm", "value": "articles-of-association"},
        "value",
        "there is no legal-form 'articles-of-association'; it is a value of "
        "hasConstitutiveInstrument",
    ),
    "a registration's kind misspelt": (
        {"property": "hasRegistration", "value": {"kind": "constituitve"}},
        "value/kind",
        "there is no registration-kind 'constituitve'; did you mean 'constitutive'?",
    ),
    "an empty id": (
        {"id": "", "property": "isNonprofit", "value": True},
        "id",
        "'id' is a string that is not empty",
    ),
    "a source that is no text": (
        {"property": "isNonprofit", "value": True, "source": ["a", "b"]},
        "source",
        "'source' is a string, or {\"en\": ..., \"zh\": ...}, not ['a', 'b']",
    ),
    "a quote that is no text": (
        {"property": "isNonprofit", "value": True, "quote": ["a"]},
        "quote",
        "'quote' says in words where the fact is written",
    ),
    "no value": ({"property": "isNonprofit"}, "", "it has no 'value'"),
    "no property": ({"value": True}, "", "it has no 'property'"),
    "a property that is no name": (
        {"property": ["isNonprofit"], "value": True},
        "property",
        "'property' is a name",
    ),
    "an id that is no string": (
        {"id": 7, "property": "isNonprofit", "value": True},
        "id",
        "'id' is a string that is not empty, not 7",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_fact(theory: Theory, mistake: str) -> None:
    fact, path, words = MISTAKES[mistake]
    fine = {"property": "isNonprofit", "value": True}

    with pytest.raises(DescriptionError) as refusal:
        theory.classify(described(fine, fact))

    pointer = f"/facts/1/{path}".rstrip("/")
    id_ = fact.get("id", "f2")
    name = f"fact {id_!r}" if isinstance(id_, str) else "fact number 2"
    assert str(refusal.value).startswith(f"{pointer}: {name} of 'x': ")
    assert words in str(refusal.value)


def test_two_facts_with_one_id_are_refused(theory: Theory) -> None:
    fact = {"id": "f1", "property": "isNonprofit", "value": True}

    with pytest.raises(InputError, match=r"/facts/1/id: .*another fact has the same id"):
        theory.classify({"id": "x", "facts": [fact, fact]})


@pytest.mark.parametrize(
    ("description", "words"),
    [
        (7, "a description is an object with 'id' and 'facts', not 7"),
        ({"id": "x"}, "'x': it has no 'facts', a list of them"),
        ({"id": "x", "facts": {}}, "/facts: 'x': 'facts' is a list of facts, not {}"),
        ({"id": 5, "facts": []}, "/id: 'id' is a string that is not empty, not 5"),
        ({"id": {"facts": []}, "facts": []}, "/id: 'id' is a string that is not empty, not {"),
        ({"id": " ", "facts": []}, "/id: 'id' is a string that is not empty"),
        ({"id": "x", "asof": "2020-01-01", "facts": []}, "/asof: .* did you mean 'as_of'"),
        ({"id": "x", "title": "X", "facts": []}, "/title: .* did you mean 'name'"),
        ({"id": "x", "claims": [], "facts": []}, "/claims: .* did you mean 'facts'"),
        ({"id": "x", "colour": "red", "facts": []}, "a key of your own begins with 'x-'"),
        ({"id": "x", "name": ["X"], "facts": []}, "/name: 'x': 'name' is a string"),
    ],
)
def test_what_is_no_description_is_refused(theory: Theory, description: Any, words: str) -> None:
    with pytest.raises(DescriptionError, match=words):
        theory.classify(description)


def test_the_path_of_a_mistake_is_a_json_pointer(theory: Theory) -> None:
    with pytest.raises(DescriptionError, match=r"^/a~1b~0: 'x': "):
        theory.classify({"id": "x", "a/b~": 1, "facts": []})


@pytest.mark.parametrize("fact", [7, None, "isNonprofit"])
def test_what_is_no_fact_is_refused(theory: Theory, fact: Any) -> None:
    with pytest.raises(InputError, match="/facts/0: fact number 1 of 'x': a fact is an"):
        theory.classify({"id": "x", "facts": [fact]})


def test_a_mistake_outside_the_day_is_a_mistake(theory: Theory) -> None:
    fact = {"property": "hasField", "value": "phisics", "to": "1990-01-01"}

    with pytest.raises(DescriptionError):
        theory.classify(described(fact))


def test_keys_of_the_senders_own_are_left_alone(theory: Theory) -> None:
    fact = {"property": "isNonprofit", "value": True, "x-row": 7, "note": "n", "source": "s"}

    assert theory.classify(described(fact, comment="mine", **{"x-y": 1}))["consistent"]


def test_what_is_null_is_not_said(theory: Theory) -> None:
    keys = ("from", "to", "negated", "source", "support", "quote")
    fact = {"property": "isNonprofit", "value": False, **dict.fromkeys(keys)}

    found = theory.statuses(described(fact, name=None, as_of=None))
    assert found["InternationalOrganization"] == "refuted"


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
