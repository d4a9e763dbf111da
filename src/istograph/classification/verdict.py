"""What facts decide: statuses, the minimal sets of facts that decide them, clashes and repairs.

Facts come as units: facts that give the same literals are one unit, whichever of them holds. A set
of units is an integer too, with a bit for each. A repair is a largest consistent set of units;
units that clash with nothing are in every repair, so only those that clash need be weighed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from threading import Lock

from istograph.classification.bitsets import bits, minimal, place_of, positions, union
from istograph.classification.clauses import complement
from istograph.classification.neighbours import Neighbours

ENTAILED, REFUTED, CONTESTED, UNKNOWN = "entailed", "refuted", "contested", "unknown"

# More of them are weighed by what justifies each verdict, which seldom takes all of them.
_MOST_REPAIRS = 64


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

    @property
    def outcome(self) -> Outcome:
        """The consistency and the statuses, and nothing more."""
        return Outcome(not self.clashes, tuple(decision.status for decision in self.decisions))

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
        self._implicates = Neighbours(implicates, 2 * atoms)
        self._atoms = atoms
        self._targets = tuple(targets)
        self._everything: int = 4**atoms - 1
        # Each target and its denial.
        self.pairs = tuple((target, complement(target, atoms)) for target in targets)
        self._all_having = [(1 << n, having) for n, having in enumerate(self._implicates.having)]
        goals = union(map(union, self.pairs))
        self._goals_having = [pair for pair in self._all_having if pair[0] & goals]

    @cached_property
    def conflicts(self) -> tuple[int, ...]:
        """The sets of literals that cannot all be true: the negated prime implicates."""
        return tuple(self.complement(implicate) for implicate in self._implicates.sets)

    @property
    def targets(self) -> tuple[int, ...]:
        """The literals that are decided."""
        return self._targets

    def complement(self, literals: int) -> int:
        """Return the literals that contradict these, one by one."""
        return complement(literals, self._atoms)

    def is_consistent(self, known: int) -> bool:
        """Return whether literals can all be true."""
        opposed = self.complement(known)
        return not known & opposed and not self._implicates.of(opposed)[0]

    def conflicts_near(self, given: int) -> Callable[[int], list[int]]:
        """Return what finds the conflicts that lie in the given, but for the denial of a goal."""
        inside, but_one = self._implicates.of(self.complement(given))

        def conflicts_of(goal: int) -> list[int]:
            # What is not given may only be the denial itself.
            nearly = inside if self.complement(goal) & given else but_one
            usable = self._implicates.having[place_of(goal)] & nearly
            return [self.conflicts[number] for number in positions(usable)]

        return conflicts_of

    def closure(self, known: int) -> int:
        """Return all literals that some entail, or every literal if they contradict each other."""
        return self._entailed(known, self._all_having)

    def _entailed(self, known: int, having: Sequence[tuple[int, int]]) -> int:
        """Return the known and what it entails of some literals; everything if it is a clash.

        The literals come with the implicates that have them.
        """
        opposed = self.complement(known)
        # What an implicate has left, when the opposed is taken away, is false, or must be true.
        false, must = self._implicates.of(opposed)
        if false or known & opposed:
            return self._everything
        found = known
        for literal, implicates in having:
            if must & implicates and not literal & opposed:
                found |= literal
        return found

    def outcome(self, units: Sequence[int]) -> Outcome:
        """Return the statuses, and nothing more."""
        entailed = self._entailed(union(units), self._goals_having)
        if entailed == self._everything:
            return Outcome(False, self._disputed(units))
        return Outcome(True, self._statuses(entailed, entailed))

    def _disputed(self, units: Sequence[int]) -> tuple[str, ...]:
        """Return the statuses by what each repair entails, if there are not too many."""
        repairs = Repairs((1 << len(units)) - 1, self._clashes(units, _Covers(units)))
        in_all, in_some = self._everything, 0
        for number, repair in enumerate(repairs):
            if number == _MOST_REPAIRS:
                return tuple(decision.status for decision in self.analyse(units).decisions)
            known = union(units[i] for i in positions(repair))
            entailed = self._entailed(known, self._goals_having)
            in_all &= entailed
            in_some |= entailed
        return self._statuses(in_all, in_some)

    def _statuses(self, in_all: int, in_some: int) -> tuple[str, ...]:
        refuted, either = self.complement(in_all), in_some | self.complement(in_some)
        return tuple(
            ENTAILED
            if target & in_all
            else REFUTED
            if target & refuted
            else CONTESTED
            if target & either
            else UNKNOWN
            for target in self._targets
        )

    def analyse(self, units: Sequence[int]) -> Analysis:
        """Return everything that the units decide."""
        covers = _Covers(units)
        premises = self._premises(union(units))
        clashes = self._clashes(units, covers)
        repairs = Repairs((1 << len(units)) - 1, clashes)

        def sets(goal: int) -> tuple[int, ...]:
            if not (found := premises(goal)):
                return ()
            least = minimal([cover for premise in found for cover in covers(premise)])
            return tuple(c for c in least if not any(clash & c == clash for clash in clashes))

        decisions = tuple(
            _decision(sets(target), sets(denial), union(clashes), repairs)
            for target, denial in self.pairs
        )
        return Analysis(tuple(units), decisions, clashes, repairs)

    def _clashes(self, units: Sequence[int], covers: "_Covers") -> tuple[int, ...]:
        """Return the minimal sets of units that contradict each other."""
        known = union(units)
        opposed = self.complement(known)
        false, _ = self._implicates.of(opposed)
        conflicts = [1 << i | 2 << i for i in _even_bits(known & opposed)]
        conflicts += (self.conflicts[number] for number in positions(false))
        return tuple(minimal(c for conflict in conflicts for c in covers(conflict)))

    def _premises(self, known: int) -> Callable[[int], list[int]]:
        """Return what finds the minimal sets of known literals that entail a goal."""
        opposed = self.complement(known)
        false, must = self._implicates.of(opposed)
        nearly = false | must
        having, conflicts = self._implicates.having, self.conflicts

        def premises(goal: int) -> list[int]:
            usable = having[place_of(goal)] & (false if goal & opposed else nearly)
            found = [goal] if goal & known else []
            if usable:
                denial = self.complement(goal)
                found += [conflicts[number] ^ denial for number in positions(usable)]
            return found

        return premises


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
        if not literals & (literals - 1):
            return self._givers[literals]
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
