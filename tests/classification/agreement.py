"""Where the classifier and HermiT disagree about descriptions, contradictory ones included.

Every clash must be inconsistent and every repair, which is what is left when each clash loses a
fact, consistent; then the repairs are all there are. What HermiT finds in each of them gives the
status.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tests.classification.oracle import ISTO, Fact, judge_parts, slice_of
from tests.hermit import Judgement

from istograph.classification import Theory

Json = Mapping[str, Any]
_Part = tuple[list[Fact], list[Fact]]


def disagreements(
    theory: Theory, descriptions: Iterable[Json], classes: Sequence[str], batch: int = 100
) -> Iterator[str]:
    """Yield a line for each clash, repair or verdict that HermiT sees otherwise."""
    pending: list[tuple[Json, Json, list[_Part], int]] = []
    for description in descriptions:
        answer = theory.classify(description)
        pending.append((description, answer, *_parts(description, answer)))
        if sum(len(parts) for _, _, parts, _ in pending) >= batch:
            yield from _compare(pending, classes)
            pending = []
    yield from _compare(pending, classes)


def _parts(description: Json, answer: Json) -> tuple[list[_Part], int]:
    """Return the repairs, then the clashes, as parts of the facts; and how many are repairs."""
    whole = slice_of(description)
    clashes = [frozenset(clash["facts"]) for clash in answer["clashes"]]
    repairs = [frozenset(f["id"] for f in whole) - hit for hit in minimal_hitting_sets(clashes)]
    parts = [([f for f in whole if f["id"] in part], whole) for part in [*repairs, *clashes]]
    return parts, len(repairs)


def minimal_hitting_sets(sets: Iterable[frozenset[str]]) -> set[frozenset[str]]:
    """Return the smallest sets that have a member of each set.

    >>> sorted(map(sorted, minimal_hitting_sets([frozenset("ab"), frozenset("bc")])))
    [['a', 'c'], ['b']]
    """
    hits = {frozenset[str]()}
    for found in sets:
        met = {hit for hit in hits if hit & found}
        further = {hit | {member} for hit in hits - met for member in found}
        hits = met | {hit for hit in further if not any(other <= hit for other in met)}
    return {hit for hit in hits if not any(other < hit for other in hits)}


def _compare(
    pending: Sequence[tuple[Json, Json, list[_Part], int]], classes: Sequence[str]
) -> Iterator[str]:
    judged = iter(judge_parts([p for _, _, parts, _ in pending for p in parts], classes))
    for description, answer, parts, repairs in pending:
        found = [next(judged) for _ in parts]
        name = description["id"]
        yield from (f"{name}: no repair: {r}" for r in found[:repairs] if not r.consistent)
        yield from (f"{name}: no clash: {c}" for c in found[repairs:] if c.consistent)
        expected = {c: _status(c, found[:repairs]) for c in classes}
        for verdict in answer["verdicts"]:
            class_name = verdict["class"].removeprefix("isto:")
            if expected[class_name] != verdict["status"]:
                yield f"{name}: {class_name}: {verdict['status']}, HermiT: {expected[class_name]}"


def _status(class_name: str, repairs: Sequence[Judgement]) -> str:
    yes = [ISTO[class_name] in repair.entailed for repair in repairs]
    no = [ISTO[class_name] in repair.refuted for repair in repairs]
    if all(yes):
        return "entailed"
    if all(no):
        return "refuted"
    return "contested" if any(yes) or any(no) else "unknown"
