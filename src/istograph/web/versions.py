"""What is made once for each version of the dataset, when it is first wanted."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from istograph.web.service import Service

_T = TypeVar("_T")


class OncePerVersion:
    """Keeps what was made of the published version, and forgets it with that version."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._version = ""
        self._made: dict[str, asyncio.Future[Any]] = {}

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
