"""Families of sets of facts: counted without listing, listed in input order."""

import random
import time
from itertools import combinations, product
from math import comb

import pytest

from istograph.classification.facts.families import Choice, Closing, Family, Spread, count, first


def members(family: Family) -> list[set[int]]:
    """All sets of a family, by trying."""
    if isinstance(family, Choice):
        return [{fact} for fact in family.facts]
    if isinstance(family, Closing):
        return [{closer, *family.participants} for closer in family.closers]
    triples = combinations(family.tags, 3)
    return [set(t) for t in triples if len({family.tags[fact] for fact in t}) == 3]


def random_families(seed: int) -> list[Family]:
    source = random.Random(seed)
    facts = list(range(12))
    source.shuffle(facts)
    tags = {fact: source.choice("ABCD") for fact in facts[:6]}
    choices: list[Family] = [Choice(tuple(sorted(facts[6:8]))), Choice((facts[8],))]
    spread: list[Family] = [Spread(tags)] if len(set(tags.values())) >= 3 else []
    closing: list[Family] = [Closing((facts[9], facts[10]), (facts[11],))]
    return choices + spread + closing[: seed % 2]


@pytest.mark.parametrize("seed", range(30))
def test_selections_are_all_there_in_order(seed: int) -> None:
    families = random_families(seed)
    expected = sorted(
        tuple(sorted(set().union(*choice))) for choice in product(*map(members, families))
    )

    assert first([families], 10_000) == expected
    assert count(families) == len(expected)
    assert first([families], 3) == expected[:3]


def test_unions_are_merged_in_order() -> None:
    one: list[Family] = [Choice((1, 4)), Choice((2,))]
    other: list[Family] = [Choice((0, 3)), Choice((5,))]

    assert first([one, other], 10) == [(0, 5), (1, 2), (2, 4), (3, 5)]


def test_the_sets_of_a_family_have_its_size() -> None:
    for family in random_families(1):
        assert {len(found) for found in members(family)} == {family.size}


def test_two_hundred_participants_are_counted_without_listing() -> None:
    spread = Spread({fact: str(fact) for fact in range(200)})
    started = time.process_time()

    assert count([spread, Choice((200,))]) == comb(200, 3)
    assert first([[spread, Choice((200,))]], 2) == [(0, 1, 2, 200), (0, 1, 3, 200)]
    assert time.process_time() - started < 0.5


def test_a_long_closed_list_is_no_deep_search() -> None:
    closing = Closing((0, 5001), tuple(range(1, 5001)))

    assert first([[closing]], 5) == [tuple(range(5001)), tuple(range(1, 5002))]
