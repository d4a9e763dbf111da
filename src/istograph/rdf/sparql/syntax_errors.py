"""What the engine's parser says, in words that help: line, column, what could stand there."""

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from istograph.errors import QuerySyntaxError, left_english
from istograph.rdf.namespaces import PREFIXES, expand
from istograph.rdf.sparql.lexing import undeclared_prefixes

# Words of the grammar that stand by themselves, and how like one of them a slip is.
_KEYWORDS = (
    *("ASK", "BASE", "BIND", "CONSTRUCT", "DELETE", "DESCRIBE", "DISTINCT", "FILTER", "FROM"),
    *("GRAPH", "GROUP", "HAVING", "INSERT", "LIMIT", "MINUS", "NAMED", "OFFSET", "OPTIONAL"),
    *("ORDER", "PREFIX", "REDUCED", "SELECT", "SERVICE", "UNION", "VALUES", "WHERE", "EXISTS"),
)
_WORD = re.compile(r"(?<![\w?$:<@\"'/#.-])[A-Za-z]{3,}(?![\w:-])")
_NEAR = 0.7
# The parser goes no further than some letters of the next word.
_AFTER = 6
# So many characters before a fault are shown.
_SHOWN = 40


def explain(problem: SyntaxError, text: str) -> QuerySyntaxError:
    """Return the error that tells the author of a query or an update what is wrong with it."""
    (said, said_zh), (hint, hint_zh) = _readable(str(problem), text), _hint(text)
    return QuerySyntaxError(said + hint, zh=said_zh + hint_zh)


def _readable(message: str, text: str) -> tuple[str, str]:
    r"""Return where a text does not parse, what could stand there and what stands before.

    That is said in English and in Chinese.

    >>> _readable("error at 2:7: expected one of \"{\", ['0'..='9'], GRAPH", "ASK\n{ ?s ?p }")[0]
    'line 2, column 7: expected one of "{", GRAPH (read so far: { ?s ?)'
    """
    place = re.match(r"error at (\d+):(\d+): expected (?:one of )?", message)
    if place is None:
        return message, left_english(message)
    # The parser lists whole classes of characters, which help nobody.
    short = re.sub(r"\[(?:_|'.*?')\](?:, |$)", "", message[place.end() :], flags=re.DOTALL)
    found = [part.strip() for part in re.findall(r'"(?:[^"\\]|\\.)*"|[^,"]+', short)]
    wanted = [part for part in found if part]
    # Some of what the parser expects are sentences, about faults that are none of the grammar.
    reasons = [part for part in wanted if " " in part and part[0] != '"']
    line, column = map(int, place.groups())
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
        f"line {line}, column {column}: {said}{f' (read so far: {read})' if read else ''}",
        f"第 {line} 行第 {column} 列：{said_zh}{f'（已读到：{read}）' if read else ''}",
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
    return before[-_SHOWN:]


def _hint(query: str) -> tuple[str, str]:
    """Return what is likely wrong; the parser says only that something else was expected there."""
    if unknown := undeclared_prefixes(query, PREFIXES):
        listed = ", ".join(f"{prefix}:" for prefix in unknown)
        return f"; no PREFIX declares {listed}", f"；没有 PREFIX 声明 {listed}"
    if name := re.search(r"(?<![\w<])id:[\w-]+/[\w-]*", query):
        escaped = name[0].replace("/", "\\/")
        whole = f"<{expand(name[0])}>"
        return (
            f"; in a prefixed name / is escaped: {escaped}, or {whole}",
            f"；前缀名中的 / 须转义：{escaped}，或写作 {whole}",
        )
    return "", ""
