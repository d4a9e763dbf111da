"""Functions that a query may call by IRI, beside those of the standard.

The engine fails on a function that it does not know; to the standard that is an error of the
expression alone, so the value is unbound and the query is answered (SPARQL 1.1, 17.6 and 17.3).
"""

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TypeVar, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

Term = NamedNode | BlankNode | Literal | Triple
# The engine takes None for an error of the expression.
Function = Callable[..., Term | None]
Functions = Mapping[NamedNode, Function]
# Makes functions on one version of a dataset, of its store and its name.
Entry = Callable[[Store, str], Functions]

_T = TypeVar("_T")
_UNKNOWN = re.compile(r"The custom function <([^>]*)> is not supported")


def with_functions(evaluate: Callable[[dict[NamedNode, Function]], _T], known: Functions) -> _T:
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


def load(name: str | None) -> Entry:
    """Return what a name stands for: `package.module:function`; no name, no functions.

    A worker is told by name what those above have it know, for nothing else goes into a process.
    """
    if name is None:
        return no_functions
    module, _, attribute = name.partition(":")
    return cast("Entry", getattr(import_module(module), attribute))


def no_functions(_: Store, __: str) -> Functions:
    """Return none."""
    return {}


def _error(*_: Term) -> None:
    """Be what no function is."""
