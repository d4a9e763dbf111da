"""The child process: one task at a time from its standard input, one answer on its output.

It opens the store for reading, gives up the network and all memory beyond its limit, and then
serves until its input ends. Whatever goes wrong in the engine goes wrong here alone. With
`--gateway` it does not give up the network but hands it over: who starts it decides about each
connection.

The first message (`framing`) says that the worker is ready. A large body is left in the spool file
instead, whose size the object tells.
"""

import argparse
import os
import signal
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from pyoxigraph import Store

from istograph.errors import IstographError, MemoryLimitError
from istograph.rdf.sparql.functions import Functions, load
from istograph.rdf.store import confinement, framing, snapshot, tasks
from istograph.rdf.store.engine_errors import explain

# What is smaller goes through the pipe; a file would cost more.
INLINE = 1 << 18


class Spool:
    """Takes a result in pieces: in memory while it is small, then in a file, up to a limit."""

    def __init__(self, path: Path, limit: int) -> None:
        self._path = path
        self._limit = limit
        self._file: BinaryIO = BytesIO()
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take a piece; raise MemoryLimitError when the whole gets too large."""
        if self.size + len(data) > self._limit:
            raise MemoryLimitError(
                f"the result is larger than {self._limit >> 20} MiB; add a LIMIT, "
                "or ask for fewer columns or triples",
                zh=f"结果超过 {self._limit >> 20} MiB；请加 LIMIT，或减少列或三元组",
            )
        if self.size <= INLINE < self.size + len(data):
            self._move_to_disk()
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Do nothing: the result is complete when it is taken."""

    def take(self) -> bytes:
        """Return the result if it is small, and else leave it in the file, complete."""
        if isinstance(self._file, BytesIO):
            return self._file.getvalue()
        self._file.close()
        return b""

    def discard(self) -> None:
        """Remove what was written."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _move_to_disk(self) -> None:
        small = self.take()
        self._file = self._path.open("wb")
        self._file.write(small)


class _Source:
    """The store that is read, and its version kept on disk meanwhile."""

    def __init__(self, path: Path | None, entry: str | None) -> None:
        self._held: int | None = None
        self._make_functions = load(entry)
        self.store = Store()
        self._version = ""
        self._functions: Functions | None = None
        if path:
            self._turn_to(path)

    def open(self, path: Path) -> Mapping[str, Any]:
        """Turn to another version; when it cannot be read, the answer says so."""
        try:
            self._turn_to(path)
        except OSError as problem:
            return framing.failure(IstographError(str(problem)))
        return {"ready": True}

    def _turn_to(self, path: Path) -> None:
        before, self._held = self._held, snapshot.hold(path)
        if before is not None:
            os.close(before)
        self.store = Store.read_only(str(path))
        self._version, self._functions = path.parent.name, None

    def functions(self) -> Functions:
        """Return the functions on this version."""
        if self._functions is None:
            self._functions = self._make_functions(self.store, self._version)
        return self._functions


def main() -> None:
    """Serve tasks until the input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", type=Path)
    parser.add_argument("--spool", type=Path)
    parser.add_argument("--memory", type=int)
    parser.add_argument("--result", type=int)
    parser.add_argument("--gateway", type=int)
    parser.add_argument("--functions")
    options = parser.parse_args()
    # Ctrl-C in a terminal goes to the whole group; the parent decides what to do about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = framing.private_output()
    confined = confinement.confine(options.gateway)
    source = _Source(options.store, options.functions)
    confinement.limit_memory(options.memory)
    idle = confinement.data_size()
    framing.write(output, {"ready": True, "confined": confined})
    inbox = framing.inbox(sys.stdin.buffer)
    while True:
        header, body = inbox.get()
        if header["task"] == "open":
            framing.write(output, source.open(Path(header["store"])))
            continue
        request = {**header, "functions": source.functions}
        answer, result = _answer(source.store, request, body, Spool(options.spool, options.result))
        if header.get("prepares"):
            # What it loaded is what it works with from now on.
            idle = confinement.data_size()
        # What earlier tasks left allocated counts against the limit of the next one.
        last = confinement.data_size() - idle > options.memory // 2
        framing.write(output, {**answer, "last": last}, result)


def _answer(
    store: Store, header: Mapping[str, Any], body: bytes, spool: Spool
) -> tuple[Mapping[str, Any], bytes]:
    try:
        answer = tasks.TASKS[header["task"]](store, header, body, cast("IO[bytes]", spool))
        result = spool.take()
    # The engine's panics are no Exceptions.
    except BaseException as problem:
        spool.discard()
        return framing.failure(explain(problem)), b""
    return {**answer, "size": spool.size}, result


if __name__ == "__main__":
    main()
