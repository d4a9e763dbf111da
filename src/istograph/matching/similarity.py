"""How alike two names are, word by word, weighed by what each word tells."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from istograph.matching.frequencies import information
from istograph.matching.names import is_spaceless

# Below it a word is another word: `chemistry` and `chemical` are alike by 0.67.
_ALIKE = 0.8
_SHORTEST_ALIKE = 5
# `Astron` for `astronomical`: what an abbreviation is worth of its word.
_ABBREVIATED = 0.8
_SHORTEST_ABBREVIATION = 4


@dataclass(frozen=True)
class Likeness:
    """What two names share and what each has alone, in bits."""

    shared: float = 0.0
    only_first: float = 0.0
    only_second: float = 0.0
    # whether they are the same tokens in the same order
    identical: bool = False

    @property
    def ratio(self) -> float:
        """The part of both that is shared, from 0 to 1."""
        total = 2 * self.shared + self.only_first + self.only_second
        return 2 * self.shared / total if total else 0.0


def compare(first: Sequence[str], second: Sequence[str]) -> Likeness:
    """Return how alike two names are, given as tokens; either order gives the same."""
    if first == second:
        return Likeness(sum(map(information, first)), identical=bool(first))
    one, other = Counter(first), Counter(second)
    shared = sum(information(token) * number for token, number in (one & other).items())
    rest, others = list((one - other).elements()), list((other - one).elements())
    if shared == 0 and not _could_be_alike(rest, others):
        return Likeness(0.0, _weight(rest), _weight(others))
    return _with_alike(shared, sorted(rest), sorted(others))


def _with_alike(shared: float, rest: list[str], others: list[str]) -> Likeness:
    """Pair the words left over that are nearly the same, most alike first."""
    pairs = [(_alike(a, b), a, b) for a in rest for b in others]
    lost = 0.0
    for likeness, a, b in sorted((p for p in pairs if p[0]), key=lambda p: (-p[0], *sorted(p[1:]))):
        if a in rest and b in others:
            rest.remove(a)
            others.remove(b)
            # The slip of one word is no rare word of its own: the commoner of the two counts.
            told = min(information(a), information(b))
            shared, lost = shared + likeness * told, lost + (1 - likeness) * told
    return Likeness(shared, _weight(rest) + lost, _weight(others) + lost)


def _could_be_alike(rest: Sequence[str], others: Sequence[str]) -> bool:
    firsts = {token[0] for token in rest}
    return any(token[0] in firsts for token in others)


def _weight(tokens: Sequence[str]) -> float:
    return sum(map(information, tokens))


def _alike(first: str, second: str) -> float:
    """Return how alike two words are; 0 if they are different words."""
    # Slips are seldom in the first letter, and nearly all pairs are done with here.
    if first[0] != second[0]:
        return 0.0
    short, long = sorted((first, second), key=len)
    if is_spaceless(short) or is_spaceless(long) or any(map(str.isdigit, first + second)):
        return 0.0
    if len(short) >= _SHORTEST_ABBREVIATION and long.startswith(short):
        return _ABBREVIATED
    if len(short) < _SHORTEST_ALIKE:
        return 0.0
    return float(OSA.normalized_similarity(first, second, score_cutoff=_ALIKE))
