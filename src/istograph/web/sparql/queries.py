"""`/queries/{id}`: how far a query is, and its end on demand.

Every request has an id: the client's own (`Istograph-Query-Id: <uuid>`), or a random one. Whoever
knows it may ask for the query's state or cancel it; there is no list, and an id cannot be guessed.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from istograph.errors import NotFoundError
from istograph.rdf.protocol import ProtocolError
from istograph.rdf.store import tickets
from istograph.rdf.store.process import Limits
from istograph.rdf.store.tickets import Ticket
from istograph.web.http.clients import client_of
from istograph.web.http.problems import Problems

HEADER = "Istograph-Query-Id"

# How many that have ended are remembered, for those who ask afterwards.
_REMEMBERED = 1000
_CLIENT_CLOSED_REQUEST = 499


@dataclass
class _Query:
    ticket: Ticket
    task: "asyncio.Task[Any] | None" = None
    # why it was ended from outside, if it was
    ended_by: Literal["cancellation", "shutdown"] | None = None


class Queries:
    """The queries that run, and the last ones that have ended, by their ids."""

    def __init__(self) -> None:
        self._running: dict[str, _Query] = {}
        self._ended: OrderedDict[str, _Query] = OrderedDict()

    def begin(self, identity: str, query: _Query) -> bool:
        """Remember a query that begins; say whether its id was free."""
        if identity in self._running:
            return False
        self._ended.pop(identity, None)
        self._running[identity] = query
        return True

    def end(self, identity: str, status: int) -> None:
        """Remember how a query ended."""
        query = self._running.pop(identity)
        if query.ticket.state == "received":
            # No query: a page, a file, a look-up.
            return
        if query.ended_by or status == _CLIENT_CLOSED_REQUEST:
            query.ticket.end("cancelled")
        else:
            query.ticket.end("done" if status < HTTPStatus.BAD_REQUEST else "failed")
        self._ended[identity] = query
        if len(self._ended) > _REMEMBERED:
            self._ended.popitem(last=False)

    def ticket(self, identity: str) -> Ticket:
        """Return the ticket of a query; raise NotFoundError where the id is not known."""
        query = self._running.get(identity) or self._ended.get(identity)
        if query is None:
            raise NotFoundError(
                "no query has this id, or it ended a while ago",
                zh="没有这个标识的查询，或查询早已结束",
            )
        return query.ticket

    def cancel(self, identity: str) -> None:
        """End a query, if it runs; its client is told."""
        if query := self._running.get(identity):
            _end(query, "cancellation")

    def shut_down(self) -> None:
        """End all queries; their clients are told to ask again."""
        for query in self._running.values():
            _end(query, "shutdown")


class QueryTracking:
    """ASGI middleware: gives each request a ticket, and answers for those that are ended."""

    def __init__(self, app: ASGIApp, queries: Queries, problems: Problems) -> None:
        self._app = app
        self._queries = queries
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its ticket."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identity = _identity(scope)
        status = 0

        async def noting_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = identity or ""
            await send(message)

        if identity is None:
            told = ProtocolError(400, f"{HEADER} should be a UUID", zh=f"{HEADER} 应为 UUID")
            await self._problems.answer(Request(scope), told)(scope, receive, send)
            return
        query = _Query(Ticket(client_of(scope)), asyncio.current_task())
        if not self._queries.begin(identity, query):
            told = ProtocolError(
                409,
                f"a query with the id {identity} runs already",
                zh=f"标识为 {identity} 的查询正在运行",
            )
            await self._problems.answer(Request(scope), told)(scope, receive, noting_send)
            return
        scope.setdefault("state", {})["ticket"] = query.ticket
        scope["state"]["query_id"] = identity
        token = tickets.CURRENT.set(query.ticket)
        try:
            await self._app(scope, receive, noting_send)
        except asyncio.CancelledError:
            if query.ended_by is None or status or query.task is None:
                raise
            query.task.uncancel()
            answer = self._problems.answer(Request(scope), *_ended(query))
            await answer(scope, receive, noting_send)
        finally:
            tickets.CURRENT.reset(token)
            self._queries.end(identity, status)


def router(queries: Queries, limits: Limits) -> APIRouter:
    """Return the routes of the queries."""
    routes = APIRouter()

    def state(identity: str) -> JSONResponse:
        described = _described(identity, queries.ticket(identity), limits)
        return JSONResponse(described, headers={"Cache-Control": "no-store"})

    @routes.get("/queries/{identity}", summary="How far a query is")
    async def get(identity: str) -> JSONResponse:
        """Return a query's state, since when, how many seconds it has taken, and its limits."""
        return state(identity)

    @routes.delete("/queries/{identity}", summary="Cancel a query")
    async def delete(identity: str) -> JSONResponse:
        """End a query if it runs; whoever sent it is answered 410."""
        queries.ticket(identity)
        queries.cancel(identity)
        # The query's own task gets its turn, so that the state told is the one it ends in.
        for _ in range(100):
            if queries.ticket(identity).state not in ("received", "queued", "running"):
                break
            await asyncio.sleep(0.01)
        return state(identity)

    return routes


def _identity(scope: Scope) -> str | None:
    asked = Headers(scope=scope).get(HEADER)
    if asked is None:
        return str(uuid4())
    try:
        return str(UUID(asked))
    except ValueError:
        return None


def _end(query: _Query, reason: Literal["cancellation", "shutdown"]) -> None:
    if query.task is not None and query.ended_by is None and query.ticket.state != "received":
        query.ended_by = reason
        query.task.cancel()


def _ended(query: _Query) -> tuple[ProtocolError, dict[str, str]]:
    """Return what whoever sent a query is told when it was ended from outside, with headers."""
    if query.ended_by == "shutdown":
        told = ProtocolError(
            503, "the service is being shut down; ask again", zh="服务正在关闭；请稍后再试"
        )
        return told, {"Retry-After": "10"}
    return ProtocolError(410, "this query was cancelled by its id", zh="此查询已按其标识取消"), {}


def _described(identity: str, ticket: Ticket, limits: Limits) -> dict[str, Any]:
    return {
        "id": identity,
        "state": ticket.state,
        "since": ticket.since.isoformat(timespec="milliseconds"),
        "seconds": round(ticket.seconds, 3),
        "limits": {"seconds": limits.seconds, "memory": limits.memory, "result": limits.result},
    }
