"""The HTTP server around the application: its bounds on connections, and its end.

A request line and its headers have a size, connections have a number. On the first signal nothing
new is accepted and queries have some seconds to end; those that have not are told so.
"""

import asyncio
import logging
import signal
import socket
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.datastructures import State

from istograph.errors import InputError
from istograph.web.http.connections import Connection
from istograph.web.sparql.queries import Queries

_LARGEST_HEAD = 1 << 16
_MOST_CONNECTIONS = 1000
_GRACE_SECONDS = 5
# Longer than proxies keep a connection that nobody uses (nginx: 60 seconds): whoever closes first
# must be the one that asks, or a request meets a connection that is being closed (502).
_IDLE_SECONDS = 65


class Server(uvicorn.Server):
    """Gives queries some seconds when it is told to end, and tells them when these are over."""

    def __init__(self, config: uvicorn.Config, state: State) -> None:
        super().__init__(config)
        self._state = state
        self._queries: Queries = state.queries

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin; raises what keeps the application from it, which uvicorn would only log."""
        log = logging.getLogger("uvicorn.error")
        log.disabled = True
        try:
            await super().startup(sockets)
        finally:
            log.disabled = False
            if trouble := getattr(self._state, "trouble", None):
                raise trouble

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end; a second signal ends at once."""
        super().handle_exit(sig, frame)
        loop = asyncio.get_running_loop()
        loop.call_soon_threadsafe(loop.call_later, _GRACE_SECONDS, self._queries.shut_down)


def make(app: FastAPI, **options: Any) -> Server:
    """Return the server that runs the application; `options` are uvicorn's."""
    config = uvicorn.Config(
        app,
        **{
            "http": Connection,
            "ws": "none",
            "log_level": "warning",
            "access_log": False,
            "server_header": False,
            # By default uvicorn believes whoever is on this machine.
            "proxy_headers": bool(app.state.trusted_proxies),
            "forwarded_allow_ips": list(app.state.trusted_proxies),
            "h11_max_incomplete_event_size": _LARGEST_HEAD,
            "limit_concurrency": _MOST_CONNECTIONS,
            "timeout_keep_alive": _IDLE_SECONDS,
            # Queries have been told by then; this is for clients that do not listen.
            "timeout_graceful_shutdown": 2 * _GRACE_SECONDS,
            **options,
        },
    )
    return Server(config, app.state)


def bind(host: str, port: int) -> socket.socket:
    """Take an address before anything long begins; InputError where it is not to be had."""
    try:
        return _bound(host, port)
    except OSError as problem:
        raise InputError(
            f"cannot listen on {host}, port {port}: {problem.strerror}; --port and --host name "
            "another"
        ) from None


def _bound(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    # `localhost` is two addresses; everybody tries the older one, sooner or later.
    family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    taken = socket.socket(family, kind, protocol)
    try:
        # A server that ended a moment ago keeps nobody from starting again.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
    except OSError:
        taken.close()
        raise
    return taken


def run(app: FastAPI, taken: socket.socket) -> None:
    """Serve on an address that was taken, until a signal ends it."""
    server = make(app)
    # uvicorn raises the signals again that it has dealt with; what they would do by default keeps
    # the caller from clearing up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.run([taken])
    except KeyboardInterrupt:
        pass
    finally:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)
