"""What a worker does for its parent: everything in which text from outside is parsed.

A task takes the store, the fields of the request, its body and an output; it writes its result to
the output and returns what is to be said about it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from importlib import import_module
from itertools import chain, islice
from typing import IO, Any

from pyoxigraph import (
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    parse,
    serialize,
)

from istograph.errors import InputError, QuerySyntaxError, RemoteError, left_english
from istograph.rdf.aliases import Aliases
from istograph.rdf.federation.services import rewrite, with_columns
from istograph.rdf.formats import (
    JSON,
    JSON_LD,
    N_QUADS,
    RDF_FORMATS,
    RESULT_FORMATS,
    RESULTS_JSON,
    Format,
    by_name,
    choose,
)
from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.sparql.costs import costs
from istograph.rdf.sparql.grammar import put_right
from istograph.rdf.sparql.lexing import calls_service, check_nesting
from istograph.rdf.sparql.names import resolve
from istograph.rdf.sparql.syntax_errors import explain
from istograph.rdf.store.querying import Query, Results
from istograph.rdf.well_formed import beyond_json_ld, well_formed

# So many triples are gathered to be written in order under the prefixes that they need.
_TIDIED = 10_000

# Not `id:`: in a prefixed name the `/` of our records would be escaped, and nobody could read it.
_SHORTENING = {prefix: iri for prefix, iri in PREFIXES.items() if prefix != "id"}

# The kind of an answer that is none: the query wants a worker that may ask other endpoints.
FEDERATED = "federated"

Request = Mapping[str, Any]
Task = Callable[[Store, Request, bytes, IO[bytes]], Mapping[str, Any]]


def query(store: Store, request: Request, body: bytes, output: IO[bytes]) -> Mapping[str, Any]:
    """Answer a query in the format that `accept` likes best for its kind of result."""
    original = body.decode()
    check_nesting(original)
    right = put_right(original)
    text = Query(store, _aliases(request).in_text(right), request).fitted
    if text != right:
        _refuse_faults(right, request)
    if not calls_service(text):
        return _answer(store, text, request, output)
    if not request.get("federated"):
        return {"kind": FEDERATED, "media_type": RESULTS_JSON.media_type}
    text = _federate(text, request)
    try:
        return _answer(store, text, request, output)
    except (QuerySyntaxError, OSError, RuntimeError, ValueError) as problem:
        # The query itself has been parsed; what does not parse now came from elsewhere.
        if isinstance(problem, QuerySyntaxError) or str(problem).startswith("Parser error"):
            raise RemoteError(
                f"SERVICE: an endpoint's answer does not parse: {problem}",
                zh=f"SERVICE：端点的应答无法解析：{left_english(problem)}",
            ) from None
        raise


def quads(store: Store, request: Request, body: bytes, output: IO[bytes]) -> Mapping[str, Any]:
    """Rewrite a document in any RDF format as N-Quads, one statement a line."""
    form = by_name(request["format"])
    try:
        found = parse(body, form.rdf, base_iri=request.get("base_iri"))
        serialize(_aliases(request).in_quads(found), output, N_QUADS.rdf)
    except SyntaxError as problem:
        raise InputError(
            f"the {form.name} does not parse: {problem}",
            zh=f"{form.name} 无法解析：{left_english(problem)}",
        ) from problem
    return {"kind": "quads", "media_type": N_QUADS.media_type}


def validate(store: Store, request: Request, body: bytes, output: IO[bytes]) -> Mapping[str, Any]:
    """Check a document against our shapes; the report is JSON, or RDF where `accept` wants it."""
    # Only those who validate pay for loading the validators.
    from istograph.rdf.reading import read_document
    from istograph.rdf.shacl.validation import validate_documents

    form = by_name(request["format"])
    document = read_document(body, form, request.get("name", "request"), request.get("base_iri"))
    document = document.renamed(_aliases(request))
    report = validate_documents([document])
    chosen = choose(request.get("accept"), (JSON, *RDF_FORMATS))
    if chosen is JSON:
        output.write(json.dumps(report.as_json(), ensure_ascii=False).encode())
    else:
        triples = report.triples()
        serialize(triples, well_formed(output, chosen), chosen.rdf, prefixes=PREFIXES)
    checked = asdict(report.checked) if report.checked else {}
    about = {"conforms": report.conforms, "checked": checked}
    return {"kind": "report", "media_type": chosen.media_type, **about}


def hint(store: Store, request: Request, body: bytes, output: IO[bytes]) -> Mapping[str, Any]:
    """Say what in a query looks expensive."""
    found = costs(body.decode())
    said = ["; ".join(cost.en for cost in found), "；".join(cost.zh for cost in found)]
    output.write(json.dumps(said).encode())
    return {"kind": "hint", "media_type": JSON.media_type}


def call(store: Store, request: Request, body: bytes, output: IO[bytes]) -> Mapping[str, Any]:
    """Do a task of somebody above, who names it as `entry`: `package.module:function`."""
    module, _, name = request["entry"].partition(":")
    task: Task = getattr(import_module(module), name)
    return task(store, request, body, output)


TASKS: Mapping[str, Task] = {
    "call": call,
    "query": query,
    "quads": quads,
    "validate": validate,
    "hint": hint,
}


def _aliases(request: Request) -> Aliases:
    return Aliases(tuple(request.get("bases", ())))


def _refuse_faults(text: str, request: Request) -> None:
    """Raise QuerySyntaxError with the place of a fault in what was sent, not what it became."""
    if calls_service(text):
        return
    try:
        Store().query(text, base_iri=request.get("base_iri"), prefixes=PREFIXES)
    except SyntaxError as problem:
        raise explain(problem, text) from problem
    except RuntimeError:
        # A function that is known here, and not there.
        pass


def _answer(store: Store, text: str, request: Request, output: IO[bytes]) -> Mapping[str, Any]:
    try:
        results = Query(store, text, request).results()
        kind, offered = _kind(results)
        form = choose(request.get("accept"), offered)
        _write(results, form, well_formed(output, form))
    except SyntaxError as problem:
        raise explain(problem, text) from problem
    return {"kind": kind, "media_type": form.media_type}


def _federate(text: str, request: Request) -> str:
    """Return a query that is known to parse, with its SERVICE clauses turned to the gateway."""

    def address(declarations: str, name: str) -> str:
        try:
            return resolve(declarations, [name], request.get("base_iri"))[0].value
        except SyntaxError:
            raise QuerySyntaxError(
                f"SERVICE {name}: this is no IRI by the query's own prefixes",
                zh=f"SERVICE {name}：按此查询自己的前缀，这不是 IRI",
            ) from None

    try:
        federated = rewrite(text, address)
        parsed = Store().query(federated.local, base_iri=request.get("base_iri"), prefixes=PREFIXES)
    except SyntaxError as problem:
        raise explain(problem, text) from problem
    if federated.hidden and isinstance(parsed, QuerySolutions):
        columns = [variable.value for variable in parsed.variables]
        return with_columns(federated.text, columns)
    return federated.text


def _kind(results: Results) -> tuple[str, tuple[Format, ...]]:
    if isinstance(results, QueryTriples):
        return "graph", RDF_FORMATS
    kind = "boolean" if isinstance(results, QueryBoolean) else "solutions"
    return kind, RESULT_FORMATS


def _write(results: Results, form: Format, output: IO[bytes]) -> None:
    if not isinstance(results, QueryTriples):
        results.serialize(output, form.results)
    elif form.name in ("turtle", "trig"):
        triples, prefixes = _tidied(results)
        serialize(triples, output, form.rdf, prefixes=prefixes)
    else:
        try:
            results.serialize(output, form.rdf)
        except OSError as problem:
            if form is JSON_LD and "RDF 1.2" in str(problem):
                raise beyond_json_ld() from problem
            raise


def _tidied(triples: QueryTriples) -> tuple[Iterator[Triple], dict[str, str]]:
    """Put a small graph in order, and keep the prefixes that it uses."""
    head = list(islice(triples, _TIDIED))
    if len(head) == _TIDIED:
        return chain(head, triples), _SHORTENING
    lines = {str(triple): triple for triple in head}
    text = "\n".join(lines)
    used = {prefix: iri for prefix, iri in _SHORTENING.items() if f"<{iri}" in text}
    return (lines[line] for line in sorted(lines)), used
