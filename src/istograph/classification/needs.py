"""What is missing: the smallest sets of features that would decide what is unknown.

Each feature stands for a fact that somebody could look up, in the form the contract fixes. A set
of them decides a goal if the goal follows in every repair of the facts, and if it contradicts
none of them. By the prime implicates it is enough to look at those of which all but the goal is
known, or given by at most three features.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Any

from istograph.classification.bitsets import bits, minimal, positions, union
from istograph.classification.memory import Memory
from istograph.classification.ontology import Ontology
from istograph.classification.rows import FactValue, Rows
from istograph.classification.verdict import UNKNOWN, Analysis, Reasoner
from istograph.rdf.namespaces import ID, ISTO

_MOST = 3
_GROUPS = {
    "general": "GeneralField",
    "scientific-technological": "ScientificTechnologicalField",
    "other-professional": "OtherProfessionalField",
}


@dataclass(frozen=True)
class Feature:
    """A fact that is not known, as the answer writes it, and the literals that it would give."""

    canonical: Mapping[str, Any]
    literals: int
    # The class that it says, if it is `isSaidToBe`.
    said: str = ""


@dataclass(frozen=True)
class Need:
    """The sets of features that would entail a target, and those that would refute it."""

    entail: tuple[tuple[int, ...], ...]
    refute: tuple[tuple[int, ...], ...]


def features(ontology: Ontology, rows: Rows) -> tuple[Feature, ...]:
    """Return the features in the contract's order."""
    return tuple(_features(ontology, rows))


def _features(ontology: Ontology, rows: Rows) -> Iterator[Feature]:
    def feature(canonical: dict[str, Any], *values: FactValue, said: str = "") -> Feature:
        # What every one of the values gives: any field of a group, any law but the mainland's.
        property_ = f"{ISTO}{canonical['property']}"
        each = [rows.given(property_, value).literals for value in values]
        return Feature(canonical, reduce(int.__and__, each), said)

    def plain(property_: str, value: str | bool, kind: str = "") -> Feature:
        read = f"{ID}{kind}/{value}" if kind else value
        return feature({"property": property_, "value": value}, read)

    for instrument in (
        "multilateral-agreement",
        "intergovernmental-agreement",
        "bilateral-agreement",
        "articles-of-association",
    ):
        yield plain("hasConstitutiveInstrument", instrument, "instrument")
    yield plain("hasFoundingParty", "ngo", "party")
    yield plain("isNonprofit", True)
    yield plain("isNonprofit", False)
    spans = rows.given(f"{ISTO}spansThreeStates", True)
    yield Feature({"property": "hasParticipantFrom", "distinct": _MOST}, spans.literals)
    places = ontology.notations["jurisdiction"]
    elsewhere = [iri for code, iri in places.items() if code != "CN"]
    yield feature({"property": "isEstablishedUnderLawOf", "value": "CN"}, places["CN"])
    yield feature({"property": "isEstablishedUnderLawOf", "not": "CN"}, *elsewhere)
    yield plain("isLegallyEstablished", True)
    yield plain("isLegallyEstablished", False)
    for group, value_class in _GROUPS.items():
        fields = _members(ontology, value_class)
        yield feature({"property": "hasPrincipalField", "group": group}, *fields)
    for property_ in ("hasSTAttribute", "isInternational"):
        yield plain(property_, True)
        yield plain(property_, False)
    for term in ontology.classes:
        # Of the international organization, `isInternational` is the canonical fact.
        if term.name != "InternationalOrganization":
            canonical = {"property": "isSaidToBe", "value": term.name}
            yield feature(canonical, term.iri, said=term.name)


def _members(ontology: Ontology, value_class: str) -> list[str]:
    return [
        value
        for value, classes in ontology.value_classes.items()
        if any(name == f"{ISTO}{value_class}" for name, _ in classes)
    ]


class NeedFinder:
    """Finds what is missing, for one list of features."""

    def __init__(self, reasoner: Reasoner, features: Sequence[Feature], names: Sequence[str]):
        self._reasoner = reasoner
        self._features = tuple(features)
        self._memory = Memory[tuple[tuple[int, ...], tuple[int, ...]], dict[int, Need]]()
        # The target that each feature may not be used for: a class is not proved by saying it.
        self._not_for = [
            names.index(feature.said) if feature.said in names else -1 for feature in features
        ]

    def needs(self, facts: Analysis) -> dict[int, Need]:
        """Return what is missing for each target, by number, that is unknown."""
        unknown = tuple(n for n, d in enumerate(facts.decisions) if d.status == UNKNOWN)
        # Facts that entail the same lack the same.
        repairs = (facts.literals(repair) for repair in facts.repairs)
        closures = tuple(map(self._reasoner.closure, repairs)) if unknown else ()
        return self._memory.recall((unknown, closures), lambda: self._find(unknown, closures))

    def _find(self, unknown: Sequence[int], repairs: Sequence[int]) -> dict[int, Need]:
        goals = union(self._reasoner.targets[n] for n in unknown)
        goals |= self._reasoner.complement(goals)
        views = [_View(self._reasoner, self._features, repair, goals) for repair in repairs]
        return {n: self._need(n, views) for n in unknown}

    def _need(self, target: int, views: Sequence["_View"]) -> Need:
        literal = self._reasoner.targets[target]
        barred = union(1 << f for f, n in enumerate(self._not_for) if n == target)
        return Need(
            self._sets(literal, barred, views),
            self._sets(self._reasoner.complement(literal), barred, views),
        )

    def _sets(
        self, goal: int, barred: int, views: Sequence["_View"]
    ) -> tuple[tuple[int, ...], ...]:
        """Return the minimal sets that entail a goal in every repair and contradict none."""
        found = views[0].sets(goal, barred)
        for view in views[1:]:
            found = minimal(
                joined
                for one in found
                for other in view.sets(goal, barred)
                if (joined := one | other).bit_count() <= _MOST
            )
        consistent = (s for s in found if all(view.is_consistent(s) for view in views))
        return tuple(sorted((tuple(positions(s)) for s in consistent), key=lambda s: (len(s), s)))


class _View:
    """What is missing beside one consistent set of literals.

    An implicate is read as its negation: literals that cannot all be true. Those of which all but
    one are given entail the negation of that one.
    """

    def __init__(
        self, reasoner: Reasoner, features: Sequence[Feature], known: int, goals: int
    ) -> None:
        self._features = features
        self._complement = reasoner.complement
        self._givers: dict[int, list[int]] = {}
        for place, feature in enumerate(features):
            for literal in bits(feature.literals & ~known):
                self._givers.setdefault(literal, []).append(1 << place)
        possible = known | union(self._givers)
        # For the denial of each goal, what is missing; a goal that a feature gives is so itself.
        self._missing: dict[int, list[int]] = {denial: [] for denial in bits(goals)}
        for goal in bits(goals & possible):
            self._missing[reasoner.complement(goal)].append(goal)
        self._consistent: dict[int, bool] = {}
        self._conflicts = self._read(reasoner.conflicts, known, possible, goals)

    def _read(self, conflicts: Iterable[int], known: int, possible: int, denials: int) -> list[int]:
        """Collect what is missing for each goal; return what cannot be added to the known."""
        # What neither is known nor can be given by a feature may only be the denial of a goal.
        near = [c for c in conflicts if not (outside := c & ~possible) & (outside - 1)]
        missing, unknown = self._missing, ~known
        found = []
        for conflict in near:
            lacking = conflict & unknown
            outside = conflict & ~possible
            if not outside:
                found.append(lacking)
            for denial in bits((outside or lacking) & denials):
                missing[denial].append(lacking ^ denial)
        opposed = self._complement(possible) & possible
        found += (bit & unknown | self._complement(bit) & unknown for bit in bits(opposed))
        return minimal(found)

    def sets(self, goal: int, barred: int) -> list[int]:
        """Return the minimal sets of features, but the barred ones, that entail a goal."""
        found = []
        for missing in minimal(self._missing[self._complement(goal)]):
            choices = [self._givers_of(literal, barred) for literal in bits(missing)]
            found += [union(choice) for choice in product(*choices)]
        small = (one for one in found if one.bit_count() <= _MOST)
        return minimal(one for one in small if self.is_consistent(one))

    def _givers_of(self, literal: int, barred: int) -> list[int]:
        return [giver for giver in self._givers[literal] if not giver & barred]

    def is_consistent(self, features: int) -> bool:
        """Say whether features contradict neither the known nor each other."""
        known = self._consistent.get(features)
        if known is None:
            added = union(self._features[place].literals for place in positions(features))
            free = ~added
            known = self._consistent[features] = all(map(free.__and__, self._conflicts))
        return known
