"""Which policies concern an organization: by verdict, place and aim, with the cell of each."""

from datetime import date

import pytest
from pyoxigraph import Store

from istograph.errors import NotFoundError
from istograph.model import Text
from istograph.policies import Aim, Period, Policies, concerning, places

BROAD = {
    "InternationalOrganization": "entailed",
    "ISTO": "refuted",
    "BroadISTO": "entailed",
}
NARROW = {**BROAD, "ISTO": "entailed"}
OPEN = {**BROAD, "ISTO": "unknown", "BroadISTO": "unknown"}
NONE = {"InternationalOrganization": "entailed", "ISTO": "refuted", "BroadISTO": "refuted"}
OVERSEAS_NGO = {**NONE, "InternationalOrganization": "refuted"}
ZHONGGUANCUN = "id:policy/zhongguancun-internationalization-funds"


def marked(found: Policies) -> set[tuple[str, str]]:
    return {(m.policy, m.measure) for m in found.mentioned}


def words(texts: tuple[Text, ...]) -> str:
    return " ".join(text.en for text in texts)


def test_a_locality_has_its_own_policies_and_those_of_all_china(store: Store) -> None:
    found = concerning(store, BROAD, "beijing", Aim.SETTLE)

    assert ("id:policy/beijing-sti-centre-plan", "attract-settlement") in marked(found)
    assert (ZHONGGUANCUN, "settlement-incentives") in marked(found)
    assert ("id:policy/13th-fyp-sti-plan", "attract-settlement") in marked(found)
    assert not {policy for policy, _ in marked(found) if "nanjing" in policy or "us-" in policy}


def test_each_stands_with_its_cell_line_and_reasons(store: Store) -> None:
    found = concerning(store, BROAD, "beijing", Aim.SETTLE)
    (one,) = (
        m
        for m in found.mentioned
        if (m.policy, m.measure) == (ZHONGGUANCUN, "settlement-incentives")
    )

    assert (one.cell, one.line, one.status) == ("cell/table-1-18-4", 144, "concerns")
    assert "which is part of this place" in words(one.reasons)
    assert "footnote ①" in words(one.reasons)


def test_a_policy_of_a_part_is_none_of_another_part(store: Store) -> None:
    assert ("id:policy/beijing-sti-centre-plan", "attract-settlement") in marked(
        concerning(store, NARROW, "zhongguancun", Aim.SETTLE)
    )
    assert "pudong" not in str(marked(concerning(store, NARROW, "beijing", Aim.SETTLE)))


OUTLINE = "id:policy/greater-bay-area-outline"
BAY = "guangdong-hong-kong-macao-greater-bay-area"


@pytest.mark.parametrize("place", ["shenzhen", "nansha", "hong-kong", "macao", "guangdong", BAY])
def test_a_policy_of_a_region_concerns_whatever_lies_in_it(store: Store, place: str) -> None:
    assert (OUTLINE, "attract-settlement") in marked(concerning(store, NARROW, place, Aim.SETTLE))


def test_a_region_named_by_a_national_policy_has_a_row_of_its_own(store: Store) -> None:
    found = concerning(store, NARROW, BAY, Aim.SETTLE)

    assert not found.notes
    # of Guangdong a part is in the region, and the country's policies concern its mainland
    assert {"id:policy/guangdong-greater-bay-area-opinions", "id:policy/13th-fyp-sti-plan"} <= {
        policy for policy, _ in marked(found)
    }


def test_a_policy_of_a_region_concerns_nobody_outside_it(store: Store) -> None:
    for place in ("shanghai", "taiwan", "bonn"):
        assert OUTLINE not in str(marked(concerning(store, NARROW, place, Aim.SETTLE)))


def test_what_is_of_the_place_comes_before_what_is_of_the_country(store: Store) -> None:
    found = concerning(store, NARROW, "nansha", Aim.SETTLE)
    policies = list(dict.fromkeys(m.policy.rpartition("/")[2] for m in found.mentioned))

    assert "nansha" in policies[0]
    assert policies[1:3] == ["greater-bay-area-outline", "guangdong-greater-bay-area-opinions"]
    assert policies.index("13th-fyp-sti-plan") > 2


@pytest.mark.parametrize(("day", "ended"), [("2025-12-31", False), ("2026-01-01", True)])
def test_what_has_ended_comes_last_among_those_as_near(store: Store, day: str, ended: bool) -> None:
    found = concerning(store, NARROW, "shanghai", Aim.SETTLE, day)
    of_all = [m.ended for m in found.mentioned if "appl" not in m.reasons[1].en]
    (plan,) = (
        m for m in found.mentioned if m.policy == "id:policy/shanghai-14th-fyp-sti-centre-plan"
    )

    assert of_all == sorted(of_all)
    assert set(of_all) == {False, True}
    assert plan.ended is ended
    assert found.mentioned[0] == plan


def test_nobody_settles_in_the_whole_world(store: Store) -> None:
    assert "world" not in places(store)
    assert {"china", "hong-kong", "bonn"} <= places(store).keys()


def test_an_isto_needs_no_broad_sense(store: Store) -> None:
    found = concerning(store, NARROW, "beijing", Aim.SETTLE)

    assert "footnote" not in " ".join(words(m.reasons) for m in found.mentioned)


def test_what_is_undecided_is_said_to_be_so(store: Store) -> None:
    found = concerning(store, OPEN, "beijing", Aim.SETTLE)

    assert {m.status for m in found.mentioned} == {"undecided"}


def test_posts_are_of_international_organizations_in_table_1(store: Store) -> None:
    found = concerning(store, NONE, "china", Aim.HOLD_POSTS)

    assert {m.measure for m in found.mentioned} == {"participate-in-affairs"}
    assert "no ISTO" in words(found.notes)


@pytest.mark.parametrize("aim", Aim)
def test_for_an_overseas_ngo_that_is_no_isto_there_is_no_basis(store: Store, aim: Aim) -> None:
    found = concerning(store, OVERSEAS_NGO, "beijing", aim)

    assert found.mentioned == found.unmentioned == ()
    assert "overseas NGOs" in words(found.notes)


def test_a_city_abroad_has_its_row_and_its_countrys_policies(store: Store) -> None:
    found = concerning(store, BROAD, "bonn", Aim.SETTLE)

    assert ("id:place/bonn", "tax-preference") in marked(found)
    assert ("id:policy/germany-focus-information-cluster-plan", "funding-subsidy") in marked(found)
    assert {policy for policy, _ in marked(found) if policy.startswith("id:place")} == {
        "id:place/bonn"
    }


def test_a_country_has_all_its_rows(store: Store) -> None:
    found = concerning(store, BROAD, "germany", Aim.SETTLE)

    assert ("id:place/bonn", "tax-preference") in marked(found)


def test_what_others_mention_is_told_apart_from_what_cannot_be_compared(store: Store) -> None:
    found = concerning(store, BROAD, "bonn", Aim.SETTLE)
    reasons = {u.measure: u.reason.en for u in found.unmentioned}

    assert "not mentioned" in reasons["medical-services"]
    assert reasons["attract-settlement"].startswith("No basis")
    assert "tax-preference" not in reasons


def test_a_locality_may_not_mention_what_others_do(store: Store) -> None:
    found = concerning(store, BROAD, "qianhai-shekou", Aim.SETTLE)
    (incentives,) = (u for u in found.unmentioned if u.measure == "settlement-incentives")

    assert len(incentives.others) == 6
    assert "empty circle" in incentives.reason.en


def test_the_years_in_a_title_stand_with_it(store: Store) -> None:
    found = concerning(store, NARROW, "beijing", Aim.SETTLE)
    periods = {m.policy: m.period for m in found.mentioned}
    plan = periods["id:policy/13th-fyp-sti-plan"]

    assert plan == Period(2016, 2020)
    assert (plan.is_over(date(2020, 12, 31)), plan.is_over(date(2021, 1, 1))) == (False, True)
    assert periods[ZHONGGUANCUN] is None


def test_an_unmarked_place_is_said_to_be_one(store: Store) -> None:
    found = concerning(store, BROAD, "chengdu", Aim.SETTLE)

    assert "say nothing of it" in words(found.notes)
    assert all("level" in words(m.reasons) for m in found.mentioned)


def test_founding_has_no_column_in_table_2(store: Store) -> None:
    assert "Table 2 has no column" in words(concerning(store, BROAD, "bonn", Aim.FOUND).notes)


def test_a_draft_is_said_to_be_one(store: Store) -> None:
    found = concerning(store, NARROW, "nansha", Aim.SETTLE)
    (draft,) = {m.reasons for m in found.mentioned if "draft" in m.policy and "inc" in m.measure}

    assert "draft" in words(draft)


def test_every_text_is_there_in_both_languages(store: Store) -> None:
    found = concerning(store, OPEN, "shenzhen", Aim.SETTLE)
    texts = [t for m in found.mentioned for t in (m.policy_label, m.measure_label, *m.reasons)]

    assert texts
    assert all(text.en and text.zh for text in (*texts, *found.notes, found.place))


def test_an_unknown_place_is_an_error_with_the_places(store: Store) -> None:
    with pytest.raises(NotFoundError, match=r"beijing.*bonn"):
        concerning(store, BROAD, "atlantis", Aim.SETTLE)
