"""Answers kept as bytes, and identical work done once.

    key ──▶ kept?  ──yes──▶ a copy of the answer
             │ no
             ▼
         being made? ──yes──▶ wait with the others; the work stops when nobody waits any more
             │ no
             ▼
         make it ──▶ keep it, if it is small; the least recently used give way

A key names the dataset's version, so nothing kept is ever wrong; what is of an old version is never
asked for again and gives way first. Only complete answers get here: whatever fails, raises.

A query is cached unless it could answer differently tomorrow on the same data: NOW, RAND, UUID,
STRUUID and BNODE, SERVICE, and functions called by IRI, which may look at the calendar; casts do
not, nor do ours, which answer as of the version's day. Neither is one that is long, or has an open
string or a codepoint escape. Two queries are the same when they differ in nothing but white space
and comments.
"""

import asyncio
import io
import os
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import BinaryIO, cast

from istograph.rdf.formats import RDF_FORMATS, RESULT_FORMATS, negotiate
from istograph.rdf.namespaces import ISTO
from istograph.rdf.protocol import QueryOperation
from istograph.rdf.sparql.lexing import Token, tokens
from istograph.rdf.store.workers import Answer

Key = tuple[object, ...]

_LONGEST_QUERY = 1 << 14
# The engine takes keywords without a space between them: `COUNT(DISTINCTRAND())`.
_CHANGING = re.compile(r"NOW|RAND|UUID|BNODE|SERVICE", re.IGNORECASE)
# By which a keyword could hide (SPARQL 1.1, 19.2).
_ESCAPE = re.compile(r"\\[uU]")
_STEADY = ("xsd:", "<http://www.w3.org/2001/XMLSchema#", "isto:", f"<{ISTO}")


class AnswerCache:
    """Keeps answers up to a number of bytes, none of them larger than a sixteenth of that."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._used = 0
        self._kept: OrderedDict[Key, tuple[Answer, bytes]] = OrderedDict()
        self._flights: dict[Key, _Flight] = {}

    async def get(self, key: Key | None, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return a copy of the kept answer, or make it; without a key it is made for you alone."""
        if key is None:
            return await make()
        if key in self._kept:
            self._kept.move_to_end(key)
            answer, body = self._kept[key]
            return replace(answer, body=io.BytesIO(body))
        return await self._join(key, make)

    async def _join(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer:
        flight = self._flights.get(key) or self._start(key, make)
        flight.waiting += 1
        try:
            return await flight.land()
        finally:
            flight.waiting -= 1
            if flight.waiting == 0:
                self._forget(key, flight)
                flight.end()

    def _start(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> "_Flight":
        flight = self._flights[key] = _Flight(asyncio.ensure_future(self._make(key, make)))
        # Whoever comes later finds it kept, or makes it anew.
        flight.work.add_done_callback(lambda _: self._forget(key, flight))
        return flight

    def _forget(self, key: Key, flight: "_Flight") -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    async def _make(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer:
        answer = await make()
        if answer.size * 16 > self._size:
            return answer
        body = answer.read()
        self._keep(key, answer, body)
        return replace(answer, body=io.BytesIO(body))

    def _keep(self, key: Key, answer: Answer, body: bytes) -> None:
        self._kept[key] = answer, body
        self._used += len(body)
        while self._used > self._size:
            _, (_, oldest) = self._kept.popitem(last=False)
            self._used -= len(oldest)


@dataclass
class _Flight:
    """Work that several wait for."""

    work: asyncio.Future[Answer]
    waiting: int = field(default=0)

    async def land(self) -> Answer:
        """Return the answer with a body of one's own."""
        # One who goes away must not take the work from the others.
        answer = await asyncio.shield(self.work)
        return replace(answer, body=_copy(answer.body))

    def end(self) -> None:
        """Stop the work, or let go of what came of it: all have what they waited for."""
        if not self.work.done():
            self.work.cancel()
        elif not self.work.cancelled() and self.work.exception() is None:
            self.work.result().close()


def _copy(body: BinaryIO) -> BinaryIO:
    if isinstance(body, io.BytesIO):
        # Shares the bytes, until somebody writes.
        return io.BytesIO(body.getvalue())
    return cast("BinaryIO", io.BufferedReader(_Shared(os.dup(body.fileno()))))


class _Shared(io.RawIOBase):
    """Reads a file from its beginning, without moving those who read it at the same time."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        piece = os.pread(self._descriptor, len(buffer), self._place)
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()


def query_key(version: str, operation: QueryOperation, accept: str | None) -> Key | None:
    """Return what determines the answer to a query, or None if the version does not."""
    text = normalized(operation.query)
    if text is None:
        return None
    # Which of the two it is, the query's kind decides.
    forms = tuple(negotiate(accept, offered) for offered in (RESULT_FORMATS, RDF_FORMATS))
    names = tuple(form.name if form else "" for form in forms)
    graphs = operation.default_graphs, operation.named_graphs
    return version, text, *graphs, operation.bases, *names


def normalized(query: str) -> str | None:
    """Return a query with one space for all white space and comments; None: not to be cached.

    >>> normalized("SELECT * {?s ?p '  ' } # everything")
    "SELECT * {?s ?p '  ' }"
    >>> normalized("SELECT (NOW() AS ?n) {}") is None
    True
    """
    if len(query) > _LONGEST_QUERY or _ESCAPE.search(query):
        return None
    pieces: list[str] = []
    end = 0
    before: Token | None = None
    for token in tokens(query):
        if _is_changing(token, before):
            return None
        # Only where there was space: `1 2` and `12` are different queries.
        pieces += [" ", token.text] if pieces and token.start > end else [token.text]
        end = token.start + len(token.text)
        before = token
    return "".join(pieces)


def _is_changing(token: Token, before: Token | None) -> bool:
    match token.kind:
        case "open":
            return True
        case "keyword":
            return bool(_CHANGING.search(token.text))
        case "other" if token.text == "(" and before and before.kind in ("iri", "local"):
            return not before.text.startswith(_STEADY)
    return False
