"""Which of many fixed sets lie inside a given one, or all but one element of them: by tables.

For each byte of what is outside, a table says which sets have an element there, and which have
more than one. Nine lookups then stand for a walk over more than a thousand sets.
"""

from collections.abc import Sequence

from istograph.classification.bitsets import positions


class Neighbours:
    """Many sets, as integers, to be compared with one; the answers are sets of their numbers.

    >>> inside, but_one = Neighbours([0b0011, 0b0110, 0b1100], 4).of(0b0011)
    >>> list(positions(inside)), list(positions(but_one))
    ([0], [1])
    """

    def __init__(self, sets: Sequence[int], width: int) -> None:
        self.sets = tuple(sets)
        # For each element, the sets that have it.
        self.having = [0] * width
        for number, found in enumerate(self.sets):
            for element in positions(found):
                self.having[element] |= 1 << number
        self._every = (1 << len(self.sets)) - 1
        self._universe = (1 << width) - 1
        self._bytes = (width + 7) // 8
        self._tables = [_table(self.having[n * 8 : n * 8 + 8]) for n in range(self._bytes)]

    def of(self, given: int) -> tuple[int, int]:
        """Return which sets lie inside the given one, and which but for exactly one element."""
        outside = self._universe & ~given
        some = many = 0
        for table, byte in zip(self._tables, outside.to_bytes(self._bytes, "little"), strict=True):
            one, two = table[byte]
            many |= two | some & one
            some |= one
        return self._every & ~some, some & ~many


def _table(having: Sequence[int]) -> list[tuple[int, int]]:
    """Return, for each set of up to eight elements, who has any of them, and who has several."""
    table = [(0, 0)]
    for element in having:
        table += [(some | element, many | some & element) for some, many in table]
    return table
