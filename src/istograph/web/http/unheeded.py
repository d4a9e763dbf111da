"""Which parameters of a page's address it did not heed: it says so, but answers all the same.

Links are passed on with parameters of those who count visits, so a page refuses none for those.
"""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fastapi import Request

# What those who count visits add to addresses.
_OF_COUNTERS = ("utm_", "gclid", "fbclid", "msclkid", "mc_", "ref", "from", "spm")
_LONGEST, _MOST = 40, 10


@dataclass(frozen=True)
class Heeded:
    """The parameters that a page takes: those that it names, and others that it need not."""

    named: Collection[str] = ()
    also: Collection[str] = ()

    def of(self, request: Request) -> list[tuple[str, str]]:
        """Return those of a request, which say what the page shows, but for its language."""
        names = {*self.named, *self.also} - {"lang"}
        return [(name, text) for name, text in request.query_params.multi_items() if name in names]


@dataclass(frozen=True)
class Unheeded:
    """The parameters that were not heeded, each with one that may be meant; and those known."""

    names: Mapping[str, str]
    known: tuple[str, ...]


def unheeded(request: Request, heeded: Heeded) -> Unheeded | None:
    """Return the parameters that a page does not know; nothing where it knows all."""
    known = tuple(heeded.named)
    names = {
        name[:_LONGEST]: next(iter(difflib.get_close_matches(name[:_LONGEST], known, 1)), "")
        for name in request.query_params
        if name not in (*known, *heeded.also, "lang") and not name.startswith(_OF_COUNTERS)
    }
    shown = dict([*names.items()][:_MOST])
    return Unheeded(shown, known) if shown else None
