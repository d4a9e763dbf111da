"""GRAPH with a variable, evaluated for each graph by itself where that makes a difference.

    GRAPH ?g { P }     { GRAPH <a> { P } VALUES ?g { <a> } } UNION { GRAPH <b> { P } ... } ...

is how the standard defines it (SPARQL 1.1, 18.6): the variable gets its value when P is left. The
engine gives it inside, and to a query within P not at all, so a count in P would be that of all
graphs together. Only where P can tell the difference is it written out: a query, a MINUS, or the
variable itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from istograph.rdf.sparql.edits import edited
from istograph.rdf.sparql.lexing import Token, tokens

_TELLING = frozenset({"SELECT", "MINUS"})
# A text that gets larger than this is left as it is.
_LONGEST = 1 << 20


@dataclass(frozen=True)
class _Pattern:
    """A GRAPH with a variable: where it begins and ends, and what stands in it."""

    start: int
    end: int
    variable: str
    inside: tuple[Token, ...]


def has_telling_graph(text: str) -> bool:
    """Say whether a text has a GRAPH that is to be written out.

    >>> has_telling_graph("SELECT * { GRAPH ?g { ?s ?p ?o } }")
    False
    >>> has_telling_graph("SELECT * { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }")
    True
    """
    return "GRAPH" in text.upper() and any(_patterns(text, 0))


def for_each_graph(text: str, graphs: Sequence[str], start: int = 0) -> str:
    """Return a query or update in which each such GRAPH, from a place on, is written out.

    >>> for_each_graph("ASK { GRAPH ?g { ?g ?p 1 } }", ["e:a"])
    'ASK { { { GRAPH <e:a> { ?g ?p 1 } VALUES ?g { <e:a> } } } }'
    """
    patterns = _patterns(text, start)
    written = edited(text, ((p.start, p.end, _written_out(text, p, graphs)) for p in patterns))
    return written if len(written) < max(_LONGEST, len(text)) else text


def _written_out(text: str, pattern: _Pattern, graphs: Sequence[str]) -> str:
    parts = (
        f"{{ GRAPH <{graph}> {{{_copy(text, pattern, number)}}} "
        f"VALUES {pattern.variable} {{ <{graph}> }} }}"
        for number, graph in enumerate(graphs)
    )
    return f"{{ {' UNION '.join(parts) or 'FILTER(false)'} }}"


def _copy(text: str, pattern: _Pattern, number: int) -> str:
    """Return the inside of a pattern, with labels of its own: none may stand in two patterns."""
    first, last = pattern.inside[0], pattern.inside[-1]
    labels = (token for token in pattern.inside[1:-1] if token.kind == "blank")
    edits = ((label.start, label.end, f"{label.text}g{number}") for label in labels)
    return edited(text, edits, first.end, last.start)


def _patterns(text: str, start: int) -> Iterator[_Pattern]:
    found = [token for token in tokens(text) if token.start >= start]
    at = 0
    while at < len(found) - 2:
        graph, variable, opening = found[at : at + 3]
        at += 1
        if graph.text.upper() != "GRAPH" or variable.kind != "variable" or opening.text != "{":
            continue
        inside = _braces(found, at + 1)
        if inside and _can_tell(inside, variable.text[1:]):
            last = inside[-1]
            yield _Pattern(graph.start, last.start + 1, variable.text, inside)
            at += len(inside)


def _braces(found: list[Token], opening: int) -> tuple[Token, ...]:
    """Return the tokens from a brace to the one that closes it; none where none does."""
    depth = 0
    for at in range(opening, len(found)):
        depth += (found[at].text == "{") - (found[at].text == "}")
        if depth == 0:
            return tuple(found[opening : at + 1])
    return ()


def _can_tell(inside: tuple[Token, ...], name: str) -> bool:
    return any(
        token.text.upper() in _TELLING
        if token.kind == "keyword"
        else token.kind == "variable" and token.text[1:] == name
        for token in inside
    )
