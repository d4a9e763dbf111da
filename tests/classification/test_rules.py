"""The rules against the truth tables of small theories, and covers against every set."""

from functools import reduce
from itertools import product
from operator import and_

import pytest
from hypothesis import given
from hypothesis import strategies as st

from istograph.classification.axioms.clauses import compile_clauses
from istograph.classification.axioms.reading import read_ontology
from istograph.classification.reasoning.bitsets import bits, minimal, positions, union
from istograph.classification.reasoning.covers import Covers
from istograph.classification.reasoning.implicates import prime_implicates
from istograph.classification.reasoning.rules import Rules
from istograph.resources import ONTOLOGY

ATOMS = 4
EVERYTHING = 4**ATOMS - 1
LITERALS = st.sets(st.integers(0, 2 * ATOMS - 1), min_size=1, max_size=4).map(
    lambda places: union(1 << place for place in places)
)
# Every way to make each atom true or false.
WORLDS = [
    union(1 << 2 * atom + no for atom, no in enumerate(choice))
    for choice in product((0, 1), repeat=ATOMS)
]


def consequences(clauses: list[int], facts: list[int]) -> int:
    """What is true wherever the clauses and the facts are."""
    known = union(facts)
    models = [w for w in WORLDS if not known & ~w and all(clause & w for clause in clauses)]
    return reduce(and_, models, EVERYTHING)


@given(st.lists(LITERALS, max_size=8), st.lists(LITERALS, max_size=3))
def test_rules_are_sound_and_complete(clauses: list[int], facts: list[int]) -> None:
    rules = Rules(prime_implicates(clauses, ATOMS), ATOMS)
    known = union(rules.closed(fact) for fact in facts) | rules.always

    assert rules.closure(known) == consequences(clauses, facts)
    contradictory = rules.is_contradictory(known, rules.inside(known))
    assert contradictory == (consequences(clauses, facts) == EVERYTHING)


@pytest.mark.usefixtures("untraced")
def test_rules_are_few() -> None:
    theory = compile_clauses(read_ontology(ONTOLOGY))
    literals = [clause.literals for clause in theory.clauses]
    implicates = prime_implicates(literals, len(theory.atoms))
    rules = Rules(implicates, len(theory.atoms))

    assert len(rules.sets) < len(implicates) / 2
    assert rules.conflicts.bit_count() < len(implicates) / 20


@given(st.lists(LITERALS, max_size=6), LITERALS)
def test_covers_are_all_the_smallest(givers: list[int], wanted: int) -> None:
    against = Rules((), ATOMS).opponents(givers)
    expected = []
    for chosen in range(1 << len(givers)):
        given = union(givers[place] for place in positions(chosen))
        peaceful = all(not chosen & against[n] for n in positions(chosen))
        if not wanted & ~given and peaceful:
            expected.append(chosen)

    assert sorted(Covers(givers, against)(wanted)) == sorted(minimal(expected))
    small = [one for one in minimal(expected) if one.bit_count() <= 2]
    assert sorted(Covers(givers, against, most=2)(wanted)) == sorted(small)
    pairs = {1 << n | other for n, each in enumerate(against) for other in bits(each)}
    assert set(Covers(givers, against).pairs()) == pairs
