"""Aggregates as the standard has them, where the engine has them otherwise."""

from collections.abc import Iterator

from istograph.rdf.sparql.edits import Edit, edited, insertion
from istograph.rdf.sparql.lexing import Token, closing, tokens

# Functions that give another value each time.
_DIFFERENT = frozenset({"RAND", "UUID", "STRUUID", "BNODE"})


def with_simple_concatenation(text: str) -> str:
    """Return a query whose GROUP_CONCAT gives strings without a language (SPARQL 1.1, 18.5.1.7).

    >>> with_simple_concatenation("SELECT (GROUP_CONCAT(?x; SEPARATOR='()') AS ?y) {}")
    "SELECT (STR(GROUP_CONCAT(?x; SEPARATOR='()')) AS ?y) {}"
    """
    if "GROUP_CONCAT" not in text.upper():
        return text
    return edited(text, sorted(_edits(list(tokens(text)))))


def _edits(found: list[Token]) -> Iterator[Edit]:
    for at, token in enumerate(found[:-1]):
        if token.text.upper() == "GROUP_CONCAT" and found[at + 1].text == "(":
            depth = 0
            for following in found[at + 1 :]:
                depth += (following.text == "(") - (following.text == ")")
                if depth == 0:
                    yield insertion(token.start, "STR(")
                    yield insertion(following.end, ")")
                    break


def with_reused_columns(text: str) -> str:
    """Return a query whose SELECT clauses have expressions in the place of earlier columns.

    >>> with_reused_columns("SELECT (COUNT(*) AS ?n) (?n + 1 AS ?m) { ?s ?p ?n }")
    'SELECT (COUNT(*) AS ?n) ((COUNT(*)) + 1 AS ?m) { ?s ?p ?n }'
    """
    edits: list[Edit] = []
    columns: dict[str, str] = {}
    for inside in _columns(list(tokens(text)), columns):
        *expression, _, name = inside
        written = _substituted(text, expression, columns)
        edits.append((expression[0].start, expression[-1].end, written))
        if not any(token.text.upper() in _DIFFERENT for token in expression):
            columns[name.text[1:]] = written
    return edited(text, edits)


def _columns(found: list[Token], columns: dict[str, str]) -> Iterator[list[Token]]:
    """Yield what is in the brackets of each `(expression AS ?name)` of a SELECT clause."""
    at, in_clause = 0, False
    while at < len(found):
        token = found[at]
        word = token.word
        if word == "SELECT":
            columns.clear()
            in_clause = True
        elif token.text == "{" or word in ("WHERE", "FROM"):
            in_clause = False
        elif in_clause and token.text == "(":
            last = closing(found, at)
            inside = found[at + 1 : last]
            if len(inside) > 2 and inside[-2].text.upper() == "AS":
                yield inside
            at = last
        at += 1


def _substituted(text: str, expression: list[Token], columns: dict[str, str]) -> str:
    """Return an expression with what earlier columns stand for."""
    edits = (
        (token.start, token.end, f"({columns[token.text[1:]]})")
        for token in expression
        if token.kind == "variable" and token.text[1:] in columns
    )
    return edited(text, edits, expression[0].start, expression[-1].end)
