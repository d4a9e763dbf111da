"""Candidates read from a store: from the graphs of one source, or from all that is known."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from istograph.matching.candidates import Candidate, Name
from istograph.model import JOINS, Replacements, graph, isto
from istograph.model.identifiers import LINKED, identified
from istograph.model.terms import ORGANIZATIONS
from istograph.rdf.namespaces import ID, expand
from istograph.rdf.terms import TYPE

_JURISDICTIONS = f"{ID}jurisdiction/"
_ORGANIZATION = NamedNode(expand("org:Organization"))
_KINDS = {
    expand("rdfs:label"): "label",
    expand("skos:altLabel"): "alias",
    isto("acronym").value: "acronym",
}
_SAME_AS, _IDENTIFIER = expand("schema:sameAs"), expand("schema:identifier")
_FOUNDED, _URL = expand("schema:foundingDate"), expand("schema:url")
_COUNTRY = isto("isHeadquarteredIn").value
_DISSOLVED = isto("dissolvedOn").value
_READ = (*_KINDS, _SAME_AS, _IDENTIFIER, _FOUNDED, _URL, _COUNTRY, _DISSOLVED)
# RFC 5646, section 4.1: the language is not known.
_UNKNOWN = "und"
_YEAR = re.compile(r"\d{4}")

Graph = NamedNode | DefaultGraph


@dataclass
class _Draft:
    """What was read of a record so far."""

    names: set[tuple[str, str, str]] = field(default_factory=set)
    identifiers: set[tuple[str, str]] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    websites: set[str] = field(default_factory=set)
    years: list[int] = field(default_factory=list)
    is_dissolved: bool = False

    def note(self, predicate: str, term: object) -> None:
        """Take one value of a property."""
        value = str(getattr(term, "value", ""))
        if predicate in _KINDS and isinstance(term, Literal):
            language = term.language or ""
            self.names.add((_KINDS[predicate], value, "" if language == _UNKNOWN else language))
        elif predicate in (_SAME_AS, _IDENTIFIER):
            self.identifiers |= _identifier(value)
        elif predicate == _COUNTRY and value.startswith(_JURISDICTIONS):
            self.countries.add(value.removeprefix(_JURISDICTIONS).upper())
        elif predicate == _URL:
            self.websites.add(value)
        elif predicate == _FOUNDED and (year := _YEAR.match(value)):
            self.years.append(int(year.group()))
        elif predicate == _DISSOLVED:
            self.is_dissolved = True

    def candidate(self, key: str, source: str) -> Candidate:
        """Return the record."""
        names = sorted(self.names, key=_labels_first)
        return Candidate(
            key=key,
            source=source,
            names=tuple(Name(text, language, kind) for kind, text, language in names),
            identifiers=frozenset(self.identifiers),
            countries=frozenset(self.countries),
            founded=min(self.years, default=None),
            websites=frozenset(self.websites),
            is_dissolved=self.is_dissolved,
        )


def stored(
    store: Store, source: str = "", graphs: Sequence[Graph] = (DefaultGraph(),)
) -> Iterator[Candidate]:
    """Yield the organizations that some graphs describe together, in the order of their keys.

    What is still said of a record that was joined to another one is said of that one.
    """
    drafts: dict[str, _Draft] = {}
    joined = {node.value: kept.value for node, kept in Replacements(store, (JOINS,)).all().items()}
    for where in graphs:
        for quad in store.quads_for_pattern(None, TYPE, _ORGANIZATION, where):
            iri = str(getattr(quad.subject, "value", ""))
            if iri.startswith(ORGANIZATIONS) and iri not in joined:
                drafts.setdefault(iri, _Draft())
    # A property at a time: most of what is said of an organization is none of these.
    for where, predicate in product(graphs, _READ):
        for quad in store.quads_for_pattern(None, NamedNode(predicate), None, where):
            iri = str(getattr(quad.subject, "value", ""))
            draft = drafts.get(joined.get(iri, iri))
            if draft is not None:
                draft.note(predicate, quad.object)
    for iri in sorted(drafts):
        yield drafts.pop(iri).candidate(iri.removeprefix(ORGANIZATIONS), source)


def described(store: Store, keys: Iterable[str]) -> Iterator[Candidate]:
    """Yield those of some organizations that there are, as all that is known describes them."""
    names, default = Replacements(store, (JOINS,)).names, DefaultGraph()
    for key in sorted(keys):
        node = NamedNode(ORGANIZATIONS + key)
        if not any(store.quads_for_pattern(node, TYPE, _ORGANIZATION, default)):
            continue
        draft = _Draft()
        for name, predicate in product(names(node), _READ):
            for quad in store.quads_for_pattern(name, NamedNode(predicate), None, default):
                draft.note(predicate, quad.object)
        yield draft.candidate(key, "")


def written(store: Store, graphs: Iterable[Graph] = (graph("local"),)) -> dict[str, str]:
    """Return what users wrote that is read here, by the key of the organization that it is of.

    `graphs` are those that they can write.
    """
    kept = Replacements(store, (JOINS,)).kept
    found: dict[str, set[str]] = defaultdict(set)
    for where, predicate in product(graphs, (TYPE, *map(NamedNode, _READ))):
        for quad in store.quads_for_pattern(None, predicate, None, where):
            if isinstance(quad.subject, NamedNode):
                node = kept(quad.subject)
                found[node.value.removeprefix(ORGANIZATIONS)].add(str(quad.triple))
    return {key: "\n".join(sorted(triples)) for key, triples in found.items()}


def _labels_first(key: tuple[str, str, str]) -> tuple[bool, tuple[str, str, str]]:
    return key[0] != "label", key


def _identifier(value: str) -> set[tuple[str, str]]:
    """Return an identifier as scheme and value; none for an IRI of no scheme that is known."""
    if (found := identified(value)) and found[0] in LINKED:
        return {(found[0].key, found[1])}
    scheme, colon, rest = value.partition(":")
    return {(scheme, rest)} if colon and not rest.startswith("//") else set()
