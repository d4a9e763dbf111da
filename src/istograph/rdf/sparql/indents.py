"""The brace that is not closed where a line goes back, if the lines tell by indents."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from istograph.rdf.sparql.faults import Fault, unclosed
from istograph.rdf.sparql.lexing import Token


def open_brace(text: str, found: Sequence[Token]) -> Fault | None:
    """Return the fault of the first such brace; none where all are closed, whatever the indents."""
    lines = [line.start() for line in re.finditer("^", text, re.MULTILINE)]
    indents = [len(line) - len(line.lstrip(" \t")) for line in text.split("\n")]
    numbers = [bisect_right(lines, token.start) - 1 for token in found]
    # the places of the braces that are open
    opened: list[int] = []
    fault, last_line = None, -1
    for place, (token, number) in enumerate(zip(found, numbers, strict=True)):
        if number > last_line and opened and fault is None:
            brace, following = opened[-1], opened[-1] + 1
            inner, outer = indents[numbers[following]], indents[numbers[brace]]
            is_indented = numbers[following] == numbers[brace] or inner > outer
            is_level = indents[number] == outer and token.text != "}"
            if is_indented and (indents[number] < outer or is_level):
                fault = unclosed(found[place - 1])
        last_line = number
        if token.text == "{":
            opened.append(place)
        elif token.text == "}" and opened:
            opened.pop()
    return fault if opened else None
