"""The HTTP client of importers: it says who it is, waits when asked to, and tries again.

The standard library's, because one request at a time is all that registries want of us: what
httpx adds is a pool and an event loop. https://www.mediawiki.org/wiki/API:Etiquette
"""

import email.utils
import http.client
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata

from istograph.errors import RemoteError

_LONGEST = 256 << 20
# What zlib calls a stream with gzip's header.
_GZIP = 31
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})


def user_agent() -> str:
    """Return who asks, as Wikimedia's policy wants it: name, version, where to read about it."""
    return f"istograph/{metadata.version('istograph')} (https://w3id.org/istograph) Python-urllib"


class NotYetError(Exception):
    """The other side wants to be asked again later, after so many seconds if it says how many."""

    def __init__(self, reason: str, after: float | None) -> None:
        self.reason = reason
        self.after = after
        super().__init__(reason)


@dataclass(frozen=True)
class Client:
    """Sends requests, one after the other."""

    timeout: float = 60
    attempts: int = 6
    # The first pause in seconds, doubled each time, and the longest.
    pause: float = 1
    longest: float = 120
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    # Is told why it waits, and how long.
    waiting: Callable[[str], None] = field(default=lambda _: None, repr=False)

    def send(
        self,
        address: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        check: Callable[[bytes, float | None], None] | None = None,
    ) -> bytes:
        """Return the answer's body; `check` may raise NotYetError for one that is none yet."""
        request = urllib.request.Request(address, body, self._headers(headers))
        pause = self.pause
        for attempt in range(1, self.attempts + 1):
            try:
                return self._answer(request, check)
            except NotYetError as problem:
                if attempt == self.attempts:
                    raise RemoteError(
                        f"{address}: no answer after {attempt} attempts: {problem.reason}"
                    ) from None
                wait = min(self.longest, pause if problem.after is None else problem.after)
                again = f"asked again in {wait:g} s, {attempt + 1} of {self.attempts}"
                self.waiting(f"{address}: {problem.reason}; {again}")
                self.sleep(wait)
                pause = min(self.longest, pause * 2)
        raise AssertionError("unreachable")

    def _headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {"User-Agent": user_agent(), "Accept-Encoding": "gzip", **headers}

    def _answer(
        self, request: urllib.request.Request, check: Callable[[bytes, float | None], None] | None
    ) -> bytes:
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:
                body = response.read(_LONGEST + 1)
                missing = response.length
                encoding = response.headers.get("Content-Encoding")
                after = response.headers.get("Retry-After")
        except urllib.error.HTTPError as problem:
            with problem:
                detail = problem.read(500).decode(errors="replace").strip()
            if problem.code in _AGAIN:
                after = problem.headers.get("Retry-After")
                raise NotYetError(f"{problem.code} {problem.reason}", seconds(after)) from None
            raise RemoteError(
                f"{request.full_url}: {problem.code} {problem.reason}: {detail}"
            ) from None
        except (OSError, http.client.HTTPException) as problem:
            # What urllib wraps says what is wrong; the wrapping is for programs.
            cause = getattr(problem, "reason", problem)
            raise NotYetError(str(cause) or type(cause).__name__, None) from None
        if len(body) > _LONGEST:
            raise RemoteError(f"{request.full_url}: the answer is longer than 256 MiB")
        if missing:
            # Asked for so many bytes, http.client takes fewer for the end.
            raise NotYetError(f"the answer is cut off, {missing} bytes are missing", None)
        body = _unfolded(body) if encoding == "gzip" else body
        if check:
            check(body, seconds(after))
        return body


def _unfolded(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(_GZIP).decompress(body, _LONGEST)
    except zlib.error as problem:
        raise NotYetError(f"the answer is damaged: {problem}", None) from None


def seconds(after: str | None) -> float | None:
    """Return how long Retry-After asks to wait: seconds or a date (RFC 9110, 10.2.3)."""
    if after is None:
        return None
    if after.strip().isdecimal():
        return float(after)
    try:
        moment = email.utils.parsedate_to_datetime(after)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())
