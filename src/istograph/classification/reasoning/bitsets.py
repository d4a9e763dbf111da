"""Sets of small numbers as integers: number i is in the set when bit i is 1."""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_


def minimal(sets: Iterable[int]) -> list[int]:
    """Return the sets of which no other one is a part, the smallest first."""
    different = set(sets)
    if len(different) <= 1:
        return list(different)
    kept: list[int] = []
    for candidate in sorted(sorted(different), key=int.bit_count):
        outside = ~candidate
        for smaller in kept:
            if not smaller & outside:
                break
        else:
            kept.append(candidate)
    return kept


def union(sets: Iterable[int]) -> int:
    """Return what is in any of the sets."""
    return reduce(or_, sets, 0)


def bits(number: int) -> Iterator[int]:
    """Yield the powers of two that a number is the sum of.

    >>> list(bits(10))
    [2, 8]
    """
    while number:
        lowest = number & -number
        yield lowest
        number ^= lowest


def positions(number: int) -> Iterator[int]:
    """Yield the places of a number's bits, from the lowest.

    >>> list(positions(10))
    [1, 3]
    """
    return map(place_of, bits(number))


def place_of(bit: int) -> int:
    """Return the place of the one bit of a power of two."""
    return bit.bit_length() - 1
