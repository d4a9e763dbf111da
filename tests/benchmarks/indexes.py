"""What it takes to make the names and the organizations of a store, and to read what was kept.

    python tests/benchmarks/indexes.py
    python tests/benchmarks/indexes.py --store DIR

Printed for each are processor seconds when it is made for a build, kept, read by the next process,
and brought up to date where nothing was written; and how many times faster reading is than making.
The store is not changed. Without one, the packaged data are built; with registries imported, making
takes hundreds of times as long.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from istograph.build import build
from istograph.model import graph
from istograph.rdf.store import snapshot
from istograph.rdf.store.keeping import Shelf
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.names import Base, Names
from istograph.web.reconciliation.catalogue import Catalogue, Indexed

_GRAPHS = (graph("local"),)
_T = TypeVar("_T")


def timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """Return what some work gives, and the processor seconds that it took."""
    start = time.process_time()
    return work(), time.process_time() - start


def names(lookup: Lookup, shelf: Shelf) -> list[float]:
    """Return what the names take."""
    made, making = timed(lambda: Names(lookup, None, _GRAPHS))
    base = made.base
    assert base is not None
    _, keeping = timed(lambda: shelf.keep("names", base.parts()))
    read, reading = timed(lambda: Base.read(shelf.read("names") or {}, _GRAPHS))
    return [making, keeping, reading, timed(lambda: Names(lookup, read, _GRAPHS))[1]]


def organizations(lookup: Lookup, shelf: Shelf) -> list[float]:
    """Return what the organizations take."""
    made, making = timed(lambda: Catalogue(lookup))
    _, keeping = timed(lambda: shelf.keep("organizations", made.indexed.parts()))
    read, reading = timed(lambda: Indexed.read(shelf.read("organizations") or {}))
    return [making, keeping, reading, timed(lambda: Catalogue(lookup, read))[1]]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="Measure the indexes of names.")
    parser.add_argument("--store", type=Path)
    with tempfile.TemporaryDirectory() as folder:
        store = parser.parse_args().store
        if store is None:
            store = Path(folder) / "store"
            build(store)
        published = snapshot.current(store)
        assert published is not None, f"no dataset in {store}"
        lookup, shelf = Lookup(published.open()), Shelf(Path(folder), published.description, ())
        table = Table("index", "made", "kept", "read", "brought up to date", "times faster")
        for measure in (names, organizations):
            taken = measure(lookup, shelf)
            cells = (f"{seconds:.2f} s" for seconds in taken)
            table.add_row(measure.__name__, *cells, f"{taken[0] / sum(taken[2:]):.0f}")
        Console().print(table)


if __name__ == "__main__":
    main()
