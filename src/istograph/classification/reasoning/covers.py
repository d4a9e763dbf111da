"""Which givers together give some literals: all smallest sets of them that may stand together."""

from collections.abc import Sequence

from istograph.classification.reasoning.bitsets import bits, minimal


class Covers:
    """The sets of givers that give some literals, each without a giver too many.

    A set of givers has a bit for each. Those that contradict each other, or one that contradicts
    itself, are in none.

    >>> Covers([0b001, 0b101, 0b100], [0b000, 0b000, 0b000])(0b101)
    [2, 5]
    """

    def __init__(self, givers: Sequence[int], against: Sequence[int], most: int = 1000) -> None:
        self._against = against
        self._most = most
        # Of each giver, as a set of one, what it gives and whom it contradicts.
        self._givers = {
            1 << n: (given, others)
            for n, (given, others) in enumerate(zip(givers, against, strict=True))
            if not others >> n & 1
        }
        self._singles: dict[int, int] = {}
        self._found: dict[int, list[int]] = {0: [0]}

    def singles(self, literal: int) -> int:
        """Return the givers of one literal."""
        found = self._singles.get(literal)
        if found is None:
            found = sum(giver for giver, (given, _) in self._givers.items() if given & literal)
            self._singles[literal] = found
        return found

    def pairs(self) -> list[int]:
        """Return the pairs of givers that cannot stand together, and who cannot even alone."""
        return [
            1 << place | other
            for place, against in enumerate(self._against)
            for other in bits(against & ((2 << place) - 1))
        ]

    def __call__(self, literals: int) -> list[int]:
        """Return the smallest sets that give all of these literals, of no more than so many."""
        found = self._found.get(literals)
        if found is None:
            found = self._found[literals] = self._find(literals)
        return found

    def _find(self, literals: int) -> list[int]:
        forced, left = 0, literals
        while left:
            literal = left & -left
            left ^= literal
            givers = self.singles(literal)
            if not givers & (givers - 1):
                if not givers:
                    return []
                forced |= givers
        if forced:
            return self._having(forced, literals)
        found = []
        for giver in bits(self.singles(literals & -literals)):
            found += self._having(giver, literals)
        return minimal(found) if len(found) > 1 else found

    def _having(self, chosen: int, literals: int) -> list[int]:
        """Return the sets with all of the chosen givers."""
        given = against = 0
        left = chosen
        while left:
            giver = left & -left
            left ^= giver
            gives, others = self._givers[giver]
            given |= gives
            against |= others
        if chosen & against or chosen.bit_count() > self._most:
            return []
        if not literals & ~given:
            return [chosen]
        covers = [chosen | rest for rest in self(literals & ~given) if not rest & against]
        return [cover for cover in covers if cover.bit_count() <= self._most]
