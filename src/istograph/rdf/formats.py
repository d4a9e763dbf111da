"""RDF and result serializations, one row each, under the names the W3C gave them.

Format IRIs: https://www.w3.org/ns/formats/
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from pyoxigraph import QueryResultsFormat, RdfFormat

from istograph.errors import FormatError


@dataclass(frozen=True)
class Format:
    """A serialization; `aliases` are media types that clients use for it beside its own."""

    name: str
    media_type: str
    extension: str
    iri: str
    engine: RdfFormat | QueryResultsFormat | None = None
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value for a `Content-Type` header: all our text is UTF-8, and says so."""
        charset = "; charset=utf-8" if self.media_type.startswith("text/") else ""
        return self.media_type + charset

    @property
    def rdf(self) -> RdfFormat:
        """The engine's name for a format of graphs."""
        if not isinstance(self.engine, RdfFormat):
            raise FormatError(
                f"{self.name} is no format of RDF graphs", zh=f"{self.name} 不是 RDF 图的格式"
            )
        return self.engine

    @property
    def results(self) -> QueryResultsFormat:
        """The engine's name for a format of query results."""
        if not isinstance(self.engine, QueryResultsFormat):
            raise FormatError(
                f"{self.name} is no format of query results", zh=f"{self.name} 不是查询结果的格式"
            )
        return self.engine


_W3C = "http://www.w3.org/ns/formats/"

TURTLE = Format(
    "turtle", "text/turtle", "ttl", _W3C + "Turtle", RdfFormat.TURTLE, ("application/x-turtle",)
)
N_TRIPLES = Format(
    # N-Triples was served as text/plain before it had a media type of its own.
    "ntriples",
    "application/n-triples",
    "nt",
    _W3C + "N-Triples",
    RdfFormat.N_TRIPLES,
    ("text/plain",),
)
RDF_XML = Format(
    "rdfxml",
    "application/rdf+xml",
    "rdf",
    _W3C + "RDF_XML",
    RdfFormat.RDF_XML,
    ("application/xml", "text/xml"),
)
JSON_LD = Format(
    "jsonld",
    "application/ld+json",
    "jsonld",
    _W3C + "JSON-LD",
    RdfFormat.JSON_LD,
    ("application/json",),
)
TRIG = Format("trig", "application/trig", "trig", _W3C + "TriG", RdfFormat.TRIG)
N_QUADS = Format("nquads", "application/n-quads", "nq", _W3C + "N-Quads", RdfFormat.N_QUADS)

RESULTS_JSON = Format(
    "json",
    "application/sparql-results+json",
    "srj",
    _W3C + "SPARQL_Results_JSON",
    QueryResultsFormat.JSON,
    ("application/json",),
)
RESULTS_XML = Format(
    "xml",
    "application/sparql-results+xml",
    "srx",
    _W3C + "SPARQL_Results_XML",
    QueryResultsFormat.XML,
    ("application/xml", "text/xml"),
)
RESULTS_CSV = Format("csv", "text/csv", "csv", _W3C + "SPARQL_Results_CSV", QueryResultsFormat.CSV)
RESULTS_TSV = Format(
    "tsv",
    "text/tab-separated-values",
    "tsv",
    _W3C + "SPARQL_Results_TSV",
    QueryResultsFormat.TSV,
)

# Answers that are neither graphs nor results.
JSON = Format("json", "application/json", "json", "")

# The first of each is what a client gets that does not say what it wants.
RDF_FORMATS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, TRIG, N_QUADS)
RESULT_FORMATS = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)

_EXTENSIONS = {form.extension: form for form in RDF_FORMATS} | {"xml": RDF_XML, "owl": RDF_XML}


@dataclass(frozen=True)
class _Range:
    """One media range of an `Accept` header and its place there."""

    media_type: str
    weight: float
    place: int


def negotiate(accept: str | None, offered: Sequence[Format]) -> Format | None:
    """Return the offered format that an `Accept` header likes best, if it likes any.

    >>> negotiate("text/csv;q=0.5, application/json", RESULT_FORMATS).name
    'json'
    >>> negotiate("*/*, text/turtle;q=0", RDF_FORMATS).name
    'ntriples'
    >>> negotiate("image/png", RDF_FORMATS) is None
    True
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = list(_ranges(accept))
    ranked = [(*_liking(form, ranges), -place, form) for place, form in enumerate(offered)]
    weight, *_, best = max(ranked, key=lambda row: row[:-1])
    return best if weight > 0 else None


def choose(accept: str | None, offered: Sequence[Format]) -> Format:
    """Return what `negotiate` does; raise FormatError with the offers when nothing fits."""
    chosen = negotiate(accept, offered)
    if chosen is None:
        offers = [form.media_type for form in offered]
        raise FormatError(
            f"nothing here fits {accept!r}; there are {', '.join(offers)}",
            zh=f"没有符合“{accept}”的格式；可用的有 {'、'.join(offers)}",
        )
    return chosen


def by_name(name: str) -> Format:
    """Return the format that a command-line option or a URL's extension names.

    >>> by_name("nt").media_type
    'application/n-triples'
    """
    for form in (*RESULT_FORMATS, *RDF_FORMATS):
        if name.lower() in (form.name, form.extension):
            return form
    names = [form.name for form in (*RESULT_FORMATS, *RDF_FORMATS)]
    raise FormatError(
        f"there is no format {name!r}; there are {', '.join(names)}",
        zh=f"没有格式“{name}”；可用的有 {'、'.join(names)}",
    )


def by_media_type(media_type: str) -> Format:
    """Return the format that has this very media type for its own."""
    every = (*RDF_FORMATS, *RESULT_FORMATS, JSON)
    return next(form for form in every if form.media_type == media_type)


def by_content_type(content_type: str) -> Format:
    """Return the RDF format that a `Content-Type` header names.

    >>> by_content_type("text/turtle; charset=UTF-8").name
    'turtle'
    """
    media_type = content_type.partition(";")[0].strip().lower()
    for form in RDF_FORMATS:
        if media_type in (form.media_type, *form.aliases):
            return form
    offers = [form.media_type for form in RDF_FORMATS]
    raise FormatError(
        f"{media_type!r} is no media type of RDF that is read here; send {', '.join(offers)}",
        zh=f"“{media_type}”不是这里可读的 RDF 媒体类型；请以 {'、'.join(offers)} 发送",
    )


def by_path(path: PurePath) -> Format:
    """Return the RDF format that a file's name ends in.

    >>> by_path(PurePath("ror.nt")).name
    'ntriples'
    """
    form = _EXTENSIONS.get(path.suffix.lower().removeprefix("."))
    if form is None:
        endings = [f".{extension}" for extension in _EXTENSIONS]
        raise FormatError(
            f"{path}: the ending of the name says no RDF format; use {', '.join(endings)}",
            zh=f"{path}：文件名的后缀不是 RDF 格式；请使用 {'、'.join(endings)}",
        )
    return form


# A comma inside a quoted parameter does not end a range (RFC 9110, 5.6.4).
_RANGE = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
# RFC 9110, 12.4.2: weight = OWS ";" OWS "q=" qvalue
_WEIGHT = re.compile(r";\s*q\s*=\s*(\d*\.?\d+)", re.IGNORECASE)


def _ranges(accept: str) -> Iterator[_Range]:
    for place, match in enumerate(_RANGE.finditer(accept)):
        media_type, _, parameters = match.group().partition(";")
        weight = _WEIGHT.search(f";{parameters}")
        value = min(float(weight[1]), 1.0) if weight else 1.0
        yield _Range(media_type.strip().lower(), value, place)


def _liking(form: Format, ranges: list[_Range]) -> tuple[float, int, int]:
    """Return how much the ranges like a format: weight, then how exactly, then how early."""
    family = form.media_type.partition("/")[0] + "/*"
    # RFC 9110, 12.5.1: the most specific range decides, even if it weighs less. An alias that is
    # refused says nothing, because the body would not be of that type.
    levels = ((form.media_type,), form.aliases, (family,), ("*/*", "*"))
    for level, names in enumerate(levels):
        fitting = [r for r in ranges if r.media_type in names and (r.weight > 0 or level != 1)]
        if fitting:
            best = max(fitting, key=lambda r: (r.weight, -r.place))
            # An alias is as exact as the name itself: both were asked for by name.
            return best.weight, -max(level, 1), -best.place
    return 0.0, -len(levels), 0
