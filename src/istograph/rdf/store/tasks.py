"""What a worker does for its parent: everything in which text from outside is parsed.

A task takes the store, the fields of the request, its body and an output; it writes its result to
the output and returns what is to be said about it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, islice
from typing import IO, Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    parse,
    serialize,
)

from istograph.errors import InputError, QuerySyntaxError, RemoteError
from istograph.rdf.aliases import Aliases
from istograph.rdf.federation.services import rewrite, with_columns
from istograph.rdf.formats import (
    JSON,
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
from istograph.rdf.sparql.functions import Function, with_functions
from istograph.rdf.sparql.grammar import put_right
from istograph.rdf.sparql.lexing import (
    calls_service,
    check_nesting,
    dataset_clause,
)
from istograph.rdf.sparql.names import resolve
from istograph.rdf.sparql.syntax_errors import explain

# So many triples are gathered to be written in order under the prefixes that they need.
_TIDIED = 10_000

# Not `id:`: in a prefixed name the `/` of our records would be escaped, and nobody could read it.
_SHORTENING = {prefix: iri for prefix, iri in PREFIXES.items() if prefix != "id"}

# The kind of an answer that is none: the query wants a worker that may ask other endpoints.
FEDERATED = "federated"

Results = QuerySolutions | QueryBoolean | QueryTriples
Request = Mapping[str, Any]
Task = Callable[[Store, Request, bytes, IO[bytes]], Mapping[str, Any]]


@dataclass(frozen=True)
class _Dataset:
    # The engine's own types are invariant lists.
    default: list[NamedNode | BlankNode | DefaultGraph]
    named: list[NamedNode | BlankNode]


def query(store: Store, request: Request, body: bytes, output: IO[bytes]) -> Mapping[str, Any]:
    """Answer a query in the format that `accept` likes best for its kind of result."""
    original = body.decode()
    check_nesting(original)
    right = put_right(original)
    text = _aliases(request).in_text(right)
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
            raise RemoteError(f"SERVICE: an endpoint's answer does not parse: {problem}") from None
        raise


def quads(store: Store, request: Request, body: bytes, output: IO[bytes]) -> Mapping[str, Any]:
    """Rewrite a document in any RDF format as N-Quads, one statement a line."""
    form = by_name(request["format"])
    try:
        found = parse(body, form.rdf, base_iri=request.get("base_iri"))
        serialize(_aliases(request).in_quads(found), output, N_QUADS.rdf)
    except SyntaxError as problem:
        raise InputError(f"the {form.name} does not parse: {problem}") from problem
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
        serialize(report.triples(), output, chosen.rdf, prefixes=PREFIXES)
    return {"kind": "report", "media_type": chosen.media_type, "conforms": report.conforms}


def hint(store: Store, request: Request, body: bytes, output: IO[bytes]) -> Mapping[str, Any]:
    """Say what in a query looks expensive."""
    output.write("; ".join(costs(body.decode())).encode())
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
        results = _evaluate(store, text, request)
        kind, offered = _kind(results)
        form = choose(request.get("accept"), offered)
        _write(results, form, output)
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
                f"SERVICE {name}: this is no IRI by the query's own prefixes"
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


def _evaluate(store: Store, text: str, request: Request) -> Results:
    dataset = _dataset(text, request)
    if dataset is not None and len(dataset.default) > 1:
        # The engine's union of graphs is a bag: what stands in two graphs would count twice.
        store = _merged(store, dataset)
        dataset = _Dataset([DefaultGraph()], dataset.named)

    def answer(functions: dict[NamedNode, Function]) -> Results:
        return store.query(
            text,
            base_iri=request.get("base_iri"),
            prefixes=PREFIXES,
            default_graph=dataset.default if dataset else None,
            named_graphs=dataset.named if dataset else None,
            custom_functions=functions,
        )

    return with_functions(answer, request.get("functions", {}))


def _dataset(text: str, request: Request) -> _Dataset | None:
    """Return what is asked for other than the store itself, where the engine needs to be told."""
    # SPARQL 1.1 Protocol, 2.1.4: what the request says overrides the query's own FROM clauses.
    default, named = request.get("default_graphs", ()), request.get("named_graphs", ())
    if default or named:
        return _Dataset([*map(NamedNode, dict.fromkeys(default))], [*map(NamedNode, named)])
    clause = dataset_clause(text)
    if len(clause.default_graphs) < 2:
        return None
    base_iri = request.get("base_iri")
    try:
        return _Dataset(
            [*dict.fromkeys(resolve(clause.prologue, clause.default_graphs, base_iri))],
            [*resolve(clause.prologue, clause.named_graphs, base_iri)],
        )
    except SyntaxError:
        # The whole query has the same fault, and the engine will say where.
        return None


def _merged(store: Store, dataset: _Dataset) -> Store:
    merged = Store()
    # Not bulk_extend, whose threads take 200 MB whatever the size.
    for graph in dataset.default:
        found = store.quads_for_pattern(None, None, None, graph)
        merged.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    for graph in dataset.named:
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return merged


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
        results.serialize(output, form.rdf)


def _tidied(triples: QueryTriples) -> tuple[Iterator[Triple], dict[str, str]]:
    """Put a small graph in order, and keep the prefixes that it uses."""
    head = list(islice(triples, _TIDIED))
    if len(head) == _TIDIED:
        return chain(head, triples), _SHORTENING
    lines = {str(triple): triple for triple in head}
    text = "\n".join(lines)
    used = {prefix: iri for prefix, iri in _SHORTENING.items() if f"<{iri}" in text}
    return (lines[line] for line in sorted(lines)), used
