"""Edits of a text: what is not replaced stays as it was written."""

from collections.abc import Iterable

# From where to where, and what stands there instead.
Edit = tuple[int, int, str]


def insertion(place: int, text: str) -> Edit:
    """Return the edit that puts in a text and takes nothing away."""
    return place, place, text


def edited(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """Return a text, or what of it is between two places, after edits in the order of the text.

    >>> edited("ASK { ?x a ?y }", [(6, 8, "?z"), insertion(13, " ; ?p 1")])
    'ASK { ?z a ?y ; ?p 1 }'
    """
    pieces = []
    for first, last, instead in edits:
        pieces += [text[start:first], instead]
        start = last
    return "".join([*pieces, text[start:end]])
