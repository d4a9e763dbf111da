"""Which parameters of a page's address it did not heed: it says so, but answers all the same.

Links are passed on with parameters of those who count visits, so a page refuses none for those.
"""

from collections.abc import Collection
from dataclasses import dataclass

from fastapi import Request

# What those who count visits add to addresses.
_OF_COUNTERS = ("utm_", "gclid", "fbclid", "msclkid", "mc_", "ref", "from", "spm")
_LONGEST, _MOST = 40, 10


@dataclass(frozen=True)
class Unheeded:
    """The parameters that were not heeded, and those that would be."""

    names: tuple[str, ...]
    known: tuple[str, ...]


def unheeded(
    request: Request, known: Collection[str], also: Collection[str] = ()
) -> Unheeded | None:
    """Return the parameters that a page does not know; nothing where it knows all.

    It knows some `also` that it need not name.
    """
    names = dict.fromkeys(
        name[:_LONGEST]
        for name in request.query_params
        if name not in (*known, *also, "lang") and not name.startswith(_OF_COUNTERS)
    )
    shown = [*names][:_MOST]
    return Unheeded(tuple(shown), tuple(known)) if shown else None
