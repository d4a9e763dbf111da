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


def with_functions(
    evaluate: Callable[[dict[NamedNode, Function]], _T], known: Callable[[], Functions]
) -> _T:
    """Return what an evaluation gives with the known functions, the unknown ones being errors.

    Those who call no function by IRI do not pay for what makes the known ones.
    """
    functions: dict[NamedNode, Function] = {}
    while True:
        try:
            return evaluate(functions)
        except RuntimeError as problem:
            unknown = _UNKNOWN.search(str(problem))
            if unknown is None or NamedNode(unknown[1]) in functions:
                raise
            name = NamedNode(unknown[1])
            functions[name] = known().get(name, _error)


def load(name: str | None) -> Entry:
    """Return what a name stands for: `package.module:function`; no name, no functions.

    A worker is told by name what those above have it know, for nothing else goes into a process.
    """
    if name is None:
        return no_functions
    module, _, attribute = name.partition(":")

    def make(store: Store, version: str) -> Functions:
        return cast("Entry", getattr(import_module(module), attribute))(store, version)

    return make


def no_functions(_: Store, __: str) -> Functions:
    """Return none."""
    return {}


def _error(*_: Term) -> None:
    """Be what no function is."""
