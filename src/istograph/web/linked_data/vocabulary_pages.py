"""What the documentation of the ontology and of the shapes shows, read from the graph itself.

ontology    classes with live counts and the axioms about them; properties; functions; the axioms in
            words, with what supports them and the paper's line; the concept schemes
shapes      by target class, each with the message that it gives
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from istograph.model import graph, isto, value_of
from istograph.rdf.namespaces import ISTO, ONTOLOGY_IRI, expand, shorten
from istograph.web.http.links import SHAPES, Links
from istograph.web.linked_data.lookup import DEFAULT, TYPE, Graph, Lookup, Node

_ONTOLOGY_GRAPH, _SHAPES_GRAPH = graph("ontology"), graph("shapes")


def _term(curie: str) -> NamedNode:
    return NamedNode(expand(curie))


_AXIOM_NODES = (_term("owl:annotatedSource"), _term("owl:annotatedTarget"))


# What the W3C named, in words.
_WORDS = {
    _term("rdfs:subClassOf"): ("a kind of", "属于"),
    _term("rdfs:subPropertyOf"): ("a case of", "属于"),
    _term("schema:domainIncludes"): ("said of", "用于"),
    _term("schema:rangeIncludes"): ("its values", "取值"),
    _term("sh:targetClass"): ("for each", "适用于"),
    _term("rdfs:seeAlso"): ("see also", "另见"),
}


@dataclass(frozen=True)
class Link:
    """A label that leads somewhere."""

    text: str
    iri: str


@dataclass(frozen=True)
class Axiom:
    """A sentence of the classification."""

    anchor: str
    sentence: str
    support: Link | None
    line: str
    source: str
    quote: str
    notes: Sequence[str]


@dataclass(frozen=True)
class Entry:
    """A class, a property or a shape, as its documentation shows it."""

    anchor: str
    label: str
    other_label: str
    definitions: Sequence[str]
    notes: Sequence[str]
    examples: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Link]]]
    axioms: Sequence[Axiom] = ()
    count: int | None = None
    iri: str = ""


@dataclass(frozen=True)
class Rule:
    """A property shape: what it looks at, what it says, how grave that is."""

    anchor: str
    name: str
    path: str
    description: str
    message: str
    severity: str


@dataclass(frozen=True)
class Part:
    """A part of the page, under one heading."""

    anchor: str
    en: str
    zh: str
    entries: Sequence[Entry]


def content(lookup: Lookup, name: str, links: Links) -> dict[str, Any]:
    """Return what the template shows: of the ontology, or of the shapes."""
    reader = _Reader(lookup, links)
    return reader.ontology() if name == "ontology" else reader.shapes()


class _Reader:
    """Reads the graph of one of the two documents, in one language."""

    def __init__(self, lookup: Lookup, links: Links) -> None:
        self._lookup = lookup
        self._language = links.language
        self._axioms: dict[str, Axiom] = {}

    def ontology(self) -> dict[str, Any]:
        axioms = [self._axiom(node) for node in self._instances("isto:Axiom")]
        self._axioms = {axiom.anchor: axiom for axiom in axioms}
        classes = [self._class(node) for node in self._instances("owl:Class")]
        kinds = [node for node, _ in self._classification()]
        names = {node.value.removeprefix(ISTO): place for place, node in enumerate(kinds)}
        main = sorted((c for c in classes if c.anchor in names), key=lambda c: names[c.anchor])
        others = [each for each in classes if each.anchor not in names]
        return {
            **self._header(NamedNode(ONTOLOGY_IRI), _ONTOLOGY_GRAPH),
            "parts": [
                Part("classes", "Classes of the classification", "分类的类", main),
                Part("other-classes", "Other classes", "其他类", others),
                Part("properties", "Properties", "属性", list(self._properties())),
                Part("functions", "Functions for SPARQL", "SPARQL函数", list(self._functions())),
            ],
            "axioms": axioms,
            "schemes": self._schemes(),
        }

    def shapes(self) -> dict[str, Any]:
        nodes = self._instances("sh:NodeShape", _SHAPES_GRAPH, start=f"{SHAPES}#")
        shapes = [(self._shape(node), list(self._rules(node))) for node in nodes]
        return {
            **self._header(NamedNode(SHAPES), _SHAPES_GRAPH),
            # Those without a target only serve the others, and say nothing by themselves.
            "shapes": sorted(shapes, key=lambda shape: not shape[0].rows),
        }

    def _header(self, node: NamedNode, where: Graph) -> dict[str, Any]:
        return {
            "iri": node.value,
            "title": self._one(node, "dcterms:title", where),
            "descriptions": self._texts(node, "dcterms:description", where),
            "version": self._one(node, "owl:versionInfo", where),
        }

    # Terms

    def _instances(
        self, curie: str, where: Graph = _ONTOLOGY_GRAPH, start: str = ISTO
    ) -> list[NamedNode]:
        nodes = self._lookup.subjects(TYPE, _term(curie), where)
        ours = (n for n in nodes if isinstance(n, NamedNode) and n.value.startswith(start))
        return sorted(ours, key=lambda node: node.value)

    def _classification(self) -> list[tuple[NamedNode, int]]:
        found = []
        for triple in self._lookup.triples(None, isto("axis"), None, _ONTOLOGY_GRAPH):
            assert isinstance(triple.subject, NamedNode)
            order = self._one(triple.subject, "isto:order", _ONTOLOGY_GRAPH)
            found.append((triple.subject, int(order) if order.isdigit() else 99))
        return sorted(found, key=lambda row: (row[1], row[0].value))

    def _class(self, node: NamedNode) -> Entry:
        count = sum(1 for _ in self._lookup.triples(None, TYPE, node))
        rows = [
            ("rdfs:subClassOf", self._links(node, "rdfs:subClassOf")),
            ("isto:axis", self._links(node, "isto:axis")),
        ]
        return self._entry(node, rows, list(self._axioms_about(node)), count)

    def _properties(self) -> Iterator[Entry]:
        kinds = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")
        nodes = {node for kind in kinds for node in self._instances(kind)}
        for node in sorted(nodes, key=lambda node: node.value):
            rows = [
                (curie, self._links(node, curie))
                for curie in (
                    "schema:domainIncludes",
                    "schema:rangeIncludes",
                    "isto:valuesFrom",
                    "rdfs:subPropertyOf",
                    "isto:denialProperty",
                )
            ]
            count = sum(1 for _ in self._lookup.triples(None, node, None))
            yield self._entry(node, rows, list(self._axioms_about(node)), count)

    def _functions(self) -> Iterator[Entry]:
        for node in self._instances("sd:Function"):
            yield self._entry(node, [("rdfs:seeAlso", self._links(node, "rdfs:seeAlso"))])

    def _entry(
        self,
        node: NamedNode,
        rows: Iterable[tuple[str, list[Link]]],
        axioms: Sequence[Axiom] = (),
        count: int | None = None,
        where: Graph = _ONTOLOGY_GRAPH,
    ) -> Entry:
        labels = {
            (o.language or ""): o.value
            for o in self._lookup.objects(node, _term("rdfs:label"), where)
            if isinstance(o, Literal)
        }
        label = labels.pop(self._language, "") or next(iter(labels.values()), node.value)
        return Entry(
            anchor=node.value.partition("#")[2],
            label=label,
            other_label=next(iter(labels.values()), ""),
            definitions=self._texts(node, "skos:definition", where),
            notes=self._texts(node, "skos:scopeNote", where),
            examples=self._texts(node, "skos:example", where),
            rows=[(self._label(_term(curie)), links) for curie, links in rows if links],
            axioms=axioms,
            count=count,
            iri=node.value,
        )

    # Axioms

    def _axiom(self, node: NamedNode) -> Axiom:
        support = self._links(node, "isto:support")
        return Axiom(
            anchor=node.value.removeprefix(ISTO),
            sentence=self._label(node),
            support=support[0] if support else None,
            line=self._one(node, "isto:line", _ONTOLOGY_GRAPH),
            source=self._one(node, "dcterms:source", _ONTOLOGY_GRAPH),
            quote=self._one(node, "isto:quote", _ONTOLOGY_GRAPH),
            notes=self._texts(node, "skos:scopeNote", _ONTOLOGY_GRAPH),
        )

    def _axioms_about(self, node: NamedNode) -> Iterator[Axiom]:
        """Yield the named axioms of which a term is a side."""
        names = set()
        for predicate in _AXIOM_NODES:
            for annotation in self._lookup.subjects(predicate, node, _ONTOLOGY_GRAPH):
                for axiom in self._lookup.objects(annotation, isto("axiom"), _ONTOLOGY_GRAPH):
                    names.add(value_of(axiom).removeprefix(ISTO))
        return (self._axioms[name] for name in sorted(names) if name in self._axioms)

    def _schemes(self) -> list[tuple[Link, str, int]]:
        found = []
        for node in self._instances("skos:ConceptScheme", start="https://w3id.org/istograph/id/"):
            number = sum(1 for _ in self._lookup.triples(None, _term("skos:inScheme"), node))
            definition = " ".join(self._texts(node, "skos:definition", _ONTOLOGY_GRAPH))
            found.append((Link(self._label(node), node.value), definition, number))
        return sorted(found, key=lambda row: row[0].text)

    # Shapes

    def _shape(self, node: NamedNode) -> Entry:
        targets = self._links(node, "sh:targetClass", _SHAPES_GRAPH)
        return self._entry(node, [("sh:targetClass", targets)], where=_SHAPES_GRAPH)

    def _rules(self, shape: NamedNode) -> Iterator[Rule]:
        nodes = self._lookup.objects(shape, _term("sh:property"), _SHAPES_GRAPH)
        nodes += self._lookup.objects(shape, _term("sh:sparql"), _SHAPES_GRAPH)
        for node in sorted(nodes, key=str):
            rule = None if isinstance(node, Literal) else self._rule(shape, node)
            if rule and (rule.message or rule.description):
                yield rule

    def _rule(self, shape: NamedNode, node: Node) -> Rule:
        where = _SHAPES_GRAPH
        path = self._lookup.objects(node, _term("sh:path"), where)
        name = node.value.partition("#")[2] if isinstance(node, NamedNode) else ""
        severity = self._one(node, "sh:severity", where) or self._one(shape, "sh:severity", where)
        plain = path and isinstance(path[0], NamedNode)
        return Rule(
            anchor=name,
            name=self._text(node, "sh:name", where),
            path=path[0].value if plain else "",
            description=self._text(node, "sh:description", where),
            message=self._text(node, "sh:message", where),
            severity=severity.partition("#")[2] or "Violation",
        )

    # Values

    def _one(self, node: Node, curie: str, where: Graph) -> str:
        values = self._lookup.objects(node, _term(curie), where)
        texts = [o for o in values if isinstance(o, Literal) and o.language == self._language]
        chosen = texts or values
        return str(chosen[0].value) if chosen else ""

    def _text(self, node: Node, curie: str, where: Graph) -> str:
        return " ".join(self._texts(node, curie, where))

    def _texts(self, node: Node, curie: str, where: Graph) -> list[str]:
        literals = [
            o for o in self._lookup.objects(node, _term(curie), where) if isinstance(o, Literal)
        ]
        own = [o for o in literals if o.language == self._language]
        return sorted(o.value for o in own or literals)

    def _links(self, node: Node, curie: str, where: Graph = _ONTOLOGY_GRAPH) -> list[Link]:
        values = self._lookup.objects(node, _term(curie), where)
        links = (Link(self._label(o), o.value) for o in values if isinstance(o, NamedNode))
        return sorted(links, key=lambda link: link.text)

    def _label(self, node: NamedNode) -> str:
        if node in _WORDS:
            return _WORDS[node][self._language == "zh"]
        label = self._lookup.label(node, self._language, DEFAULT)
        return label.value if label else shorten(node.value)
