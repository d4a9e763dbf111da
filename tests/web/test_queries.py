"""Each request has an id, a ticket and an end, whoever ends it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response
from tests.serving import PATIENCE

from istograph.errors import NotFoundError
from istograph.rdf.store import tickets
from istograph.rdf.store.process import Limits
from istograph.web.http import problems
from istograph.web.sparql.queries import Queries, QueryTracking, client_of, router

ID = "12345678-1234-4234-8234-123456789abc"
HEADER = {"Istograph-Query-Id": ID}


def application() -> tuple[FastAPI, Queries]:
    app, queries = FastAPI(), Queries()
    app.add_middleware(QueryTracking, queries=queries, problems=problems.Problems())
    app.include_router(router(queries, Limits(seconds=7)))
    problems.install(app, problems.Problems())

    @app.get("/slow")
    async def slow() -> Response:
        tickets.current().state = "running"
        await asyncio.Event().wait()
        return Response()

    @app.get("/quick")
    async def quick(status: int = 200) -> Response:
        tickets.current().state = "running"
        return Response(status_code=status)

    @app.get("/page")
    async def page() -> Response:
        return Response(tickets.current().client)

    return app, queries


def run(use: Callable[[httpx.AsyncClient, Queries], Awaitable[Any]]) -> Any:
    async def inside() -> Any:
        app, queries = application()
        transport = httpx.ASGITransport(app, client=("192.0.2.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await asyncio.wait_for(use(client, queries), PATIENCE)

    return asyncio.run(inside())


def test_the_clients_id_comes_back_and_others_get_one() -> None:
    async def use(client: httpx.AsyncClient, _: Queries) -> list[str]:
        answers = [await client.get("/quick", headers=HEADER)]
        answers += [await client.get("/quick"), await client.get("/missing")]
        return [answer.headers["istograph-query-id"] for answer in answers]

    first, *others = run(use)

    assert first == ID
    assert len({*others, ID}) == 3


def test_an_id_that_is_none_is_refused() -> None:
    async def use(client: httpx.AsyncClient, _: Queries) -> httpx.Response:
        return await client.get("/quick", headers={"Istograph-Query-Id": "1"})

    assert run(use).status_code == 400


@pytest.mark.parametrize(("status", "state"), [(200, "done"), (504, "failed"), (499, "cancelled")])
def test_how_a_query_ended_is_remembered(status: int, state: str) -> None:
    async def use(client: httpx.AsyncClient, _: Queries) -> Any:
        await client.get("/quick", params={"status": status}, headers=HEADER)
        return (await client.get(f"/queries/{ID}")).json()

    began = time.monotonic()
    found = run(use)
    passed = time.monotonic() - began

    assert (found["id"], found["state"], found["limits"]["seconds"]) == (ID, state, 7)
    assert 0 <= found["seconds"] <= passed + 0.1


def test_what_asked_nothing_is_no_query() -> None:
    async def use(client: httpx.AsyncClient, _: Queries) -> httpx.Response:
        await client.get("/page", headers=HEADER)
        return await client.get(f"/queries/{ID}")

    assert run(use).status_code == 404


def test_an_id_runs_once_at_a_time() -> None:
    async def use(client: httpx.AsyncClient, queries: Queries) -> int:
        running = asyncio.create_task(client.get("/slow", headers=HEADER))
        await until_running(queries)
        second = await client.get("/quick", headers=HEADER)
        queries.cancel(ID)
        await running
        return second.status_code

    assert run(use) == 409


def test_a_cancelled_query_is_gone() -> None:
    async def use(client: httpx.AsyncClient, queries: Queries) -> tuple[Any, ...]:
        running = asyncio.create_task(client.get("/slow", headers=HEADER))
        await until_running(queries)
        state = (await client.get(f"/queries/{ID}")).json()["state"]
        cancelled = (await client.delete(f"/queries/{ID}")).json()["state"]
        answer = await running
        return state, cancelled, answer.status_code, answer.headers["content-type"]

    assert run(use) == ("running", "cancelled", 410, "application/problem+json")


def test_queries_are_told_when_the_service_ends() -> None:
    async def use(client: httpx.AsyncClient, queries: Queries) -> httpx.Response:
        running = asyncio.create_task(client.get("/slow", headers=HEADER))
        await until_running(queries)
        queries.shut_down()
        return await running

    answer = run(use)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")


def test_a_task_that_somebody_else_cancels_stays_cancelled() -> None:
    async def use(client: httpx.AsyncClient, queries: Queries) -> None:
        running = asyncio.create_task(client.get("/slow", headers=HEADER))
        await until_running(queries)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    run(use)


def test_a_ticket_names_the_client() -> None:
    async def use(client: httpx.AsyncClient, _: Queries) -> str:
        return (await client.get("/page")).text

    assert run(use) == "192.0.2.1"
    assert client_of({"client": ("2001:db8:1:2::3", 1)}) == "2001:db8:1:2::/64"
    assert client_of({"client": None}) == "unknown"


async def until_running(queries: Queries) -> None:
    # `run` ends it if it never comes.
    while True:
        await asyncio.sleep(0.005)
        with suppress(NotFoundError):
            if queries.ticket(ID).state == "running":
                return
