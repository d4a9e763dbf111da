"""Names of ours in a query that nothing has: SPARQL has no error for them, only empty answers."""

import difflib
import re
from collections.abc import Iterator

from pyoxigraph import NamedNode, Store

from istograph.functions import NAMES
from istograph.model import graph
from istograph.rdf.namespaces import GRAPH, ID, ISTO, PREFIXES, written
from istograph.rdf.sparql.lexing import Token, resolve_escapes, tokens
from istograph.rdf.terms import TYPE

_OURS = (ISTO, ID, GRAPH)
_ESCAPED = re.compile(r"\\(.)")
# A registry has too many names, and most are numbers.
_LOOKED_THROUGH = ("ontology", "paper", "curated")
# Nearer than by chance.
_NEAR = 0.75


def misspelt(query: str, store: Store) -> Iterator[str]:
    """Yield of each name of ours that nothing in the dataset has what to say about it."""
    for iri in dict.fromkeys(_named(query)):
        node = NamedNode(iri)
        if node not in NAMES and not _is_known(node, store):
            yield f"nothing in the dataset is called {written(iri)}{_hint(iri, store)}"


def _named(query: str) -> Iterator[str]:
    """Yield the IRIs in our namespaces that a query names, but for those of its prologue."""
    prefixes = dict(PREFIXES)
    before: list[Token] = []
    for token in tokens(query):
        if token.kind == "iri" and len(before) > 1 and before[-2].word == "PREFIX":
            prefixes[before[-1].text.removesuffix(":")] = token.text[1:-1]
        elif token.kind == "iri" and not (before and before[-1].word == "BASE"):
            yield from _ours(resolve_escapes(token.text[1:-1]))
        elif token.kind == "local":
            prefix, _, name = token.text.partition(":")
            yield from _ours(prefixes.get(prefix, "") + _ESCAPED.sub(r"\1", name))
        before = [*before[-1:], token]


def _ours(iri: str) -> Iterator[str]:
    if iri.startswith(_OURS) and iri not in _OURS:
        yield iri


def _is_known(node: NamedNode, store: Store) -> bool:
    places = (
        store.quads_for_pattern(node, None, None, None),
        store.quads_for_pattern(None, node, None, None),
        store.quads_for_pattern(None, None, node, None),
        store.quads_for_pattern(None, None, None, node),
    )
    return any(any(found) for found in places)


def _hint(iri: str, store: Store) -> str:
    """Return the nearest name of the same kind, as a message goes on with it."""
    base = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
    known = {
        name.value.removeprefix(base).casefold(): name.value
        for name in (*store.named_graphs(), *_subjects(store))
        if isinstance(name, NamedNode) and name.value.startswith(base)
    }
    close = difflib.get_close_matches(iri.removeprefix(base).casefold(), known, 1, _NEAR)
    return f"; did you mean {written(known[close[0]])}?" if close else ""


def _subjects(store: Store) -> Iterator[object]:
    for name in _LOOKED_THROUGH:
        yield from (q.subject for q in store.quads_for_pattern(None, TYPE, None, graph(name)))
