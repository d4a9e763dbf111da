"""The mark that a pattern lacks, or has too often: `.`, `;`, `,`, a brace, or a part of a triple.

The engine's parser says how far it could guess on, which may be a line further. This reads groups
and the triples in them by their outline alone, and gives up at what it does not know; so it speaks
only where the parser has refused the text, and at no place beyond the one that the parser reached.
https://www.w3.org/TR/sparql12-query/#rGroupGraphPattern
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from istograph.rdf.sparql.faults import Fault
from istograph.rdf.sparql.indents import open_brace
from istograph.rdf.sparql.lexing import BRACKETS, Token, tokens
from istograph.rdf.sparql.outline import outline_fault

# Signed, as a value may be; `5.` is a number and the end of a triple.
_NUMBER = re.compile(r"[+-]?(?:\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+)")
# Groups in groups are read by calls in calls.
_DEEPEST = 100


def mark_fault(text: str, end: int) -> Fault | None:
    """Return the first such fault of a query or update up to where the parser gave up.

    >>> mark_fault("SELECT * { ?s a ?c ?s ?p ?o }", 29).en
    '"." is missing after ?c: the next triple begins with ?s'
    """
    if "<<" in text:
        # Triple terms are no part of the outline.
        return None
    found = _with_numbers(text)
    if _depth(found) > _DEEPEST:
        return None
    fault = open_brace(text, found) or outline_fault(text, found)
    return fault if fault and fault.start <= end else None


def _depth(found: Sequence[Token]) -> int:
    steps = ((token.text in BRACKETS) - (token.text in BRACKETS.values()) for token in found)
    return max(accumulate(steps, initial=0))


def _with_numbers(text: str) -> list[Token]:
    """Return the tokens, with each number as one, though a sign or a point may be more."""
    read: list[Token] = []
    end = 0
    for token in tokens(text):
        if token.start < end:
            continue
        number = _NUMBER.match(text, token.start) if token.kind == "other" else None
        if number:
            token = Token("number", number[0], token.start)
            end = number.end()
        read.append(token)
    return read
