"""RDF documents, read with the line where each subject first stands.

The parser is fed one line at a time, so the lines that it has asked for when a triple comes out
tell where the triple ends, whatever the format. The subject's own line is then the first after
the triple before that has its name.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, cast

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from istograph.errors import InputError, Spot, left_english
from istograph.rdf import formats
from istograph.rdf.aliases import Aliases
from istograph.rdf.formats import Format
from istograph.rdf.parser_messages import in_chinese


@dataclass(frozen=True)
class Span:
    """The lines that the parser had read before, and when, a subject's first triple came out."""

    before: int
    last: int


@dataclass(frozen=True)
class RdfDocument:
    """A parsed document: its quads, blank nodes renamed so that no two documents share one."""

    name: str
    quads: list[Quad]
    _lines: list[bytes]
    _spans: dict[NamedNode | BlankNode, Span] = field(default_factory=dict)

    def __contains__(self, node: object) -> bool:
        """Whether the document describes a node: it is the subject of a triple."""
        return node in self._spans

    def renamed(self, aliases: Aliases) -> "RdfDocument":
        """Return it with the stored names of what it names otherwise."""
        spans = {aliases.term(subject): span for subject, span in self._spans.items()}
        return replace(self, quads=list(aliases.in_quads(self.quads)), _spans=spans)

    def line(self, subject: NamedNode | BlankNode) -> int | None:
        """Return the line, counted from one, where a subject first stands."""
        span = self._spans.get(subject)
        if span is None:
            return None
        for pattern in _name_patterns(subject):
            for number in range(span.before + 1, span.last):
                if pattern.search(self._lines[number - 1]):
                    return number
        return span.last


def read_file(path: Path) -> RdfDocument:
    """Return the document in a file, in the format that its name ends in."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}",
            zh=f"无法读取：{left_english(error.strerror)}",
            spot=Spot(str(path)),
        ) from error
    return read_document(data, formats.by_path(path), str(path), path.absolute().as_uri())


def read_document(data: bytes, form: Format, name: str, base: str | None = None) -> RdfDocument:
    """Return a document; InputError names file, line and column of what cannot be read."""
    feeder = _Feeder(data)
    document = RdfDocument(name, [], feeder.lines)
    try:
        _read(document, feeder, form, base)
    except SyntaxError as error:
        raise _unreadable(error, form, name, feeder.given) from error
    return document


def _read(document: RdfDocument, feeder: "_Feeder", form: Format, base: str | None) -> None:
    source, engine = cast("IO[bytes]", feeder), cast("RdfFormat", form.engine)
    before, last = 0, 0
    for quad in parse(source, format=engine, base_iri=base, rename_blank_nodes=True):
        document.quads.append(quad)
        if feeder.given != last:
            before, last = last, feeder.given
        if quad.subject not in document._spans:
            document._spans[quad.subject] = Span(before, last)


class _Feeder(io.RawIOBase):
    """Gives a parser one line at each reading, or as much of a long one as it has room for."""

    def __init__(self, data: bytes) -> None:
        self.lines = data.splitlines(keepends=True)
        self.given = 0
        self._left: Iterator[bytes] = iter(self.lines)
        self._line = b""
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        if self._at == len(self._line):
            self._line, self._at = next(self._left, b""), 0
            self.given += bool(self._line)
        # The engine's parser ends the process where it is given more than it asked for.
        end = len(self._line) if size < 0 else min(self._at + size, len(self._line))
        piece, self._at = self._line[self._at : end], end
        return piece


def _name_patterns(subject: NamedNode | BlankNode) -> Iterator[re.Pattern[bytes]]:
    """Yield what the subject's name ends in, however it is shortened; first where it is a subject.

    JSON-LD and RDF/XML give their triples late, when the name may have stood as an object before.
    """
    if isinstance(subject, NamedNode):
        tail = re.split(r"[/#:]", subject.value.rstrip("/#"))[-1]
        name = rb"(?<![\w-])" + re.escape(tail.encode()) + rb"(?![\w-])"
        yield re.compile(rb"""(?:"@?id"\s*:\s*|rdf:about=|rdf:ID=)["'][^"']*""" + name)
        yield re.compile(name)


def _unreadable(error: SyntaxError, form: Format, name: str, given: int) -> InputError:
    line = error.lineno or given
    problem = re.sub(r"^Parser error at .*?: ", "", error.msg)
    if "LoadDocumentCallback" in problem:
        problem = "its @context is another document; write the context into the file itself"
    return InputError(
        f"not {form.name}: {problem}",
        zh=f"不是 {form.name}：{in_chinese(problem)}",
        spot=Spot(name, line, error.offset or 0),
    )
