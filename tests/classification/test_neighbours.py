"""The tables against counting one by one; and theories that remember against one that does not."""

from hypothesis import given
from hypothesis import strategies as st
from tests.classification.generation import descriptions

from istograph.classification import Theory, load_theory
from istograph.classification.axioms import read_ontology
from istograph.classification.bitsets import positions
from istograph.classification.neighbours import Neighbours
from istograph.resources import ONTOLOGY

# More than two bytes, and not a whole number of them.
WIDTH = 19
SETS = st.integers(0, 2**WIDTH - 1)


@given(st.lists(SETS, max_size=30), SETS)
def test_the_tables_find_what_counting_finds(sets: list[int], given: int) -> None:
    inside, but_one = Neighbours(sets, WIDTH).of(given)
    outside = [(found & ~given).bit_count() for found in sets]

    assert list(positions(inside)) == [n for n, count in enumerate(outside) if count == 0]
    assert list(positions(but_one)) == [n for n, count in enumerate(outside) if count == 1]


def test_what_is_remembered_changes_no_answer() -> None:
    forgetful = Theory(read_ontology(ONTOLOGY), None, remember=False)

    for _ in range(2):
        for description in descriptions(25, seed=51):
            assert forgetful.classify(description) == load_theory().classify(description)
            assert forgetful.statuses(description) == load_theory().statuses(description)


def test_without_needs_the_rest_is_the_same() -> None:
    keys = {"would_entail", "would_refute"}
    for description in descriptions(25, seed=52):
        whole = load_theory().classify(description)
        part = load_theory().classify(description, needs=False)
        for verdict in whole["verdicts"]:
            for key in keys:
                verdict.pop(key, None)
        assert part == whole
