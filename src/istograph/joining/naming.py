"""Joins by names, of what identifiers have not joined: with evidence, or by a name nobody else has.

Never two records of one source, for a source knows its own; never two with other identifiers of
one scheme. What fits two records of one source equally well is reported and joined to neither.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from istograph.joining.groups import UNIQUE_SCHEMES, Groups
from istograph.joining.plan import Conflict, Join
from istograph.matching import Candidate, Index, Score, score
from istograph.matching.names import tokens

_COMPARED = 12


@dataclass(frozen=True)
class _Edge:
    """Two groups, by the keys of the records they keep, that names say are one."""

    first: str
    second: str
    score: Score


def join_by_names(groups: Groups) -> tuple[list[Join], list[Conflict]]:
    """Join groups further; return why, and what could not be decided."""
    merged = {each.key: each for each in map(_merged, map(groups.members, groups.all()))}
    sources = {
        key: frozenset(member.source for member in groups.members(groups.of(key))) for key in merged
    }
    edges = {edge for edge in _edges(merged, sources) if _may_join(groups, merged, edge)}
    clear, conflicts = _unambiguous(edges, sources)
    joins: list[Join] = []
    for edge in clear:
        # Groups grew meanwhile: what was one of each source may have become two.
        first, second = groups.of(edge.first), groups.of(edge.second)
        if first != second and _are_joinable(groups, first, second):
            joins.append(_join(groups, edge))
            groups.join(edge.first, edge.second)
    return joins, conflicts


def _merged(members: list[Candidate]) -> Candidate:
    """Return one record of all that a group says, under the key that is kept."""
    keeper = members[0]
    if len(members) == 1:
        return keeper
    years = [member.founded for member in members if member.founded is not None]
    return Candidate(
        key=keeper.key,
        source=keeper.source,
        names=tuple(dict.fromkeys(name for member in members for name in member.names)),
        identifiers=frozenset[tuple[str, str]]().union(*(m.identifiers for m in members)),
        countries=frozenset[str]().union(*(m.countries for m in members)),
        founded=years[0] if years else None,
        websites=frozenset[str]().union(*(m.websites for m in members)),
    )


def _edges(merged: dict[str, Candidate], sources: dict[str, frozenset[str]]) -> Iterator[_Edge]:
    """Yield what is alike, asking with the smaller sources' records for all others."""
    index = Index(merged.values())
    sizes: dict[str, int] = defaultdict(int)
    for names in sources.values():
        for name in names:
            sizes[name] += 1
    largest = max(sizes, key=lambda name: (sizes[name], name), default="")
    for key in sorted(merged):
        if sources[key] != {largest}:
            yield from _alike(index, merged[key], sources)


def _alike(index: Index, wanted: Candidate, sources: dict[str, frozenset[str]]) -> Iterator[_Edge]:
    # A record without evidence is joined by a whole name or not at all.
    has_evidence = wanted.countries or wanted.websites or wanted.founded is not None
    namesakes = index.namesakes(wanted)
    found = [each.candidate for each in index.find(wanted, _COMPARED)] if has_evidence else []
    for other in {each.key: each for each in [*namesakes, *found]}.values():
        if not sources[other.key] & sources[wanted.key]:
            first, second = sorted((wanted, other), key=lambda each: each.key)
            likeness = score(first, second)
            if likeness.is_match or _is_alone(index, first, second, likeness):
                yield _Edge(first.key, second.key, likeness)


def _is_alone(index: Index, first: Candidate, second: Candidate, likeness: Score) -> bool:
    """Say whether two records share a distinctive name, and no third one has it."""
    if not (likeness.names and likeness.shares_distinctive_name()):
        return False
    # A body that is part of another one often has that one's name among its other names.
    if any(name.kind != "label" for name in likeness.names):
        return False
    if any(_is_of_a_part(each, name.text) for each in (first, second) for name in likeness.names):
        return False
    bearers = {each.key for name in likeness.names for each in index.named(name.text)}
    return bearers == {first.key, second.key}


def _is_of_a_part(candidate: Candidate, shared: str) -> bool:
    """Say whether a record has a name that is the shared one and more: `... – Czech branch`."""
    whole = set(tokens(shared))
    return any(set(tokens(name.text)) > whole for name in candidate.spoken)


def _may_join(groups: Groups, merged: dict[str, Candidate], edge: _Edge) -> bool:
    first, second = merged[edge.first], merged[edge.second]
    for scheme in UNIQUE_SCHEMES:
        one = {value for name, value in first.identifiers if name == scheme}
        other = {value for name, value in second.identifiers if name == scheme}
        if one and other and not one & other:
            return False
    return not groups.are_apart(groups.of(edge.first), groups.of(edge.second))


def _are_joinable(groups: Groups, first: frozenset[str], second: frozenset[str]) -> bool:
    sources = [member.source for member in groups.members(first | second)]
    values = {
        (scheme, value)
        for member in groups.members(first | second)
        for scheme, value in member.identifiers
        if scheme in UNIQUE_SCHEMES
    }
    schemes = [scheme for scheme, _ in values]
    is_clear = len(set(sources)) == len(sources) and len(set(schemes)) == len(schemes)
    return is_clear and not groups.are_apart(first, second)


def _unambiguous(
    edges: set[_Edge], sources: dict[str, frozenset[str]]
) -> tuple[list[_Edge], list[Conflict]]:
    """Return the edges to follow, the surest first, and the conflicts between the others."""
    rivals: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edge in edges:
        for one, other in ((edge.first, edge.second), (edge.second, edge.first)):
            for source in sources[other]:
                rivals[one, source].add(other)
    conflicts, doubtful = set(), set()
    for (key, _), others in rivals.items():
        if len(others) > 1:
            conflicts.add(Conflict("ambiguous-name", tuple(sorted({key, *others}))))
            doubtful |= {frozenset((key, other)) for other in others}
    clear = [edge for edge in edges if frozenset((edge.first, edge.second)) not in doubtful]
    clear.sort(key=lambda edge: (-edge.score.value, edge.first, edge.second))
    return clear, sorted(conflicts, key=lambda conflict: conflict.keys)


def _join(groups: Groups, edge: _Edge) -> Join:
    """Return the join of two groups that are still two: the lesser one's record is replaced."""
    first, second = groups.of(edge.first), groups.of(edge.second)
    into = groups.keeper(first | second)
    if into in first:
        return Join(groups.keeper(second), into, edge.first, score=edge.score)
    return Join(groups.keeper(first), into, edge.second, score=edge.score)
