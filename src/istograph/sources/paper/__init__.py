"""The paper: its records, claims, tables, policies, statistics, disputes and documents.

Named graph `paper`. Every line is one of the text id:document/meng-2024-text.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import Quad

from istograph import model
from istograph.model import Claim, Record
from istograph.resources import CURATED, ONTOLOGY
from istograph.sources import layout
from istograph.sources.layout import Layout
from istograph.sources.paper.claims import claim, dispute
from istograph.sources.paper.documents import document
from istograph.sources.paper.policies import policy
from istograph.sources.paper.statistics import lost_series, observation
from istograph.sources.paper.table_rows import table_1_row, table_2_row
from istograph.sources.references import References, load_references
from istograph.sources.rows import general_record
from istograph.sources.tables import Row, read_table

GRAPH = model.graph("paper")

Reader = Callable[[Row, References], Iterable[Record | Claim]]


def _general(row: Row, references: References) -> Iterator[Record]:
    yield general_record(row, references)


_READERS: tuple[tuple[Layout, Reader], ...] = (
    (layout.PAPER_DOCUMENTS, document),
    (layout.DATASETS, _general),
    (layout.RECORDS, _general),
    (layout.POLICIES, policy),
    (layout.TABLE_1, table_1_row),
    (layout.TABLE_2, table_2_row),
    (layout.OBSERVATIONS, observation),
    (layout.LOST_SERIES, lost_series),
    (layout.CLAIMS, claim),
)


def quads(folder: Path = CURATED, ontology: Path = ONTOLOGY) -> Iterator[Quad]:
    """Yield the graph of the paper from the tables below `folder`."""
    return model.quads(things(folder, load_references(folder, ontology)), GRAPH)


def things(folder: Path, references: References) -> Iterator[Record | Claim]:
    """Yield the paper's records and claims; an error where two claims have one key."""
    claims: set[str] = set()
    for table, reader in _READERS:
        for row in _rows(folder, table):
            for thing in reader(row, references):
                if isinstance(thing, Claim):
                    _take(thing.key, claims, row)
                yield thing
    for row in _rows(folder, layout.DISPUTES):
        yield dispute(row, references, claims)


def _take(key: str, claims: set[str], row: Row) -> None:
    if key in claims:
        raise row.error("key", f"there is a claim {key!r} already")
    claims.add(key)


def _rows(folder: Path, table: Layout) -> list[Row]:
    return read_table(folder / table.path, table.columns, table.key)
