"""The body of a request that carries RDF, in whatever wrapping HTTP allows; read in a child only.

    Content-Encoding      gzip and deflate are undone, up to a size
    multipart/form-data   each part is a document of its own
    Content-Type          the format; without one the document itself shows it

A body carries triples: it is the request that names the graph.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import PurePath

from pyoxigraph import DefaultGraph, Triple, parse

from istograph.errors import FormatError, InputError, MemoryLimitError, left_english
from istograph.rdf.formats import (
    JSON_LD,
    RDF_XML,
    TURTLE,
    Format,
    by_content_type,
    by_path,
)
from istograph.rdf.protocol import ProtocolError

# What zlib calls "find out whether it is gzip or deflate".
_ANY_WRAPPER = 47
_ENCODINGS = frozenset({"gzip", "x-gzip", "deflate"})
_MARKS = (b"<?xml", b"<rdf:", b"<!--", b"<!doctype")


@dataclass(frozen=True)
class Payload:
    """A body and what its headers say about it."""

    body: bytes
    content_type: str = ""
    content_encoding: str = ""

    def expanded(self, largest: int) -> "Payload":
        """Return it without its compression; it may have `largest` bytes then."""
        body = self.body
        for encoding in reversed(self.content_encoding.lower().split(",")):
            match encoding.strip():
                case "" | "identity":
                    continue
                case name if name in _ENCODINGS:
                    body = _expand(body, largest)
                case name:
                    raise ProtocolError(
                        415,
                        f"Content-Encoding {name!r}; send gzip or none",
                        zh=f"Content-Encoding 为“{name}”；请用 gzip，或不压缩",
                    )
        return Payload(body, self.content_type)

    def triples(self, base_iri: str | None) -> list[Triple]:
        """Return the triples of all its documents; no two documents share a blank node."""
        return [triple for part in self._parts() for triple in part._document(base_iri)]

    def _parts(self) -> Iterator["Payload"]:
        if not self.content_type.lower().startswith("multipart/"):
            yield self
            return
        for part, content in parts(self.body, self.content_type):
            yield Payload(content, _type_of(part))

    def _document(self, base_iri: str | None) -> Iterator[Triple]:
        form = _format(self.content_type) if self.content_type else sniff(self.body)
        try:
            for quad in parse(self.body, form.rdf, base_iri=base_iri, rename_blank_nodes=True):
                if not isinstance(quad.graph_name, DefaultGraph):
                    raise InputError(
                        f"the document puts triples into the graph {quad.graph_name}, but the "
                        "request says which graph is meant; send the triples alone",
                        zh=f"文档将三元组放入图 {quad.graph_name}，而请求已指明图；请只发送三元组",
                    )
                yield quad.triple
        except SyntaxError as problem:
            raise InputError(
                f"the {form.name} does not parse: {problem}",
                zh=f"{form.name} 无法解析：{left_english(problem)}",
            ) from problem


def parts(body: bytes, content_type: str) -> Iterator[tuple[Message, bytes]]:
    """Yield the parts of a multipart body, each with its content; InputError where it has none."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise InputError(
            "the multipart body does not fall into parts; is the boundary right?",
            zh="multipart 请求体无法分成各部分；boundary 是否正确？",
        )
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield part, content


def sniff(document: bytes) -> Format:
    """Return the format that a document seems to be in.

    >>> sniff(b'<?xml version="1.0"?>').name, sniff(b" {}").name, sniff(b"<a> <b> <c> .").name
    ('rdfxml', 'jsonld', 'turtle')
    """
    start = document.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    if start.startswith(_MARKS):
        return RDF_XML
    # Turtle can begin with `[` too, but not with what begins a JSON array of objects.
    return JSON_LD if start[:1] == b"{" or start.replace(b" ", b"")[:2] == b"[{" else TURTLE


def _format(content_type: str) -> Format:
    try:
        return by_content_type(content_type)
    except FormatError as problem:
        raise ProtocolError(415, str(problem), zh=problem.zh) from problem


def _type_of(part: Message) -> str:
    """Return what a part says about its format: by its header, or by the name of its file."""
    if part.get("Content-Type"):
        return part.get_content_type()
    try:
        return by_path(PurePath(part.get_filename() or "")).media_type
    except FormatError:
        return ""


def _expand(body: bytes, largest: int) -> bytes:
    inflating = zlib.decompressobj(_ANY_WRAPPER)
    try:
        expanded = inflating.decompress(body, largest + 1)
    except zlib.error as problem:
        raise InputError(
            f"the body is not compressed as it says: {problem}",
            zh=f"请求体并非所称的压缩格式：{left_english(problem)}",
        ) from problem
    if len(expanded) > largest:
        raise MemoryLimitError(
            f"the body has more than {largest:,} bytes when it is expanded",
            zh=f"请求体解压后超过 {largest:,} 字节",
        )
    if not inflating.eof:
        raise InputError("the compressed body breaks off", zh="压缩的请求体不完整")
    return expanded
