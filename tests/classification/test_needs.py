"""What is missing: against trying every set of up to three features."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pytest
from tests.classification.oracle import (
    ISTO,
    Fact,
    literals,
    opposite,
    satisfiable,
    slice_of,
    theory_and_rows,
    try_every_subset,
)
from tests.tracing import untraced

from istograph.classification import Theory, load_theory

Json = dict[str, Any]
DAY = "2026-11-21"

# The contract's list, each with facts that are its instances: any of them gives what it gives.
FEATURES: list[tuple[Json, list[list[Fact]]]] = []


def feature(canonical: Json, *instances: list[tuple[str, Any]]) -> None:
    facts = [[{"property": p, "value": v} for p, v in instance] for instance in instances]
    FEATURES.append((canonical, facts))


for instrument in ("multilateral-agreement", "intergovernmental-agreement", "bilateral-agreement"):
    feature(
        {"property": "hasConstitutiveInstrument", "value": instrument},
        [("hasConstitutiveInstrument", instrument)],
    )
feature(
    {"property": "hasConstitutiveInstrument", "value": "articles-of-association"},
    [("hasConstitutiveInstrument", "articles-of-association")],
)
feature({"property": "hasFoundingParty", "value": "ngo"}, [("hasFoundingParty", "ngo")])
feature({"property": "isNonprofit", "value": True}, [("isNonprofit", True)])
feature({"property": "isNonprofit", "value": False}, [("isNonprofit", False)])
feature(
    {"property": "hasParticipantFrom", "distinct": 3},
    [("hasParticipantFrom", code) for code in ("BR", "ZA", "IN")],
)
feature({"property": "isEstablishedUnderLawOf", "value": "CN"}, [("isEstablishedUnderLawOf", "CN")])
feature(
    {"property": "isEstablishedUnderLawOf", "not": "CN"},
    [("isEstablishedUnderLawOf", "FR")],
    [("isEstablishedUnderLawOf", "HK")],
)
for yes in (True, False):
    feature({"property": "isLegallyEstablished", "value": yes}, [("isLegallyEstablished", yes)])
for group, fields in {
    "general": ("politics", "multi-sector"),
    "scientific-technological": ("physics", "social-science"),
    "other-professional": ("health", "tourism"),
}.items():
    feature(
        {"property": "hasPrincipalField", "group": group},
        *([("hasPrincipalField", field)] for field in fields),
    )
for name in ("hasSTAttribute", "isInternational"):
    for yes in (True, False):
        feature({"property": name, "value": yes}, [(name, yes)])
CLASSES = [term.name for term in load_theory().classes]
for name in CLASSES[1:]:
    feature({"property": "isSaidToBe", "value": name}, [("isSaidToBe", name)])


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


def described(*facts: tuple[str, Any]) -> Json:
    numbered = [{"id": f"f{n}", "property": p, "value": v} for n, (p, v) in enumerate(facts, 1)]
    return {"id": "x", "as_of": DAY, "facts": numbered}


def given(repair: list[Fact], whole: list[Fact], chosen: tuple[int, ...]) -> list[int]:
    """The literals of facts and of one instance of each feature."""
    added = [fact for n in chosen for fact in FEATURES[n][1][0]]
    # Counted apart: three more states contradict a closed list of fewer.
    return literals(repair, whole) + literals(added, added)


@untraced()
def expected_sets(description: Json, target: str, *, entail: bool) -> list[list[Json]]:
    """The minimal sets that decide in every repair and contradict none, by trying."""
    whole = slice_of(description)
    repairs = [
        [fact for fact in whole if fact["id"] in repair]
        for repair in try_every_subset(description, ()).repairs
    ]
    literal = theory_and_rows()[0].literal(str(ISTO[target]))
    denial = opposite(literal) if entail else literal
    found: list[tuple[int, ...]] = []
    for chosen in allowed_sets(target):
        if any(set(smaller) <= set(chosen) for smaller in found):
            continue
        sets = [given(repair, whole, chosen) for repair in repairs]
        if all(satisfiable(s) and not satisfiable([*s, denial]) for s in sets):
            found.append(chosen)
    return [[FEATURES[n][0] for n in chosen] for chosen in found]


def allowed_sets(target: str) -> Iterator[tuple[int, ...]]:
    asked = {"property": "isSaidToBe", "value": target}
    usable = [n for n, (canonical, _) in enumerate(FEATURES) if canonical != asked]
    for size in (1, 2, 3):
        yield from combinations(usable, size)


ORGANIZATIONS = {
    "a treaty body of another field": described(
        ("hasConstitutiveInstrument", "multilateral-agreement"), ("hasPrincipalField", "forestry")
    ),
    "a body with articles": described(("hasConstitutiveInstrument", "articles-of-association")),
    "a society on which two sources disagree": described(
        ("isSaidToBe", "NonGovernmentalOrganization"),
        ("isEstablishedUnderLawOf", "CN"),
        ("isEstablishedUnderLawOf", "HK"),
    ),
    "a closed list": described(
        ("isSaidToBe", "NonGovernmentalOrganization"),
        ("hasParticipantFrom", "FR"),
        ("participantListComplete", True),
    ),
}
ASKED = ("InternationalOrganization", "DomesticINGO", "STAttributedOrganization", "BroadISTO")


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("name", ORGANIZATIONS)
def test_they_are_all_the_minimal_sets(theory: Theory, name: str, asked: str) -> None:
    description = ORGANIZATIONS[name]
    answer = theory.classify(description)
    found = next(v for v in answer["verdicts"] if v["class"] == f"isto:{asked}")
    if found["status"] != "unknown":
        assert not {"would_entail", "would_refute"} & found.keys()
        return

    assert found["would_entail"] == expected_sets(description, asked, entail=True)
    assert found["would_refute"] == expected_sets(description, asked, entail=False)


def test_the_organizations_leave_questions_open(theory: Theory) -> None:
    open_questions = [
        (name, v["class"])
        for name, description in ORGANIZATIONS.items()
        for v in theory.classify(description)["verdicts"]
        if v["status"] == "unknown" and v["class"].removeprefix("isto:") in ASKED
    ]

    assert len(open_questions) >= 10


def verdict(answer: Mapping[str, Any], name: str) -> Json:
    return next(v for v in answer["verdicts"] if v["class"] == f"isto:{name}")


def test_a_closed_list_leaves_no_third_state(theory: Theory) -> None:
    answer = theory.classify(ORGANIZATIONS["a closed list"])
    wanted = verdict(answer, "InternationalOrganization")["would_entail"]

    assert {"property": "hasParticipantFrom", "distinct": 3} not in [f for s in wanted for f in s]


def test_a_class_is_never_proved_by_saying_it(theory: Theory) -> None:
    for found in theory.classify(described())["verdicts"]:
        asked = {"property": "isSaidToBe", "value": found["class"].removeprefix("isto:")}
        assert asked not in [f for s in found["would_entail"] + found["would_refute"] for f in s]


def test_what_is_offered_decides(theory: Theory) -> None:
    """Add the facts of each offered set, whichever instance, and ask again."""
    for description in ORGANIZATIONS.values():
        for found in theory.classify(description)["verdicts"]:
            for key, status in (("would_entail", "entailed"), ("would_refute", "refuted")):
                for wanted in found.get(key, [])[:4]:
                    further = added(description, wanted)
                    assert theory.statuses(further)[found["class"].removeprefix("isto:")] == status


def added(description: Json, wanted: list[Json]) -> Json:
    instances = [next(i for c, i in FEATURES if c == canonical)[-1] for canonical in wanted]
    new = [fact for instance in instances for fact in instance]
    facts = [{"id": f"n{n}", **fact} for n, fact in enumerate(new)]
    return {**description, "facts": [*description["facts"], *facts]}
