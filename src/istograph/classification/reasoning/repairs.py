"""Repairs: the largest consistent sets of units, and what is so in every one of them."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from threading import Lock

from istograph.classification.reasoning.bitsets import bits, minimal, positions, union
from istograph.classification.reasoning.rules import Rules

# There may be hundreds; most organizations have fewer than five.
_MOST_LISTED = 16


class Repairs:
    """The largest consistent sets of units, found as far as somebody asks: most questions end soon.

    They are what the minimal sets that meet every clash leave over.
    """

    def __init__(self, closed: Sequence[int], clashes: Sequence[int], rules: Rules) -> None:
        everything = (1 << len(closed)) - 1
        self._closed = closed
        self._rules = rules
        self._clashes = clashes
        self._clashing = union(clashes)
        self._rest = (everything & ~hit for hit in _HittingSets(clashes))
        self._found: list[int] = []
        # Answers share an analysis, and threads may ask for them at once.
        self._lock = Lock()

    def __iter__(self) -> Iterator[int]:
        place = 0
        while (repair := self._get(place)) is not None:
            yield repair
            place += 1

    def _get(self, place: int) -> int | None:
        with self._lock:
            if place == len(self._found):
                self._found += islice(self._rest, 1)
            return self._found[place] if place < len(self._found) else None

    def all_hold(self, sets: Sequence[int]) -> bool:
        """Say whether in every repair there is one of some consistent sets of units."""
        if not sets or not self._clashing:
            return bool(sets)
        if not all(found & self._clashing for found in sets):
            return True
        for repair in self._first:
            for found in sets:
                if not found & ~repair:
                    break
            else:
                return False
        return len(self._first) <= _MOST_LISTED or not self._can_do_without(sets, 0, set())

    @cached_property
    def _first(self) -> list[int]:
        return list(islice(self, _MOST_LISTED + 1))

    def _can_do_without(self, sets: Sequence[int], kept: int, seen: set[int]) -> bool:
        """Say whether some repair that has the kept units has none of the sets.

        What a repair lacks contradicts it: for each set there is a clash with units of the set and,
        for the rest, units of the repair.
        """
        seen.add(kept)
        left = [found for found in sets if self._is_consistent(kept | found)]
        if not left:
            return True
        unwanted = min(left, key=int.bit_count)
        rests = {kept | clash & ~unwanted for clash in self._clashes if clash & unwanted}
        return any(
            self._can_do_without(left, further, seen)
            for further in minimal(rests - seen)
            if further not in seen and self._is_consistent(further)
        )

    def _is_consistent(self, units: int) -> bool:
        known = union(self._closed[i] for i in positions(units)) | self._rules.always
        return not self._rules.is_contradictory(known, self._rules.inside(known))


def parts(against: Sequence[int]) -> Iterator[int]:
    """Yield the largest sets of those of whom no two are opponents.

    Who is his own opponent is in none. https://doi.org/10.1145/362342.362367

    >>> list(parts([0b010, 0b101, 0b010, 0b000]))
    [13, 10]
    """
    agreed = disputed = 0
    for place, others in enumerate(against):
        if not others:
            agreed |= 1 << place
        elif not others >> place & 1:
            disputed |= 1 << place
    return _grow(against, agreed, disputed, 0)


def _grow(against: Sequence[int], chosen: int, candidates: int, tried: int) -> Iterator[int]:
    """Yield what candidates make of those chosen, without those that were tried before."""
    if not candidates:
        if not tried:
            yield chosen
        return
    first = candidates & -candidates
    # What lacks the first has one of its opponents.
    for one in bits(candidates & (first | against[first.bit_length() - 1])):
        others = ~against[one.bit_length() - 1]
        yield from _grow(against, chosen | one, candidates & others & ~one, tried & others)
        candidates ^= one
        tried |= one


_LOOK_AHEAD = 100


class _HittingSets:
    """The minimal sets that meet all of some sets: MMCS, depth first without repetition.

    https://doi.org/10.1016/j.dam.2014.01.012
    """

    def __init__(self, sets: Sequence[int]) -> None:
        self._sets = sets
        # For each element, which of the sets it meets.
        self._meets = {
            element: union(1 << n for n, found in enumerate(sets) if found & element)
            for element in bits(union(sets))
        }

    def __iter__(self) -> Iterator[int]:
        everything = (1 << len(self._sets)) - 1
        return self._extend({}, union(self._sets), everything)

    def _extend(self, critical: dict[int, int], candidates: int, unmet: int) -> Iterator[int]:
        """Yield what extends chosen elements, each given with the sets that only it meets."""
        if not unmet:
            yield union(critical)
            return
        open_sets = (self._sets[n] & candidates for n in islice(positions(unmet), _LOOK_AHEAD))
        choice = min(open_sets, key=int.bit_count)
        candidates &= ~choice
        for element in bits(choice):
            meets = self._meets[element]
            # An element that would leave another nothing to meet alone is one too many.
            if all(alone & ~meets for alone in critical.values()):
                left = {chosen: alone & ~meets for chosen, alone in critical.items()}
                left[element] = unmet & meets
                yield from self._extend(left, candidates, unmet & ~meets)
                candidates |= element
