"""The outline of groups and of the triples in them, read up to the first mark that is wrong.

https://www.w3.org/TR/sparql12-query/#rGroupGraphPattern
"""

from collections.abc import Sequence
from typing import NoReturn

from istograph.rdf.sparql.faults import Fault, shown, unclosed
from istograph.rdf.sparql.lexing import BRACKETS, Token

_TERMS = frozenset({"variable", "iri", "local", "blank", "string", "number"})
_VALUES = frozenset({"variable", "string", "number"})
_WITH_GROUP = frozenset({"OPTIONAL", "MINUS", "LATERAL"})
_NAMED = frozenset({"GRAPH", "SERVICE"})
_AFTER_QUERY = frozenset({"ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET"})
_MODIFIERS = frozenset({"DISTINCT", "REDUCED"})
_BEFORE_GROUP = frozenset({"WHERE", "FROM"})
_END = Token("end", "", 0)


class _UnknownError(Exception):
    """Here stands something that the outline has no place for."""


class _FoundError(Exception):
    """A fault, which ends the reading."""

    def __init__(self, fault: Fault) -> None:
        """Keep the fault."""
        super().__init__(fault.en)
        self.fault = fault


def outline_fault(text: str, found: Sequence[Token]) -> Fault | None:
    """Return the first fault of a text's outline, if there is one and all before it is known."""
    try:
        _Reader(text, found).read()
    except _FoundError as problem:
        return problem.fault
    except _UnknownError:
        pass
    return None


class _Reader:
    """Reads groups and triples from the left; `at` is the place of the next token."""

    def __init__(self, text: str, found: Sequence[Token]) -> None:
        self.text = text
        self.found = found
        self.at = 0

    @property
    def token(self) -> Token:
        return self.found[self.at] if self.at < len(self.found) else _END

    @property
    def before(self) -> Token:
        return self.found[self.at - 1]

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def read(self) -> None:
        """Read a whole query or update: what stands outside of groups is passed over."""
        while self.token is not _END:
            match self.token.text:
                case "{":
                    self.group()
                case "}":
                    self.fault(
                        self.token.start,
                        '"}" closes nothing: a "{" is missing before it, or it is one too many',
                        "“}”没有对应的“{”：前面缺少“{”，或此处多了一个“}”",
                    )
                case "(":
                    self.skip()
                case _:
                    self.outside()

    def outside(self) -> None:
        word = self.take().word
        if word == "SELECT":
            if self.token.word in _MODIFIERS:
                self.take()
            self.columns()
        elif word == "VALUES":
            self.values()
        elif word == "WHERE" or (word == "ASK" and self.token.word not in _BEFORE_GROUP):
            self.brace(word)

    def columns(self) -> None:
        """Read what a SELECT names: a predicate after it shows that a pattern has begun."""
        first = self.at
        while self.token.kind == "variable" or self.token.text in {"(", "*"}:
            self.skip()
            if self.before.text == "*" and self.token.kind == "variable":
                self.no_brace(self.before, "SELECT")
        if self.token.kind in {"iri", "local"} or self.token.text == "a":
            if self.at - first < 2:
                raise _UnknownError
            self.no_brace(self.found[self.at - 2], "SELECT")

    def group(self) -> None:
        """Read `{` to `}`."""
        self.take()
        if self.token.word == "SELECT":
            self.subselect()
            return
        while self.token.text != "}":
            if self.token is _END:
                raise _UnknownError
            self.part()
        self.take()

    def subselect(self) -> None:
        self.take()
        if self.token.word in _MODIFIERS:
            self.take()
        self.columns()
        if self.token.word == "WHERE":
            self.take()
        self.brace("SELECT")
        self.group()
        # What orders, groups and limits it has braces only in brackets, and after VALUES.
        while self.token.text != "}":
            if self.token is _END or self.token.text == "{":
                raise _UnknownError
            if self.token.word == "VALUES":
                self.take()
                self.values()
            else:
                self.skip()
        self.take()

    def part(self) -> None:
        """Read what is in a group: a group, a clause, or triples and the dot that ends them."""
        match self.token.word:
            case word if word in _WITH_GROUP:
                self.take()
                self.inner(word)
            case word if word in _NAMED:
                self.take()
                if self.token.word == "SILENT":
                    self.take()
                self.term()
                self.inner(word)
            case "FILTER":
                self.take()
                self.condition()
            case "BIND":
                self.take()
                self.bracketed("BIND")
            case "VALUES":
                self.take()
                self.values()
            case word if (word == "UNION" or word in _AFTER_QUERY) and self.lacks_closing():
                raise _FoundError(unclosed(self.before))
            case _:
                self.unnamed()
        if self.token.text == ".":
            self.dot()

    def unnamed(self) -> None:
        if self.token.text != "{":
            self.triples()
            return
        self.group()
        while self.token.word == "UNION":
            self.take()
            self.inner("UNION")

    def inner(self, word: str) -> None:
        self.brace(word)
        self.group()

    def brace(self, word: str) -> None:
        if self.token.text != "{":
            self.no_brace(self.before, word)

    def no_brace(self, after: Token, word: str) -> NoReturn:
        self.fault(
            after.end,
            f'"{{" is missing after {shown(after)}: what {word} is about stands in braces',
            f"{shown(after)} 之后缺少“{{”：{word} 的内容须写在花括号中",
        )

    def condition(self) -> None:
        """Read what FILTER asks: something in brackets, a call, or EXISTS."""
        if self.token.word == "NOT":
            self.take()
        if self.token.word == "EXISTS":
            self.take()
            self.inner("EXISTS")
            return
        if self.token.text == "(":
            self.skip()
            return
        called = self.take()
        if called.kind == "variable":
            self.at -= 1
            self.bracketed("FILTER")
        if called.kind not in {"keyword", "iri", "local"} or self.token.text != "(":
            raise _UnknownError
        self.skip()

    def bracketed(self, word: str) -> None:
        if self.token.text != "(":
            self.fault(
                self.token.start,
                f'"(" is missing after {word}: its expression stands in brackets',
                f"{word} 之后缺少“(”：其表达式须写在括号中",
            )
        self.skip()

    def values(self) -> None:
        """Read the variables and the block of data of VALUES."""
        while self.token.text != "{":
            if self.token.kind != "variable" and self.token.text != "(":
                raise _UnknownError
            self.skip(has_operators=False)
        self.skip()

    def skip(self, *, has_operators: bool = True) -> None:
        """Pass over a token, or from a bracket to the one that closes it."""
        wanted = [BRACKETS.get(self.take().text)]
        if wanted == [None]:
            return
        while wanted:
            if has_operators and "}" not in wanted:
                self.operands()
            token = self.take()
            if token is _END:
                raise _UnknownError
            if token.word == "EXISTS":
                self.brace("EXISTS")
            if token.text in BRACKETS:
                wanted.append(BRACKETS[token.text])
            elif token.text in BRACKETS.values() and token.text != wanted.pop():
                raise _UnknownError

    def operands(self) -> None:
        """Tell of two values of an expression with nothing between them."""
        is_signed = self.token.text[:1] in {"+", "-"}
        if self.before.kind in _VALUES and self.token.kind in _VALUES and not is_signed:
            last, following = shown(self.before), shown(self.token)
            self.fault(
                self.before.end,
                f'"," or an operator is missing between {last} and {following}',
                f"{last} 与 {following} 之间缺少“,”或运算符",
            )

    def lacks_closing(self) -> bool:
        texts = [token.text for token in self.found]
        return texts.count("{") > texts.count("}")

    def dot(self) -> None:
        self.take()
        if self.token.text == ".":
            self.too_many()

    def too_many(self) -> NoReturn:
        mark = self.token
        self.fault(
            mark.start,
            f'"{mark.text}" stands twice: one is too many',
            f"“{mark.text}”重复：多了一个",
        )

    def triples(self) -> None:
        """Read a subject and what is said of it, up to the dot."""
        subject = self.token
        if subject.text == "." and self.before.text == "{":
            self.fault(subject.start, '"." ends no triple here', "此处的“.”前没有三元组")
        self.term()
        if self.token.text in {".", "}"}:
            if subject.text in {"[", "("}:
                return
            self.lacks(
                f"a predicate and an object are missing after {shown(subject)}",
                f"{shown(subject)} 之后缺少谓词和宾语",
            )
        self.said()
        if self.begins_term() or self.begins_verb():
            self.unmarked()

    def said(self) -> None:
        """Read predicates with their objects: `;` may be repeated, and may end them."""
        self.verb()
        self.objects()
        while self.token.text == ";":
            while self.token.text == ";":
                self.take()
            if not self.begins_verb():
                return
            self.verb()
            self.objects()

    def verb(self) -> None:
        """Read a predicate or a path."""
        if self.token.kind == "variable":
            self.take()
            return
        while True:
            while self.token.text in {"^", "!"}:
                self.take()
            if self.token.text == "(":
                self.skip()
            elif self.token.kind in {"iri", "local"} or self.token.text == "a":
                self.take()
            else:
                raise _UnknownError
            if self.token.text in {"*", "+", "?"}:
                self.take()
            if self.token.text not in {"/", "|"}:
                return
            self.take()

    def objects(self) -> None:
        verb = self.before
        while True:
            if self.token.text == "," and self.before.text == ",":
                self.too_many()
            if self.token.text in {".", ";", ",", "}"}:
                of = self.before if self.before.text == "," else verb
                self.lacks(f"an object is missing after {shown(of)}", f"{shown(of)} 之后缺少宾语")
            self.term()
            if self.token.text != ",":
                return
            self.take()

    def term(self) -> None:
        """Read a subject or an object."""
        token = self.token
        if token.text == "[":
            self.take()
            if self.token.text != "]":
                self.said()
            if self.take().text != "]":
                raise _UnknownError
        elif token.text == "(":
            self.take()
            while self.token.text != ")":
                self.term()
            self.take()
        elif token.kind in _TERMS or token.text.lower() in {"true", "false"}:
            self.take()
            self.datatype(token)
        else:
            raise _UnknownError

    def datatype(self, literal: Token) -> None:
        if literal.kind != "string":
            return
        if self.token.kind == "language":
            self.take()
        elif self.token.text == "^":
            self.at += 2
            if self.take().kind not in {"iri", "local"}:
                raise _UnknownError

    def begins_term(self) -> bool:
        return self.token.kind in _TERMS or self.token.text in {"[", "(", "true", "false"}

    def begins_verb(self) -> bool:
        is_path = self.token.text in {"a", "^", "!", "("}
        return self.token.kind in {"variable", "iri", "local"} or is_path

    def unmarked(self) -> NoReturn:
        """Tell the mark that is missing: the one with which what follows can be read."""
        last, following = self.before, shown(self.token)
        en, zh = {
            ".": (
                f": the next triple begins with {following}",
                f"：下一个三元组从 {following} 开始",
            ),
            ";": (f": {following} says more of the same", f"：{following} 继续说明同一主语"),
            ",": (f": {following} is another object", f"：{following} 是又一个宾语"),
        }[mark := self.wanted_mark()]
        self.fault(
            last.end,
            f'"{mark}" is missing after {shown(last)}{en}',
            f"{shown(last)} 之后缺少“{mark}”{zh}",
        )

    def wanted_mark(self) -> str:
        readings = ((".", _Reader.triple), (";", _Reader.said), (",", _Reader.objects))
        for mark, reading in readings:
            trial = _Reader(self.text, self.found)
            trial.at = self.at
            try:
                reading(trial)
            except (_UnknownError, _FoundError):
                continue
            if not (trial.begins_term() or trial.begins_verb()):
                return mark
        raise _UnknownError

    def triple(self) -> None:
        self.term()
        self.said()

    def lacks(self, en: str, zh: str) -> NoReturn:
        self.fault(self.before.end, en, zh)

    def fault(self, start: int, en: str, zh: str) -> NoReturn:
        raise _FoundError(Fault(start, en, zh))
