"""The child process that owns a dataset's store for writing: one write at a time, whole or not.

    request ──▶ the working copy changes ──▶ what follows ──▶ published as a version ──▶ answered
                        └─ anything wrong ──▶ the working copy is made anew from what is published

What is published is what was acknowledged, and it is all that counts: the working copy is thrown
away with the process. So this process may be killed at any moment. Updates and documents from
outside are parsed here and nowhere else; memory is limited, and so is the network: with
`--gateway` the parent decides about each connection, else there is none (`confinement`).

DIR/writing/
├── LOCK            held while this process lives: a dataset has one writer
└── store-.../      the working copy
"""

import argparse
import fcntl
import gc
import hashlib
import json
import queue
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from pyoxigraph import Store

from istograph.errors import IstographError
from istograph.rdf.aliases import Aliases
from istograph.rdf.payload import Payload
from istograph.rdf.sparql import functions
from istograph.rdf.sparql.functions import Entry
from istograph.rdf.store import confinement, derivation, framing, graph_store, snapshot
from istograph.rdf.store.derivation import Derivation
from istograph.rdf.store.engine_errors import explain
from istograph.rdf.store.merging import Merge
from istograph.rdf.store.snapshot import Snapshot
from istograph.rdf.store.updating import Update
from istograph.rdf.store.working import Fetch, Work

Request = Mapping[str, Any]
Outcome = dict[str, Any]

_GRAPH_STORE: Mapping[str, Callable[[Work, str | None, Payload], bool]] = {
    "PUT": graph_store.put,
    "POST": graph_store.post,
    "DELETE": graph_store.delete,
    "PATCH": graph_store.patch,
}


@dataclass(frozen=True)
class Abilities:
    """What the writer may do beside writing, and what is said from above."""

    fetch: Fetch
    expanded: int = 1 << 28
    federated: bool = False
    functions: Entry = functions.no_functions
    derivation: Derivation = derivation.nothing


class Writer:
    """The working copy of a dataset, and what may be done to it."""

    def __init__(self, directory: Path, abilities: Abilities) -> None:
        self._directory = directory
        self._abilities = abilities
        self._version = ""
        self._folder = directory / "writing"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self._folder / "LOCK").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IstographError(f"another process writes to {directory}; end it first") from None
        self._discard()
        published = snapshot.current(directory)
        assert published is not None
        self._renew(published)

    def write(self, request: Request, body: bytes) -> Outcome:
        """Do what is asked and publish it; when this raises, nothing has changed."""
        with snapshot.draft(self._directory) as draft:
            published = snapshot.current(self._directory)
            assert published is not None
            if published.version != self._version:
                # A build has published another one meanwhile, or the last write was refused.
                self._discard()
                self._renew(published)
            version = next_version(published.version, request, body)
            becomes = replace(published.description, version=version)
            try:
                work = self._work(request)
                created = _do(work, request, body)
                remarks: tuple[str, ...] = ()
                if work.merge is not None:
                    settled = (self._store, work.merge, work.changes)
                    remarks = derivation.settle(*settled, self._abilities.derivation, becomes)
                self._store.flush()
                self._store.backup(str(draft.path))
                draft.publish(becomes)
            except BaseException:
                self._discard()
                raise
            self._version = version
        return {"created": created, "remarks": remarks, "version": version}

    def close(self) -> None:
        """Let go of the dataset, for another to write to."""
        self._store = Store()
        self._lock.close()

    def _work(self, request: Request) -> Work:
        abilities = self._abilities
        return Work(
            store=self._store,
            merge=self._merge,
            functions=partial(abilities.functions, self._store, self._version),
            fetch=abilities.fetch,
            expanded=abilities.expanded,
            federated=abilities.federated,
            aliases=Aliases(tuple(request["bases"])),
            base_iri=request["base_iri"],
        )

    def _discard(self) -> None:
        """Let go of the working copy; the next write makes it anew, from what is published."""
        # The engine tidies up in the background until the last reference is gone.
        self._store, self._version = Store(), ""
        for left in self._folder.glob("store-*"):
            shutil.rmtree(left, ignore_errors=True)

    def _renew(self, published: Snapshot) -> None:
        path = Path(tempfile.mkdtemp(prefix="store-", dir=self._folder)) / "store"
        published.open().backup(str(path))
        self._store = Store(str(path))
        self._version = published.version
        self._merge = Merge.of(published.description)


def next_version(version: str, request: Request, body: bytes) -> str:
    """Return the version that a write makes of another: its day, and a hash of both."""
    digest = hashlib.sha256(json.dumps([version, request], sort_keys=True).encode() + body)
    return f"{version.partition('.')[0]}.{digest.hexdigest()[:12]}"


def _do(work: Work, request: Request, body: bytes) -> bool:
    """Do what is asked; say whether that made a graph."""
    if request["task"] == "update":
        Update(work, body).run(request["using"], request["using_named"])
        return False
    payload = Payload(body, request["content_type"], request["content_encoding"])
    return _GRAPH_STORE[request["task"]](work, request["graph"], payload)


def main() -> None:
    """Serve writes until the input ends."""
    options = _options()
    # Ctrl-C in a terminal goes to the whole group; the parent decides what to do about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = framing.private_output()
    confined = confinement.confine(options.gateway)
    inbox = framing.inbox(sys.stdin.buffer)
    abilities = Abilities(
        fetch=partial(_fetch, output, inbox),
        expanded=options.expanded,
        federated=confined and options.gateway is not None,
        functions=functions.load(options.functions),
        derivation=derivation.load(options.derivation),
    )
    try:
        writer = Writer(options.directory, abilities)
    except IstographError as problem:
        framing.write(output, framing.failure(problem))
        return
    except OSError as problem:
        # Not by a traceback: a process that ends while its input is read on a thread aborts, as
        # one does that has no memory left.
        why = problem.strerror or problem
        told = IstographError(
            f"{options.directory} cannot be written: {why}",
            zh=f"{options.directory} 不可写入：{why}",
        )
        framing.write(output, framing.failure(told))
        return
    confinement.limit_memory(options.memory)
    idle = confinement.data_size()
    framing.write(output, {"ready": True, "confined": confined})
    while True:
        answer = _answer(writer, *inbox.get())
        # What earlier writes left allocated counts against the limit of the next one.
        last = confinement.data_size() - idle > options.memory // 2
        framing.write(output, {**answer, "last": last or answer.get("fatal", False)})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--directory", type=Path)
    parser.add_argument("--memory", type=int)
    parser.add_argument("--expanded", type=int)
    parser.add_argument("--gateway", type=int)
    parser.add_argument("--functions")
    parser.add_argument("--derivation")
    return parser.parse_args()


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
        told = explain(problem)
        fatal = isinstance(problem, MemoryError) or type(told) is IstographError
        refused = framing.failure(told) | {"fatal": fatal}
    # The problem may be held by a frame of its own traceback, and with it the copy that was
    # discarded: a dozen megabytes each time, until nothing is left of what the next may take.
    gc.collect()
    return refused


if __name__ == "__main__":
    main()
