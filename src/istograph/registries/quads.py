"""A source's record as RDF, in the source's own named graph.

id:organization/{source}-{key}   org:Organization: names, identifiers, addresses, relations
id:claim/{source}-{key}-{property}-{n}   each fact, as curated ones are
id:document/{source}-{hash}      the file that all of it comes from

A withdrawn record is no organization any more: it keeps its names, hidden, and says which one
replaced it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Triple

from istograph import model
from istograph.model import Claim, Term, Text, fact_value, isto
from istograph.model.identifiers import LINKED
from istograph.model.terms import kebab
from istograph.rdf.terms import LABEL, TYPE, term
from istograph.registries.record import Fact, Identifier, Location, Name, Record, RelationKind
from istograph.registries.registry import File, Registry

# RFC 5646, section 4.1: the language is not known.
_UNKNOWN = "und"
# Which variant stands for a language that a source has no plain name in.
_VARIANTS = {
    "en": ("en-us", "en-gb", "en-ca", "en-au"),
    "zh": ("zh-hans", "zh-cn", "zh-sg", "zh-my", "zh-hant", "zh-tw", "zh-hk", "zh-mo"),
}
_LINKED = {scheme.key: scheme for scheme in LINKED}
_DATATYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
# What is kept in one direction only; the other one is the same triple, turned round.
_RELATIONS: dict[RelationKind, tuple[str, bool]] = {
    "parent": ("org:subOrganizationOf", False),
    "child": ("org:subOrganizationOf", True),
    "related": ("isto:isRelatedTo", False),
    "predecessor": ("isto:succeeds", False),
    "successor": ("isto:succeeds", True),
    "member": ("org:memberOf", False),
    "whole": ("dcterms:isPartOf", False),
    # The build joins no records between which this stands.
    "different": ("owl:differentFrom", False),
}

Property = tuple[NamedNode, Term]


_ORGANIZATION = term("org:Organization")
_ALIAS, _HIDDEN = term("skos:altLabel"), term("skos:hiddenLabel")
_ACRONYM, _STATUS = isto("acronym"), isto("registryStatus")
_LOCALITY, _POINT = isto("locality"), isto("coordinates")
_SAME_AS, _IDENTIFIER = term("schema:sameAs"), term("schema:identifier")
_URL, _PAGE = term("schema:url"), term("schema:subjectOf")
_FOUNDED, _LOCATION = term("schema:foundingDate"), term("schema:location")
_KIND, _SOURCE = term("dcterms:type"), term("dcterms:source")
_REPLACED_BY, _DEPRECATED = term("dcterms:isReplacedBy"), term("owl:deprecated")


def iri(source: str, key: str) -> NamedNode:
    """Return the IRI of a source's record.

    >>> iri("wikidata", "Q7817").value
    'https://w3id.org/istograph/id/organization/wikidata-q7817'
    """
    return model.record("organization", f"{source}-{key.lower()}")


def document(registry: Registry, file: File, changed: str | None = None) -> model.Record:
    """Return the record of a source's file; `changed` is the last day that its entries tell of."""
    properties: list[Property] = [
        (term("dcterms:license"), NamedNode(registry.license)),
        (term("dcterms:publisher"), Literal(registry.publisher)),
        (_URL, NamedNode(registry.homepage)),
        (isto("sha256"), Literal(file.sha256)),
    ]
    if changed:
        properties.append((term("dcterms:issued"), Literal(changed, datatype=term("xsd:date"))))
    if file.accessed:
        properties.append((isto("accessed"), model.date_literal(file.accessed)))
    label = Text(f"{registry.label.en}: {file.name}", f"{registry.label.zh}：{file.name}")
    types = (isto("Document"),)
    return model.Record(_document(registry, file), types, label, properties=tuple(properties))


def _document(registry: Registry, file: File) -> NamedNode:
    return model.record("document", f"{registry.name}-{file.sha256[:16]}")


class Writer:
    """Writes the records of one file of a source; `known` says which others there are."""

    def __init__(self, registry: Registry, file: File, known: Callable[[str], bool]) -> None:
        self._registry = registry
        self._graph = model.graph(registry.name)
        self._source = _document(registry, file)
        self._known = known

    def quads(self, record: Record) -> Iterator[Quad]:
        """Yield everything that a record says; no quad twice."""
        triples = self._redirect(record) if record.status == "withdrawn" else self._all(record)
        for triple in dict.fromkeys(triples):
            yield Quad(triple.subject, triple.predicate, triple.object, self._graph)

    def _redirect(self, record: Record) -> Iterator[Triple]:
        subject = iri(record.source, record.key)
        if record.successor:
            target = self._target(record.successor)
            if target:
                yield Triple(subject, _REPLACED_BY, target)
        yield Triple(subject, _DEPRECATED, Literal(True))
        yield Triple(subject, _STATUS, Literal("withdrawn"))
        for name in record.names:
            yield Triple(subject, _HIDDEN, _literal(name))
        for predicate, value in _identifiers(record.identifiers):
            # It is the same as nothing any more, but is still looked up by its identifiers.
            if predicate == _IDENTIFIER:
                yield Triple(subject, predicate, value)
        yield Triple(subject, _SOURCE, self._source)

    def _all(self, record: Record) -> Iterator[Triple]:
        subject = iri(record.source, record.key)
        yield Triple(subject, TYPE, _ORGANIZATION)
        for predicate, value in _properties(record):
            yield Triple(subject, predicate, value)
        yield Triple(subject, _SOURCE, self._source)
        yield from self._relations(subject, record)
        counted: Counter[str] = Counter()
        for fact in record.facts:
            counted[fact.property] += 1
            yield from self._claim(record, fact, counted[fact.property]).triples()

    def _relations(self, subject: NamedNode, record: Record) -> Iterator[Triple]:
        for relation in record.relations:
            target = self._target(relation.key)
            if target:
                predicate, turned = _RELATIONS[relation.kind]
                ends = (target, subject) if turned else (subject, target)
                yield Triple(ends[0], term(predicate), ends[1])

    def _target(self, key: str) -> NamedNode | None:
        """Return our IRI of a record that is here, else the source's own if it has any."""
        if self._known(key):
            return iri(self._registry.name, key)
        scheme = _LINKED.get(self._registry.name)
        return NamedNode(scheme.iri(key)) if scheme else None

    def _claim(self, record: Record, fact: Fact, number: int) -> Claim:
        subject = iri(record.source, record.key)
        key = f"{record.source}-{record.key.lower()}-{kebab(fact.property)}-{number}"
        value = fact_value(fact.property, fact.value, key)
        return Claim(
            key,
            subject,
            isto(fact.property),
            value.term,
            source=self._source,
            support="outside",
            locator=fact.locator,
            since=fact.start,
            until=fact.end,
            negated=fact.negated,
            note=Text(*fact.note) if fact.note else Text(),
            details=value.details,
        )


def _properties(record: Record) -> Iterator[Property]:
    yield from _names(record.names)
    yield from _identifiers(record.identifiers)
    yield from ((_URL, NamedNode(address)) for address in record.websites)
    yield from ((_PAGE, NamedNode(address)) for address in record.pages)
    if record.founded:
        datatype = term(_DATATYPES[len(record.founded)])
        yield _FOUNDED, Literal(record.founded, datatype=datatype)
    for location in record.locations:
        yield from _located(location)
    if record.status:
        yield _STATUS, Literal(record.status)
    for type_ in record.types:
        yield _KIND, NamedNode(type_) if type_.startswith("http") else Literal(type_)


def _names(names: tuple[Name, ...]) -> Iterator[Property]:
    """Yield one label in each language and everything else as alternative labels."""
    labels = _labels(names)
    yield from ((LABEL, Literal(text, language=tag)) for tag, text in labels.items())
    for name in names:
        if name.kind == "acronym":
            yield _ACRONYM, Literal(name.text)
        plain = name.kind == "acronym" and name.language is None
        if labels.get(_tag(name)) != name.text and not plain:
            yield _ALIAS, _literal(name)


def _labels(names: tuple[Name, ...]) -> dict[str, str]:
    # A record that has a short name only is found by that.
    kinds = ("label", "alias", "acronym")
    kind = next((kind for kind in kinds if any(name.kind == kind for name in names)), "label")
    found: dict[str, str] = {}
    for name in names:
        if name.kind == kind:
            found.setdefault(_tag(name), name.text)
    for language, variants in _VARIANTS.items():
        variant = next((tag for tag in variants if tag in found), None)
        if language not in found and variant:
            found[language] = found[variant]
    return found


def _tag(name: Name) -> str:
    # Tags are alike whatever their case (RFC 5646, section 2.1.1), and RDF has them in small.
    return (name.language or _UNKNOWN).lower()


def _literal(name: Name) -> Literal:
    return Literal(name.text, language=_tag(name))


def _identifiers(identifiers: Iterable[Identifier]) -> Iterator[Property]:
    for identifier in identifiers:
        scheme = _LINKED.get(identifier.scheme)
        if scheme and not identifier.secondary:
            yield _SAME_AS, NamedNode(scheme.iri(identifier.value))
        else:
            yield _IDENTIFIER, Literal(f"{identifier.scheme}:{identifier.value}")


def _located(location: Location) -> Iterator[Property]:
    if location.place:
        yield _LOCALITY, Literal(location.place)
    if location.geonames:
        yield _LOCATION, NamedNode(f"https://sws.geonames.org/{location.geonames}/")
    if location.item:
        yield _LOCATION, term(f"wd:{location.item}")
    if location.point:
        latitude, longitude = location.point
        yield _POINT, Literal(f"{latitude},{longitude}")
