"""The axioms that a verdict needs: of all sufficient sets, the one to show.

It has the best support, its weakest axiom counting; then the fewest axioms; then the first names.
Facts that differ only in which axioms they take, as one S&T field does from another, share a scheme
of proof, so that it is searched for once.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from istograph.classification.axioms.clauses import Clause, complement
from istograph.classification.axioms.ontology import SUPPORTS, Axiom
from istograph.classification.facts.rows import Given, Shape
from istograph.classification.reasoning.bitsets import union
from istograph.classification.reasoning.memory import Memory
from istograph.classification.reasoning.minimization import Refutation


@dataclass(frozen=True)
class Proof:
    """The axioms in the order in which they are used, and the place of the weakest in SUPPORTS."""

    axioms: tuple[str, ...]
    rank: int


# An axiom of the theory, or an axiom of a fact by the places of both.
_Element = Axiom | tuple[int, int]
# The elements of a proof, each with the step that first uses it.
_Scheme = tuple[tuple[int, _Element], ...]


class Prover:
    """Finds the axioms by which facts entail a literal, or contradict each other."""

    def __init__(self, clauses: Sequence[Clause], atoms: int) -> None:
        self._clauses = tuple(clauses)
        self._atoms = atoms
        self._proofs = Memory[tuple[int, frozenset[int]], Proof]()
        self._read = Memory[tuple[int, frozenset[Axiom]], Given]()
        self._schemes = Memory[tuple[int, tuple[Shape, ...]], _Scheme]()

    def proof(self, goal: int, facts: Sequence[Given], serials: frozenset[int]) -> Proof:
        """Return the best axioms by which facts entail a literal; goal 0 is a contradiction.

        The facts come with their serials, which stand for them.
        """
        key = goal, serials
        return self._proofs.get(key) or self._proofs.keep(key, self._prove(goal, facts))

    def reading_too(self, fact: Given, axioms: frozenset[Axiom]) -> Given:
        """Return the same fact with more axioms in its reading, one object each time."""
        return self._read.recall((fact.serial, axioms), lambda: fact.reading_too(axioms))

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

    def _scheme(self, goal: int, shapes: tuple[Shape, ...]) -> _Scheme:
        """Return what proves the goal from any facts of these shapes."""
        denial = complement(goal, self._atoms)
        return self._schemes.recall((goal, shapes), lambda: self._search(denial, shapes))

    def _search(self, denial: int, shapes: tuple[Shape, ...]) -> _Scheme:
        ranks: dict[_Element, int] = {c.axiom: c.axiom.rank for c in self._clauses}
        ranks |= {(f, n): r for f, (own, _) in enumerate(shapes) for n, r in enumerate(own)}
        gives = [_Gives(frozenset({c.axiom}), c.literals) for c in self._clauses]
        gives += [
            _Gives(frozenset((f, n) for n in axioms), literal, (f, row) if row >= 0 else None)
            for f, (_, ways) in enumerate(shapes)
            for literal, axioms, row in ways
        ]
        # Every fact is needed, so no proof is better than the best way of any.
        least = [
            min(max((own[n] for n in way[1]), default=0) for way in ways) for own, ways in shapes
        ]
        for rank in range(max(least, default=0), len(SUPPORTS)):
            allowed = {element for element in ranks if ranks[element] <= rank}
            usable = [(g.needed, g.literals) for g in gives if g.needed <= allowed]
            chosen = Refutation(usable, denial, self._atoms, _name).smallest()
            if chosen is not None:
                return _with_steps(chosen, gives, self._atoms)
        raise ValueError("these facts do not entail the goal")


@dataclass(frozen=True)
class _Gives:
    """What some axioms together give: a clause its axiom, a fact's literal the axioms of a way."""

    needed: frozenset[_Element]
    literals: int
    row: _Element | None = None


def _with_steps(chosen: Collection[_Element], gives: Iterable[_Gives], atoms: int) -> _Scheme:
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
