"""What facts decide: statuses, the minimal sets of facts that decide them, clashes and repairs.

Facts come as units: facts that give the same literals are one unit, whichever of them holds. A set
of units is an integer too, with a bit for each. A repair is a largest consistent set of units;
units that clash with nothing are in every repair, so only those that clash need be weighed.

How much there is to weigh depends on the ontology, not on how many facts there are: it knows of
some sixty different units, and all of them together have about seven hundred clashes, four hundred
repairs and two hundred minimal sets a class, which takes a fifth of a second. Sets of facts, which
may be millions, are counted as products of units and listed only as far as they are shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from istograph.classification.axioms.clauses import complement
from istograph.classification.reasoning.bitsets import minimal, positions, union
from istograph.classification.reasoning.covers import Covers
from istograph.classification.reasoning.repairs import Repairs, parts
from istograph.classification.reasoning.rules import Rules

ENTAILED, REFUTED, CONTESTED, UNKNOWN = "entailed", "refuted", "contested", "unknown"

# More of them are weighed by what justifies each verdict, which seldom takes all of them.
_MOST_REPAIRS = 16


class Decision(NamedTuple):
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
    repairs: Repairs

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


class Reasoner:
    """Decides targets, which are literals, by a few rules."""

    def __init__(self, implicates: Sequence[int], atoms: int, targets: Sequence[int]) -> None:
        self._rules = Rules(implicates, atoms)
        # Each target and its denial.
        self.pairs = tuple((target, complement(target, atoms)) for target in targets)
        self._goals = [(goal, self._rules.premises[goal]) for pair in self.pairs for goal in pair]
        self._all_goals = union(map(union, self.pairs))
        self._of_goals = union(premises for _, premises in self._goals)
        # Of each premise, by its number, the goal, and itself.
        self._conclusions = {
            number: (n, self._rules.sets[number])
            for n, (_, premises) in enumerate(self._goals)
            for number in positions(premises)
        }
        self._goals_in: dict[int, tuple[int, ...]] = {}
        self._words: dict[tuple[int, int], tuple[str, ...]] = {}

    @property
    def rules(self) -> Rules:
        """What literals entail."""
        return self._rules

    def outcome(self, units: Sequence[int]) -> Outcome:
        """Return the statuses, and nothing more."""
        closed = [*map(self._rules.closed, units)]
        entailed = self._entailed(union(closed) | self._rules.always)
        if entailed is None:
            return Outcome(False, self._disputed(units, closed))
        return Outcome(True, self._statuses(entailed, entailed))

    def _entailed(self, known: int) -> int | None:
        """Return the goals that a union of closed sets entails, or None if it is contradictory."""
        inside = self._rules.inside(known)
        if self._rules.is_contradictory(known, inside):
            return None
        found = known
        for goal, premises in self._goals:
            if inside & premises:
                found |= goal
        return found & self._all_goals

    def _disputed(self, units: Sequence[int], closed: Sequence[int]) -> tuple[str, ...]:
        """Return the statuses by what each repair entails, if there are not too many."""
        against = self._rules.opponents(closed)
        # Mostly contradictions are between two units; where not, some of these parts have one.
        if found := self._statuses_in(closed, parts(against)):
            return found
        clashes = self._clashes(self._usable(closed, against), Covers(closed, against))
        if found := self._statuses_in(closed, Repairs(closed, clashes, self._rules)):
            return found
        return tuple(decision.status for decision in self.analyse(units).decisions)

    def _usable(self, closed: Sequence[int], against: Sequence[int]) -> int:
        """Return the premises and conflicts, by number, within units that may stand together."""
        usable = 0
        for number, part in enumerate(parts(against)):
            if number == _MOST_REPAIRS:
                return self._rules.inside(union(closed) | self._rules.always)
            known = union(closed[place] for place in positions(part)) | self._rules.always
            usable |= self._rules.inside(known)
        return usable

    def _statuses_in(self, closed: Sequence[int], repairs: Iterable[int]) -> tuple[str, ...] | None:
        """Return the statuses, if the repairs are few and consistent."""
        in_all, in_some = self._all_goals, 0
        for number, repair in enumerate(repairs):
            known = union(closed[place] for place in positions(repair)) | self._rules.always
            entailed = self._entailed(known)
            if entailed is None or number == _MOST_REPAIRS:
                return None
            in_all &= entailed
            in_some |= entailed
        return self._statuses(in_all, in_some)

    def _statuses(self, in_all: int, in_some: int) -> tuple[str, ...]:
        """Return the statuses by the goals that are entailed in all repairs, and in some."""
        found = self._words.get((in_all, in_some))
        if found is None:
            found = tuple(_status(pair, in_all, in_some) for pair in self.pairs)
            self._words[in_all, in_some] = found
        return found

    def analyse(self, units: Sequence[int]) -> Analysis:
        """Return everything that the units decide."""
        closed = [*map(self._rules.closed, units)]
        against = self._rules.opponents(closed)
        covers, inside = Covers(closed, against), self._usable(closed, against)
        clashes = self._clashes(inside, covers)
        repairs = Repairs(closed, clashes, self._rules)
        sets = self._deciding(closed, covers, inside)
        # No two of them clash; three of them may, or one by itself.
        if others := [clash for clash in clashes if clash.bit_count() != 2]:
            among = union(others)
            sets = [[s for s in found if not _holds_any(s, among, others)] for found in sets]
        decisions = tuple(
            _decision(tuple(because), tuple(against), repairs)
            for because, against in zip(sets[::2], sets[1::2], strict=True)
        )
        return Analysis(tuple(units), decisions, clashes, repairs)

    def _deciding(self, closed: Sequence[int], covers: Covers, inside: int) -> list[list[int]]:
        """Return for each goal the minimal sets of units that entail it, or contradict others."""
        found: list[list[int]] = [[] for _ in self._goals]
        alone = [0] * len(found)
        for place, literals in enumerate(closed):
            for goal in self._goals_among(literals):
                found[goal].append(1 << place)
                alone[goal] |= 1 << place
        several = set()
        # What entails a goal alone needs nobody else for it.
        others: dict[int, int] = {}
        for number in positions(inside & self._of_goals):
            goal, premise = self._conclusions[number]
            if (units := alone[goal]) not in others:
                rest = (each for n, each in enumerate(closed) if not units >> n & 1)
                others[units] = union(rest)
            if not premise & ~others[units]:
                found[goal] += covers(premise)
                several.add(goal)
        for goal in several:
            found[goal] = minimal(found[goal])
        for goal in self._goals_among(self._rules.always):
            found[goal] = [0]
        return found

    def _goals_among(self, literals: int) -> tuple[int, ...]:
        """Return which goals, by number, are among some literals."""
        found = self._goals_in.get(literals)
        if found is None:
            found = tuple(n for n, (goal, _) in enumerate(self._goals) if goal & literals)
            self._goals_in[literals] = found
        return found

    def _clashes(self, inside: int, covers: Covers) -> tuple[int, ...]:
        """Return the minimal sets of units that contradict each other."""
        if self._rules.always == self._rules.everything:
            return (0,)
        found = covers.pairs()
        for conflict in self._rules.chosen(inside & self._rules.conflicts):
            found += covers(conflict)
        return tuple(minimal(found))


def _status(pair: tuple[int, int], in_all: int, in_some: int) -> str:
    target, denial = pair
    if target & in_all:
        return ENTAILED
    if denial & in_all:
        return REFUTED
    return CONTESTED if (target | denial) & in_some else UNKNOWN


def _holds_any(units: int, clashing: int, clashes: Iterable[int]) -> bool:
    """Say whether some of the clashes are among the units."""
    return bool(units & clashing) and any(clash & units == clash for clash in clashes)


def _decision(because: tuple[int, ...], against: tuple[int, ...], repairs: Repairs) -> Decision:
    if because and repairs.all_hold(because):
        status = ENTAILED
    elif against and repairs.all_hold(against):
        status = REFUTED
    else:
        status = CONTESTED if because or against else UNKNOWN
    return Decision(status, because, against)
