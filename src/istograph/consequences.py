"""What follows when users write facts: the verdicts on the organizations that these are about.

facts that came or went ──▶ whose ──▶ what is now known of them ──▶ verdicts, old and new

Verdicts are brought up to date with the write itself and not some time after it, because whoever
writes a fact asks next what it does, and because an answer must not depend on how soon one asks. It
takes a millisecond for each organization concerned, and no other is looked at.

All verdicts are as of one day, which is that of the build and stands in the dataset's version; who
asks as of today asks `/classify`. A fact that is not whole yet, or names what the ontology does not
have, is left out, and whoever wrote is told: clients write triple by triple, so a fact may well be
completed by the next write.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from istograph.classification import Theory, load_theory, verdict_nodes
from istograph.classification.records import Stored, describe, facts_about
from istograph.errors import InputError
from istograph.model import REPLACED_BY, STRUCTURES, Replacements, graph, isto
from istograph.rdf.namespaces import ID, expand
from istograph.rdf.store.derivation import Consequences
from istograph.rdf.store.snapshot import Description
from istograph.rdf.void.changes import Change

Node = NamedNode | BlankNode
Graph = NamedNode | DefaultGraph

# What the writer is told, so that it finds this.
ENTRY = f"{__name__}:follow"

_SUBJECT, _VALUE = isto("subject"), isto("value")
_INFERRED, _VERDICTS = graph("inferred"), graph("verdicts")
_TYPE = NamedNode(expand("rdf:type"))
# What is said of a registration or an office, which is the value of a fact.
_OF_VALUES = {isto(term) for _, parts in STRUCTURES.values() for term, _ in parts.values()} | {
    NamedNode(expand("dcterms:type"))
}
_DEFAULT = DefaultGraph()


def follow(store: Store, changes: Mapping[Graph, Change], description: Description) -> Consequences:
    """Return how the verdicts change with what has changed in a store."""
    nodes = _concerned(store, changes)
    if not nodes:
        return Consequences()
    sources = [graph(name) for name in description.merged if name != "inferred"]
    judge = Judge(store, sources, description.registries, description.version.partition(".")[0])
    old = {quad for node in nodes for quad in _stated(store, node)}
    new = {quad for node in nodes for quad in judge.verdicts(node)}
    return Consequences(
        {
            where: Change(_triples(new - old, where), _triples(old - new, where))
            for where in (_INFERRED, _VERDICTS)
        },
        tuple(judge.remarks),
    )


def verdicts(
    theory: Theory, record: Stored, registries: Iterable[str], day: date | str
) -> Iterator[Quad]:
    """Yield the verdicts on a record, as of a day.

    Of an organization that only registries know, and that nothing they say decides in any class,
    there are none: tens of thousands of records would each say fourteen times that nothing is
    known.
    """
    answer = theory.classify(record.description, as_of=day)
    imported = tuple(f"{ID}organization/{name}-" for name in registries)
    decides_nothing = all(verdict["status"] == "unknown" for verdict in answer["verdicts"])
    if not (decides_nothing and str(record.iri.value).startswith(imported)):
        yield from verdict_nodes.quads(record.iri, answer)


class Judge:
    """Gives verdicts on what a store says, and remarks on what it cannot read there."""

    def __init__(
        self, store: Store, sources: Sequence[Graph], registries: Iterable[str], day: date | str
    ) -> None:
        self._store = store
        self._sources = sources
        self._registries = tuple(registries)
        self._day = day
        self._theory = load_theory()
        self.remarks: list[str] = []

    def verdicts(self, node: Node) -> Iterator[Quad]:
        """Yield the verdicts on a node by those of its facts that can be read."""
        facts = facts_about(self._store, node, self._sources, self._note)
        if not facts:
            return
        record = Stored(node, describe(self._store, node, facts, self._sources))
        try:
            yield from verdicts(self._theory, record, self._registries, self._day)
        except InputError:
            record.description["facts"] = [*filter(self._is_readable, record.description["facts"])]
            yield from verdicts(self._theory, record, self._registries, self._day)

    def _is_readable(self, fact: dict[str, object]) -> bool:
        try:
            self._theory.statuses({"id": "x", "facts": [fact]}, self._day)
        except InputError as problem:
            self._note(problem)
            return False
        return True

    def _note(self, problem: InputError) -> None:
        self.remarks.append(f"a fact was left out of the verdicts: {problem}")


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
    yield from store.quads_for_pattern(node, _TYPE, None, _INFERRED)
    for name in ("refutedAs", "contestedAs"):
        yield from store.quads_for_pattern(node, isto(name), None, _VERDICTS)
    for quad in store.quads_for_pattern(None, _SUBJECT, node, _VERDICTS):
        yield from store.quads_for_pattern(quad.subject, None, None, _VERDICTS)


def _triples(quads: Iterable[Quad], where: NamedNode) -> set[Triple]:
    return {quad.triple for quad in quads if quad.graph_name == where}
