"""Slow, independent answers: what HermiT says, and what trying every subset of the facts says.

HermiT reads the facts as RDF. The other way uses the axioms' clauses as they were compiled, without
prime implicates, and a plain search for models.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple
from rdflib import Graph, URIRef
from tests.hermit import ISTO, Judgement, judge, read_theory
from tests.tracing import untraced

from istograph.classification.axioms.clauses import ClauseTheory, compile_clauses
from istograph.classification.axioms.reading import read_ontology
from istograph.classification.facts.rows import Rows, Way
from istograph.model import DENIALS, fact_value, isto
from istograph.resources import ONTOLOGY

Fact = Mapping[str, Any]
Status = str

_EVEN = int("01" * 64, 2)
# Territories that the generated descriptions use, and where they count.
_STATES = {"HK": "CN", "MO": "CN", "TW": "CN", "GL": "DK"}


def slice_of(description: Mapping[str, Any]) -> list[Fact]:
    """Return the facts that hold on the description's day."""
    day = description["as_of"]
    return [
        fact
        for fact in description["facts"]
        if fact.get("from", day) <= day and day < fact.get("to", "9999-12-31")
    ]


def counted(facts: Sequence[Fact], whole: Sequence[Fact]) -> bool | None:
    """Return whether a part of the facts spans three states, or does not, or leaves it open."""
    participants = [fact for fact in facts if fact["property"] == "hasParticipantFrom"]
    states = {_STATES.get(fact["value"], fact["value"]) for fact in participants}
    if len(states) >= 3:
        return True
    everyone = [fact for fact in whole if fact["property"] == "hasParticipantFrom"]
    closed = any(f["property"] == "participantListComplete" and f["value"] for f in facts)
    every_state = {_STATES.get(fact["value"], fact["value"]) for fact in everyone}
    complete = closed and len(participants) == len(everyone) and len(every_state) < 3
    return False if complete else None


# HermiT


@untraced()
def judge_parts(
    parts: Sequence[tuple[Sequence[Fact], Sequence[Fact]]], classes: Iterable[str]
) -> list[Judgement]:
    """Return what HermiT finds for parts of facts, each given with the whole it is a part of."""
    names = [f"https://w3id.org/istograph/id/organization/x{n}" for n in range(len(parts))]
    lines: list[str] = []
    for name, (facts, whole) in zip(names, parts, strict=True):
        lines += (f"{triple} ." for triple in _triples(NamedNode(name), facts, whole))
    graph = Graph().parse(data="\n".join(lines), format="nt")
    individuals = [URIRef(name) for name in names]
    wanted = dict.fromkeys(individuals, tuple(ISTO[name] for name in classes))
    judged = judge(read_theory(), graph, wanted)
    return [judged[individual] for individual in individuals]


def _triples(subject: NamedNode, facts: Sequence[Fact], whole: Sequence[Fact]) -> Iterator[Triple]:
    for number, fact in enumerate(facts):
        name = fact["property"]
        value = fact_value(name, fact["value"], f"{subject.value.rpartition('/')[2]}-{number}")
        yield Triple(subject, isto(DENIALS[name] if fact.get("negated") else name), value.term)
        yield from value.details
    if (spans := counted(facts, whole)) is not None:
        yield Triple(subject, isto("spansThreeStates"), Literal(spans))


# Every subset


@dataclass(frozen=True)
class Found:
    """What trying every subset of the facts gives; sets of facts are sets of ids."""

    clashes: set[frozenset[str]]
    repairs: set[frozenset[str]]
    entailing: dict[str, set[frozenset[str]]]
    refuting: dict[str, set[frozenset[str]]]
    statuses: dict[str, Status]


@untraced()
def try_every_subset(description: Mapping[str, Any], classes: Sequence[str]) -> Found:
    """Return what follows from each subset of the facts of a description."""
    whole = slice_of(description)
    ids = [fact["id"] for fact in whole]
    subsets = [set(c) for size in range(len(whole) + 1) for c in combinations(ids, size)]
    given = {
        frozenset(subset): literals([f for f in whole if f["id"] in subset], whole)
        for subset in subsets
    }
    consistent = {subset for subset in given if satisfiable(given[subset])}
    entailing: dict[str, set[frozenset[str]]] = {}
    refuting: dict[str, set[frozenset[str]]] = {}
    for name in classes:
        target = theory_and_rows()[0].literal(str(ISTO[name]))
        entailing[name] = _minimal(
            s for s in consistent if not satisfiable([*given[s], target << 1])
        )
        refuting[name] = _minimal(s for s in consistent if not satisfiable([*given[s], target]))
    repairs = {s for s in consistent if not any(s < other for other in consistent)}
    statuses = {name: status_in(repairs, entailing[name], refuting[name]) for name in classes}
    clashes = _minimal(given.keys() - consistent)
    return Found(clashes, repairs, entailing, refuting, statuses)


def status_in(
    repairs: Iterable[frozenset[str]],
    entailing: Iterable[frozenset[str]],
    refuting: Iterable[frozenset[str]],
) -> Status:
    """Return the contract's status, from the sets that decide and the repairs."""
    yes = [any(found <= repair for found in entailing) for repair in repairs]
    no = [any(found <= repair for found in refuting) for repair in repairs]
    if all(yes):
        return "entailed"
    if all(no):
        return "refuted"
    return "contested" if any(yes) or any(no) else "unknown"


def _minimal(sets: Iterable[frozenset[str]]) -> set[frozenset[str]]:
    every = set(sets)
    return {found for found in every if not any(other < found for other in every)}


@cache
def theory_and_rows() -> tuple[ClauseTheory, Rows]:
    """Return the ontology's clauses and rows."""
    ontology = read_ontology(ONTOLOGY)
    theory = compile_clauses(ontology)
    return theory, Rows(theory.rows, ontology)


def literals(facts: Sequence[Fact], whole: Sequence[Fact]) -> list[int]:
    """Return the literals that a part of the facts gives."""
    return [way.literal for way in ways(facts, whole)]


def ways(facts: Sequence[Fact], whole: Sequence[Fact]) -> list[Way]:
    """Return the ways in which a part of the facts gives literals."""
    found = [
        way
        for fact in facts
        for way in _ways(fact["property"], json.dumps(fact["value"]), bool(fact.get("negated")))
    ]
    if (spans := counted(facts, whole)) is not None:
        found += theory_and_rows()[1].given(str(ISTO.spansThreeStates), spans).ways
    return found


@cache
def _ways(name: str, said: str, negated: bool) -> tuple[Way, ...]:
    value = fact_value(name, json.loads(said), "x")
    described = {t.predicate.value: t.object.value for t in value.details}
    term = value.term.value == "true" if isinstance(value.term, Literal) else value.term.value
    property_ = str(ISTO[DENIALS[name] if negated else name])
    return theory_and_rows()[1].given(property_, described or term).ways


def denied(goal: int) -> list[int]:
    """Return what contradicts a goal; a contradiction, 0, is denied by nothing."""
    return [opposite(goal)] if goal else []


@untraced()
def satisfiable(given: Iterable[int]) -> bool:
    """Return whether the theory has a model in which the given literals are true."""
    return model_exists(_clauses(), given)


@cache
def _clauses() -> list[int]:
    return [clause.literals for clause in theory_and_rows()[0].clauses]


def model_exists(clauses: Sequence[int], given: Iterable[int]) -> bool:
    """Return whether clauses have a model with these literals: try, propagate, try the other."""
    true = 0
    for some in given:
        true |= some
    while True:
        false = opposite(true)
        if true & false:
            return False
        left = [clause & ~false for clause in clauses if not clause & true]
        if 0 in left:
            return False
        units = [clause for clause in left if clause.bit_count() == 1]
        if not units:
            break
        for unit in units:
            true |= unit
        clauses = left
    if not left:
        return True
    literal = left[0] & -left[0]
    return model_exists(left, [true, literal]) or model_exists(left, [true, opposite(literal)])


def opposite(literals: int) -> int:
    """Return the negation of each literal."""
    return (literals & _EVEN) << 1 | literals >> 1 & _EVEN
