"""Look-ups of our own in the published store; text from outside never gets here as a query."""

from collections import deque
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import IO, Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple, serialize

from istograph.exports.shareable import Shareable, all_shareable, share_alike, shareable
from istograph.model import Replacements, graph, in_nearest_language, isto
from istograph.rdf.formats import JSON_LD, Format
from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.store.snapshot import Description
from istograph.rdf.terms import LABEL
from istograph.web.http.languages import Language

Node = NamedNode | BlankNode
Graph = NamedNode | DefaultGraph

DEFAULT = DefaultGraph()
_SUBJECT = isto("subject")
# Where a record may stand that is not in the default graph, which merges the others.
_APART: tuple[Graph, ...] = tuple(
    map(graph, ("joins", "alignment", "translation", "verdicts", "examples", "void"))
)


class Lookup:
    """Reads one version of the dataset."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def store(self) -> Store:
        """The store itself, for readers of their own."""
        return self._store

    def triples(
        self,
        subject: Any = None,
        predicate: NamedNode | None = None,
        value: Any = None,
        where: Graph = DEFAULT,
    ) -> Iterator[Triple]:
        """Yield the triples that fit, of one graph."""
        for quad in self._store.quads_for_pattern(subject, predicate, value, where):
            yield quad.triple

    def stated(self, triple: Triple, where: Graph = DEFAULT) -> Iterator[Quad]:
        """Yield a triple of a graph as those graphs state it that the default one merges."""
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        found = [Quad(subject, predicate, value, where)]
        if where == DEFAULT:
            found = list(self._store.quads_for_pattern(subject, predicate, value, None))
            # Nobody's own graph is no source; but what stands in no other is not left out.
            named = [quad for quad in found if quad.graph_name != DEFAULT]
            found = named or found
        yield from found

    def objects(
        self, subject: Node, predicate: NamedNode, where: Graph = DEFAULT
    ) -> list[NamedNode | BlankNode | Literal]:
        """Return the values of a property."""
        return [t.object for t in self.triples(subject, predicate, None, where)]  # type: ignore[misc]

    def subjects(
        self, predicate: NamedNode, value: Any, where: Graph = DEFAULT
    ) -> list[NamedNode | BlankNode]:
        """Return what has this value of a property."""
        return [t.subject for t in self.triples(None, predicate, value, where)]  # type: ignore[misc]

    def dump(self, output: IO[bytes], form: Format, where: Graph | None = DEFAULT) -> None:
        """Write a graph, or with None all of them, without holding it in memory."""
        if form is JSON_LD and self.has_triple_terms:
            quads = self._store.quads_for_pattern(None, None, None, where)
            serialize(_without_triple_terms(quads, form), output, form.rdf, prefixes=PREFIXES)
        else:
            self._store.dump(output, form.rdf, from_graph=where, prefixes=PREFIXES)

    @cached_property
    def has_triple_terms(self) -> bool:
        """Whether the default graph has statements about statements (RDF 1.2)."""
        return bool(self._store.query("ASK { ?s ?p ?o FILTER(isTRIPLE(?o)) }"))

    def dump_shareable(
        self, output: IO[bytes], form: Format, about: Description, *, whole: bool
    ) -> None:
        """Write the default graph, or the whole dataset, without what is share-alike."""
        apart = share_alike(about.registries)
        if not apart:
            self.dump(output, form, None if whole else DEFAULT)
            return
        chosen = all_shareable if whole else shareable
        quads = _without_triple_terms(chosen(self._store, about, apart), form)
        serialize(quads, output, form.rdf, prefixes=PREFIXES)

    def shareable(self, about: Description) -> Shareable:
        """Return what tells what of the dataset may be handed on."""
        return Shareable(self._store, about, share_alike(about.registries))

    def home(self, node: Node) -> Graph | None:
        """Return the graph that describes a node: the default one, else one of those apart."""
        graphs = (DEFAULT, *_APART)
        return next((g for g in graphs if any(self.triples(node, None, None, g))), None)

    def text(
        self, node: Node, predicate: NamedNode, language: Language, where: Graph = DEFAULT
    ) -> Literal | None:
        """Return the text in a language, or in the nearest there is."""
        return in_nearest_language(self.objects(node, predicate, where), language)

    def label(self, node: Node, language: Language, where: Graph = DEFAULT) -> Literal | None:
        """Return a node's label in a language, or in the nearest there is."""
        return self.text(node, LABEL, language, where)

    def description(self, node: Node, where: Graph = DEFAULT) -> list[Triple]:
        """Return a concise bounded description: the node's triples and its blank nodes' own."""
        found: dict[Triple, None] = {}
        waiting: deque[Node] = deque([node])
        seen: set[Node] = set()
        while waiting:
            subject = waiting.popleft()
            if subject in seen:
                continue
            seen.add(subject)
            for triple in self.triples(subject, None, None, where):
                found[triple] = None
                if isinstance(triple.object, BlankNode):
                    waiting.append(triple.object)
        return list(found)

    def names(self, node: Node) -> list[Node]:
        """Return a node and what it stands for, of which something may still be said."""
        return [node, *(each for each in Replacements(self._store).names(node) if each != node)]

    def claims(self, node: Node, where: Graph = DEFAULT) -> list[NamedNode]:
        """Return the claims about a node or what it stands for, in the order of their names."""
        about = {c for name in self.names(node) for c in self.subjects(_SUBJECT, name, where)}
        return sorted((c for c in about if isinstance(c, NamedNode)), key=lambda c: c.value)


def _without_triple_terms(quads: Iterable[Quad], form: Format) -> Iterable[Quad]:
    """Return what a format can have: JSON-LD has no triple terms."""
    if form is not JSON_LD:
        return quads
    return (quad for quad in quads if not isinstance(quad.object, Triple))
