"""A query on a store: the dataset that it asks for, and what the engine answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
)

from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.sparql.aggregates import with_reused_columns
from istograph.rdf.sparql.functions import Function, with_functions
from istograph.rdf.sparql.lexing import DatasetClause, dataset_clause
from istograph.rdf.sparql.names import resolve
from istograph.rdf.store.fitting import fitted

Results = QuerySolutions | QueryBoolean | QueryTriples


@dataclass(frozen=True)
class _Dataset:
    # The engine's own types are invariant lists.
    default: list[NamedNode | BlankNode | DefaultGraph]
    named: list[NamedNode | BlankNode]


class Query:
    """The text of a query, and the request that it came with."""

    def __init__(self, store: Store, text: str, request: Mapping[str, Any]) -> None:
        self._store = store
        self._text = text
        self._request = request
        self._base_iri: str | None = request.get("base_iri")

    @property
    def fitted(self) -> str:
        """The text as the engine answers it right."""
        prologue = self._clause.prologue
        return fitted(self._store, self._text, prologue, self._base_iri, self._graphs)

    def results(self) -> Results:
        """Evaluate it; raise SyntaxError where it does not parse."""
        store, dataset = self._store, self._dataset()
        if dataset is not None and len(dataset.default) > 1:
            # The engine's union of graphs is a bag: what stands in two graphs would count twice.
            store = _merged(store, dataset)
            dataset = _Dataset([DefaultGraph()], dataset.named)
        try:
            return self._ask(store, dataset, self._text)
        except SyntaxError as problem:
            # An expression with an aggregate may use an earlier column (18.2.4.4), but not here.
            written = with_reused_columns(self._text) if "unbound" in str(problem) else self._text
            if written == self._text:
                raise
            try:
                return self._ask(store, dataset, written)
            except SyntaxError:
                raise problem from None

    def _ask(self, store: Store, dataset: _Dataset | None, text: str) -> Results:
        def answer(functions: dict[NamedNode, Function]) -> Results:
            return store.query(
                text,
                base_iri=self._base_iri,
                prefixes=PREFIXES,
                default_graph=dataset.default if dataset else None,
                named_graphs=dataset.named if dataset else None,
                custom_functions=functions,
            )

        return with_functions(answer, self._request.get("functions", dict))

    @cached_property
    def _clause(self) -> DatasetClause:
        return dataset_clause(self._text)

    @property
    def _given(self) -> tuple[Sequence[str], Sequence[str]]:
        request = self._request
        return request.get("default_graphs", ()), request.get("named_graphs", ())

    def _dataset(self) -> _Dataset | None:
        """Return what is asked for other than the store, where the engine needs to be told."""
        # SPARQL 1.1 Protocol, 2.1.4: what the request says overrides the query's own clauses.
        default, named = self._given
        if default or named:
            # A graph that is named twice would count twice, too.
            return _Dataset(
                [*map(NamedNode, dict.fromkeys(default))], [*map(NamedNode, dict.fromkeys(named))]
            )
        clause = self._clause
        if max(len(clause.default_graphs), len(clause.named_graphs)) < 2:
            return None
        try:
            return _Dataset(
                [*dict.fromkeys(self._resolved(clause.default_graphs))],
                [*dict.fromkeys(self._resolved(clause.named_graphs))],
            )
        except SyntaxError:
            # The whole query has the same fault, and the engine will say where.
            return None

    def _graphs(self) -> list[str]:
        """Return the named graphs of the dataset."""
        if any(self._given):
            return [*dict.fromkeys(self._given[1])]
        clause = self._clause
        if clause.default_graphs or clause.named_graphs:
            try:
                found = dict.fromkeys(self._resolved(clause.named_graphs))
                return [name.value for name in found]
            except SyntaxError:
                return []
        names = self._store.named_graphs()
        return [name.value for name in names if isinstance(name, NamedNode)]

    def _resolved(self, names: Sequence[str]) -> list[NamedNode]:
        return resolve(self._clause.prologue, names, self._base_iri)


def _merged(store: Store, dataset: _Dataset) -> Store:
    merged = Store()
    # Not bulk_extend, whose threads take 200 MB whatever the size.
    for graph in dataset.default:
        found = store.quads_for_pattern(None, None, None, graph)
        merged.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    for graph in dataset.named:
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return merged
