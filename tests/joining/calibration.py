"""Sets the matcher's weights and threshold on one half of the labelled pairs, tests on the other.

python tests/joining/calibration.py          precision and recall on both halves
python tests/joining/calibration.py --fit    the weights that the first half would give
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path

# Run as a script, it finds the tests where the repository is.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.joining.pairs import NAMES_ALONE, Pair, pairs

from istograph.matching import PARTS, scoring
from istograph.matching.scoring import AGAINST, Score, score

# How strongly weights are held near zero: there are fewer pairs than one would like.
_RIDGE = 0.05
_ROUNDS = 4_000


@dataclass(frozen=True)
class Figures:
    """How well what is joined is the same."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The part of what was joined that is the same."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The part of what is the same that was joined."""
        return self.right / (self.right + self.missed)

    @property
    def least_precision(self) -> float:
        """The lower bound of the precision, at 95 %: Wilson's interval for a proportion."""
        z, number = 1.96, self.right + self.wrong
        middle = self.precision + z * z / (2 * number)
        spread = z * sqrt(self.precision * (1 - self.precision) / number + (z / (2 * number)) ** 2)
        return (middle - spread) / (1 + z * z / number)

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.4f}, recall {self.recall:.4f} "
            f"({self.right} right, {self.wrong} wrong, {self.missed} missed)"
        )


def figures(labelled: Sequence[Pair]) -> Figures:
    """Return how well the matcher joins some pairs."""
    joined = [(pair.is_same, score(pair.first, pair.second).is_match) for pair in labelled]
    return _figures(joined)


def _figures(joined: Sequence[tuple[bool, bool]]) -> Figures:
    return Figures(
        sum(same and found for same, found in joined),
        sum(found and not same for same, found in joined),
        sum(same and not found for same, found in joined),
    )


def figures_of_names() -> Figures:
    """Return how well distinctive names join that nobody else has."""
    known = pairs(NAMES_ALONE)
    joined = [(p.is_same, score(p.first, p.second).shares_distinctive_name()) for p in known]
    return _figures(joined)


def halves() -> tuple[list[Pair], list[Pair]]:
    """Return the pairs for setting, and those for testing."""
    known = list(pairs())
    setting = [pair for pair in known if pair.is_for_setting]
    return setting, [pair for pair in known if not pair.is_for_setting]


def fit(labelled: Sequence[Pair]) -> tuple[float, dict[str, float]]:
    """Return the intercept and weights of a logistic regression, by gradient descent."""
    known = [*labelled, *_strangers(labelled)]
    rows = [[1.0, *_row(score(pair.first, pair.second))] for pair in known]
    truths = [float(pair.is_same) for pair in known]
    weights = [0.0] * len(rows[0])
    for _ in range(_ROUNDS):
        slopes = [0.0] * len(weights)
        for row, truth in zip(rows, truths, strict=True):
            odds = sum(w * x for w, x in zip(weights, row, strict=True))
            wrong = 1 / (1 + exp(-max(min(odds, 30), -30))) - truth
            slopes = [s + wrong * x for s, x in zip(slopes, row, strict=True)]
        for at, slope in enumerate(slopes):
            held = _RIDGE * weights[at] if at else 0.0
            weights[at] -= 4.0 * (slope + held) / len(rows)
            if at:
                # The pairs were chosen for being hard: no likeness may speak against it for that.
                against = PARTS[at - 1] in AGAINST
                weights[at] = min(weights[at], 0.0) if against else max(weights[at], 0.0)
    return weights[0], dict(zip(PARTS, weights[1:], strict=True))


def _strangers(labelled: Sequence[Pair]) -> list[Pair]:
    """Return pairs of records that have nothing to do with each other, as nearly all have.

    The labelled pairs were chosen for being alike; of them alone one could learn that likeness
    says nothing.
    """
    others = [*labelled[7:], *labelled[:7]]
    return [
        Pair(one.first, other.second, False, "strangers")
        for one, other in zip(labelled, others, strict=True)
    ]


def _row(found: Score) -> list[float]:
    return [getattr(found.parts, part) for part in PARTS]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main() -> None:
    setting, testing = halves()
    if "--fit" in sys.argv:
        intercept, weights = fit(setting)
        _say(f"INTERCEPT = {intercept:.2f}")
        _say("\n".join(f'    "{part}": {weight:.2f},' for part, weight in weights.items()))
        return
    _say(f"threshold {scoring.THRESHOLD}, distinctive from {scoring.DISTINCTIVE} bits")
    _say(f"setting, {len(setting)} pairs: {figures(setting)}")
    _say(f"testing, {len(testing)} pairs: {figures(testing)}")
    alone = figures_of_names()
    _say(f"distinctive names that nobody else has: {alone}")
    _say(f"  at least, at 95 %: {alone.least_precision:.2f}")


if __name__ == "__main__":
    main()
