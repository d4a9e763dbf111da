"""SPARQL Update on a store: one operation after the other, each made to fit the dataset first.

names         IRIs below the service's own address are those that are stored      (`aliases`)
USING         what the request says is read; several graphs are read as a set     (2.2.3)
default       what is written into no graph goes to `local`                       (`rewriting`)
SERVICE       the gateway is asked                                                (`services`)
LOAD          the gateway is asked, by the parent
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from istograph.errors import InputError, QuerySyntaxError, RemoteError
from istograph.rdf.federation.services import rewrite
from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.protocol import ProtocolError
from istograph.rdf.sparql.functions import Function, with_functions
from istograph.rdf.sparql.grammar import put_right
from istograph.rdf.sparql.lexing import calls_service, check_nesting
from istograph.rdf.sparql.names import resolve
from istograph.rdf.sparql.rewriting import (
    using,
    with_default,
    with_one_using,
    with_using,
    without_repeats,
)
from istograph.rdf.sparql.syntax_errors import explain
from istograph.rdf.sparql.updates import (
    ANY,
    DEFAULT,
    Operation,
    check_readable,
    split,
    unreadable_name,
)
from istograph.rdf.store.fitting import fitted
from istograph.rdf.store.merging import LOCAL, Contents
from istograph.rdf.store.working import Work

# What several USING name together, for as long as one operation takes.
_UNION = NamedNode("urn:x-istograph:union")


class Update:
    """A request of operations; what goes wrong in one of them goes wrong in all."""

    def __init__(self, work: Work, body: bytes) -> None:
        self._work = work
        self._text = _readable(body, federated=work.federated)
        self._operations = split(self._text)

    def run(self, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> None:
        """Do all operations, reading the dataset that the request gives, if it gives one."""
        for operation in self._operations:
            named = self._named(operation)
            changed = with_using(named, default_graphs, named_graphs)
            if self._work.merge is None:
                self._do([changed], operation)
            else:
                self._check(operation)
                self._do(with_default(changed, LOCAL.value), operation)

    def run_within(self, graph: NamedNode) -> None:
        """Do all operations with a graph as the default graph, and the only one that changes."""
        for operation in self._operations:
            self._check(operation)
            parts = with_default(self._named(operation), graph.value, reading=True)
            for part in parts:
                self._refuse_other_graphs(part, graph)
            self._do(parts, operation)

    def _named(self, operation: Operation) -> Operation:
        names = self._work.aliases
        return Operation(
            names.in_text(operation.prologue), names.in_text(operation.body), operation.places
        )

    def _do(self, parts: list[Operation], origin: Operation) -> None:
        """Do an operation, in the one or two parts that it was rewritten to."""
        work = self._work
        for part in parts:
            before = self._before(part)
            try:
                if part.keyword == "LOAD":
                    self._load(part, origin)
                else:
                    self._evaluate(part)
            except SyntaxError as problem:
                raise self._syntax_error(origin) or explain(problem, part.text) from problem
            if work.merge is not None:
                work.merge.settle(work.store, before, work.changes)

    def _before(self, part: Operation) -> Contents:
        work = self._work
        if work.merge is None:
            return {}
        names = part.targets() - {DEFAULT}
        targets = None if ANY in names else set(self._resolve(part, names))
        work.note_graphs(targets or ())
        return work.merge.before(work.store, targets)

    def _evaluate(self, part: Operation) -> None:
        with self._united(part) as operation:
            text = self._fitted(operation)
            if calls_service(text):
                text = rewrite(text, self._address).text
            with_functions(partial(self._ask, text), self._work.functions)

    def _fitted(self, operation: Operation) -> str:
        """Return the text of an operation as the engine does it right."""
        where = [token.start for word, token in operation.words if word == "WHERE"]
        # What USING names is another dataset; and `DELETE WHERE` has no group to write otherwise.
        if not where or operation.says("USING") or operation.blocks[-1].is_short:
            return operation.text
        start = len(operation.prologue) + where[-1]
        work = self._work
        prologue = operation.prologue
        return fitted(work.store, operation.text, prologue, work.base_iri, self._graphs, start)

    def _graphs(self) -> list[str]:
        names = self._work.store.named_graphs()
        return [name.value for name in names if isinstance(name, NamedNode)]

    def _ask(self, text: str, functions: dict[NamedNode, Function]) -> None:
        self._work.store.update(
            text, base_iri=self._work.base_iri, prefixes=PREFIXES, custom_functions=functions
        )

    @contextmanager
    def _united(self, part: Operation) -> Iterator[Operation]:
        """Give an operation that reads one graph where it would read several as a bag."""
        part = without_repeats(part, partial(self._resolve, part))
        names = using(part)
        graphs = self._resolve(part, names) if len(names) > 1 else []
        if len(graphs) < 2:
            yield part
            return
        store = self._work.store
        for graph in graphs:
            found = store.quads_for_pattern(None, None, None, graph)
            store.extend([Quad(q.subject, q.predicate, q.object, _UNION) for q in found])
        yield with_one_using(part, _UNION.value)
        store.remove_graph(_UNION)

    def _load(self, part: Operation, origin: Operation) -> None:
        """Do what LOAD says; the engine would fetch the document itself, from anywhere."""
        if problem := self._syntax_error(origin):
            raise problem
        source = self._resolve(part, [part.name_after("LOAD")])[0].value
        into = self._resolve(part, [part.name_after("GRAPH")]) if part.says("GRAPH") else []
        try:
            document = self._work.fetch(source)
            self._work.extend(document, source, into[0] if into else DefaultGraph())
        except (InputError, RemoteError):
            if not part.says("SILENT"):
                raise

    def _resolve(self, operation: Operation, names: Iterable[str]) -> list[NamedNode]:
        """Return what names stand for; where they cannot be told, what may change is not known."""
        try:
            return resolve(operation.prologue, names, self._work.base_iri)
        except SyntaxError as problem:
            raise self._syntax_error(operation) or unreadable_name() from problem

    def _address(self, declarations: str, name: str) -> str:
        return resolve(declarations, [name], self._work.base_iri)[0].value

    def _refuse_other_graphs(self, operation: Operation, graph: NamedNode) -> None:
        names = operation.targets()
        if names & {ANY, DEFAULT} or {*self._resolve(operation, names)} - {graph}:
            raise ProtocolError(
                422,
                f"a PATCH of <{graph.value}> changes this graph alone; send the rest to /sparql",
                zh=f"对 <{graph.value}> 的 PATCH 只更改此图；其余请发送到 /sparql",
            )

    def _check(self, operation: Operation) -> None:
        try:
            check_readable(operation)
        except QuerySyntaxError:
            # What is no SPARQL at all is told in the engine's words.
            if problem := self._syntax_error(operation):
                raise problem from None
            raise

    def _syntax_error(self, operation: Operation) -> QuerySyntaxError | None:
        """Return what is wrong, and where in what the client wrote, not in what was made of it."""
        original = operation.in_place(self._text)
        try:
            Store().update(original, base_iri=self._work.base_iri, prefixes=PREFIXES)
        except SyntaxError as problem:
            return explain(problem, original)
        except (RuntimeError, OSError, ValueError):
            pass
        return None


def _readable(body: bytes, *, federated: bool) -> str:
    """Return the text of an update that the engine may read."""
    text = body.decode()
    check_nesting(text)
    if calls_service(text) and not federated:
        raise InputError(
            "SERVICE in an update is not available on this system, which cannot let it ask chosen "
            "endpoints and nobody else; Linux 5.14 on x86-64 or arm64 can. Ask the other endpoint "
            "in a query, and write what it answers by INSERT DATA",
            zh=(
                "此系统上更新中不能使用 SERVICE，因为无法限定它只访问选定的端点；"
                "Linux 5.14（x86-64 或 arm64）可以。请先以查询向其他端点取数，"
                "再用 INSERT DATA 写入"
            ),
        )
    return put_right(text)
