"""What a query finds, as a table for a template."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from istograph.errors import IstographError
from istograph.rdf.namespaces import written
from istograph.rdf.protocol import QueryOperation
from istograph.web.service import Service

# Larger results are for the endpoint; a page of them would help nobody.
_LARGEST_TABLE = 1 << 20


@dataclass(frozen=True)
class Solutions:
    """A result table for a template: each value is a SPARQL JSON term, or None where unbound."""

    variables: Sequence[str]
    rows: Sequence[Sequence[dict[str, Any] | None]]


async def solutions(service: Service, text: str) -> Solutions:
    """Return the solutions of a SELECT query of our own."""
    return (await found(service, text))["solutions"]  # type: ignore[no-any-return]


async def found(service: Service, text: str) -> dict[str, Any]:
    """Return what a query finds: its `solutions`, or for other kinds of query a `document`."""
    accept = "application/sparql-results+json, text/turtle"
    answer = await service.query(QueryOperation(text), accept)
    if answer.size > _LARGEST_TABLE:
        answer.close()
        raise IstographError(
            f"the result has {answer.size:,} bytes, too many for a page; add a LIMIT, "
            "or fetch it from the endpoint",
            zh=(f"结果有 {answer.size:,} 字节，超过页面的上限；请加 LIMIT，或从查询端点获取"),
        )
    body = answer.read().decode()
    if answer.kind == "graph":
        return {"document": body}
    results = json.loads(body)
    if answer.kind == "boolean":
        return {"document": "true" if results["boolean"] else "false"}
    return {"solutions": _table(results)}


def _table(results: dict[str, Any]) -> Solutions:
    variables = results["head"]["vars"]
    rows = [
        [_term(binding.get(name)) for name in variables]
        for binding in results["results"]["bindings"]
    ]
    return Solutions(variables, rows)


def _term(term: dict[str, Any] | None) -> dict[str, Any] | None:
    if term is None:
        return None
    number = term.get("datatype", "").endswith(("#integer", "#decimal", "#double", "#float"))
    return {**term, "short": written(str(term["value"])), "number": number}
