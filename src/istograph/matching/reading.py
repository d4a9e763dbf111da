"""Candidates read from a store: from the graphs of one source, or from all that is known."""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from istograph.matching.candidates import Candidate, Name
from istograph.model import isto
from istograph.rdf.namespaces import ID, PREFIXES, expand

_ORGANIZATIONS = f"{ID}organization/"
_TYPE, _ORGANIZATION = NamedNode(expand("rdf:type")), NamedNode(expand("org:Organization"))
_KINDS = {
    expand("rdfs:label"): "label",
    expand("skos:altLabel"): "alias",
    isto("acronym").value: "acronym",
}
_SAME_AS, _IDENTIFIER = expand("schema:sameAs"), expand("schema:identifier")
_FOUNDED, _URL = expand("schema:foundingDate"), expand("schema:url")
_COUNTRY = isto("isHeadquarteredIn").value
_SCHEMES = {PREFIXES["wd"]: "wikidata", "https://ror.org/": "ror"}
# What a source lists beside the one that it prefers: it is found by them, and not joined by them.
_SECONDARY = {"wikidata": "other-wikidata", "ror": "other-ror"}
# RFC 5646, section 4.1: the language is not known.
_UNKNOWN = "und"
_YEAR = re.compile(r"\d{4}")

Graph = NamedNode | DefaultGraph


def stored(
    store: Store, source: str = "", graphs: Sequence[Graph] = (DefaultGraph(),)
) -> Iterator[Candidate]:
    """Yield the organizations that some graphs describe together, in the order of their keys."""
    found = {
        quad.subject
        for where in graphs
        for quad in store.quads_for_pattern(None, _TYPE, _ORGANIZATION, where)
        if isinstance(quad.subject, NamedNode)
    }
    for subject in sorted(found, key=lambda node: node.value):
        if subject.value.startswith(_ORGANIZATIONS):
            yield _candidate(store, subject, source, graphs)


def _candidate(store: Store, subject: NamedNode, source: str, graphs: Sequence[Graph]) -> Candidate:
    names: dict[tuple[str, str, str], Name] = {}
    identifiers, countries, websites = set(), set(), set()
    years = []
    for where in graphs:
        for quad in store.quads_for_pattern(subject, None, None, where):
            predicate, value = quad.predicate.value, str(getattr(quad.object, "value", ""))
            if predicate in _KINDS and isinstance(quad.object, Literal):
                name = _name(quad.object, _KINDS[predicate])
                names[name.kind, name.text, name.language] = name
            elif predicate == _SAME_AS:
                identifiers |= _identifier(value)
            elif predicate == _IDENTIFIER:
                identifiers |= {(_SECONDARY.get(s, s), v) for s, v in _identifier(value)}
            elif predicate == _COUNTRY:
                countries.add(value.rpartition("/")[2].upper())
            elif predicate == _URL:
                websites.add(value)
            elif predicate == _FOUNDED and (year := _YEAR.match(value)):
                years.append(int(year.group()))
    return Candidate(
        key=subject.value.removeprefix(_ORGANIZATIONS),
        source=source,
        names=tuple(names[key] for key in sorted(names, key=_labels_first)),
        identifiers=frozenset(identifiers),
        countries=frozenset(countries),
        founded=min(years, default=None),
        websites=frozenset(websites),
    )


def _labels_first(key: tuple[str, str, str]) -> tuple[bool, tuple[str, str, str]]:
    return key[0] != "label", key


def _name(literal: Literal, kind: str) -> Name:
    language = literal.language or ""
    return Name(literal.value, "" if language == _UNKNOWN else language, kind)


def _identifier(value: str) -> set[tuple[str, str]]:
    """Return an identifier as scheme and value; none for an IRI of no scheme that is known."""
    for base, scheme in _SCHEMES.items():
        if value.startswith(base):
            return {(scheme, value.removeprefix(base))}
    scheme, colon, rest = value.partition(":")
    return {(scheme, rest)} if colon and not rest.startswith("//") else set()
