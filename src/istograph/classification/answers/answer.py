"""The answer of the contract, as JSON: verdicts with their proofs, needs and clashes."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, NamedTuple

from istograph.classification.answers.needs import Feature, Need
from istograph.classification.answers.proofs import Prover
from istograph.classification.axioms.ontology import SUPPORTS
from istograph.classification.facts.families import Family, Selection, every, first, only
from istograph.classification.facts.reading import Slice
from istograph.classification.facts.rows import Given
from istograph.classification.reasoning.bitsets import positions, union
from istograph.classification.reasoning.verdict import CONTESTED, Analysis, Decision

Json = dict[str, Any]
MOST_ENTRIES = 100
# So many are sooner listed and sorted than searched for.
_FEW = 1000


class _Chosen(NamedTuple):
    """One set of facts: their ids, the rank of their support, and what they give."""

    ids: list[str]
    rank: int
    givens: list[Given]
    key: frozenset[int]


class Explainer:
    """Puts what was decided about one slice of facts into words: facts, axioms, support."""

    def __init__(self, slice_: Slice, facts: Analysis, prover: Prover) -> None:
        self._slice = slice_
        self._clashing = facts.clashing
        self._clashes = facts.clashes
        self._prover = prover
        self._families = [unit.family for unit in slice_.units]
        # Most facts are alone in saying what they say; of these units there are several facts.
        self._plural = union(1 << n for n, f in enumerate(self._families) if f.count > 1)
        # Many classes are decided by the same facts.
        self._found: dict[tuple[int, ...], tuple[list[Selection], int]] = {(): ([], 0)}
        self._of_set: dict[int, list[Selection]] = {}
        self._chosen: dict[Selection, _Chosen] = {}
        self._counted = frozenset(slice_.counted.family.facts if slice_.counted else ())

    def decision(self, decision: Decision, target: int, denial: int) -> Json:
        """Return a decision's status with the sets of facts behind it."""
        found: Json = {"status": decision.status}
        if decision.status == CONTESTED:
            self._add(found, "because", decision.because, target)
            self._add(found, "against", decision.against, denial)
        else:
            goal = target if decision.because else denial
            self._add(found, "because", decision.because or decision.against, goal)
        return found

    def clashes(self) -> Json:
        """Return the minimal sets of facts that contradict each other."""
        found: Json = {}
        self._add(found, "clashes", self._clashes, 0)
        for entry in found["clashes"]:
            del entry["support"]
        return found

    def _add(self, found: Json, key: str, sets: tuple[int, ...], goal: int) -> None:
        selections, more = self._selections(sets)
        found[key] = [self._entry(selection, goal) for selection in selections]
        if more:
            found["more" if key == "because" else f"more_{key}"] = more

    def _selections(self, sets: tuple[int, ...]) -> tuple[list[Selection], int]:
        """Return the first sets of facts, uncontested and shortest first; and how many more."""
        found = self._found.get(sets)
        if found is None:
            total = sum(map(self._count, sets)) if self._plural else len(sets)
            find = self._list if total <= _FEW else self._search
            selections = find(sets)[:MOST_ENTRIES]
            found = self._found[sets] = selections, total - len(selections)
        return found

    def _count(self, units: int) -> int:
        if not units & self._plural:
            return 1
        return prod(self._families[place].count for place in positions(units))

    def _list(self, sets: tuple[int, ...]) -> list[Selection]:
        """Return every set of facts, in order."""
        if len(sets) == 1 and not sets[0] & self._plural:
            return self._every(sets[0])
        ranked = [
            (bool(units & self._clashing), len(selection), selection)
            for units in sets
            for selection in self._every(units)
        ]
        ranked.sort()
        return [selection for _, _, selection in ranked]

    def _every(self, units: int) -> list[Selection]:
        found = self._of_set.get(units)
        if found is None:
            families = [self._families[place] for place in positions(units)]
            alone = not units & self._plural
            found = self._of_set[units] = [only(families)] if alone else every(families)
        return found

    def _search(self, sets: tuple[int, ...]) -> list[Selection]:
        """Return the first sets of facts, without listing the others."""
        ranked: dict[tuple[bool, int], list[list[Family]]] = {}
        for units in sets:
            families = [self._families[place] for place in positions(units)]
            rank = (bool(units & self._clashing), sum(family.size for family in families))
            ranked.setdefault(rank, []).append(families)
        selections: list[Selection] = []
        for rank in sorted(ranked):
            if len(selections) < MOST_ENTRIES:
                selections += first(ranked[rank], MOST_ENTRIES - len(selections))
        return selections

    def _entry(self, selection: Selection, goal: int) -> Json:
        chosen = self._chosen.get(selection)
        if chosen is None:
            chosen = self._chosen[selection] = self._choose(selection)
        proof = self._prover.proof(goal, chosen.givens, chosen.key)
        rank = proof.rank if proof.rank > chosen.rank else chosen.rank
        return {"facts": chosen.ids, "axioms": [*proof.axioms], "support": SUPPORTS[rank]}

    def _choose(self, selection: Selection) -> _Chosen:
        slice_ = self._slice
        givens = [slice_.meanings[fact].given for fact in selection if fact not in self._counted]
        if len(givens) < len(selection):
            givens.append(self._count_given(selection))
        return _Chosen(
            [slice_.facts[fact]["id"] for fact in selection],
            max([slice_.supports[fact] for fact in selection], default=0),
            givens,
            frozenset([given.serial for given in givens]),
        )

    def _count_given(self, selection: Selection) -> Given:
        """Return what the count of participants gives, with the axioms by which each counts."""
        counted = self._slice.counted
        if counted is None or counted.counted is None:
            raise ValueError("nothing was counted")
        given = counted.counted
        for fact in selection:
            if counting := self._slice.meanings[fact].counting:
                given = self._prover.reading_too(given, counting)
        return given


class NeedWords:
    """Puts sets of features into the contract's words, each once."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._features = features
        self._words: dict[int, list[Mapping[str, Any]]] = {}

    def __call__(self, need: Need) -> Json:
        """Return what would decide an unknown verdict."""
        return {
            "would_entail": [self._said(features) for features in need.entail],
            "would_refute": [self._said(features) for features in need.refute],
        }

    def _said(self, features: int) -> list[Mapping[str, Any]]:
        found = self._words.get(features)
        if found is None:
            found = [self._features[place].canonical for place in positions(features)]
            self._words[features] = found
        return found
