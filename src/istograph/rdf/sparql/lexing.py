"""What a SPARQL query says on its face: SERVICE, FROM clauses, and how deeply it nests.

The engine does what SERVICE says by itself, with no switch, so a query is looked through before it
is parsed. Looking through is one linear scan without recursion. Where the text can be read in two
ways, both count: a query may be refused too much, never too little.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from istograph.errors import InputError

# The terminals of https://www.w3.org/TR/sparql12-query/#sparqlGrammar, wider where that is safe:
# what is no token of SPARQL is a syntax error in any case. Possessive, so that no text takes
# more than one pass.
_TOKEN = re.compile(
    r"""
    (?P<space>    (?: \s | \#[^\r\n]*+ )++ )
  | (?P<string>   \"{3} (?: [^"\\] | \\. | "{1,2}+(?!") )*+ \"{3}
                | '{3}  (?: [^'\\] | \\. | '{1,2}+(?!') )*+ '{3}
                | (?!\"{3}) " (?: [^"\\\r\n] | \\. )*+ "
                | (?!'{3})  ' (?: [^'\\\r\n] | \\. )*+ ' )
  | (?P<open>     ["'] )
  | (?P<iri>      < (?: [^<>"{}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8} )*+ > )
  | (?P<variable> [?$] \w++ )
  | (?P<language> @ [A-Za-z]++ (?: - [A-Za-z0-9]++ )*+ )
  | (?P<blank>    _: \w [\w·-]*+ (?: \.++ [\w·-]++ )*+ )
  | (?P<word>     [^\W\d_] [\w·-]*+ (?: \.++ [\w·-]++ )*+ )?
    (?P<local>    : (?: (?: [\w:] | %[0-9A-Fa-f]{2} | \\. )
                        (?: [\w:·-] | %[0-9A-Fa-f]{2} | \\. | \.++(?=[\w:·%\\-]) )*+ )?+ )
  | (?P<keyword>  [^\W\d_] [\w·-]*+ (?: \.++ [\w·-]++ )*+ )
  | (?P<other>    . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# Such an IRI cannot be read as `<`, an expression and a comment: an expression has no `//`.
_PLAIN_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://|<[^#]*>$")


# The engine's parser and optimizer recurse, and die between 1,000 and 4,000 levels.
_DEEPEST = 250
_LONGEST_CHAIN = 2_000
BRACKETS = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(BRACKETS.values())
_CHAINED = frozenset({"/", "|", "+", "-", "*", "&", "!", "^", "=", "<", ">"})
_CHAINED_WORDS = frozenset({"UNION", "OPTIONAL", "MINUS", "BIND", "FILTER", "AS", "LATERAL"})


@dataclass(frozen=True)
class Token:
    """A piece of a query; `kind` is the name of a group of the pattern."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The keyword in capitals; nothing for what is none."""
        return self.text.upper() if self.kind == "keyword" else ""


@dataclass(frozen=True)
class DatasetClause:
    """The FROM and FROM NAMED of a query as they are written, and the prologue before its form."""

    prologue: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a query, without white space and comments, up to an open string."""
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or ""
        if kind != "space":
            yield Token(kind, match.group(), match.start())
        if kind == "open":
            return


def closing(found: Sequence[Token], at: int) -> int:
    """Return where the round or curly bracket at a place is closed, or the end."""
    depth = 0
    for place in range(at, len(found)):
        text = found[place].text
        depth += (text in {"(", "{"}) - (text in {")", "}"})
        if depth == 0:
            return place
    return len(found) - 1


def check_nesting(query: str) -> None:
    """Raise InputError where a query nests so deeply, or chains so long, that the engine may die.

    >>> check_nesting("SELECT * " + "{" * 300 + "}" * 300)
    Traceback (most recent call last):
        ...
    istograph.errors.InputError: brackets nest more than 250 deep; write it flatter
    """
    depth = chained = 0
    for token in tokens(query):
        if token.text in BRACKETS:
            depth += 1
        elif token.text in _CLOSING:
            depth -= 1
        elif token.text in _CHAINED or (token.word in _CHAINED_WORDS):
            chained += 1
        if depth > _DEEPEST:
            raise InputError(
                f"brackets nest more than {_DEEPEST} deep; write it flatter",
                zh=f"括号嵌套超过 {_DEEPEST} 层；请写得扁平一些",
            )
        if chained > _LONGEST_CHAIN:
            raise InputError(
                f"more than {_LONGEST_CHAIN:,} operators nest in each other; write it flatter "
                "(VALUES instead of many UNIONs)",
                zh=(
                    f"超过 {_LONGEST_CHAIN:,} 个运算符相互嵌套；"
                    "请写得扁平一些（用 VALUES 代替大量 UNION）"
                ),
            )


def calls_service(query: str) -> bool:
    """Say whether a query has, or can be read to have, a SERVICE clause.

    >>> calls_service('SELECT * { ?s ?p "SERVICE" } # SERVICE')
    False
    >>> calls_service("SELECT * { service <http://example.org/> {} }")
    True
    """
    # SPARQL 1.1 (19.2) resolves codepoint escapes before anything else, 1.2 in strings and IRIs.
    readings = {query, resolve_escapes(query)}
    return any(map(_has_service, readings))


def dataset_clause(query: str) -> DatasetClause:
    """Return the FROM clauses of a query.

    >>> dataset_clause("PREFIX e: <http://e/> ASK FROM e:a FROM NAMED <b> {}").default_graphs
    ('e:a',)
    """
    found: dict[bool, list[str]] = {False: [], True: []}
    has_clauses = "FROM" in query.upper()
    stream = iter(tokens(query))
    prologue = query
    for token in stream:
        word = token.word
        if word in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"} and prologue is query:
            prologue = query[: token.start]
            if not has_clauses:
                break
        elif word == "FROM":
            following = next(stream, token)
            named = following.text.upper() == "NAMED"
            found[named].append((next(stream, token) if named else following).text)
    return DatasetClause(prologue, tuple(found[False]), tuple(found[True]))


def _has_service(query: str) -> bool:
    return "service" in query.lower() and any(map(_may_hide_service, tokens(query)))


def _may_hide_service(token: Token) -> bool:
    match token.kind:
        case "keyword" | "local":
            # The engine takes keywords without a space between them (`trueSERVICE<x>`), and
            # `SERVICE:x` as the keyword and a name with the empty prefix.
            return "service" in token.text.partition(":")[0].lower()
        case "iri":
            # `FILTER(?a<?b)SERVICE#>` is no IRI to the engine.
            return not _PLAIN_IRI.match(token.text)
        case kind:
            return kind == "open"


def resolve_escapes(query: str) -> str:
    r"""Return a query with the characters that its code points stand for (SPARQL 1.1, 19.2).

    >>> resolve_escapes(r"<http://e/\u0041>")
    '<http://e/A>'
    """
    return _ESCAPE.sub(_character, query)


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= 0x10FFFF else escape.group()
