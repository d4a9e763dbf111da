"""Which nodes shapes look at by themselves: their targets (SHACL, 2.1.3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from istograph.rdf.shacl.terms import SUBCLASS
from istograph.rdf.terms import TYPE, term

_CLASS, _NODE, _SUBJECTS, _OBJECTS = (
    term(f"sh:target{name}") for name in ("Class", "Node", "SubjectsOf", "ObjectsOf")
)
_SHAPE_KINDS = {term(name) for name in ("sh:NodeShape", "sh:PropertyShape")}
_CLASS_KINDS = {term(name) for name in ("rdfs:Class", "owl:Class")}


@dataclass(frozen=True)
class Targets:
    """What a shapes graph declares its targets to be."""

    nodes: frozenset[object] = field(default=frozenset())
    classes: frozenset[object] = field(default=frozenset())
    subjects_of: frozenset[object] = field(default=frozenset())
    objects_of: frozenset[object] = field(default=frozenset())

    @classmethod
    def read(cls, n_triples: bytes) -> "Targets":
        """Return the targets of a shapes graph."""
        said: dict[NamedNode, set[object]] = {}
        kinds: dict[object, set[object]] = {}
        for quad in parse(n_triples, format=RdfFormat.N_TRIPLES):
            said.setdefault(quad.predicate, set()).add(quad.object)
            if quad.predicate == TYPE:
                kinds.setdefault(quad.subject, set()).add(quad.object)
        # A shape that is a class is about its own instances (SHACL, 2.1.3.3).
        both = {node for node, of in kinds.items() if of & _SHAPE_KINDS and of & _CLASS_KINDS}
        found = (frozenset(said.get(name, ())) for name in (_NODE, _SUBJECTS, _OBJECTS))
        nodes, subjects, objects = found
        return cls(nodes, frozenset(said.get(_CLASS, set()) | both), subjects, objects)

    def among(
        self, data: Iterable[Quad | Triple], hierarchy: Iterable[Quad | Triple]
    ) -> set[object]:
        """Return the nodes of data that are targets; the hierarchy has more subclasses."""
        statements = list(data)
        classes = self._with_subclasses([*statements, *hierarchy])
        found = set(self.nodes)
        for each in statements:
            if each.predicate in self.subjects_of or (
                each.predicate == TYPE and each.object in classes
            ):
                found.add(each.subject)
            if each.predicate in self.objects_of:
                found.add(each.object)
        return found

    def _with_subclasses(self, statements: Iterable[Quad | Triple]) -> set[object]:
        below: dict[object, list[object]] = {}
        for each in statements:
            if each.predicate == SUBCLASS:
                below.setdefault(each.object, []).append(each.subject)
        found, left = set(self.classes), list(self.classes)
        while left:
            new = set(below.get(left.pop(), ())) - found
            found |= new
            left += new
        return found
