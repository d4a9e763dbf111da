"""The page of the shapes: what each demands, how many records that concerns, what it finds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from istograph import resources
from istograph.errors import NotFoundError
from istograph.model import graph
from istograph.rdf.terms import term
from istograph.web.http.links import SHAPES, Links
from istograph.web.linked_data.documentation.families import size
from istograph.web.linked_data.documentation.reading import Link, Reader, Words
from istograph.web.linked_data.documentation.statistics import counts
from istograph.web.linked_data.lookup import Lookup, Node


@dataclass(frozen=True)
class Rule:
    """A property shape: what it looks at, what it demands and says, how grave a breach is."""

    anchor: str
    name: str
    path: str
    description: str
    message: str
    severity: str
    # how many results it has in the dataset, and an example that breaks it
    found: int
    example: str


@dataclass(frozen=True)
class Shape:
    """A node shape: for which records, how many these are, and its rules."""

    words: Words
    targets: Sequence[Link]
    records: int
    rules: Sequence[Rule]


def content(lookup: Lookup, links: Links, found: Mapping[str, int]) -> dict[str, Any]:
    """Return what the template shows, given how many results each shape has."""
    return _Shapes(lookup, links, found).content()


class _Shapes:
    def __init__(self, lookup: Lookup, links: Links, found: Mapping[str, int]) -> None:
        self._lookup = lookup
        self._reader = Reader(lookup, links, graph("shapes"))
        self._found = found
        self._counts = counts(lookup)

    def content(self) -> dict[str, Any]:
        nodes = self._reader.instances("sh:NodeShape", f"{SHAPES}#")
        shapes = [self._shape(node) for node in nodes]
        return {
            **self._reader.header(NamedNode(SHAPES)),
            # Those without rules only serve the others, and say nothing by themselves.
            "shapes": [shape for shape in shapes if shape.rules],
            "others": [shape for shape in shapes if not shape.rules],
        }

    def _shape(self, node: NamedNode) -> Shape:
        classes = self._targets(node, "sh:targetClass")
        return Shape(
            words=self._reader.words(node),
            targets=self._reader.links(node, "sh:targetClass"),
            records=sum(size(self._lookup, self._counts, each) for each in classes)
            or self._without_class(node),
            rules=list(self._rules(node)),
        )

    def _targets(self, shape: NamedNode, curie: str) -> list[NamedNode]:
        found = self._lookup.objects(shape, term(curie), graph("shapes"))
        return [each for each in found if isinstance(each, NamedNode)]

    def _without_class(self, shape: NamedNode) -> int:
        """Return how many records a shape is for that are known by their properties alone."""
        found: set[object] = set()
        for by in self._targets(shape, "sh:targetSubjectsOf"):
            found.update(triple.subject for triple in self._lookup.triples(None, by))
        for by in self._targets(shape, "sh:targetObjectsOf"):
            found.update(triple.object for triple in self._lookup.triples(None, by))
        return len(found)

    def _rules(self, shape: NamedNode) -> Iterator[Rule]:
        nodes = self._lookup.objects(shape, term("sh:property"), graph("shapes"))
        nodes += self._lookup.objects(shape, term("sh:sparql"), graph("shapes"))
        for node in sorted(nodes, key=str):
            rule = None if isinstance(node, Literal) else self._rule(shape, node)
            if rule and (rule.message or rule.description):
                yield rule

    def _rule(self, shape: NamedNode, node: Node) -> Rule:
        reader = self._reader
        path = self._lookup.objects(node, term("sh:path"), graph("shapes"))
        name = node.value.partition("#")[2] if isinstance(node, NamedNode) else ""
        severity = reader.one(node, "sh:severity") or reader.one(shape, "sh:severity")
        plain = path and isinstance(path[0], NamedNode)
        return Rule(
            anchor=name,
            name=reader.text(node, "sh:name"),
            path=path[0].value if plain else "",
            description=reader.text(node, "sh:description"),
            message=reader.text(node, "sh:message"),
            severity=severity.partition("#")[2] or "Violation",
            found=self._found.get(node.value, 0),
            example=next(iter(examples().get(name, ())), ""),
        )


# Documents that break the shapes


@lru_cache(maxsize=1)
def examples() -> Mapping[str, Sequence[str]]:
    """Return the names of the documents that break each shape."""
    found: dict[str, list[str]] = {}
    for path in sorted(resources.SHAPE_EXAMPLES.glob("*/invalid-*.ttl")):
        found.setdefault(path.parent.name, []).append(f"{path.parent.name}/{path.stem}")
    return found


def example(name: str) -> str:
    """Return a document that breaks one shape only, with what it refers to; or NotFoundError."""
    shape, _, _ = name.partition("/")
    if name not in examples().get(shape, ()):
        raise NotFoundError(
            f"there is no example {name!r}; /shapes has those that there are",
            zh=f"没有示例“{name}”；全部示例见 /shapes",
        )
    background = resources.SHAPE_EXAMPLES / "background.ttl"
    return "\n".join(_text(path) for path in (_file(name), background))


def _file(name: str) -> Path:
    return resources.SHAPE_EXAMPLES / f"{name}.ttl"


def _text(path: Path) -> str:
    return path.read_text("utf-8")
