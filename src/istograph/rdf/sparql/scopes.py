"""The variable that a SELECT clause or a BIND may not name, which the parser does not tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from istograph.rdf.sparql.faults import Fault
from istograph.rdf.sparql.grammar import AGGREGATES
from istograph.rdf.sparql.lexing import Token, closing, tokens

_AFTER_GROUP = frozenset({"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
# What stands in their brackets is bound there alone, if at all.
_FILTERING = frozenset({"FILTER", "MINUS", "EXISTS"})


@dataclass
class _Select:
    """A SELECT clause: its columns, what is made for them, and what is grouped by."""

    start: Token
    columns: list[Token] = field(default_factory=list)
    aliases: list[Token] = field(default_factory=list)
    loose: list[Token] = field(default_factory=list)
    pattern: list[Token] = field(default_factory=list)
    keys: list[Token] = field(default_factory=list)
    is_grouped: bool = False
    has_star: bool = False


def scope_fault(text: str) -> Fault | None:
    """Return what is wrong with the variables of a query that is right but for them.

    >>> scope_fault("SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y }").en
    '?x is neither in GROUP BY nor in an aggregate: add GROUP BY ?x, or write SAMPLE(?x)'
    """
    found = list(tokens(text))
    selects = [_select(found, at) for at, token in enumerate(found) if token.word == "SELECT"]
    faults = (fault for select in selects for fault in _of_select(select))
    return next(faults, None) or _bound_twice(found)


def _of_select(select: _Select) -> Iterator[Fault]:
    if select.has_star and select.is_grouped:
        yield Fault(
            select.start.start,
            "SELECT * cannot stand with GROUP BY or an aggregate: name the variables",
            "SELECT * 不能与 GROUP BY 或聚合函数同用：请写出变量名",
        )
    names = {token.text[1:] for token in select.columns + select.pattern}
    for alias in select.aliases:
        if alias.text[1:] in names:
            yield _already(alias)
        names.add(alias.text[1:])
    if select.is_grouped:
        given = {token.text[1:] for token in select.keys + select.aliases}
        for token in sorted(select.columns + select.loose, key=lambda each: each.start):
            if token.text[1:] not in given:
                yield _ungrouped(token)


def _ungrouped(variable: Token) -> Fault:
    name = variable.text
    return Fault(
        variable.start,
        f"{name} is neither in GROUP BY nor in an aggregate: "
        f"add GROUP BY {name}, or write SAMPLE({name})",
        f"{name} 既不在 GROUP BY 中，也不在聚合函数中："
        f"请加上 GROUP BY {name}，或写作 SAMPLE({name})",
    )


def _already(variable: Token) -> Fault:
    name = variable.text
    return Fault(
        variable.start,
        f"{name} is already bound: give the result of this expression another name",
        f"{name} 已有值：请为此表达式的结果另取变量名",
    )


def _select(found: Sequence[Token], at: int) -> _Select:
    """Read the SELECT clause at a place, the group after it, and what that is grouped by."""
    select = _Select(found[at])
    at = _read_columns(found, at + 1, select)
    end = closing(found, at)
    select.pattern = list(_bound(found[at : end + 1]))
    _read_keys(found, end + 1, select)
    return select


def _read_columns(found: Sequence[Token], at: int, select: _Select) -> int:
    while at < len(found) and found[at].text != "{":
        token = found[at]
        if token.text == "(":
            end = closing(found, at)
            _read_expression(found[at + 1 : end], select)
            at = end
        elif token.kind == "variable":
            select.columns.append(token)
        select.has_star |= token.text == "*"
        at += 1
    return at


def _read_expression(inside: Sequence[Token], select: _Select) -> None:
    """Read `expression AS ?name`: what stands in an aggregate need not be grouped by."""
    at = 0
    while at < len(inside):
        token = inside[at]
        if token.word in AGGREGATES:
            select.is_grouped = True
            at = closing(inside, at + 1)
        elif token.kind == "variable":
            is_alias = at > 0 and inside[at - 1].word == "AS"
            (select.aliases if is_alias else select.loose).append(token)
        at += 1


def _read_keys(found: Sequence[Token], at: int, select: _Select) -> None:
    depth = 0
    for token in found[at:]:
        depth += (token.text in {"(", "{"}) - (token.text in {")", "}"})
        if depth < 0 or (depth == 0 and token.word in _AFTER_GROUP):
            return
        select.is_grouped |= token.word == "GROUP"
        if token.kind == "variable":
            select.keys.append(token)


def _bound_twice(found: Sequence[Token]) -> Fault | None:
    """Return the first BIND of a variable that its own group has a value for."""
    groups: list[int] = []
    seen: set[str] = set()
    for at, token in enumerate(found):
        if token.kind == "variable":
            seen.add(token.text[1:])
        elif token.text == "{":
            groups.append(at)
        elif token.text == "}" and groups:
            groups.pop()
        elif token.word == "BIND" and groups and found[at + 1 : at + 2]:
            end = closing(found, at + 1)
            alias = found[end - 1]
            # The group is read again only for a name that stands before.
            if alias.kind == "variable" and alias.text[1:] in seen:
                before = {each.text[1:] for each in _bound(found[groups[-1] : at])}
                if alias.text[1:] in before:
                    return _already(alias)
    return None


def _bound(group: Sequence[Token]) -> Iterator[Token]:
    """Yield the variables that the patterns of a group bind."""
    at = 0
    while at < len(group):
        token = group[at]
        if token.word in _FILTERING:
            at = _skipped(group, at + 1)
        elif token.text == "{" and at + 1 < len(group) and group[at + 1].word == "SELECT":
            inner = _select(group, at + 1)
            yield from inner.pattern if inner.has_star else inner.columns + inner.aliases
            at = closing(group, at)
        elif token.word == "BIND" and at + 1 < len(group):
            at = closing(group, at + 1)
            yield from (each for each in group[at - 1 : at] if each.kind == "variable")
        elif token.kind == "variable":
            yield token
        at += 1


def _skipped(group: Sequence[Token], at: int) -> int:
    """Return where a FILTER, a MINUS or an EXISTS ends, whose word stands before."""
    while at < len(group) and group[at].text not in {"(", "{"}:
        at += 1
    return closing(group, at)
