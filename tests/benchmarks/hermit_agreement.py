"""Compare the classifier with HermiT on generated descriptions, and print what was compared.

    python tests/benchmarks/hermit_agreement.py --number 2000

A clause of the theory is decisive in a description if some proof shown for it breaks without it: a
clause that nothing rests on has not been compared.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.classification.agreement import disagreements
from tests.classification.generation import CLASSES, descriptions
from tests.classification.oracle import (
    ISTO,
    denied,
    literals,
    model_exists,
    opposite,
    slice_of,
    theory_and_rows,
)

from istograph.classification import Theory, load_theory

Json = Mapping[str, Any]
_LEAST = 20


def decisive_clauses(description: Json, answer: Json) -> set[int]:
    """Return the clauses, by number, that some proof in an answer breaks without."""
    whole = slice_of(description)
    found: set[int] = set()
    for goal, entry in _entries(answer):
        facts = [fact for fact in whole if fact["id"] in entry["facts"]]
        found |= _needed(frozenset(entry["axioms"]), [*literals(facts, whole), *denied(goal)])
    return found


def _entries(answer: Json) -> Iterator[tuple[int, Json]]:
    theory, _ = theory_and_rows()
    for verdict in answer["verdicts"]:
        target = theory.literal(str(ISTO[verdict["class"].removeprefix("isto:")]))
        refuted = verdict["status"] == "refuted"
        for entry in verdict["because"][:3]:
            yield opposite(target) if refuted else target, entry
        for entry in verdict.get("against", [])[:3]:
            yield opposite(target), entry
    for clash in answer["clashes"][:3]:
        yield 0, clash


def _needed(axioms: frozenset[str], given: Sequence[int]) -> set[int]:
    clauses = theory_and_rows()[0].clauses
    used = {n: c.literals for n, c in enumerate(clauses) if c.axiom.name in axioms}
    return {n for n in used if model_exists([c for m, c in used.items() if m != n], given)}


def compare(theory: Theory, chosen: Sequence[Json]) -> int:
    """Compare, print the table, and return how many disagreements and untried clauses there are."""
    answers = [theory.classify(description) for description in chosen]
    decisive = Counter(
        number
        for description, answer in zip(chosen, answers, strict=True)
        for number in decisive_clauses(description, answer)
    )
    statuses = Counter(v["status"] for answer in answers for v in answer["verdicts"])
    contradictory = sum(not answer["consistent"] for answer in answers)
    clauses = theory_and_rows()[0].clauses
    rare = [n for n in range(len(clauses)) if decisive[n] < _LEAST]
    started = time.monotonic()
    found = list(disagreements(theory, chosen, CLASSES))
    rows = {
        "descriptions": len(chosen),
        "contradictory": f"{contradictory} ({contradictory / len(chosen):.0%})",
        **{f"verdicts {status}": count for status, count in sorted(statuses.items())},
        "clauses": len(clauses),
        f"clauses decisive in fewer than {_LEAST}": len(rare),
        "least decisive clause, in descriptions": min(decisive[n] for n in range(len(clauses))),
        "seconds of HermiT": round(time.monotonic() - started),
        "disagreements": len(found),
    }
    for name, value in rows.items():
        sys.stdout.write(f"{name:<45}{value:>12}\n")
    for number in rare:
        sys.stdout.write(f"rare: {clauses[number].axiom.name} {decisive[number]}\n")
    for line in found:
        sys.stdout.write(f"disagreement: {line}\n")
    return len(found) + len(rare)


def main() -> int:
    """Run the comparison; 1 if anything differs or was not tried."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--number", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return bool(compare(load_theory(), list(descriptions(options.number, options.seed))))


if __name__ == "__main__":
    sys.exit(main())
