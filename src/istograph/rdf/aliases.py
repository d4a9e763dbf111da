"""Other names of ours: where the dataset is served, its address stands for the one in its IRIs.

http://localhost:8000/id/organization/inbar     what a browser shows, and people copy
https://w3id.org/istograph/id/organization/inbar     what is stored, and answered

Both name one thing, in the text of a query or an update and in a document as much as in a
parameter. What SERVICE and LOAD ask is no name, but an address: it stays as it is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes, urljoin

from pyoxigraph import NamedNode, Quad, Triple

from istograph.rdf.namespaces import HOME
from istograph.rdf.sparql.edits import Edit, edited
from istograph.rdf.sparql.lexing import Token, tokens

# A name without a host begins so; relative to HOME it would lose its path.
_ROOTED = "</"
_ESCAPED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_ASKING = frozenset({"SERVICE", "LOAD"})


@dataclass(frozen=True)
class Aliases:
    """The addresses, each with a slash at its end, below which our names are known too."""

    bases: tuple[str, ...] = ()

    def among(self, text: str) -> "Aliases":
        """Return those that occur in a text, which are few, and mostly none."""
        if _ROOTED in text:
            return self
        return Aliases(tuple(base for base in self.bases if base in text))

    def name(self, iri: str) -> str:
        """Return the name under which an IRI is stored.

        >>> Aliases(("http://localhost:8000/",)).name("http://localhost:8000/id/%E4%B8%AD")
        'https://w3id.org/istograph/id/中'
        """
        for base in (*self.bases, HOME):
            if iri.startswith(base):
                return HOME + as_iri(iri[len(base) :])
        return iri

    def in_text(self, text: str) -> str:
        """Return a query or an update with the stored names.

        >>> Aliases(("http://h/",)).in_text("ASK { <http://h/a> ?p '<http://h/b>' }")
        "ASK { <https://w3id.org/istograph/a> ?p '<http://h/b>' }"
        """
        if not (self.among(text).bases or (HOME in text and "%" in text)):
            return text
        # Below a BASE of the text's own, names without a host are not below ours.
        base = self.bases[0] if self.bases and "BASE" not in text.upper() else ""

        def stored(token: Token) -> Edit:
            iri = token.text[1:-1]
            full = urljoin(base, iri) if base and token.text.startswith(_ROOTED) else iri
            return token.start, token.end, f"<{self.name(full)}>"

        return edited(text, map(stored, _names(text)))

    def in_triples(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Yield triples with the stored names."""
        for triple in triples:
            terms = tuple(triple)
            stored = tuple(map(self.term, terms))
            yield triple if stored == terms else Triple(*stored)

    def in_quads(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Yield quads with the stored names."""
        for quad in quads:
            terms = tuple(quad)
            stored = tuple(map(self.term, terms))
            yield quad if stored == terms else Quad(*stored)

    def term(self, term: Any) -> Any:
        """Return a term with the stored names."""
        if isinstance(term, NamedNode):
            return NamedNode(self.name(term.value)) if self._is_other(term.value) else term
        if isinstance(term, Triple):
            return next(self.in_triples([term]))
        return term

    def _is_other(self, iri: str) -> bool:
        return iri.startswith(self.bases) or ("%" in iri and iri.startswith(HOME))


def as_iri(uri: str) -> str:
    """Return a part of a URI as it stands in an IRI (RFC 3987, 3.2): Chinese is not escaped.

    >>> as_iri("graphs/%E4%B8%AD/a%20b")
    'graphs/中/a%20b'
    """
    return _ESCAPED.sub(_unescaped, uri)


def _unescaped(escapes: re.Match[str]) -> str:
    try:
        return unquote_to_bytes(escapes.group()).decode()
    except UnicodeDecodeError:
        return escapes.group()


def _names(text: str) -> Iterator[Token]:
    """Yield the IRIs of a text that name something."""
    before = ""
    for token in tokens(text):
        if token.kind == "iri" and before not in _ASKING:
            yield token
        if token.text.upper() != "SILENT":
            before = token.word
