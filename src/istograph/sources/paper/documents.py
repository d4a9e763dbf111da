"""The paper, its text and its translation; its references and its footnotes."""

from collections.abc import Iterator

from pyoxigraph import Literal

from istograph.model import Record
from istograph.sources import cells
from istograph.sources.references import References
from istograph.sources.rows import (
    ADDRESS,
    DATE,
    DAY,
    LINE,
    NUMBER,
    STRING,
    Field,
    label,
    note,
    plain,
    properties,
    types,
)
from istograph.sources.tables import Row

_FIELDS = (
    Field("reference_number", "isto:referenceNumber", NUMBER),
    Field("footnote_number", "isto:footnoteNumber", NUMBER),
    Field("printed_mark", "isto:printedMark", STRING),
    Field("authors", "dcterms:creator", STRING, many=True),
    Field("publisher", "dcterms:publisher", STRING),
    Field("issued", "dcterms:issued", DATE),
    Field("accessed", "isto:accessed", DAY),
    Field("url", "schema:url", ADDRESS),
    Field("doi", "dcterms:identifier", STRING),
    Field("sha256", "isto:sha256", plain(lambda text: Literal(cells.sha256(text)))),
    Field("citation", "dcterms:bibliographicCitation", STRING),
    Field("line", "isto:line", LINE),
)


def document(row: Row, references: References) -> Iterator[Record]:
    """Yield the record of a document."""
    yield Record(
        row.parse("key", references.key("document")),
        types(row, references, "isto:Document"),
        label(row),
        note(row),
        properties(row, references, _FIELDS),
    )
