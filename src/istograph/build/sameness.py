"""How surely a record is an item of Wikidata or an entry of ROR: what a source says, weighed.

schema:sameAs    in a source's graph: this source says so
owl:sameAs       in graph `joins`: two sources say so of each other, or two say so of a third, and
                 there is no other record, and no other item or entry, that it could be
skos:closeMatch  in graph `joins`: a conflict of identity is about this very link

What a registry says of its own entry, that it is itself, counts for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

from pyoxigraph import NamedNode, Store, Triple

from istograph.joining import Plan
from istograph.model import graph, record
from istograph.rdf.namespaces import PREFIXES, expand

_SCHEMES = {PREFIXES["wd"]: "wikidata", "https://ror.org/": "ror"}
_SAID = NamedNode(expand("schema:sameAs"))
_SAME, _CLOSE = NamedNode(expand("owl:sameAs")), NamedNode(expand("skos:closeMatch"))

Link = tuple[NamedNode, NamedNode]


def sameness(store: Store, sources: Iterable[str], plan: Plan) -> Iterator[Triple]:
    """Yield what is the same, or merely close, by what all sources say together."""
    said = _said(store, sources, plan)
    doubtful = frozenset(_doubtful(plan))
    # One of two kinds of one record, or one on two records, is wrong, and nobody knows which.
    targets, bearers = defaultdict(set), defaultdict(set)
    for subject, target in said:
        targets[subject, _scheme(target)].add(target)
        bearers[target].add(subject)
    for link in sorted(said, key=str):
        subject, target = link
        if link in doubtful:
            yield Triple(subject, _CLOSE, target)
        elif len(targets[subject, _scheme(target)]) == len(bearers[target]) == 1:
            beside = {_scheme(t): said[subject, t] for t in _others(targets, link)}
            if _is_agreed(_scheme(target), said[link], beside):
                yield Triple(subject, _SAME, target)


def _said(store: Store, sources: Iterable[str], plan: Plan) -> dict[Link, set[str]]:
    """Return the links of all records that are kept, each with the graphs that state it."""
    kept = {
        record("organization", of): record("organization", into)
        for of, into in plan.replaced.items()
    }
    said: dict[Link, set[str]] = defaultdict(set)
    for name in sources:
        for quad in store.quads_for_pattern(None, _SAID, None, graph(name)):
            subject, target = quad.subject, quad.object
            if isinstance(subject, NamedNode) and isinstance(target, NamedNode) and _scheme(target):
                said[kept.get(subject, subject), target].add(name)
    return said


def _doubtful(plan: Plan) -> Iterator[Link]:
    bases = {scheme: base for base, scheme in _SCHEMES.items()}
    for conflict in plan.conflicts:
        for key in conflict.keys if conflict.scheme in bases else ():
            subject = record("organization", plan.replaced.get(key, key))
            for value in conflict.values:
                yield subject, NamedNode(bases[conflict.scheme] + value)


def _others(targets: Mapping[tuple[NamedNode, str], Set[NamedNode]], link: Link) -> set[NamedNode]:
    """Return what else a record is said to be."""
    subject, target = link
    return {t for scheme in _SCHEMES.values() for t in targets.get((subject, scheme), ())} - {
        target
    }


def _is_agreed(scheme: str, by: Set[str], beside: Mapping[str, Set[str]]) -> bool:
    """Say whether two sources agree on a link into a scheme.

    >>> _is_agreed("ror", {"curated", "wikidata"}, {}), _is_agreed("ror", {"ror", "curated"}, {})
    (True, False)
    >>> _is_agreed("ror", {"ror", "wikidata"}, {"wikidata": {"ror", "wikidata"}})
    True
    """
    others = by - {scheme}
    if len(others) > 1:
        return True
    # The entry leads to the item, and the item to the entry.
    return scheme in by and any(scheme in beside.get(name, set()) for name in others)


def _scheme(target: NamedNode) -> str:
    return next((name for base, name in _SCHEMES.items() if target.value.startswith(base)), "")
