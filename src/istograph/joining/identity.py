"""Joins by identifiers: what two sources give one identifier is one organization.

An identifier that one source gives to two records joins nothing, nor do those of a record that has
two of one scheme. Records that are joined through others must not come to be two of one source, nor
to have no Wikidata or ROR identifier that fits them all, of which a record that lists two leaves
either: then none of them is joined, and the conflict is reported.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from istograph.joining.groups import UNIQUE_SCHEMES, Groups, rank
from istograph.joining.plan import Conflict, Join, Pair
from istograph.matching import Candidate

# Funders, places on the web and the like are shared by a body and its parts.
_JOINING = (*UNIQUE_SCHEMES, "grid", "isni", "lei")

Identifier = tuple[str, str]


def join_by_identifiers(
    candidates: Mapping[str, Candidate], apart: Iterable[Pair]
) -> tuple[Groups, list[Conflict]]:
    """Return the groups that identifiers make, and the conflicts."""
    apart = frozenset(apart)
    conflicts: list[Conflict] = []
    holders = _holders(candidates, conflicts)
    together = Groups(candidates, ())
    for keys in holders.values():
        for key in keys[1:]:
            together.join(keys[0], key)
    edges = defaultdict(list)
    for keys in holders.values():
        edges[together.of(keys[0])].append(keys)
    groups = Groups(candidates, apart)
    for group in together.all():
        clashes = list(_clashes([candidates[key] for key in sorted(group)]))
        conflicts += clashes
        if len(group) > 1 and not clashes:
            conflicts += _grow(groups, edges[group])
    return groups, conflicts


def reasons(groups: Groups, candidates: Mapping[str, Candidate], key: str) -> Join:
    """Return what joins a record to its group: identifiers of the one kept, or of another one."""
    into = groups.keeper(groups.of(key))
    for other in groups.members(groups.of(key) - {key}):
        shared = candidates[key].identifiers & other.identifiers
        found = tuple(sorted(each for each in shared if each[0] in _JOINING))
        if found:
            return Join(key, into, other.key, identifiers=found)
    raise AssertionError(f"{key} shares no identifier with its group")


def _holders(
    candidates: Mapping[str, Candidate], conflicts: list[Conflict]
) -> dict[Identifier, list[str]]:
    """Return which records have each identifier that may join, the one to be kept first."""
    holders: dict[Identifier, list[Candidate]] = defaultdict(list)
    for key in sorted(candidates):
        for identifier in _usable(candidates[key], conflicts):
            holders[identifier].append(candidates[key])
    usable = {}
    for (scheme, value), found in sorted(holders.items()):
        sources = [candidate.source for candidate in found]
        if len(set(sources)) == len(sources):
            usable[scheme, value] = [each.key for each in sorted(found, key=rank)]
        elif scheme in UNIQUE_SCHEMES or len(set(sources)) > 1:
            keys = tuple(each.key for each in found)
            conflicts.append(Conflict("identifier-on-two-records", keys, scheme, (value,)))
    return usable


def _usable(candidate: Candidate, conflicts: list[Conflict]) -> Iterator[Identifier]:
    """Yield the identifiers of a record that may join it to another one."""
    for scheme in _JOINING:
        values = sorted(value for name, value in candidate.identifiers if name == scheme)
        if len(values) > 1 and scheme in UNIQUE_SCHEMES:
            found = (candidate.key,), scheme, tuple(values)
            conflicts.append(Conflict("two-identifiers-on-one-record", *found))
        else:
            yield from ((scheme, value) for value in values)


def _clashes(members: list[Candidate]) -> Iterator[Conflict]:
    """Yield why records that are connected cannot all be one."""
    if len(members) < 2:
        return
    keys = tuple(member.key for member in members)
    for scheme in UNIQUE_SCHEMES:
        listed = [{v for name, v in m.identifiers if name == scheme} for m in members]
        allowed = [values for values in listed if values]
        if allowed and not set.intersection(*allowed):
            values = tuple(sorted(set.union(*allowed)))
            yield Conflict("two-identifiers-in-one-group", keys, scheme, values)
    sources = [member.source for member in members]
    for source in sorted({source for source in sources if sources.count(source) > 1}):
        yield Conflict("two-records-of-one-source", keys, "", (source,))


def _grow(groups: Groups, edges: list[list[str]]) -> Iterator[Conflict]:
    """Join what is connected, but for what is to be kept apart; the first to be kept go first."""
    refused = set()
    for keys in sorted(edges, key=lambda keys: [groups.rank(key) for key in keys]):
        for key in keys[1:]:
            first, second = groups.of(keys[0]), groups.of(key)
            if groups.are_apart(first, second):
                refused.add(tuple(sorted({keys[0], key})))
            else:
                groups.join(keys[0], key)
    yield from (Conflict("kept-apart", pair) for pair in sorted(refused))
