"""The concept schemes and their concepts, with how often each is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from pyoxigraph import NamedNode

from istograph.model import graph
from istograph.rdf.namespaces import ID, ONTOLOGY_IRI
from istograph.rdf.terms import term
from istograph.web.http.links import Links
from istograph.web.linked_data.documentation.reading import ONTOLOGY, Link, Reader, Words
from istograph.web.linked_data.lookup import DEFAULT, Graph, Lookup

# What places a concept in its scheme is no use of it.
_STRUCTURE = {
    term(curie)
    for curie in (
        "isto:value",
        "skos:broader",
        "skos:narrower",
        "skos:hasTopConcept",
        "skos:inScheme",
        "isto:countsWithState",
        "owl:annotatedSource",
        "owl:annotatedTarget",
        "owl:hasValue",
    )
}


# The default graph, and what is apart from it but uses concepts.
_USERS: tuple[Graph, ...] = (DEFAULT, *map(graph, ("joins", "translation", "verdicts")))
# With registries there may be millions; nobody reads the difference.
MOST_USES = 10_000


@dataclass(frozen=True)
class Concept:
    """A value: its words, its key, the classes that an axiom puts it into, and its uses."""

    words: Words
    key: str
    groups: Sequence[Link]
    uses: int


@dataclass(frozen=True)
class Scheme:
    """A scheme, the properties whose values are its concepts, and these."""

    words: Words
    key: str
    number: int
    properties: Sequence[Link]
    concepts: Sequence[Concept] = ()

    @property
    def grouped(self) -> bool:
        """Whether an axiom puts one of them into a class."""
        return any(each.groups for each in self.concepts)


def schemes(lookup: Lookup, links: Links) -> list[Scheme]:
    """Return the schemes without their concepts, by their labels."""
    return _Values(lookup, links).schemes()


def content(lookup: Lookup, links: Links) -> dict[str, Any]:
    """Return what the page of all values shows."""
    found = _Values(lookup, links)
    header = found.reader.header(NamedNode(ONTOLOGY_IRI))
    return {**header, "schemes": found.schemes(with_concepts=True), "most": MOST_USES}


class _Values:
    def __init__(self, lookup: Lookup, links: Links) -> None:
        self.reader = Reader(lookup, links, ONTOLOGY)
        self._lookup = lookup

    def schemes(self, *, with_concepts: bool = False) -> list[Scheme]:
        found = []
        for node in self.reader.instances("skos:ConceptScheme", ID):
            concepts = self._lookup.subjects(term("skos:inScheme"), node)
            named = [each for each in concepts if isinstance(each, NamedNode)]
            users = self._lookup.subjects(term("isto:valuesFrom"), node, ONTOLOGY)
            found.append(
                Scheme(
                    words=self.reader.words(node),
                    key=node.value.rpartition("/")[2],
                    number=len(named),
                    properties=[
                        self.reader.link(each) for each in users if isinstance(each, NamedNode)
                    ],
                    concepts=self._concepts(named) if with_concepts else (),
                )
            )
        return sorted(found, key=lambda scheme: scheme.words.label)

    def _concepts(self, nodes: list[NamedNode]) -> list[Concept]:
        found = map(self._concept, nodes)
        return sorted(found, key=lambda each: (each.key, each.words.label))

    def _concept(self, node: NamedNode) -> Concept:
        kinds = self.reader.links(node, "rdf:type")
        found = chain.from_iterable(
            self._lookup.triples(None, None, node, where) for where in _USERS
        )
        uses = (triple for triple in found if triple.predicate not in _STRUCTURE)
        return Concept(
            words=self.reader.words(node),
            key=node.value.rpartition("/")[2],
            groups=[each for each in kinds if each.iri.startswith(ONTOLOGY_IRI)],
            uses=sum(1 for _ in islice(uses, MOST_USES)),
        )
