"""A sign that a query lacks, or has too often, is told where it belongs."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Store

from istograph.examples import examples
from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.sparql.lexing import Token, calls_service, tokens
from istograph.rdf.sparql.marks import mark_fault
from istograph.rdf.sparql.syntax_errors import explain

# A comma stands in expressions too, and which of two braces is the odd one cannot always be known.
_LEAST = {".": 1, ";": 1, ",": 0.9, "}": 0.9, "{": 0.8}


def _told(text: str, language: str = "en") -> str | None:
    """Return what is said of a text; nothing of one that parses."""
    try:
        Store().query(text, prefixes=PREFIXES)
    except SyntaxError as problem:
        return explain(problem, text).told(language)
    except RuntimeError:
        pass
    return None


@pytest.mark.parametrize(
    ("text", "said", "said_zh"),
    [
        (
            "SELECT * {\n  ?o a isto:ISTO\n  ?o rdfs:label ?l }",
            'line 2, column 17: "." is missing after isto:ISTO: the next triple begins with ?o',
            "第 2 行第 17 列：isto:ISTO 之后缺少“.”：下一个三元组从 ?o 开始",
        ),
        (
            "SELECT * {\n  ?o a isto:ISTO\n    rdfs:label ?l }",
            'line 2, column 17: ";" is missing after isto:ISTO: rdfs:label says more of the same',
            "第 2 行第 17 列：isto:ISTO 之后缺少“;”",
        ),
        (
            'SELECT * { ?o rdfs:label "a"@en "b" . ?o a ?c }',
            'line 1, column 32: "," is missing after @en: "b" is another object',
            "第 1 行第 32 列：@en 之后缺少“,”",
        ),
        (
            "SELECT * { ?s ?p ?o,, 2 }",
            'line 1, column 21: "," stands twice: one is too many',
            "第 1 行第 21 列：“,”重复：多了一个",
        ),
        (
            "SELECT * { ?s ?p ?o .. ?s ?q 2 }",
            'line 1, column 22: "." stands twice: one is too many',
            "第 1 行第 22 列：“.”重复",
        ),
        (
            "SELECT * { ?s ?p ,\n}",
            "line 1, column 17: an object is missing after ?p",
            "第 1 行第 17 列：?p 之后缺少宾语",
        ),
        (
            "SELECT * { ?s ?p ?o . ?x . }",
            "line 1, column 25: a predicate and an object are missing after ?x",
            "第 1 行第 25 列：?x 之后缺少谓词和宾语",
        ),
        (
            "SELECT ?s WHERE ?s ?p ?o }",
            'line 1, column 16: "{" is missing after WHERE',
            "第 1 行第 16 列：WHERE 之后缺少“{”",
        ),
        (
            "SELECT ?s ?s a isto:ISTO }",
            'line 1, column 10: "{" is missing after ?s',
            "第 1 行第 10 列：?s 之后缺少“{”",
        ),
        (
            "ASK ?s ?p ?o }",
            'line 1, column 4: "{" is missing after ASK',
            "第 1 行第 4 列：ASK 之后缺少“{”",
        ),
        (
            "SELECT * { ?s ?p ?o OPTIONAL ?s ?q ?r } }",
            'line 1, column 29: "{" is missing after OPTIONAL',
            "第 1 行第 29 列：OPTIONAL 之后缺少“{”",
        ),
        (
            "SELECT * {\n  OPTIONAL {\n    ?s ?p ?o .\n  ?s ?q ?r .\n}",
            'line 3, column 15: "}" is missing after .',
            "第 3 行第 15 列：. 之后缺少“}”",
        ),
        (
            "SELECT * { ?s ?p ?o ORDER BY ?s",
            'line 1, column 20: "}" is missing after ?o',
            "第 1 行第 20 列：?o 之后缺少“}”",
        ),
        (
            "SELECT * { ?s ?p ?o } }",
            'line 1, column 23: "}" closes nothing',
            "第 1 行第 23 列：“}”没有对应的“{”",
        ),
        (
            "SELECT * { ?s ?p ?o FILTER ?o > 2 }",
            'line 1, column 28: "(" is missing after FILTER',
            "第 1 行第 28 列：FILTER 之后缺少“(”",
        ),
        (
            'SELECT * { ?s ?p ?o FILTER (STRSTARTS(?o "a")) }',
            'line 1, column 41: "," or an operator is missing between ?o and "a"',
            '第 1 行第 41 列：?o 与 "a" 之间缺少“,”或运算符',
        ),
        (
            "SELECT * { BIND (EXISTS ?s ?p ?o } AS ?x) }",
            'line 1, column 24: "{" is missing after EXISTS',
            "第 1 行第 24 列：EXISTS 之后缺少“{”",
        ),
        (
            "SELECT * { ?s ?p 5. ?s ?q -1.5e3 ?s ?r 2 }",
            'line 1, column 33: "." is missing after -1.5e3',
            "第 1 行第 33 列：-1.5e3 之后缺少“.”",
        ),
    ],
)
def test_a_mark_is_told_where_it_belongs(text: str, said: str, said_zh: str) -> None:
    assert (_told(text) or "").startswith(said)
    assert (_told(text, "zh") or "").startswith(said_zh)


def test_braces_that_cannot_be_placed_are_counted() -> None:
    text = "SELECT * { { SELECT ?s\n { SELECT * { ?s ?p ?o } ORDER BY ?s } } GROUP BY ?s } }"

    assert 'not as many "{" as "}"' in (_told(text) or "")
    assert "花括号不成对" in (_told(text, "zh") or "")


def _without_a_sign(text: str) -> list[tuple[str, str, range]]:
    """Return a sign, the text without it, and from the token before it to the one after it."""
    found = list(tokens(text))
    ends = [*found[1:], Token("end", "", len(text))]
    return [
        (
            token.text,
            f"{text[: token.start]} {text[token.start + 1 :]}",
            range(before.start, after.start + len(after.text) + 1),
        )
        for before, token, after in zip(found, found[1:], ends[1:], strict=False)
        if token.text in _LEAST
    ]


def test_a_sign_that_is_deleted_is_missed_within_a_token_of_its_place() -> None:
    missed: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for example in examples():
        if calls_service(example.text):
            continue
        for sign, broken, near in _without_a_sign(example.text):
            if said := _told(broken):
                line, column = map(int, re.findall(r"\d+", said)[:2])
                start = sum(len(each) + 1 for each in broken.split("\n")[: line - 1])
                missed[sign] += 1
                found[sign] += start + column - 1 in near

    assert {sign: found[sign] / missed[sign] >= least for sign, least in _LEAST.items()} == (
        dict.fromkeys(_LEAST, True)
    )


def test_no_right_query_lacks_a_mark(shared: Path) -> None:
    told = []
    texts = [path.read_text(encoding="utf-8") for path in shared.rglob("*.rq")]
    for text in [*texts, *(example.text for example in examples())]:
        if not calls_service(text) and _told(text) is None and mark_fault(text, len(text)):
            told.append(text)

    assert len(texts) > 100
    assert told == []


@pytest.mark.parametrize("opening", ["{ ", "( ", "[ ?p ", "FILTER EXISTS { "])
def test_what_nests_without_end_is_left_to_the_parser(opening: str) -> None:
    text = "SELECT * { ?s ?p " + opening * 20_000

    assert mark_fault(text, len(text)) is None
