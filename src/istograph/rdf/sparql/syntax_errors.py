"""What the engine's parser says, in words that help: line, column, what could stand there."""

import re

from istograph.errors import QuerySyntaxError
from istograph.rdf.namespaces import PREFIXES, expand
from istograph.rdf.sparql.lexing import undeclared_prefixes

# So many characters before a fault are shown.
_SHOWN = 40


def explain(problem: SyntaxError, text: str) -> QuerySyntaxError:
    """Return the error that tells the author of a query or an update what is wrong with it."""
    return QuerySyntaxError(_readable(str(problem), text) + _hint(text))


def _readable(message: str, text: str) -> str:
    r"""Return where a text does not parse, what could stand there and what stands before.

    >>> _readable("error at 2:7: expected one of \"{\", ['0'..='9'], GRAPH", "ASK\n{ ?s ?p }")
    'line 2, column 7: expected one of "{", GRAPH (read so far: { ?s ?)'
    """
    place = re.match(r"error at (\d+):(\d+): expected (?:one of )?", message)
    if place is None:
        return message
    # The parser lists whole classes of characters, which help nobody.
    short = re.sub(r"\[(?:_|'.*?')\](?:, |$)", "", message[place.end() :], flags=re.DOTALL)
    found = [part.strip() for part in re.findall(r'"(?:[^"\\]|\\.)*"|[^,"]+', short)]
    wanted = [part for part in found if part]
    # Some of what the parser expects are sentences, about faults that are none of the grammar.
    reasons = [part for part in wanted if " " in part and part[0] != '"']
    expected = "expected one of " if len(wanted) > 1 else "expected "
    said = "; ".join(reasons) or expected + (", ".join(wanted) or "something else")
    return f"line {place[1]}, column {place[2]}: {said}{_context(text, *map(int, place.groups()))}"


def _context(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    before = lines[line - 1][: column - 1].strip() if line <= len(lines) else ""
    return f" (read so far: {before[-_SHOWN:]})" if before else ""


def _hint(query: str) -> str:
    """Return what is likely wrong; the parser says only that something else was expected there."""
    if unknown := undeclared_prefixes(query, PREFIXES):
        return f"; no PREFIX declares {', '.join(f'{prefix}:' for prefix in unknown)}"
    if name := re.search(r"(?<![\w<])id:[\w-]+/[\w-]*", query):
        escaped = name[0].replace("/", "\\/")
        return f"; in a prefixed name / is escaped: {escaped}, or <{expand(name[0])}>"
    return ""
