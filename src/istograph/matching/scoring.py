"""The score of two records being one organization, with its parts.

    names, acronyms, country, year, website ──▶ Parts ──logistic──▶ score in [0, 1]

The weights were fitted on one half of the labelled pairs and are tested on the other, by
`tests/joining/calibration.py`. A score says how likely; `is_match` says whether it may be acted
upon, and wants evidence besides the name. A name alone may suffice where nobody else has it, which
two records cannot know: `shares_distinctive_name` is for those who see all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from heapq import nlargest
from math import exp, sqrt

from istograph.matching import evidence
from istograph.matching.candidates import Candidate, Name
from istograph.matching.frequencies import information
from istograph.matching.names import fold, initials, tokens
from istograph.matching.similarity import Likeness, compare

# Bits beyond which more of them change nothing.
_PLENTY = 40.0
# Pairs of names that are compared word by word, slips and abbreviations included.
_COMPARED = 6
_UNSHARED = 3


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
    "information": 3.24,
    "acronym": 1.73,
    "other_acronym": -1.81,
    "country": 1.85,
    "other_country": -2.37,
    "founding": 2.03,
    "other_founding": -1.54,
    "website": 3.40,
    "other_website": -1.02,
}
# What a join by name must reach; it is set where no wrong pair of the half for setting does.
THRESHOLD = 0.93
# Bits of a name that nobody else has, from which it suffices alone: to join two records, and to
# propose a record to somebody who asks by name and looks at the answer.
DISTINCTIVE = 30.0
# How sure such a join of two records is, at least: the lower bound, at 95 %, of the part that is
# right of the labelled pairs (Wilson 1927). `tests/joining/calibration.py` gives it.
ALONE = 0.92
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
        """How alike they are, from 0 to 1: what answers to a question are ordered by.

        The name counts for what it is like; evidence takes a part of what is missing to 1, the
        smaller the less the names are alike.
        """
        rank: float = self.likeness.ratio
        for part in PARTS[1:]:
            share: float = getattr(self.parts, part)
            if part in AGAINST:
                rank *= 1 - (1 - _AGAINST) * share
            else:
                rank += (1 - rank) * _FOR * share * self.likeness.ratio
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
    for one, other in _promising(first, second):
        likeness = compare(one.tokens, other.tokens)
        if _merit(likeness) > _merit(best[1]):
            best = (one.name, other.name), likeness
    return best


def _merit(likeness: Likeness) -> tuple[float, float]:
    # A long name that is nearly the same tells more than a short one that is.
    return likeness.ratio * sqrt(min(likeness.shared, _PLENTY)), likeness.ratio


@dataclass(frozen=True, eq=False)
class _Spelling:
    """A name that is compared, with what of it is."""

    name: Name
    tokens: tuple[str, ...]
    set: frozenset[str]
    total: float


def _promising(first: Candidate, second: Candidate) -> list[tuple[_Spelling, _Spelling]]:
    """Return the pairs of names that share most words as they are; all pairs would be thousands."""
    has_words = first.has_words and second.has_words
    names, others = _spellings(first, has_words), _spellings(second, has_words)
    pairs = [(a, b) for a in names for b in others if not a.set.isdisjoint(b.set)]
    if not pairs:
        # Perhaps each word has a slip.
        return [(a, b) for a in names[:_UNSHARED] for b in others[:_UNSHARED]]
    return nlargest(_COMPARED, pairs, key=_roughly_alike)


def _roughly_alike(pair: tuple[_Spelling, _Spelling]) -> float:
    one, other = pair
    shared = sum(map(information, one.set & other.set))
    return 2 * shared * sqrt(min(shared, _PLENTY)) / (one.total + other.total)


@lru_cache(1 << 12)
def _spellings(candidate: Candidate, has_words: bool) -> tuple[_Spelling, ...]:
    """Return each spelling once; acronyms only where one of two records has nothing else."""
    names = candidate.spoken if has_words else candidate.names
    found = {tokens(name.text): name for name in reversed(names)}
    return tuple(
        _Spelling(name, spelling, frozenset(spelling), sum(map(information, spelling)) or 1.0)
        for spelling, name in sorted(found.items())
    )


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
