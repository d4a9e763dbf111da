"""How much a word tells: the rarer in names of organizations, the more.

The counts are of the names of 51,370 research organizations and 6,184 associations; see
`data/README.md`. They are kept in a table, rather than taken from the names at hand, so that a
score depends on the two records alone: no third one changes it.
"""

import csv
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from math import log2

from istograph.matching.candidates import Candidate
from istograph.matching.names import is_spaceless, tokens
from istograph.resources import DATA

TABLE = DATA / "matching" / "word-frequencies.csv"
# Organizations that were counted, and those of them with a name in a script without spaces.
ORGANIZATIONS = 57_555
SPACELESS = 7_682
# Rarer words are left out of the table; about so many names have each of them.
RAREST = 10
_UNLISTED = 4


def count(candidates: Iterable[Candidate]) -> Counter[str]:
    """Return in how many candidates' names each token occurs."""
    counts: Counter[str] = Counter()
    for candidate in candidates:
        counts.update({token for name in candidate.spoken for token in tokens(name.text)})
    return counts


@lru_cache(1 << 16)
def information(token: str) -> float:
    """Return how many bits a token tells of which organization is meant.

    >>> information("university") < 3 < information("physics") < 10 < information("bamboo")
    True
    """
    total = SPACELESS if is_spaceless(token) else ORGANIZATIONS
    return log2(total / min(_counts().get(token, _UNLISTED), total - 1))


@cache
def _counts() -> dict[str, int]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["word"]: int(row["organizations"]) for row in csv.DictReader(file)}
