"""What in a query looks expensive, for those whose query was stopped.

A guess from the query's tokens, worded as one: the engine's own plan is not to be had.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from istograph.rdf.sparql.lexing import Token, tokens

_FREE_TEXT = frozenset({"CONTAINS", "STRENDS"})
# What begins a part of a group that is no triple pattern, and ends the pattern before it.
_PARTS = frozenset(
    ("FILTER", "BIND", "VALUES", "OPTIONAL", "MINUS", "UNION", "GRAPH", "SERVICE", "LATERAL")
)


@dataclass
class _Group:
    """A group in braces: the variables of each pattern in it that may join with the others."""

    patterns: list[set[str]] = field(default_factory=list)
    current: list[Token] = field(default_factory=list)
    # those of the words before it: GRAPH ?g
    around: set[str] = field(default_factory=set)


class Cost(NamedTuple):
    """What looks expensive, as a sentence without its end."""

    en: str
    zh: str


def costs(query: str) -> list[Cost]:
    """Return what looks expensive, in both languages.

    >>> costs("SELECT * { ?a ?p ?x . ?b ?q ?y }")[0].en
    'patterns without a variable in common multiply: ?a … with ?b …'
    """
    stream = list(tokens(query))
    found = [*_products(stream), *_paths(stream), *_text_searches(stream), *_sorting(stream)]
    return list(dict.fromkeys(found))


def _products(stream: list[Token]) -> Iterator[Cost]:
    groups = [_Group()]
    for token in stream:
        group = groups[-1]
        word = token.word
        if token.text == "{":
            groups.append(_Group(around=_open(group)))
        elif token.text == "}" and len(groups) > 1:
            _close(groups.pop(), groups[-1])
            yield from _unconnected(group)
        elif token.text == "." or word in _PARTS:
            _end_pattern(group)
        else:
            group.current.append(token)


def _open(outer: _Group) -> set[str]:
    """End the pattern before a group; return the variables of what only says how it is meant."""
    names = {token.text[1:] for token in outer.current if token.kind == "variable"}
    if _end_pattern(outer):
        return set()
    return names


def _close(inner: _Group, outer: _Group) -> None:
    _end_pattern(inner)
    # To the group around it, a group is one pattern.
    outer.patterns.append(inner.around.union(*inner.patterns))


def _end_pattern(group: _Group) -> bool:
    names = [token.text[1:] for token in group.current if token.kind == "variable"]
    # A lone pattern has three places; fewer tokens are the rest of an expression.
    is_pattern = len(group.current) >= 3 and group.current[0].text != "("
    if names and is_pattern:
        group.patterns.append(set(names))
    group.current = []
    return is_pattern


def _unconnected(group: _Group) -> Iterator[Cost]:
    islands: list[set[str]] = []
    for names in group.patterns:
        joined = [island for island in islands if island & names]
        islands = [island for island in islands if not island & names]
        islands.append(names.union(*joined))
    islands = [island for island in islands if island]
    if len(islands) > 1:
        first, second = (f"?{min(island)} …" for island in islands[:2])
        yield Cost(
            f"patterns without a variable in common multiply: {first} with {second}",
            f"没有共同变量的模式相乘：{first} 与 {second}",
        )


def _paths(stream: list[Token]) -> Iterator[Cost]:
    for at, token in enumerate(stream):
        if token.text in ("*", "+") and 0 < at < len(stream) - 1:
            start = at
            # Back over the path to what it starts from.
            while start and stream[start].kind not in ("variable", "keyword", "string"):
                start -= 1
                if stream[start].text in ("{", ".", ";"):
                    break
            ends = stream[start].kind == stream[at + 1].kind == "variable"
            if ends and stream[at - 1].kind in ("iri", "local", "other") and start < at - 1:
                first, last = stream[start].text, stream[at + 1].text
                yield Cost(
                    f"the path with {token.text} between {first} and {last} is followed from "
                    "everywhere unless one end is known",
                    f"{first} 与 {last} 之间带 {token.text} 的路径，若两端均未知，则从各处展开",
                )


def _text_searches(stream: list[Token]) -> Iterator[Cost]:
    for at, token in enumerate(stream):
        word = token.word
        if word in _FREE_TEXT:
            yield Cost(f"{word} reads every value that it is given", f"{word} 逐一读取每个值")
        elif word == "REGEX":
            strings = [part.text for part in stream[at : at + 12] if part.kind == "string"]
            if not any(re.match(r"[\"']+\^", text) for text in strings):
                yield Cost(
                    "REGEX without ^ at its beginning reads every value that it is given",
                    "不以 ^ 开头的 REGEX 逐一读取每个值",
                )


def _sorting(stream: list[Token]) -> Iterator[Cost]:
    words = {token.word for token in stream}
    if "ORDER" in words and "LIMIT" not in words:
        yield Cost(
            "ORDER BY without LIMIT keeps the whole result to sort it",
            "没有 LIMIT 的 ORDER BY 须保留全部结果才能排序",
        )
