"""From a row to a record: which column is which property, and what every record table shares."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from pyoxigraph import Literal, NamedNode, Triple

from istograph.model import Record, Term, Text, denial
from istograph.rdf.terms import term
from istograph.sources import cells
from istograph.sources.references import References
from istograph.sources.tables import Row

Pair = tuple[NamedNode, Term]
Parser = Callable[[str], Term]


@dataclass(frozen=True)
class Field:
    """A column whose cell is the value of one property."""

    column: str
    property: str
    # Given what cells may refer to, the parser of the cell.
    parser: Callable[[References], Parser]
    required: bool = False
    many: bool = False

    def pairs(self, row: Row, references: References) -> list[Pair]:
        """Return the property with each value that the cell has."""
        parser = self.parser(references)
        predicate = term(self.property)
        if self.required:
            row.required(self.column)
        parts = row.parse_items(self.column, parser) if self.many else []
        if not self.many and (only := row.parse_optional(self.column, parser)) is not None:
            parts = [only]
        return [(predicate, part) for part in parts]


def key_of(kind: str) -> Callable[[References], Parser]:
    """Return the parser of a bare key below a kind."""
    return lambda references: references.key(kind)


def plain(parser: Parser) -> Callable[[References], Parser]:
    """Return a parser that refers to nothing."""
    return lambda _: parser


def _line(text: str) -> Literal:
    return Literal(cells.line_number(text))


def _day(text: str) -> Literal:
    return cells.flexible_date(cells.day(text).isoformat())


STRING = plain(Literal)
NUMBER = plain(cells.number)
DATE = plain(cells.flexible_date)
DAY = plain(_day)
LINE = plain(_line)
ADDRESS = plain(cells.address)
TAGGED = plain(cells.tagged)
CURIE: Callable[[References], Parser] = attrgetter("curie")

COVERAGE = (
    Field("coverage_en", "isto:coverage", plain(lambda text: Literal(text, language="en"))),
    Field("coverage_zh", "isto:coverage", plain(lambda text: Literal(text, language="zh"))),
)
PERIOD = (
    Field("period_start", "isto:periodStart", DAY),
    Field("period_end", "isto:periodEnd", DAY),
)


def properties(row: Row, references: References, fields: Sequence[Field]) -> tuple[Pair, ...]:
    """Return what the columns say, and the row's `properties` if the table has such a column."""
    pairs = [pair for field in fields for pair in field.pairs(row, references)]
    if "properties" in row.cells:
        pairs += row.parse_items("properties", references.property_value)
    return tuple(pairs)


def label(row: Row) -> Text:
    """Return the row's labels; both languages are wanted."""
    return Text(row.required("label_en"), row.required("label_zh"))


def note(row: Row) -> Text:
    """Return the row's notes: in both languages or in none."""
    if bool(row["note_en"]) != bool(row["note_zh"]):
        empty = "note_zh" if row["note_en"] else "note_en"
        raise row.error(empty, "is empty; a note is wanted in both languages")
    return Text(row["note_en"], row["note_zh"])


def types(row: Row, references: References, default: str = "") -> tuple[NamedNode, ...]:
    """Return the classes that the row names, or the default one."""
    if default and not row["type"]:
        return (term(default),)
    row.required("type")
    return tuple(row.parse_items("type", references.curie))


def negation(row: Row, predicate: NamedNode, value: Term, details: Iterable[Triple] = ()) -> bool:
    """Return whether the row negates its statement, which not every property allows."""
    negated = row.parse_optional("negated", cells.flag) or False
    if negated:
        row.parse("negated", lambda _: denial(predicate, value, details))
    return negated


_RECORD = (
    Field("acronym", "isto:acronym", STRING),
    Field("alt", "skos:altLabel", TAGGED, many=True),
    Field("line", "isto:line", LINE),
)
_CONCEPT = term("skos:Concept")


def general_record(row: Row, references: References) -> Record:
    """Return the record of a row that is named by `kind/key` and says its types itself."""
    iri = row.parse("key", references.record)
    classes = types(row, references)
    found = properties(row, references, _RECORD)
    if _CONCEPT in classes:
        found += _concept(iri, label(row))
    return Record(iri, classes, label(row), note(row), found)


def _concept(iri: NamedNode, names: Text) -> tuple[Pair, ...]:
    """Return what a concept has beside its labels, as the vocabularies' own concepts do."""
    prefer, notation = (term(name) for name in ("skos:prefLabel", "skos:notation"))
    key = iri.value.rpartition("/")[2]
    return (*((prefer, name) for name in names.literals()), (notation, Literal(key)))
