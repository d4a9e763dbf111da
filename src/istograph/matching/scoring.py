"""The score of two records being one organization, with its parts.

    names, acronyms, country, year, website ──▶ Parts ──logistic──▶ score in [0, 1]

The weights were fitted on one half of the labelled pairs and are tested on the other, by
`tests/joining/calibration.py`. A score says how likely; `is_match` says whether it may be acted
upon, and wants evidence besides the name. A name alone may suffice where nobody else has it, which
two records cannot know: `shares_distinctive_name` is for those who see all of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from math import exp

from istograph.matching import evidence
from istograph.matching.candidates import Candidate, Name
from istograph.matching.names import fold, initials, tokens
from istograph.matching.similarity import Likeness, compare

# Bits beyond which more of them change nothing.
_PLENTY = 40.0


@dataclass(frozen=True)
class Parts:
    """What two records share, and on what they differ; each part from 0 to 1."""

    # how much of the two names that are most alike is the same, weighed by how much it tells
    information: float = 0.0
    acronym: float = 0.0
    other_acronym: float = 0.0
    country: float = 0.0
    other_country: float = 0.0
    founding: float = 0.0
    other_founding: float = 0.0
    website: float = 0.0
    other_website: float = 0.0


PARTS = tuple(field.name for field in fields(Parts))
AGAINST = frozenset(part for part in PARTS if part.startswith("other_"))

# What `tests/joining/calibration.py --fit` gives; its test fails when they are others.
INTERCEPT = -3.48
WEIGHTS: Mapping[str, float] = {
    "information": 3.23,
    "acronym": 1.74,
    "other_acronym": -1.80,
    "country": 1.85,
    "other_country": -2.37,
    "founding": 2.02,
    "other_founding": -1.54,
    "website": 3.40,
    "other_website": -1.02,
}
# What a join by name must reach; it is set where no wrong pair of the half for setting does.
THRESHOLD = 0.93
# Bits of a name that nobody else has, from which it suffices alone: to join two records, and to
# propose a record to somebody who asks by name and looks at the answer.
DISTINCTIVE = 30.0
TELLING = 18.0

# How much evidence moves the likeness that is shown, each piece of it.
_FOR, _AGAINST = 0.3, 0.85


@dataclass(frozen=True)
class Score:
    """How likely two records are one organization, by which two names, and by what parts."""

    value: float
    parts: Parts
    likeness: Likeness
    names: tuple[Name, Name] | None = None

    @property
    def contributions(self) -> dict[str, float]:
        """What each part adds to the log-odds."""
        return {part: WEIGHTS[part] * getattr(self.parts, part) for part in PARTS}

    @property
    def has_evidence(self) -> bool:
        """Whether anything besides names speaks for it."""
        return any((self.parts.country, self.parts.founding, self.parts.website))

    @property
    def is_contradicted(self) -> bool:
        """Whether the records differ on something that one organization has but once."""
        parts = self.parts
        return bool(parts.other_country or parts.other_website) or parts.other_founding > 0.5

    @property
    def is_match(self) -> bool:
        """Whether it is certain enough to act upon without asking a person."""
        return self.value >= THRESHOLD and self.has_evidence and not self.is_contradicted

    def shares_distinctive_name(self, bits: float = DISTINCTIVE) -> bool:
        """Say whether they share a whole name that tells so much, and nothing speaks against it."""
        is_free = not (self.is_contradicted or self.parts.other_acronym)
        return self.likeness.identical and self.likeness.shared >= bits and is_free

    @property
    def rank(self) -> float:
        """Return how alike they are, from 0 to 1: what answers to a question are ordered by.

        The name counts for what it is like; evidence takes a part of what is missing to 1.
        """
        rank = self.likeness.ratio
        for part in PARTS[1:]:
            share = getattr(self.parts, part)
            rank = rank * _AGAINST**share if part in AGAINST else rank + (1 - rank) * _FOR * share
        return rank


def score(first: Candidate, second: Candidate) -> Score:
    """Return how likely two records describe one organization; either order gives the same."""
    names, likeness = _most_alike(first, second)
    acronym = _acronym(first, second)
    country = evidence.country(first.countries, second.countries)
    founding = evidence.founding(first.founded, second.founded)
    website = evidence.website(first.websites, second.websites)
    parts = Parts(
        # Squared: of two long names with one other word each, much is the same, and they are two.
        information=likeness.ratio**2 * min(likeness.shared / _PLENTY, 1.0),
        acronym=max(acronym, 0.0),
        other_acronym=max(-acronym, 0.0),
        country=max(country, 0.0),
        other_country=max(-country, 0.0),
        founding=max(founding, 0.0),
        other_founding=max(-founding, 0.0),
        # The owner's site alone is what an organization shares with its parts.
        website=float(website == 1.0),
        other_website=max(-website, 0.0),
    )
    return Score(_logistic(parts), parts, likeness, names)


def _logistic(parts: Parts) -> float:
    odds = INTERCEPT + sum(WEIGHTS[part] * getattr(parts, part) for part in PARTS)
    return 1 / (1 + exp(-odds))


def _most_alike(first: Candidate, second: Candidate) -> tuple[tuple[Name, Name] | None, Likeness]:
    """Return the two names that are most alike; of equals those that share the most."""
    best: tuple[tuple[Name, Name] | None, Likeness] = None, Likeness()
    for one, other in _pairs(first, second):
        likeness = compare(tokens(one.text), tokens(other.text))
        if _merit(likeness) > _merit(best[1]):
            best = (one, other), likeness
    return best


def _merit(likeness: Likeness) -> tuple[float, float]:
    # A long name that is nearly the same tells more than a short one that is.
    return likeness.ratio * min(likeness.shared, _PLENTY) ** 0.5, likeness.ratio


def _pairs(first: Candidate, second: Candidate) -> Iterator[tuple[Name, Name]]:
    """Yield names to compare; acronyms only where one record has nothing else."""
    has_words = bool(first.spoken and second.spoken)
    for one in first.spoken if has_words else first.names:
        for other in second.spoken if has_words else second.names:
            yield one, other


@lru_cache(1 << 12)
def _initials(candidate: Candidate) -> frozenset[str]:
    found = {initials(tokens(name.text)) for name in candidate.spoken}
    found |= {initials(tuple(fold(name.text).split())) for name in candidate.spoken}
    return frozenset(found - {""})


def _acronym(first: Candidate, second: Candidate) -> float:
    """Return 1 for a shared acronym, a half for one that fits a name, -1 for different ones."""
    if first.acronyms & second.acronyms:
        return 1.0
    if first.acronyms & _initials(second) or second.acronyms & _initials(first):
        return 0.5
    return -1.0 if first.acronyms and second.acronyms else 0.0
