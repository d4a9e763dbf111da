"""Functions that a query may call by IRI, beside those of the standard.

The engine fails on a function that it does not know; to the standard that is an error of the
expression alone, so the value is unbound and the query is answered (SPARQL 1.1, 17.6 and 17.3).
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term = NamedNode | BlankNode | Literal | Triple
Function = Callable[..., Term | None]

_T = TypeVar("_T")
_UNKNOWN = re.compile(r"The custom function <([^>]*)> is not supported")


def with_functions(
    evaluate: Callable[[dict[NamedNode, Function]], _T], known: Mapping[NamedNode, Function]
) -> _T:
    """Return what an evaluation gives with the known functions, the unknown ones being errors."""
    functions = dict(known)
    while True:
        try:
            return evaluate(functions)
        except RuntimeError as problem:
            unknown = _UNKNOWN.search(str(problem))
            if unknown is None or NamedNode(unknown[1]) in functions:
                raise
            functions[NamedNode(unknown[1])] = _error


def _error(*_: Term) -> None:
    """Be what no function is: the engine takes None for an error."""
