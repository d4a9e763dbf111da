"""The one process that writes, seen from the server: killed at its limits and started anew.

    writer.update(...)  ──┐ one at a time  ┌──▶ Written            published: readers may have it
    writer.change(...)  ──┤ ─────────────▶ ├──▶ QuerySyntaxError, InputError, ProtocolError
     too many wait        │                ├──▶ TimeLimitError     killed, and nothing has changed
      └─▶ BusyError     ──┘                └──▶ MemoryLimitError   it died, and nothing has changed

A write that is under way is finished even if its client has gone: it is whole or not at all.
"""

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from istograph.errors import (
    AddressError,
    BusyError,
    InputError,
    IstographError,
    MemoryLimitError,
    RemoteError,
    TimeLimitError,
)
from istograph.rdf.federation.attachment import Attachment
from istograph.rdf.federation.gateway import Gateway
from istograph.rdf.payload import Payload
from istograph.rdf.protocol import UpdateOperation
from istograph.rdf.store import child, framing, snapshot
from istograph.rdf.store.process import Limits
from istograph.rdf.store.writing import next_version

_MODULE = "istograph.rdf.store.writing"
_START_SECONDS = 60
# How much larger a body may be than it was when it was compressed.
_EXPANSION = 1 << 28


@dataclass(frozen=True)
class Written:
    """What came of a write: the dataset's version, whether a graph was made by it, and remarks."""

    version: str
    created: bool = False
    remarks: tuple[str, ...] = ()


class Writer:
    """Writes to a dataset; `async with` ends its process, which starts with the first write.

    `functions` and `derivation` name what queries may call, and what follows from a write
    (`sparql.functions.load`, `derivation.load`).
    """

    def __init__(
        self,
        directory: Path,
        limits: Limits | None = None,
        gateway: Gateway | None = None,
        *,
        functions: str | None = None,
        derivation: str | None = None,
    ) -> None:
        self._directory = directory
        self._named = {"--functions": functions, "--derivation": derivation}
        self._attachment: Attachment | None = None
        self._gateway = gateway or Gateway()
        self._limits = limits or Limits()
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def __aenter__(self) -> "Writer":
        """Start the process; an error here says why this dataset cannot be written."""
        await self._prepare()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Wait for the write that is under way, then end the process."""
        async with self._turn:
            await self._end()

    async def update(self, operation: UpdateOperation, base_iri: str) -> Written:
        """Do a SPARQL update as one transaction."""
        request = {
            "task": "update",
            "base_iri": base_iri,
            "using": operation.default_graphs,
            "using_named": operation.named_graphs,
            "bases": operation.bases,
        }
        return await self._do(request, operation.update.encode())

    async def change(
        self,
        method: str,
        graph: str | None,
        payload: Payload,
        base_iri: str,
        bases: tuple[str, ...] = (),
    ) -> Written:
        """PUT, POST, DELETE or PATCH a graph as one transaction; None is the default graph.

        Names below `bases` are other names of ours.
        """
        request = {
            "task": method,
            "graph": graph,
            "base_iri": base_iri,
            "content_type": payload.content_type,
            "content_encoding": payload.content_encoding,
            "bases": bases,
        }
        return await self._do(request, payload.body)

    async def _do(self, request: Mapping[str, Any], body: bytes) -> Written:
        if self._waiting >= self._limits.waiting:
            raise BusyError(
                f"{self._waiting} writes wait already; try again in a few seconds",
                zh=f"已有 {self._waiting} 个写入在等待；请几秒后再试",
            )
        # Not cancelled with the client: the next write must find this one done or not begun.
        return await asyncio.shield(asyncio.ensure_future(self._in_turn(request, body)))

    async def _in_turn(self, request: Mapping[str, Any], body: bytes) -> Written:
        self._waiting += 1
        try:
            async with self._turn:
                return await self._ask(request, body)
        finally:
            self._waiting -= 1

    async def _ask(self, request: Mapping[str, Any], body: bytes) -> Written:
        await self._prepare()
        version = self._expected(request, body)
        if self._attachment is not None:
            self._attachment.begin()
        try:
            async with asyncio.timeout(self._limits.seconds):
                header = await self._exchange(request, body)
        except TimeoutError:
            await self._end()
            return self._survived(version, self._too_long())
        except IstographError as death:
            await self._end()
            return self._survived(version, death)
        if header["last"]:
            await self._end()
        if problem := framing.error_in(header):
            raise problem
        return Written(header["version"], header["created"], tuple(header["remarks"]))

    def _too_long(self) -> TimeLimitError:
        seconds = f"{self._limits.seconds:g}"
        return TimeLimitError(
            f"this took longer than {seconds} seconds, and nothing was written; "
            "write less at a time",
            zh=f"用时超过 {seconds} 秒，没有写入任何内容；请分次写入",
        )

    def _expected(self, request: Mapping[str, Any], body: bytes) -> str:
        """Return the version that this write will make, if nobody else publishes one."""
        published = snapshot.current(self._directory)
        return next_version(published.version, request, body) if published else ""

    def _survived(self, version: str, problem: IstographError) -> Written:
        """Say that a write is done after all if it was published before its process ended."""
        published = snapshot.current(self._directory)
        if published is None or published.version != version:
            raise problem
        return Written(version)

    async def _prepare(self) -> None:
        if self._process is not None and self._process.returncode is None:
            return
        await self._end()
        options = {
            "--directory": str(self._directory),
            "--memory": str(self._limits.memory),
            "--expanded": str(_EXPANSION),
            **{option: name for option, name in self._named.items() if name},
        }
        channel, handed = socket.socketpair()
        with channel:
            with handed:
                options["--gateway"] = str(handed.fileno())
                self._process = await child.start(_MODULE, options, handed.fileno())
            header = await self._started()
            if header["confined"]:
                self._attachment = child.attach(self._gateway, channel, header)

    async def _started(self) -> Mapping[str, Any]:
        """Return what the process says when it is ready; raise what it says else."""
        try:
            async with asyncio.timeout(_START_SECONDS):
                header = await self._receive()
        except TimeoutError:
            await self._end()
            raise IstographError(
                "the writer did not start within a minute", zh="写入进程未能在一分钟内启动"
            ) from None
        if problem := framing.error_in(header):
            await self._end()
            raise problem
        return header

    async def _end(self) -> None:
        if self._attachment is not None:
            await self._attachment.close()
            self._attachment = None
        if self._process is None:
            return
        child.kill(self._process)
        await self._process.wait()
        self._process = None

    async def _exchange(self, request: Mapping[str, Any], body: bytes) -> Mapping[str, Any]:
        header = await self._send(request, body)
        while "fetch" in header:
            header = await self._send(*await self._fetched(header["fetch"]))
        return header

    async def _fetched(self, iri: str) -> tuple[Mapping[str, Any], bytes]:
        """Return a document for LOAD, or why there is none."""
        try:
            reply = await self._gateway.load(iri)
        except (AddressError, RemoteError) as problem:
            return framing.failure(problem), b""
        with reply.body as body:
            return {"content_type": reply.media_type}, body.read()

    async def _send(self, request: Mapping[str, Any], body: bytes) -> Mapping[str, Any]:
        assert self._process is not None
        try:
            return (await framing.exchange(self._process, request, body))[0]
        except EOFError:
            raise _death(await self._process.wait()) from None

    async def _receive(self) -> Mapping[str, Any]:
        assert self._process is not None
        try:
            return (await framing.receive(self._process))[0]
        except EOFError:
            raise _death(await self._process.wait()) from None


def _death(status: int) -> IstographError:
    """Return what the end of the process, which nobody asked for, says about a write."""
    why = child.cause(status)
    if why is child.Cause.CRASH:
        return InputError(
            "the engine crashed on this, as it does where brackets, operators, paths or UNIONs "
            "nest thousands deep; nothing was written",
            zh=(
                "查询引擎因此崩溃：括号、运算符、路径或 UNION 嵌套数千层时会如此；没有写入任何内容"
            ),
        )
    if why is child.Cause.MEMORY:
        return MemoryLimitError(
            "this takes more memory than it is allowed, and nothing was written; "
            "write less at a time",
            zh="所需内存超过上限，没有写入任何内容；请分次写入",
        )
    return IstographError(
        f"the writer ended with status {status}; nothing was written",
        zh=f"写入进程以状态 {status} 结束；没有写入任何内容",
    )
