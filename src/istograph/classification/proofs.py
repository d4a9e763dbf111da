"""The axioms that a verdict needs: of all sufficient sets, the one to show.

It has the best support, its weakest axiom counting; then the fewest axioms; then the first names.
Found as a smallest unsatisfiable subset: the facts' literals and the negated goal are given, axioms
are chosen. Whatever set proves the goal must hit each set of axioms without which the goal does not
follow; the cheapest set that hits all those known either proves it or shows one more.
https://doi.org/10.1007/978-3-319-23219-5_13
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf

from istograph.classification.axioms import SUPPORTS, Axiom
from istograph.classification.bitsets import bits, positions, union
from istograph.classification.clauses import Clause, complement
from istograph.classification.rows import Given, Way


@dataclass(frozen=True)
class Proof:
    """The axioms in the order in which they are used, and the place of the weakest in SUPPORTS."""

    axioms: tuple[str, ...]
    rank: int


class Prover:
    """Finds the axioms by which facts entail a literal, or contradict each other."""

    def __init__(self, clauses: Sequence[Clause], atoms: int) -> None:
        self._clauses = tuple(clauses)
        self._atoms = atoms
        self._memory: dict[tuple[int, frozenset[int]], Proof] = {}

    def proof(self, goal: int, facts: Sequence[Given]) -> Proof:
        """Return the best axioms by which facts entail a literal; goal 0 is a contradiction."""
        key = (goal, frozenset(fact.serial for fact in facts))
        found = self._memory.get(key)
        if found is None:
            ways = [way for fact in facts for way in fact.ways]
            found = self._memory[key] = self._search(goal, ways)
        return found

    def _search(self, goal: int, ways: list[Way]) -> Proof:
        axioms = {clause.axiom for clause in self._clauses}.union(*(way.axioms for way in ways))
        for rank in range(len(SUPPORTS)):
            allowed = sorted((a for a in axioms if a.rank <= rank), key=lambda a: a.name)
            problem = _Problem(
                allowed, self._clauses, ways, complement(goal, self._atoms), self._atoms
            )
            if problem.proves(problem.everything):
                chosen = problem.cheapest_proof()
                return Proof(_in_order(chosen, self._clauses, ways, self._atoms), rank)
        raise ValueError("these facts do not entail the goal")


class _Problem:
    """Axioms to choose from, each a bit of an integer, that shall refute the denial of a goal."""

    def __init__(
        self,
        axioms: list[Axiom],
        clauses: Sequence[Clause],
        ways: list[Way],
        denial: int,
        atoms: int,
    ) -> None:
        # The first name has the highest bit: of two sets of a size, the larger number comes first.
        self._axioms = axioms[::-1]
        self._denial = [denial] if denial else []
        self._atoms = atoms
        self.everything = (1 << len(axioms)) - 1
        number = {axiom: 1 << place for place, axiom in enumerate(self._axioms)}
        # What some axioms together give: a clause its axiom, a literal the axioms of its way.
        self._gives = [
            (number[clause.axiom], clause.literals) for clause in clauses if clause.axiom in number
        ] + [
            (union(number[axiom] for axiom in way.axioms), way.literal)
            for way in ways
            if way.axioms <= number.keys()
        ]

    def proves(self, axioms: int) -> bool:
        """Say whether some of the axioms suffice."""
        return self._model(axioms) is None

    def cheapest_proof(self) -> list[Axiom]:
        """Return the fewest axioms that suffice, of several such sets the first by names."""
        corrections: list[int] = []
        while True:
            chosen = _cheapest_hit(corrections)
            model = self._model(chosen)
            if model is None:
                return [self._axioms[place] for place in positions(chosen)]
            corrections.append(self.everything & ~self._grown(chosen, model))

    def _model(self, axioms: int) -> int | None:
        clauses = [clause for needed, clause in self._gives if not needed & ~axioms]
        return find_model(clauses + self._denial, self._atoms)

    def _grown(self, axioms: int, model: int) -> int:
        """Return a largest set of axioms, with these in it, that does not suffice."""
        grown = self._satisfied(axioms, model)
        for axiom in bits(self.everything & ~grown):
            further = None if axiom & grown else self._model(grown | axiom)
            if further is not None:
                grown = self._satisfied(grown | axiom, further)
        return grown

    def _satisfied(self, axioms: int, model: int) -> int:
        """Return these axioms and as many others as a model satisfies."""
        satisfied = self.everything
        for needed, clause in self._gives:
            if not clause & model and not needed & ~satisfied:
                # Of several axioms that give a literal together, one must go that may.
                satisfied ^= next(bits(needed & ~axioms))
        return satisfied


def _cheapest_hit(sets: Iterable[int]) -> int:
    """Return the smallest set that meets all of these; of several, the largest number."""
    best: list[int] = []

    def search(chosen: int, left: list[int]) -> None:
        if best and _cost(chosen, left) > _cost(best[0], []):
            return
        if not left:
            best[:] = [chosen]
            return
        branch = min(left, key=int.bit_count)
        for element in sorted(bits(branch), reverse=True):
            search(chosen | element, [found for found in left if not found & element])
            # Further branches are without it.
            left = [found & ~element for found in left]
            if 0 in left:
                return

    search(0, list(sets))
    return best[0]


def _cost(chosen: int, left: Iterable[int]) -> tuple[int, float]:
    """Return the least that hitting the sets that are left may cost in the end."""
    size, seen = chosen.bit_count(), 0
    for found in left:
        if not found & seen:
            size += 1
            seen |= found
    # While sets are left, any names may still come.
    return size, -inf if seen else -chosen


def find_model(clauses: Sequence[int], atoms: int) -> int | None:
    """Return literals, one of each atom, that satisfy all clauses, or None if none do."""
    positive: int = (4**atoms - 1) // 3
    return _extend(0, clauses, positive)


def _extend(true: int, clauses: Sequence[int], positive: int) -> int | None:
    changed = True
    while changed:
        changed = False
        false = (true & positive) << 1 | true >> 1 & positive
        undecided = []
        for clause in clauses:
            if clause & true:
                continue
            left = clause & ~false
            if not left:
                return None
            if not left & (left - 1):
                true |= left
                false |= (left & positive) << 1 | left >> 1 & positive
                changed = True
            else:
                undecided.append(clause)
        clauses = undecided
    if not clauses:
        # Atoms that nothing asks about are false: most clauses then hold.
        return true | (positive & ~(true | true >> 1)) << 1
    literal = min(bits(clauses[0] & ~false), key=lambda bit: bit & positive)
    found = _extend(true | literal, clauses, positive)
    if found is None:
        opposite = (literal & positive) << 1 | literal >> 1 & positive
        found = _extend(true | opposite, clauses, positive)
    return found


def _in_order(
    axioms: Iterable[Axiom], clauses: Sequence[Clause], ways: Iterable[Way], atoms: int
) -> tuple[str, ...]:
    """Return the axioms' names as reasoning forward from the facts uses them."""
    chosen = frozenset(axioms)
    rounds: dict[Axiom, int] = {}
    # The literals that are known, by the round after which they are.
    known = [0, 0]
    for way in ways:
        if way.axioms <= chosen:
            rounds |= dict.fromkeys(way.reading - rounds.keys(), 0)
            known[way.row is not None] |= way.literal
            if way.row is not None:
                rounds.setdefault(way.row, 1)
    usable = [clause for clause in clauses if clause.axiom in chosen]
    before = 0
    while any(new & ~before for new in known[-2:]):
        before |= known[-2]
        used = list(_unit_steps(usable, before, atoms))
        known.append(union(literal for literal, _ in used))
        for _, axiom in used:
            rounds.setdefault(axiom, len(known) - 2)
    last = len(known)
    return tuple(a.name for a in sorted(chosen, key=lambda a: (rounds.get(a, last), a.name)))


def _unit_steps(clauses: Iterable[Clause], known: int, atoms: int) -> Iterator[tuple[int, Axiom]]:
    """Yield the literals, or 0, that single clauses add to what is known, with their axioms."""
    opposed = complement(known, atoms)
    for clause in clauses:
        left = clause.literals & ~opposed
        if not left & (left - 1) and not clause.literals & known:
            yield left, clause.axiom
