"""What is made once for each version of the dataset, beside the event loop, when first wanted."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar

from istograph.web.linked_data.lookup import Lookup
from istograph.web.service import Service

_T = TypeVar("_T")


class Versioned:
    """Keeps what was made of the published version, and forgets it with that version."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._version = ""
        self._made: dict[str, asyncio.Future[Any]] = {}

    async def get(self, name: str | None, make: Callable[[Lookup], _T]) -> _T:
        """Return what `make` gives for the published version; who asks meanwhile waits for it.

        What has no name is made anew each time.
        """
        if name is None:
            return await asyncio.to_thread(make, Lookup(self._service.store))
        version = self._service.published.version
        if version != self._version:
            self._version, self._made = version, {}
        found = self._made.get(name)
        if found is None or (found.done() and (found.cancelled() or found.exception())):
            work = asyncio.to_thread(self._timed, name, make, Lookup(self._service.store))
            found = self._made[name] = asyncio.ensure_future(work)
        # One who goes away must not take it from the others.
        made: _T = await asyncio.shield(found)
        return made

    def _timed(self, name: str, make: Callable[[Lookup], _T], lookup: Lookup) -> _T:
        start = perf_counter()
        made = make(lookup)
        # The language of what is made is of no interest here.
        self._service.metrics.note_made(name.partition(" ")[0], perf_counter() - start)
        return made
