"""What is made of the published version by looking things up, beside the event loop."""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import TypeVar

from istograph.web.linked_data.lookup import Lookup
from istograph.web.service import Service
from istograph.web.versions import Made, OncePerVersion

_T = TypeVar("_T")


class Versioned:
    """Keeps what was made of the published version, and forgets it with that version."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._kept = OncePerVersion(service)

    def opened(self) -> tuple[Lookup, str]:
        """Return what looks things up in the published version, and its name."""
        lookup, published = Lookup(self._service.store), self._service.pool.snapshot
        assert published is not None
        return lookup, published.version

    async def get(self, name: str | None, make: Callable[[Lookup], _T]) -> _T:
        """Return what `make` gives for the published version; who asks meanwhile waits for it.

        What has no name is made anew each time.
        """
        if name is None:
            return await asyncio.to_thread(make, Lookup(self._service.store))
        return await self._kept.get(
            name,
            lambda: asyncio.to_thread(self._timed, name, make, Lookup(self._service.store)),
        )

    async def soon(self, name: str, make: Callable[[], Awaitable[_T]]) -> Made[_T]:
        """Return what `make` gives of one version, or what it gave of an earlier one."""
        return await self._kept.soon(name, make)

    def _timed(self, name: str, make: Callable[[Lookup], _T], lookup: Lookup) -> _T:
        start = perf_counter()
        made = make(lookup)
        # The language of what is made is of no interest here.
        self._service.metrics.note_made(name.partition(" ")[0], perf_counter() - start)
        return made
