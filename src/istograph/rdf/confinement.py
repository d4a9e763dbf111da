"""What a process takes away from itself before it touches a query: memory, and the network.

The engine has no memory limit and answers SERVICE by itself, so both are taken away from outside.
Neither can be taken back by the process.

On Linux the kernel refuses new sockets (seccomp, x86-64 and arm64; elsewhere an empty network
namespace where the kernel grants one), and allocations fail above the limit. macOS refuses the
network by its sandbox and has no limit that allocations obey, so a thread watches the resident
size instead. Where none of this is to be had, `cut_network` says so by returning False, and only
the look at the query before it is parsed (`lexing.calls_service`) stands between it and the net.
"""

import ctypes
import os
import platform
import resource
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
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data

# linux/audit.h, and the numbers of socket, connect and io_uring_setup (which can make sockets too)
_SYSTEM_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 425)),
    "aarch64": (0xC00000B7, (198, 203, 425)),
}
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
