"""Turtle triples, each with the line of the file that ends it, so that an error can point there."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from istograph.errors import OntologyError

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True)
class Line:
    """A line of a file."""

    file: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.number}"


@dataclass(frozen=True)
class Statement:
    """A triple and the line on which it ends."""

    subject: Node
    predicate: NamedNode
    object: Term
    line: Line


class _LineFeed:
    """A file that hands out one line at a time, and so knows how far the parser has come."""

    def __init__(self, text: bytes) -> None:
        self._lines = iter(text.splitlines(keepends=True))
        self._rest = b""
        self.number = 0

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._lines, b"")
            self.number += bool(self._rest)
        piece = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(piece) :]
        return piece


def read_statements(path: Path) -> Iterator[Statement]:
    """Yield the triples of a Turtle file with their lines."""
    feed = _LineFeed(path.read_bytes())
    try:
        for quad in parse(feed, RdfFormat.TURTLE):  # type: ignore[arg-type]
            yield Statement(quad.subject, quad.predicate, quad.object, Line(path.name, feed.number))
    except SyntaxError as error:
        raise OntologyError(f"{path.name}:{feed.number}: not Turtle: {error.msg}") from error
