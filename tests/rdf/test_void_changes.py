"""What is said of a graph is right after any change, without counting it anew."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from istograph.rdf.terms import TYPE
from istograph.rdf.void import changes, statistics
from istograph.rdf.void.changes import Change, recount
from istograph.rdf.void.terms import DATATYPE, DATATYPE_PARTITION, void

ABOUT, VOID = NamedNode("http://e/about"), NamedNode("http://e/void")
LINKS = [void("classPartition"), void("propertyPartition"), DATATYPE_PARTITION]
NAMES = {void("class"), void("property"), DATATYPE}

nodes = some.sampled_from([NamedNode("http://e/a"), NamedNode("http://e/b"), BlankNode("c")])
classes = some.sampled_from([NamedNode("http://e/C"), NamedNode("http://e/D")])
properties = some.sampled_from([NamedNode("http://e/p"), NamedNode("http://e/q")])
literals = some.sampled_from([Literal(1), Literal("1"), Literal("x", language="zh")])
triples = some.one_of(
    some.builds(Triple, nodes, some.just(TYPE), classes),
    some.builds(Triple, nodes, properties, some.one_of(nodes, literals, classes)),
    some.builds(Triple, classes, properties, nodes),
)
graphs = some.frozensets(triples, max_size=12)


def described(store: Store, node: Any = ABOUT) -> dict[Any, Any]:
    """Return what is said of a graph as a tree, without the names of blank nodes."""
    said = list(store.quads_for_pattern(node, None, None, VOID))
    tree: dict[Any, Any] = {
        quad.predicate: quad.object
        for quad in said
        if quad.predicate not in LINKS and quad.predicate not in NAMES
    }
    parts = [(quad.predicate, quad.object) for quad in said if quad.predicate in LINKS]
    for link, part in parts:
        name = next(
            quad.object
            for quad in store.quads_for_pattern(part, None, None, VOID)
            if quad.predicate in NAMES
        )
        assert (link, name) not in tree
        tree[link, name] = described(store, part)
    return tree


def counted_anew(graph: frozenset[Triple]) -> dict[Any, Any]:
    store = Store()
    for triple in statistics(ABOUT, lambda _: graph):
        store.add(Quad(*triple, VOID))
    return described(store)


def filled(graph: frozenset[Triple]) -> Store:
    store = Store()
    store.extend(Quad(*triple) for triple in graph)
    for triple in statistics(ABOUT, lambda _: graph):
        store.add(Quad(*triple, VOID))
    return store


@settings(max_examples=300)
@given(graphs, some.lists(graphs, min_size=1, max_size=3))
def test_counting_the_change_is_counting_anew(
    before: frozenset[Triple], later: list[frozenset[Triple]]
) -> None:
    store = filled(before)
    for after in later:
        for triple in before - after:
            store.remove(Quad(*triple))
        store.extend(Quad(*triple) for triple in after - before)
        change = Change(set(after - before), set(before - after))

        assert recount(store, DefaultGraph(), change, ABOUT, VOID) == len(after)

        assert described(store) == counted_anew(after)
        before = after


@given(graphs, graphs)
def test_a_change_larger_than_the_graph_is_counted_anew(
    before: frozenset[Triple], after: frozenset[Triple]
) -> None:
    store = filled(before)
    store.clear_graph(DefaultGraph())
    store.extend(Quad(*triple) for triple in after)
    change = Change({Triple(*triple) for triple in after}, set(before))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(changes, "MOST", -1)
        recount(store, DefaultGraph(), change, ABOUT, VOID)

    assert described(store) == counted_anew(after)


def test_nothing_of_a_part_that_is_gone_is_left() -> None:
    triple = Triple(NamedNode("http://e/a"), TYPE, NamedNode("http://e/C"))
    store = filled(frozenset({triple}))
    store.remove(Quad(*triple))

    recount(store, DefaultGraph(), Change(set(), {triple}), ABOUT, VOID)

    assert {quad.subject for quad in store.quads_for_pattern(None, None, None, VOID)} == {ABOUT}
