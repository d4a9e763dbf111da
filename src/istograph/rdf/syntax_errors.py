"""What the engine's parser says, in words that help: line, column, what could stand there."""

import re

from istograph.errors import QuerySyntaxError
from istograph.rdf.lexing import undeclared_prefixes
from istograph.rdf.namespaces import PREFIXES, expand


def explain(problem: SyntaxError, text: str) -> QuerySyntaxError:
    """Return the error that tells the author of a query or an update what is wrong with it."""
    return QuerySyntaxError(_readable(str(problem)) + _hint(text))


def _readable(message: str) -> str:
    r"""Return where a text does not parse and what could stand there.

    >>> _readable("error at 2:7: expected one of \"{\", ['0'..='9'], GRAPH")
    'line 2, column 7: expected one of "{", GRAPH'
    """
    # The parser lists whole classes of characters, which help nobody.
    short = re.sub(r"\[(?:_|'.*?')\](?:, |$)", "", message, flags=re.DOTALL).removesuffix(", ")
    return re.sub(r"^error at (\d+):(\d+):", r"line \1, column \2:", short)


def _hint(query: str) -> str:
    """Return what is likely wrong; the parser says only that something else was expected there."""
    if unknown := undeclared_prefixes(query, PREFIXES):
        return f"; no PREFIX declares {', '.join(f'{prefix}:' for prefix in unknown)}"
    if name := re.search(r"(?<![\w<])id:[\w-]+/[\w-]*", query):
        escaped = name[0].replace("/", "\\/")
        return f"; in a prefixed name / is escaped: {escaped}, or <{expand(name[0])}>"
    return ""
