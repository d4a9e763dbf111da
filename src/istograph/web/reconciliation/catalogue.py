"""One version of the dataset as those see it who reconcile: organizations, types, properties."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode

from istograph.matching import Candidate, Index
from istograph.matching.reading import described, stored, written
from istograph.matching.tables import Parts
from istograph.model import JOINS, REPLACED_BY, graph, isto, value_of
from istograph.model.terms import ORGANIZATIONS
from istograph.rdf.namespaces import ID, ISTO
from istograph.rdf.terms import TYPE, term
from istograph.web.http.languages import Language
from istograph.web.linked_data.lookup import DEFAULT, Graph, Lookup, Node
from istograph.web.reconciliation.properties import Property, holders, properties

ORGANIZATION = "Organization"
_ORGANIZATION = term("org:Organization")
_SUBCLASS = term("rdfs:subClassOf")
_EQUIVALENT = term("owl:equivalentClass")
_INTERSECTION = term("owl:intersectionOf")
_UNION = term("owl:unionOf")
_FIRST, _REST = term("rdf:first"), term("rdf:rest")


@dataclass(frozen=True)
class Type:
    """A class that organizations are in, with the classes right above it."""

    id: str
    iri: NamedNode
    en: str
    zh: str
    broader: tuple[str, ...] = ()

    def name(self, language: Language) -> str:
        """Return its name in a language."""
        return self.zh if language == "zh" else self.en


class Vocabulary:
    """The types and properties, which are few: what a manifest needs at once."""

    def __init__(self, lookup: Lookup) -> None:
        self.types: dict[str, Type] = _types(lookup)
        self.properties: dict[str, Property] = properties(lookup)


@dataclass(frozen=True)
class Indexed:
    """The organizations of one version, and what users had written of them then."""

    index: Index
    written: Mapping[str, str]

    @classmethod
    def read(cls, parts: Parts) -> "Indexed":
        """Return what `parts` gave."""
        return cls(Index.read(parts), json.loads(parts["written"]))

    def parts(self) -> dict[str, bytes]:
        """Return all of it as bytes that have names."""
        return self.index.parts() | {"written": json.dumps(self.written).encode()}


class Catalogue(Vocabulary):
    """The organizations besides; made once for each version, beside the event loop.

    Of what was indexed before of the same build, what users have not written about is taken over;
    `graphs` are those that they can write.
    """

    def __init__(
        self,
        lookup: Lookup,
        before: Indexed | None = None,
        graphs: Iterable[Graph] = (graph("local"),),
    ) -> None:
        super().__init__(lookup)
        self.lookup = lookup
        said = written(lookup.store, graphs)
        self.index = self._index(before, said)
        self.indexed = Indexed(self.index, said)
        self._replaced = {
            _key(t.subject): _key(t.object)
            for where in (DEFAULT, JOINS)
            for t in lookup.triples(None, REPLACED_BY, None, where)
            if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode)
        }
        self._holders: dict[str, dict[str, set[str]]] = {}
        self._order = self._specific_first()

    def _index(self, before: Indexed | None, now: Mapping[str, str]) -> Index:
        if before is None:
            return Index(stored(self.lookup.store))
        old = before.written
        keys = {key for key in now.keys() | old.keys() if now.get(key) != old.get(key)}
        if not keys:
            return before.index
        candidates = list(described(self.lookup.store, keys))
        return before.index.changed(candidates, keys - {each.key for each in candidates})

    def candidate(self, text: str) -> Candidate | None:
        """Return the organization of a key, also of one that another replaced; or of its IRI."""
        key = text.strip().removeprefix(ORGANIZATIONS)
        passed: set[str] = set()
        while key in self._replaced and key not in passed:
            passed.add(key)
            key = self._replaced[key]
        return self.index.of_key(key)

    def holders(self, property_: Property, value: str) -> set[str]:
        """Return the keys of the organizations that have a value of a property."""
        if property_.id not in self._holders:
            self._holders[property_.id] = holders(self.lookup, property_)
        return self._holders[property_.id].get(value.casefold(), set())

    def node(self, candidate: Candidate) -> NamedNode:
        """Return an organization's IRI."""
        return NamedNode(ORGANIZATIONS + candidate.key)

    def types_of(self, candidate: Candidate) -> list[Type]:
        """Return the classes of an organization, the most specific first."""
        node = self.node(candidate)
        names = {_local(o) for o in self.lookup.objects(node, TYPE) if isinstance(o, NamedNode)}
        return [self.types[name] for name in self._order if name in names]

    def type(self, text: str) -> str:
        """Return the id of a type that is named by its id, CURIE or IRI."""
        return text.rpartition("#")[2].rpartition(":")[2]

    def name(self, candidate: Candidate, language: Language) -> str:
        """Return an organization's name in a language, or in the other one."""
        label = self.lookup.label(self.node(candidate), language)
        return label.value if label else candidate.key

    def country(self, code: str, language: Language) -> str:
        """Return what a country is called, or its code."""
        label = self.lookup.label(NamedNode(f"{ID}jurisdiction/{code.lower()}"), language)
        return label.value if label else code

    def description(self, candidate: Candidate, language: Language) -> str:
        """Return what tells an organization from its namesakes: acronym, country, year."""
        acronyms = sorted(name.text for name in candidate.names if name.kind == "acronym")
        said = [*acronyms[:1], *(self.country(c, language) for c in sorted(candidate.countries))]
        if candidate.founded:
            said.append(str(candidate.founded))
        return ("，" if language == "zh" else ", ").join(said)

    def _specific_first(self) -> list[str]:
        """Return the types in the order of how much they say: below most, then of fewest."""
        # All are organizations, of which there may be very many.
        members = {
            name: len(self.lookup.subjects(TYPE, type_.iri))
            for name, type_ in self.types.items()
            if name != ORGANIZATION
        }

        def place(name: str) -> tuple[int, int, str]:
            return -len(self._above(name)), members.get(name, 0), name

        return sorted(self.types, key=place)

    def _above(self, name: str) -> set[str]:
        above: set[str] = set()
        waiting = [name]
        while waiting:
            for broader in self.types[waiting.pop()].broader:
                if broader not in above:
                    above.add(broader)
                    waiting.append(broader)
        return above


def _types(lookup: Lookup) -> dict[str, Type]:
    """Return the classes of the classification, below what they all are."""
    classes = [t.subject for t in lookup.triples(None, isto("axis"))]
    nodes = sorted((c for c in classes if isinstance(c, NamedNode)), key=lambda c: c.value)
    known = {_local(node) for node in nodes}
    above: dict[str, set[str]] = {name: set() for name in known}
    for node in nodes:
        for broader in _operands(lookup, node, _INTERSECTION):
            above[_local(node)].add(broader)
        for narrower in _operands(lookup, node, _UNION):
            above.setdefault(narrower, set()).add(_local(node))
    types = {ORGANIZATION: _type(lookup, _ORGANIZATION, ())}
    for node in nodes:
        name = _local(node)
        nearest = tuple(sorted((above[name] & known) - {name}))
        types[name] = _type(lookup, node, nearest or (ORGANIZATION,))
    return types


def _type(lookup: Lookup, node: NamedNode, broader: tuple[str, ...]) -> Type:
    labels = [lookup.label(node, language) for language in ("en", "zh")]
    en, zh = (label.value if label else _local(node) for label in labels)
    return Type(_local(node), node, en, zh, broader)


def _operands(lookup: Lookup, node: NamedNode, operator: NamedNode) -> list[str]:
    """Return the named classes that a class is stated to be the intersection, or the union, of."""
    stated = lookup.objects(node, _EQUIVALENT)
    found = []
    if operator == _INTERSECTION:
        stated += lookup.objects(node, _SUBCLASS)
        found = [_local(each) for each in stated if isinstance(each, NamedNode)]
    for each in stated:
        if isinstance(each, BlankNode):
            for head in lookup.objects(each, operator):
                found += [_local(o) for o in _members(lookup, head) if isinstance(o, NamedNode)]
    return found


def _members(lookup: Lookup, head: object) -> list[object]:
    members: list[object] = []
    while isinstance(head, BlankNode):
        members += lookup.objects(head, _FIRST)
        rest = lookup.objects(head, _REST)
        head = rest[0] if rest else None
    return members


def _local(node: object) -> str:
    return value_of(node).removeprefix(ISTO).rpartition("#")[2]


def _key(node: Node) -> str:
    return node.value.removeprefix(ORGANIZATIONS)
