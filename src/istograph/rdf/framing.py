"""Messages between a process and its child: two lengths, a JSON object and a body of bytes."""

import json
import os
import queue
import struct
import sys
import threading
from collections.abc import Mapping
from typing import Any, BinaryIO

LENGTHS = struct.Struct(">II")

Message = tuple[Mapping[str, Any], bytes]


def write(file: BinaryIO, header: Mapping[str, Any], body: bytes = b"") -> None:
    """Send a message."""
    text = json.dumps(header).encode()
    file.write(LENGTHS.pack(len(text), len(body)) + text)
    file.write(body)
    file.flush()


def read(file: BinaryIO) -> Message | None:
    """Receive a message, or nothing when the other side is gone."""
    lengths = file.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    header, body = LENGTHS.unpack(lengths)
    return json.loads(file.read(header)), file.read(body)


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
