"""Records that belong together: growing groups, which some pairs must never share."""

from collections.abc import Iterable, Mapping

from istograph.joining.plan import Pair
from istograph.matching import Candidate

# What an organization has but once; the other schemes of identifiers give several to one.
UNIQUE_SCHEMES = ("wikidata", "ror")
_KEEPERS = ("curated", "paper", "local", "ror", "wikidata")


def rank(candidate: Candidate) -> tuple[int, str, str]:
    """Return what sorts records by which is kept: ours, ROR's, Wikidata's, then the others."""
    source = candidate.source
    place = _KEEPERS.index(source) if source in _KEEPERS else len(_KEEPERS)
    return place, source, candidate.key


class Groups:
    """A partition of the records, from each alone to what was joined."""

    def __init__(self, candidates: Mapping[str, Candidate], apart: Iterable[Pair]) -> None:
        self._candidates = candidates
        self._group = {key: frozenset({key}) for key in candidates}
        self._apart: dict[str, set[str]] = {}
        for pair in apart:
            if len(pair) == 2 and pair <= candidates.keys():
                first, second = sorted(pair)
                self._apart.setdefault(first, set()).add(second)
                self._apart.setdefault(second, set()).add(first)

    def of(self, key: str) -> frozenset[str]:
        """Return the group that a record is in."""
        return self._group[key]

    def all(self) -> list[frozenset[str]]:
        """Return the groups, in the order of their first keys."""
        return sorted(set(self._group.values()), key=min)

    def rank(self, key: str) -> tuple[int, str, str]:
        """Return what sorts records by which is kept."""
        return rank(self._candidates[key])

    def keeper(self, group: Iterable[str]) -> str:
        """Return the record of a group that is kept."""
        return min((self._candidates[key] for key in group), key=rank).key

    def members(self, group: Iterable[str]) -> list[Candidate]:
        """Return the records of a group, the one that is kept first."""
        return sorted((self._candidates[key] for key in group), key=rank)

    def are_apart(self, first: Iterable[str], second: Iterable[str]) -> bool:
        """Say whether somebody said that one of these is not one of those."""
        others = set(second)
        return any(self._apart.get(key, set()) & others for key in first)

    def join(self, first: str, second: str) -> None:
        """Make one group of the groups of two records."""
        joined = self._group[first] | self._group[second]
        for key in joined:
            self._group[key] = joined
