"""What facts decide: statuses, the minimal sets of facts that decide them, clashes and repairs.

Facts come as units: facts that give the same literals are one unit, whichever of them holds. A set
of units is an integer too, with a bit for each. A repair is a largest consistent set of units;
units that clash with nothing are in every repair, so only those that clash need be weighed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from istograph.classification.bitsets import bits, minimal, positions, union
from istograph.classification.clauses import complement

ENTAILED, REFUTED, CONTESTED, UNKNOWN = "entailed", "refuted", "contested", "unknown"


@dataclass(frozen=True)
class Decision:
    """A status, and the minimal consistent sets of units that entail and that refute."""

    status: str
    because: tuple[int, ...]
    against: tuple[int, ...]

    @property
    def deciding(self) -> tuple[int, ...]:
        """The sets of units that the status rests on."""
        return self.against if self.status == REFUTED else self.because


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

    @cached_property
    def clashing(self) -> int:
        """The units that are in some clash."""
        return union(self.clashes)

    @cached_property
    def repairs(self) -> tuple[int, ...]:
        """The largest consistent sets of units."""
        everything = (1 << len(self.units)) - 1
        return tuple(everything & ~hit for hit in _minimal_hitting_sets(self.clashes))

    def literals(self, units: int) -> int:
        """Return the literals that these units give."""
        return union(self.units[i] for i in positions(units))


class Reasoner:
    """Decides targets, which are literals, by looking up prime implicates."""

    def __init__(self, implicates: Sequence[int], atoms: int, targets: Sequence[int]) -> None:
        self._implicates = tuple(implicates)
        self._atoms = atoms
        self._targets = tuple(targets)
        self._goals = union(targets) | complement(union(targets), atoms)

    @property
    def implicates(self) -> tuple[int, ...]:
        """The prime implicates."""
        return self._implicates

    @property
    def targets(self) -> tuple[int, ...]:
        """The literals that are decided."""
        return self._targets

    def complement(self, literals: int) -> int:
        """Return the literals that contradict these, one by one."""
        return complement(literals, self._atoms)

    def outcome(self, units: Sequence[int]) -> Outcome:
        """Return the statuses, and nothing more."""
        known = union(units)
        opposed = self.complement(known)
        # What is left of an implicate when the known is taken away: nothing, or one literal.
        left = [rest for c in self._implicates if not (rest := c & ~opposed) & (rest - 1)]
        if known & opposed or 0 in left:
            decisions = self.analyse(units).decisions
            return Outcome(False, tuple(decision.status for decision in decisions))
        entailed = known | union(left)
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
        unresolved = Analysis(tuple(units), (), clashes)

        def sets(goal: int) -> tuple[int, ...]:
            found = minimal(c for premise in premises.get(goal, ()) for c in covers(premise))
            return tuple(c for c in found if not any(clash & c == clash for clash in clashes))

        decisions = tuple(
            _decision(sets(target), sets(self.complement(target)), unresolved)
            for target in self._targets
        )
        return Analysis(tuple(units), decisions, clashes)

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


def _decision(because: tuple[int, ...], against: tuple[int, ...], facts: Analysis) -> Decision:
    if not because and not against:
        status = UNKNOWN
    elif not facts.clashes:
        status = ENTAILED if because else REFUTED
    elif _holds_in_every_repair(because, facts):
        status = ENTAILED
    elif _holds_in_every_repair(against, facts):
        status = REFUTED
    else:
        status = CONTESTED
    return Decision(status, because, against)


def _holds_in_every_repair(sets: tuple[int, ...], facts: Analysis) -> bool:
    if any(not found & facts.clashing for found in sets):
        return True
    return bool(sets) and all(
        any(found & repair == found for found in sets) for repair in facts.repairs
    )


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


def _minimal_hitting_sets(sets: Iterable[int]) -> list[int]:
    hits = [0]
    for found in sets:
        hits = minimal(hit | b for hit in hits for b in ((0,) if hit & found else bits(found)))
    return hits


def _even_bits(literals: int) -> Iterator[int]:
    return (place for place in positions(literals) if place % 2 == 0)
