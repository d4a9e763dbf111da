"""What is missing: the smallest sets of features that would decide what is unknown.

Each feature stands for a fact that somebody could look up, in the form the contract fixes. A set
of them decides a goal if the goal follows in every repair of the facts, and if it contradicts
none of them. By the prime implicates it is enough to look at those of which all but the goal is
known, or given by at most three features.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Any

from istograph.classification.bitsets import bits, minimal, place_of, positions, union
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

    def __init__(
        self,
        reasoner: Reasoner,
        features: Sequence[Feature],
        names: Sequence[str],
        most: int = Memory.MOST,
    ) -> None:
        self._reasoner = reasoner
        self._features = tuple(features)
        self._memory = Memory[tuple[tuple[int, ...], tuple[int, ...]], dict[int, Need]](most)
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
        views = [_View(self._reasoner, self._features, repair) for repair in repairs]
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
    """What is missing beside one consistent set of literals that has all that it entails.

    An implicate is read as its negation: literals that cannot all be true. Those of which all but
    one are given entail the negation of that one.
    """

    def __init__(self, reasoner: Reasoner, features: Sequence[Feature], known: int) -> None:
        self._reasoner = reasoner
        self._features = features
        self._known = known
        self._givers: dict[int, list[int]] = {}
        opposed = reasoner.complement(known)
        for place, feature in enumerate(features):
            if not feature.literals & opposed:
                for literal in bits(feature.literals & ~known):
                    self._givers.setdefault(literal, []).append(1 << place)
        given = {place for places in self._givers.values() for place in places}
        literals = [features[place_of(place)].literals for place in given]
        # Features that give several literals let some sets be small that have many.
        self._rich = [several for several in literals if several & (several - 1)]
        self._possible = known | union(self._givers)
        self._consistent: dict[int, bool] = {}
        self._conflicts_of = reasoner.conflicts_near(self._possible)

    def sets(self, goal: int, barred: int) -> list[int]:
        """Return the minimal sets of features, but the barred ones, that entail a goal."""
        found = []
        for missing in self._missing(goal):
            choices = [self._givers_of(literal, barred) for literal in bits(missing)]
            found += [union(choice) for choice in product(*choices)]
        small = minimal([one for one in found if one.bit_count() <= _MOST])
        return [one for one in small if self.is_consistent(one)]

    def _missing(self, goal: int) -> list[int]:
        """Return the minimal sets of literals that, with the known, entail a goal."""
        denial = self._reasoner.complement(goal)
        unknown = ~(self._known | denial)
        found = {conflict & unknown for conflict in self._conflicts_of(goal)}
        if goal & self._possible:
            found.add(goal)
        return minimal([missing for missing in found if self._is_within_reach(missing)])

    def _is_within_reach(self, missing: int) -> bool:
        size = missing.bit_count()
        if size <= _MOST:
            return True
        return size - sum(max(0, (missing & rich).bit_count() - 1) for rich in self._rich) <= _MOST

    def _givers_of(self, literal: int, barred: int) -> list[int]:
        return [giver for giver in self._givers[literal] if not giver & barred]

    def is_consistent(self, features: int) -> bool:
        """Say whether features contradict neither the known nor each other."""
        known = self._consistent.get(features)
        if known is None:
            added = union(self._features[place].literals for place in positions(features))
            known = self._reasoner.is_consistent(self._known | added)
            self._consistent[features] = known
        return known
