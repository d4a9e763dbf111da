"""Policies that the paper names: who issued each, where it applies, what became of it.

Each of these is a claim, whose key is made here: policy-{key}-issuer-{organization},
policy-{key}-place-{place}, policy-{key}-status.
"""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from istograph.model import Claim, Record, isto
from istograph.sources.paper.sections import text_claim
from istograph.sources.references import References
from istograph.sources.rows import LINE, TAGGED, Field, key_of, label, note, properties
from istograph.sources.tables import Row

_FIELDS = (
    Field("alt", "skos:altLabel", TAGGED, many=True),
    Field("document", "dcterms:isReferencedBy", key_of("document"), many=True),
    Field("line", "isto:line", LINE, required=True),
)
# A status that no line states is no claim of the paper.
_UNSTATED = Field("status", "isto:policyStatus", key_of("policy-status"), required=True)


def policy(row: Row, references: References) -> Iterator[Record | Claim]:
    """Yield the record of a policy and the claims about it."""
    iri = row.parse("key", references.key("policy"))
    fields = _FIELDS if row["status_line"] else (*_FIELDS, _UNSTATED)
    described = properties(row, references, fields)
    yield Record(iri, (isto("Policy"),), label(row), note(row), described)
    yield from _issuers(row, references, iri)
    yield from _places(row, references, iri)
    if row["status_line"]:
        status = row.parse("status", references.key("policy-status"))
        triple = (iri, isto("policyStatus"), status)
        key = f"{_key(iri)}-status"
        yield text_claim(row, key, triple, line="status_line", quoted="status_quote")


def _issuers(row: Row, references: References, iri: NamedNode) -> Iterator[Claim]:
    for issuer in row.parse_items("issuers", references.key("organization")):
        yield text_claim(
            row,
            f"{_key(iri)}-issuer-{_name(issuer)}",
            (iri, isto("issuer"), issuer),
            _name(row.parse("issuer_support", references.key("support"))),
            line="issuer_line",
            quoted="issuer_quote",
        )


def _places(row: Row, references: References, iri: NamedNode) -> Iterator[Claim]:
    for place in row.parse_items("applies_in", references.key("place")):
        support = _name(row.parse("applies_support", references.key("support")))
        key = f"{_key(iri)}-place-{_name(place)}"
        yield text_claim(row, key, (iri, isto("appliesIn"), place), support)


def _key(iri: NamedNode) -> str:
    return f"policy-{_name(iri)}"


def _name(iri: NamedNode) -> str:
    return iri.value.rpartition("/")[2]
