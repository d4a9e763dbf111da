"""A term's words and links, in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from istograph.model import graph
from istograph.rdf.namespaces import ISTO, shorten
from istograph.rdf.terms import LABEL, TYPE, term
from istograph.web.http.links import Links
from istograph.web.linked_data.lookup import DEFAULT, Graph, Lookup, Node

ONTOLOGY = graph("ontology")


# What the W3C named, in words.
_WORDS = {
    term("rdfs:subClassOf"): ("a kind of", "属于"),
    term("rdfs:subPropertyOf"): ("a case of", "属于"),
    term("schema:domainIncludes"): ("said of", "用于"),
    term("schema:rangeIncludes"): ("its values", "取值"),
    term("sh:targetClass"): ("for each", "适用于"),
    term("rdfs:seeAlso"): ("see also", "另见"),
}


@dataclass(frozen=True)
class Link:
    """A label that leads somewhere."""

    text: str
    iri: str


@dataclass(frozen=True)
class Words:
    """What a term is called and what is said about it."""

    iri: str
    anchor: str
    label: str
    other_label: str
    definitions: Sequence[str]
    notes: Sequence[str]
    examples: Sequence[str]


class Reader:
    """Reads one graph in one language."""

    def __init__(self, lookup: Lookup, links: Links, where: Graph) -> None:
        self.lookup = lookup
        self.language = links.language
        self.where = where

    def header(self, node: NamedNode) -> dict[str, object]:
        """Return what a document says of itself."""
        return {
            "iri": node.value,
            "title": self.one(node, "dcterms:title"),
            "descriptions": self.texts(node, "dcterms:description"),
            "version": self.one(node, "owl:versionInfo"),
        }

    def instances(self, curie: str, start: str = ISTO) -> list[NamedNode]:
        """Return what is of a class and has a name of ours, in the order of the names."""
        nodes = self.lookup.subjects(TYPE, term(curie), self.where)
        ours = (n for n in nodes if isinstance(n, NamedNode) and n.value.startswith(start))
        return sorted(ours, key=lambda node: node.value)

    def words(self, node: NamedNode) -> Words:
        """Return what a term is called and what is said about it."""
        labels = {
            (o.language or ""): o.value
            for o in self.lookup.objects(node, LABEL, self.where)
            if isinstance(o, Literal)
        }
        label = labels.pop(self.language, "") or next(iter(labels.values()), shorten(node.value))
        return Words(
            iri=node.value,
            anchor=node.value.partition("#")[2],
            label=label,
            other_label=next((other for other in labels.values() if other != label), ""),
            definitions=self.texts(node, "skos:definition"),
            notes=self.texts(node, "skos:scopeNote"),
            examples=self.texts(node, "skos:example"),
        )

    def one(self, node: Node, curie: str) -> str:
        """Return a value, in the reader's language if there is one."""
        values = self.lookup.objects(node, term(curie), self.where)
        texts = [o for o in values if isinstance(o, Literal) and o.language == self.language]
        chosen = texts or values
        return str(chosen[0].value) if chosen else ""

    def texts(self, node: Node, curie: str) -> list[str]:
        """Return the texts of a property in the reader's language, or else in any."""
        values = self.lookup.objects(node, term(curie), self.where)
        literals = [o for o in values if isinstance(o, Literal)]
        own = [o for o in literals if o.language == self.language]
        return sorted(o.value for o in own or literals)

    def text(self, node: Node, curie: str) -> str:
        """Return these texts as one."""
        return " ".join(self.texts(node, curie))

    def links(self, node: Node, curie: str) -> list[Link]:
        """Return the named values of a property, by their labels."""
        values = self.lookup.objects(node, term(curie), self.where)
        links = (self.link(o) for o in values if isinstance(o, NamedNode))
        return sorted(links, key=lambda link: link.text)

    def link(self, node: NamedNode) -> Link:
        """Return a link by the label of what it leads to."""
        return Link(self.label(node), node.value)

    def label(self, node: NamedNode) -> str:
        """Return a label, or the short form of an IRI that has none."""
        if node in _WORDS:
            return _WORDS[node][self.language == "zh"]
        label = self.lookup.label(node, self.language, DEFAULT)
        return label.value if label else shorten(node.value)

    def rows(self, node: NamedNode, curies: Iterable[str]) -> list[tuple[str, list[Link]]]:
        """Return those of some properties that have named values, by what they are called."""
        found = ((self.label(term(curie)), self.links(node, curie)) for curie in curies)
        return [(name, links) for name, links in found if links]
