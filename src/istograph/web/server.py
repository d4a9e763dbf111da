"""The HTTP server around the application: its bounds on connections, and its end.

A head must be complete within seconds, a request line and its headers have a size, connections
have a number. On the first signal nothing new is accepted and queries have some seconds to end;
those that have not are told so.
"""

import asyncio
import signal
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from istograph.web.sparql.queries import Queries

_HEAD_SECONDS = 15.0
_LARGEST_HEAD = 1 << 16
_MOST_CONNECTIONS = 1000
_GRACE_SECONDS = 5


class Protocol(H11Protocol):
    """uvicorn's, which would wait for the head of a request for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._deadline = self.loop.call_later(_HEAD_SECONDS, self._give_up)

    def data_received(self, data: bytes) -> None:
        """Take data; the head is there when there is a cycle of request and answer."""
        super().data_received(data)
        if self.cycle is not None:
            # From here on, uvicorn's own limit between two requests counts.
            self._deadline.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._deadline.cancel()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        self.transport.close()


class Server(uvicorn.Server):
    """Gives queries some seconds when it is told to end, and tells them when these are over."""

    def __init__(self, config: uvicorn.Config, queries: Queries) -> None:
        super().__init__(config)
        self._queries = queries

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
            "http": Protocol,
            "ws": "none",
            "log_level": "warning",
            "access_log": False,
            "server_header": False,
            "h11_max_incomplete_event_size": _LARGEST_HEAD,
            "limit_concurrency": _MOST_CONNECTIONS,
            # Queries have been told by then; this is for clients that do not listen.
            "timeout_graceful_shutdown": 2 * _GRACE_SECONDS,
            **options,
        },
    )
    return Server(config, app.state.queries)


def run(app: FastAPI, host: str, port: int) -> None:
    """Serve until a signal ends it."""
    server = make(app, host=host, port=port)
    try:
        server.run()
    except KeyboardInterrupt:
        # uvicorn raises the signals again that it has dealt with.
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
