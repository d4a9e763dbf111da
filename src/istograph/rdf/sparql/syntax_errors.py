"""What the engine's parser says, in words that help: line, column, what could stand there."""

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from istograph.errors import QuerySyntaxError, left_english
from istograph.rdf.namespaces import PREFIXES, expand
from istograph.rdf.sparql.columns import column_fault
from istograph.rdf.sparql.faults import Fault, first_fault, is_balanced, open_bracket
from istograph.rdf.sparql.marks import mark_fault
from istograph.rdf.sparql.scopes import scope_fault

# Words of the grammar that stand by themselves, and how like one of them a slip is.
_KEYWORDS = (
    *("ASK", "BASE", "BIND", "CONSTRUCT", "DELETE", "DESCRIBE", "DISTINCT", "FILTER", "FROM"),
    *("GRAPH", "GROUP", "HAVING", "INSERT", "LIMIT", "MINUS", "NAMED", "OFFSET", "OPTIONAL"),
    *("ORDER", "PREFIX", "REDUCED", "SELECT", "SERVICE", "UNION", "VALUES", "WHERE", "EXISTS"),
)
_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?")
_WORD = re.compile(r"(?<![\w?$:<@\"'/#.-])[A-Za-z]{3,}(?![\w:-])")
_NEAR = 0.7
# The parser goes no further than some letters of the next word.
_AFTER = 6
# So many characters before a fault are shown.
_SHOWN = 40


def explain(problem: SyntaxError, text: str) -> QuerySyntaxError:
    """Return the error that tells the author of a query or an update what is wrong with it."""
    place = _PLACE.match(str(problem))
    if place is None:
        return QuerySyntaxError(str(problem), zh=left_english(problem))
    line, column = map(int, place.groups())
    expected = _expected(str(problem)[place.end() :])
    if fault := _fault(text, line, column, expected):
        said, said_zh = fault.en, fault.zh
        line, column = _position(text, fault.start)
    else:
        said, said_zh, column = _readable(expected, text, line, column)
        hint, hint_zh = _hint(text)
        said, said_zh = said + hint, said_zh + hint_zh
    return QuerySyntaxError(
        f"line {line}, column {column}: {said}", zh=f"第 {line} 行第 {column} 列：{said_zh}"
    )


def _fault(text: str, line: int, column: int, expected: list[str]) -> Fault | None:
    """Return a fault that is told better by the text itself than by what the parser expected."""
    end = _offset(text, line, column)
    fault = (
        first_fault(text, PREFIXES, end)
        or column_fault(text, end)
        or mark_fault(text, end)
        or open_bracket(text, end)
    )
    # The grammar's own words about variables name none, it has none for BIND, and inside of a
    # group it says only which words it tried: no bracket or sign would mend that.
    is_told = any("SELECT" in part and " " in part for part in expected)
    is_mended = any(part.startswith('"') for part in expected) or _slip(text, line, column)
    # With a brace too few, what stands in which group is not known.
    is_scoped = is_balanced(text) and (is_told or not is_mended)
    return fault or (scope_fault(text) if is_scoped else None)


def _expected(message: str) -> list[str]:
    r"""Return what could stand at a place, and the sentences about faults that are none of grammar.

    >>> _expected("\"{\", ['0'..='9'], GRAPH")
    ['"{"', 'GRAPH']
    """
    # The parser lists whole classes of characters, which help nobody.
    short = re.sub(r"\[(?:_|'.*?')\](?:, |$)|<unreported>", "", message, flags=re.DOTALL)
    found = [part.strip() for part in re.findall(r'"(?:[^"\\]|\\.)*"|[^,"]+', short)]
    return [part for part in found if part]


def _readable(wanted: list[str], text: str, line: int, column: int) -> tuple[str, str, int]:
    r"""Return what could stand where a text does not parse and what stands before, and the column.

    >>> _readable(['"{"', "GRAPH"], "ASK\n{ ?s ?p }", 2, 10)[0]
    'expected one of "{", GRAPH (read so far: { ?s ?p })'
    """
    reasons = [part for part in wanted if " " in part and part[0] != '"']
    if slip := _slip(text, line, column):
        # The parser tells the place up to which it could guess on, and not this word.
        column, meant = slip
        wanted = list(dict.fromkeys([meant, *wanted]))
    expected = "expected one of " if len(wanted) > 1 else "expected "
    said = "; ".join(reasons) or expected + (", ".join(wanted) or "something else")
    expected_zh = f"此处应为 {'、'.join(wanted) or '其他内容'}{' 之一' * (len(wanted) > 1)}"
    said_zh = left_english("; ".join(reasons)) if reasons else expected_zh
    read = _read_before(text, line, column)
    return (
        f"{said}{f' (read so far: {read})' if read else ''}",
        f"{said_zh}{f'（已读到：{read}）' if read else ''}",
        column,
    )


def _slip(text: str, line: int, column: int) -> tuple[int, str] | None:
    """Return where before a fault there is a word that is nearly a keyword, and the keyword.

    >>> _slip("SELECT * { ?s ?p ?o } ODER BY ?s", 1, 29)
    (23, 'ORDER')
    """
    lines = text.split("\n")
    if line > len(lines):
        return None
    for word in reversed(list(_WORD.finditer(lines[line - 1]))):
        if word.start() < column and (wanted := word[0].upper()) not in _KEYWORDS:
            near = process.extractOne(
                wanted, _KEYWORDS, scorer=OSA.normalized_similarity, score_cutoff=_NEAR
            )
            is_next = word.end() + _AFTER >= column
            return (word.start() + 1, near[0]) if near and is_next else None
    return None


def _read_before(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    before = lines[line - 1][: column - 1].strip() if line <= len(lines) else ""
    return before if len(before) <= _SHOWN else f"… {before[-_SHOWN:].lstrip()}"


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    return sum(len(each) + 1 for each in lines[: line - 1]) + column - 1


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _hint(query: str) -> tuple[str, str]:
    """Return what is likely wrong; the parser says only that something else was expected there."""
    if name := re.search(r"(?<![\w<])id:[\w-]+/[\w-]*", query):
        escaped = name[0].replace("/", "\\/")
        whole = f"<{expand(name[0])}>"
        return (
            f"; in a prefixed name / is escaped: {escaped}, or {whole}",
            f"；前缀名中的 / 须转义：{escaped}，或写作 {whole}",
        )
    if not is_balanced(query):
        return (
            '; the braces do not match: there are not as many "{" as "}"',
            "；花括号不成对：“{”与“}”数目不等",
        )
    return "", ""
