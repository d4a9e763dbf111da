"""What is share-alike leaves the dataset only by name."""

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from istograph.exports.shareable import all_shareable, share_alike, shareable
from istograph.model import graph
from istograph.registries import REGISTRIES

MERGED = ("curated", "supraverden")
SUBJECT, PREDICATE = NamedNode("http://e/s"), NamedNode("http://e/p")


def stated(value: str, *names: str) -> list[Quad]:
    places = [DefaultGraph(), *map(graph, names)]
    return [Quad(SUBJECT, PREDICATE, Literal(value), place) for place in places]


def store() -> Store:
    made = Store()
    made.extend(stated("bound", "supraverden"))
    made.extend(stated("ours", "curated"))
    made.extend(stated("both", "curated", "supraverden"))
    return made


def test_what_nobody_else_states_is_left_out() -> None:
    found = {quad.object.value for quad in shareable(store(), MERGED, {"supraverden"})}

    assert found == {"ours", "both"}


def test_no_graph_of_it_is_left_in_the_whole() -> None:
    quads = list(all_shareable(store(), MERGED, {"supraverden"}))

    assert {quad.graph_name for quad in quads} == {DefaultGraph(), graph("curated")}
    assert "bound" not in {quad.object.value for quad in quads}


def test_with_nothing_apart_nothing_is_left_out() -> None:
    made = store()

    assert set(all_shareable(made, MERGED, ())) == set(made)


def test_the_licence_decides() -> None:
    assert share_alike(REGISTRIES) == {"supraverden"}
    assert share_alike(["wikidata", "ror", "curated"]) == frozenset()
