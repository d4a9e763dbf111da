"""The names and the catalogue of the published version, which several pages look things up in.

With registries they take seconds to make, so that is begun when the service has started, and nobody
waits for it: `async with` begins and ends the work.
"""

import asyncio

from istograph.web.linked_data.catalogue import Catalogue
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.names import Names
from istograph.web.linked_data.versioned import Versioned
from istograph.web.service import Service

# Seconds in which a service that is only started to be asked one thing is not slowed down.
_PAUSE = 2.0


class Indexes:
    """Makes each index once for a version of the dataset."""

    def __init__(self, service: Service) -> None:
        self.made = Versioned(service)
        self._beginning: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Indexes":
        """Begin to make them."""
        self._beginning = asyncio.create_task(self._begin())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give up what is not begun yet."""
        if self._beginning:
            self._beginning.cancel()

    async def names(self) -> Names:
        """Return the names of the published version."""
        return await self.made.get("names", Names)

    async def catalogue(self) -> Catalogue:
        """Return the catalogue of the published version, with the names that it is of."""
        names = await self.names()
        return await self.made.get("catalogue", lambda lookup: _catalogue(lookup, names))

    async def _begin(self) -> None:
        await asyncio.sleep(_PAUSE)
        await self.catalogue()


def _catalogue(lookup: Lookup, names: Names) -> Catalogue:
    # The dataset may have been written to since the names were made.
    return Catalogue(lookup, names if names.store is lookup.store else Names(lookup))
