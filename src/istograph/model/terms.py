"""IRIs and literals as all records need them."""

import re
from datetime import date

from pyoxigraph import Literal, NamedNode

from istograph.rdf.namespaces import GRAPH, ID, ISTO, expand

Term = NamedNode | Literal

# What the IRIs of organizations begin with.
ORGANIZATIONS = f"{ID}organization/"
# The kinds of records that are classified, in the order in which a bare key is looked for.
CLASSIFIED = ("organization", "programme", "facility", "platform")
_DATE = NamedNode(expand("xsd:date"))


def isto(name: str) -> NamedNode:
    """Return the term of the ontology that has this local name."""
    return NamedNode(ISTO + name)


def record(kind: str, key: str) -> NamedNode:
    """Return the IRI of a record or a value: `id:{kind}/{key}`."""
    return NamedNode(f"{ID}{kind}/{key}")


def key_of(iri: str) -> str:
    """Return the key of an organization; with its kind that of anything else of ours.

    >>> key_of(f"{ID}organization/inbar"), key_of(f"{ID}place/bonn")
    ('inbar', 'place/bonn')
    """
    return iri.removeprefix(ORGANIZATIONS).removeprefix(ID)


def kebab(name: str) -> str:
    """Return the name of a class or a property as keys of records have it.

    >>> [kebab(name) for name in ("isSaidToBe", "DomesticINGO", "STAttributedOrganization")]
    ['is-said-to-be', 'domestic-ingo', 'st-attributed-organization']
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


# Jurisdiction CN is the mainland; HK, MO and TW are their own.
MAINLAND = record("jurisdiction", "cn")


def graph(name: str) -> NamedNode:
    """Return the IRI of one of our named graphs."""
    return NamedNode(GRAPH + name)


def value_of(term: object) -> str:
    """Return the text of an IRI, a blank node or a literal; a quoted triple has none."""
    return str(getattr(term, "value", ""))


def date_literal(day: date) -> Literal:
    """Return an xsd:date."""
    return Literal(day.isoformat(), datatype=_DATE)
