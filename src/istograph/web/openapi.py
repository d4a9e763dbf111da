"""`/openapi.json`: what every path takes and gives, in one place.

The framework knows paths and parameters; what comes back is known to whoever wrote the routes, and
said here. `tests/web/test_openapi.py` asks a running service for all of it.
"""

from collections.abc import Iterable, Mapping
from importlib import metadata
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from istograph.rdf.formats import JSON, RDF_FORMATS, RESULT_FORMATS
from istograph.rdf.protocol import FORM, SPARQL_QUERY, SPARQL_UPDATE
from istograph.web.documents import DATA_FORMATS, HTML
from istograph.web.http.problems import MEDIA_TYPE

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_IRI: Json = {"type": "string", "format": "iri"}
_IRIS: Json = {"type": "array", "items": _IRI}
_RDF = [form.media_type for form in RDF_FORMATS]
_RESULTS = [form.media_type for form in RESULT_FORMATS]
_DATA = [form.media_type for form in DATA_FORMATS]
_EXTENSIONS = [form.extension for form in DATA_FORMATS]
_PAGE = [HTML.media_type]
_DISPUTES = ["paper", "translation", "sources", "identity", "clashes", "wikidata"]


def _answer(text: str, media_types: Iterable[str] = ()) -> Json:
    content = {media_type: {"schema": _TEXT} for media_type in media_types}
    if JSON.media_type in content:
        content[JSON.media_type] = {"schema": {}}
    return {"description": text, **({"content": content} if content else {})}


def _query(name: str, text: str, schema: Json = _TEXT, *, required: bool = False) -> Json:
    found = {"name": name, "in": "query", "description": text, "schema": schema}
    return {**found, "required": required}


def _in_path(name: str, text: str, schema: Json = _TEXT) -> Json:
    return {"name": name, "in": "path", "description": text, "schema": schema, "required": True}


def _body(media_types: Iterable[str]) -> Json:
    return {"content": {each: {"schema": _TEXT} for each in media_types}, "required": True}


def _form(fields: Mapping[str, Json]) -> Json:
    return {FORM: {"schema": {"type": "object", "properties": dict(fields)}}}


_MOVED = {"303": _answer("It is at `Location`.")}
_AS_BEFORE = {
    "304": _answer("It is what `If-None-Match` names."),
    "412": _answer("It is not what `If-Match` names."),
}
_LANG = _query("lang", "The language of a page.", {"enum": ["en", "zh"]})
_KEY = _in_path("path", "A kind and a key, as `organization/inbar`; an extension names a format.")
_GRAPH = [
    _query("graph", "The IRI of a named graph.", _IRI),
    _query("default", "The default graph, instead.", {"type": "string", "maxLength": 0}),
]
_DATASET = [
    _query("default-graph-uri", "A graph of the default graph; repeatable.", _IRIS),
    _query("named-graph-uri", "A named graph that there is; repeatable.", _IRIS),
]
_POSTED = {
    "query": _TEXT,
    "update": _TEXT,
    "default-graph-uri": _IRIS,
    "named-graph-uri": _IRIS,
    "using-graph-uri": _IRIS,
    "using-named-graph-uri": _IRIS,
}
_WRITTEN = {"204": _answer("Done; `Istograph-Dataset` names the version that has it.")}
_MADE = {"201": _answer("The graph is new; `Location` says where it is.")}
_UPLOAD = {"requestBody": _body([*_RDF, "multipart/form-data"])}
_PAGE_OR_DATA = {"200": _answer("A page, or data.", [*_PAGE, *_DATA]), **_AS_BEFORE}
_STATE = {"200": _answer("What the query does, and for how long.", [JSON.media_type])}
_VERDICTS = _answer(
    "Verdicts with their proofs.",
    [
        *(JSON.media_type, "application/x-ndjson", "text/csv"),
        *("text/html", "text/plain", "text/markdown"),
    ],
)
_PAGES = {"200": _answer("A page.", _PAGE)}


def _graph_store(path_parameters: list[Json], parameters: list[Json]) -> Json:
    where = {"parameters": [*path_parameters, *parameters]}
    return {
        "get": {
            "summary": "Read a graph",
            **where,
            "responses": {"200": _answer("Its triples.", _RDF), **_AS_BEFORE},
        },
        "put": {
            "summary": "Replace a graph",
            **where,
            **_UPLOAD,
            "responses": {**_WRITTEN, **_MADE},
        },
        "post": {
            "summary": "Add to a graph; to `/graphs` itself: make one",
            **where,
            **_UPLOAD,
            "responses": {**_WRITTEN, **_MADE},
        },
        "delete": {"summary": "Remove a graph", **where, "responses": _WRITTEN},
        "patch": {
            "summary": "Change a graph by an update",
            **where,
            "requestBody": _body([SPARQL_UPDATE]),
            "responses": {**_WRITTEN, **_MADE},
        },
    }


def _get(
    summary: str, responses: Json, parameters: Iterable[Json] = (), description: str = ""
) -> Json:
    said = {"description": description} if description else {}
    return {
        "get": {
            "summary": summary,
            "parameters": list(parameters),
            "responses": responses,
            **said,
        }
    }


def _file(summary: str, name: str, extensions: Iterable[str] = _EXTENSIONS) -> Json:
    found = {"200": _answer("The document.", _DATA), **_AS_BEFORE}
    extension = _in_path(name, "Of the format.", {"enum": list(extensions)})
    return _get(summary, found, [extension])


_VOCABULARY = {
    f"/{name}": _get(f"{title}, in every format", _PAGE_OR_DATA, [_LANG])
    for name, title in (("ontology", "The ontology"), ("shapes", "The shapes"))
}
_CALLBACK = _query("callback", "A function that JSONP calls.")
_CITATIONS = [
    "application/x-bibtex",
    "application/vnd.citationstyles.csl+json",
    "application/yaml",
]
_LIMIT = _query("limit", "At most so many.", {"type": "integer", "minimum": 1})
_KIND = _in_path("kind", "Of what is suggested.", {"enum": ["entity", "property", "type"]})
_RECORD = _query("id", "The key of an organization: `inbar`.", required=True)
_MATCHED = {"200": _answer("What was asked for.", [JSON.media_type, "text/javascript"])}
_ASKED = {"queries": _TEXT, "extend": _TEXT}
_RECONCILED = {"200": _answer("What was asked for.", [JSON.media_type])}
_BATCH = {"content": {JSON.media_type: {"schema": {"type": "object"}}}, "required": True}
_RECONCILIATION: dict[str, Json] = {
    "/reconcile": {
        **_get(
            "The manifest, or an answer (Reconciliation API 0.2)",
            _MATCHED,
            [
                _query("queries", "A batch of queries, as JSON."),
                _query("extend", "Records and properties, as JSON."),
                _query("version", "`1.0-draft`: of the manifest."),
                _CALLBACK,
            ],
        ),
        "post": {
            "summary": "Queries and data extension by form (Reconciliation API 0.2)",
            "requestBody": {"content": _form(_ASKED), "required": True},
            "responses": _MATCHED,
        },
    },
    "/reconcile/match": {"post": {"requestBody": _BATCH, "responses": _RECONCILED}},
    "/reconcile/extend": {"post": {"requestBody": _BATCH, "responses": _RECONCILED}},
    "/reconcile/extend/propose": _get(
        "Properties to extend by", _MATCHED, [_query("type", "A class."), _LIMIT, _CALLBACK]
    ),
    "/reconcile/suggest/{kind}": _get(
        "Organizations, properties or types by prefix",
        _MATCHED,
        [
            _KIND,
            _query("prefix", "What it begins with."),
            _query("cursor", "How many to skip.", {"type": "integer"}),
            _query("offset", "The same.", {"type": "integer"}),
            _LIMIT,
            _CALLBACK,
        ],
    ),
    "/reconcile/flyout/{kind}": _get(
        "A piece of HTML on what was suggested", _MATCHED, [_KIND, _RECORD, _CALLBACK]
    ),
    "/reconcile/preview": _get("A page on an organization, for a box", _PAGES, [_RECORD, _LANG]),
}
_PATHS: dict[str, Json] = {
    **_RECONCILIATION,
    "/sparql": {
        "get": {
            "summary": "Query by GET",
            "description": "Without `query`, the service description; a browser is shown the query "
            "page. Other parameters are let pass.",
            "parameters": [
                _query("query", "SPARQL."),
                *_DATASET,
                _query("format", "Goes before Accept: csv, tsv, json, xml, turtle."),
            ],
            "responses": {
                "200": _answer("Results, a graph, or the description.", [*_RESULTS, *_RDF]),
                **_MOVED,
                **_AS_BEFORE,
            },
        },
        "post": {
            "summary": "Query or update by POST",
            "description": "By the method QUERY, too, but for updates. An update needs a token.",
            "requestBody": {
                "required": True,
                "content": {
                    **_form(_POSTED),
                    **_body([SPARQL_QUERY, SPARQL_UPDATE])["content"],
                },
            },
            "responses": {
                "200": _answer("Results, or a graph.", [*_RESULTS, *_RDF]),
                **_WRITTEN,
                **_AS_BEFORE,
            },
        },
    },
    "/graphs": _graph_store([], _GRAPH),
    "/graphs/{path}": _graph_store([_in_path("path", "Of the graph's own IRI.")], []),
    "/graph/{name}": _graph_store([_in_path("name", "Of a graph of the dataset: `paper`.")], []),
    "/queries/{identity}": {
        "get": {"summary": "How far a query is", "responses": _STATE},
        "delete": {"summary": "Cancel a query", "responses": _STATE},
    },
    "/classify": {
        "get": {"responses": {"200": _VERDICTS, **_AS_BEFORE}},
        "post": {"responses": {"200": _VERDICTS}},
    },
    "/classify/ask": {
        "get": {
            "parameters": [
                _query("next", "The question to ask, by its key; the first that matters, if none."),
                _query("class", "A class that the questions are to decide."),
                _query("name", "What the organization is called."),
                _LANG,
            ],
            "responses": {"200": _answer("The next question.", [JSON.media_type, *_PAGE])},
        }
    },
    "/classify/figure": _get(
        "Figure 1, with the number of organizations in each class, or with a record's verdicts",
        _PAGES,
        [_query("id", "The key of a record: `inbar`."), _LANG],
    ),
    "/classify/figure.svg": _get(
        "The same as a drawing",
        {"200": _answer("The drawing.", ["image/svg+xml"]), **_AS_BEFORE},
        [_query("id", "The key of a record: `inbar`."), _LANG],
    ),
    "/paper/{figure}.svg": _get(
        "A figure of the paper, drawn from what its text gives",
        {"200": _answer("The drawing.", ["image/svg+xml"]), **_AS_BEFORE},
        [_in_path("figure", "`figure-2` to `figure-6`."), _LANG],
    ),
    "/paper/{figure}.csv": _get(
        "The numbers of a figure of the paper",
        {"200": _answer("The table.", ["text/csv"]), **_AS_BEFORE},
        [_in_path("figure", "`figure-1` to `figure-6`."), _LANG],
    ),
    "/disputes/{sort}.csv": _get(
        "What is disputed, as a table",
        {"200": _answer("The table.", ["text/csv"]), **_AS_BEFORE},
        [_in_path("sort", "Of disputes.", {"enum": _DISPUTES}), _LANG],
    ),
    "/disputes/{sort}.json": _get(
        "What sources say against each other, each side with its place",
        {"200": _answer("The disagreements.", [JSON.media_type]), **_AS_BEFORE},
        [_in_path("sort", "Of disputes.", {"enum": ["clashes", "wikidata"]}), _LANG],
    ),
    "/classify/schema": {
        "get": {
            "responses": {
                "200": _answer("What a description may say.", [*_PAGE, "application/schema+json"])
            }
        }
    },
    "/policies": {
        "get": {
            "responses": {
                "200": _answer("What concerns it, and why.", [JSON.media_type, *_PAGE]),
                **_AS_BEFORE,
            }
        }
    },
    "/policies/{table}.csv": {
        "get": {"responses": {"200": _answer("Its rows.", ["text/csv"]), **_AS_BEFORE}}
    },
    "/validate": {
        "post": {
            "summary": "Check RDF against the shapes",
            "requestBody": {
                "required": True,
                "content": {
                    **_body(_RDF)["content"],
                    **_form({"rdf": _TEXT, "format": {"enum": _RDF}}),
                },
            },
            "responses": {"200": _answer("A report.", [JSON.media_type, *_RDF, *_PAGE])},
        }
    },
    "/search": _get(
        "Records by name or identifier",
        {"200": _answer("What was found.", [JSON.media_type, *_PAGE])},
        [
            _query("q", "A name, an acronym or an identifier, in any language."),
            _query("type", "The local name of a class: `ISTO`."),
            _query("limit", "At most so many.", {"type": "integer", "minimum": 1, "maximum": 100}),
            _query("lang", "Only names in this language.", {"enum": ["en", "zh"]}),
        ],
    ),
    "/id/{path}": _get(
        "A record: the thing itself",
        {**_MOVED, "301": _answer("Another record stands for it.")},
        [_KEY],
    ),
    "/data/{path}": _get(
        "What is known of a record",
        {"200": _answer("Data.", _DATA), **_MOVED, **_AS_BEFORE},
        [_KEY],
    ),
    "/page/{path}": _get("The page of a record", _PAGES | _AS_BEFORE, [_KEY, _LANG]),
    **_VOCABULARY,
    "/ontology.{extension}": _file("The ontology in a format", "extension"),
    "/shapes.{extension}": _file("The shapes in a format", "extension"),
    "/context.jsonld": _get(
        "The JSON-LD context", {"200": _answer("It.", ["application/ld+json"]), **_AS_BEFORE}
    ),
    "/.well-known/void": _get("VoID", {"200": _answer("It.", _DATA), **_AS_BEFORE}),
    "/.well-known/sparql-examples/{name}": _get(
        "An example query as data",
        {"200": _answer("It.", _DATA), **_MOVED, **_AS_BEFORE},
        [_in_path("name", "The example, as `01-policies-by-level`.")],
    ),
    "/void.{extension}": _file("VoID in a format", "extension"),
    "/dcat": _get("The catalogue", {"200": _answer("It.", _DATA), **_AS_BEFORE}),
    "/dcat.{extension}": _file("The catalogue in a format", "extension"),
    "/opensearch.xml": _get(
        "How to use the search",
        {"200": _answer("OpenSearch.", ["application/opensearchdescription+xml"]), **_AS_BEFORE},
    ),
    "/about/citation.{extension}": _get(
        "How to cite the dataset, in a format",
        {"200": _answer("The citation, and the paper's.", _CITATIONS), **_AS_BEFORE},
        [_in_path("extension", "Of the format.", {"enum": ["bib", "json", "cff"]})],
    ),
    "/health": _get("Is the process alive?", {"200": _answer("Yes.", [JSON.media_type])}),
    "/ready": _get("Can it answer a query?", {"200": _answer("Yes.", [JSON.media_type])}),
    "/metrics": _get("Metrics for Prometheus", {"200": _answer("Them.", ["text/plain"])}),
    "/": _get("The start page", _PAGES, [_LANG]),
    "/query": _get(
        "The query page, and what a query gives",
        _PAGES,
        [_query("query", "SPARQL."), _query("example", "An example: `29`."), _LANG],
    ),
}

_PROBLEM = {
    "description": "What was wrong, and what to do about it (RFC 9457): `detail` is in English, "
    "or in Chinese where the address has `lang=zh`; who prefers HTML gets a page.",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["title", "status", "detail"],
                "properties": {
                    "type": _TEXT,
                    "title": _TEXT,
                    "status": {"type": "integer"},
                    "detail": _TEXT,
                    "instance": _TEXT,
                },
            }
        },
        "text/html": {"schema": _TEXT},
    },
}


def install(app: FastAPI) -> None:
    """Let the application describe itself by what is said here and at its routes."""
    made: Json = {}

    def openapi() -> Json:
        if not made:
            made.update(_described(app))
        return made

    app.openapi = openapi  # type: ignore[method-assign]


def _described(app: FastAPI) -> Json:
    document = get_openapi(
        title=app.title,
        version=metadata.version("istograph"),
        summary=app.summary,
        routes=app.routes,
        servers=app.servers,
    )
    paths: Json = document["paths"]
    for path, operations in _PATHS.items():
        known = paths.setdefault(path, {})
        for method, operation in operations.items():
            known[method] = {**known.get(method, {}), **operation}
    for operation in (each for operations in paths.values() for each in operations.values()):
        # Parameters are looked at by the routes; the framework's own refusal never happens.
        operation["responses"].pop("422", None)
        operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    document.setdefault("components", {})["responses"] = {"Problem": _PROBLEM}
    return document
