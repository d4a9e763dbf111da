"""Knowledge from outside the paper: organizations, facts about them, and the documents for these.

Named graph `curated`. A fact's value is written in the contract's JSON, strings without quotes.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from istograph import model
from istograph.errors import InputError
from istograph.model import (
    FACT_PROPERTIES,
    Claim,
    FactValue,
    Record,
    Term,
    Text,
    fact_value,
    isto,
)
from istograph.model.identifiers import ROR, WIKIDATA, Scheme
from istograph.rdf.terms import term
from istograph.resources import CURATED, ONTOLOGY
from istograph.sources import cells
from istograph.sources.layout import APART, DOCUMENTS, FACTS, ORGANIZATIONS
from istograph.sources.references import References, load_references
from istograph.sources.rows import (
    ADDRESS,
    DATE,
    STRING,
    TAGGED,
    Field,
    key_of,
    label,
    negation,
    note,
    plain,
    properties,
    types,
)
from istograph.sources.tables import Row, nearest, read_table

GRAPH = model.graph("curated")


def _link(scheme: Scheme, example: str, text: str) -> NamedNode:
    if not scheme.pattern.fullmatch(text):
        raise ValueError(f"{text!r} is no {scheme.name} identifier, as in {example}")
    return NamedNode(scheme.iri(text))


_ORGANIZATION = (
    Field("acronym", "isto:acronym", STRING),
    Field("alt", "skos:altLabel", TAGGED, many=True),
    Field("wikidata", "schema:sameAs", plain(partial(_link, WIKIDATA, "Q7817"))),
    Field("ror", "schema:sameAs", plain(partial(_link, ROR, "02qztda51"))),
    Field("url", "schema:url", ADDRESS),
    Field("identifier_source", "dcterms:source", key_of("document"), many=True),
)
# What a row of the facts may say that no axiom reads: its property, and what its value is.
UNREAD: Mapping[str, tuple[str, Callable[[str, References], Term]]] = {
    "foundingDate": ("schema:foundingDate", lambda text, _: cells.flexible_date(text)),
    "locality": ("isto:locality", lambda text, _: Literal(text)),
    "memberOf": ("org:memberOf", lambda text, known: known.key("organization")(text)),
    "succeeds": ("isto:succeeds", lambda text, known: known.key("organization")(text)),
}
_DOCUMENT = (
    Field("date", "dcterms:issued", DATE),
    Field("publisher", "dcterms:publisher", STRING),
    Field("url", "schema:url", ADDRESS),
    Field("identifier", "dcterms:identifier", STRING),
)


def quads(folder: Path = CURATED, ontology: Path = ONTOLOGY) -> Iterator[Quad]:
    """Yield the graph of curated knowledge from the tables below `folder`."""
    return model.quads(things(folder, load_references(folder, ontology)), GRAPH)


def things(folder: Path, references: References) -> Iterator[Record | Claim]:
    """Yield the curated records and facts."""
    for row in read_table(folder / DOCUMENTS.path, DOCUMENTS.columns, DOCUMENTS.key):
        yield _document(row, references)
    for row in read_table(folder / ORGANIZATIONS.path, ORGANIZATIONS.columns, ORGANIZATIONS.key):
        yield _organization(row, references)
    for row in read_table(folder / FACTS.path, FACTS.columns, FACTS.key):
        yield _fact(row, references)
    for row in read_table(folder / APART.path, APART.columns, APART.key):
        yield _apart(row, references)


def _document(row: Row, references: References) -> Record:
    return Record(
        row.parse("key", references.key("document")),
        types(row, references, "isto:Document"),
        label(row),
        note(row),
        properties(row, references, _DOCUMENT),
    )


def _organization(row: Row, references: References) -> Record:
    # A record of the paper keeps its labels there; this row then adds what lies outside it.
    unlabelled = not (row["label_en"] or row["label_zh"])
    return Record(
        row.parse("key", partial(_subject, references=references)),
        types(row, references, "org:Organization"),
        Text() if unlabelled else label(row),
        note(row),
        properties(row, references, _ORGANIZATION),
    )


def _fact(row: Row, references: References) -> Claim:
    key = row.parse("key", cells.slug)
    predicate = row.parse("property", _property)
    value = row.parse("value", partial(_value, row=row, key=key, references=references))
    status = row.parse_optional("status", references.key("claim-status"))
    return Claim(
        key,
        row.parse("organization", partial(_subject, references=references)),
        predicate,
        value.term,
        source=row.parse("document", references.key("document")),
        support="outside",
        locator=row["locator"],
        quote=row.parse_optional("quote", partial(cells.quote, language="en")),
        since=row.parse_optional("from", cells.day),
        until=row.parse_optional("to", cells.day),
        negated=negation(row, predicate, value.term, value.details),
        status=_name(status) if status else model.ASSERTED,
        reading=_name(row.parse("reading", references.key("reading"))),
        note=note(row),
        details=value.details,
    )


def _apart(row: Row, references: References) -> Claim:
    # Either may be a record of a registry, which need not have been imported.
    first, second = (row.parse(column, cells.slug) for column in ("first", "second"))
    return Claim(
        row.parse("key", cells.slug),
        model.record("organization", first),
        term("owl:differentFrom"),
        model.record("organization", second),
        source=row.parse("document", references.key("document")),
        support="outside",
        locator=row["locator"],
        reading=_name(row.parse("reading", references.key("reading"))),
        note=note(row),
    )


def _subject(text: str, references: References) -> NamedNode:
    return references.record(text) if "/" in text else references.key("organization")(text)


def _property(text: str) -> NamedNode:
    if text in UNREAD:
        return term(UNREAD[text][0])
    if text not in FACT_PROPERTIES:
        known = sorted({*FACT_PROPERTIES, *UNREAD})
        raise ValueError(f"{text!r} is no property of a fact{nearest(text, known)}")
    return isto(text)


def _value(text: str, row: Row, key: str, references: References) -> FactValue:
    if row["property"] in UNREAD:
        return FactValue(UNREAD[row["property"]][1](text, references))
    value = fact_value(row["property"], _json(text), key)
    if not value.details:
        references.check(value.term)
    for detail in value.details:
        references.check(detail.object)
    return value


def _json(text: str) -> object:
    """Return the JSON of a cell; what is not a boolean or an object is a string."""
    if text in ("true", "false") or text.startswith("{"):
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise InputError(f"is no JSON object: {error}") from None
    return text


def _name(iri: NamedNode) -> str:
    return iri.value.rpartition("/")[2]
