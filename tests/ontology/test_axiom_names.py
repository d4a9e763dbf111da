"""Each axiom of the classification has one name, and its words stand in the paper.

What a check of `ontology/checks` already asks (a name, a sentence, a support) is not asked again.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, Graph
from rdflib.term import Node
from tests.hermit import ISTO, read_ontology
from tests.ontology.descriptions import ID

_PARTS = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
_PLACES = (ISTO.line, DCTERMS.source)


def test_every_axiom_has_one_name_and_every_name_one_axiom() -> None:
    assert doubled_names(read_ontology()) == set()


def test_every_name_is_described_with_the_place_of_its_axiom() -> None:
    assert places_that_differ(read_ontology()) == set()


def name_two_axioms_alike(graph: Graph) -> None:
    node = next(graph.subjects(ISTO.axiom, ISTO["axiom-isto"]))
    graph.set((node, ISTO.axiom, ISTO["axiom-igo"]))


def name_an_axiom_twice(graph: Graph) -> None:
    node = next(graph.subjects(ISTO.axiom, ISTO["axiom-isto"]))
    for part in _PARTS:
        graph.add((ID["second"], part, next(graph.objects(node, part))))
    graph.add((ID["second"], ISTO.axiom, ISTO["axiom-isto-again"]))


@pytest.mark.parametrize("spoil", [name_two_axioms_alike, name_an_axiom_twice])
def test_a_doubled_name_is_found(spoil: Callable[[Graph], None]) -> None:
    spoilt = read_ontology() + Graph()
    spoil(spoilt)

    assert doubled_names(spoilt) != set()


def test_a_place_that_differs_is_found() -> None:
    spoilt = read_ontology() + Graph()
    spoilt.remove((ISTO["axiom-isto"], ISTO.line, None))

    assert places_that_differ(spoilt) == {ISTO["axiom-isto"]}


@pytest.mark.parametrize(
    ("key", "property_name"),
    [
        ("cn", "countsAsDomesticFor"),
        ("hk", "countsAsOverseasFor"),
        ("mo", "countsAsOverseasFor"),
        ("tw", "countsAsOverseasFor"),
    ],
)
def test_where_the_mainland_ends_is_an_axiom_with_a_name(key: str, property_name: str) -> None:
    graph = read_ontology()
    axiom = (ID[f"jurisdiction/{key}"], ISTO[property_name], ID["host-profile/cn"])

    assert axiom in graph
    assert axiom in {parts(graph, node) for node in graph.subjects(ISTO.axiom)}


def test_quotes_stand_in_the_paper(shared: Path) -> None:
    paper = next(shared.glob("seeds/000_*.txt")).read_text(encoding="utf-8").split("\n")
    graph = read_ontology()
    quotes = {
        (int(str(line)), str(quote))
        for subject, quote in graph.subject_objects(ISTO.quote)
        for line in graph.objects(subject, ISTO.line)
    }

    assert quotes != set()
    assert {(line, quote) for line, quote in quotes if quote not in paper[line - 1]} == set()


def parts(graph: Graph, node: Node) -> tuple[Node | None, ...]:
    return tuple(graph.value(node, part) for part in _PARTS)


def doubled_names(graph: Graph) -> set[object]:
    """Return the names that two axioms share and the axioms that have two names."""
    named = list(graph.subject_objects(ISTO.axiom))
    names = Counter(name for _, name in named)
    axioms = Counter(parts(graph, node) for node, _ in named)
    return {thing for counts in (names, axioms) for thing, n in counts.items() if n > 1}


def places_that_differ(graph: Graph) -> set[Node]:
    """Return the names whose description cites another line or source than their axiom."""
    return {
        name
        for node, name in graph.subject_objects(ISTO.axiom)
        for place in _PLACES
        if set(graph.objects(node, place)) != set(graph.objects(name, place))
    }
