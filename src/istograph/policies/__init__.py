"""Which policies and measures of the paper's two tables concern an organization, and why.

verdicts ─▶ does the heading speak of it?   headings.py   an ISTO, or one in the broad sense
place    ─▶ which rows are of the place?    nearness.py   its own, of a part of it, of all China
aim      ─▶ which columns?                  question.py   settle | found | hold-posts

A filled circle means that a measure is mentioned; an empty one that it is not, never that there is
none. Table 1 is of China and Table 2 of other countries, and they share no measure.

question ──▶ tables ──▶ answers     places are found by name; cited: where a text is
"""

from istograph.policies.answers import (
    AIMS,
    Aim,
    Period,
    Policies,
    period,
)
from istograph.policies.cited import Cited, cited
from istograph.policies.places import find_place, places
from istograph.policies.question import concerning
from istograph.policies.tables import Tables

__all__ = [
    "AIMS",
    "Aim",
    "Cited",
    "Period",
    "Policies",
    "Tables",
    "cited",
    "concerning",
    "find_place",
    "period",
    "places",
]
