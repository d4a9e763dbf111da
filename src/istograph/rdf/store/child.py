"""A process of ours as its parent handles it: started, given a gateway, ended, and why it ended."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum, auto
from typing import Any

from istograph.errors import InputError
from istograph.rdf.federation.attachment import Attachment
from istograph.rdf.federation.gateway import Gateway
from istograph.rdf.store import confinement


class Cause(Enum):
    """Why a process ended that its parent wanted to go on."""

    CRASH = auto()
    MEMORY = auto()
    OTHER = auto()


async def start(
    module: str, options: Mapping[str, str], *inherited: int
) -> asyncio.subprocess.Process:
    """Start a module of ours as a process that is spoken to by its standard streams."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        # -P: a folder named istograph where the command is run must not be imported.
        *("-P", "-m", module, *sum(options.items(), ())),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        pass_fds=inherited,
    )


def kill(process: asyncio.subprocess.Process) -> None:
    """End a process at once, if it has not ended yet."""
    if process.returncode is None:
        # Not by its own method: that may take the status from who waits for it.
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)


def attach(gateway: Gateway, channel: socket.socket, ready: Mapping[str, Any]) -> Attachment:
    """Take the listener that a process has handed over; it has said that it is ready."""
    if not ready["confined"]:
        raise InputError(
            "SERVICE and LOAD are not available on this system, which cannot let a query ask "
            "chosen endpoints and nobody else; Linux 5.14 on x86-64 or arm64 can",
            zh=(
                "此系统上不能使用 SERVICE 和 LOAD，"
                "因为无法限定查询只访问选定的端点；"
                "Linux 5.14（x86-64 或 arm64）可以"
            ),
        )
    _, (listener, *_), _, _ = socket.recv_fds(channel, 16, 1)
    return Attachment(gateway, listener)


def cause(status: int) -> Cause:
    """Return what an exit status says.

    >>> cause(-signal.SIGSEGV), cause(-signal.SIGKILL), cause(1)
    (<Cause.CRASH: 1>, <Cause.MEMORY: 2>, <Cause.OTHER: 3>)
    """
    if -status in (signal.SIGSEGV, signal.SIGBUS):
        return Cause.CRASH
    if -status in (signal.SIGABRT, signal.SIGKILL) or status == confinement.OUT_OF_MEMORY:
        return Cause.MEMORY
    return Cause.OTHER
