"""Claims that have a row of their own, and the disputes among all claims of the paper."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Triple

from istograph.model import ASSERTED, Claim, Record, Term, isto, record
from istograph.rdf.terms import term
from istograph.sources import cells
from istograph.sources.paper.sections import text_claim
from istograph.sources.references import References
from istograph.sources.rows import LINE, Field, Parser, key_of, label, negation, note, properties
from istograph.sources.tables import Row, nearest

_DESCRIPTION = term("dcterms:description")


def claim(row: Row, references: References) -> Iterator[Claim]:
    """Yield the claim of a row of claims.csv."""
    triple = (
        row.parse("subject", references.curie),
        row.parse("property", references.predicate),
        row.parse("value", references.value),
    )
    stated = row_claim(row, references, row.parse("key", cells.slug), triple)
    yield replace(
        stated,
        since=row.parse_optional("from", cells.day),
        until=row.parse_optional("to", cells.day),
        negated=negation(row, triple[1], triple[2]),
        details=tuple(_gloss(row, stated)),
    )


def _gloss(row: Row, stated: Claim) -> Iterator[Triple]:
    """Yield what the quote says in our English, where the row has that."""
    if row["gloss"]:
        yield Triple(stated.iri, _DESCRIPTION, Literal(row["gloss"], language="en"))


def row_claim(
    row: Row, references: References, key: str, triple: tuple[NamedNode, NamedNode, Term]
) -> Claim:
    """Return the claim of a row that has columns for its support, citations and status."""
    support = row.parse("support", references.key("support"))
    status = row.parse_optional("status", references.key("claim-status"))
    return replace(
        text_claim(row, key, triple, _name(support)),
        cites=tuple(row.parse_items("cites", references.key("document"))),
        status=_name(status) if status else ASSERTED,
        note=note(row),
    )


def dispute(row: Row, references: References, claims: Collection[str]) -> Record:
    """Return a dispute among claims whose keys must be there."""

    def known_claim(_: References) -> Parser:
        return lambda key: _claim_iri(key, claims)

    fields = (
        Field("kind", "isto:disputeKind", key_of("dispute-kind"), required=True),
        Field("claims", "isto:disputes", known_claim, required=True, many=True),
        Field("line", "isto:line", LINE),
    )
    iri = row.parse("key", references.key("dispute"))
    described = properties(row, references, fields)
    return Record(iri, (isto("Dispute"),), label(row), note(row), described)


def _claim_iri(key: str, claims: Collection[str]) -> NamedNode:
    if key not in claims:
        raise ValueError(f"there is no claim {key!r}{nearest(key, sorted(claims))}")
    return record("claim", key)


def _name(iri: NamedNode) -> str:
    return iri.value.rpartition("/")[2]
