"""The named graphs of a dataset: which are whose, and which make up the default graph."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad, Triple

from istograph.model import graph
from istograph.sources import SOURCES

DERIVED = (
    *("ontology", "alignment", "inferred", "joins"),
    *("shapes", "verdicts", "void", "examples"),
)
# The default graph is the merge of all but these.
NOT_MERGED = frozenset(
    {"translation", "alignment", "joins", "shapes", "verdicts", "void", "examples"}
)
# What no file that is given can be named after.
RESERVED = frozenset({*DERIVED, *SOURCES, "local"})

Graphs = dict[str, list[Quad]]


def placed(name: str, statements: Iterable[Quad | Triple]) -> Iterator[Quad]:
    """Yield statements in one of our graphs."""
    for each in statements:
        yield Quad(each.subject, each.predicate, each.object, graph(name))
