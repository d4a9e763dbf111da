"""SERVICE in a query, rewritten so that the engine asks the gateway for it.

    SERVICE <a> { … }     SERVICE <http://127.0.0.1/?a> { … }
    SERVICE ?x { … }      BIND(IRI(CONCAT("http://127.0.0.1/?", ENCODE_FOR_URI(STR(?x)))) AS ?g)
                          LATERAL { SERVICE ?g { … } }

The engine evaluates a SERVICE with a variable only where the variable is bound from outside, so
each becomes a LATERAL join, which is what the standard describes (SPARQL 1.1 Federated Query, 2.4).
What is inside a SERVICE is for the other endpoint, and stays as it is.

Nothing depends on this being complete: a SERVICE that is not seen here reaches the gateway too,
which then finds no address to ask, and says so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from istograph.errors import InputError
from istograph.rdf.federation.detour import PREFIX, to_gateway
from istograph.rdf.sparql.edits import Edit, edited, insertion
from istograph.rdf.sparql.lexing import Token, tokens

# From declarations and a name as they are written, to an IRI.
Resolve = Callable[[str, str], str]

_HIDDEN = "istographGateway"


@dataclass(frozen=True)
class Federated:
    """A query whose SERVICE clauses go to the gateway."""

    text: str
    # the same with each SERVICE made a plain group, every character in its place
    local: str
    # variables that were added for a SERVICE with a variable
    hidden: tuple[str, ...]


def rewrite(query: str, resolve: Resolve) -> Federated:
    """Return the query with its outermost SERVICE clauses rewritten."""
    found = list(_clauses(list(tokens(query))))
    edits: list[Edit] = []
    plain: list[Edit] = []
    hidden: list[str] = []
    for clause in found:
        plain.append((clause.start, clause.body, _blank(query[clause.start : clause.body])))
        if clause.name.kind == "variable":
            name = f"?{_HIDDEN}{len(hidden)}"
            hidden.append(name[1:])
            edits += _variable(clause, name)
        else:
            iri = resolve(clause.declarations, clause.name.text)
            edits.append((clause.name.start, clause.name.end, f" <{to_gateway(iri)}> "))
    # What ends at a place stands before what begins there.
    edits.sort(key=itemgetter(0, 1))
    return Federated(edited(query, edits), edited(query, plain), tuple(hidden))


def with_columns(query: str, columns: list[str]) -> str:
    """Return the query with the `*` of its own SELECT, if it has one, written out.

    >>> with_columns("SELECT DISTINCT * { ?s ?p ?o }", ["s", "o"])
    'SELECT DISTINCT ?s ?o { ?s ?p ?o }'
    """
    stream = tokens(query)
    for token in stream:
        if token.word == "SELECT":
            break
    for token in stream:
        if token.text == "*":
            names = " ".join(f"?{name}" for name in columns)
            return query[: token.start] + names + query[token.start + 1 :]
        if token.text.upper() not in ("DISTINCT", "REDUCED"):
            break
    return query


@dataclass(frozen=True)
class _Clause:
    """One SERVICE: where it is, whom it asks, and the OPTIONAL that it alone stands in."""

    start: int
    silent: bool
    name: Token
    # where the group begins and ends
    body: int
    end: int
    declarations: str
    optional: "_Group | None"


@dataclass
class _Group:
    # where its OPTIONAL stands, if it is one
    optional: int | None
    end: int = -1
    clauses: list[int] = field(default_factory=list)


def _clauses(stream: list[Token]) -> Iterator[_Clause]:
    groups = [_Group(None)]
    declarations: list[str] = []
    at = 0
    pending: list[tuple[int, bool, int, int, str, _Group]] = []
    while at < len(stream):
        token = stream[at]
        word = token.word
        if word in ("PREFIX", "BASE"):
            length = 3 if word == "PREFIX" else 2
            declarations.append(" ".join(part.text for part in stream[at : at + length]))
            at += length
        elif word == "SERVICE":
            silent = stream[at + 1 : at + 2] and stream[at + 1].text.upper() == "SILENT"
            name = at + 1 + bool(silent)
            end = _closing(stream, name + 1)
            pending.append((at, bool(silent), name, end, "\n".join(declarations), groups[-1]))
            at = end + 1
        else:
            if token.text == "{":
                before = stream[at - 1] if at else token
                is_optional = before.word == "OPTIONAL"
                groups.append(_Group(before.start if is_optional else None))
            elif token.text == "}" and len(groups) > 1:
                groups.pop().end = token.start + 1
            at += 1
    for start, silent, name, end, declared, group in pending:
        yield _Clause(
            start=stream[start].start,
            silent=silent,
            name=stream[name],
            body=stream[name + 1].start,
            end=stream[end].start + 1,
            declarations=declared,
            optional=group if group.optional is not None else None,
        )


def _closing(stream: list[Token], opening: int) -> int:
    """Return the place of the brace that closes the one at `opening`."""
    depth = 0
    for at in range(opening, len(stream)):
        depth += {"{": 1, "}": -1}.get(stream[at].text, 0)
        if depth == 0 and stream[at].text == "}":
            return at
        if depth == 0:
            break
    raise InputError(
        "SERVICE is followed by an address, or a variable, and a group in braces",
        zh="SERVICE 之后应为地址或变量，再加花括号中的模式组",
    )


def _variable(clause: _Clause, name: str) -> Iterator[Edit]:
    asked = f'IRI(CONCAT("{PREFIX}", ENCODE_FOR_URI(STR({clause.name.text}))))'
    silent = " SILENT" if clause.silent else ""
    lateral = f" BIND({asked} AS {name}) LATERAL {{ SERVICE{silent} {name} "
    yield clause.start, clause.body, lateral
    yield insertion(clause.end, " } ")
    group = clause.optional
    if group is not None and group.optional is not None:
        # The right side of a left join does not see the left one's variables; a lateral's does.
        yield insertion(group.optional, " LATERAL { ")
        yield insertion(group.end, " } ")
        group.optional = None


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)
