"""Numbers that the paper gives, and the figures whose numbers are lost.

The claim of an observation's number has the key observation-{key}.
"""

from collections.abc import Iterator

from istograph.model import Claim, Record, isto, record
from istograph.rdf.terms import term
from istograph.sources import cells
from istograph.sources.paper.claims import row_claim
from istograph.sources.references import References
from istograph.sources.rows import (
    COVERAGE,
    CURIE,
    DAY,
    LINE,
    NUMBER,
    PERIOD,
    STRING,
    Field,
    key_of,
    label,
    note,
    properties,
)
from istograph.sources.tables import Row

_OBSERVATION = (
    Field("statistic", "isto:statistic", key_of("statistic"), required=True),
    Field("category", "isto:category", CURIE, many=True),
    Field("unit", "isto:unit", key_of("unit"), required=True),
    Field("lower_bound", "isto:lowerBound", NUMBER),
    Field("upper_bound", "isto:upperBound", NUMBER),
    *PERIOD,
    Field("as_of", "isto:asOf", DAY),
    Field("area", "isto:area", key_of("place")),
    Field("origin", "isto:origin", key_of("place")),
    Field("host", "isto:host", key_of("place")),
    Field("agent", "isto:agent", key_of("organization"), many=True),
    *COVERAGE,
    Field("basis", "isto:basis", key_of("basis"), required=True),
    Field("derived_from", "isto:derivedFrom", key_of("observation"), many=True),
    Field("computation", "isto:computation", STRING),
)
_LOST_SERIES = (
    Field("line", "isto:line", LINE, required=True),
    Field("statistic", "isto:statistic", key_of("statistic")),
    *PERIOD,
    Field("area", "isto:area", key_of("place")),
    *COVERAGE,
)


def observation(row: Row, references: References) -> Iterator[Record | Claim]:
    """Yield an observation and the claim that states its number."""
    iri = row.parse("key", references.key("observation"))
    qualifier = row.parse_optional("qualifier", references.key("qualifier"))
    own = (
        (term("qb:dataSet"), record("dataset", "statistics")),
        (isto("qualifier"), qualifier or record("qualifier", "exact")),
    )
    described = (*own, *properties(row, references, _OBSERVATION))
    yield Record(iri, (isto("Observation"),), label(row), note(row), described)
    triple = (iri, isto("value"), row.parse("value", cells.number))
    yield row_claim(row, references, f"observation-{row['key']}", triple)


def lost_series(row: Row, references: References) -> Iterator[Record]:
    """Yield a figure of which only the caption is left."""
    iri = row.parse("key", references.key("lost-series"))
    described = properties(row, references, _LOST_SERIES)
    yield Record(iri, (isto("LostSeries"),), label(row), note(row), described)
