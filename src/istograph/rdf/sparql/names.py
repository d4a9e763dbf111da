"""IRIs as a query writes them, in full or shortened, and what they stand for."""

from collections.abc import Iterable
from typing import cast

from pyoxigraph import NamedNode, QuerySolutions, Store

from istograph.rdf.namespaces import PREFIXES


def resolve(prologue: str, names: Iterable[str], base_iri: str | None) -> list[NamedNode]:
    """Return the IRIs that names stand for below a prologue; SyntaxError where one is none.

    >>> resolve("PREFIX e: <http://e/>", ["e:a", "<b>"], "http://h/")
    [<NamedNode value=http://e/a>, <NamedNode value=http://h/b>]
    """
    listed = " ".join(f"({name})" for name in names)
    text = f"{prologue} SELECT ?x {{ VALUES (?x) {{ {listed} }} }}"
    rows = Store().query(text, base_iri=base_iri, prefixes=PREFIXES)
    found = [row[0] for row in cast("QuerySolutions", rows)]
    if not all(isinstance(term, NamedNode) for term in found):
        raise SyntaxError(f"{listed} should be IRIs")
    return found
