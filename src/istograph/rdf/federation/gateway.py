"""The one way from a worker to other endpoints: SERVICE and LOAD, looked at and passed on.

    engine ──socket()──▶ kernel ──▶ Gateway ──check, resolve, pin──▶ the endpoint
       ▲                               │
       └────── the bytes, or why not ──┘        a refusal is 403, a failure 502, with its reason

The gateway runs in the parent and never parses what comes back: it looks at the media type, counts
rows and bytes, and hands on what is complete. Where a name is resolved, the connection goes to that
very address; a redirect is a new address and is looked at like the first.
"""

import asyncio
import fcntl
import re
import select
import socket
import ssl
import struct
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from importlib import metadata
from ipaddress import ip_address
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import quote, unquote, urljoin

import h11

from istograph.errors import AddressError, RemoteError
from istograph.rdf.federation.addresses import WIKIDATA, Address, AllowList

# What stands before the address asked for; no such server exists, and none is needed.
PREFIX = "http://127.0.0.1/?"

USER_AGENT = f"istograph/{metadata.version('istograph')} (+https://w3id.org/istograph/ontology)"
RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")
DOCUMENTS = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
)

_REDIRECTS = {301, 302, 307, 308}
_MOST_REDIRECTS = 5
_CHUNK = 1 << 16
_IN_MEMORY = 1 << 20
_LARGEST_REQUEST = 1 << 20
_SHOWN_QUERY, _SHOWN_ERROR = 2000, 500

# linux/seccomp.h: struct seccomp_notif (80 bytes) and its ioctls
_RECEIVE, _ADD_FD = 0xC0502100, 0x40182103
_ADD_AND_ANSWER = 2
_NOTIFICATION_SIZE = 80
_CLOSE_ON_EXEC = 0o2000000

# The headers of an HTTP message, with names in lower case.
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class RemoteLimits:
    """What one request to another endpoint may take, and how many one query may make."""

    seconds: float = 20
    size: int = 32 << 20
    rows: int = 100_000
    requests: int = 100


@dataclass(frozen=True)
class Reply:
    """What another endpoint sent, complete; `iri` is where it was found in the end."""

    iri: str
    media_type: str
    size: int
    body: IO[bytes]


@dataclass(frozen=True)
class _Request:
    method: str
    body: bytes
    media_type: str
    accept: tuple[str, ...]


class Gateway:
    """Asks other endpoints for the workers of a pool; `counts` tells how it went."""

    def __init__(self, allowed: AllowList | None = None, limits: RemoteLimits | None = None):
        self.allowed = allowed or AllowList([WIKIDATA])
        self.limits = limits or RemoteLimits()
        self.counts: Counter[str] = Counter()
        self._tls = ssl.create_default_context()

    def attach(self, listener: int) -> "Attachment":
        """Answer for the sockets that a process asks for."""
        return Attachment(self, listener)

    async def query(self, iri: str, query: bytes) -> Reply:
        """Ask a SPARQL endpoint; raise RemoteError, or AddressError, with the query in it."""
        request = _Request("POST", query, "application/sparql-query", RESULTS)
        try:
            return await self._ask(iri, request)
        except (RemoteError, AddressError) as problem:
            shown = query[:_SHOWN_QUERY].decode(errors="replace")
            raise type(problem)(f"SERVICE: {problem}. The query for it was: {shown}") from problem

    async def load(self, iri: str) -> Reply:
        """Fetch a document."""
        try:
            return await self._ask(iri, _Request("GET", b"", "", DOCUMENTS))
        except (RemoteError, AddressError) as problem:
            raise type(problem)(f"LOAD: {problem}") from problem

    async def _ask(self, iri: str, request: _Request) -> Reply:
        try:
            async with asyncio.timeout(self.limits.seconds):
                reply = await self._follow(iri, request)
        except TimeoutError:
            self.counts["timeout"] += 1
            seconds = f"{self.limits.seconds:g}"
            raise RemoteError(f"<{iri}> took longer than {seconds} seconds") from None
        except AddressError:
            self.counts["refused"] += 1
            raise
        except (OSError, h11.ProtocolError, RemoteError) as problem:
            self.counts["failed"] += 1
            raise RemoteError(_readable(iri, problem)) from problem
        self.counts["answered"] += 1
        return reply

    async def _follow(self, iri: str, request: _Request) -> Reply:
        for _ in range(_MOST_REDIRECTS + 1):
            address = self.allowed.check(iri)
            async with self._exchange(address, request) as (response, pieces):
                if response.status_code in _REDIRECTS:
                    iri = urljoin(str(address), _header(response, b"location"))
                    continue
                return await self._take(address, response, pieces, request)
        raise RemoteError(f"<{iri}> redirects more than {_MOST_REDIRECTS} times")

    async def _take(
        self,
        address: Address,
        response: h11.Response,
        pieces: AsyncIterator[bytes],
        request: _Request,
    ) -> Reply:
        if response.status_code != 200:
            text = await _beginning(pieces)
            reason = bytes(response.reason).decode("latin-1")
            raise RemoteError(f"<{address}> answered {response.status_code} {reason}: {text}")
        media_type = _header(response, b"content-type").partition(";")[0].strip().lower()
        if media_type not in request.accept:
            raise RemoteError(
                f"<{address}> answered in {media_type or 'no media type'!r}, and what can be read "
                f"is {', '.join(request.accept)}"
            )
        # Nothing is unpacked here, so nothing can grow here.
        if _header(response, b"content-encoding") not in ("", "identity"):
            raise RemoteError(f"<{address}> answered in an encoding that was not asked for")
        body, size = await self._spool(address, media_type, pieces)
        return Reply(str(address), media_type, size, body)

    async def _spool(
        self, address: Address, media_type: str, pieces: AsyncIterator[bytes]
    ) -> tuple[IO[bytes], int]:
        rows = RowCount(media_type)
        size = 0
        body = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the reader closes it
        async for piece in pieces:
            size += len(piece)
            if size > self.limits.size or rows.add(piece) > self.limits.rows:
                body.close()
                raise RemoteError(
                    f"<{address}> answered with more than {self.limits.size >> 20} MiB or "
                    f"{self.limits.rows:,} rows; ask it for less, with a LIMIT inside SERVICE"
                )
            body.write(piece)
        body.seek(0)
        return body, size

    @asynccontextmanager
    async def _exchange(
        self, address: Address, request: _Request
    ) -> AsyncIterator[tuple[h11.Response, AsyncIterator[bytes]]]:
        reader, writer = await self._connect(address)
        with closing(writer):
            wire = h11.Connection(h11.CLIENT)
            # Spoken as it was checked: the host goes into the header, never back into a resolver.
            headers = [
                ("Host", address.authority),
                ("User-Agent", USER_AGENT),
                ("Accept", ", ".join(request.accept)),
                ("Accept-Encoding", "identity"),
                ("Connection", "close"),
            ]
            if request.method == "POST":
                headers.append(("Content-Type", request.media_type))
                headers.append(("Content-Length", str(len(request.body))))
            head = h11.Request(method=request.method, target=address.target, headers=headers)
            writer.write(_sent(wire, head))
            if request.body:
                writer.write(_sent(wire, h11.Data(data=request.body)))
            writer.write(_sent(wire, h11.EndOfMessage()))
            await writer.drain()
            event = await _next(wire, reader)
            while isinstance(event, h11.InformationalResponse):
                event = await _next(wire, reader)
            assert isinstance(event, h11.Response)
            yield event, _pieces(wire, reader)

    async def _connect(self, address: Address) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to an address that the host stands for; all of them must be allowed."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        ips = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
        for ip in ips:
            self.allowed.check_ip(address, ip)
        tls = self._tls if address.scheme == "https" else None
        name = address.host if tls else None
        problem: OSError | None = None
        for ip in ips:
            try:
                return await asyncio.open_connection(
                    str(ip), address.port, ssl=tls, server_hostname=name
                )
            except OSError as error:
                problem = error
        raise problem or OSError("the host has no address")


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
            except AddressError as problem:
                await _send(wire, writer, 403, "text/plain", len(str(problem).encode()))
                await _finish(wire, writer, [str(problem).encode()])
            except RemoteError as problem:
                await _send(wire, writer, 502, "text/plain", len(str(problem).encode()))
                await _finish(wire, writer, [str(problem).encode()])
            else:
                with reply.body as body:
                    await _send(wire, writer, 200, reply.media_type, reply.size)
                    await _finish(wire, writer, iter(lambda: body.read(_CHUNK), b""))

    async def _serve(self, wire: h11.Connection, reader: asyncio.StreamReader) -> Reply:
        event = await _next(wire, reader)
        if not isinstance(event, h11.Request):
            raise RemoteError("the engine closed the connection")
        body = bytearray()
        async for piece in _pieces(wire, reader):
            body += piece
            if len(body) > _LARGEST_REQUEST:
                raise RemoteError("what SERVICE asks for is longer than 1 MiB")
        self._requests += 1
        if self._requests > self._gateway.limits.requests:
            raise RemoteError(
                f"one query may ask other endpoints {self._gateway.limits.requests} times; "
                "this one has a SERVICE for each of more solutions"
            )
        iri = _asked(event.target)
        if event.method == b"GET":
            return await self._gateway.load(iri)
        return await self._gateway.query(iri, bytes(body))


class RowCount:
    """Counts the rows of a result that goes by in pieces, without reading what they say.

    >>> count = RowCount("application/sparql-results+json")
    >>> count.add(b'{"head":{},"results":{"bindings":[{"a":{"value":"{')
    1
    >>> count.add(b'}"}},{}]}}')
    2
    """

    _JSON = re.compile(rb'[{}"]')
    # The rest of a string, up to its end if that is there.
    _STRING = re.compile(rb'(?:[^"\\]++|\\.)*+("?)', re.DOTALL)
    _ROW_DEPTH = 3

    def __init__(self, media_type: str) -> None:
        self._is_json = media_type.endswith("json")
        self._rows = self._depth = 0
        self._in_string = False
        self._rest = b""

    def add(self, piece: bytes) -> int:
        """Count what is in the next piece; return the rows so far."""
        if self._is_json:
            self._add_json(self._rest + piece)
        else:
            text = self._rest + piece
            self._rows += len(re.findall(rb"<(?:\w+:)?result[\s/>]", text))
            # A tag may be cut in two; what is kept is too short to be one.
            cut = text.rfind(b"<", -len(b"<longprefix:result"))
            whole = cut < 0 or re.match(rb"<(?:\w+:)?result[\s/>]", text[cut:])
            self._rest = b"" if whole else text[cut:]
        return self._rows

    def _add_json(self, text: bytes) -> None:
        at, self._rest = 0, b""
        while at < len(text):
            if self._in_string:
                end = self._STRING.match(text, at)
                assert end is not None
                at = end.end()
                self._in_string = not end[1]
                if self._in_string:
                    # A backslash whose character is in the next piece.
                    self._rest = text[at:]
                    return
            found = self._JSON.search(text, at)
            if found is None:
                return
            at = found.end()
            self._mark(found[0])

    def _mark(self, sign: bytes) -> None:
        if sign == b'"':
            self._in_string = True
        elif sign == b"}":
            self._depth -= 1
        else:
            self._depth += 1
            self._rows += self._depth == self._ROW_DEPTH


def to_gateway(iri: str) -> str:
    """Return the IRI by which the engine asks the gateway for another.

    >>> to_gateway("https://example.org/sparql")
    'http://127.0.0.1/?https%3A%2F%2Fexample.org%2Fsparql'
    """
    return PREFIX + quote(iri, safe="")


def _asked(target: bytes) -> str:
    path, mark, iri = target.decode("ascii").partition("?")
    if path != "/" or not mark:
        raise AddressError(
            "a SERVICE or LOAD in this query could not be told from what stands before it; "
            "put spaces around the keyword and the address"
        )
    return unquote(iri)


def _header(response: h11.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in response.headers if key == name), "")


def _readable(iri: str, problem: Exception) -> str:
    if isinstance(problem, RemoteError):
        return str(problem)
    return f"<{iri}> could not be reached: {problem or type(problem).__name__}"


def _sent(wire: h11.Connection, event: h11.Event) -> bytes:
    return wire.send(event) or b""


async def _next(wire: h11.Connection, reader: asyncio.StreamReader) -> h11.Event | type[object]:
    while (event := wire.next_event()) is h11.NEED_DATA:
        wire.receive_data(await reader.read(_CHUNK))
    return event


async def _pieces(wire: h11.Connection, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while isinstance(event := await _next(wire, reader), h11.Data):
        yield bytes(event.data)


async def _beginning(pieces: AsyncIterator[bytes]) -> str:
    """Return the first words of a body, for a person."""
    text = b""
    async for piece in pieces:
        text += piece
        if len(text) > _SHOWN_ERROR:
            break
    return text[:_SHOWN_ERROR].decode(errors="replace").strip() or "no reason was given"


async def _send(
    wire: h11.Connection, writer: asyncio.StreamWriter, status: int, media_type: str, size: int
) -> None:
    headers = [("Content-Type", media_type), ("Content-Length", str(size))]
    writer.write(_sent(wire, h11.Response(status_code=status, headers=headers)))
    await writer.drain()


async def _finish(wire: h11.Connection, writer: asyncio.StreamWriter, body: object) -> None:
    for piece in body:  # type: ignore[attr-defined]
        writer.write(_sent(wire, h11.Data(data=piece)))
        await writer.drain()
    writer.write(_sent(wire, h11.EndOfMessage()))
    await writer.drain()
