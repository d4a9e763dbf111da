"""The dataset's verdicts, held against HermiT organization by organization."""

from collections.abc import Mapping
from typing import Any

import pytest
from pyoxigraph import NamedNode, Store
from tests.classification.agreement import disagreements
from tests.classification.generation import CLASSES

from istograph.classification import load_theory
from istograph.classification.descriptions.records import Stored, stored
from istograph.model import graph, isto
from istograph.rdf.namespaces import expand

TYPE = NamedNode(expand("rdf:type"))


@pytest.fixture(scope="module")
def day(store: Store) -> str:
    """The day of the build, as of which the dataset was classified."""
    (quad,) = store.quads_for_pattern(None, NamedNode(expand("dcterms:modified")), None, None)
    return str(quad.object.value)


@pytest.fixture(scope="module")
def descriptions(store: Store, day: str) -> list[Stored]:
    return [Stored(s.iri, {**s.description, "as_of": day}) for s in stored(store)]


def readable(record: Stored) -> dict[str, Any]:
    """A description without dissolvedOn, which decides nothing: OWL 2 maps no xsd:date."""
    facts = [f for f in record.description["facts"] if f["property"] != "dissolvedOn"]
    return {**record.description, "facts": facts}


def statuses(store: Store, record: Stored) -> Mapping[str, str]:
    """What the graphs `inferred` and `verdicts` say of a record."""
    links = {
        "entailed": (TYPE, graph("inferred")),
        "refuted": (isto("refutedAs"), graph("verdicts")),
        "contested": (isto("contestedAs"), graph("verdicts")),
    }
    found: dict[str, str] = dict.fromkeys(CLASSES, "unknown")
    for status, (predicate, where) in links.items():
        for quad in store.quads_for_pattern(record.iri, predicate, None, where):
            found[quad.object.value.partition("#")[2]] = status
    return found


@pytest.mark.usefixtures("untraced")
def test_hermit_finds_what_the_classifier_finds(descriptions: list[Stored]) -> None:
    assert list(disagreements(load_theory(), map(readable, descriptions), CLASSES)) == []


def test_the_store_has_what_the_classifier_finds(store: Store, descriptions: list[Stored]) -> None:
    theory = load_theory()

    for record in descriptions:
        assert statuses(store, record) == theory.statuses(record.description)


def test_the_dataset_has_verdicts_of_every_kind(store: Store, descriptions: list[Stored]) -> None:
    kinds = {status for record in descriptions for status in statuses(store, record).values()}

    assert kinds == {"entailed", "refuted", "contested", "unknown"}
