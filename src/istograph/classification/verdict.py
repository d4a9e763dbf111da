"""What facts decide: statuses, the minimal sets of facts that decide them, clashes and repairs.

Facts come as units: facts that give the same literals are one unit, whichever of them holds. A set
of units is an integer too, with a bit for each. A repair is a largest consistent set of units;
units that clash with nothing are in every repair, so only those that clash need be weighed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from threading import Lock

from istograph.classification.bitsets import bits, minimal, positions, union
from istograph.classification.clauses import complement

ENTAILED, REFUTED, CONTESTED, UNKNOWN = "entailed", "refuted", "contested", "unknown"


@dataclass(frozen=True)
class Decision:
    """A status, and the minimal consistent sets of units that entail and that refute."""

    status: str
    because: tuple[int, ...]
    against: tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """Whether facts are consistent, and the status of each target."""

    consistent: bool
    statuses: tuple[str, ...]


@dataclass(frozen=True)
class Analysis:
    """What some units decide about each target, and the minimal sets of them that clash."""

    units: tuple[int, ...]
    decisions: tuple[Decision, ...]
    clashes: tuple[int, ...]
    repairs: "Repairs"

    @cached_property
    def clashing(self) -> int:
        """The units that are in some clash."""
        return union(self.clashes)

    def literals(self, units: int) -> int:
        """Return the literals that these units give."""
        return union(self.units[i] for i in positions(units))


class Repairs:
    """The largest consistent sets of units, found as far as somebody asks: most questions end soon.

    They are what the minimal sets that meet every clash leave over.
    """

    def __init__(self, everything: int, clashes: Sequence[int]) -> None:
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


class Reasoner:
    """Decides targets, which are literals, by looking up prime implicates."""

    def __init__(self, implicates: Sequence[int], atoms: int, targets: Sequence[int]) -> None:
        self._implicates = tuple(implicates)
        self._atoms = atoms
        self._targets = tuple(targets)
        self._everything = 4**atoms - 1
        self._goals = union(targets) | complement(union(targets), atoms)

    @cached_property
    def conflicts(self) -> tuple[int, ...]:
        """The sets of literals that cannot all be true: the negated prime implicates."""
        return tuple(self.complement(implicate) for implicate in self._implicates)

    @property
    def targets(self) -> tuple[int, ...]:
        """The literals that are decided."""
        return self._targets

    def complement(self, literals: int) -> int:
        """Return the literals that contradict these, one by one."""
        return complement(literals, self._atoms)

    def closure(self, known: int) -> int:
        """Return all literals that some entail, or every literal if they contradict each other."""
        opposed = self.complement(known)
        # What is left of an implicate when the known is taken away: nothing, or one literal.
        left = [rest for c in self._implicates if not (rest := c & ~opposed) & (rest - 1)]
        return self._everything if known & opposed or 0 in left else known | union(left)

    def outcome(self, units: Sequence[int]) -> Outcome:
        """Return the statuses, and nothing more."""
        entailed = self.closure(union(units))
        if entailed == self._everything:
            decisions = self.analyse(units).decisions
            return Outcome(False, tuple(decision.status for decision in decisions))
        refuted = self.complement(entailed)
        return Outcome(
            True,
            tuple(
                ENTAILED if target & entailed else REFUTED if target & refuted else UNKNOWN
                for target in self._targets
            ),
        )

    def analyse(self, units: Sequence[int]) -> Analysis:
        """Return everything that the units decide."""
        premises, conflicts = self._premises(union(units))
        covers = _Covers(units)
        clashes = tuple(minimal(c for conflict in conflicts for c in covers(conflict)))
        repairs = Repairs((1 << len(units)) - 1, clashes)

        def sets(goal: int) -> tuple[int, ...]:
            found = minimal(c for premise in premises.get(goal, ()) for c in covers(premise))
            return tuple(c for c in found if not any(clash & c == clash for clash in clashes))

        decisions = tuple(
            _decision(sets(target), sets(self.complement(target)), union(clashes), repairs)
            for target in self._targets
        )
        return Analysis(tuple(units), decisions, clashes, repairs)

    def _premises(self, known: int) -> tuple[dict[int, list[int]], list[int]]:
        """Return the sets of known literals that entail each goal, and those that clash."""
        opposed = self.complement(known)
        premises: dict[int, list[int]] = {goal: [goal] for goal in bits(known & self._goals)}
        conflicts = [1 << i | 2 << i for i in _even_bits(known & opposed)]
        for implicate in self._implicates:
            left = implicate & ~opposed
            if left & (left - 1):
                continue
            if not left:
                conflicts.append(self.complement(implicate))
            for goal in bits((left or implicate) & self._goals):
                premises.setdefault(goal, []).append(self.complement(implicate ^ goal))
        return premises, conflicts


def _decision(
    because: tuple[int, ...], against: tuple[int, ...], clashing: int, repairs: Repairs
) -> Decision:
    if not because and not against:
        status = UNKNOWN
    elif _holds_in_every_repair(because, clashing, repairs):
        status = ENTAILED
    elif _holds_in_every_repair(against, clashing, repairs):
        status = REFUTED
    else:
        status = CONTESTED
    return Decision(status, because, against)


def _holds_in_every_repair(sets: tuple[int, ...], clashing: int, repairs: Repairs) -> bool:
    if any(not found & clashing for found in sets):
        return True
    return bool(sets) and all(any(found & repair == found for found in sets) for repair in repairs)


class _Covers:
    """The sets of units that give some literals, each without a unit too many."""

    def __init__(self, units: Sequence[int]) -> None:
        self._givers: dict[int, list[int]] = {}
        for i, unit in enumerate(units):
            for literal in bits(unit):
                self._givers.setdefault(literal, []).append(1 << i)

    def __call__(self, literals: int) -> list[int]:
        choices = [self._givers[literal] for literal in bits(literals)]
        if all(len(choice) == 1 for choice in choices):
            return [union(choice[0] for choice in choices)]
        return minimal(union(choice) for choice in product(*choices))


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


def _even_bits(literals: int) -> Iterator[int]:
    return (place for place in positions(literals) if place % 2 == 0)
