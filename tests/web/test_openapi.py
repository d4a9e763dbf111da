"""`/openapi.json` tells the truth: a running service is asked for all that it says."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.serving import PATIENCE, TOKEN, serving

# Clients run in this process, the service in another.
pytestmark = pytest.mark.usefixtures("untraced")

KEY = "organization/inbar"
GRAPH = "https://w3id.org/istograph/graph/local"
TURTLE = "<http://example.org/a> <http://example.org/b> '竹' ."
SELECT, CONSTRUCT = "SELECT * { ?s a isto:ISTO }", "CONSTRUCT { ?s a 1 } WHERE { ?s a isto:ISTO }"
DESCRIPTION = {"id": "x", "name": "竹", "facts": []}


@dataclass(frozen=True)
class Case:
    """One request that an operation is tried with."""

    path: str
    options: dict[str, Any] = field(default_factory=dict)
    # in which of the documented media types it can be had; all of them, if nothing is said
    formats: tuple[str, ...] = ()


def sent(body: str, media_type: str) -> dict[str, Any]:
    return {"content": body, "headers": {"Content-Type": media_type}}


RESULTS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
RDF = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
)
DATASET = {"default-graph-uri": GRAPH, "named-graph-uri": GRAPH}
USING = {"using-graph-uri": GRAPH, "using-named-graph-uri": GRAPH}
JSON, SCRIPT = ("application/json",), ("text/javascript",)
QUERIES = json.dumps({"q0": {"query": "竹藤"}})
EXTENSION = json.dumps({"ids": ["inbar"], "properties": [{"id": "hasPrincipalField"}]})
CASES: dict[str, list[Case]] = {
    "get /sparql": [
        Case("/sparql", {"params": {"query": SELECT, **DATASET}}, RESULTS),
        Case("/sparql", {"params": {"query": CONSTRUCT}}, RDF),
        Case("/sparql", {"params": {"query": SELECT, "format": "csv"}}, ("text/csv",)),
        Case("/sparql", {}, RDF),
        Case("/sparql", {}, ("text/html",)),
    ],
    "post /sparql": [
        Case("/sparql", {"data": {"query": SELECT, **DATASET}}, RESULTS),
        Case("/sparql", {"data": {"update": "INSERT { ?s ?p 1 } WHERE { ?s ?p 2 }", **USING}}),
        Case("/sparql", sent(CONSTRUCT, "application/sparql-query"), RDF),
        Case("/sparql", sent("DROP SILENT GRAPH <x:x>", "application/sparql-update")),
    ],
    "get /graphs": [
        Case("/graphs", {"params": {"graph": "https://w3id.org/istograph/graph/paper"}}),
        Case("/graphs?default", {}, ("application/n-triples",)),
    ],
    "put /graphs": [
        Case("/graphs?default", sent(TURTLE, "text/turtle")),
        Case(f"/graphs?graph={GRAPH}", sent(TURTLE, "text/turtle")),
    ],
    "post /graphs": [
        *(Case(f"/graphs?graph={GRAPH}", sent("", media_type)) for media_type in RDF[1:2]),
        Case("/graphs", sent(TURTLE, "text/turtle")),
        Case("/graphs?default", {"files": {"竹": ("a.ttl", TURTLE, "text/turtle")}}),
    ],
    "patch /graphs": [
        Case(path, sent("INSERT DATA { <x:x> <x:x> 1 }", "application/sparql-update"))
        for path in ("/graphs?default", f"/graphs?graph={GRAPH}")
    ],
    "delete /graphs": [Case(f"/graphs?graph={GRAPH}"), Case("/graphs?default")],
    "get /graph/{name}": [Case("/graph/paper")],
    "get /classify": [
        Case("/classify", {"params": {"id": "inbar", "as_of": "2024-01-01", "host": "HK",
             "presume": "true", "explain": "true", "class": "ISTO", "lang": "zh"}}),
        Case("/classify", {"params": {"id": "inbar", "format": "text"}}, ("text/plain",)),
        Case("/classify", {"params": {"description": '{"facts": []}', "format": "csv"}},
             ("text/csv",)),
    ],
    "post /classify": [
        Case("/classify", {"json": DESCRIPTION, "params": {"as_of": "2024-01-01", "host": "HK",
             "presume": "true", "explain": "true", "class": "ISTO", "lang": "zh",
             "format": "json"}}, ("application/json",)),
        Case("/classify", {"json": [DESCRIPTION]}, ("text/html", "text/plain", "text/markdown")),
        Case("/classify", sent('{"id": "x", "facts": []}', "application/x-ndjson"),
             ("application/x-ndjson",)),
    ],
    "get /paper/{figure}.svg": [Case("/paper/figure-2.svg?lang=zh")],
    "get /paper/{figure}.csv": [Case("/paper/figure-2.csv?lang=zh")],
    "get /disputes/{sort}.csv": [
        Case(f"/disputes/{sort}.csv?lang=zh")
        for sort in ("paper", "translation", "sources", "identity", "clashes", "wikidata")
    ],
    "get /disputes/{sort}.json": [
        Case(f"/disputes/{sort}.json?lang=zh") for sort in ("clashes", "wikidata")
    ],
    "get /policies/{table}.csv": [
        Case("/policies/table-1.csv", {"params": {"q": "plan", "where": "department",
             "issuer": "cast", "measure": "attract-settlement", "mention": "mentioned",
             "sort": "-marks", "sort2": "name", "lang": "zh"}}),
    ],
    "get /policies": [
        Case("/policies", {"params": {"id": "inbar", "place": "beijing", "aim": "settle",
             "as_of": "2024-01-01", "lang": "zh", "format": "json"}}, ("application/json",)),
        Case("/policies?id=inbar&place=beijing", {}, ("text/html",)),
    ],
    "post /validate": [
        Case("/validate", sent(TURTLE, RDF[0]), (*JSON, *RDF)),
        Case("/validate", {"data": {"rdf": TURTLE, "format": RDF[0]}}, ("text/html", *JSON)),
    ],
    "get /search": [
        Case("/search", {"params": {"q": "竹藤", "type": "ISTO", "limit": "3", "lang": "zh"}}),
    ],
    "get /reconcile": [
        Case("/reconcile", {}, JSON),
        Case("/reconcile?version=1.0-draft", {}, JSON),
        Case("/reconcile", {"params": {"queries": QUERIES}}, JSON),
        Case("/reconcile", {"params": {"extend": EXTENSION, "callback": "f"}}, SCRIPT),
    ],
    "post /reconcile": [
        Case("/reconcile", {"data": {"queries": QUERIES}}, JSON),
        Case("/reconcile", {"data": {"extend": EXTENSION}}, JSON),
    ],
    "post /reconcile/match": [
        Case("/reconcile/match", {"json": {"queries": [
            {"conditions": [{"matchType": "name", "propertyValue": "竹藤"}]}]}}),
    ],
    "post /reconcile/extend": [Case("/reconcile/extend", {"json": json.loads(EXTENSION)})],
    "get /reconcile/extend/propose": [
        Case("/reconcile/extend/propose?type=ISTO&limit=1", {}, JSON),
        Case("/reconcile/extend/propose?callback=f", {}, SCRIPT),
    ],
    "get /reconcile/suggest/{kind}": [
        Case(f"/reconcile/suggest/{kind}?prefix=i&cursor=0&offset=0&limit=3", {}, JSON)
        for kind in ("entity", "property", "type")
    ] + [Case("/reconcile/suggest/entity?prefix=i&callback=f", {}, SCRIPT)],
    "get /reconcile/flyout/{kind}": [
        Case("/reconcile/flyout/entity?id=inbar", {}, JSON),
        Case("/reconcile/flyout/entity?id=inbar&callback=f", {}, SCRIPT),
    ],
    "get /reconcile/preview": [Case("/reconcile/preview?id=inbar&lang=zh")],
    "get /about/citation.{extension}": [
        Case("/about/citation.bib", {}, ("application/x-bibtex",)),
        Case("/about/citation.json", {}, ("application/vnd.citationstyles.csl+json",)),
        Case("/about/citation.cff", {}, ("application/yaml",)),
    ],
    "get /id/{path}": [Case(f"/id/{KEY}")],
    "get /data/{path}": [Case(f"/data/{KEY}")],
    "get /page/{path}": [Case(f"/page/{KEY}?lang=zh")],
    "get /ontology": [Case("/ontology?lang=zh")],
    "get /shapes": [Case("/shapes?lang=zh")],
    "get /": [Case("/?lang=zh")],
    "get /.well-known/sparql-examples/{name}": [
        Case("/.well-known/sparql-examples/01-policies-by-level"),
    ],
    "get /query": [Case("/query", {"params": {"query": SELECT, "lang": "zh", "example": "29"}})],
    **{
        f"get /{name}.{{extension}}": [Case(f"/{name}.ttl", {}, ("text/turtle",))]
        for name in ("ontology", "shapes", "void", "dcat")
    },
}  # fmt: skip
# They answer once somebody has asked for something else, or by another path.
ELSEWHERE = {"/queries/{identity}", "/graphs/{path}", "/graph/{name}"}


@pytest.fixture(scope="module")
def client(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a service that may be written to."""
    store = Path(shutil.copytree(dataset, tmp_path_factory.mktemp("openapi") / "store"))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with (
        serving("--store", str(store), "--writable") as address,
        httpx.Client(base_url=address, headers=headers, timeout=PATIENCE, trust_env=False) as found,
    ):
        yield found


@pytest.fixture(scope="module")
def operations(client: httpx.Client) -> dict[str, Any]:
    """What is said of each operation, by its method and path."""
    paths = client.get("/openapi.json").raise_for_status().json()["paths"]
    return {
        f"{method} {path}": operation
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def media_types(operation: dict[str, Any], status: str = "200") -> tuple[str, ...]:
    return tuple(operation["responses"].get(status, {}).get("content", ()))


def cases(name: str) -> list[Case]:
    """Return what an operation is tried with; a path without parameters is tried as it is."""
    method, path = name.split(" ")
    if name in CASES or path in ELSEWHERE or method != "get" or "{" in path:
        return CASES.get(name, [])
    return [Case(path)]


def test_every_answer_is_as_it_is_said(client: httpx.Client, operations: dict[str, Any]) -> None:
    wrong = [
        f"{name} {case.path} as {form}: {found}"
        for name, operation in operations.items()
        for case in cases(name)
        for form in case.formats or media_types(operation) or ("*/*",)
        if (found := difference(client, name, case, form, operation))
    ]

    assert wrong == []


def difference(
    client: httpx.Client, name: str, case: Case, form: str, operation: dict[str, Any]
) -> str:
    """Return how an answer differs from what is said of it."""
    options = dict(case.options)
    headers = {"Accept": form, **options.pop("headers", {})}
    answer = client.request(name.split(" ")[0], case.path, headers=headers, **options)
    said = operation["responses"].get(str(answer.status_code))
    if said is None or answer.status_code >= 400:
        return f"status {answer.status_code}: {answer.text[:200]}"
    told = answer.headers.get("content-type", "").partition(";")[0]
    wanted = {form} & set(said.get("content", ())) or set(said.get("content", ())) or {""}
    return "" if told in wanted or answer.is_redirect else f"{told}, not {wanted}"


def test_every_parameter_of_a_query_is_tried(operations: dict[str, Any]) -> None:
    left = {
        f"{name} {parameter['name']}"
        for name, operation in operations.items()
        if name in CASES
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
        and not any(is_tried(parameter["name"], c) for c in CASES[name])
    }

    assert left == set()


def is_tried(parameter: str, case: Case) -> bool:
    return parameter in case.options.get("params", {}) or any(
        f"{mark}{parameter}" in case.path for mark in "?&"
    )


def test_every_media_type_that_is_taken_is_taken(
    client: httpx.Client, operations: dict[str, Any]
) -> None:
    refused = [
        f"{name} {media_type}"
        for name, operation in operations.items()
        for media_type in operation.get("requestBody", {}).get("content", ())
        if "{" not in name
        if client.request(
            *name.split(" "), content=b"", headers={"Content-Type": media_type}
        ).status_code
        == 415
    ]

    assert refused == []


def test_what_is_wrong_is_a_problem(client: httpx.Client, operations: dict[str, Any]) -> None:
    for name in operations:
        method, path = name.split(" ")
        if method == "get" and "{" in path:
            answer = client.get(path.replace("{", "%7B"), headers={"Accept": "application/json"})

            assert answer.status_code in (400, 404)
            # What only has a page is missing as a page.
            wanted = "text/html" if "page" in path else "application/problem+json"
            assert answer.headers["content-type"].partition(";")[0] == wanted


def test_every_path_is_in_it(operations: dict[str, Any], client: httpx.Client) -> None:
    paths = {name.split(" ")[1] for name in operations}

    assert {"/sparql", "/graphs", "/classify", "/validate", "/search", "/id/{path}"} <= paths
    assert all(operation.get("summary") for operation in operations.values())
