"""What is missing: the smallest sets of features that would decide what is unknown.

Each feature stands for a fact that somebody could look up, in the form the contract fixes. A set
of them decides a goal if the goal follows in every repair of the facts, and if it contradicts
none of them. By the prime implicates it is enough to look at those of which all but the goal is
known, or given by at most three features.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from typing import Any

from istograph.classification.axioms.ontology import Ontology
from istograph.classification.facts.rows import FactValue, Rows
from istograph.classification.reasoning.bitsets import bits, minimal, positions, union
from istograph.classification.reasoning.covers import Covers
from istograph.classification.reasoning.memory import Memory
from istograph.classification.reasoning.rules import Rules
from istograph.classification.reasoning.verdict import UNKNOWN, Analysis, Reasoner
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
    """The sets of features, a bit for each, that would entail a target or would refute it."""

    entail: tuple[int, ...]
    refute: tuple[int, ...]


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
        self._ways = _Ways(reasoner.rules, features)
        self._memory = Memory[tuple[tuple[int, ...], tuple[int, ...]], dict[int, Need]](most)
        # The features that may not be used for a target: a class is not proved by saying it.
        self._barred = [
            union(1 << f for f, feature in enumerate(features) if feature.said == name)
            for name in names
        ]

    def needs(self, facts: Analysis) -> dict[int, Need]:
        """Return what is missing for each target, by number, that is unknown."""
        unknown = tuple(n for n, d in enumerate(facts.decisions) if d.status == UNKNOWN)
        # Facts that entail the same lack the same.
        repairs = facts.repairs if unknown else ()
        closures = tuple(self._closure(facts, repair) for repair in repairs)
        return self._memory.recall((unknown, closures), lambda: self._find(unknown, closures))

    def _closure(self, facts: Analysis, repair: int) -> int:
        rules = self._reasoner.rules
        closed = union(rules.closed(facts.units[place]) for place in positions(repair))
        return rules.closure(closed | rules.always)

    def _find(self, unknown: Sequence[int], repairs: Sequence[int]) -> dict[int, Need]:
        views = [_View(self._ways, repair) for repair in repairs]
        return {n: self._need(n, views) for n in unknown}

    def _need(self, target: int, views: Sequence["_View"]) -> Need:
        entail, refute = (
            _sets(goal, self._barred[target], views) for goal in self._reasoner.pairs[target]
        )
        return Need(entail, refute)


def _sets(goal: int, barred: int, views: Sequence["_View"]) -> tuple[int, ...]:
    """Return the minimal sets that entail a goal in every repair and contradict none."""
    found = views[0].sets(goal, barred)
    if len(views) == 1:
        return tuple(found)
    for view in views[1:]:
        others = view.sets(goal, barred)
        if found and others != found:
            joined = {one | other for one in found for other in others}
            small = (s for s in joined if s.bit_count() <= _MOST)
            found = sorted(minimal(small), key=_by_length)
    return tuple(s for s in found if all(view.is_consistent(s) for view in views))


def _by_length(features: int) -> tuple[int, tuple[int, ...]]:
    return features.bit_count(), tuple(positions(features))


class _Ways:
    """How features entail goals beside what is known: lemmas, each found once."""

    def __init__(self, rules: Rules, features: Sequence[Feature]) -> None:
        self.rules = rules
        self.features = [rules.closed(feature.literals) for feature in features]
        self._covers = Covers(self.features, rules.opponents(self.features), _MOST)
        self._found = Memory[tuple[int, int], list[int]]()
        self._literals: dict[int, int] = {}
        self._premises = {goal: rules.chosen(numbers) for goal, numbers in rules.premises.items()}
        self._relevant = {goal: union(sets) for goal, sets in self._premises.items()}

    def entailing(self, goal: int, known: int) -> list[int]:
        """Return the minimal sets of features that entail a goal which what is known does not.

        Some of them may contradict what is known.
        """
        # Of what is known only what the premises of the goal speak of makes a difference.
        relevant = known & self._relevant[goal]
        return self._found.recall((goal, relevant), lambda: self._find(goal, relevant))

    def _find(self, goal: int, known: int) -> list[int]:
        covers = (self._covers(premise & ~known) for premise in self._premises[goal])
        return sorted(minimal(chain(bits(self._covers.singles(goal)), *covers)), key=_by_length)

    def literals(self, features: int) -> int:
        """Return what features give together."""
        found = self._literals.get(features)
        if found is None:
            found = union(self.features[place] for place in positions(features))
            self._literals[features] = found
        return found


class _View:
    """What is missing beside one consistent set of literals that has all that it entails."""

    def __init__(self, ways: _Ways, known: int) -> None:
        self._ways = ways
        self._known = known
        rules = ways.rules
        opposed = rules.complement(known)
        self._opposed = union(1 << n for n, each in enumerate(ways.features) if each & opposed)
        # What is left of the conflicts that may still come about.
        live = (c for c in rules.chosen(rules.conflicts) if not c & opposed)
        self._conflicts = [c & ~known for c in live]
        self._consistent: dict[int, bool] = {}

    def sets(self, goal: int, barred: int) -> list[int]:
        """Return the minimal sets of features, but the barred ones, that entail a goal."""
        unfit = self._opposed | barred
        ways = self._ways.entailing(goal, self._known)
        return [way for way in ways if not way & unfit and self.is_consistent(way)]

    def is_consistent(self, features: int) -> bool:
        """Say whether features contradict neither the known nor each other."""
        found = self._consistent.get(features)
        if found is None:
            found = self._consistent[features] = self._is_consistent(features)
        return found

    def _is_consistent(self, features: int) -> bool:
        literals = self._ways.literals(features)
        if features & self._opposed or literals & self._ways.rules.complement(literals):
            return False
        lacking = ~literals
        return all(conflict & lacking for conflict in self._conflicts)
