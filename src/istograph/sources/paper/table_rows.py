"""Tables 1 and 2, cell by cell: a black circle is a mention, a white one is none.

A white circle never says that a policy or a city does not offer something (note, line 155), so
only black ones link a row, and the policy it describes, to a measure. Claims: the cell's,
cell-table-1-01-1, and for Table 1 the level of the row's policy, policy-{key}-level.
"""

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from istograph.model import Claim, Record, isto, record
from istograph.rdf.terms import term
from istograph.sources import cells
from istograph.sources.layout import MEASURES_CHINA, MEASURES_WORLD, TABLE_1, TABLE_2, Layout
from istograph.sources.paper.sections import text_claim
from istograph.sources.references import References
from istograph.sources.rows import CURIE, LINE, Field, Pair, key_of, label, note, properties
from istograph.sources.tables import Row

_DATASET = term("qb:dataSet")
_MENTIONS = isto("mentionsMeasure")
_MARKS = {"●": "mentioned", "○": "not-mentioned"}

_TABLE_1 = (
    Field("policy", "isto:describes", key_of("policy"), required=True),
    Field("level", "isto:level", key_of("level"), required=True),
    Field("line", "isto:line", LINE, required=True),
)
_TABLE_2 = (
    Field("describes", "isto:describes", CURIE, required=True),
    Field("country", "isto:ofCountry", key_of("place"), required=True),
    Field("line", "isto:line", LINE, required=True),
)


def table_1_row(row: Row, references: References) -> Iterator[Record | Claim]:
    """Yield a row of Table 1, its cells and the level of its policy."""
    yield from _row(row, TABLE_1, MEASURES_CHINA, properties(row, references, _TABLE_1))
    policy = row.parse("policy", references.key("policy"))
    level = row.parse("level", references.key("level"))
    key = f"policy-{row['policy']}-level"
    yield text_claim(row, key, (policy, isto("level"), level), quoted="printed")


def table_2_row(row: Row, references: References) -> Iterator[Record | Claim]:
    """Yield a row of Table 2 and its cells."""
    yield from _row(row, TABLE_2, MEASURES_WORLD, properties(row, references, _TABLE_2))


def _row(
    row: Row, table: Layout, measures: Sequence[str], found: tuple[Pair, ...]
) -> Iterator[Record | Claim]:
    number = row.parse("row", cells.two_digits)
    name = f"{table.prefix}{number}"
    node = record("table-row", name)
    dataset = record("dataset", table.prefix.removesuffix("-"))
    links = _links(row, measures)
    own = ((isto("inTable"), dataset), (isto("rowNumber"), Literal(int(number))))
    yield Record(node, (isto("TableRow"),), label(row), note(row), (*own, *found, *links))
    yield from _policy_links(found, links)
    for column, measure in enumerate(measures, 1):
        cell = record("cell", f"{name}-{column}")
        place: tuple[Pair, ...] = (
            (_DATASET, dataset),
            (isto("tableRow"), node),
            (isto("measure"), record("measure", measure)),
        )
        yield Record(cell, (isto("TableCell"),), properties=place)
        triple = (cell, isto("mention"), record("mention", row.parse(measure, _mention)))
        yield text_claim(row, f"cell-{name}-{column}", triple, quoted="printed")


def _links(row: Row, measures: Sequence[str]) -> tuple[Pair, ...]:
    black = [measure for measure in measures if row.parse(measure, _mention) == "mentioned"]
    return tuple((_MENTIONS, record("measure", measure)) for measure in black)


def _policy_links(found: tuple[Pair, ...], links: tuple[Pair, ...]) -> Iterator[Record]:
    """Yield the links of the policy that a row describes; a city has no policy's."""
    for predicate, described in found:
        if predicate == isto("describes") and "/policy/" in described.value:
            assert isinstance(described, NamedNode)  # the field's parser gives nothing else
            yield Record(described, (), properties=links)


def _mention(text: str) -> str:
    if text not in _MARKS:
        raise ValueError(f"{text!r} is no circle: ● or ○ is wanted")
    return _MARKS[text]
