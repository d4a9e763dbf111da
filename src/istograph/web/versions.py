"""What is made once for each version of the dataset, when it is first wanted.

    get    what is wanted, whole and of the published version; who asks waits for it
    soon   the same; but if that takes long after a write, what was made before the write, which
           whoever shows it must say

Programs get what is published, and wait. A page of figures is read by people, who would rather see
at once what was true a moment ago, and be told so.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from istograph.web.service import Service

# Seconds that a reader waits for the new, where the old is at hand.
_PATIENCE = 0.8
_T = TypeVar("_T")


@dataclass(frozen=True)
class Made(Generic[_T]):
    """Something, and the version of the dataset that it was made of."""

    value: _T
    version: str


class OncePerVersion:
    """Keeps what was made of the published version, and forgets it with that version."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._version = ""
        self._made: dict[str, asyncio.Future[Any]] = {}
        # What was asked for by `soon`: the last of each, and what is being made.
        self._last: dict[str, Made[Any]] = {}
        self._making: dict[str, asyncio.Future[Made[Any]]] = {}

    async def get(self, name: str, make: Callable[[], Awaitable[_T]]) -> _T:
        """Return what `make` gives for the published version; who asks meanwhile waits for it."""
        version = self._service.published.version
        if version != self._version:
            self._version, self._made = version, {}
        found = self._made.get(name)
        if found is None or (found.done() and (found.cancelled() or found.exception())):
            found = self._made[name] = asyncio.ensure_future(make())
        # One who goes away must not take it from the others.
        made: _T = await asyncio.shield(found)
        return made

    async def soon(self, name: str, make: Callable[[], Awaitable[_T]]) -> Made[_T]:
        """Return what `make` gives, or what it gave of an earlier version if that takes long.

        However often the dataset is written to, it is made once at a time.
        """
        last = self._last.get(name)
        if last and last.version == self._service.published.version:
            return last
        making = self._begin(name, make)
        if last:
            await asyncio.wait({making}, timeout=_PATIENCE)
            if not making.done():
                return last
        made: Made[_T] = await asyncio.shield(making)
        if made.version != self._service.published.version:
            self._begin(name, make)
        return made

    def _begin(self, name: str, make: Callable[[], Awaitable[_T]]) -> "asyncio.Future[Made[_T]]":
        making = self._making.get(name)
        if making is None or making.done():
            making = self._making[name] = asyncio.ensure_future(self._remembered(name, make))
            # What goes wrong, the next one who asks is told.
            making.add_done_callback(lambda done: done.cancelled() or done.exception())
        return making

    async def _remembered(self, name: str, make: Callable[[], Awaitable[_T]]) -> Made[_T]:
        version = self._service.published.version
        made = self._last[name] = Made(await make(), version)
        return made
