"""What literals entail, by few rules: a thousand prime implicates come down to these.

Every literal is taken with all that it entails alone. Then of the premises of a conclusion only the
weakest are needed: who knows that a treaty is multilateral knows that it is an agreement, so a rule
about agreements spares the same one about multilateral ones. What is left is as complete.
"""

from collections.abc import Iterable, Sequence

from istograph.classification.axioms.clauses import complement
from istograph.classification.reasoning.bitsets import bits, positions, union
from istograph.classification.reasoning.subsets import Subsets


class Rules:
    """The conflicts between literals, and the premises of each, for sets that `closed` returns."""

    def __init__(self, implicates: Iterable[int], atoms: int) -> None:
        self._atoms = atoms
        self.everything: int = 4**atoms - 1
        self._positive: int = self.everything // 3
        # An implicate's negation: literals that cannot all be true.
        conflicts = [complement(implicate, atoms) for implicate in implicates]
        self._alone = [self._entailed_alone(each, conflicts) for each in bits(self.everything)]
        # What holds whatever is known: everything, where the theory contradicts itself.
        units = union(complement(c, atoms) for c in conflicts if not c & (c - 1))
        self.always = units if all(conflicts) else self.everything
        self._closed: dict[int, int] = {0: self.always}
        self.sets: list[int] = []
        # Which of the sets are conflicts; and which are premises of each literal.
        self.conflicts = self._add(c for c in conflicts if c.bit_count() > 2)
        self.premises: dict[int, int] = {}
        for literal in bits(self.everything):
            denial = complement(literal, atoms)
            rest = (c ^ denial for c in conflicts if c & denial)
            self.premises[literal] = self._add(r for r in rest if self._is_news(r, literal))
        self._subsets = Subsets(self.sets, 2 * atoms)

    def _entailed_alone(self, literal: int, conflicts: Iterable[int]) -> int:
        """Return what follows from a literal and nothing else; itself is among it."""
        found = literal
        for conflict in conflicts:
            rest = conflict & ~literal
            if not rest:
                return self.everything
            if not rest & (rest - 1):
                found |= complement(rest, self._atoms)
        return found

    def _is_news(self, premise: int, literal: int) -> bool:
        """Say whether a premise has two literals, neither of which entails the conclusion."""
        several = bool(premise & (premise - 1))
        return several and not any(self._alone[n] & literal for n in positions(premise))

    def _add(self, sets: Iterable[int]) -> int:
        """Add the weakest of some sets, and return which they are, by their numbers."""
        weakest: list[tuple[int, int]] = []
        closures = ((self._with_consequences(candidate), candidate) for candidate in sets)
        for closure, candidate in sorted(closures, key=lambda c: (*map(int.bit_count, c), c)):
            if all(weaker & ~closure for weaker, _ in weakest):
                weakest.append((candidate, 1 << len(self.sets)))
                self.sets.append(candidate)
        return union(number for _, number in weakest)

    def _with_consequences(self, literals: int) -> int:
        return union(self._alone[n] for n in positions(literals))

    def complement(self, literals: int) -> int:
        """Return the literals that contradict these, one by one."""
        positive = self._positive
        return (literals & positive) << 1 | literals >> 1 & positive

    def opponents(self, closed: Sequence[int]) -> list[int]:
        """Return for each closed set which of all contradict it, with a bit for each."""
        known = union(closed)
        opposed = self.complement(known)
        found = [0] * len(closed)
        if known & opposed:
            disputed = [(place, each) for place, each in enumerate(closed) if each & opposed]
            for place, each in disputed:
                denied = self.complement(each)
                found[place] = union(1 << n for n, other in disputed if other & denied)
        return found

    def closed(self, literals: int) -> int:
        """Return all that the literals of one fact entail, or every literal if they clash."""
        found = self._closed.get(literals)
        if found is None:
            found = self.closure(self._with_consequences(literals) | self.always)
            self._closed[literals] = found
        return found

    def inside(self, known: int) -> int:
        """Return which of the sets lie inside a union of closed ones, by their numbers."""
        return self._subsets.inside(known)

    def closure(self, known: int) -> int:
        """Return what a union of closed sets entails, or every literal if it is contradictory."""
        if self.is_contradictory(known, inside := self.inside(known)):
            return self.everything
        found = known
        for literal, premises in self.premises.items():
            if inside & premises:
                found |= literal
        return found

    def is_contradictory(self, known: int, inside: int) -> bool:
        """Say whether a union of closed sets, with what lies inside it, cannot all be true."""
        return bool(inside & self.conflicts or known & self.complement(known))

    def chosen(self, numbers: int) -> list[int]:
        """Return the sets of these numbers."""
        return [self.sets[n] for n in positions(numbers)]
