"""Which organization is meant: names in one spelling, likeness, evidence, a score with its parts.

Candidate ──▶ Index.find(wanted) ──▶ Found(candidate, Score(value, parts, ...))
"""

from istograph.matching.candidates import Candidate, Name
from istograph.matching.index import Found, Index
from istograph.matching.scoring import PARTS, Parts, Score, score

__all__ = ["PARTS", "Candidate", "Found", "Index", "Name", "Parts", "Score", "score"]
