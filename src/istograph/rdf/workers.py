"""A pool of processes that answer queries, each of which may be killed at any time.

    pool.run(query) ──▶ a free worker ──▶ Answer          the result complete, in memory or a file
         │                    │
         │ too many wait      ├─▶ QuerySyntaxError, FormatError, InputError    what it says
         └─▶ BusyError        ├─▶ TimeLimitError       killed at the limit, replaced at once
                              ├─▶ MemoryLimitError     died at its own limit, replaced
                              └─▶ InputError           the engine crashed on the query, replaced

The engine has no timeout and cannot be interrupted, so the one sure way is SIGKILL. Whoever stops
waiting (a cancelled task, a client that has gone) kills the query too.
"""

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from istograph.errors import (
    BusyError,
    FormatError,
    InputError,
    IstographError,
    MemoryLimitError,
    QuerySyntaxError,
    TimeLimitError,
)
from istograph.rdf import confinement
from istograph.rdf.formats import Format, by_media_type
from istograph.rdf.framing import LENGTHS
from istograph.rdf.protocol import QueryOperation
from istograph.rdf.snapshot import Snapshot

_CHUNK = 1 << 16
# A worker starts in a tenth of a second; this is for a machine that is all but stuck.
_START_SECONDS = 60


@dataclass(frozen=True)
class Limits:
    """What one query may take, and how many may wait."""

    seconds: float = 30
    memory: int = 1 << 30
    result: int = 1 << 28
    waiting: int = 64


@dataclass(frozen=True)
class Answer:
    """A complete result: `kind` is solutions, boolean, graph, quads or report."""

    kind: str
    format: Format
    version: str
    size: int
    body: BinaryIO
    header: Mapping[str, Any]

    def read(self) -> bytes:
        """Return the whole body."""
        with self.body as file:
            return file.read()

    def chunks(self) -> Iterator[bytes]:
        """Yield the body in pieces of 64 KiB."""
        with self.body as file:
            while piece := file.read(_CHUNK):
                yield piece

    def close(self) -> None:
        """Let go of the body without reading it."""
        self.body.close()


class Pool:
    """Workers on the current snapshot; give a snapshot of None where only documents are parsed."""

    def __init__(
        self, snapshot: Snapshot | None, limits: Limits | None = None, size: int | None = None
    ) -> None:
        self.snapshot = snapshot
        self.limits = limits or Limits()
        self.size = size or max(2, os.cpu_count() or 1)
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._workers: list[_Worker] = []
        self._waiting = 0
        self._closed = False
        self._renewals: set[asyncio.Task[None]] = set()
        self._spool = tempfile.TemporaryDirectory(prefix="istograph-")

    async def __aenter__(self) -> Self:
        """Start the workers; an error here says why none can be had."""
        folder = Path(self._spool.name)
        self._workers = [_Worker(folder / str(n), self.limits) for n in range(self.size)]
        try:
            async with asyncio.TaskGroup() as group:
                for worker in self._workers:
                    group.create_task(worker.prepare(self.snapshot))
        except ExceptionGroup as problems:
            await self.close()
            raise problems.exceptions[0] from None
        for worker in self._workers:
            self._idle.put_nowait(worker)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Kill all workers."""
        await self.close()

    async def close(self) -> None:
        """Kill all workers and remove their files."""
        self._closed = True
        for task in self._renewals:
            task.cancel()
        await asyncio.gather(*self._renewals, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._workers))
        self._spool.cleanup()

    def switch(self, snapshot: Snapshot) -> None:
        """Answer from another snapshot; what runs is still answered from the one it began on."""
        self.snapshot = snapshot
        for _ in range(self._idle.qsize()):
            self._renew(self._idle.get_nowait())

    async def run(
        self,
        operation: QueryOperation,
        *,
        accept: str | None = None,
        base_iri: str | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """Answer a query; the time limit begins when a worker takes it up."""
        request = {
            "task": "query",
            "accept": accept,
            "base_iri": base_iri,
            "default_graphs": operation.default_graphs,
            "named_graphs": operation.named_graphs,
        }
        return await self._do(request, operation.query.encode(), seconds)

    async def quads(self, document: bytes, form: Format, *, base_iri: str | None = None) -> Answer:
        """Rewrite a document from outside as N-Quads."""
        return await self._do(
            {"task": "quads", "format": form.name, "base_iri": base_iri}, document, None
        )

    async def validate(
        self,
        document: bytes,
        form: Format,
        *,
        name: str = "request",
        accept: str | None = None,
        base_iri: str | None = None,
    ) -> Answer:
        """Check a document from outside against our shapes; `header["conforms"]` is the verdict."""
        request = {"task": "validate", "format": form.name, "name": name}
        return await self._do({**request, "accept": accept, "base_iri": base_iri}, document, None)

    async def _do(self, request: Mapping[str, Any], body: bytes, seconds: float | None) -> Answer:
        limit = self.limits.seconds if seconds is None else min(seconds, self.limits.seconds)
        worker = await self._acquire(limit)
        try:
            async with asyncio.timeout(limit):
                await worker.prepare(self.snapshot)
                answer = await worker.ask(request, body)
        except TimeoutError:
            worker.kill()
            raise TimeLimitError(
                f"this took longer than {limit:g} seconds; add conditions or a LIMIT"
            ) from None
        except asyncio.CancelledError:
            worker.kill()
            raise
        finally:
            self._release(worker)
        return answer

    async def _acquire(self, limit: float) -> "_Worker":
        if self._idle.empty() and self._waiting >= self.limits.waiting:
            raise BusyError(f"{self._waiting} queries wait already; try again in a few seconds")
        self._waiting += 1
        try:
            async with asyncio.timeout(limit):
                return await self._idle.get()
        except TimeoutError:
            raise BusyError(
                f"no worker was free for {limit:g} seconds; try again in a few seconds"
            ) from None
        finally:
            self._waiting -= 1

    def _release(self, worker: "_Worker") -> None:
        if worker.serves(self.snapshot):
            self._idle.put_nowait(worker)
        elif not self._closed:
            self._renew(worker)

    def _renew(self, worker: "_Worker") -> None:
        task = asyncio.create_task(self._prepare(worker))
        self._renewals.add(task)
        task.add_done_callback(self._renewals.discard)

    async def _prepare(self, worker: "_Worker") -> None:
        # What goes wrong here goes wrong again for the query that gets this worker, and is told.
        with suppress(IstographError):
            await worker.prepare(self.snapshot)
        self._idle.put_nowait(worker)


class _Worker:
    """One place in the pool and the process that fills it at the moment."""

    def __init__(self, spool: Path, limits: Limits) -> None:
        self._spool = spool
        self._limits = limits
        self._process: asyncio.subprocess.Process | None = None
        # The end of a process is noticed some time after it was killed.
        self._killed = False
        self._snapshot: Snapshot | None = None

    def serves(self, snapshot: Snapshot | None) -> bool:
        """Whether a live process is on this snapshot."""
        alive = self._process is not None and self._process.returncode is None
        return alive and not self._killed and self._snapshot == snapshot

    async def prepare(self, snapshot: Snapshot | None) -> None:
        """Start a process on the snapshot, unless there is one."""
        if self.serves(snapshot):
            return
        await self.end()
        self._killed = False
        self._snapshot = snapshot
        try:
            async with asyncio.timeout(_START_SECONDS):
                await self._start(snapshot)
        except TimeoutError:
            self.kill()
            raise IstographError("a worker did not start within a minute") from None

    async def _start(self, snapshot: Snapshot | None) -> None:
        options = {
            "--spool": str(self._spool),
            "--memory": str(self._limits.memory),
            "--result": str(self._limits.result),
        }
        if snapshot:
            options["--store"] = str(snapshot.path)
        # -P: a folder named istograph where the command is run must not be imported.
        arguments = ["-P", "-m", "istograph.rdf.worker", *sum(options.items(), ())]
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await self._receive()

    async def ask(self, request: Mapping[str, Any], body: bytes) -> Answer:
        """Have a task done; raise what went wrong."""
        header, result = await self._exchange(request, body)
        if header["last"]:
            self.kill()
        if "error" in header:
            raise _error(header)
        inline = header["size"] == len(result)
        return Answer(
            kind=header["kind"],
            format=by_media_type(header["media_type"]),
            version=self._snapshot.version if self._snapshot else "",
            size=header["size"],
            body=BytesIO(result) if inline else self._take_spool(),
            header=header,
        )

    def kill(self) -> None:
        """End the process at once; what it had written goes with it."""
        self._killed = True
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def end(self) -> None:
        """Kill the process, and wait until it is gone."""
        self.kill()
        if self._process is not None:
            await self._process.wait()
        self._process = None
        self._spool.unlink(missing_ok=True)

    async def _exchange(
        self, request: Mapping[str, Any], body: bytes
    ) -> tuple[dict[str, Any], bytes]:
        assert self._process is not None
        assert self._process.stdin is not None
        text = json.dumps(request).encode()
        # A worker that dies while it reads breaks the pipe; why it died is asked below.
        with suppress(ConnectionError):
            self._process.stdin.write(LENGTHS.pack(len(text), len(body)) + text + body)
            await self._process.stdin.drain()
        return await self._receive()

    async def _receive(self) -> tuple[dict[str, Any], bytes]:
        assert self._process is not None
        assert self._process.stdout is not None
        output = self._process.stdout
        try:
            header, body = LENGTHS.unpack(await output.readexactly(LENGTHS.size))
            return json.loads(await output.readexactly(header)), await output.readexactly(body)
        except asyncio.IncompleteReadError:
            raise _death(await self._process.wait()) from None

    def _take_spool(self) -> BinaryIO:
        """Open the spooled result and remove its name: the last reader frees the disk."""
        file = self._spool.open("rb")
        self._spool.unlink()
        return file


def answer(
    snapshot: Snapshot | None,
    operation: QueryOperation,
    *,
    accept: str | None = None,
    base_iri: str | None = None,
    limits: Limits | None = None,
) -> Answer:
    """Answer one query in a process of its own, for callers that do nothing meanwhile."""

    async def once() -> Answer:
        async with Pool(snapshot, limits, size=1) as pool:
            return await pool.run(operation, accept=accept, base_iri=base_iri)

    return asyncio.run(once())


# What a worker reports by name.
_ERRORS: dict[str, type[IstographError]] = {
    kind.__name__: kind
    for kind in (QuerySyntaxError, FormatError, InputError, MemoryLimitError, IstographError)
}


def _error(header: Mapping[str, Any]) -> IstographError:
    return _ERRORS[header["error"]](header["message"])


def _death(status: int) -> IstographError:
    """Return what the end of a worker, which nobody asked for, says about its query."""
    if -status in (signal.SIGSEGV, signal.SIGBUS):
        return InputError(
            "the engine crashed on this query, as it does where brackets, operators, paths or "
            "UNIONs nest thousands deep; write it flatter (VALUES instead of many UNIONs)"
        )
    if -status in (signal.SIGABRT, signal.SIGKILL) or status == confinement.OUT_OF_MEMORY:
        return MemoryLimitError(
            "this takes more memory than it is allowed; add conditions or a LIMIT"
        )
    return IstographError(f"a worker ended with status {status}; the query was not answered")
