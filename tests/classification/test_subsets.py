"""The tables against looking at each set."""

from hypothesis import given
from hypothesis import strategies as st

from istograph.classification.reasoning.bitsets import positions
from istograph.classification.reasoning.subsets import Subsets

# More than two bytes, and not a whole number of them.
WIDTH = 19
SETS = st.integers(0, 2**WIDTH - 1)


@given(st.lists(SETS, max_size=30), SETS)
def test_the_tables_find_what_looking_finds(sets: list[int], given: int) -> None:
    expected = [number for number, found in enumerate(sets) if not found & ~given]

    assert list(positions(Subsets(sets, WIDTH).inside(given))) == expected
