"""The page of the ontology: its terms in groups, each with what is said of it and how often.

kinds        the classes of the classification, by the axis that divides them
features     what facts show, from which the kinds are made; and the groups of values
records      the kinds of records that the graph holds, each below the one that it is a kind of
properties   by what they are said of
axioms       in words, with what supports them and the paper's line
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import BlankNode, NamedNode

from istograph.classification.explanations.citations import axiom_source
from istograph.classification.words.phrases import literal
from istograph.model import Text, isto, value_of
from istograph.rdf.namespaces import ISTO, ONTOLOGY_IRI, PREFIXES
from istograph.rdf.terms import TYPE, term
from istograph.web.http.links import Links
from istograph.web.linked_data.documentation import diagram, history, values
from istograph.web.linked_data.documentation.families import size
from istograph.web.linked_data.documentation.reading import ONTOLOGY, Link, Reader, Words
from istograph.web.linked_data.documentation.statistics import counts
from istograph.web.linked_data.lookup import Lookup, Node

_SIDES = (term("owl:annotatedSource"), term("owl:annotatedTarget"))
_PROPERTY_KINDS = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")
_PROPERTY_ROWS = (
    "schema:domainIncludes",
    "schema:rangeIncludes",
    "isto:valuesFrom",
    "rdfs:subPropertyOf",
    "isto:denialProperty",
)
_LAST = 99
# Whose properties come first: what facts, claims and the paper's tables and numbers say.
_FIRST = (
    "org:Organization",
    "isto:Claim",
    "isto:Document",
    "isto:Policy",
    "isto:TableRow",
    "isto:TableCell",
    "isto:Observation",
    "isto:Verdict",
)
_OTHER = "other-axioms"
# The axioms by what is asserted, in the order of the page.
_AXIOM_KINDS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "definitions": ("Definitions", "定义", ("owl:equivalentClass",)),
    "inclusions": ("What follows from what", "推出关系", ("rdfs:subClassOf",)),
    "exclusions": ("What excludes what", "互斥关系", ("owl:disjointWith",)),
    "groups": ("Which group a value belongs to", "取值归组", ("rdf:type",)),
    _OTHER: ("Properties and jurisdictions", "属性与法域", ()),
}


@dataclass(frozen=True)
class Axiom:
    """A sentence of the classification."""

    anchor: str
    sentence: str
    support: Link | None
    line: str
    source: Text | None
    quote: str
    notes: Sequence[str]
    kind: str
    # the named terms that are its sides
    about: Sequence[Link]


@dataclass(frozen=True)
class Entry:
    """A class, a property or a function, as its documentation shows it."""

    words: Words
    rows: Sequence[tuple[str, Sequence[Link]]]
    axioms: Sequence[Axiom] = ()
    count: int | None = None
    deprecated: bool = False
    # what is a kind of it, on the same page
    below: list["Entry"] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """Entries under a smaller heading."""

    anchor: str
    title: str
    intro: str
    entries: Sequence[Entry]


def content(lookup: Lookup, links: Links) -> dict[str, Any]:
    """Return what the template shows."""
    return _Ontology(lookup, links).content()


def axioms(lookup: Lookup, links: Links) -> dict[str, Any]:
    """Return what the page of the axioms shows."""
    return _Ontology(lookup, links).axioms()


class _Ontology:
    def __init__(self, lookup: Lookup, links: Links) -> None:
        self._reader = Reader(lookup, links, ONTOLOGY)
        self._lookup = lookup
        self._links = links
        self._counts = counts(lookup)
        self._kinds = self._axiom_kinds()
        self._axioms = {axiom.anchor: axiom for axiom in self._all_axioms()}

    def content(self) -> dict[str, Any]:
        classes = self._reader.instances("owl:Class")
        kinds = {node for node in classes if self._reader.links(node, "isto:axis")}
        groups = self._value_classes().intersection(classes)
        features = self._in_axioms().intersection(classes) - kinds - groups
        records = [node for node in classes if node not in kinds | groups | features]
        return {
            **self._reader.header(NamedNode(ONTOLOGY_IRI)),
            "kinds": list(self._by_axis(kinds)),
            "features": [self._class(node, counted=False) for node in sorted(features, key=str)],
            "groups": [self._class(node) for node in sorted(groups, key=str)],
            "records": self._tree(records),
            "properties": list(self._properties()),
            "functions": list(self._functions()),
            "axioms": self._grouped_axioms(),
            "schemes": values.schemes(self._lookup, self._links),
            "prefixes": dict(sorted(PREFIXES.items())),
            "drawing": diagram.drawn(self._reader, self._links, self._counts),
            "linked": diagram.table(
                self._reader, self._counts, [*records, term("org:Organization")]
            ),
            "versions": history.versions(self._links.language),
            "numbers": {
                "classes": len(classes),
                "axioms": len(self._axioms),
            },
        }

    def axioms(self) -> dict[str, Any]:
        supports = Counter(each.support.text for each in self._axioms.values() if each.support)
        return {"axioms": self._grouped_axioms(), "supports": supports.most_common()}

    # Classes

    def _by_axis(self, kinds: Iterable[NamedNode]) -> Iterator[Group]:
        """Yield the classes of each axis, in the order in which the paper divides."""
        ordered = sorted(kinds, key=self._order)
        axes = dict.fromkeys(axis for node in ordered for axis in self._axes(node))
        for axis in axes:
            below = [self._class(node) for node in ordered if axis in self._axes(node)]
            key = axis.value.rpartition("/")[2]
            title = self._reader.label(axis)
            yield Group(f"axis-{key}", title, self._reader.text(axis, "skos:definition"), below)

    def _axes(self, node: NamedNode) -> list[NamedNode]:
        found = self._lookup.objects(node, isto("axis"), ONTOLOGY)
        return [axis for axis in found if isinstance(axis, NamedNode)]

    def _order(self, node: NamedNode) -> tuple[int, str]:
        order = self._reader.one(node, "isto:order")
        return (int(order) if order.isdigit() else _LAST, node.value)

    def _tree(self, nodes: list[NamedNode]) -> list[Entry]:
        """Return the classes that are below no other of them, with those that are."""
        entries = {node: self._class(node) for node in nodes}
        tops = []
        for node, entry in entries.items():
            above = self._lookup.objects(node, term("rdfs:subClassOf"), ONTOLOGY)
            parents = [
                entries[each] for each in above if isinstance(each, NamedNode) and each in entries
            ]
            for parent in parents:
                parent.below.append(entry)
            if not parents:
                tops.append(entry)
        return tops

    def _class(self, node: NamedNode, *, counted: bool = True) -> Entry:
        count = size(self._lookup, self._counts, node) if counted else None
        rows = self._reader.rows(node, ("rdfs:subClassOf",))
        return self._entry(node, rows, self._axioms_about(node), count)

    def _entry(
        self,
        node: NamedNode,
        rows: Sequence[tuple[str, Sequence[Link]]],
        axioms: Sequence[Axiom] = (),
        count: int | None = None,
    ) -> Entry:
        return Entry(
            words=self._reader.words(node),
            rows=rows,
            axioms=axioms,
            count=count,
            deprecated=self._reader.one(node, "owl:deprecated") == "true",
        )

    # Properties

    def _properties(self) -> Iterator[Group]:
        """Yield the properties by what they are said of; each once, where it comes first."""
        nodes = {node for kind in _PROPERTY_KINDS for node in self._reader.instances(kind)}
        rank = {term(curie): place for place, curie in enumerate(_FIRST)}
        placed: dict[NamedNode | None, list[NamedNode]] = {}
        for node in sorted(nodes, key=lambda node: node.value):
            said_of = self._lookup.objects(node, term("schema:domainIncludes"), ONTOLOGY)
            named = [each for each in said_of if isinstance(each, NamedNode)]
            home = min(named, key=lambda each: (rank.get(each, _LAST), each.value), default=None)
            placed.setdefault(home, []).append(node)
        order = sorted(
            placed, key=lambda home: (home is None, rank.get(home, _LAST) if home else 0, str(home))
        )
        for home in order:
            title = self._reader.label(home) if home else ""
            anchor = f"of-{home.value.replace('#', '/').rpartition('/')[2]}" if home else "of-any"
            yield Group(anchor, title, "", [self._property(node, home) for node in placed[home]])

    def _property(self, node: NamedNode, home: NamedNode | None) -> Entry:
        count = self._counts.statements.get(node, 0)
        rows = self._reader.rows(node, _PROPERTY_ROWS)
        # The heading above says it.
        said = [self._reader.link(home)] if home else []
        rows = [(name, links) for name, links in rows if links != said]
        return self._entry(node, rows, self._axioms_about(node), count)

    def _functions(self) -> Iterator[Entry]:
        for node in self._reader.instances("sd:Function"):
            yield self._entry(node, self._reader.rows(node, ("rdfs:seeAlso",)))

    # Axioms

    def _axiom_kinds(self) -> dict[str, str]:
        """Return by the name of each axiom which of the kinds it is."""
        kinds = {term(c): kind for kind, row in _AXIOM_KINDS.items() for c in row[2]}
        found = {}
        for triple in self._lookup.triples(None, isto("axiom"), None, ONTOLOGY):
            asserted = self._lookup.objects(
                triple.subject,  # type: ignore[arg-type]
                term("owl:annotatedProperty"),
                ONTOLOGY,
            )
            name = value_of(triple.object).removeprefix(ISTO)
            found[name] = next(
                (kinds[each] for each in asserted if isinstance(each, NamedNode) and each in kinds),
                _OTHER,
            )
        return found

    def _all_axioms(self) -> Iterator[Axiom]:
        for node in self._reader.instances("isto:Axiom"):
            support = self._reader.links(node, "isto:support")
            name = node.value.removeprefix(ISTO)
            yield Axiom(
                anchor=name,
                sentence=self._reader.label(node),
                support=support[0] if support else None,
                line=self._reader.one(node, "isto:line"),
                source=self._source(node),
                quote=self._reader.one(node, "isto:quote"),
                notes=self._reader.texts(node, "skos:scopeNote"),
                kind=self._kinds.get(name, _OTHER),
                about=self._sides(node),
            )

    def _source(self, axiom: NamedNode) -> Text | None:
        source = self._reader.one(axiom, "dcterms:source")
        return axiom_source(source, self._called) if source else None

    def _called(self, iri: str) -> Text:
        return literal(self._reader.label(NamedNode(iri)))

    def _sides(self, axiom: NamedNode) -> list[Link]:
        nodes = self._lookup.subjects(isto("axiom"), axiom, ONTOLOGY)
        found = {
            side
            for node in nodes
            for predicate in _SIDES
            for side in self._lookup.objects(node, predicate, ONTOLOGY)
            if isinstance(side, NamedNode)
        }
        return sorted(map(self._reader.link, found), key=lambda link: link.text)

    def _grouped_axioms(self) -> list[tuple[str, str, list[Axiom]]]:
        chinese = self._links.language == "zh"
        return [
            (
                kind,
                row[1] if chinese else row[0],
                [each for each in self._axioms.values() if each.kind == kind],
            )
            for kind, row in _AXIOM_KINDS.items()
        ]

    def _axioms_about(self, node: NamedNode) -> list[Axiom]:
        """Return the named axioms of which a term is a side."""
        names = set()
        for predicate in _SIDES:
            for annotation in self._lookup.subjects(predicate, node, ONTOLOGY):
                for axiom in self._lookup.objects(annotation, isto("axiom"), ONTOLOGY):
                    names.add(value_of(axiom).removeprefix(ISTO))
        return [self._axioms[name] for name in sorted(names) if name in self._axioms]

    def _value_classes(self) -> set[NamedNode]:
        """Return the classes that an axiom puts concepts into."""
        found: set[NamedNode] = set()
        for annotation in self._lookup.subjects(term("owl:annotatedProperty"), TYPE, ONTOLOGY):
            targets = self._lookup.objects(annotation, term("owl:annotatedTarget"), ONTOLOGY)
            found.update(each for each in targets if isinstance(each, NamedNode))
        return found

    def _in_axioms(self) -> set[NamedNode]:
        """Return what the sides of the axioms speak of."""
        waiting: list[Node] = [
            triple.object  # type: ignore[misc]
            for side in _SIDES
            for triple in self._lookup.triples(None, side, None, ONTOLOGY)
        ]
        seen: set[Node] = set()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if isinstance(node, BlankNode):
                found = self._lookup.triples(node, None, None, ONTOLOGY)
                waiting += [t.object for t in found if isinstance(t.object, NamedNode | BlankNode)]
        return {node for node in seen if isinstance(node, NamedNode)}
