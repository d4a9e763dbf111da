"""How well records are joined by name, on pairs that were labelled by reading them."""

from collections import Counter

import pytest
from tests.joining.calibration import figures, figures_of_names, fit, halves
from tests.joining.pairs import NAMES_ALONE, Pair, pairs

from istograph.matching import Score, scoring
from istograph.matching.scoring import score


@pytest.fixture(scope="module")
def testing() -> list[Pair]:
    """The half on which nothing was set."""
    return halves()[1]


def test_there_are_pairs_enough_and_few_with_the_same_name() -> None:
    known = list(pairs())
    same = [pair for pair in known if pair.is_same]
    assert len(known) >= 600
    assert len(same) >= 200
    assert sum(pair.has_identical_names for pair in same) <= 0.3 * len(same)


def test_no_pair_is_there_twice_and_each_says_why() -> None:
    known = [*pairs(), *pairs(NAMES_ALONE)]
    twice = Counter(frozenset((p.first.key, p.second.key)) for p in known)
    assert [keys for keys, number in twice.items() if number > 1] == []
    assert all(pair.reason for pair in known)


def test_the_halves_share_no_second_record() -> None:
    setting, testing = ({pair.second.key for pair in half} for half in halves())
    assert setting & testing == set()
    assert min(map(len, halves())) > 250


def test_the_matcher_sees_no_identifier() -> None:
    assert all(not p.first.identifiers and not p.second.identifiers for p in pairs())


def test_joins_by_name_are_right_on_the_half_for_testing(testing: list[Pair]) -> None:
    found = figures(testing)
    assert found.precision >= 0.99, found
    assert found.recall >= 0.5, found


def test_a_distinctive_name_that_nobody_else_has_is_right_alone() -> None:
    found = figures_of_names()
    assert found.precision >= 0.99, found
    assert found.recall >= 0.4, found
    assert round(found.least_precision, 2) == scoring.ALONE


def test_a_name_alone_does_not_suffice_where_others_may_have_it() -> None:
    wrong = [
        pair
        for pair in pairs()
        if not pair.is_same and score(pair.first, pair.second).shares_distinctive_name()
    ]
    # Offices and members that have the whole's name among theirs: the reason for asking the index.
    assert wrong


@pytest.mark.usefixtures("untraced")
def test_the_weights_are_those_that_the_half_for_setting_gives() -> None:
    intercept, weights = fit(halves()[0])
    assert intercept == pytest.approx(scoring.INTERCEPT, abs=0.05)
    assert weights == pytest.approx(dict(scoring.WEIGHTS), abs=0.05)


def test_the_threshold_is_above_every_wrong_pair_of_the_half_for_setting() -> None:
    wrong = [score(pair.first, pair.second) for pair in halves()[0] if not pair.is_same]
    highest = max(found.value for found in wrong if found.has_evidence and not contradicted(found))
    assert highest < scoring.THRESHOLD


def contradicted(found: Score) -> bool:
    return found.is_contradicted


def test_without_its_threshold_the_matcher_would_be_wrong(
    testing: list[Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "THRESHOLD", 0.3)
    assert figures(testing).precision < 0.99


def test_a_score_is_the_same_in_either_order(testing: list[Pair]) -> None:
    for pair in testing:
        one, other = score(pair.first, pair.second), score(pair.second, pair.first)
        assert one.value == pytest.approx(other.value)
        assert one.is_match == other.is_match
