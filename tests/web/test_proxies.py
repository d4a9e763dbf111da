"""Clients behind a proxy are told apart by what it says, if it is one that is trusted."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from fastapi import FastAPI, Response
from tests.serving import PATIENCE

from istograph.rdf.store import tickets
from istograph.web import server
from istograph.web.http.problems import Problems
from istograph.web.sparql.queries import Queries, QueryTracking


@contextmanager
def serving(*trusted: str) -> Iterator[str]:
    """The address of a server that answers with the client it takes one for."""
    app = FastAPI()
    app.state.queries, app.state.trusted_proxies = Queries(), trusted
    app.add_middleware(QueryTracking, queries=app.state.queries, problems=Problems())

    @app.get("/client")
    async def client() -> Response:
        return Response(tickets.current().client)

    running = server.make(app, host="127.0.0.1", port=0, lifespan="off")
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/client"
    running.should_exit = True
    thread.join(20)


def client(address: str, *forwarded: str) -> str:
    headers = [("X-Forwarded-For", value) for value in forwarded]
    return httpx.get(address, headers=headers, trust_env=False, timeout=PATIENCE).text


def test_nobody_is_believed_if_nobody_is_trusted() -> None:
    with serving() as address:
        assert client(address, "192.0.2.1") == "127.0.0.1"


@pytest.mark.parametrize("proxy", ["127.0.0.1", "127.0.0.0/8"])
def test_a_trusted_proxy_tells_whose_request_it_is(proxy: str) -> None:
    with serving(proxy) as address:
        assert client(address) == "127.0.0.1"
        assert client(address, "192.0.2.1") == "192.0.2.1"
        assert client(address, "2001:db8::1") == "2001:db8::/64"
        # What a client has put in itself stands before what the proxy adds.
        assert client(address, "192.0.2.66, 192.0.2.1") == "192.0.2.1"
        assert client(address, "192.0.2.66", "192.0.2.1") == "192.0.2.1"


def test_several_trusted_proxies_in_a_row_are_passed_over() -> None:
    with serving("127.0.0.1", "10.0.0.0/8") as address:
        assert client(address, "192.0.2.66, 192.0.2.1, 10.0.0.7") == "192.0.2.1"


def test_a_proxy_that_is_not_trusted_is_a_client() -> None:
    with serving("10.0.0.0/8") as address:
        assert client(address, "192.0.2.1") == "127.0.0.1"
