"""What is not closed, not declared or empty, which the parser tells elsewhere or misleadingly."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from istograph.rdf.sparql.lexing import BRACKETS, Token, tokens

# A comparison has no `//` after its `<`. With an escape the engine may read what the scan does not.
_OPEN_IRI = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"{}|^`\\]*+)(?!\\)")
_NEAR = 0.6


@dataclass(frozen=True)
class Fault:
    """What is wrong with a query, where it begins, in English and in Chinese."""

    start: int
    en: str
    zh: str


def unclosed(last: Token) -> Fault:
    """Return the fault that a group goes on where it should have ended: behind this token."""
    return Fault(
        last.end,
        f'"}}" is missing after {shown(last)}: a "{{" before it is not closed',
        f"{shown(last)} 之后缺少“}}”：前面的“{{”没有闭合",
    )


def shown(token: Token) -> str:
    """Return a token as a message shows it."""
    return token.text if len(token.text) <= 40 else f"{token.text[:40]}…"


def first_fault(text: str, known: Collection[str], end: int) -> Fault | None:
    """Return the first such fault of a query before the place where the parser gave up.

    >>> first_fault("SELECT * { ?s ?p 'a }", (), 21)
    Fault(start=17, en="the string that begins here is not closed: ' is missing", \
zh="从此处开始的字符串没有结束：缺少 '")
    """
    found = list(tokens(text))
    if not found:
        return Fault(
            0,
            "the query is empty: write SELECT, ASK, CONSTRUCT or DESCRIBE",
            "查询是空的：请写 SELECT、ASK、CONSTRUCT 或 DESCRIBE",
        )
    faults = (
        fault
        for fault in (*_unclosed_iris(found, text), *_undeclared(found, text, known))
        if fault.start < end
    )
    first = min(faults, key=lambda fault: fault.start, default=None)
    return first or _open_string(found, text, end)


def _unclosed_iris(found: list[Token], text: str) -> Iterator[Fault]:
    for token in found:
        if token.text == "<" and (iri := _OPEN_IRI.match(text, token.start)):
            # An IRI ends where the query does, or at what cannot be part of it.
            yield Fault(
                token.start,
                f'the IRI <{iri[1]} is not closed: ">" is missing (an IRI has no blanks in it)',
                f"IRI <{iri[1]} 没有结束：缺少“>”（IRI 中不能有空格）",
            )
            return


def _undeclared(found: list[Token], text: str, known: Collection[str]) -> Iterator[Fault]:
    declared: set[str] = set()
    before = ""
    for token in found:
        if token.kind == "local":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared and prefix not in known:
                near = _near(prefix, {*known, *declared})
                yield Fault(
                    token.start,
                    f"no PREFIX declares {prefix}:" + (f"; did you mean {near}:?" if near else ""),
                    f"没有 PREFIX 声明 {prefix}:" + (f"；是否指 {near}:？" if near else ""),
                )
                return
        elif token.text == "<" and _OPEN_IRI.match(text, token.start):
            # What follows is part of an IRI, whatever it looks like.
            return
        before = token.text.upper()


def _near(prefix: str, names: Collection[str]) -> str | None:
    near = process.extractOne(
        prefix, sorted(names), scorer=OSA.normalized_similarity, score_cutoff=_NEAR
    )
    return near[0] if near else None


def _open_string(found: list[Token], text: str, end: int) -> Fault | None:
    last = found[-1]
    if last.kind != "open" or last.start >= end:
        return None
    quote = last.text * 3 if text.startswith(last.text * 3, last.start) else last.text
    return Fault(
        last.start,
        f"the string that begins here is not closed: {quote} is missing",
        f"从此处开始的字符串没有结束：缺少 {quote}",
    )


def is_balanced(text: str) -> bool:
    """Say whether a query has as many closing as opening braces."""
    marks = [token.text for token in tokens(text)]
    return marks.count("{") == marks.count("}")


def open_bracket(text: str, end: int) -> Fault | None:
    """Return the bracket that is still open where the query ends, if the parser came so far."""
    if text[end:].strip():
        return None
    brackets: list[Token] = []
    for token in tokens(text):
        if token.text in BRACKETS:
            brackets.append(token)
        elif brackets and token.text == BRACKETS[brackets[-1].text]:
            brackets.pop()
        elif token.text in BRACKETS.values():
            break
    if not brackets:
        return None
    last = brackets[-1]
    closing = BRACKETS[last.text]
    return Fault(
        last.start,
        f'the "{last.text}" that stands here is not closed: "{closing}" is missing',
        f"此处的“{last.text}”没有闭合：缺少“{closing}”",
    )
