"""Verdicts as quads: on a record, or on whatever some graphs say of a node."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store

from istograph.classification.answers.theory import Theory, load_theory
from istograph.classification.descriptions import verdict_nodes
from istograph.classification.descriptions.records import Stored, describe, facts_about
from istograph.errors import InputError
from istograph.model.terms import ORGANIZATIONS

Node = NamedNode | BlankNode
Graph = NamedNode | DefaultGraph


def verdicts(
    theory: Theory, record: Stored, registries: Iterable[str], day: date | str
) -> Iterator[Quad]:
    """Yield the verdicts on a record, as of a day.

    Of an organization that only registries know, and that nothing they say decides in any class,
    there are none: tens of thousands of records would each say fourteen times that nothing is
    known.
    """
    answer = theory.classify(record.description, as_of=day)
    imported = tuple(f"{ORGANIZATIONS}{name}-" for name in registries)
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
