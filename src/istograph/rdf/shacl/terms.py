"""Our ontology as the shapes need it: what is a kind of what, and which terms there are.

SHACL finds the instances of a target class by the rdfs:subClassOf that stand in the data, and
knows no other axiom: `isto:ISTO`, defined by an equivalence, would be no org:Organization to it.
"""

import difflib
from collections.abc import Iterable, Iterator
from functools import cache

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from istograph import resources
from istograph.rdf.namespaces import ISTO, PREFIXES, expand, shorten
from istograph.rdf.reading import read_file
from istograph.rdf.shacl.report import WARNING, Result
from istograph.rdf.terms import TYPE, term

SUBCLASS, _EQUIVALENT = term("rdfs:subClassOf"), term("owl:equivalentClass")
_ALL, _ANY = term("owl:intersectionOf"), term("owl:unionOf")
_FIRST, _REST = term("rdf:first"), term("rdf:rest")
_LOOKED_UP = {expand(c) for c in ("skos:inScheme", "isto:columnNumber")}
# The shape that describes the check; SHACL has no target for every statement.
_SHAPE = PREFIXES["istosh"] + "StatementShape-term"
# Nearer than by chance: nonsense is no concerns.
_NEAR = 0.75
_LISTED = term("sh:InConstraintComponent")


@cache
def _ontology() -> tuple[Quad, ...]:
    files = sorted(resources.ONTOLOGY.glob("*.ttl"))
    files += sorted(resources.ONTOLOGY.glob("vocabularies/*.ttl"))
    return tuple(quad for path in files for quad in read_file(path).quads)


@cache
def our_terms() -> tuple[Quad, ...]:
    """Return what shapes look up in the ontology and its vocabularies: which lists a value is in.

    Labels and definitions are left out, so that no shape takes a term for a record to check.
    """
    return tuple(quad for quad in _ontology() if _is_looked_up(quad))


def _is_looked_up(quad: Quad) -> bool:
    if quad.predicate == TYPE:
        return isinstance(quad.object, NamedNode) and quad.object.value.startswith(ISTO)
    return quad.predicate.value in _LOOKED_UP


@cache
def our_hierarchy() -> tuple[Triple, ...]:
    """Return of each class of ours all classes above it, those by its definition too."""
    return tuple(hierarchy(_ontology()))


def hierarchy(quads: Iterable[Quad]) -> Iterator[Triple]:
    """Yield which named class is a kind of which, as far as an ontology's definitions say it."""
    classes = _Classes(quads)
    for name in sorted(classes.named(), key=str):
        above = classes.above(name) - {name}
        yield from (Triple(name, SUBCLASS, each) for each in sorted(above, key=str))


class _Classes:
    def __init__(self, quads: Iterable[Quad]) -> None:
        self._said: dict[tuple[object, NamedNode], list[object]] = {}
        for quad in quads:
            self._said.setdefault((quad.subject, quad.predicate), []).append(quad.object)

    def named(self) -> set[NamedNode]:
        return {
            subject
            for subject, predicate in self._said
            if predicate in (SUBCLASS, _EQUIVALENT) and isinstance(subject, NamedNode)
        }

    def above(self, node: object, seen: frozenset[object] = frozenset()) -> set[NamedNode]:
        """Return the named classes that hold all that a class or an expression holds."""
        if node in seen:
            return set()
        seen |= {node}
        found = {node} if isinstance(node, NamedNode) else set()
        for predicate in (SUBCLASS, _EQUIVALENT):
            for each in self._said.get((node, predicate), ()):
                found |= self.above(each, seen)
        for parts in self._said.get((node, _ALL), ()):
            found = found.union(*(self.above(part, seen) for part in self._items(parts)))
        for parts in self._said.get((node, _ANY), ()):
            found |= set.intersection(*(self.above(part, seen) for part in self._items(parts)))
        return found

    def _items(self, node: object) -> Iterator[object]:
        while isinstance(node, BlankNode):
            [first] = self._said[node, _FIRST]
            yield first
            [node] = self._said[node, _REST]


@cache
def _known() -> frozenset[str]:
    """Return all terms of ours; none is undefined in the ontology, as its own checks see to."""
    terms = (term for quad in _ontology() for term in (quad.subject, quad.predicate, quad.object))
    return frozenset(filter(None, map(_local, terms)))


@cache
def _elsewhere() -> dict[str, str]:
    """Return the classes of other vocabularies that ours stand below, by their local names."""
    above = {each.object for each in our_hierarchy() if isinstance(each.object, NamedNode)}
    others = sorted(shorten(each.value) for each in above if not _local(each))
    return {curie.partition(":")[2]: curie for curie in others}


def _local(term: object) -> str:
    if isinstance(term, NamedNode) and term.value.startswith(ISTO):
        return term.value.removeprefix(ISTO)
    return ""


def undefined(quads: Iterable[Quad | Triple]) -> Iterator[Result]:
    """Yield a warning for each term of ours that a statement uses and the ontology lacks."""
    said = list(quads)
    known = _known() | {_local(each.subject) for each in said}
    for subject, predicate, object_ in dict.fromkeys(
        (each.subject, each.predicate, each.object) for each in said
    ):
        if (name := _local(predicate)) and name not in known:
            yield _warning(name, subject, predicate)
        if (name := _local(object_)) and name not in known:
            yield _warning(name, subject, predicate, object_)


def _warning(name: str, subject: object, predicate: NamedNode, value: object = None) -> Result:
    en, zh = _hint(name)
    return Result(
        focus=subject,  # type: ignore[arg-type]
        path=predicate,
        value=value,  # type: ignore[arg-type]
        shape=_SHAPE,
        severity=WARNING,
        component=_LISTED,
        message={
            "en": f"isto:{name} is no term of the ontology, and nothing reads it: {en}",
            "zh": f"本体中没有 isto:{name}，也没有任何功能读取它：{zh}",
        },
    )


@cache
def _hint(name: str) -> tuple[str, str]:
    """Return what to do about a term that there is not, in both languages."""
    if elsewhere := _elsewhere().get(name):
        return f"did you mean {elsewhere}?", f"是否应为 {elsewhere}？"
    folded = {term.casefold(): term for term in sorted(_known(), reverse=True)}
    close = difflib.get_close_matches(name.casefold(), folded, 1, _NEAR)
    if close:
        return f"did you mean isto:{folded[close[0]]}?", f"是否应为 isto:{folded[close[0]]}？"
    return "take a term of /ontology, or one of your own namespace.", (
        "请取用 /ontology 中的词项，或使用您自己的命名空间。"
    )
