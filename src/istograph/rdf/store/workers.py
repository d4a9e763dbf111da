"""A pool of processes that answer queries, each of which may be killed at any time.

    pool.run(query) ──▶ a free worker ──▶ Answer          the result complete, in memory or a file
         │                    │
         │                    ├─▶ a worker with a gateway, where the query has SERVICE
         │ too many wait      ├─▶ QuerySyntaxError, FormatError, InputError    what it says
         └─▶ BusyError        ├─▶ TimeLimitError       killed at the limit, replaced at once
                              ├─▶ MemoryLimitError     died at its own limit, replaced
                              └─▶ InputError           the engine crashed on the query, replaced

The engine has no timeout and cannot be interrupted, so the one sure way is SIGKILL. Whoever stops
waiting (a cancelled task, a client that has gone) kills the query too.

There are twice as many workers as cores and a client has half of them at most, in turns: what one
asks, however slow, leaves processes for others. A query that takes long gives way on the processor.

A new process answers queries at once. What other tasks work with, it loads when three of four are
idle, one process at a time; who asks gets one that has loaded it, if one is idle.
"""

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from istograph.errors import IstographError, TimeLimitError
from istograph.rdf.federation.gateway import Gateway
from istograph.rdf.formats import Format
from istograph.rdf.protocol import QueryOperation
from istograph.rdf.store import tickets
from istograph.rdf.store.process import Answer, Limits, Worker
from istograph.rdf.store.snapshot import Snapshot
from istograph.rdf.store.tasks import FEDERATED
from istograph.rdf.store.turns import Turns

__all__ = ["Answer", "Limits", "Pool", "answer"]

# After so long, a query gives way to those that may be answered sooner.
_LONG_SECONDS = 1.0
# Queries that ask other endpoints at the same time; they wait more than they work.
_FEDERATED_AT_ONCE = 4
_HINT_SECONDS = 2.0


class Pool:
    """Workers on the current snapshot; give a snapshot of None where only documents are parsed.

    `functions` names what makes the functions that queries may call (`sparql.functions.load`).
    `preparation` names a task (as `call` takes it) that loads what others work with: it is given
    the number of a `step`, and says whether there is `more` to do.
    """

    def __init__(
        self,
        snapshot: Snapshot | None,
        limits: Limits | None = None,
        size: int | None = None,
        gateway: Gateway | None = None,
        functions: str | None = None,
        preparation: str | None = None,
    ) -> None:
        self.snapshot = snapshot
        self._functions = functions
        self._preparation = preparation
        self.limits = limits or Limits()
        self.size = size or 2 * (os.cpu_count() or 1)
        self.gateway = gateway or Gateway()
        self.turns = Turns(self.size, self.limits.waiting)
        self.federated_turns = Turns(_FEDERATED_AT_ONCE, self.limits.waiting)
        # Warm ones go first.
        self._idle: asyncio.PriorityQueue[tuple[bool, int, Worker]] = asyncio.PriorityQueue()
        self._workers: list[Worker] = []
        self._closed = False
        self._renewals: set[asyncio.Task[None]] = set()
        self._warming: asyncio.Task[None] | None = None
        self._spool = tempfile.TemporaryDirectory(prefix="istograph-")
        self._numbers = count()

    async def __aenter__(self) -> Self:
        """Start the workers; an error here says why none can be had."""
        self._workers = [self._worker() for _ in range(self.size)]
        try:
            async with asyncio.TaskGroup() as group:
                for worker in self._workers:
                    group.create_task(worker.prepare(self.snapshot))
        except ExceptionGroup as problems:
            await self.close()
            raise problems.exceptions[0] from None
        for worker in self._workers:
            self._lay_by(worker)
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
        tasks = [*self._renewals, *([self._warming] if self._warming else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._workers))
        self._spool.cleanup()

    def switch(self, snapshot: Snapshot) -> None:
        """Answer from another snapshot; what runs is still answered from the one it began on."""
        self.snapshot = snapshot
        for _ in range(self._idle.qsize()):
            self._renew(self._idle.get_nowait()[-1])

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
            "bases": operation.bases,
        }
        query = operation.query.encode()
        try:
            answer = await self._do(request, query, seconds)
            if answer.kind != FEDERATED:
                return answer
            answer.close()
            return await self._federate({**request, "federated": True}, query, seconds)
        except TimeLimitError as problem:
            said, said_zh = await self._expensive(query)
            if not said:
                raise
            raise TimeLimitError(
                f"{problem}. What looks expensive here: {said}",
                zh=f"{problem.zh}。其中较费时的可能是：{said_zh}",
            ) from None

    async def quads(
        self,
        document: bytes,
        form: Format,
        *,
        base_iri: str | None = None,
        bases: tuple[str, ...] = (),
    ) -> Answer:
        """Rewrite a document from outside as N-Quads, with the stored names of what is ours."""
        request = {"task": "quads", "format": form.name, "base_iri": base_iri, "bases": bases}
        return await self._do(request, document, None)

    async def validate(
        self,
        document: bytes,
        form: Format,
        *,
        name: str = "request",
        accept: str | None = None,
        base_iri: str | None = None,
        bases: tuple[str, ...] = (),
    ) -> Answer:
        """Check a document from outside against our shapes; `header["conforms"]` is the verdict."""
        request = {"task": "validate", "format": form.name, "name": name, "bases": bases}
        return await self._do({**request, "accept": accept, "base_iri": base_iri}, document, None)

    async def call(
        self,
        entry: str,
        request: Mapping[str, Any],
        body: bytes = b"",
        *,
        seconds: float | None = None,
    ) -> Answer:
        """Have a worker do a task of the caller's own: `package.module:function`, as in `tasks`."""
        return await self._do({**request, "task": "call", "entry": entry}, body, seconds)

    async def _do(self, request: Mapping[str, Any], body: bytes, seconds: float | None) -> Answer:
        limit = self._limit(seconds)
        async with self._turn(self.turns, limit):
            *_, worker = await self._idle.get()
            try:
                return await self._ask(worker, request, body, limit)
            finally:
                self._release(worker)

    async def _federate(
        self, request: Mapping[str, Any], body: bytes, seconds: float | None
    ) -> Answer:
        """Answer in a process of its own, which may ask other endpoints by the gateway."""
        limit = self._limit(seconds)
        async with self._turn(self.federated_turns, limit):
            worker = self._worker(self.gateway)
            try:
                return await self._ask(worker, request, body, limit)
            finally:
                await worker.end()

    @asynccontextmanager
    async def _turn(self, turns: Turns, limit: float) -> AsyncIterator[None]:
        ticket = tickets.current()
        ticket.state = "queued"
        async with turns.turn(ticket.client, limit):
            ticket.state = "running"
            yield

    async def _ask(
        self, worker: Worker, request: Mapping[str, Any], body: bytes, limit: float
    ) -> Answer:
        try:
            # That a process must start first is no fault of the query's.
            await worker.prepare(self.snapshot)
            async with asyncio.timeout(limit):
                with _giving_way(worker):
                    return await worker.ask(request, body)
        except TimeoutError:
            worker.kill()
            raise TimeLimitError(
                f"this took longer than {limit:g} seconds; add conditions or a LIMIT",
                zh=f"用时超过 {limit:g} 秒；请增加条件或 LIMIT",
            ) from None
        except asyncio.CancelledError:
            worker.kill()
            raise

    async def _expensive(self, query: bytes) -> tuple[str, str]:
        """Return what looks expensive; a worker finds it, as all that comes from outside."""
        with suppress(IstographError):
            found = (await self._do({"task": "hint"}, query, _HINT_SECONDS)).read()
            said, said_zh = json.loads(found)
            return said, said_zh
        return "", ""

    def _limit(self, seconds: float | None) -> float:
        return self.limits.seconds if seconds is None else min(seconds, self.limits.seconds)

    def _worker(self, gateway: Gateway | None = None) -> Worker:
        spool = Path(self._spool.name) / str(next(self._numbers))
        return Worker(spool, self.limits, gateway, self._functions)

    def _release(self, worker: Worker) -> None:
        if worker.serves(self.snapshot):
            self._lay_by(worker)
        elif not self._closed:
            self._renew(worker)

    def _renew(self, worker: Worker) -> None:
        task = asyncio.create_task(self._prepare(worker))
        self._renewals.add(task)
        task.add_done_callback(self._renewals.discard)

    async def _prepare(self, worker: Worker) -> None:
        # What goes wrong here goes wrong again for the query that gets this worker, and is told.
        with suppress(IstographError):
            await worker.prepare(self.snapshot)
        self._lay_by(worker)

    def _lay_by(self, worker: Worker) -> None:
        self._idle.put_nowait((not worker.warm, next(self._numbers), worker))
        if self._preparation and (self._warming is None or self._warming.done()):
            self._warming = asyncio.create_task(self._warm_up(self._preparation))

    async def _warm_up(self, entry: str) -> None:
        """Prepare idle workers, one at a time and step by step, while there is little to do."""
        while worker := self._coldest():
            try:
                await worker.warm_up(entry)
            except IstographError:
                # It would go wrong in the next one as well; a task that needs it says why.
                self._preparation = None
            self._release(worker)
            # Who has waited for this worker has it first.
            await asyncio.sleep(0)

    def _coldest(self) -> Worker | None:
        """Take an idle worker that is not prepared, if enough are left for who comes next."""
        idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        wanted = bool(self._preparation) and 4 * len(idle) >= 3 * self.size and idle[-1][0]
        worker = idle.pop()[-1] if wanted else None
        for each in idle:
            self._idle.put_nowait(each)
        return worker


@contextmanager
def _giving_way(worker: Worker) -> Iterator[None]:
    """Let a query that takes long go on with less of the processor."""
    loop = asyncio.get_running_loop()
    timer = loop.call_later(_LONG_SECONDS, worker.give_way)
    try:
        yield
    finally:
        if timer.when() < loop.time():
            # Its priority is low now, and stays so.
            worker.kill()
        timer.cancel()


def answer(
    snapshot: Snapshot | None,
    operation: QueryOperation,
    *,
    accept: str | None = None,
    base_iri: str | None = None,
    limits: Limits | None = None,
    functions: str | None = None,
) -> Answer:
    """Answer one query in a process of its own, for callers that do nothing meanwhile."""

    async def once() -> Answer:
        async with Pool(snapshot, limits, size=1, functions=functions) as pool:
            return await pool.run(operation, accept=accept, base_iri=base_iri)

    return asyncio.run(once())
