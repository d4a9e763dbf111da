"""Queries and updates written otherwise where the engine would not do what the standard says.

What is done here costs nothing where it is not needed; what the engine does otherwise and cannot be
written otherwise is listed with the W3C's tests (`tests/conformance`).
"""

from collections.abc import Callable, Sequence

from pyoxigraph import Store

from istograph.rdf.sparql.aggregates import with_simple_concatenation
from istograph.rdf.sparql.graph_variables import for_each_graph, has_telling_graph
from istograph.rdf.sparql.names import resolve
from istograph.rdf.sparql.zero_length import with_zero_length


def fitted(
    store: Store,
    text: str,
    prologue: str,
    base_iri: str | None,
    graphs: Callable[[], Sequence[str]],
    start: int = 0,
) -> str:
    """Return a text that the engine answers as the standard says.

    `graphs` gives the named graphs of its dataset; what stands before `start` is no pattern.
    """

    def is_known(name: str) -> bool:
        try:
            (term,) = resolve(prologue, [name], base_iri)
        except SyntaxError:
            # The text has the same fault, and the engine will say where.
            return True
        return any(store.quads_for_pattern(term, None, None, None)) or any(
            store.quads_for_pattern(None, None, term, None)
        )

    if has_telling_graph(text):
        text = for_each_graph(text, graphs(), start)
    return with_simple_concatenation(with_zero_length(text, is_known))
