"""A SPARQL 1.1 Protocol operation as a value; needs no server.

| method | Content-Type                        | is                                    |
| ------ | ----------------------------------- | ------------------------------------- |
| GET    |                                     | a query (2.1.1)                       |
| POST   | `application/x-www-form-urlencoded` | a query (2.1.2), or an update (2.2.1) |
| POST   | `application/sparql-query`          | a query (2.1.3)                       |
| POST   | `application/sparql-update`         | an update (2.2.2)                     |

The method QUERY (RFC 10008) is read as POST is. https://www.w3.org/TR/sparql11-protocol/
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from istograph.errors import InputError, left_english
from istograph.rdf.aliases import Aliases

FORM = "application/x-www-form-urlencoded"
SPARQL_QUERY = "application/sparql-query"
SPARQL_UPDATE = "application/sparql-update"

_PARAMETERS = ("query", "default-graph-uri", "named-graph-uri")
# Nearer than by chance.
_NEAR = 0.75
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


class ProtocolError(InputError):
    """A request that is no operation; `status` is the HTTP status that says so."""

    def __init__(self, status: int, problem: str, *, zh: str = "") -> None:
        self.status = status
        super().__init__(problem, zh=zh)


@dataclass(frozen=True)
class QueryOperation:
    """One query with the dataset that the request gives, which overrides FROM (2.1.4)."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    # addresses below which names in its text are other names of ours (`aliases`)
    bases: tuple[str, ...] = ()

    def with_aliases(self, aliases: Aliases) -> "QueryOperation":
        """Return it with the stored names of its graphs, and the other names in its text."""
        return replace(
            self,
            default_graphs=tuple(map(aliases.name, self.default_graphs)),
            named_graphs=tuple(map(aliases.name, self.named_graphs)),
            bases=aliases.among(self.query).bases,
        )


@dataclass(frozen=True)
class UpdateOperation:
    """One update with the dataset that the request gives (2.2.3)."""

    update: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    # addresses below which names in its text are other names of ours (`aliases`)
    bases: tuple[str, ...] = ()

    def with_aliases(self, aliases: Aliases) -> "UpdateOperation":
        """Return it with the stored names of its graphs, and the other names in its text."""
        return replace(
            self,
            default_graphs=tuple(map(aliases.name, self.default_graphs)),
            named_graphs=tuple(map(aliases.name, self.named_graphs)),
            bases=aliases.among(self.update).bases,
        )


Operation = QueryOperation | UpdateOperation
_Values = dict[str, list[str]]


def query_by_get(query_string: str) -> QueryOperation | None:
    """Return the operation of a GET (2.1.1), or None when the request has no query at all.

    >>> query_by_get("query=ASK%20%7B%7D&default-graph-uri=http://example.org/g").default_graphs
    ('http://example.org/g',)
    """
    values = _decode(query_string)
    if "update" in values:
        raise ProtocolError(
            400,
            "an update is sent by POST (SPARQL 1.1 Protocol, 2.2)",
            zh="更新须以 POST 发送（SPARQL 1.1 Protocol，2.2）",
        )
    if "query" in values:
        return _query(values)
    _check_spelling(values)
    return None


def by_post(content_type: str, query_string: str, body: bytes) -> Operation:
    """Return the operation of a POST: a form, or the query or update itself."""
    values = _decode(query_string)
    match media_type := content_type.partition(";")[0].strip().lower():
        case "application/x-www-form-urlencoded":
            _join(values, _decode(_text(content_type, body)))
        case "application/sparql-query" | "application/sparql-update":
            name = media_type.removeprefix("application/sparql-")
            _join(values, {name: [_text(content_type, body)]})
        case _:
            raise ProtocolError(
                415,
                f"Content-Type is {media_type or 'missing'!r}; "
                f"send {SPARQL_QUERY}, {SPARQL_UPDATE} or {FORM}",
                zh=(
                    f"Content-Type {f'为“{media_type}”' if media_type else '缺失'}；"
                    f"请以 {SPARQL_QUERY}、{SPARQL_UPDATE} 或 {FORM} 发送"
                ),
            )
    if "query" in values and "update" in values:
        raise ProtocolError(
            400,
            "one request is a query or an update, not both",
            zh="一次请求只能是查询或更新，不能兼有",
        )
    return _update(values) if "update" in values else _query(values)


def _check_spelling(names: Iterable[str]) -> None:
    """Raise ProtocolError where a query was meant: the service's description is no answer to it."""
    for name in names:
        if name not in _PARAMETERS and get_close_matches(name.casefold(), ["query"], 1, _NEAR):
            raise ProtocolError(
                400,
                f"there is no parameter {name!r}; did you mean 'query'?",
                zh=f"没有参数“{name}”；是否应为“query”？",
            )


def _query(values: _Values) -> QueryOperation:
    return QueryOperation(
        query=_the_one("query", values),
        default_graphs=_graphs("default-graph-uri", values),
        named_graphs=_graphs("named-graph-uri", values),
    )


def _update(values: _Values) -> UpdateOperation:
    return UpdateOperation(
        update=_the_one("update", values),
        default_graphs=_graphs("using-graph-uri", values),
        named_graphs=_graphs("using-named-graph-uri", values),
    )


def _the_one(name: str, values: _Values) -> str:
    found = values.get(name, [])
    if len(found) != 1:
        raise ProtocolError(
            400,
            f"exactly one `{name}` is wanted, {len(found)} were found",
            zh=f"应有且只有一个“{name}”，此处有 {len(found)} 个",
        )
    return found[0]


def _graphs(name: str, values: _Values) -> tuple[str, ...]:
    """Return the graphs that a parameter names; they are written into updates as they are."""
    return tuple(_absolute(name, iri) for iri in values.get(name, ()))


def _absolute(name: str, iri: str) -> str:
    try:
        return NamedNode(iri).value
    except ValueError as problem:
        raise ProtocolError(
            400,
            f"`{name}` is {iri!r}, which is no absolute IRI: {problem}",
            zh=f"“{name}”为“{iri}”，不是绝对 IRI：{left_english(problem)}",
        ) from problem


def _join(values: _Values, more: _Values) -> None:
    for name, found in more.items():
        values.setdefault(name, []).extend(found)


def _decode(form: str) -> _Values:
    values: _Values = {}
    try:
        for name, value in parse_qsl(form, keep_blank_values=True, errors="strict"):
            values.setdefault(name, []).append(value)
    except UnicodeDecodeError as error:
        raise ProtocolError(
            400, "the parameters are not percent-encoded UTF-8", zh="参数不是百分号编码的 UTF-8"
        ) from error
    return values


def _text(content_type: str, body: bytes) -> str:
    charset = _CHARSET.search(content_type)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        # 2.1.3, 2.2.2: the encoding is UTF-8.
        raise ProtocolError(
            415, f"the charset is {charset[1]}; send UTF-8", zh=f"字符集为 {charset[1]}；请用 UTF-8"
        )
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(
            400,
            f"the body is not UTF-8: byte {error.start} is wrong",
            zh=f"请求体不是 UTF-8：第 {error.start} 字节有误",
        ) from error
