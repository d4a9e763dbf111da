"""The answer of the contract, as JSON: verdicts with their proofs, needs and clashes."""

from collections.abc import Sequence
from typing import Any

from istograph.classification.bitsets import positions
from istograph.classification.facts import Slice
from istograph.classification.families import Family, Selection, count, first
from istograph.classification.needs import Feature, Need
from istograph.classification.ontology import SUPPORTS
from istograph.classification.proofs import Proof, Prover
from istograph.classification.rows import Given
from istograph.classification.verdict import CONTESTED, Analysis, Decision

Json = dict[str, Any]
MOST_ENTRIES = 100


class Explainer:
    """Puts what was decided about one slice of facts into words: facts, axioms, support."""

    def __init__(self, slice_: Slice, facts: Analysis, prover: Prover) -> None:
        self._slice = slice_
        self._facts = facts
        self._prover = prover
        self._found: dict[tuple[int, ...], tuple[list[Selection], int]] = {(): ([], 0)}
        self._owner = {
            fact: place for place, unit in enumerate(slice_.units) for fact in unit.family.facts
        }

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
        self._add(found, "clashes", self._facts.clashes, 0)
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
        # Many classes are decided by the same facts.
        found = self._found.get(sets)
        if found is None:
            found = self._found[sets] = self._find(sets)
        return found

    def _find(self, sets: tuple[int, ...]) -> tuple[list[Selection], int]:
        ranked: dict[tuple[bool, int], list[list[Family]]] = {}
        total = 0
        for found in sets:
            families = [self._slice.units[place].family for place in positions(found)]
            rank = (bool(found & self._facts.clashing), sum(family.size for family in families))
            ranked.setdefault(rank, []).append(families)
            total += count(families)
        selections: list[Selection] = []
        for rank in sorted(ranked):
            if len(selections) < MOST_ENTRIES:
                selections += first(ranked[rank], MOST_ENTRIES - len(selections))
        return selections, total - len(selections)

    def _entry(self, selection: Selection, goal: int) -> Json:
        proof = self._proof(selection, goal)
        rank = max((proof.rank, *(self._slice.supports[fact] for fact in selection)))
        return {
            "facts": [self._slice.facts[fact]["id"] for fact in selection],
            "axioms": list(proof.axioms),
            "support": SUPPORTS[rank],
        }

    def _proof(self, selection: Selection, goal: int) -> Proof:
        givens: dict[int, Given] = {}
        for fact in selection:
            unit = self._slice.units[place := self._owner[fact]]
            given = givens.get(place, unit.counted) or self._slice.meanings[fact].given
            counting = self._slice.meanings[fact].counting
            givens[place] = given.reading_too(counting) if counting else given
        return self._prover.proof(goal, list(givens.values()))


def needed(need: Need, features: Sequence[Feature]) -> Json:
    """Return what would decide an unknown verdict."""
    return {
        "would_entail": [[features[n].canonical for n in places] for places in need.entail],
        "would_refute": [[features[n].canonical for n in places] for places in need.refute],
    }
