"""Repairs against trying every set of units."""

from hypothesis import given
from hypothesis import strategies as st

from istograph.classification.reasoning.bitsets import minimal, positions, union
from istograph.classification.reasoning.implicates import prime_implicates
from istograph.classification.reasoning.repairs import Repairs
from istograph.classification.reasoning.rules import Rules

ATOMS = 4
LITERALS = st.sets(st.integers(0, 2 * ATOMS - 1), min_size=1, max_size=3).map(
    lambda places: union(1 << place for place in places)
)


@given(
    st.lists(LITERALS, max_size=6),
    st.lists(LITERALS, min_size=1, max_size=6),
    st.lists(st.integers(1, 63), max_size=4),
)
def test_what_holds_in_every_repair(clauses: list[int], units: list[int], sets: list[int]) -> None:
    rules = Rules(prime_implicates(clauses, ATOMS), ATOMS)
    closed = [*map(rules.closed, units)]

    def is_consistent(chosen: int) -> bool:
        known = union(closed[place] for place in positions(chosen)) | rules.always
        return not rules.is_contradictory(known, rules.inside(known))

    every = range(1 << len(units))
    consistent = [chosen for chosen in every if is_consistent(chosen)]
    if not consistent:
        return
    clashes = minimal(chosen for chosen in every if not is_consistent(chosen))
    expected = {c for c in consistent if not any(c != d and not c & ~d for d in consistent)}
    wanted = [chosen for chosen in sets if chosen in consistent]
    repairs = Repairs(closed, clashes, rules)

    assert set(repairs) == expected
    in_every = all(any(not one & ~repair for one in wanted) for repair in expected)
    assert repairs.all_hold(wanted) == in_every
