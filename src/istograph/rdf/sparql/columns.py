"""What is wrong with the columns that a SELECT names; the parser takes it for something else."""

from collections.abc import Iterator, Sequence

from istograph.rdf.sparql.faults import Fault
from istograph.rdf.sparql.lexing import Token, tokens

_ENDS, _MODIFIERS = frozenset({"WHERE", "FROM"}), frozenset({"DISTINCT", "REDUCED"})


def column_fault(text: str, end: int) -> Fault | None:
    """Return the first fault in the columns of a query before the place where the parser gave up.

    >>> column_fault("SELECT { ?s ?p ?o }", 10).en
    'SELECT names no variable: write SELECT * for all of them'
    """
    found = list(tokens(text))
    starts = [at for at, token in enumerate(found) if token.word == "SELECT"]
    clauses = [clause for at in starts if (clause := _clause(found, at))]
    faults = (fault for clause in clauses for fault in _of_clause(clause))
    return next((fault for fault in faults if fault.start < end), None)


def _clause(found: Sequence[Token], at: int) -> list[Token]:
    """Return a SELECT and what it names, if it ends; of an expression its brackets and its AS."""
    clause, depth = [found[at]], 0
    for token in found[at + 1 :]:
        depth -= token.text == ")"
        if depth == 0 and (token.text == "{" or token.word in _ENDS):
            return clause
        if depth == 0 or (depth == 1 and token.word == "AS"):
            clause.append(token)
        depth += token.text == "("
    # The query ends here: what more could stand there, the grammar tells.
    return []


def _of_clause(clause: Sequence[Token]) -> Iterator[Fault]:
    select, *columns = clause
    columns = [token for token in columns if token.word not in _MODIFIERS]
    if not columns:
        yield Fault(
            select.start,
            "SELECT names no variable: write SELECT * for all of them",
            "SELECT 没有写变量：要全部变量请写 SELECT *",
        )
    for token, following in zip(columns, [*columns[1:], None], strict=True):
        if token.text == ",":
            yield Fault(
                token.start,
                "no comma stands between the columns of a SELECT: leave it out",
                "SELECT 的各列之间不用逗号：请删去",
            )
        elif token.text == "(" and not (following and following.word == "AS"):
            yield Fault(
                token.start,
                "an expression among the columns has a name: (expression AS ?name)",
                "列中的表达式须有名称：(表达式 AS ?名称)",
            )
        elif _is_call(token, following):
            yield Fault(
                token.start,
                "an expression among the columns has brackets and a name: "
                f"({token.text}(…) AS ?name)",
                f"列中的表达式须加括号并有名称：({token.text}(…) AS ?名称)",
            )


def _is_call(token: Token, following: Token | None) -> bool:
    is_name = token.word not in {"", "AS"}
    return is_name and following is not None and following.text == "("
