"""Which of many fixed sets lie inside a given one: by tables.

For each byte of what is outside, a table says which sets have an element there. A few lookups then
stand for a walk over all sets.
"""

from collections.abc import Sequence

from istograph.classification.reasoning.bitsets import positions


class Subsets:
    """Many sets, as integers, to be compared with one; the answer is a set of their numbers.

    >>> list(positions(Subsets([0b0011, 0b0110, 0b1100], 4).inside(0b0111)))
    [0, 1]
    """

    def __init__(self, sets: Sequence[int], width: int) -> None:
        # For each element, the sets that have it.
        having = [0] * width
        for number, found in enumerate(sets):
            for element in positions(found):
                having[element] |= 1 << number
        self._every = (1 << len(sets)) - 1
        self._universe = (1 << width) - 1
        self._bytes = (width + 7) // 8
        self._tables = [_table(having[n * 8 : n * 8 + 8]) for n in range(self._bytes)]

    def inside(self, given: int) -> int:
        """Return which sets lie inside the given one."""
        outside = self._universe & ~given
        some = 0
        for table, byte in zip(self._tables, outside.to_bytes(self._bytes, "little"), strict=True):
            some |= table[byte]
        return self._every & ~some


def _table(having: Sequence[int]) -> list[int]:
    """Return, for each set of up to eight elements, who has any of them."""
    table = [0]
    for element in having:
        table += [some | element for some in table]
    return table
