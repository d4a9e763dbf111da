"""A process whose sockets are decided here: the kernel asks, and each leads to the gateway.

    engine ──socket()──▶ kernel ──notification──▶ Attachment ──▶ Gateway
       ▲                                              │
       └──── a connection that ends here ◀────────────┘

seccomp_unotify(2); the process has handed the listener over (`store.confinement`).
"""

import asyncio
import fcntl
import select
import socket
import struct
from contextlib import closing, suppress

import h11

from istograph.errors import AddressError, RemoteError
from istograph.rdf.federation import refusals
from istograph.rdf.federation.detour import asked
from istograph.rdf.federation.exchange import answer, next_event, pieces
from istograph.rdf.federation.gateway import Gateway, Reply

_CHUNK = 1 << 16
_LARGEST_REQUEST = 1 << 20

# linux/seccomp.h: struct seccomp_notif (80 bytes) and its ioctls
_RECEIVE, _ADD_FD = 0xC0502100, 0x40182103
_ADD_AND_ANSWER = 2
_NOTIFICATION_SIZE = 80
_CLOSE_ON_EXEC = 0o2000000


class Attachment:
    """Answers one process whose sockets are decided here; `close` when the process has ended."""

    def __init__(self, gateway: Gateway, listener: int) -> None:
        self._gateway = gateway
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._talks: set[asyncio.Task[None]] = set()
        self._requests = 0
        self._loop.add_reader(listener, self._answer)

    def begin(self) -> None:
        """Begin another query or update: how often it asks is counted anew."""
        self._requests = 0

    async def close(self) -> None:
        """Answer no more, and end what is under way."""
        self._detach()
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def _detach(self) -> None:
        if self._listener >= 0:
            self._loop.remove_reader(self._listener)
            socket.close(self._listener)
            self._listener = -1

    def _answer(self) -> None:
        """Give the process a connection that ends here."""
        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        if not any(events & select.POLLIN for _, events in poll.poll(0)):
            # Nobody is left whom the listener hears of.
            self._detach()
            return
        mine, theirs = socket.socketpair()
        # A process may have been killed since it asked; then there is nothing to answer.
        with theirs, suppress(OSError):
            notification = bytearray(_NOTIFICATION_SIZE)
            fcntl.ioctl(self._listener, _RECEIVE, notification)
            (identity,) = struct.unpack_from("=Q", notification)
            fields = (identity, _ADD_AND_ANSWER, theirs.fileno(), 0, _CLOSE_ON_EXEC)
            fcntl.ioctl(self._listener, _ADD_FD, struct.pack("=QIIII", *fields))
        mine.setblocking(False)
        task = self._loop.create_task(self._talk(mine))
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)

    async def _talk(self, connection: socket.socket) -> None:
        reader, writer = await asyncio.open_unix_connection(sock=connection)
        # The engine hangs up as it likes.
        with closing(writer), suppress(ConnectionError, h11.ProtocolError):
            wire = h11.Connection(h11.SERVER)
            try:
                reply = await self._serve(wire, reader)
            except (AddressError, RemoteError) as problem:
                said, status = refusals.written(problem), refusals.status(problem)
                await answer(wire, writer, status, "application/json", len(said), [said])
            else:
                with reply.body as body:
                    rest = iter(lambda: body.read(_CHUNK), b"")
                    await answer(wire, writer, 200, reply.media_type, reply.size, rest)

    async def _serve(self, wire: h11.Connection, reader: asyncio.StreamReader) -> Reply:
        event = await next_event(wire, reader)
        if not isinstance(event, h11.Request):
            raise RemoteError("the engine closed the connection", zh="查询引擎关闭了连接")
        body = bytearray()
        async for piece in pieces(wire, reader):
            body += piece
            if len(body) > _LARGEST_REQUEST:
                raise RemoteError(
                    "what SERVICE asks for is longer than 1 MiB", zh="SERVICE 所发的查询超过 1 MiB"
                )
        self._requests += 1
        if self._requests > self._gateway.limits.requests:
            raise RemoteError(
                f"one query may ask other endpoints {self._gateway.limits.requests} times; "
                "this one has a SERVICE for each of more solutions",
                zh=(
                    f"一次查询最多可向其他端点查询 {self._gateway.limits.requests} 次；"
                    "此查询中为更多的解各用了一次 SERVICE"
                ),
            )
        iri = asked(event.target)
        if event.method == b"GET":
            return await self._gateway.load(iri)
        return await self._gateway.query(iri, bytes(body))
