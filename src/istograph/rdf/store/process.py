"""A worker seen from its parent: one place in the pool, and the process that fills it."""

import asyncio
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from istograph.errors import InputError, IstographError, MemoryLimitError
from istograph.rdf.federation.attachment import Attachment
from istograph.rdf.federation.gateway import Gateway
from istograph.rdf.formats import Format, by_media_type
from istograph.rdf.store import child, framing
from istograph.rdf.store.snapshot import Snapshot

_MODULE = "istograph.rdf.store.worker"
_CHUNK = 1 << 16
# A worker starts in a tenth of a second; this is for a machine that is all but stuck.
_START_SECONDS = 60
# The kernel's range ends at 19; a process cannot go back.
_LATER = 10


@dataclass(frozen=True)
class Limits:
    """What one query may take, and how many may wait."""

    seconds: float = 30
    memory: int = 1 << 30
    result: int = 1 << 28
    waiting: int = 512


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


class Worker:
    """One place in the pool and the process that fills it at the moment."""

    def __init__(
        self,
        spool: Path,
        limits: Limits,
        gateway: Gateway | None = None,
        functions: str | None = None,
    ) -> None:
        self._spool = spool
        self._limits = limits
        self._gateway = gateway
        self._functions = functions
        self._attachment: Attachment | None = None
        self._process: asyncio.subprocess.Process | None = None
        # The end of a process is noticed some time after it was killed.
        self._killed = False
        self._snapshot: Snapshot | None = None
        self._steps = 0
        # Whether the process has loaded what its tasks work with.
        self.warm = False

    def serves(self, snapshot: Snapshot | None) -> bool:
        """Whether a live process is on this snapshot."""
        alive = self._process is not None and self._process.returncode is None
        return alive and not self._killed and self._snapshot == snapshot

    async def prepare(self, snapshot: Snapshot | None) -> None:
        """Turn the process to the snapshot, or start one, unless there is one that serves it."""
        if self.serves(snapshot) or await self._turn_to(snapshot):
            return
        await self.end()
        self._killed = False
        self._snapshot = snapshot
        try:
            async with asyncio.timeout(_START_SECONDS):
                await self._start(snapshot)
        except TimeoutError:
            self.kill()
            raise IstographError(
                "a worker did not start within a minute", zh="工作进程未能在一分钟内启动"
            ) from None

    async def _turn_to(self, snapshot: Snapshot | None) -> bool:
        """Have the process open another snapshot, which costs less than a new one."""
        if snapshot is None or not self.serves(self._snapshot):
            return False
        try:
            async with asyncio.timeout(_START_SECONDS):
                request = {"task": "open", "store": str(snapshot.path)}
                header, _ = await self._exchange(request, b"")
        except (TimeoutError, IstographError):
            return False
        if "error" in header:
            return False
        self._snapshot = snapshot
        return True

    async def _start(self, snapshot: Snapshot | None) -> None:
        self._steps, self.warm = 0, False
        options = {
            "--spool": str(self._spool),
            "--memory": str(self._limits.memory),
            "--result": str(self._limits.result),
        }
        if snapshot:
            options["--store"] = str(snapshot.path)
        if self._functions:
            options["--functions"] = self._functions
        if self._gateway is None:
            self._process = await child.start(_MODULE, options)
            await self._receive()
            return
        channel, handed = socket.socketpair()
        with channel:
            with handed:
                options["--gateway"] = str(handed.fileno())
                self._process = await child.start(_MODULE, options, handed.fileno())
            ready, _ = await self._receive()
            self._attachment = child.attach(self._gateway, channel, ready)

    async def ask(self, request: Mapping[str, Any], body: bytes) -> Answer:
        """Have a task done; raise what went wrong."""
        header, result = await self._exchange(request, body)
        if header["last"]:
            self.kill()
        if problem := framing.error_in(header):
            raise problem
        inline = header["size"] == len(result)
        return Answer(
            kind=header["kind"],
            format=by_media_type(header["media_type"]),
            version=self._snapshot.version if self._snapshot else "",
            size=header["size"],
            body=BytesIO(result) if inline else self._take_spool(),
            header=header,
        )

    async def warm_up(self, entry: str) -> None:
        """Have the next step of a preparation done; an error here says why it cannot be."""
        request = {"task": "call", "entry": entry, "step": self._steps, "prepares": True}
        try:
            async with asyncio.timeout(_START_SECONDS):
                answer = await self.ask(request, b"")
        except TimeoutError:
            self.kill()
            raise IstographError(
                "a worker was not prepared within a minute", zh="工作进程未能在一分钟内准备好"
            ) from None
        self._steps += 1
        self.warm = not answer.header["more"]

    def give_way(self) -> None:
        """Let processes with less to do go first from now on."""
        if self._process is not None:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, _LATER)

    def kill(self) -> None:
        """End the process at once; what it had written goes with it."""
        self._killed = True
        if self._process is not None:
            child.kill(self._process)

    async def end(self) -> None:
        """Kill the process, and wait until it is gone."""
        self.kill()
        if self._attachment is not None:
            await self._attachment.close()
            self._attachment = None
        if self._process is not None:
            await self._process.wait()
        self._process = None
        self._spool.unlink(missing_ok=True)

    async def _exchange(self, request: Mapping[str, Any], body: bytes) -> framing.Message:
        assert self._process is not None
        try:
            return await framing.exchange(self._process, request, body)
        except EOFError:
            raise _death(await self._process.wait()) from None

    async def _receive(self) -> framing.Message:
        assert self._process is not None
        try:
            return await framing.receive(self._process)
        except EOFError:
            raise _death(await self._process.wait()) from None

    def _take_spool(self) -> BinaryIO:
        """Open the spooled result and remove its name: the last reader frees the disk."""
        file = self._spool.open("rb")
        self._spool.unlink()
        return file


def _death(status: int) -> IstographError:
    """Return what the end of a worker, which nobody asked for, says about its query."""
    why = child.cause(status)
    if why is child.Cause.CRASH:
        return InputError(
            "the engine crashed on this query, as it does where brackets, operators, paths or "
            "UNIONs nest thousands deep; write it flatter (VALUES instead of many UNIONs)",
            zh=(
                "查询引擎因此查询崩溃：括号、运算符、"
                "路径或 UNION 嵌套数千层时会如此；"
                "请写得扁平一些（用 VALUES 代替大量 UNION）"
            ),
        )
    if why is child.Cause.MEMORY:
        return MemoryLimitError(
            "this takes more memory than it is allowed; add conditions or a LIMIT",
            zh="所需内存超过上限；请增加条件或 LIMIT",
        )
    return IstographError(
        f"a worker ended with status {status}; the query was not answered",
        zh=f"工作进程以状态 {status} 结束；查询未得到回答",
    )
