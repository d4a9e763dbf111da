"""Records of several sources that are one organization, and what is to be done about it.

candidates ──identifiers──▶ groups ──names with evidence──▶ groups ──▶ Plan
                 └── conflicts ──────────────┴── what is apart stays apart
"""

from collections.abc import Iterable

from istograph.joining.identity import join_by_identifiers, reasons
from istograph.joining.naming import join_by_names
from istograph.joining.plan import Conflict, Join, Pair, Plan
from istograph.matching import Candidate

__all__ = ["Candidate", "Conflict", "Join", "Pair", "Plan", "join"]


def join(candidates: Iterable[Candidate], apart: Iterable[Pair] = ()) -> Plan:
    """Return which records are one organization; the order of the candidates changes nothing.

    `apart` has pairs of keys that are not the same, whatever identifiers and names say.
    """
    known = {candidate.key: candidate for candidate in candidates}
    groups, conflicts = join_by_identifiers(known, apart)
    identified = [group for group in groups.all() if len(group) > 1]
    keepers = {groups.keeper(group) for group in identified}
    by_identifier = [key for group in identified for key in sorted(group - keepers)]
    shared = {key: reasons(groups, known, key) for key in by_identifier}
    named, ambiguous = join_by_names(groups)
    replaced = {key: groups.keeper(group) for group in groups.all() for key in sorted(group)}
    joins = [
        Join(each.of, replaced[each.of], each.via, each.identifiers, each.score)
        for each in [*shared.values(), *named]
    ]
    return Plan(
        replaced={key: into for key, into in sorted(replaced.items()) if key != into},
        joins=tuple(sorted(joins, key=lambda each: (each.of, each.via))),
        conflicts=(*conflicts, *ambiguous),
    )
