"""Prime implicates: complete, and kept on disk as long as what is kept can be trusted."""

import json
import random
from itertools import product
from pathlib import Path

import pytest

from istograph.classification.reasoning import implicates
from istograph.classification.reasoning.implicates import cached_prime_implicates, prime_implicates

ATOMS = 4


def random_clauses(seed: int) -> list[int]:
    source = random.Random(seed)
    return [
        sum(1 << 2 * atom << source.randint(0, 1) for atom in source.sample(range(ATOMS), size))
        for size in (1, 2, 2, 2, 3, 3, 3)
        if source.random() < 0.7
    ]


def brute_force(clauses: list[int]) -> set[int]:
    """The minimal clauses that hold in every model: a row of a truth table is a set of literals."""
    rows = [
        sum(1 << 2 * atom << bit for atom, bit in enumerate(bits))
        for bits in product((0, 1), repeat=ATOMS)
    ]
    models = [row for row in rows if all(row & clause for clause in clauses)]
    every = [
        sum(1 << 2 * atom << sign for atom, sign in enumerate(signs) if sign is not None)
        for signs in product((0, 1, None), repeat=ATOMS)
    ]
    implied = {clause for clause in every if all(model & clause for model in models)}
    return {c for c in implied if not any(o != c and o & c == o for o in implied)}


@pytest.mark.parametrize("seed", range(40))
def test_they_are_the_minimal_clauses_that_follow(seed: int) -> None:
    clauses = random_clauses(seed)

    assert set(prime_implicates(clauses, ATOMS)) == brute_force(clauses)


@pytest.fixture
def no_computing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> tuple[int, ...]:
        raise AssertionError("computed, though it is in the cache")

    monkeypatch.setattr(implicates, "prime_implicates", refuse)


def test_the_cache_saves_computing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    first = cached_prime_implicates([1, 6], 2, tmp_path)
    request.getfixturevalue("no_computing")

    assert cached_prime_implicates([6, 1], 2, tmp_path) == first


def test_other_clauses_have_another_cache(tmp_path: Path) -> None:
    cached_prime_implicates([1, 6], 2, tmp_path)

    assert cached_prime_implicates([2, 4], 2, tmp_path) == (2, 4)


def spoil(file: Path, how: str) -> None:
    stored = json.loads(file.read_text(encoding="utf-8"))
    if how == "changed":
        stored["implicates"] = ["2"]
    elif how == "of another theory":
        stored["key"] = "0" * 64
    elif how == "without a part":
        del stored["digest"]
    text = "[" if how == "cut off" else json.dumps(stored)
    file.write_text("[]" if how == "another form" else text, encoding="utf-8")


@pytest.mark.parametrize(
    "how", ["changed", "of another theory", "without a part", "cut off", "another form"]
)
def test_a_spoilt_cache_is_computed_again(tmp_path: Path, how: str) -> None:
    expected = cached_prime_implicates([1, 6], 2, tmp_path)
    (file,) = tmp_path.iterdir()
    spoil(file, how)

    assert cached_prime_implicates([1, 6], 2, tmp_path) == expected
    assert json.loads(file.read_text(encoding="utf-8"))["implicates"] == list(map(str, expected))


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")

    assert cached_prime_implicates([1, 6], 2, blocked) == prime_implicates([1, 6], 2)


def test_it_computes_without_a_folder() -> None:
    assert cached_prime_implicates([1, 6], 2, None) == prime_implicates([1, 6], 2)
