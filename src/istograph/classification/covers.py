"""Which givers together give some literals: all smallest sets of them that may stand together."""

from collections.abc import Sequence

from istograph.classification.bitsets import bits, minimal, union


class Covers:
    """The sets of givers that give some literals, each without a giver too many.

    A set of givers has a bit for each. Givers of opposed literals are never in one set.

    >>> Covers([0b001, 0b101, 0b100], [0b000, 0b000, 0b000])(0b101)
    [2, 5]
    """

    def __init__(self, givers: Sequence[int], against: Sequence[int], most: int = 1000) -> None:
        self._givers = givers
        self._against = against
        self._most = most
        self._singles: dict[int, list[int]] = {}
        self._found: dict[int, list[int]] = {0: [0]}
        self._without: dict[int, int] = {}

    def singles(self, literal: int) -> list[int]:
        """Return the givers of one literal, as sets."""
        found = self._singles.get(literal)
        if found is None:
            found = [1 << n for n, given in enumerate(self._givers) if given & literal]
            self._singles[literal] = found
        return found

    def given_without(self, excluded: int) -> int:
        """Return what all givers but some give."""
        found = self._without.get(excluded)
        if found is None:
            found = union(g for n, g in enumerate(self._givers) if not excluded >> n & 1)
            self._without[excluded] = found
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
        found = []
        for giver in self.singles(literals & -literals):
            place = giver.bit_length() - 1
            against = self._against[place]
            for rest in self(literals & ~self._givers[place]):
                if not rest & against:
                    cover = giver | rest
                    if cover.bit_count() <= self._most:
                        found.append(cover)
        return minimal(found) if len(found) > 1 else found
