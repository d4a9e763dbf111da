"""Aggregates as the standard has them, where the engine has them otherwise."""

from collections.abc import Iterator

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
    edits = sorted(_edits(list(tokens(text))))
    pieces, end = [], 0
    for place, insertion in edits:
        pieces += [text[end:place], insertion]
        end = place
    return "".join([*pieces, text[end:]])


def _edits(found: list[Token]) -> Iterator[tuple[int, str]]:
    for at, token in enumerate(found[:-1]):
        if token.text.upper() == "GROUP_CONCAT" and found[at + 1].text == "(":
            depth = 0
            for following in found[at + 1 :]:
                depth += (following.text == "(") - (following.text == ")")
                if depth == 0:
                    yield token.start, "STR("
                    yield following.start + 1, ")"
                    break


def with_reused_columns(text: str) -> str:
    """Return a query whose SELECT clauses have expressions in the place of earlier columns.

    >>> with_reused_columns("SELECT (COUNT(*) AS ?n) (?n + 1 AS ?m) { ?s ?p ?n }")
    'SELECT (COUNT(*) AS ?n) ((COUNT(*)) + 1 AS ?m) { ?s ?p ?n }'
    """
    pieces, end = [], 0
    columns: dict[str, str] = {}
    for inside in _columns(list(tokens(text)), columns):
        *expression, _, name = inside
        first, last = expression[0], expression[-1]
        written = _substituted(text, expression, columns)
        pieces += [text[end : first.start], written]
        end = last.start + len(last.text)
        if not any(token.text.upper() in _DIFFERENT for token in expression):
            columns[name.text[1:]] = written
    return "".join([*pieces, text[end:]])


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
    pieces, end = [], expression[0].start
    for token in expression:
        if token.kind == "variable" and token.text[1:] in columns:
            pieces += [text[end : token.start], f"({columns[token.text[1:]]})"]
            end = token.start + len(token.text)
    last = expression[-1]
    return "".join([*pieces, text[end : last.start + len(last.text)]])
