"""How a statement carries its source: one claim of the dataset, drawn."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from istograph.model import isto, record
from istograph.web.boxes import Arrow, Box, Drawing, Grid, draw
from istograph.web.http.links import Links
from istograph.web.linked_data.documentation.reading import Link, Reader
from istograph.web.linked_data.lookup import DEFAULT, Lookup

# One that quotes the paper and that a verdict rests on; the README's example.
_EXAMPLE = record("claim", "inbar-said-professional")
_GRID = Grid(width=270, height=72, across=400, down=135)


@dataclass(frozen=True)
class Statement:
    """A claim in its parts, as words and as a drawing."""

    claim: Link
    subject: Link
    property: Link
    value: Link
    source: Link
    line: str
    quote: str
    support: Link
    drawing: Drawing


def statement(lookup: Lookup, links: Links) -> Statement | None:
    """Return the example; nothing, where the dataset has not got it."""
    reader = Reader(lookup, links, DEFAULT)
    parts = {name: _part(reader, name) for name in ("subject", "property", "value", "source")}
    support = _part(reader, "support")
    subject, by, value, source = parts.values()
    if not (subject and by and value and source and support):
        return None
    line = reader.one(_EXAMPLE, "isto:line")
    return Statement(
        claim=Link("inbar-said-professional", _EXAMPLE.value),
        subject=subject,
        property=by,
        value=value,
        source=source,
        line=line,
        quote=reader.one(_EXAMPLE, "isto:quote"),
        support=support,
        drawing=_drawn(links, subject, by, value, source, line, support),
    )


def _part(reader: Reader, name: str) -> Link | None:
    values = reader.lookup.objects(_EXAMPLE, isto(name))
    named = [each for each in values if isinstance(each, NamedNode)]
    if named:
        return reader.link(named[0])
    plain = [each for each in values if isinstance(each, Literal)]
    return Link(plain[0].value, "") if plain else None


def _drawn(
    links: Links, subject: Link, by: Link, value: Link, source: Link, line: str, support: Link
) -> Drawing:
    chinese = links.language == "zh"
    said = ("claim", "陈述")[chinese]
    boxes = {
        "subject": Box(
            0, 0, subject.text, ("organization", "组织")[chinese], links.href(subject.iri)
        ),
        "value": Box(2, 0, value.text, ("class", "类")[chinese], links.href(value.iri)),
        "claim": Box(1, 1, said, support.text, links.href(_EXAMPLE.value), "main"),
        "source": Box(
            1, 2, source.text, f"第{line}行" if chinese else f"line {line}", links.href(source.iri)
        ),
    }
    arrows = [
        Arrow("subject", "value", by.text),
        Arrow("claim", "subject", ("subject", "主体")[chinese]),
        Arrow("claim", "value", ("value", "值")[chinese]),
        Arrow("claim", "source", ("source, line, quotation", "来源、行号、引文")[chinese]),
    ]
    return draw(boxes, arrows, _GRID)
