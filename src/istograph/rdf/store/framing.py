"""Messages between a process and its child: two lengths, a JSON object and a body of bytes.

The child's side is blocking, the parent's asynchronous. An error is sent by its name.
"""

import asyncio
import json
import os
import queue
import struct
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any, BinaryIO

from istograph.errors import (
    AddressError,
    FormatError,
    InputError,
    IstographError,
    MemoryLimitError,
    QuerySyntaxError,
    RemoteError,
    Spot,
)
from istograph.rdf.protocol import ProtocolError

Message = tuple[Mapping[str, Any], bytes]

_LENGTHS = struct.Struct(">II")
# The kinds of errors that the other side knows by name, the special before the general.
_KINDS: Mapping[str, type[IstographError]] = {
    kind.__name__: kind
    for kind in (
        *(AddressError, FormatError, ProtocolError, QuerySyntaxError, InputError),
        *(MemoryLimitError, RemoteError, IstographError),
    )
}


def kind_of(problem: IstographError) -> type[IstographError]:
    """Return the kind that the other side takes an error for: its own, or the nearest known."""
    return next(kind for kind in _KINDS.values() if isinstance(problem, kind))


def failure(problem: IstographError) -> dict[str, Any]:
    """Return the object that tells the other side of an error, for `error_in`."""
    header: dict[str, Any] = {
        "error": kind_of(problem).__name__,
        "problem": problem.problem,
        "zh": problem.problem_zh,
        "spot": asdict(problem.spot),
    }
    if problem.mistakes:
        header["mistakes"] = [failure(each) for each in problem.mistakes]
    return header | ({"status": problem.status} if isinstance(problem, ProtocolError) else {})


def error_in(header: Mapping[str, Any]) -> IstographError | None:
    """Return the error that a message tells of, if it does.

    >>> error_in(failure(ProtocolError(409, "busy"))).status
    409
    >>> error_in(failure(InputError("too long", zh="太长", spot=Spot(line=3)))).zh
    '第 3 行：太长'
    """
    if "error" not in header:
        return None
    if header["error"] == ProtocolError.__name__:
        return ProtocolError(header["status"], header["problem"], zh=header["zh"])
    kind, spot = _KINDS[header["error"]], Spot(**header["spot"])
    error = kind(header["problem"], zh=header["zh"], spot=spot)
    error.mistakes = tuple(filter(None, map(error_in, header.get("mistakes", ()))))
    return error


def write(file: BinaryIO, header: Mapping[str, Any], body: bytes = b"") -> None:
    """Send a message."""
    text = json.dumps(header).encode()
    file.write(_LENGTHS.pack(len(text), len(body)) + text)
    file.write(body)
    file.flush()


def read(file: BinaryIO) -> Message | None:
    """Receive a message, or nothing when the other side is gone."""
    lengths = file.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    header, body = _LENGTHS.unpack(lengths)
    return json.loads(file.read(header)), file.read(body)


async def exchange(
    process: asyncio.subprocess.Process, header: Mapping[str, Any], body: bytes
) -> Message:
    """Send a message to a child and receive its answer; EOFError when the child has ended."""
    assert process.stdin is not None
    text = json.dumps(header).encode()
    # A child that dies while it reads breaks the pipe; that it is dead is told below.
    with suppress(ConnectionError):
        process.stdin.write(_LENGTHS.pack(len(text), len(body)) + text + body)
        await process.stdin.drain()
    return await receive(process)


async def receive(process: asyncio.subprocess.Process) -> Message:
    """Receive a message from a child; EOFError when the child has ended."""
    assert process.stdout is not None
    header, body = _LENGTHS.unpack(await process.stdout.readexactly(_LENGTHS.size))
    text = await process.stdout.readexactly(header)
    return json.loads(text), await process.stdout.readexactly(body)


def private_output() -> BinaryIO:
    """Keep the pipe to the parent for messages alone: nobody else's print may get into it."""
    mine = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(mine, "wb")


def inbox(file: BinaryIO) -> "queue.SimpleQueue[Message]":
    """Receive on a thread, so that the end of the parent ends even a task that runs."""
    messages: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def receive() -> None:
        while (message := read(file)) is not None:
            messages.put(message)
        os._exit(0)

    threading.Thread(target=receive, daemon=True).start()
    return messages
