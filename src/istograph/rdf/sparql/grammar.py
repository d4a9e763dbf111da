"""What the engine reads otherwise than the grammar has it, put right before it reads.

Keywords are matched in any case, `TRUE` and `False` among them; an aggregate holds no other; in an
expression the subject of a triple term is an IRI, a blank node or a variable; and the longest token
counts, so that `?x<?a&&?b>?y` has an IRI in it (19.8, note 2).
https://www.w3.org/TR/sparql12-query/#sparqlGrammar
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from istograph.errors import QuerySyntaxError
from istograph.rdf.sparql.edits import edited
from istograph.rdf.sparql.lexing import BRACKETS, Token, tokens

_SUSPICIOUS = re.compile(
    r"<<\(|\w<[?$]|(?i:\b(?:COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\s*\()"
    r"|\b(?!true|false)(?i:true|false)\b"
)
# What is wrong, in English and in Chinese, and where.
_Fault = tuple[tuple[str, str], Token]
_NESTED = "an aggregate cannot stand in another", "聚合函数中不能再有聚合函数"
_WRONG_SUBJECT = (
    "the subject of a triple term is an IRI, a blank node or a variable",
    "三元组项的主语应为 IRI、空白节点或变量",
)
_CONDITIONS = frozenset({"FILTER", "HAVING", "BIND"})
AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})


def put_right(text: str) -> str:
    """Return a query or update as the engine reads it right, each character in its place.

    >>> put_right("SELECT (TRUE AS ?True) { ?x ?y 'TRUE' }")
    "SELECT (true AS ?True) { ?x ?y 'TRUE' }"
    """
    # Most texts, and the long ones full of data, have nothing of the kind.
    if not _SUSPICIOUS.search(text):
        return text
    found = list(tokens(text))
    for (problem, zh), token in (
        *_nested_aggregates(found),
        *_wrong_subjects(found),
        *_iris_after_operands(found),
    ):
        before = text[: token.start]
        line, column = before.count("\n") + 1, token.start - before.rfind("\n")
        raise QuerySyntaxError(
            f"line {line}, column {column}: {problem}", zh=f"第 {line} 行第 {column} 列：{zh}"
        )
    truths = (t for t in found if t.kind == "keyword" and t.text.lower() in ("true", "false"))
    return edited(text, ((truth.start, truth.end, truth.text.lower()) for truth in truths))


def _nested_aggregates(found: list[Token]) -> Iterator[_Fault]:
    # Of each open bracket, whether what stands in it is the expression of an aggregate.
    inside: list[bool] = []
    for before, token in pairwise(found):
        match token.text:
            case "(":
                is_aggregate = before.word in AGGREGATES
                if is_aggregate and any(inside[-1:]):
                    yield _NESTED, before
                inside.append(is_aggregate or any(inside[-1:]))
            case "{":
                # A query in a query has aggregates of its own.
                inside.append(False)
            case ")" | "}":
                del inside[-1:]


def _wrong_subjects(found: list[Token]) -> Iterator[_Fault]:
    # In a pattern anything may be the subject, for it may match nothing.
    for place, token in enumerate(found):
        if (
            _begins_expression(found, place)
            and _opens_triple_term(found, place)
            and (
                _opens_triple_term(found, place + 3)
                or (place + 3 < len(found) and found[place + 3].kind == "string")
            )
        ):
            yield _WRONG_SUBJECT, token


def _iris_after_operands(found: list[Token]) -> Iterator[_Fault]:
    # Of each open bracket, whether an expression stands in it.
    inside: list[bool] = []
    for place, token in enumerate(found):
        before = found[place - 1]
        if token.text in BRACKETS:
            is_condition = before.word in _CONDITIONS
            inside.append(token.text == "(" and (is_condition or any(inside[-1:])))
        elif token.text in BRACKETS.values():
            del inside[-1:]
        elif token.kind == "iri" and any(inside[-1:]) and _reads_as_comparison(before, token):
            problem = f"{token.text} reads as an IRI; put spaces around < and >"
            yield (problem, f"{token.text} 会被读作 IRI；请在 < 和 > 前后加空格"), token


def _reads_as_comparison(before: Token, token: Token) -> bool:
    # An IRI may follow a variable in a triple term, but hardly one that begins as a variable does.
    return before.kind == "variable" and token.text[1] in "?$"


def _begins_expression(found: list[Token], place: int) -> bool:
    return place > 1 and found[place - 1].text == "(" and found[place - 2].kind == "keyword"


def _opens_triple_term(found: list[Token], place: int) -> bool:
    three = found[place : place + 3]
    adjacent = all(after.start == before.start + 1 for before, after in pairwise(three))
    return [token.text for token in three] == ["<", "<", "("] and adjacent
