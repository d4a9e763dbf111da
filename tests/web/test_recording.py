"""What is counted and logged of a request, and what is not; what bounds it."""

import asyncio
import io
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from istograph.rdf.store import tickets
from istograph.rdf.store.workers import Pool
from istograph.web.http import bounds, metrics, problems
from istograph.web.http.access_log import Recording
from istograph.web.http.bounds import Bounds
from istograph.web.http.problems import Problems
from istograph.web.sparql.queries import Queries, QueryTracking

SECRET = "hunter2"


def application(log: io.StringIO | None = None) -> FastAPI:
    app = FastAPI()
    counted = metrics.Metrics(Pool(None, size=3))
    app.add_middleware(QueryTracking, queries=Queries(), problems=Problems())
    app.add_middleware(Bounds, longest_url=100, problems=Problems())
    app.add_middleware(Recording, metrics=counted, log=log)
    app.include_router(metrics.router(counted))
    problems.install(app, Problems())

    @app.post("/query/{name}")
    async def query(name: str, request: Request) -> Response:
        await request.body()
        tickets.current().note_query("ASK {}")
        return Response("answer")

    return app


def ask(app: FastAPI, *requests: tuple[str, str, dict[str, Any]]) -> list[httpx.Response]:
    async def inside() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return [await client.request(*request[:2], **request[2]) for request in requests]

    return asyncio.run(inside())


def test_requests_are_counted_by_route_and_status() -> None:
    requests = [("POST", f"/query/{n}", {}) for n in range(3)]
    answers = ask(application(), *requests, ("GET", "/made/up", {}), ("GET", "/metrics", {}))
    text = answers[-1].text

    counted = 'istograph_requests_total{method="POST",route="/query/{name}",status="200"} 3.0'
    assert counted in text
    assert 'istograph_requests_total{method="GET",route="other",status="404"} 1.0' in text
    assert 'istograph_request_seconds_count{route="/query/{name}"} 3.0' in text
    assert "/made/up" not in text


def test_the_pool_is_measured() -> None:
    text = ask(application(), ("GET", "/metrics", {}))[0].text

    assert "istograph_workers 3.0" in text
    assert 'istograph_queries{state="waiting"} 0.0' in text


def test_a_verb_that_is_none_makes_no_label() -> None:
    answers = ask(application(), ("X" * 30, "/metrics", {}), ("GET", "/metrics", {}))

    assert 'method="other"' in answers[-1].text
    assert "XXX" not in answers[-1].text


def test_a_line_of_the_log_says_what_happened() -> None:
    log = io.StringIO()
    ask(application(log), ("POST", "/query/a", {}))
    line = json.loads(log.getvalue())

    assert (line["method"], line["path"], line["status"]) == ("POST", "/query/a", 200)
    assert (line["bytes"], line["client"]) == (6, "127.0.0.1")
    assert line["query"] == tickets_hash("ASK {}")


def test_no_secret_is_logged() -> None:
    log = io.StringIO()
    headers = {"Authorization": f"Bearer {SECRET}", "Cookie": SECRET, "Referer": f"http://{SECRET}"}
    ask(
        application(log),
        ("POST", f"/query/a?token={SECRET}", {"headers": headers, "content": SECRET}),
    )

    assert log.getvalue().count("\n") == 1
    assert SECRET not in log.getvalue()


def test_a_long_url_is_refused_before_anything_else() -> None:
    answer = ask(application(), ("POST", "/query/a?" + "x" * 100, {}))[0]

    assert (answer.status_code, answer.json()["status"]) == (414, 414)


def test_a_body_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "_BODY_SECONDS", 0.1)

    async def body() -> Any:
        yield b"x"
        await asyncio.Event().wait()
        yield b"y"

    answer = ask(application(), ("POST", "/query/a", {"content": body()}))[0]

    assert answer.status_code == 408


def tickets_hash(query: str) -> str:
    ticket = tickets.Ticket()
    ticket.note_query(query)
    return str(ticket.query_hash)
