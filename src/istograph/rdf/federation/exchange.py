"""HTTP spoken with h11: a request of ours to an endpoint, an answer of ours to the engine."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from importlib import metadata

import h11

from istograph.rdf.federation.addresses import Address

USER_AGENT = f"istograph/{metadata.version('istograph')} (+https://w3id.org/istograph/ontology)"

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Request:
    """What is asked of an endpoint, and in which media types it may answer."""

    method: str
    body: bytes
    media_type: str
    accept: tuple[str, ...]


@asynccontextmanager
async def exchange(
    address: Address,
    request: Request,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> AsyncIterator[tuple[h11.Response, AsyncIterator[bytes]]]:
    """Send a request; give the head of the answer, and its body in pieces."""
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
        writer.write(sent(wire, head))
        if request.body:
            writer.write(sent(wire, h11.Data(data=request.body)))
        writer.write(sent(wire, h11.EndOfMessage()))
        await writer.drain()
        event = await next_event(wire, reader)
        while isinstance(event, h11.InformationalResponse):
            event = await next_event(wire, reader)
        assert isinstance(event, h11.Response)
        yield event, pieces(wire, reader)


async def answer(
    wire: h11.Connection,
    writer: asyncio.StreamWriter,
    status: int,
    media_type: str,
    size: int,
    body: Iterable[bytes],
) -> None:
    """Answer the other side, whose request has been read."""
    headers = [("Content-Type", media_type), ("Content-Length", str(size))]
    writer.write(sent(wire, h11.Response(status_code=status, headers=headers)))
    for piece in body:
        writer.write(sent(wire, h11.Data(data=piece)))
        await writer.drain()
    writer.write(sent(wire, h11.EndOfMessage()))
    await writer.drain()


def header(response: h11.Response, name: bytes) -> str:
    """Return a header of an answer; empty where there is none."""
    return next((value.decode("latin-1") for key, value in response.headers if key == name), "")


def sent(wire: h11.Connection, event: h11.Event) -> bytes:
    """Return the bytes of an event."""
    return wire.send(event) or b""


async def next_event(
    wire: h11.Connection, reader: asyncio.StreamReader
) -> h11.Event | type[object]:
    """Return the next event of the other side."""
    while (event := wire.next_event()) is h11.NEED_DATA:
        wire.receive_data(await reader.read(_CHUNK))
    return event


async def pieces(wire: h11.Connection, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Yield the body of the other side's message."""
    while isinstance(event := await next_event(wire, reader), h11.Data):
        yield bytes(event.data)
