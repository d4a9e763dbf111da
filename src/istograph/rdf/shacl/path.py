"""SHACL property paths (SHACL, 2.3.1): out of RDF, as SPARQL text, and back to RDF."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Union

from pyoxigraph import BlankNode, NamedNode, Triple

from istograph.rdf.terms import term

Path = Union[NamedNode, "CompoundPath"]
Objects = Callable[[object, NamedNode], list[object]]


_FIRST, _REST, _NIL = map(term, ("rdf:first", "rdf:rest", "rdf:nil"))
_SEQUENCE = "sequence"
_ALTERNATIVE = term("sh:alternativePath")
_UNARY = {
    term("sh:inversePath"): "^{}",
    term("sh:zeroOrMorePath"): "{}*",
    term("sh:oneOrMorePath"): "{}+",
    term("sh:zeroOrOnePath"): "{}?",
}


@dataclass(frozen=True)
class CompoundPath:
    """A path of paths; the operator is SHACL's property, or "sequence" for a list."""

    operator: NamedNode | str
    parts: tuple[Path, ...]

    def __str__(self) -> str:
        if isinstance(self.operator, NamedNode) and self.operator in _UNARY:
            return _UNARY[self.operator].format(_inner(self.parts[0]))
        return ("/" if self.operator == _SEQUENCE else "|").join(map(_inner, self.parts))


def path_text(path: Path) -> str:
    """Return a predicate's IRI as it is, any other path in the syntax of SPARQL."""
    return path.value if isinstance(path, NamedNode) else str(path)


def read_path(node: object, objects: Objects) -> Path:
    """Return the path that a node stands for; `objects` looks up a node's values."""
    if isinstance(node, NamedNode):
        return node
    for operator in _UNARY:
        for inner in objects(node, operator):
            return CompoundPath(operator, (read_path(inner, objects),))
    for items in objects(node, _ALTERNATIVE):
        return CompoundPath(_ALTERNATIVE, tuple(_items(items, objects)))
    return CompoundPath(_SEQUENCE, tuple(_items(node, objects)))


def write_path(path: Path, triples: list[Triple]) -> NamedNode | BlankNode:
    """Return the node of a path, its triples added to those given."""
    if isinstance(path, NamedNode):
        return path
    parts = [write_path(part, triples) for part in path.parts]
    if isinstance(path.operator, str):
        return _list(parts, triples)
    node = BlankNode()
    argument = parts[0] if path.operator in _UNARY else _list(parts, triples)
    triples.append(Triple(node, path.operator, argument))
    return node


def _inner(path: Path) -> str:
    return str(path) if isinstance(path, NamedNode) else f"({path})"


def _items(node: object, objects: Objects) -> Iterator[Path]:
    while node != _NIL:
        yield read_path(objects(node, _FIRST)[0], objects)
        node = objects(node, _REST)[0]


def _list(nodes: list[NamedNode | BlankNode], triples: list[Triple]) -> NamedNode | BlankNode:
    rest: NamedNode | BlankNode = _NIL
    for node in reversed(nodes):
        cell = BlankNode()
        triples += [Triple(cell, _FIRST, node), Triple(cell, _REST, rest)]
        rest = cell
    return rest
