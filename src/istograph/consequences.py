"""What follows when users write facts: the verdicts on the organizations that these are about.

facts that came or went ──▶ whose ──▶ what is now known of them ──▶ verdicts, old and new

Verdicts are brought up to date with the write itself and not some time after it, because whoever
writes a fact asks next what it does, and because an answer must not depend on how soon one asks. It
takes a millisecond for each organization concerned, and no other is looked at.

All verdicts are as of one day, which is that of the build and stands in the dataset's version; who
asks as of today asks `/classify`. A fact that is not whole yet, or names what the ontology does not
have, is left out, and whoever wrote is told: clients write triple by triple, so a fact may well be
completed by the next write. Told is also who writes what is no fact and looks like one.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import chain

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from istograph.classification.descriptions import bare
from istograph.classification.descriptions.judge import Judge
from istograph.model import REPLACED_BY, STRUCTURES, Replacements, graph, isto
from istograph.rdf.namespaces import GRAPH, expand
from istograph.rdf.store.derivation import Consequences
from istograph.rdf.store.snapshot import Description
from istograph.rdf.terms import TYPE
from istograph.rdf.void.changes import Change

Node = NamedNode | BlankNode
Graph = NamedNode | DefaultGraph

# What the writer is told, so that it finds this.
ENTRY = f"{__name__}:follow"

_SUBJECT, _PROPERTY, _VALUE = isto("subject"), isto("property"), isto("value")
_INFERRED, _VERDICTS = graph("inferred"), graph("verdicts")
# What is said of a registration or an office, which is the value of a fact.
_OF_VALUES = {isto(term) for _, parts in STRUCTURES.values() for term, _ in parts.values()} | {
    NamedNode(expand("dcterms:type"))
}
_DEFAULT = DefaultGraph()


def follow(store: Store, changes: Mapping[Graph, Change], description: Description) -> Consequences:
    """Return how the verdicts change with what has changed in a store."""
    nodes = _concerned(store, changes)
    told = tuple(_not_counted(store, changes, {*description.merged, *description.fixed}))
    if not nodes:
        return Consequences(remarks=told)
    sources = [graph(name) for name in description.merged if name != "inferred"]
    judge = Judge(store, sources, description.registries, description.version.partition(".")[0])
    old = {quad for node in nodes for quad in _stated(store, node)}
    new = {quad for node in nodes for quad in judge.verdicts(node)}
    return Consequences(
        {
            where: Change(_triples(new - old, where), _triples(old - new, where))
            for where in (_INFERRED, _VERDICTS)
        },
        (*judge.remarks, *told),
    )


def _not_counted(
    store: Store, changes: Mapping[Graph, Change], ours: Container[str]
) -> Iterator[str]:
    """Yield what in a write looks like facts and moves no verdict."""
    if said := bare.told(bare.bare(store, changes.get(_DEFAULT, Change()).added)).en:
        yield said
    for where in changes:
        if isinstance(where, DefaultGraph) or where.value.removeprefix(GRAPH) in ours:
            continue
        if _has_facts(store, where):
            yield (
                f"<{where.value}> is a graph of your own, and the verdicts do not read it; what "
                f"is to count goes into <{GRAPH}local>, or is written into no graph"
            )


def _has_facts(store: Store, where: NamedNode) -> bool:
    said = ((None, p, None) for p in bare.FACT_TRIPLES)
    facts = ((None, _PROPERTY, p) for p in bare.FACT_TRIPLES)
    return any(any(store.quads_for_pattern(*each, where)) for each in chain(said, facts))


def _concerned(store: Store, changes: Mapping[Graph, Change]) -> set[Node]:
    """Return what the facts are about that have changed."""
    # The default graph has what the sources have, each triple once. Joins are the build's alone.
    change = changes.get(_DEFAULT, Change())
    changed = change.added | change.removed
    values = {triple.subject for triple in changed if triple.predicate in _OF_VALUES}
    held = (q for value in values for q in store.quads_for_pattern(None, _VALUE, value, _DEFAULT))
    facts = {triple.subject for triple in changed} | {quad.subject for quad in held}
    said = (q for fact in facts for q in store.quads_for_pattern(fact, _SUBJECT, None, _DEFAULT))
    nodes = {quad.object for quad in said}
    nodes |= {triple.object for triple in change.removed if triple.predicate == _SUBJECT}
    replaced = [triple for triple in changed if triple.predicate == REPLACED_BY]
    nodes |= {node for triple in replaced for node in (triple.subject, triple.object)}
    found = {node for node in nodes if isinstance(node, Node)}
    # What stood for something may stand for it no more.
    return found | set(map(Replacements(store).kept, found))


def _stated(store: Store, node: Node) -> Iterator[Quad]:
    """Yield the verdicts on a node that are in the store."""
    yield from store.quads_for_pattern(node, TYPE, None, _INFERRED)
    for name in ("refutedAs", "contestedAs"):
        yield from store.quads_for_pattern(node, isto(name), None, _VERDICTS)
    for quad in store.quads_for_pattern(None, _SUBJECT, node, _VERDICTS):
        yield from store.quads_for_pattern(quad.subject, None, None, _VERDICTS)


def _triples(quads: Iterable[Quad], where: NamedNode) -> set[Triple]:
    return {quad.triple for quad in quads if quad.graph_name == where}
