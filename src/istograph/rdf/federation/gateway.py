"""The one way from a worker to other endpoints: SERVICE and LOAD, looked at and passed on.

    Attachment ──▶ Gateway ──▶ connection, exchange ──▶ the endpoint
         ▲            │            checked, resolved, pinned
         └────────────┘   the bytes, or why not: a refusal is 403, a failure 502, with its reason

The gateway runs in the parent and never parses what comes back: it looks at the media type, counts
rows and bytes, and hands on what is complete. A redirect is a new address and is looked at like the
first.
"""

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import urljoin

import h11

from istograph.errors import AddressError, RemoteError, left_english
from istograph.rdf.federation.addresses import WIKIDATA, Address, AllowList
from istograph.rdf.federation.connection import connect
from istograph.rdf.federation.exchange import Request, exchange, header
from istograph.rdf.federation.row_count import RowCount

RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")
DOCUMENTS = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
)

_REDIRECTS = {301, 302, 307, 308}
_MOST_REDIRECTS = 5
_IN_MEMORY = 1 << 20
_SHOWN_QUERY, _SHOWN_ERROR = 2000, 500


@dataclass(frozen=True)
class RemoteLimits:
    """What one request to another endpoint may take, and how many one query may make."""

    seconds: float = 20
    size: int = 32 << 20
    rows: int = 100_000
    requests: int = 100


@dataclass(frozen=True)
class Reply:
    """What another endpoint sent, complete; `iri` is where it was found in the end."""

    iri: str
    media_type: str
    size: int
    body: IO[bytes]


class Gateway:
    """Asks other endpoints for the workers of a pool; `counts` tells how it went."""

    def __init__(self, allowed: AllowList | None = None, limits: RemoteLimits | None = None):
        self.allowed = allowed or AllowList([WIKIDATA])
        self.limits = limits or RemoteLimits()
        self.counts: Counter[str] = Counter()
        self._tls = ssl.create_default_context()

    async def query(self, iri: str, query: bytes) -> Reply:
        """Ask a SPARQL endpoint; raise RemoteError, or AddressError, with the query in it."""
        request = Request("POST", query, "application/sparql-query", RESULTS)
        try:
            return await self._ask(iri, request)
        except (RemoteError, AddressError) as problem:
            shown = query[:_SHOWN_QUERY].decode(errors="replace")
            raise type(problem)(
                f"SERVICE: {problem}. The query for it was: {shown}",
                zh=problem.zh and f"SERVICE：{problem.zh}。所发的查询为：{shown}",
            ) from problem

    async def load(self, iri: str) -> Reply:
        """Fetch a document."""
        try:
            return await self._ask(iri, Request("GET", b"", "", DOCUMENTS))
        except (RemoteError, AddressError) as problem:
            raise type(problem)(
                f"LOAD: {problem}", zh=problem.zh and f"LOAD：{problem.zh}"
            ) from problem

    async def _ask(self, iri: str, request: Request) -> Reply:
        try:
            async with asyncio.timeout(self.limits.seconds):
                reply = await self._follow(iri, request)
        except TimeoutError:
            self.counts["timeout"] += 1
            seconds = f"{self.limits.seconds:g}"
            raise RemoteError(
                f"<{iri}> took longer than {seconds} seconds", zh=f"<{iri}> 用时超过 {seconds} 秒"
            ) from None
        except AddressError:
            self.counts["refused"] += 1
            raise
        except (OSError, h11.ProtocolError, RemoteError) as problem:
            self.counts["failed"] += 1
            if isinstance(problem, RemoteError):
                raise
            why = str(problem) or type(problem).__name__
            raise RemoteError(
                f"<{iri}> could not be reached: {why}", zh=f"<{iri}> 无法访问：{left_english(why)}"
            ) from problem
        self.counts["answered"] += 1
        return reply

    async def _follow(self, iri: str, request: Request) -> Reply:
        for _ in range(_MOST_REDIRECTS + 1):
            address = self.allowed.check(iri)
            streams = await connect(address, self.allowed, self._tls)
            async with exchange(address, request, *streams) as (response, pieces):
                if response.status_code in _REDIRECTS:
                    iri = urljoin(str(address), header(response, b"location"))
                    continue
                return await self._take(address, response, pieces, request)
        raise RemoteError(
            f"<{iri}> redirects more than {_MOST_REDIRECTS} times",
            zh=f"<{iri}> 重定向超过 {_MOST_REDIRECTS} 次",
        )

    async def _take(
        self,
        address: Address,
        response: h11.Response,
        pieces: AsyncIterator[bytes],
        request: Request,
    ) -> Reply:
        if response.status_code != 200:
            text = await _beginning(pieces)
            reason = bytes(response.reason).decode("latin-1")
            raise RemoteError(
                f"<{address}> answered {response.status_code} {reason}: {text}",
                zh=(
                    f"<{address}> 应答 {response.status_code}：{left_english(f'{reason}: {text}')}"
                ),
            )
        media_type = header(response, b"content-type").partition(";")[0].strip().lower()
        if media_type not in request.accept:
            raise RemoteError(
                f"<{address}> answered in {media_type or 'no media type'!r}, and what can be read "
                f"is {', '.join(request.accept)}",
                zh=(
                    f"<{address}> 以“{media_type or '未注明的类型'}”应答，"
                    f"而可读的有 {'、'.join(request.accept)}"
                ),
            )
        # Nothing is unpacked here, so nothing can grow here.
        if header(response, b"content-encoding") not in ("", "identity"):
            raise RemoteError(
                f"<{address}> answered in an encoding that was not asked for",
                zh=f"<{address}> 以未请求的编码应答",
            )
        body, size = await self._spool(address, media_type, pieces)
        return Reply(str(address), media_type, size, body)

    async def _spool(
        self, address: Address, media_type: str, pieces: AsyncIterator[bytes]
    ) -> tuple[IO[bytes], int]:
        rows = RowCount(media_type)
        size = 0
        body = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the reader closes it
        async for piece in pieces:
            size += len(piece)
            if size > self.limits.size or rows.add(piece) > self.limits.rows:
                body.close()
                raise RemoteError(
                    f"<{address}> answered with more than {self.limits.size >> 20} MiB or "
                    f"{self.limits.rows:,} rows; ask it for less, with a LIMIT inside SERVICE",
                    zh=(
                        f"<{address}> 的应答超过 {self.limits.size >> 20} MiB "
                        f"或 {self.limits.rows:,} 行；"
                        "请在 SERVICE 内用 LIMIT 少取一些"
                    ),
                )
            body.write(piece)
        body.seek(0)
        return body, size


async def _beginning(pieces: AsyncIterator[bytes]) -> str:
    """Return the first words of a body, for a person."""
    text = b""
    async for piece in pieces:
        text += piece
        if len(text) > _SHOWN_ERROR:
            break
    return text[:_SHOWN_ERROR].decode(errors="replace").strip() or "no reason was given"
