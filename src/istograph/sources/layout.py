"""The curated tables: each one's columns, and the kind of record that its rows are.

Every file is UTF-8, LF, RFC 4180 with quotes only where needed, sorted by its first column. An
empty cell says nothing. A column that can name records of one kind only takes the bare key below
that kind (`area`: `bonn`); one that can name any takes a CURIE (`subject`: `id:place/bonn`).

    list                parts separated by ` | `
    date                YYYY-MM-DD; from/to and period_start/period_end are half open
    value               see `istograph.sources.cells`
    properties          a list of `curie=value`: more triples of the row's node, without a claim
    note_en, note_zh    skos:note
    line                of the text meng-2024-text; translation_line of meng-2024-translation
    quote               occurs in that line, Chinese unless it ends in @en
    gloss               dcterms:description: the quote in our English, if its value is Chinese too
"""

from collections.abc import Sequence
from dataclasses import dataclass

MEASURES_CHINA = (
    "initiate-establish-participate",
    "attract-settlement",
    "participate-in-affairs",
    "settlement-incentives",
)
MEASURES_WORLD = (
    "funding-subsidy",
    "tax-preference",
    "rent-preference",
    "office-equipment",
    "logistics-support",
    "privileges-immunities",
    "entry-exit",
    "talent-community",
    "children-schooling",
    "medical-services",
    "coordination-body",
    "cluster-area",
    "contact-consultation",
    "participation-in-affairs",
)


@dataclass(frozen=True)
class Layout:
    """A curated table: where it is, its columns, and the kind of its rows' records."""

    path: str
    # Empty where the key says the kind itself: `place/bonn`.
    kind: str
    columns: tuple[str, ...]
    # What stands before the key in the record's own: row 01 of Table 1 is table-1-01.
    prefix: str = ""

    @property
    def key(self) -> str:
        """The column that names the row."""
        return self.columns[0]

    def record_key(self, key: str) -> str:
        """Return `kind/key`; a key that has a slash says its kind itself."""
        return key if "/" in key else f"{self.kind}/{self.prefix}{key}"


def _columns(text: str, measures: Sequence[str] = ()) -> tuple[str, ...]:
    return (*text.split(), *measures, "note_en", "note_zh")


_RECORD = "key type label_en label_zh acronym alt line"

CLAIMS = Layout(
    "paper/claims.csv",
    "claim",
    _columns("key subject property value line quote support cites from to negated status gloss"),
)
RECORDS = Layout("paper/records.csv", "", (*_columns(_RECORD), "properties"))
DATASETS = Layout("paper/datasets.csv", "", (*_columns(_RECORD), "properties"))
OBSERVATIONS = Layout(
    "paper/observations.csv",
    "observation",
    (
        *_columns(
            "key label_en label_zh statistic category value unit qualifier lower_bound upper_bound "
            "period_start period_end as_of area origin host agent coverage_en coverage_zh basis "
            "derived_from computation line quote support cites status"
        ),
        "properties",
    ),
)
DISPUTES = Layout(
    "paper/disputes.csv",
    "dispute",
    (*_columns("key label_en label_zh kind claims line"), "properties"),
)
LOST_SERIES = Layout(
    "paper/lost-series.csv",
    "lost-series",
    (
        *_columns(
            "key label_en label_zh line statistic period_start period_end area "
            "coverage_en coverage_zh"
        ),
        "properties",
    ),
)
POLICIES = Layout(
    "paper/policies.csv",
    "policy",
    (
        *_columns(
            "key label_en label_zh alt issuers issuer_support issuer_line issuer_quote status "
            "status_line status_quote applies_in applies_support line quote document"
        ),
        "properties",
    ),
)
TABLE_1 = Layout(
    "paper/table-1.csv",
    "table-row",
    _columns("row line printed label_en label_zh level policy", MEASURES_CHINA),
    prefix="table-1-",
)
TABLE_2 = Layout(
    "paper/table-2.csv",
    "table-row",
    _columns("row line printed label_en label_zh country describes", MEASURES_WORLD),
    prefix="table-2-",
)
PAPER_DOCUMENTS = Layout(
    "paper/documents.csv",
    "document",
    (
        *_columns(
            "key type label_en label_zh reference_number footnote_number printed_mark authors "
            "publisher issued accessed url doi sha256 citation line"
        ),
        "properties",
    ),
)
DIFFERENCES = Layout(
    "translation/differences.csv",
    "difference",
    _columns(
        "key label_en label_zh kind original_line original_text translation_line "
        "translation_text concerns"
    ),
)
ORGANIZATIONS = Layout(
    "organizations.csv",
    "organization",
    (
        *_columns("key type label_en label_zh acronym alt wikidata ror url identifier_source"),
        "properties",
    ),
)
FACTS = Layout(
    "facts.csv",
    "claim",
    _columns(
        "key organization property value from to negated document locator reading quote status"
    ),
)
APART = Layout(
    "apart.csv",
    "claim",
    _columns("key first second document locator reading"),
)
DOCUMENTS = Layout(
    "documents.csv",
    "document",
    (*_columns("key type label_en label_zh date publisher url identifier"), "properties"),
)

LAYOUTS = (
    CLAIMS,
    RECORDS,
    DATASETS,
    OBSERVATIONS,
    DISPUTES,
    LOST_SERIES,
    POLICIES,
    TABLE_1,
    TABLE_2,
    PAPER_DOCUMENTS,
    DIFFERENCES,
    ORGANIZATIONS,
    FACTS,
    DOCUMENTS,
    APART,
)
