"""The running service: the pool of workers, on whatever snapshot is published.

Text from outside is answered by the workers alone; `store` is for our own look-ups.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any, TypeVar

from fastapi import Request
from pyoxigraph import Store

from istograph import consequences, functions
from istograph.classification.explanations.conditions import load_explainer
from istograph.errors import NotFoundError
from istograph.rdf.federation.addresses import AllowList
from istograph.rdf.federation.gateway import Gateway
from istograph.rdf.namespaces import HOME
from istograph.rdf.payload import Payload
from istograph.rdf.protocol import ProtocolError, QueryOperation, UpdateOperation
from istograph.rdf.store import snapshot, tickets
from istograph.rdf.store.workers import Answer, Pool
from istograph.rdf.store.writer import Writer, Written
from istograph.web.http.cache import AnswerCache, query_key
from istograph.web.http.conditional import entity_tag
from istograph.web.http.languages import LANGUAGES, Language
from istograph.web.http.metrics import Metrics
from istograph.web.settings import Settings

# The endpoint's own, below which a relative name in a query is one of ours.
_BASE_IRI = f"{HOME}sparql"
# Seconds in which a service that is only started to be asked one thing is not slowed down: until it
# loads what pages explain with, and then until it makes pages ahead.
_PAUSES = (1.0, 3.0)
_T = TypeVar("_T")


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


class Service:
    """Answers queries for the routes; `async with` starts and ends its workers."""

    def __init__(self, directory: Path, settings: Settings) -> None:
        self.settings = settings
        self.directory = directory
        published = snapshot.current(directory)
        if published is None:
            raise NotFoundError(f"no dataset in {directory}; make one: istograph build")
        gateway = Gateway(AllowList(settings.service_allow))
        self.pool = Pool(
            published,
            settings.limits,
            settings.workers,
            gateway,
            functions.ENTRY,
            functions.PREPARATION,
        )
        self.metrics = Metrics(self.pool)
        self._stamp = self._read_stamp()
        self._answers = AnswerCache(settings.cache)
        self._opened: tuple[str, Store] | None = None
        self._ahead: list[Callable[[Language], Awaitable[object]]] = []
        self._writer = self._make_writer(gateway) if settings.writable else None

    def _make_writer(self, gateway: Gateway) -> Writer:
        return Writer(
            self.directory,
            self.settings.limits,
            gateway,
            functions=functions.ENTRY,
            derivation=consequences.ENTRY,
        )

    async def __aenter__(self) -> "Service":
        """Start the workers."""
        async with AsyncExitStack() as begun:
            folder = tempfile.TemporaryDirectory(prefix="istograph-")
            self._scratch = Path(begun.enter_context(folder))
            await begun.enter_async_context(self.pool)
            if self._writer:
                await begun.enter_async_context(self._writer)
            self._loading = asyncio.create_task(self._load())
            begun.push_async_callback(self._stop_loading)
            self._begun = begun.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Kill the workers."""
        await self._begun.aclose()

    async def _stop_loading(self) -> None:
        self._loading.cancel()
        # Who needed what could not be loaded was told so.
        await asyncio.gather(self._loading, return_exceptions=True)

    def ahead(self, make: Callable[[Language], Awaitable[object]]) -> None:
        """Have what a page shows made, in each language, before its first reader wants it."""
        self._ahead.append(make)

    async def _load(self) -> None:
        """Load what pages explain with, which workers do for themselves, and make pages ahead."""
        first, second = _PAUSES
        await asyncio.sleep(first)
        await asyncio.to_thread(load_explainer)
        await asyncio.sleep(second)
        for language in LANGUAGES:
            for make in self._ahead:
                # What goes wrong, the one who asks for it is told.
                await asyncio.gather(make(language), return_exceptions=True)

    @property
    def scratch(self) -> Path:
        """A folder for files that need not outlive the service."""
        return self._scratch

    @property
    def published(self) -> snapshot.Snapshot:
        """The version that is published now."""
        self._follow()
        assert self.pool.snapshot is not None
        return self.pool.snapshot

    @property
    def dataset(self) -> snapshot.Description:
        """What is said about the published version."""
        return self.published.description

    @property
    def store(self) -> Store:
        """The published version, opened for reading; never for text from outside."""
        published = self.published
        if self._opened is None or self._opened[0] != published.version:
            self._opened = published.version, published.open()
        return self._opened[1]

    def query_tag(self, operation: QueryOperation, accept: str | None) -> str | None:
        """Return the entity tag that the answer to a query has; None if it may change."""
        key = query_key(self.published.version, operation, accept)
        return entity_tag(repr(key)) if key else None

    async def query(self, operation: QueryOperation, accept: str | None) -> Answer:
        """Answer from the version that is published now; raises as `Pool.run` does."""
        tickets.current().note_query(operation.query)
        key = query_key(self.published.version, operation, accept)
        return await self._answers.get(
            key, lambda: self.pool.run(operation, accept=accept, base_iri=_BASE_IRI)
        )

    async def update(self, operation: UpdateOperation) -> Written:
        """Do an update; whoever asks afterwards sees it. Raises as `Writer.update` does."""
        return await self._writing.update(operation, _BASE_IRI)

    async def change(
        self,
        method: str,
        graph: str | None,
        payload: Payload,
        base_iri: str,
        bases: tuple[str, ...],
    ) -> Written:
        """Change a graph; whoever asks afterwards sees it. Raises as `Writer.change` does."""
        return await self._writing.change(method, graph, payload, base_iri, bases)

    @property
    def _writing(self) -> Writer:
        if self._writer is None:
            raise ProtocolError(403, "this service is read-only", zh="本服务只读")
        return self._writer

    def _follow(self) -> None:
        """Turn to a version that was published since; a build beside a server needs no restart."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            # The event loop alone turns the pool; a thread sees what it has turned to.
            return
        stamp = self._read_stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            published = snapshot.current(self.directory)
            if published is not None:
                self.pool.switch(published)

    def _read_stamp(self) -> tuple[int, int]:
        try:
            status = (self.directory / "CURRENT").stat()
        except FileNotFoundError:
            raise ProtocolError(
                503,
                "the dataset of this service is gone from its disk; who runs it can bring it "
                "back, and then the same will do",
                zh="本服务的数据集已不在磁盘上；请运行者恢复后再试",
            ) from None
        return status.st_ino, status.st_mtime_ns


async def while_connected(request: Request, work: Coroutine[Any, Any, _T]) -> _T:
    """Return what the work returns; stop it and raise ClientGoneError when the client goes away.

    The request's body must have been read.
    """
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise ClientGoneError
    finally:
        for future in (task, gone):
            future.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await future


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
