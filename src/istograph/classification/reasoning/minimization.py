"""The fewest axioms from which something follows: a smallest unsatisfiable subset.

Whatever set suffices must hit each set of axioms without which the goal does not follow; the
cheapest set that hits all those known either suffices or shows one more.
https://doi.org/10.1007/978-3-319-23219-5_13
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from math import inf
from typing import Generic, TypeVar

from istograph.classification.reasoning.bitsets import bits, positions, union

Element = TypeVar("Element", bound=Hashable)


class Refutation(Generic[Element]):
    """Elements to choose from, some of which together give clauses, that shall contradict a denial.

    A set of elements is an integer here, too.
    """

    def __init__(
        self,
        gives: Iterable[tuple[frozenset[Element], int]],
        denial: int,
        atoms: int,
        name: Callable[[Element], str],
    ) -> None:
        self._denial = [denial] if denial else []
        self._atoms = atoms
        usable = list(gives)
        related = _related([clause for _, clause in usable] + self._denial, atoms)
        usable = [(needed, clause) for needed, clause in usable if clause in related]
        # The first name has the highest bit: of two sets of a size, the larger number comes first.
        elements = {element for needed, _ in usable for element in needed}
        self._elements = sorted(elements, key=name, reverse=True)
        self._everything = (1 << len(elements)) - 1
        number = {element: 1 << place for place, element in enumerate(self._elements)}
        self._gives = [
            (union(number[element] for element in needed), clause) for needed, clause in usable
        ]

    def smallest(self) -> list[Element] | None:
        """Return the fewest elements that suffice, of several such sets the first by names."""
        if self._model(self._everything) is not None:
            return None
        corrections: list[int] = []
        while True:
            chosen = _cheapest_hit(corrections)
            model = self._model(chosen)
            if model is None:
                return [self._elements[place] for place in positions(chosen)]
            corrections.append(self._everything & ~self._grown(chosen, model))

    def _model(self, axioms: int) -> int | None:
        clauses = [clause for needed, clause in self._gives if not needed & ~axioms]
        return find_model(clauses + self._denial, self._atoms)

    def _grown(self, axioms: int, model: int) -> int:
        """Return a largest set of axioms, with these in it, that does not suffice."""
        grown = self._satisfied(axioms, model)
        for axiom in bits(self._everything & ~grown):
            further = None if axiom & grown else self._model(grown | axiom)
            if further is not None:
                grown = self._satisfied(grown | axiom, further)
        return grown

    def _satisfied(self, axioms: int, model: int) -> int:
        """Return these axioms and as many others as a model satisfies."""
        satisfied = self._everything
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
