"""What follows from a write, put right before the write is published.

users' facts ──▶ derived graphs (said from above) ──▶ the default graph ──▶ statistics (`void`)

It is done before the write is acknowledged, so whoever reads afterwards reads all of it; and only
for what the write touches, so it costs what the write is, not what the dataset is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from typing import cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from istograph.rdf.namespaces import GRAPH
from istograph.rdf.store.merging import Changes, Merge
from istograph.rdf.store.snapshot import Description
from istograph.rdf.terms import LABEL, TYPE, term
from istograph.rdf.void.changes import Change, recount
from istograph.rdf.void.described import Described, Graph
from istograph.rdf.void.terms import VERSION, sd

VOID = NamedNode(GRAPH + "void")

_MODIFIED = term("dcterms:modified")
_DATE = term("xsd:date")


@dataclass(frozen=True)
class Consequences:
    """What has to change in derived graphs, and what the writer should know about it."""

    changes: Mapping[NamedNode, Change] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


# Finds what follows from what has changed in a store that has changed already.
Derivation = Callable[[Store, Mapping[Graph, Change], Description], Consequences]


def load(name: str | None) -> Derivation:
    """Return what a name stands for: `package.module:function`; no name, nothing to derive."""
    if name is None:
        return nothing
    module, _, attribute = name.partition(":")

    def derive(
        store: Store, changes: Mapping[Graph, Change], description: Description
    ) -> Consequences:
        derivation = cast("Derivation", getattr(import_module(module), attribute))
        return derivation(store, changes, description)

    return derive


def nothing(_: Store, __: Mapping[Graph, Change], ___: Description) -> Consequences:
    """Return no consequences."""
    return Consequences()


def settle(
    store: Store, merge: Merge, changes: Changes, derivation: Derivation, becomes: Description
) -> tuple[str, ...]:
    """Bring everything that is derived up to date; return remarks for the writer."""
    consequences = derivation(store, dict(changes), becomes)
    for graph, change in consequences.changes.items():
        merge.derive(store, graph, change, changes)
    _describe(store, changes, becomes.version)
    return consequences.remarks


def _describe(store: Store, changes: Mapping[Graph, Change], version: str) -> None:
    found = list(store.quads_for_pattern(None, sd("defaultGraph"), None, VOID))
    if not found:
        return
    dataset, default = found[0].subject, found[0].object
    assert isinstance(dataset, NamedNode)
    assert isinstance(default, NamedNode)
    today = Literal(datetime.now(UTC).date().isoformat(), datatype=_DATE)
    _say(store, dataset, VERSION, Literal(version))
    _say(store, dataset, _MODIFIED, today)
    for graph, change in changes.items():
        if not change.size:
            continue
        if isinstance(graph, DefaultGraph):
            recount(store, graph, change, default, VOID)
        else:
            _describe_graph(store, graph, change, dataset, default)


def _describe_graph(
    store: Store, graph: NamedNode, change: Change, dataset: NamedNode, default: NamedNode
) -> None:
    name = graph.value.removeprefix(GRAPH)
    about = NamedNode(f"{default.value.partition('#')[0]}#{name}")
    listing = [
        Quad(dataset, sd("namedGraph"), graph, VOID),
        Quad(graph, TYPE, sd("NamedGraph"), VOID),
        Quad(graph, sd("name"), graph, VOID),
        Quad(graph, sd("graph"), about, VOID),
        Quad(graph, LABEL, Literal(name, language="en"), VOID),
        Quad(about, TYPE, sd("Graph"), VOID),
        Quad(about, TYPE, term("void:Dataset"), VOID),
    ]
    store.extend(listing)
    if not recount(store, graph, change, about, VOID):
        # As after a build, a graph without a triple is not described.
        Described(store, VOID, about).remove()
        _remove(store, listing)


def _say(store: Store, subject: NamedNode, name: NamedNode, value: Literal) -> None:
    _remove(store, list(store.quads_for_pattern(subject, name, None, VOID)))
    store.add(Quad(subject, name, value, VOID))


def _remove(store: Store, quads: Iterable[Quad]) -> None:
    for quad in quads:
        store.remove(quad)
