"""Answers to somebody who asks for an organization by name, with what else is known of it."""

from collections.abc import Callable
from dataclasses import dataclass

from istograph.matching.candidates import Candidate
from istograph.matching.index import Index
from istograph.matching.names import is_acronym
from istograph.matching.scoring import TELLING, Score, score

_MANY = 200


@dataclass(frozen=True)
class Answer:
    """A candidate, how well it fits from 0 to 1, and whether to take it without a person."""

    candidate: Candidate
    fit: float
    is_match: bool
    score: Score
    is_identified: bool = False

    @property
    def is_abbreviation(self) -> bool:
        """Whether it is no match because others may go by the abbreviation or key that was asked.

        Of labelled pairs that share one of four letters or more, a fifth are two organizations.
        """
        if self.is_match:
            return False
        name = self.score.names[0].text if self.score.names else ""
        return self.is_identified or is_acronym(name)


def answers(
    index: Index,
    wanted: Candidate,
    limit: int,
    keep: Callable[[Candidate], bool] = lambda _: True,
) -> list[Answer]:
    """Return the candidates that fit best, best first.

    An identifier of the wanted one, or a name that is an identifier, finds its record. The first
    answer alone is a match, and only if no second one would be.
    """
    found = [each for each in _identified(index, wanted) if keep(each.candidate)]
    known = {answer.candidate.key for answer in found}
    named = [each for each in index.find(wanted, _MANY) if keep(each.candidate)]
    matching = [each for each in named if _is_match(index, wanted, each.score)]
    sure = matching[0] if len(matching) == 1 and not found else None
    found += [
        Answer(each.candidate, round(each.score.rank, 4), each is sure, each.score)
        for each in named
        if each.candidate.key not in known and round(each.score.rank, 4) > 0
    ]
    return found[:limit]


def _identified(index: Index, wanted: Candidate) -> list[Answer]:
    texts = [name.text for name in wanted.names]
    texts += [f"{scheme}:{value}" for scheme, value in sorted(wanted.identifiers)]
    found = {each.key: (text, each) for text in texts for each in index.identified(text)}
    scored = [(text, each, score(wanted, each)) for text, each in found.values()]
    return [
        # A word may be a key by chance: `most` is a ministry's.
        Answer(each, 1.0, len(found) == 1 and (not text.isalpha() or one.is_match), one, True)
        for text, each, one in scored
    ]


def _is_match(index: Index, wanted: Candidate, found: Score) -> bool:
    if found.is_match:
        return True
    if not found.names or not found.shares_distinctive_name(TELLING):
        return False
    # Whoever asks gives but one name; that of one record alone is meant by it.
    return all(len(index.named(name.text)) <= 1 for name in wanted.names)
