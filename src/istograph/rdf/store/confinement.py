"""What a process takes away from itself before it touches a query: memory, and the network.

The engine has no memory limit and answers SERVICE by itself, so both are taken away from outside.
Neither can be taken back by the process.

On Linux the kernel refuses new sockets (seccomp, x86-64 and arm64; elsewhere an empty network
namespace where the kernel grants one), and allocations fail above the limit. macOS refuses the
network by its sandbox and has no limit that allocations obey, so a thread watches the resident
size instead. Where none of this is to be had, `cut_network` says so by returning False, and only
the look at the query before it is parsed (`lexing.calls_service`) stands between it and the net.

A process that may ask other endpoints goes by `hand_over_network` instead. The kernel then puts
each request for a socket before whoever holds the listener (SECCOMP_RET_USER_NOTIF, Linux 5.14),
who answers with one end of a pair whose other end is its own; `connect` succeeds without being
executed. So whatever address the engine thinks that it speaks to, it speaks to the gateway: there
is no address to check, hence none to get wrong, and no port that others could use.
"""

import ctypes
import os
import platform
import resource
import socket
import struct
import sys
import threading
import time
from pathlib import Path

# The exit status of a process that watches its own size; any number that nothing else uses.
OUT_OF_MEMORY = 77

_WATCH_SECONDS = 0.05

# linux/prctl.h, linux/seccomp.h, linux/bpf_common.h
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_LOAD_WORD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE_WITH_EACCES = 0x7FFF0000, 0x00050000 | 13
# An error number of zero: the call is not executed, and the caller is told that it succeeded.
_PRETEND, _ASK_LISTENER = 0x00050000, 0x7FC00000
_NUMBER, _ARCHITECTURE, _SECOND_ARGUMENT = 0, 4, 24  # offsets in struct seccomp_data
_AND = 0x54
_SET_MODE_FILTER, _NEW_LISTENER = 1, 8
_SOCK_TYPE_MASK, _SOCK_STREAM = 0xF, 1

# linux/audit.h, and the numbers of socket, connect and io_uring_setup (which can make sockets too)
_SYSTEM_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 425)),
    "aarch64": (0xC00000B7, (198, 203, 425)),
}
# seccomp itself, and setsockopt: a pair has no TCP options to set
_MORE_SYSTEM_CALLS = {"x86_64": (317, 54), "aarch64": (277, 208)}
# On x86-64, calls of the x32 interface are the same ones with this bit.
_X32_BIT = 0x40000000

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def cut_network() -> bool:
    """Make new connections impossible for this process; say whether that worked."""
    if sys.platform == "linux":
        return _refuse_sockets() or _leave_network()
    if sys.platform == "darwin":
        return _enter_sandbox()
    return False


def confine(gateway: int | None) -> bool:
    """Give up the network, or hand it over by the socket given; say whether that worked."""
    if gateway is None:
        return cut_network()
    with socket.socket(fileno=gateway) as channel:
        return hand_over_network(channel)


def hand_over_network(channel: socket.socket) -> bool:
    """Let who holds the other end of the channel decide about each connection of this thread.

    False means that this system cannot do it; the network is cut then, as far as it can be.
    """
    listener = _divert_sockets()
    if listener is None:
        cut_network()
        return False
    socket.send_fds(channel, [b"listener"], [listener])
    os.close(listener)
    return True


def _divert_sockets() -> int | None:
    """Return a listener that is asked about sockets from now on, where the kernel has such."""
    if sys.platform != "linux" or platform.machine() not in _SYSTEM_CALLS:
        return None
    architecture, (make_socket, connect, io_uring) = _SYSTEM_CALLS[platform.machine()]
    seccomp, setsockopt = _MORE_SYSTEM_CALLS[platform.machine()]
    code = _diverting_filter(architecture, make_socket, (connect, setsockopt), io_uring)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    listener = libc.syscall(seccomp, _SET_MODE_FILTER, _NEW_LISTENER, ctypes.byref(program))
    return None if listener < 0 else int(listener)


def limit_memory(more: int) -> None:
    """Let this process take `more` bytes beyond what it has now, and leave no core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # RLIMIT_DATA counts what is allocated; RLIMIT_AS would count the mapped store too.
        limit = data_size() + more
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    else:
        threading.Thread(target=_watch, args=(_resident() + more,), daemon=True).start()


def data_size() -> int:
    """Return the bytes that count against the limit."""
    if sys.platform != "linux":
        return _resident()
    # proc_pid_statm(5): the sixth field is data and stack, in pages.
    return int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()


def _resident() -> int:
    """Return the largest resident size so far, which macOS gives in bytes, others in KiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _watch(limit: int) -> None:
    while _resident() < limit:
        time.sleep(_WATCH_SECONDS)
    os._exit(OUT_OF_MEMORY)


class _Program(ctypes.Structure):
    """`struct sock_fprog`: a BPF program."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _refuse_sockets() -> bool:
    known = _SYSTEM_CALLS.get(platform.machine())
    if known is None:
        return False
    code = _filter(*known)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    failed = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0
    )
    return not failed


def _filter(architecture: int, refused: tuple[int, ...]) -> bytes:
    """Return the BPF program that refuses some calls, and all of a foreign architecture."""
    calls = len(refused)
    program = [
        (_LOAD_WORD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 0, calls + 3, architecture),
        (_LOAD_WORD, 0, 0, _NUMBER),
        (_JUMP_IF_AT_LEAST, calls + 1, 0, _X32_BIT),
        *((_JUMP_IF_EQUAL, calls - place, 0, call) for place, call in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE_WITH_EACCES),
    ]
    return _assemble(program)


def _diverting_filter(
    architecture: int, asked: int, pretended: tuple[int, int], refused: int
) -> bytes:
    """Return the BPF program that asks about stream sockets and has no others."""
    return _assemble(
        [
            (_LOAD_WORD, 0, 0, _ARCHITECTURE),
            (_JUMP_IF_EQUAL, 0, 10, architecture),
            (_LOAD_WORD, 0, 0, _NUMBER),
            (_JUMP_IF_AT_LEAST, 8, 0, _X32_BIT),
            (_JUMP_IF_EQUAL, 7, 0, refused),
            (_JUMP_IF_EQUAL, 7, 0, pretended[0]),
            (_JUMP_IF_EQUAL, 6, 0, pretended[1]),
            (_JUMP_IF_EQUAL, 0, 6, asked),
            (_LOAD_WORD, 0, 0, _SECOND_ARGUMENT),
            (_AND, 0, 0, _SOCK_TYPE_MASK),
            (_JUMP_IF_EQUAL, 0, 1, _SOCK_STREAM),
            (_RETURN, 0, 0, _ASK_LISTENER),
            (_RETURN, 0, 0, _REFUSE_WITH_EACCES),
            (_RETURN, 0, 0, _PRETEND),
            (_RETURN, 0, 0, _ALLOW),
        ]
    )


def _assemble(program: list[tuple[int, int, int, int]]) -> bytes:
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


def _leave_network() -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    return not libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _enter_sandbox() -> bool:
    """Enter the sandbox profile that has no network (sandbox_init(3))."""
    named_profile = ctypes.c_uint64(1)
    system = ctypes.CDLL("/usr/lib/libSystem.B.dylib")
    message = ctypes.c_char_p()
    return not system.sandbox_init(b"no-network", named_profile, ctypes.byref(message))
