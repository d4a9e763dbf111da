"""Graphs as documents in the format that was asked for."""

import json
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from fastapi import Request
from pyoxigraph import BlankNode, NamedNode, Quad, Triple, serialize

from istograph.errors import NotFoundError
from istograph.rdf.formats import JSON, JSON_LD, N_QUADS, RDF_FORMATS, TRIG, TURTLE, Format, choose
from istograph.rdf.jsonld import compact
from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.well_formed import beyond_json_ld, well_formed

HTML = Format("html", "text/html", "html", "")
# JSON stands before JSON-LD, for which clients use its media type too.
DATA_FORMATS = (TURTLE, JSON, *(form for form in RDF_FORMATS if form is not TURTLE))
# What tells which source says what.
WITH_GRAPHS = (TRIG, N_QUADS)
_BY_EXTENSION = {form.extension: form for form in (HTML, *DATA_FORMATS)}


def split_extension(name: str) -> tuple[str, Format | None]:
    """Return a key and the format that its extension names; NotFoundError for an unknown one.

    >>> split_extension("inbar.ttl")[1].name
    'turtle'
    """
    key, dot, extension = name.rpartition(".")
    if not dot:
        return name, None
    if extension.lower() not in _BY_EXTENSION:
        known = [f".{each}" for each in _BY_EXTENSION]
        raise NotFoundError(
            f"there is no format .{extension} of this; there are {', '.join(known)}",
            zh=f"这里没有 .{extension} 格式；可用的有 {'、'.join(known)}",
        )
    return key, _BY_EXTENSION[extension.lower()]


def chosen(request: Request, offered: tuple[Format, ...] = DATA_FORMATS) -> Format:
    """Return the offered format that the request's `Accept` likes best; FormatError if none."""
    return choose(request.headers.get("accept"), offered)


def written(
    triples: Iterable[Triple],
    form: Format,
    root: NamedNode | BlankNode,
    context: Mapping[str, Any],
) -> bytes:
    """Return the triples in a format; as JSON they are compact JSON-LD about the root."""
    ordered = sorted(set(triples), key=str)
    if form in (JSON, JSON_LD) and any(isinstance(triple.object, Triple) for triple in ordered):
        raise beyond_json_ld()
    if form in (JSON, JSON_LD):
        document = compact(ordered, root, context)
        return json.dumps(document, ensure_ascii=False, indent=1).encode()
    return _serialized(ordered, form)


def written_by_graph(quads: Iterable[Quad], form: Format) -> bytes:
    """Return the quads in a format that has graphs, each graph in one piece."""
    return _serialized(sorted(set(quads), key=lambda q: (str(q.graph_name), str(q))), form)


def _serialized(ordered: Sequence[Triple] | Sequence[Quad], form: Format) -> bytes:
    text = "\n".join(map(str, ordered))
    used = {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}" in text}
    output = BytesIO()
    serialize(ordered, well_formed(output, form), form.rdf, prefixes=used)
    return output.getvalue()
