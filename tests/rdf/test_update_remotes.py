"""LOAD and SERVICE in an update: by the gateway, whole or not at all."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from istograph.errors import AddressError, InputError, RemoteError
from istograph.rdf.federation.addresses import AllowList
from istograph.rdf.federation.gateway import Gateway, RemoteLimits
from istograph.rdf.protocol import UpdateOperation
from istograph.rdf.sparql.updates import split
from istograph.rdf.store import snapshot
from istograph.rdf.store.snapshot import Description
from istograph.rdf.store.updating import _readable
from istograph.rdf.store.writer import Writer

BASE = "http://e/"
LOCAL = "https://w3id.org/istograph/graph/local"
_ROWS = {
    "head": {"vars": ["s", "o"]},
    "results": {
        "bindings": [
            {"s": {"type": "uri", "value": "http://e/国际"}, "o": {"type": "literal", "value": o}}
            for o in ("一", "二")
        ]
    },
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server with a document, redirects, and an endpoint that has two rows."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, rest = self.path.partition("?")
            if path == "/redirect":
                self.send_response(302)
                self.send_header("Location", rest)
                self.end_headers()
                return
            size = int(rest or 0)
            self._send("text/turtle", b"<> <http://e/p> '\xe4\xb8\xad' ." + b"#" * size)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._send("application/sparql-results+json", json.dumps(_ROWS).encode())

        def _send(self, media_type: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=["plain", "merged"])
def directory(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A dataset without a triple: a plain one, and one whose default graph is a merge."""
    merged = ("local", "paper") if request.param == "merged" else ()
    with snapshot.draft(tmp_path) as new:
        Store(str(new.path)).flush()
        new.publish(Description("2026-11-22.0", "", "", "", merged=merged, fixed=merged[1:]))
    return tmp_path


def update(directory: Path, text: str, *allowed: str, **limits: Any) -> None:
    gateway = Gateway(AllowList(allowed), RemoteLimits(**limits))

    async def run() -> None:
        async with Writer(directory, gateway=gateway) as writer:
            await writer.update(UpdateOperation(text), BASE)

    asyncio.run(run())


def values(directory: Path, graph: str | None = None) -> list[str]:
    found = snapshot.current(directory)
    assert found is not None
    pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    rows = found.open().query(f"SELECT ?o {{ {pattern} }} ORDER BY ?o")
    return [row[0].value for row in rows]  # type: ignore[union-attr]


def test_a_document_is_loaded_from_where_that_is_allowed(directory: Path, server: str) -> None:
    load = f"LOAD <{server}/d> ; LOAD <{server}/d> INTO GRAPH <http://e/g>"
    update(directory, load, server)

    assert values(directory) == values(directory, "http://e/g") == ["中"]


def test_a_document_is_loaded_from_nowhere_else(directory: Path, server: str) -> None:
    with pytest.raises(AddressError, match="LOAD"):
        update(directory, f"LOAD <{server}/d>")
    update(directory, f"LOAD SILENT <{server}/d> ; INSERT DATA {{ <a> <b> 1 }}")

    assert values(directory) == ["1"]


def test_a_redirect_is_followed_to_where_that_is_allowed_too(directory: Path, server: str) -> None:
    update(directory, f"LOAD <{server}/redirect?/d>", server)
    assert values(directory) == ["中"]

    with pytest.raises(AddressError, match=r"169\.254"):
        update(directory, f"LOAD <{server}/redirect?http://169.254.169.254/>", server)
    with pytest.raises(AddressError, match="http://"):
        update(directory, f"LOAD <{server}/redirect?file:///etc/passwd>", server)
    with pytest.raises(RemoteError, match="redirects more than"):
        update(directory, f"LOAD <{server}/redirect?{'/redirect?' * 9}/d>", server)


def test_a_document_that_is_too_large_is_not_loaded(directory: Path, server: str) -> None:
    with pytest.raises(RemoteError, match="more than"):
        update(directory, f"LOAD <{server}/d?100000>", server, size=50_000)

    assert values(directory) == []


def test_a_service_gives_what_is_written(directory: Path, server: str) -> None:
    text = f"""INSERT {{ ?s <p> ?o }}
        WHERE {{ SERVICE <{server}/sparql> {{ ?s <q> ?o }} FILTER (?o != "二") }}"""
    update(directory, text, server)

    assert values(directory) == ["一"]


def test_a_service_with_a_variable_and_a_short_name_gives_what_is_written(
    directory: Path, server: str
) -> None:
    text = f"""PREFIX here: <{server}/>
        INSERT {{ GRAPH <http://e/g> {{ ?s <p> ?o }} }}
        WHERE {{ VALUES ?e {{ here:sparql }} SERVICE ?e {{ ?s <q> ?o }} }} ;
        DELETE {{ GRAPH <http://e/g> {{ ?s <p> ?o }} }}
        WHERE {{ SERVICE here:sparql {{ ?s <q> ?o }} FILTER (?o = "一") }}"""
    update(directory, text, server)

    assert values(directory, "http://e/g") == ["二"]


def test_a_service_that_is_not_allowed_changes_nothing(directory: Path, server: str) -> None:
    text = f"INSERT DATA {{ <a> <b> 1 }} ; INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{server}> "
    with pytest.raises(AddressError, match="--service-allow"):
        update(directory, text + "{ ?s ?p ?o } }")
    assert values(directory) == []

    update(directory, text.replace("SERVICE", "SERVICE SILENT") + "{ ?s ?p ?o } }")
    assert values(directory) == ["1"]


def test_one_update_asks_so_often_and_the_next_as_often_again(directory: Path, server: str) -> None:
    ask = f"INSERT {{ ?s <p> ?o }} WHERE {{ SERVICE <{server}/sparql> {{ ?s <q> ?o }} }}"
    gateway = Gateway(AllowList([server]), RemoteLimits(requests=2))

    async def run() -> None:
        async with Writer(directory, gateway=gateway) as writer:
            for _ in range(2):
                await writer.update(UpdateOperation(f"{ask} ; {ask}"), BASE)
            with pytest.raises(RemoteError, match="2 times"):
                await writer.update(UpdateOperation(f"{ask} ; {ask} ; {ask}"), BASE)

    asyncio.run(run())


def test_where_the_system_cannot_watch_an_update_a_service_is_refused() -> None:
    text = b"INSERT { ?s ?p ?o } WHERE { SERVICE <http://e/> { ?s ?p ?o } }"

    with pytest.raises(InputError, match="not available on this system"):
        _readable(text, federated=False)
    assert split(_readable(text, federated=True))
