"""The axioms that a verdict needs: of all sufficient sets, the one to show.

It has the best support, its weakest axiom counting; then the fewest axioms; then the first names.
Found as a smallest unsatisfiable subset: the facts' literals and the negated goal are given, axioms
are chosen. Whatever set proves the goal must hit each set of axioms without which the goal does not
follow; the cheapest set that hits all those known either proves it or shows one more.
https://doi.org/10.1007/978-3-319-23219-5_13
"""

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from math import inf

from istograph.classification.axioms import SUPPORTS, Axiom
from istograph.classification.bitsets import bits, positions, union
from istograph.classification.clauses import Clause, complement
from istograph.classification.rows import Given, Shape


@dataclass(frozen=True)
class Proof:
    """The axioms in the order in which they are used, and the place of the weakest in SUPPORTS."""

    axioms: tuple[str, ...]
    rank: int


# An axiom of the theory, or an axiom of a fact by the places of both.
_Element = Axiom | tuple[int, int]


class Prover:
    """Finds the axioms by which facts entail a literal, or contradict each other."""

    def __init__(self, clauses: Sequence[Clause], atoms: int) -> None:
        self._clauses = tuple(clauses)
        self._atoms = atoms
        self._proofs: dict[tuple[int, frozenset[int]], Proof] = {}
        self._schemes: dict[tuple[int, tuple[Shape, ...]], tuple[tuple[int, _Element], ...]] = {}

    def proof(self, goal: int, facts: Sequence[Given]) -> Proof:
        """Return the best axioms by which facts entail a literal; goal 0 is a contradiction."""
        key = (goal, frozenset(fact.serial for fact in facts))
        found = self._proofs.get(key)
        if found is None:
            found = self._proofs[key] = self._prove(goal, facts)
        return found

    def _prove(self, goal: int, facts: Sequence[Given]) -> Proof:
        axioms = [axiom for fact in facts for axiom in fact.axioms]
        if len(set(axioms)) < len(axioms):
            # An axiom that two facts share counts once; so they are taken as one.
            facts = [Given(tuple(way for fact in facts for way in fact.ways))]
        facts = sorted(facts, key=lambda fact: fact.literals)
        placed = [
            (at, e if isinstance(e, Axiom) else facts[e[0]].axioms[e[1]])
            for at, e in self._scheme(goal, tuple(fact.shape for fact in facts))
        ]
        placed.sort(key=lambda pair: (pair[0], pair[1].name))
        rank = max((axiom.rank for _, axiom in placed), default=0)
        return Proof(tuple(axiom.name for _, axiom in placed), rank)

    def _scheme(self, goal: int, shapes: tuple[Shape, ...]) -> tuple[tuple[int, _Element], ...]:
        """Return a proof's elements for all facts of these shapes, with the steps of their use."""
        key = (goal, shapes)
        found = self._schemes.get(key)
        if found is None:
            found = self._schemes[key] = self._search(complement(goal, self._atoms), shapes)
        return found

    def _search(self, denial: int, shapes: tuple[Shape, ...]) -> tuple[tuple[int, _Element], ...]:
        ranks: dict[_Element, int] = {c.axiom: c.axiom.rank for c in self._clauses}
        ranks |= {(f, n): r for f, (own, _) in enumerate(shapes) for n, r in enumerate(own)}
        gives = [_Gives(frozenset({c.axiom}), c.literals) for c in self._clauses]
        gives += [
            _Gives(frozenset((f, n) for n in axioms), literal, (f, row) if row >= 0 else None)
            for f, (_, ways) in enumerate(shapes)
            for literal, axioms, row in ways
        ]
        # Every fact is needed, so none of its axioms but the best way's can be better than the whole.
        least = [
            min((max((own[n] for n in way[1]), default=0) for way in ways), default=0)
            for own, ways in shapes
        ]
        for rank in range(max(least, default=0), len(SUPPORTS)):
            allowed = {element for element in ranks if ranks[element] <= rank}
            problem = _Problem(allowed, gives, denial, self._atoms)
            if problem.proves(problem.everything):
                chosen = problem.cheapest_proof()
                return _with_steps(chosen, gives, self._atoms)
        raise ValueError("these facts do not entail the goal")


@dataclass(frozen=True)
class _Gives:
    """What some axioms together give: a clause its axiom, a fact's literal the axioms of a way."""

    needed: frozenset[_Element]
    literals: int
    row: _Element | None = None


class _Problem:
    """Axioms to choose from, each a bit of an integer, that shall refute the denial of a goal."""

    def __init__(
        self, allowed: Set[_Element], gives: Iterable[_Gives], denial: int, atoms: int
    ) -> None:
        self._denial = [denial] if denial else []
        self._atoms = atoms
        usable = [given for given in gives if given.needed <= allowed]
        related = _related([given.literals for given in usable] + self._denial, atoms)
        usable = [given for given in usable if given.literals in related]
        # The first name has the highest bit: of two sets of a size, the larger number comes first.
        elements = {element for given in usable for element in given.needed}
        self._elements = sorted(elements, key=_name, reverse=True)
        self.everything = (1 << len(elements)) - 1
        number = {element: 1 << place for place, element in enumerate(self._elements)}
        self._gives = [
            (union(number[element] for element in given.needed), given.literals) for given in usable
        ]

    def proves(self, axioms: int) -> bool:
        """Say whether some of the axioms suffice."""
        return self._model(axioms) is None

    def cheapest_proof(self) -> list[_Element]:
        """Return the fewest axioms that suffice, of several such sets the first by names."""
        corrections: list[int] = []
        while True:
            chosen = _cheapest_hit(corrections)
            model = self._model(chosen)
            if model is None:
                return [self._elements[place] for place in positions(chosen)]
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


def _related(clauses: Iterable[int], atoms: int) -> set[int]:
    """Return the clauses without those that no smallest proof has.

    Where resolving on an atom gives tautologies only, whatever the subset, nothing follows from the
    clauses with that atom: definitions of classes that nothing else speaks of, one after another.
    """
    left = set(clauses)
    positive: int = (4**atoms - 1) // 3
    before = -1
    while before != len(left):
        before = len(left)
        for atom in range(atoms):
            yes, no = 1 << 2 * atom, 2 << 2 * atom
            with_yes = [clause ^ yes for clause in left if clause & yes]
            with_no = [clause ^ no for clause in left if clause & no]
            if all((a | b) & (a | b) >> 1 & positive for a in with_yes for b in with_no):
                left -= {clause ^ yes for clause in with_yes}
                left -= {clause ^ no for clause in with_no}
    return left


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


def _with_steps(
    chosen: Collection[_Element], gives: Iterable[_Gives], atoms: int
) -> tuple[tuple[int, _Element], ...]:
    """Return axioms with the steps at which reasoning forward from the facts first uses them."""
    usable = [given for given in gives if given.needed <= frozenset(chosen)]
    steps: dict[_Element, int] = {}
    # The literals that are new after each step.
    known = [0, 0]
    for given in usable:
        if not any(isinstance(element, Axiom) for element in given.needed):
            steps |= dict.fromkeys(given.needed - {given.row}, 0)
            known[given.row is not None] |= given.literals
    steps |= {given.row: 1 for given in usable if given.row is not None}
    clauses = [g for g in usable if any(isinstance(element, Axiom) for element in g.needed)]
    before = 0
    while any(new & ~before for new in known[-2:]):
        before |= known[-2]
        used = list(_unit_steps(clauses, before, atoms))
        known.append(union(literal for literal, _ in used))
        for _, axiom in used:
            steps.setdefault(axiom, len(known) - 2)
    # What no such step uses closes the proof.
    return tuple((steps.get(element, len(known)), element) for element in chosen)


def _unit_steps(
    clauses: Iterable[_Gives], known: int, atoms: int
) -> Iterator[tuple[int, _Element]]:
    """Yield the literals, or 0, that single clauses add to what is known, with their axioms."""
    opposed = complement(known, atoms)
    for clause in clauses:
        left = clause.literals & ~opposed
        if not left & (left - 1) and not clause.literals & known:
            yield left, next(iter(clause.needed))


def _name(element: _Element) -> str:
    # Whatever a fact's own axioms are called, they come after the theory's.
    return element.name if isinstance(element, Axiom) else f"~{element[0]:03}.{element[1]:03}"
