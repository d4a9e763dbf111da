"""Paths of length zero from a term that is in no triple.

`?x e:p* e:a` has the solution e:a whatever there is (SPARQL 1.1, 18.4: ZeroLengthPath); the engine
finds it only if e:a is in a triple. Where it is in none, that solution is the only one:

    ?x e:p* e:a     VALUES ?x { e:a }
"""

import re
from collections.abc import Callable, Iterator

from istograph.rdf.sparql.edits import edited
from istograph.rdf.sparql.lexing import Token, tokens

_NAMES = ("iri", "local")
# Most texts, and the long ones full of data, have nothing of the kind.
_SIGN = re.compile(r"[\w>-][*?]")
_BEFORE, _AFTER = frozenset("{.}"), frozenset(".}")


def with_zero_length(text: str, is_known: Callable[[str], bool]) -> str:
    """Return a query whose paths to or from unknown terms are written out.

    `is_known` says of a name, as it is written, whether it stands in a triple.

    >>> with_zero_length("ASK { ?x <p>* <a> . <b> <p>? ?y }", {"<b>"}.__contains__)
    'ASK { VALUES ?x { <a> } . <b> <p>? ?y }'
    """
    if not _SIGN.search(text):
        return text
    edits = (
        (first.start, last.end, f"VALUES {variable} {{ {name} }}")
        for first, variable, name, last in _paths(text)
        if not is_known(name)
    )
    return edited(text, edits)


def _paths(text: str) -> Iterator[tuple[Token, str, str, Token]]:
    """Yield where such a path begins, its variable, its term, and where it ends."""
    found = list(tokens(text))
    for at in range(1, len(found) - 4):
        before, subject, step, sign, value, after = found[at - 1 : at + 5]
        if (
            sign.text in ("*", "?")
            and (step.kind in _NAMES or step.text == "a")
            and before.text in _BEFORE
            and (after.text in _AFTER or after.kind == "keyword")
            and step.end == sign.start
        ):
            if subject.kind == "variable" and value.kind in _NAMES:
                yield subject, subject.text, value.text, value
            elif value.kind == "variable" and subject.kind in _NAMES:
                yield subject, value.text, subject.text, value
