"""Which organization is meant: names in one spelling, likeness, evidence, a score with its parts.

Candidate ──▶ Index.find(wanted) ──▶ Found(candidate, Score(value, parts, ...))
                 └── answers(index, wanted) ──▶ Answer(candidate, fit, is_match, ...)
"""

from istograph.matching.answering import Answer, answers
from istograph.matching.candidates import Candidate, Name
from istograph.matching.index import Index
from istograph.matching.scoring import PARTS, Score, score

__all__ = [
    "PARTS",
    "Answer",
    "Candidate",
    "Index",
    "Name",
    "Score",
    "answers",
    "score",
]
