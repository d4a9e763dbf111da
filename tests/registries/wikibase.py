"""A Wikibase on loopback, with its query service: what the fetch speaks to, misbehaving if asked.

https://www.wikidata.org/w/api.php?action=help&modules=wbgetentities
"""

import gzip
import json
import threading
import urllib.parse
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """An answer that is given instead of the right one, once."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    # Bytes that are announced and not sent.
    missing: int = 0


@dataclass
class Wikibase:
    """Entities, redirects and solutions; and what was asked of it."""

    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    solutions: list[dict[str, str]] = field(default_factory=list)
    refusals: deque[Refusal] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    queries: list[str] = field(default_factory=list)
    address: str = ""

    @contextmanager
    def serving(self) -> Iterator["Wikibase"]:
        handler = type("Handler", (_Handler,), {"wikibase": self})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            self.address = f"http://127.0.0.1:{server.server_port}"
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    @property
    def query_service(self) -> str:
        return f"{self.address}/sparql"

    def entity(self, key: str, properties: list[str] | None) -> dict[str, Any]:
        target = self.redirects.get(key, key)
        if target not in self.entities:
            return {"id": key, "missing": ""}
        entity = self.entities[target]
        always = ("type", "id", "lastrevid")
        wanted = {*always, *(properties or entity)}
        found = {name: value for name, value in entity.items() if name in wanted}
        return found | ({"redirects": {"from": key, "to": target}} if target != key else {})


class _Handler(BaseHTTPRequestHandler):
    wikibase: Wikibase
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._hear()
        url = urllib.parse.urlsplit(self.path)
        if self._refuses():
            return
        if url.path == "/w/api.php":
            self._get_entities(dict(urllib.parse.parse_qsl(url.query)))
        elif url.path.startswith("/wiki/Special:EntityData/"):
            self._entity_data(url.path.rpartition("/")[2].removesuffix(".json"))
        else:
            self._send(404, b"")

    def do_POST(self) -> None:
        self._hear()
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self._refuses():
            return
        self.wikibase.queries.append(dict(urllib.parse.parse_qsl(body))["query"])
        names = list(self.wikibase.solutions[0]) if self.wikibase.solutions else []
        rows = [
            {name: {"type": "uri", "value": value} for name, value in row.items()}
            for row in self.wikibase.solutions
        ]
        answer = {"head": {"vars": names}, "results": {"bindings": rows}}
        self._send(200, json.dumps(answer).encode(), "application/sparql-results+json")

    def _hear(self) -> None:
        self.wikibase.asked.append(self.path)
        self.wikibase.agents.add(self.headers["User-Agent"])

    def _refuses(self) -> bool:
        if not self.wikibase.refusals:
            return False
        refusal = self.wikibase.refusals.popleft()
        self.send_response(refusal.status)
        for name, value in refusal.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(refusal.body) + refusal.missing))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(refusal.body.encode())
        self.close_connection = True
        return True

    def _get_entities(self, parameters: Mapping[str, str]) -> None:
        keys = parameters["ids"].split("|")
        assert len(keys) <= 50
        assert parameters["maxlag"] == "5"
        properties = parameters["props"].split("|")
        found = {key: self.wikibase.entity(key, properties) for key in keys}
        self._send(200, json.dumps({"entities": found, "success": 1}).encode())

    def _entity_data(self, key: str) -> None:
        target = self.wikibase.redirects.get(key, key)
        if target not in self.wikibase.entities:
            self._send(404, b"not found")
            return
        found = {"entities": {target: self.wikibase.entity(target, None)}}
        self._send(200, json.dumps(found).encode())

    def _send(self, status: int, body: bytes, media_type: str = "application/json") -> None:
        packed = "gzip" in self.headers.get("Accept-Encoding", "")
        body = gzip.compress(body) if packed else body
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on stderr."""
