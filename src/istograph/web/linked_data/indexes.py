"""The names and the catalogue of the published version, which several pages look things up in.

With registries they take seconds to make, so that is begun when the service has started, and nobody
waits for it: `async with` begins and ends the work. The names of a build are kept beside it.
"""

import asyncio
from functools import partial

from istograph.matching import names as spelling
from istograph.matching import tables
from istograph.model import graph, identifiers, labels, replacements
from istograph.rdf.store.keeping import Shelf
from istograph.rdf.store.snapshot import Description
from istograph.web.linked_data import entries, segments
from istograph.web.linked_data import names as naming
from istograph.web.linked_data.catalogue import Catalogue
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.names import Base, Names
from istograph.web.linked_data.versioned import Versioned
from istograph.web.service import Service

# Seconds in which a service that is only started to be asked one thing is not slowed down.
_PAUSE = 2.0
# What the names are made by: the names that other code made are not taken.
_CODE = (spelling, tables, identifiers, labels, replacements, entries, naming, segments)


class Indexes:
    """Makes each index once for a version of the dataset."""

    def __init__(self, service: Service) -> None:
        self.made = Versioned(service)
        self._service = service
        # Of which build the names are that were made last.
        self._latest: tuple[str, Base | None] = ("", None)
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
        make = partial(self._names, about=self._service.dataset)
        return await self.made.get("names", make)

    def _names(self, lookup: Lookup, about: Description) -> Names:
        graphs = tuple(graph(name) for name in about.merged if name not in about.fixed)
        if not graphs:
            # Anything may be written anywhere.
            return Names(lookup)
        shelf = Shelf(self._service.directory, about, _CODE)
        built, base = self._latest
        if built != about.built:
            kept = shelf.read("names")
            base = Base.read(kept, graphs) if kept else None
        found = Names(lookup, base, graphs)
        if found.base and found.base is not base:
            shelf.keep("names", found.base.parts())
        self._latest = about.built, found.base
        return found

    async def catalogue(self) -> Catalogue:
        """Return the catalogue of the published version, with the names that it is of."""
        names = await self.names()
        return await self.made.get("catalogue", lambda lookup: _catalogue(lookup, names))

    async def _begin(self) -> None:
        await asyncio.sleep(_PAUSE)
        await self.catalogue()


def _catalogue(lookup: Lookup, names: Names) -> Catalogue:
    # The dataset may have been written to since the names were made.
    return Catalogue(lookup, names if names.store is lookup.store else names.of(lookup))
