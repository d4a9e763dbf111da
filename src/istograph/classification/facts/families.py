"""Families of sets of facts that do the same: counted without listing, listed in input order.

Choice    any one of some facts                 {f5} {f6}
Spread    any three facts of different states   {f3 f4 f5} {f3 f4 f6} ...
Closing   one fact that closes the list, and all participants

Two hundred participants make 1.3 million sets, so the first hundred are found without the others.
"""

import heapq
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, islice, product
from math import prod

Selection = tuple[int, ...]


@dataclass(frozen=True)
class _Slot:
    """A place in a selection for `size` facts whose tags differ."""

    size: int
    tags: Mapping[int, str]


@dataclass(frozen=True)
class Choice:
    """Any one of some facts."""

    facts: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many facts each set has."""
        return 1

    @property
    def count(self) -> int:
        """How many sets there are."""
        return len(self.facts)

    @property
    def sets(self) -> list[Selection]:
        """All sets."""
        return [(fact,) for fact in self.facts]

    @property
    def slots(self) -> tuple[_Slot, ...]:
        """What a selection must fill."""
        return (_Slot(1, dict.fromkeys(self.facts, "")),)


@dataclass(frozen=True)
class Spread:
    """Any three facts that have three different tags: states, of participants."""

    tags: Mapping[int, str]

    @property
    def facts(self) -> Collection[int]:
        """The facts that are in any set."""
        return self.tags.keys()

    @property
    def size(self) -> int:
        """How many facts each set has."""
        return 3

    @cached_property
    def count(self) -> int:
        """How many sets there are: the third elementary symmetric polynomial of the counts."""
        one = two = three = 0
        for facts in Counter(self.tags.values()).values():
            three += two * facts
            two += one * facts
            one += facts
        return three

    @property
    def sets(self) -> list[Selection]:
        """All sets."""
        alike: dict[str, list[int]] = {}
        for fact, tag in self.tags.items():
            alike.setdefault(tag, []).append(fact)
        return [found for tags in combinations(alike.values(), 3) for found in product(*tags)]

    @property
    def slots(self) -> tuple[_Slot, ...]:
        """What a selection must fill."""
        return (_Slot(3, self.tags),)


@dataclass(frozen=True)
class Closing:
    """Any one of some facts, together with all of others."""

    closers: tuple[int, ...]
    participants: tuple[int, ...]

    @property
    def facts(self) -> Collection[int]:
        """The facts that are in any set."""
        return (*self.closers, *self.participants)

    @property
    def size(self) -> int:
        """How many facts each set has."""
        return 1 + len(self.participants)

    @property
    def count(self) -> int:
        """How many sets there are."""
        return len(self.closers)

    @property
    def sets(self) -> list[Selection]:
        """All sets."""
        return [(closer, *self.participants) for closer in self.closers]

    @property
    def slots(self) -> tuple[_Slot, ...]:
        """What a selection must fill."""
        return (_Slot(1, dict.fromkeys(self.closers, "")),)


Family = Choice | Spread | Closing


def count(families: Sequence[Family]) -> int:
    """Return how many selections there are of one set from each family."""
    return prod(family.count for family in families)


def every(families: Sequence[Family]) -> list[Selection]:
    """Return all selections of one set from each family."""
    choices = product(*(family.sets for family in families))
    return [tuple(sorted(chain.from_iterable(choice))) for choice in choices]


def first(unions: Sequence[Sequence[Family]], most: int) -> list[Selection]:
    """Return the first selections, in input order, of one set from each family of some union."""
    # Most facts are alone in saying what they say, and then there is nothing to search for.
    alone = sorted(only(families) for families in unions if count(families) == 1)
    others = [_selections(families) for families in unions if count(families) > 1]
    return list(islice(heapq.merge(alone, *others), most)) if others else alone[:most]


def only(families: Sequence[Family]) -> Selection:
    """Return the one selection that there is."""
    if len(families) == 1:
        return tuple(sorted(families[0].facts))
    return tuple(sorted([fact for family in families for fact in family.facts]))


def _selections(families: Sequence[Family]) -> Iterator[Selection]:
    slots = [slot for family in families for slot in family.slots]
    found = _Search(slots).extend((), 0, tuple((slot.size, frozenset()) for slot in slots))
    fixed = [fact for f in families if isinstance(f, Closing) for fact in f.participants]
    # What all selections have in common changes nothing in their order.
    return (tuple(sorted((*chosen, *fixed))) for chosen in found) if fixed else found


# For each slot, how many facts it still needs and the tags it has.
_State = tuple[tuple[int, frozenset[str]], ...]


class _Search:
    """Depth first over facts in input order, never into a branch that cannot be completed."""

    def __init__(self, slots: Sequence[_Slot]) -> None:
        self._slots = slots
        self._candidates = sorted((fact, n) for n, slot in enumerate(slots) for fact in slot.tags)
        self._last: list[dict[str, int]] = [{} for _ in slots]
        for place, (fact, n) in enumerate(self._candidates):
            self._last[n][slots[n].tags[fact]] = place

    def extend(self, chosen: Selection, start: int, state: _State) -> Iterator[Selection]:
        if not any(needed for needed, _ in state):
            yield chosen
            return
        for place in range(start, len(self._candidates)):
            if not self._can_complete(state, place):
                return
            fact, n = self._candidates[place]
            needed, used = state[n]
            tag = self._slots[n].tags[fact]
            if needed and tag not in used:
                taken = (*state[:n], (needed - 1, used | {tag}), *state[n + 1 :])
                if self._can_complete(taken, place + 1):
                    yield from self.extend((*chosen, fact), place + 1, taken)

    def _can_complete(self, state: _State, start: int) -> bool:
        return all(
            sum(last >= start for tag, last in self._last[n].items() if tag not in used) >= needed
            for n, (needed, used) in enumerate(state)
            if needed
        )
