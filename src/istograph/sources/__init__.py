"""Sources: a source's files in, our quads out; one module and one named graph each."""

from collections.abc import Callable, Iterator
from pathlib import Path

from pyoxigraph import Quad

from istograph.sources import curated, paper, translation

# Graph name to the function that yields the graph's quads from the folder of curated tables.
SOURCES: dict[str, Callable[[Path], Iterator[Quad]]] = {
    "paper": paper.quads,
    "translation": translation.quads,
    "curated": curated.quads,
}

__all__ = ["SOURCES"]
