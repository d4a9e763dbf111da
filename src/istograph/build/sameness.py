"""How surely a record is an item of Wikidata or an entry of ROR: what a source says, weighed.

schema:sameAs    this source says so
owl:sameAs       two sources say so of each other, or two say so of a third, and there is no other
                 record, and no other item or entry, that it could be
skos:closeMatch  a conflict of identity is about this very link

All stand in the graph of a source that says so, the last two in that of the first of them: one
whose licence binds what holds its data is the first only where the others would not do. What a
registry says of its own entry, that it is itself, counts for nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set

from pyoxigraph import NamedNode, Quad, Store

from istograph.exports.shareable import share_alike
from istograph.joining import Plan
from istograph.model import graph, record
from istograph.model.identifiers import LINKED, identified
from istograph.rdf.terms import term

_LINKED = {scheme.key: scheme for scheme in LINKED}
_SAID = term("schema:sameAs")
_SAME, _CLOSE = term("owl:sameAs"), term("skos:closeMatch")
# Theirs alone to write.
_USERS = "local"

Link = tuple[NamedNode, NamedNode]
Said = Mapping[Link, Set[str]]


def sameness(store: Store, sources: Sequence[str], plan: Plan) -> Iterator[Quad]:
    """Yield what is the same, or merely close, by what all sources say together."""
    said = _said(store, sources, plan)
    bound = share_alike(sources)
    free = {link: by - bound for link, by in said.items() if by - bound}
    doubtful = frozenset(_doubtful(plan)) & said.keys()
    agreed, freely = _agreed(said) - doubtful, _agreed(free)
    for link in sorted(doubtful | agreed, key=str):
        by = said[link] - {_USERS}
        wanted = (by - bound if link in freely | doubtful else set()) or by & bound
        predicate = _CLOSE if link in doubtful else _SAME
        for name in sorted(wanted, key=sources.index)[:1]:
            yield Quad(link[0], predicate, link[1], graph(name))


def _said(store: Store, sources: Collection[str], plan: Plan) -> dict[Link, set[str]]:
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


def _agreed(said: Said) -> set[Link]:
    """Return the links on which two sources agree, and that nothing contradicts."""
    # One of two kinds of one record, or one on two records, is wrong, and nobody knows which.
    targets, bearers = defaultdict(set), defaultdict(set)
    for subject, target in said:
        targets[subject, _scheme(target)].add(target)
        bearers[target].add(subject)
    return {
        (subject, target)
        for subject, target in said
        if len(targets[subject, _scheme(target)]) == len(bearers[target]) == 1
        and _is_agreed(_scheme(target), said[subject, target], _beside(said, targets, subject))
    }


def _beside(
    said: Said, targets: Mapping[tuple[NamedNode, str], Set[NamedNode]], subject: NamedNode
) -> dict[str, Set[str]]:
    """Return who says what a record is in each scheme, where that is one thing."""
    found = {name: targets.get((subject, name), set()) for name in _LINKED}
    return {name: said[subject, next(iter(one))] for name, one in found.items() if len(one) == 1}


def _doubtful(plan: Plan) -> Iterator[Link]:
    for conflict in plan.conflicts:
        for key in conflict.keys if conflict.scheme in _LINKED else ():
            subject = record("organization", plan.replaced.get(key, key))
            for value in conflict.values:
                yield subject, NamedNode(_LINKED[conflict.scheme].iri(value))


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
    found = identified(target.value)
    return found[0].key if found else ""
