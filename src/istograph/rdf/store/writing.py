"""The child process that owns a dataset's store for writing: one write at a time, whole or not.

    request ──▶ the working copy changes ──▶ flushed ──▶ published as a version ──▶ answered
                        └─ anything wrong ──▶ the working copy is made anew from what is published

What is published is what was acknowledged, and it is all that counts: the working copy is thrown
away with the process. So this process may be killed at any moment. Updates and documents from
outside are parsed here and nowhere else; the network is cut, memory is limited (`confinement`).

DIR/writing/
├── LOCK            held while this process lives: a dataset has one writer
└── store-.../      the working copy
"""

import argparse
import fcntl
import hashlib
import json
import queue
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store

from istograph.errors import (
    AddressError,
    FormatError,
    InputError,
    IstographError,
    MemoryLimitError,
    QuerySyntaxError,
    RemoteError,
)
from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.payload import Payload
from istograph.rdf.protocol import ProtocolError
from istograph.rdf.sparql.functions import Function, with_functions
from istograph.rdf.sparql.grammar import put_right
from istograph.rdf.sparql.lexing import calls_service, check_nesting
from istograph.rdf.sparql.rewriting import with_default, with_using
from istograph.rdf.sparql.syntax_errors import explain
from istograph.rdf.sparql.updates import ANY, DEFAULT, Operation, check_readable, split
from istograph.rdf.store import confinement, framing, snapshot
from istograph.rdf.store.merging import LOCAL, Merge, refusal
from istograph.rdf.store.snapshot import Snapshot

Request = Mapping[str, Any]
Outcome = dict[str, Any]
# From an address to the document there, which the parent asks the gateway for.
Fetch = Callable[[str], Payload]


class Writer:
    """The working copy of a dataset, and what may be done to it."""

    def __init__(self, directory: Path, fetch: Fetch, expanded: int = 1 << 28) -> None:
        self._directory = directory
        self._fetch = fetch
        self._expanded = expanded
        self._folder = directory / "writing"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self._folder / "LOCK").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IstographError(f"another process writes to {directory}; end it first") from None
        published = snapshot.current(directory)
        assert published is not None
        self._version = published.version
        self._renew(published)

    def write(self, request: Request, body: bytes) -> Outcome:
        """Do what is asked and publish it; when this raises, nothing has changed."""
        with snapshot.draft(self._directory) as draft:
            published = snapshot.current(self._directory)
            assert published is not None
            if published.version != self._version:
                # A build has published another one meanwhile.
                self._renew(published)
            try:
                outcome = self._tasks[request["task"]](request, body)
                self._store.flush()
                self._store.backup(str(draft.path))
            except BaseException:
                self._renew(published)
                raise
            version = next_version(published.version, request, body)
            draft.publish(replace(published.description, version=version))
            self._version = version
        return {**outcome, "version": version}

    def _renew(self, published: Snapshot) -> None:
        """Make the working copy anew from what is published."""
        # The engine tidies up in the background until the last reference is gone.
        self._store = Store()
        for left in self._folder.glob("store-*"):
            shutil.rmtree(left, ignore_errors=True)
        path = Path(tempfile.mkdtemp(prefix="store-", dir=self._folder)) / "store"
        published.open().backup(str(path))
        self._store = Store(str(path))
        self._version = published.version
        self._merge = Merge.of(published.description)

    @property
    def _tasks(self) -> Mapping[str, Callable[[Request, bytes], Outcome]]:
        return {
            "update": self._update,
            "PUT": self._put,
            "POST": self._post,
            "DELETE": self._delete,
            "PATCH": self._patch,
        }

    # SPARQL Update

    def _update(self, request: Request, body: bytes) -> Outcome:
        text = _readable(body)
        for operation in split(text):
            changed = with_using(operation, request["using"], request["using_named"])
            if self._merge is None:
                self._run([changed], operation, text, request)
            else:
                _check(operation, text, request)
                parts = with_default(changed, LOCAL.value)
                self._run(parts, operation, text, request)
        return {}

    def _run(
        self, parts: list[Operation], origin: Operation, request_text: str, request: Request
    ) -> None:
        """Do an operation, in the one or two parts that it was rewritten to."""
        for part in parts:
            before = self._before(part, request)
            try:
                if part.keyword == "LOAD":
                    self._load_remote(part, origin, request_text, request)
                else:
                    with_functions(partial(self._evaluate, part.text, request), {})
            except SyntaxError as problem:
                found = _syntax_error(origin, request_text, request)
                raise found or explain(problem, part.text) from problem
            if self._merge is not None:
                self._merge.settle(self._store, before)

    def _load_remote(
        self, part: Operation, origin: Operation, request_text: str, request: Request
    ) -> None:
        """Do what LOAD says; the engine would fetch the document itself, from anywhere."""
        if problem := _syntax_error(origin, request_text, request):
            raise problem
        source = next(iter(_resolve(part, [part.name_after("LOAD")], request))).value
        into = [*_resolve(part, [part.name_after("GRAPH")], request)] if part.says("GRAPH") else []
        graph = into[0] if into else DefaultGraph()
        try:
            triples = self._fetch(source).expanded(self._expanded).triples(source)
        except (InputError, RemoteError):
            if part.says("SILENT"):
                return
            raise
        self._store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in triples)

    def _evaluate(self, text: str, request: Request, functions: dict[NamedNode, Function]) -> None:
        self._store.update(
            text,
            base_iri=request["base_iri"],
            prefixes=PREFIXES,
            custom_functions=functions,
        )

    def _before(self, part: Operation, request: Request) -> dict[NamedNode, Any]:
        if self._merge is None:
            return {}
        names = part.targets() - {DEFAULT}
        targets = None if ANY in names else set(_resolve(part, names, request))
        return self._merge.before(self._store, targets)

    # Graph Store Protocol

    def _put(self, request: Request, body: bytes) -> Outcome:
        return self._load(request, body, replacing=True)

    def _post(self, request: Request, body: bytes) -> Outcome:
        return self._load(request, body, replacing=False)

    def _load(self, request: Request, body: bytes, *, replacing: bool) -> Outcome:
        graph = self._target(request)
        payload = Payload(body, request["content_type"], request["content_encoding"])
        triples = payload.expanded(self._expanded).triples(request["base_iri"])
        created = not self._exists(graph)
        before = self._merge.before(self._store, [_named(graph)]) if self._merge else {}
        if replacing:
            self._store.clear_graph(graph)
        if isinstance(graph, NamedNode):
            self._store.add_graph(graph)
        self._store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in triples)
        if self._merge:
            self._merge.settle(self._store, before)
        return {"created": created}

    def _delete(self, request: Request, _: bytes) -> Outcome:
        graph = self._target(request)
        if not self._exists(graph) and request["graph"] is not None:
            raise ProtocolError(404, f"there is no graph <{request['graph']}>")
        before = self._merge.before(self._store, [_named(graph)]) if self._merge else {}
        self._store.remove_graph(graph)
        if self._merge:
            self._merge.settle(self._store, before)
        return {}

    def _patch(self, request: Request, body: bytes) -> Outcome:
        """Do an update for which the graph is the default graph, and the only one that changes."""
        graph = self._target(request)
        if not isinstance(graph, NamedNode):
            return self._update({**request, "using": [], "using_named": []}, body)
        text = _readable(body)
        created = not self._exists(graph)
        for operation in split(text):
            _check(operation, text, request)
            parts = with_default(operation, graph.value, reading=True)
            for part in parts:
                _refuse_other_graphs(part, graph, request)
            self._run(parts, operation, text, request)
        return {"created": created and self._exists(graph)}

    def _target(self, request: Request) -> NamedNode | DefaultGraph:
        """Return the graph that a request writes to."""
        if request["graph"] is None:
            return DefaultGraph() if self._merge is None else LOCAL
        graph = NamedNode(request["graph"])
        if self._merge is not None and graph in self._merge.fixed:
            raise refusal(graph)
        return graph

    def _exists(self, graph: NamedNode | DefaultGraph) -> bool:
        return isinstance(graph, DefaultGraph) or self._store.contains_named_graph(graph)


def next_version(version: str, request: Request, body: bytes) -> str:
    """Return the version that a write makes of another: its day, and a hash of both."""
    digest = hashlib.sha256(json.dumps([version, request], sort_keys=True).encode() + body)
    return f"{version.partition('.')[0]}.{digest.hexdigest()[:12]}"


def _named(graph: NamedNode | DefaultGraph) -> NamedNode:
    assert isinstance(graph, NamedNode)
    return graph


def _readable(body: bytes) -> str:
    """Return the text of an update that the engine may read."""
    text = body.decode()
    check_nesting(text)
    if calls_service(text):
        raise InputError(
            "SERVICE is not available in an update: ask the other endpoint in a query, and write "
            "what it answers by INSERT DATA"
        )
    return put_right(text)


def _resolve(operation: Operation, names: Iterable[str], request: Request) -> Iterator[NamedNode]:
    """Yield the IRIs that names stand for, by the operation's own prefixes and base."""
    text = f"{operation.prologue} SELECT ?x {{ VALUES ?x {{ {' '.join(names)} }} }}"
    try:
        rows = Store().query(text, base_iri=request["base_iri"], prefixes=PREFIXES)
    except SyntaxError:
        # The operation has the same fault, and the engine will say where.
        return
    assert isinstance(rows, QuerySolutions)
    for row in rows:
        assert isinstance(row[0], NamedNode)
        yield row[0]


def _refuse_other_graphs(operation: Operation, graph: NamedNode, request: Request) -> None:
    names = operation.targets()
    if names & {ANY, DEFAULT} or {*_resolve(operation, names, request)} - {graph}:
        raise ProtocolError(
            422, f"a PATCH of <{graph.value}> changes this graph alone; send the rest to /sparql"
        )


def _check(operation: Operation, text: str, request: Request) -> None:
    try:
        check_readable(operation)
    except QuerySyntaxError:
        # What is no SPARQL at all is told in the engine's words.
        if problem := _syntax_error(operation, text, request):
            raise problem from None
        raise


def _syntax_error(operation: Operation, text: str, request: Request) -> QuerySyntaxError | None:
    """Return what is wrong, and where in what the client wrote, not in what was made of it."""
    original = operation.in_place(text)
    try:
        Store().update(original, base_iri=request["base_iri"], prefixes=PREFIXES)
    except SyntaxError as problem:
        return explain(problem, original)
    except (RuntimeError, OSError, ValueError):
        pass
    return None


def main() -> None:
    """Serve writes until the input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--directory", type=Path)
    parser.add_argument("--memory", type=int)
    parser.add_argument("--expanded", type=int)
    options = parser.parse_args()
    # Ctrl-C in a terminal goes to the whole group; the parent decides what to do about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = framing.private_output()
    confinement.cut_network()
    inbox = framing.inbox(sys.stdin.buffer)
    try:
        writer = Writer(options.directory, partial(_fetch, output, inbox), options.expanded)
    except IstographError as problem:
        framing.write(output, explained(problem))
        return
    confinement.limit_memory(options.memory)
    idle = confinement.data_size()
    framing.write(output, {"ready": True})
    while True:
        answer = _answer(writer, *inbox.get())
        # What earlier writes left allocated counts against the limit of the next one.
        last = confinement.data_size() - idle > options.memory // 2
        framing.write(output, {**answer, "last": last or answer.get("fatal", False)})


def _fetch(output: BinaryIO, inbox: "queue.SimpleQueue[framing.Message]", iri: str) -> Payload:
    """Have the parent ask for a document."""
    framing.write(output, {"fetch": iri})
    header, body = inbox.get()
    if problem := framing.error_in(header):
        raise problem
    return Payload(body, header["content_type"])


def _answer(writer: Writer, request: Request, body: bytes) -> Mapping[str, Any]:
    try:
        return writer.write(request, body)
    # The engine's panics are no Exceptions.
    except BaseException as problem:
        return explained(problem)


def explained(problem: BaseException) -> dict[str, Any]:
    """Return one of the errors that the parent knows by name."""
    match problem:
        case (
            ProtocolError()
            | QuerySyntaxError()
            | FormatError()
            | MemoryLimitError()
            | AddressError()
            | RemoteError()
        ):
            return framing.failure(problem)
        case MemoryError():
            return framing.failure(MemoryLimitError(_MEMORY)) | {"fatal": True}
        case InputError() | OSError() | RuntimeError() | ValueError():
            return framing.failure(InputError(str(problem)))
    return framing.failure(IstographError(repr(problem))) | {"fatal": True}


_MEMORY = "this takes more memory than it is allowed; write less at a time"

if __name__ == "__main__":
    main()
