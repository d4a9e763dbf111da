"""From an item's classes up to those that a mapping knows.

A walk goes up P279 as far as the classes are known, from the same files, and ends at the classes
that the mappings list: above them everything is everything. Such a class says something of an item
that has it itself; of one that is merely somewhere below it, it says nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from istograph import mappings
from istograph.registries.shelf import Shelf

ABOVE = "above"
# https://www.wikidata.org/wiki/Q43229: "organization".
ORGANIZATION = "Q43229"
# Chains in Wikidata go in circles and through philosophy; what is that far up says nothing.
_FARTHEST = 12


@dataclass(frozen=True, slots=True)
class Ascent:
    """A class above another, with the way there, both ends included."""

    way: tuple[str, ...]

    @property
    def top(self) -> str:
        """The class that was reached."""
        return self.way[-1]

    @property
    def is_climbed(self) -> bool:
        """Whether the class that was reached is another than the one it began at."""
        return len(self.way) > 1

    def __str__(self) -> str:
        return " < ".join(self.way)


def ascents(start: str, shelf: Shelf) -> Iterator[Ascent]:
    """Yield a class and those above it, the nearest first, each once and by a shortest way."""
    stops = mappings.load().stops("wikidata")
    seen = {start}
    level = [Ascent((start,))]
    while level:
        yield from level
        above = []
        for ascent in level:
            if ascent.top in stops or len(ascent.way) > _FARTHEST:
                continue
            for target in shelf.linked(ABOVE, ascent.top):
                if target not in seen:
                    seen.add(target)
                    above.append(Ascent((*ascent.way, target)))
        level = above
