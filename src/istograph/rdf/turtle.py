"""Canonical Turtle: one order and one layout for every graph, so that a diff shows what was meant.

    @prefix lines, only those used
    the ontology's header
    concept schemes, classes, object, datatype and annotation properties, other records;
        ours before those of others, each group by IRI
    blank nodes: nested where one triple names them; else behind what first names them

`#` comments do not survive: say it in `skos:scopeNote` or `skos:editorialNote`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
)

from istograph.errors import InputError
from istograph.rdf.namespaces import ID, ISTO, PREFIXES, shorten
from istograph.rdf.terms import TYPE, term

_Term = NamedNode | BlankNode | Literal
_Properties = dict[NamedNode, list[_Term]]
_Graph = dict[_Term, _Properties]

_WIDTH = 100
_INDENT = 4


_FIRST, _REST, _NIL = map(term, ("rdf:first", "rdf:rest", "rdf:nil"))
_AXIOM, _SOURCE, _TARGET = map(term, ("isto:axiom", "owl:annotatedSource", "owl:annotatedTarget"))
_STRING = PREFIXES["xsd"] + "string"

_KINDS: dict[_Term, int] = {
    term(curie): rank
    for rank, curie in enumerate(
        (
            "owl:Ontology",
            "skos:ConceptScheme",
            "owl:Class",
            "owl:ObjectProperty",
            "owl:DatatypeProperty",
            "owl:AnnotationProperty",
            "sh:NodeShape",
            "sh:PropertyShape",
        )
    )
}

_LEADING = [
    term(curie)
    for curie in (
        "rdf:type",
        "rdfs:label",
        "skos:prefLabel",
        "skos:altLabel",
        "skos:notation",
        "skos:definition",
        "skos:scopeNote",
        "skos:example",
        "isto:axiom",
        "owl:annotatedSource",
        "owl:annotatedProperty",
        "owl:annotatedTarget",
        "owl:onProperty",
        "rdfs:subClassOf",
        "rdfs:subPropertyOf",
        "owl:equivalentClass",
        "owl:disjointWith",
        "sh:targetClass",
        "sh:path",
    )
]
_TRAILING = [term(curie) for curie in ("rdfs:isDefinedBy", "sh:property", "sh:sparql")]

# The shorthand of Turtle, sections 2.5.2 and 2.5.3. A double is left written out.
_SHORTHAND = {
    PREFIXES["xsd"] + "boolean": re.compile(r"true|false"),
    PREFIXES["xsd"] + "integer": re.compile(r"[+-]?[0-9]+"),
    PREFIXES["xsd"] + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
}
# A subset of PN_LOCAL and of relative references that needs no escape and resolves to itself.
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_RELATIVE = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)+")
# A line break stays as it is: strings that have one stand in long quotes.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_ESCAPES = {"\t": r"\t", "\r": r"\r"}


def canonical_turtle(text: str) -> str:
    """Return the one canonical Turtle document of the graph that `text` describes.

    >>> print(canonical_turtle("<urn:x> a <http://www.w3.org/2002/07/owl#Class> ."), end="")
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    <BLANKLINE>
    <urn:x>
        a owl:Class .
    """
    return _Document(_read(text)).text()


def _read(text: str) -> _Graph:
    try:
        dataset = Dataset(parse(text.encode(), RdfFormat.TURTLE))
    except SyntaxError as error:
        raise InputError(f"line {error.lineno}: {error.msg}") from error
    # The labels then depend on the graph alone and may break what ties are left.
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    graph: _Graph = {}
    for quad in sorted(dataset, key=str):
        if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
            raise InputError(f"canonical Turtle is of RDF 1.1 and has no triple terms: {quad}")
        graph.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    return graph


def _objects(properties: _Properties) -> Iterator[_Term]:
    return (term for objects in properties.values() for term in objects)


def _nested_nodes(graph: _Graph) -> set[_Term]:
    """Return the blank nodes that one triple names, without those that close a circle.

    What an OWL axiom is about is not nested in the axiom's annotation: it reads better beside it.
    """
    uses = Counter(t for p in graph.values() for t in _objects(p) if isinstance(t, BlankNode))
    annotated = {t for p in graph.values() for t in p.get(_SOURCE, [])}
    once = {node for node, count in uses.items() if count == 1 and node not in annotated}
    nested: set[_Term] = set()

    def nest_below(root: _Term) -> None:
        pending = [root]
        while pending:
            found = {t for t in _objects(graph.get(pending.pop(), {})) if t in once} - nested
            found.discard(root)
            nested.update(found)
            pending.extend(found)

    for root in graph.keys() - once:
        nest_below(root)
    for node in sorted(once, key=str):
        # Not below any root: a circle, which the first of its nodes opens.
        if node not in nested:
            nest_below(node)
    return nested


class _Document:
    """A graph laid out. Blank nodes are compared by what they say, never by their labels."""

    def __init__(self, graph: _Graph) -> None:
        self._graph = graph
        self._nested = _nested_nodes(graph)
        self._prefixes: set[str] = set()
        self._based = False
        # While the labels are not known a node that needs one reads `_:`.
        self._labels: dict[_Term, str] = dict.fromkeys(self._labelled(), "_:")
        self._labels = self._content_labels()

    def text(self) -> str:
        blocks = [self._block(node) for node in self._order()]
        head = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in sorted(self._prefixes)]
        if self._based:
            head.insert(0, f"@base <{ID}> .")
        return "\n\n".join(["\n".join(head), *blocks] if head else blocks) + "\n" * bool(blocks)

    # Labels

    def _labelled(self) -> list[_Term]:
        named = {t for p in self._graph.values() for t in _objects(p)} - self._nested
        return sorted((t for t in named if isinstance(t, BlankNode)), key=str)

    def _content_labels(self) -> dict[_Term, str]:
        """Return labels made from what the nodes say, so that an edit elsewhere keeps them."""
        twins: Counter[str] = Counter()
        labels: dict[_Term, str] = {}
        names = self._axiom_names()
        for node in self._labels:
            stem = names.get(node) or "b" + sha256(self._body(node, 0).encode()).hexdigest()[:8]
            twins[stem] += 1
            labels[node] = f"_:{stem}" + (f"-{twins[stem]}" if twins[stem] > 1 else "")
        return labels

    def _axiom_names(self) -> dict[_Term, str]:
        """Return what the ends of named axioms are to be called: `axiom-igo-target`."""
        names: dict[_Term, str] = {}
        for properties in self._graph.values():
            for axiom in properties.get(_AXIOM, []):
                for end, suffix in ((_SOURCE, "source"), (_TARGET, "target")):
                    for node in properties.get(end, []):
                        names[node] = f"{axiom.value.removeprefix(ISTO)}-{suffix}"
        return {node: name for node, name in names.items() if _LOCAL_NAME.fullmatch(name)}

    # Order

    def _order(self) -> list[_Term]:
        """Return the subjects of the blocks, each with the blank nodes that belong to it."""
        tops = [node for node in self._graph if node not in self._nested]
        tops.sort(key=self._place)
        followers: dict[_Term, list[_Term]] = {}
        for node in tops:
            for owner in self._owners(node, tops):
                followers.setdefault(owner, []).append(node)
        order: dict[_Term, None] = {}

        def write(node: _Term) -> None:
            if node not in order:
                order[node] = None
                for follower in followers.get(node, []):
                    write(follower)

        for node in tops:
            write(node)
        return list(order)

    def _place(self, node: _Term) -> tuple[int, bool, str]:
        if isinstance(node, BlankNode):
            return len(_KINDS) + 1, node not in self._labels, self._block(node)
        types = self._graph[node].get(TYPE, [])
        rank = min((_KINDS.get(kind, len(_KINDS)) for kind in types), default=len(_KINDS))
        return rank, not node.value.startswith((ISTO, ID)), node.value

    def _owners(self, node: _Term, tops: list[_Term]) -> list[_Term]:
        """Return what a blank node stands behind: what names it, or else what it annotates."""
        if node in self._labels:
            return [top for top in tops if node in self._mentioned(top)]
        return self._graph[node].get(_SOURCE, []) if isinstance(node, BlankNode) else []

    def _mentioned(self, node: _Term) -> Iterator[_Term]:
        """Yield the objects in a block, those in its nested nodes too."""
        pending = [node]
        while pending:
            for each in _objects(self._graph.get(pending.pop(), {})):
                yield each
                if each in self._nested:
                    pending.append(each)

    # Layout

    def _block(self, node: _Term) -> str:
        subject = "[]" if self._is_anonymous(node) else self._flat(node)
        return f"{subject}\n{self._body(node, _INDENT)} ."

    def _is_anonymous(self, node: _Term) -> bool:
        return isinstance(node, BlankNode) and node not in self._labels

    def _body(self, node: _Term, indent: int) -> str:
        lines = (self._property(p, terms, indent) for p, terms in self._properties(node))
        return " ;\n".join(lines)

    def _property(self, predicate: NamedNode, terms: list[_Term], indent: int) -> str:
        start = " " * indent + self._predicate(predicate)
        flat = f"{start} {' , '.join(map(self._flat, terms))}"
        if _fits(flat):
            return flat
        if len(terms) == 1:
            return f"{start} {self._broken(terms[0], indent)}"
        inner = indent + _INDENT
        return f"{start}\n" + " ,\n".join(" " * inner + self._fitted(t, inner) for t in terms)

    def _fitted(self, term: _Term, indent: int) -> str:
        flat = self._flat(term)
        return flat if _fits(" " * indent + flat) else self._broken(term, indent)

    def _broken(self, term: _Term, indent: int) -> str:
        if term not in self._nested:
            return self._flat(term)
        inner, outer = " " * (indent + _INDENT), " " * indent
        items = self._items(term)
        if items is None:
            return f"[\n{self._body(term, indent + _INDENT)}\n{outer}]"
        lines = (inner + self._fitted(item, indent + _INDENT) for item in items)
        return "(\n" + "\n".join(lines) + f"\n{outer})"

    def _flat(self, term: _Term) -> str:
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        if isinstance(term, Literal):
            return self._literal(term)
        return self._labels.get(term) or self._flat_node(term)

    def _flat_node(self, node: BlankNode) -> str:
        items = self._items(node)
        if items is not None:
            return f"( {' '.join(map(self._flat, items))} )"
        statements = (
            f"{self._predicate(p)} {' , '.join(map(self._flat, terms))}"
            for p, terms in self._properties(node)
        )
        inside = " ; ".join(statements)
        return f"[ {inside} ]" if inside else "[]"

    def _items(self, node: _Term) -> list[_Term] | None:
        """Return the members when the node begins a list that `( )` can say in full."""
        items: list[_Term] = []
        while node != _NIL:
            properties = self._graph.get(node, {}) if node in self._nested else {}
            if properties.keys() != {_FIRST, _REST} or any(len(t) > 1 for t in properties.values()):
                return None
            items += properties[_FIRST]
            node = properties[_REST][0]
        return items

    def _properties(self, node: _Term) -> list[tuple[NamedNode, list[_Term]]]:
        """Return a node's properties in canonical order, and the objects of each too."""
        properties = self._graph.get(node, {})
        ordered = sorted(properties, key=lambda p: (_predicate_rank(p), p.value))
        return [(p, sorted(properties[p], key=self._object_key)) for p in ordered]

    def _object_key(self, term: _Term) -> tuple[bool, str, str]:
        language = (term.language or "") if isinstance(term, Literal) else ""
        return isinstance(term, BlankNode), language, self._flat(term)

    # Terms

    def _predicate(self, predicate: NamedNode) -> str:
        return "a" if predicate == TYPE else self._iri(predicate.value)

    def _iri(self, iri: str) -> str:
        if iri.startswith(ID) and _RELATIVE.fullmatch(iri[len(ID) :]):
            self._based = True
            return f"<{iri[len(ID) :]}>"
        prefix, _, name = shorten(iri).partition(":")
        if (
            prefix not in PREFIXES
            or iri != PREFIXES[prefix] + name
            or not _LOCAL_NAME.fullmatch(name)
        ):
            return f"<{iri}>"
        self._prefixes.add(prefix)
        return f"{prefix}:{name}"

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype.value
        if datatype in _SHORTHAND and _SHORTHAND[datatype].fullmatch(literal.value):
            return literal.value
        quoted = _quoted(literal.value)
        if literal.language:
            direction = f"--{literal.direction.value}" if literal.direction else ""
            return f"{quoted}@{literal.language}{direction}"
        return quoted if datatype == _STRING else f"{quoted}^^{self._iri(datatype)}"


def _predicate_rank(predicate: NamedNode) -> int:
    if predicate in _LEADING:
        return _LEADING.index(predicate)
    return len(_LEADING) + 1 + (_TRAILING.index(predicate) + 1 if predicate in _TRAILING else 0)


def _fits(line: str) -> bool:
    return len(line) <= _WIDTH and "\n" not in line


def _quoted(value: str) -> str:
    """Return a string in quotes, in long ones when it has several lines."""
    escaped = _CONTROL.sub(
        lambda c: _ESCAPES.get(c[0], f"\\u{ord(c[0]):04X}"), value.replace("\\", r"\\")
    )
    if "\n" in value:
        # Only what could be taken for the closing quotes: queries stay readable.
        return '"""' + re.sub(r'"(?="|\Z)', r"\"", escaped) + '"""'
    return '"' + escaped.replace('"', r"\"") + '"'
