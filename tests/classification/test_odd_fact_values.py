"""A fact of which the value, or anything else, is a term of an odd kind is told, not a fault."""

from itertools import product
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store, parse

from istograph.classification.answers.theory import Theory, load_theory
from istograph.classification.descriptions.graphs import read_graph
from istograph.classification.descriptions.records import FactNode, fact_nodes
from istograph.errors import InputError

_TERMS = ("<<( <x:a> a <x:b> )>>", "'x'@ar--rtl", "'y'", "[]", "<x:v>", "1e400", "'-9-1'^^<x:d>")
_PROPERTIES = (
    *("isNonprofit", "hasRegistration", "hasOffice", "hasParticipantFrom", "dissolvedOn"),
    *("isSaidToBe", "isPartOf", "hasLegalForm", "hasPrincipalField", "hasConstitutiveInstrument"),
)
_FACT = """PREFIX isto: <https://w3id.org/istograph/ontology#>
    <x:f> a isto:Fact ; isto:subject <x:o> ; isto:property {} ; isto:value {} {} ."""
_OTHERS = ("from", "to", "source", "support", "negated", "claimStatus")


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


def documents() -> list[str]:
    valued = [_FACT.format(f"isto:{n}", v, "") for n, v in product(_PROPERTIES, _TERMS)]
    named = [_FACT.format(term, "true", "") for term in _TERMS]
    more = [f"; isto:{name} {term}" for name, term in product(_OTHERS, _TERMS)]
    return [*valued, *named, *(_FACT.format("isto:isNonprofit", "true", each) for each in more)]


def is_wrong(document: str) -> bool:
    """Say whether it has a statement in the place of a value; of these two any text will do."""
    return "<<(" in document and not ("isto:source" in document or "isto:isPartOf" in document)


def judged(theory: Theory, facts: list[dict[str, Any]]) -> None:
    theory.classify({"id": "x:o", "facts": facts})


@pytest.mark.parametrize("document", documents())
def test_it_is_read_or_refused(theory: Theory, document: str) -> None:
    told: list[InputError] = []
    quads = list(parse(document.encode(), RdfFormat.TURTLE))

    found = read_graph(quads, tell=lambda problem, _: told.append(problem))
    for described in found.described:
        try:
            judged(theory, described.description["facts"])
        except InputError as problem:
            told.append(problem)

    assert told or found.described
    assert told or not is_wrong(document)


@pytest.mark.parametrize("document", documents())
def test_a_stored_one_is_too(theory: Theory, document: str) -> None:
    store = Store()
    store.extend(parse(document.encode(), RdfFormat.TURTLE))
    [node] = fact_nodes(store, next(iter(store)).graph_name)  # type: ignore[arg-type]
    fact = FactNode(store, node, next(iter(store)).graph_name)  # type: ignore[arg-type]

    if fact.stands:
        try:
            judged(theory, [fact.as_json()])
        except InputError:
            return
        assert not is_wrong(document)
