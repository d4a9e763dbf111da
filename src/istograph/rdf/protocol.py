"""A SPARQL 1.1 Protocol query operation as a value; needs no server.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from istograph.errors import InputError

FORM = "application/x-www-form-urlencoded"
SPARQL_QUERY = "application/sparql-query"


class ProtocolError(InputError):
    """A request that is no query operation; `status` is the HTTP status that says so."""

    def __init__(self, status: int, problem: str) -> None:
        self.status = status
        super().__init__(problem)


@dataclass(frozen=True)
class QueryOperation:
    """One query with the dataset that the request gives, which overrides FROM (section 2.1.4)."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def query_by_get(query_string: str) -> QueryOperation | None:
    """Return the operation of a GET (2.1.1), or None when the request has no query at all.

    >>> query_by_get("query=ASK%20%7B%7D&default-graph-uri=http://example.org/g").default_graphs
    ('http://example.org/g',)
    """
    parameters = _decode(query_string)
    if all(name != "query" for name, _ in parameters):
        return None
    return _operation(parameters)


def query_by_post(content_type: str, query_string: str, body: bytes) -> QueryOperation:
    """Return the operation of a POST: a form (2.1.2) or the query itself (2.1.3)."""
    media_type, _, parameters = content_type.partition(";")
    match media_type.strip().lower():
        case "application/x-www-form-urlencoded":
            return _operation(_decode(_text(body)))
        case "application/sparql-query":
            if "utf-16" in parameters.lower():
                raise ProtocolError(415, "a query is sent in UTF-8 (SPARQL 1.1 Protocol, 2.1.3)")
            dataset = [(name, value) for name, value in _decode(query_string) if name != "query"]
            return _operation([("query", _text(body)), *dataset])
        case found:
            wanted = f"send {SPARQL_QUERY} or {FORM}"
            raise ProtocolError(415, f"Content-Type is {found or 'missing'!r}; {wanted}")


def _operation(parameters: Iterable[tuple[str, str]]) -> QueryOperation:
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    queries = values.get("query", [])
    if len(queries) != 1:
        raise ProtocolError(400, f"exactly one `query` is wanted, {len(queries)} were found")
    if "update" in values:
        raise ProtocolError(400, "one request is a query or an update, not both")
    return QueryOperation(
        query=queries[0],
        default_graphs=tuple(values.get("default-graph-uri", ())),
        named_graphs=tuple(values.get("named-graph-uri", ())),
    )


def _decode(form: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(form, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, "the parameters are not percent-encoded UTF-8") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, f"the body is not UTF-8: byte {error.start} is wrong") from error
