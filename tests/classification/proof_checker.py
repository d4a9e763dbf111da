"""Checks proofs without the prover: reads the ontology by rdflib, replays each proof, names faults.

    facts + the axioms named  ⊢  the verdict          resolution by cases, over these axioms only
    facts - any one of them   ⊬  the verdict          with all axioms: no fact is too many
    the axioms - any of them  ⊬  the verdict          no axiom is too many
    facts                     are consistent          with all axioms; those of a clash are not

For a host, what divides the mainland from elsewhere is read once more, with the host in its place.

It shares no code with `istograph.classification`. What it takes from the contract is how JSON is
read: which kind of value each property has, and how participants are counted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

ISTO = Namespace("https://w3id.org/istograph/ontology#")
ID = "https://w3id.org/istograph/id/"
ONTOLOGY = Path(__file__).parents[2] / "ontology"

Json = Mapping[str, Any]
# An atom, and whether it is meant to be true.
_Literal = tuple[Node, bool]
_Clause = frozenset[_Literal]

# The contract's values that are keys of concepts; for `isSaidToBe` the value is a class.
_KINDS = {
    "hasConstitutiveInstrument": "instrument",
    "hasFoundingParty": "party",
    "hasMemberKind": "party",
    "hasParticipantFrom": "jurisdiction",
    "hasLegalForm": "legal-form",
    "isEstablishedUnderLawOf": "jurisdiction",
    "hasStatutorySeatIn": "jurisdiction",
    "isHeadquarteredIn": "jurisdiction",
    "hasPrincipalField": "field",
    "hasField": "field",
    "carriesOut": "activity",
}
_PARTS = {
    "hasRegistration": {
        "kind": ("registrationKind", "registration-kind"),
        "jurisdiction": ("registrationJurisdiction", "jurisdiction"),
    },
    "hasOffice": {"kind": ("officeKind", "office-kind"), "in": ("officeIn", "jurisdiction")},
}
_SUPPORTS = ("stated", "implied", "interpretation", "outside")
_SOMETHING = URIRef("urn:something")
# The classes that divide for the mainland, and what is said of a host in their place.
_PLACES = {
    ISTO.EstablishedInMainland: ISTO.isDomesticTo,
    ISTO.EstablishedOutsideMainland: ISTO.isOverseasTo,
}
_COUNTS = (ISTO.countsAsDomesticFor, ISTO.countsAsOverseasFor)
_MAINLAND = URIRef(f"{ID}host-profile/cn")
# What follows from where it is established is said of a host by the chains of its properties.
_CHAINED = {
    "isto:axiom-established-mainland": "isto:axiom-domestic-to-host",
    "isto:axiom-established-outside": "isto:axiom-overseas-to-host",
}
_LOGIC = (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith)


class Axiom(NamedTuple):
    """A triple that the ontology has annotated with a name."""

    subject: Node
    predicate: Node
    object: Node
    support: str


class Checker:
    """Checks answers by one ontology."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        # What a name stands for beside its own axiom.
        self._more: dict[str, list[Axiom]] = {}
        self._denials = {
            str(p).removeprefix(str(ISTO)): d for p, d in graph.subject_objects(ISTO.denialProperty)
        }

    @cached_property
    def axioms(self) -> dict[str, Axiom]:
        """The axioms by their names."""
        found = {}
        for node in self._graph.subjects(RDF.type, OWL.Axiom):
            name, support, *triple = (
                self._graph.value(node, predicate)
                for predicate in (
                    *(ISTO.axiom, ISTO.support, OWL.annotatedSource),
                    *(OWL.annotatedProperty, OWL.annotatedTarget),
                )
            )
            assert all(isinstance(term, Node) for term in (name, support, *triple)), node
            key = str(name).replace(str(ISTO), "isto:")
            found[key] = Axiom(*triple, str(support).rpartition("/")[2])  # type: ignore[misc]
        return found

    # Hosts

    def host(self, key: str, own: Set[str]) -> "Checker":
        """Return a checker that knows a host too, by the codes of the jurisdictions of its own."""
        profile = URIRef(f"{ID}host-profile/{key}")
        graph = Graph()
        graph += self._graph
        if (profile, RDF.type, None) not in graph:
            for place, code in graph.subject_objects(SKOS.notation):
                if str(place).startswith(f"{ID}jurisdiction/"):
                    graph.add((place, _COUNTS[str(code) not in own], profile))
        checker = Checker(graph)
        checker._add_host(profile)
        return checker

    def _add_host(self, profile: URIRef) -> None:
        known: dict[Node, Node] = {**_PLACES, _MAINLAND: profile}
        for name, axiom in self.axioms.items():
            classes = self._classes(axiom.subject) | self._classes(axiom.object)
            if classes & _PLACES.keys() and classes <= {*_PLACES, ISTO.LegallyEstablishedBody}:
                subject, target = (self._copy(n, known) for n in (axiom.subject, axiom.object))
                copy = axiom._replace(subject=subject, object=target)
                self._more.setdefault(_CHAINED.get(name, name), []).append(copy)
        for (model, kind), (own, of_own) in product(
            zip(_PLACES, _COUNTS, strict=True), zip(_PLACES.values(), _COUNTS, strict=True)
        ):
            mine, theirs = self._own(kind, _MAINLAND), self._own(of_own, profile)
            narrower = [(model, own)] if mine <= theirs else []
            narrower += [(own, model)] if theirs <= mine else []
            chain = f"isto:axiom-{'domestic' if of_own == _COUNTS[0] else 'overseas'}-to-host"
            for narrow, wide in narrower:
                said = Axiom(narrow, RDFS.subClassOf, wide, "")
                self._more.setdefault(chain, []).append(said)

    def _own(self, counts: Node, profile: Node) -> Set[Node]:
        return {*self._graph.subjects(counts, profile)}

    def _classes(self, node: Node) -> set[Node]:
        """Return the classes in a class expression, but for those of values."""
        if not isinstance(node, BNode):
            return {node}
        if self.is_restriction(node):
            filler = self._graph.value(node, OWL.someValuesFrom)
            counted = filler is not None and self._mentions(filler)
            # Of restrictions, those alone divide places that ask what counts for the mainland.
            return set() if counted else {node}
        lists = [self._graph.value(node, p) for p in (OWL.unionOf, OWL.intersectionOf)]
        members = [each for head in lists if head for each in Collection(self._graph, head)]
        return set().union(*map(self._classes, members)) if members else {node}

    def _mentions(self, node: Node) -> bool:
        if node == _MAINLAND:
            return True
        return isinstance(node, BNode) and any(map(self._mentions, self._graph.objects(node)))

    def _copy(self, node: Node, known: Mapping[Node, Node]) -> Node:
        """Return a class expression with other classes and another profile in it."""
        if not isinstance(node, BNode):
            return known.get(node, node)
        copy = BNode()
        for predicate, value in list(self._graph.predicate_objects(node)):
            self._graph.add((copy, predicate, self._copy(value, known)))
        return copy

    # Answers

    def faults(self, description: Json, answer: Json) -> Iterator[str]:
        """Yield what is wrong with the proofs of an answer."""
        day = answer["as_of"]
        whole = [
            fact
            for fact in description["facts"]
            if (fact.get("from") or "") <= day and (not fact.get("to") or day < fact["to"])
        ]
        for name, goal, entry in _entries(answer):
            for fault in self._faults(entry, goal, whole):
                yield f"{answer['id']}: {name}: {fault}"

    def _faults(self, entry: Json, goal: _Literal | None, whole: Sequence[Json]) -> Iterator[str]:
        known = {fact["id"]: fact for fact in whole}
        if missing := {*entry["facts"]} - known.keys() | {*entry["axioms"]} - self.axioms.keys():
            yield f"there is no {sorted(missing)}"
            return
        facts = [known[name] for name in entry["facts"]]
        named, every = frozenset(entry["axioms"]), frozenset(self.axioms)
        if not self.proves(facts, whole, named, goal):
            yield f"{entry['facts']} with {sorted(named)} do not prove it"
            return
        for axiom in sorted(named):
            if self.proves(facts, whole, named - {axiom}, goal):
                yield f"{axiom} is not needed"
        for fact in facts:
            if self.proves([f for f in facts if f is not fact], whole, every, goal):
                yield f"{fact['id']} is not needed"
        if goal is not None and self.proves(facts, whole, every, None):
            yield f"{entry['facts']} contradict each other"
        if "support" in entry and entry["support"] != self._weakest(facts, named):
            yield f"its support is {self._weakest(facts, named)}, not {entry['support']}"

    def _weakest(self, facts: Iterable[Json], axioms: Iterable[str]) -> str:
        supports = [fact.get("support") or "stated" for fact in facts]
        supports += [self.axioms[axiom].support for axiom in axioms]
        return max(supports, key=_SUPPORTS.index)

    # Logic

    def proves(
        self, facts: Sequence[Json], whole: Sequence[Json], axioms: Set[str], goal: _Literal | None
    ) -> bool:
        """Return whether a part of the facts and some axioms have no model that denies the goal.

        Without a goal: whether they contradict each other.
        """
        world = _World(self, facts, whole, axioms)
        return self._prove(world.said, frozenset(axioms), goal)

    @cache  # noqa: B019
    def _prove(self, said: "_Said", axioms: frozenset[str], goal: _Literal | None) -> bool:
        clauses = [clause for axiom in axioms for clause in self._clauses(axiom)]
        atoms = {atom for clause in clauses for atom, _ in clause}
        conditions = (atom for atom in atoms if self.is_restriction(atom))
        values = _by_property(self, said, axioms)
        given = [(atom, _holds(self, atom, values, axioms)) for atom in conditions]
        units = [frozenset({literal}) for literal in given]
        if goal is not None:
            units.append(frozenset({(goal[0], not goal[1])}))
        return not _has_model([*clauses, *units])

    @cache  # noqa: B019
    def _clauses(self, name: str) -> tuple[_Clause, ...]:
        """Return what an axiom about organizations says as clauses; others are read by _World."""
        named = (self.axioms[name], *self._more.get(name, ()))
        return tuple(clause for axiom in named for clause in self._clauses_of(axiom))

    def _clauses_of(self, axiom: Axiom) -> tuple[_Clause, ...]:
        if axiom.predicate not in _LOGIC:
            return ()
        left, right = axiom.subject, axiom.object
        if axiom.predicate == OWL.disjointWith:
            return tuple(self._implies(left, right, negated=True))
        found = [*self._implies(left, right)]
        if axiom.predicate == OWL.equivalentClass:
            found += self._implies(right, left)
        for clause in found:
            for atom, positive in clause:
                assert not (positive and self.is_restriction(atom)), "a fact is concluded"
        return tuple(found)

    def _implies(self, left: Node, right: Node, *, negated: bool = False) -> Iterator[_Clause]:
        for premise in self._conjunctive(left, False):
            for conclusion in self._conjunctive(right, not negated):
                yield premise | conclusion

    def _conjunctive(self, node: Node, positive: bool) -> list[_Clause]:
        """Return a class expression, or its negation, in conjunctive normal form."""
        if node == OWL.Nothing:
            return [frozenset()] if positive else []
        graph = self._graph
        if (negated := graph.value(node, OWL.complementOf)) is not None:
            return self._conjunctive(negated, not positive)
        for predicate, is_and in ((OWL.intersectionOf, True), (OWL.unionOf, False)):
            if (head := graph.value(node, predicate)) is not None:
                parts = [self._conjunctive(each, positive) for each in Collection(graph, head)]
                if is_and == positive:
                    return [clause for part in parts for clause in part]
                joined = [frozenset[_Literal]()]
                for part in parts:
                    joined = [one | other for one in joined for other in part]
                return joined
        return [frozenset({(self._atom(node), positive)})]

    def _atom(self, node: Node) -> Node:
        # Restrictions that say the same are written more than once; one of them stands for all.
        if not self.is_restriction(node):
            return node
        return self._same.setdefault(self._written(node), node)

    @cached_property
    def _same(self) -> dict[object, Node]:
        return {}

    def _written(self, node: Node) -> object:
        """Return a node's description, the same for all that are described alike."""
        if not isinstance(node, BNode):
            return node
        return frozenset((p, self._written(o)) for p, o in self._graph.predicate_objects(node))

    @cache  # noqa: B019
    def is_restriction(self, node: Node) -> bool:
        """Return whether a class is a restriction."""
        return (node, OWL.onProperty, None) in self._graph

    # What the worlds ask

    def triples(self, subject: Node, predicate: Node, axioms: Set[str]) -> Iterator[Node]:
        """Yield the objects of triples that are no axioms, or are among those allowed."""
        for found, names in self._objects(subject, predicate):
            if names is None or names & axioms:
                yield found

    @cache  # noqa: B019
    def _objects(self, subject: Node, predicate: Node) -> list[tuple[Node, set[str] | None]]:
        found = self._graph.objects(subject, predicate)
        return [(each, self._named.get((subject, predicate, each))) for each in found]

    @cached_property
    def _named(self) -> dict[tuple[Node, Node, Node], set[str]]:
        named: dict[tuple[Node, Node, Node], set[str]] = {}
        for name, axiom in self.axioms.items():
            named.setdefault(axiom[:3], set()).add(name)
        return named

    @cache  # noqa: B019
    def value(self, node: Node, predicate: Node) -> Node | None:
        """Return the one object of a triple."""
        found = self._graph.value(node, predicate)
        return found if isinstance(found, Node) else None

    @cache  # noqa: B019
    def members(self, head: Node) -> list[Node]:
        """Return what is in a list."""
        return list(Collection(self._graph, head))

    def property(self, fact: Json) -> Node:
        """Return the property that a fact, or its denial, is of."""
        name = fact["property"].removeprefix("isto:")
        denial = self._denials.get(name)
        if fact.get("negated"):
            assert isinstance(denial, Node), name
            return denial
        return ISTO[name]

    @cache  # noqa: B019
    def term(self, kind: str, key: str) -> URIRef:
        """Return the concept that a key or a code stands for."""
        for concept in self._graph.subjects(SKOS.notation, Literal(key)):
            if str(concept).startswith(f"{ID}{kind}/"):
                return URIRef(concept)
        raise KeyError(key)


# The properties of one organization, or of a registration or an office of its own, with values.
_Said = frozenset[tuple[Node, Any]]
_Values = Mapping[Node, Sequence[Any]]


class _World:
    """What a part of the facts says of one organization, by the axioms that are allowed."""

    def __init__(
        self, checker: Checker, facts: Sequence[Json], whole: Sequence[Json], axioms: Set[str]
    ) -> None:
        self._checker = checker
        self._axioms = axioms
        spans = self._count(facts, whole)
        counted = [] if spans is None else [(ISTO.spansThreeStates, Literal(spans))]
        stated = [(checker.property(fact), self._value(fact)) for fact in facts]
        self.said: _Said = frozenset(stated + counted)

    def _value(self, fact: Json) -> Any:
        name, value = fact["property"].removeprefix("isto:"), fact["value"]
        if name in _PARTS:
            parts = _PARTS[name].items()
            return frozenset(
                (ISTO[term], self._checker.term(kind, value[part]))
                for part, (term, kind) in parts
                if value.get(part) is not None
            )
        if isinstance(value, bool):
            return Literal(value)
        if name == "isSaidToBe":
            return ISTO[value.removeprefix("isto:")]
        return self._checker.term(_KINDS[name], value) if name in _KINDS else _SOMETHING

    def _count(self, facts: Sequence[Json], whole: Sequence[Json]) -> bool | None:
        """Return whether participants span three states; only a closed list spans fewer."""
        own, every = self._states(facts), self._states(whole)
        if len(set(own)) >= 3:
            return True
        closed = any(
            fact["property"].removeprefix("isto:") == "participantListComplete" and fact["value"]
            for fact in facts
        )
        return False if closed and len(own) == len(every) and len(set(every)) < 3 else None

    def _states(self, facts: Sequence[Json]) -> list[Node]:
        found: list[Node] = []
        for fact in facts:
            if fact["property"].removeprefix("isto:") == "hasParticipantFrom":
                place = self._checker.term("jurisdiction", fact["value"])
                state = self._checker.triples(place, ISTO.countsWithState, self._axioms)
                found.append(next(state, place))
        return found


def _holds(checker: Checker, restriction: Node, values: _Values, axioms: Set[str]) -> bool:
    """Return whether what is said satisfies a restriction."""
    wanted = checker.value(restriction, OWL.onProperty)
    if wanted not in values:
        return False
    exact = checker.value(restriction, OWL.hasValue)
    filler = checker.value(restriction, OWL.someValuesFrom)
    return any(
        (exact is not None and _is_same(exact, value))
        or (filler is not None and _is_in(checker, value, filler, axioms))
        for value in values[wanted]
    )


def _by_property(checker: Checker, said: _Said, axioms: Set[str]) -> _Values:
    """Return the values of each property, and of the properties above it."""
    found: dict[Node, list[Any]] = {}
    for property_, value in said:
        for wider in _above(checker, property_, axioms):
            found.setdefault(wider, []).append(value)
    return found


def _above(checker: Checker, property_: Node, axioms: Set[str]) -> Iterator[Node]:
    yield property_
    for above in checker.triples(property_, RDFS.subPropertyOf, axioms):
        yield from _above(checker, above, axioms)


def _is_in(checker: Checker, value: Any, filler: Node, axioms: Set[str]) -> bool:
    """Return whether a value is in a class."""
    if filler == OWL.Thing:
        return True
    parts = checker.value(filler, OWL.intersectionOf)
    if parts is not None:
        return all(_is_in(checker, value, part, axioms) for part in checker.members(parts))
    if checker.is_restriction(filler):
        own = value if isinstance(value, frozenset) else _properties(checker, value, axioms)
        return _holds(checker, filler, _by_property(checker, own, axioms), axioms)
    return isinstance(value, URIRef) and filler in checker.triples(value, RDF.type, axioms)


def _properties(checker: Checker, value: Node, axioms: Set[str]) -> _Said:
    predicates = (ISTO.countsAsDomesticFor, ISTO.countsAsOverseasFor)
    return frozenset(
        (predicate, found)
        for predicate in predicates
        for found in checker.triples(value, predicate, axioms)
    )


def _is_same(exact: Node, value: Any) -> bool:
    if isinstance(exact, Literal) and isinstance(value, Literal):
        return bool(exact.toPython() is value.toPython())
    return bool(exact == value)


def _entries(answer: Json) -> Iterator[tuple[str, _Literal | None, Json]]:
    for verdict in answer["verdicts"]:
        target = URIRef(str(ISTO) + verdict["class"].removeprefix("isto:"))
        name = f"{verdict['class']} {verdict['status']}"
        for entry in verdict["because"]:
            yield name, (target, verdict["status"] != "refuted"), entry
        for entry in verdict.get("against", ()):
            yield name, (target, False), entry
    for entry in answer["clashes"]:
        yield "clash", None, entry
    for word, target in zip(("domestic", "overseas"), _PLACES.values(), strict=True):
        decision = answer.get("host", {}).get(word, {})
        name = f"{word} {decision.get('status')}"
        for entry in decision.get("because", ()):
            yield name, (target, decision["status"] != "refuted"), entry
        for entry in decision.get("against", ()):
            yield name, (target, False), entry


def _has_model(clauses: Iterable[_Clause]) -> bool:
    """Return whether all clauses can be true: propagate what must be so, then try by cases."""
    rest = list(clauses)
    while forced := {literal for clause in rest if len(clause) == 1 for literal in clause}:
        denied = {(atom, not positive) for atom, positive in forced}
        rest = [clause - denied for clause in rest if clause.isdisjoint(forced)]
        if denied & forced:
            return False
    if frozenset() in rest:
        return False
    if not rest:
        return True
    atom, positive = next(iter(min(rest, key=len)))
    return any(_has_model([*rest, frozenset({(atom, yes)})]) for yes in (positive, not positive))


@cache
def load_checker() -> Checker:
    """Return the checker of our own ontology."""
    graph = Graph()
    for path in sorted(ONTOLOGY.rglob("*.ttl")):
        if "checks" not in path.parts:
            graph.parse(path)
    return Checker(graph)
