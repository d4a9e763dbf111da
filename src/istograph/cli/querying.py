"""`istograph query`."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from istograph import examples, functions
from istograph.cli.misspelt import misspelt
from istograph.cli.terminal import StoreOption, dataset, draw, note, write
from istograph.errors import FormatError, InputError, NotFoundError
from istograph.rdf import formats
from istograph.rdf.namespaces import written
from istograph.rdf.protocol import QueryOperation
from istograph.rdf.sparql.lexing import tokens
from istograph.rdf.store.workers import Answer, Limits, answer

# You ask yourself: the limits only keep a slip from taking the machine down.
_LIMITS = Limits(seconds=24 * 60 * 60, memory=4 << 30, result=4 << 30)
_PROLOGUE = frozenset({"PREFIX", "BASE", "VERSION"})
_UPDATES = frozenset(
    {"INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
)
# "json" and "xml" mean what fits the kind of query.
_MEDIA_TYPES = {
    "table": f"{formats.RESULTS_JSON.media_type}, {formats.TURTLE.media_type}",
    "json": "application/json",
    "xml": "application/xml",
}
_FORMATS = (
    "SELECT and ASK have table, json, xml, csv, tsv; CONSTRUCT and DESCRIBE have turtle, ntriples, "
    "jsonld, rdfxml"
)


def query(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE-or-NAME]", help="A file, - for standard input, or an example: 02."
        ),
    ] = None,
    text: Annotated[
        str | None, typer.Option("-e", metavar="QUERY", help="The query itself.")
    ] = None,
    store: StoreOption = None,
    result_format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="table, json, csv, tsv, xml; turtle, ntriples, jsonld, rdfxml for graphs.",
        ),
    ] = "table",
    listed: Annotated[
        bool, typer.Option("--list", help="Name the examples, with their questions.")
    ] = False,
) -> None:
    """Ask one SPARQL query, or a named example.

    The usual prefixes (isto:, id:, rdfs:, skos:, ...) need no declaration. A name of ours that the
    dataset does not have is told: what asks for it has no answer. Exit status: 1 where the answer
    to ASK is no.
    """
    if listed:
        draw(["name", "question"], [[e.name, e.question["en"]] for e in examples.examples()])
        return
    # A wrong format should not cost a build.
    accept = _accepted(result_format)
    asked = _text(name, text)
    _check_reads(asked)
    operation = QueryOperation(asked)
    snapshot = dataset(store)
    try:
        result = answer(
            snapshot, operation, accept=accept, limits=_LIMITS, functions=functions.ENTRY
        )
    except FormatError as problem:
        raise FormatError(f"--format {result_format}: {problem}; {_FORMATS}") from None
    yes = _print(result, drawn=result_format == "table")
    for warning in misspelt(asked, snapshot.open()):
        note(warning)
    if not yes:
        raise typer.Exit(1)


def _accepted(name: str) -> str:
    try:
        return _MEDIA_TYPES.get(name) or formats.by_name(name).media_type
    except FormatError:
        raise FormatError(f"there is no format {name!r}; {_FORMATS}") from None


def _text(name: str | None, text: str | None) -> str:
    if (name is None) == (text is None):
        raise InputError(
            "give one query: a file, the name of an example (--list shows them), or -e QUERY"
        )
    if text is not None:
        return text
    path = Path(name or "")
    if name != "-" and not path.is_file():
        return _example(str(name))
    try:
        return (sys.stdin.buffer.read() if name == "-" else path.read_bytes()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; save the file as UTF-8") from None


def _example(name: str) -> str:
    if any(mark in name for mark in "{?\n"):
        raise InputError(f"{name!r:.60} looks like a query; give it by -e")
    try:
        return examples.find(name).text
    except NotFoundError as problem:
        if Path(name).suffix or "/" in name:
            raise NotFoundError(f"{name}: there is no such file, and {problem}") from None
        raise


def _check_reads(text: str) -> None:
    """Raise InputError for an update, of which the engine's message would not tell what to do."""
    words = (token.text for token in tokens(text) if token.kind == "keyword")
    first = next((word for word in words if word.upper() not in _PROLOGUE), "")
    if first.upper() in _UPDATES:
        raise InputError(
            f"{first} begins an update, and this command only reads; send updates to a server "
            "that takes them: `istograph serve --writable`, then POST them to /sparql as "
            "application/sparql-update"
        )
    if not first:
        raise InputError("the query is empty; it begins with SELECT, ASK, CONSTRUCT or DESCRIBE")


def _print(result: Answer, *, drawn: bool) -> bool:
    """Print an answer and return whether it is yes; only ASK can be answered by no."""
    if drawn and result.kind != "graph":
        return _draw(json.loads(result.read()))
    if result.kind == "boolean":
        body = result.read()
        write(body.rstrip(b"\n") + b"\n")
        return b"true" in body
    last = b"\n"
    for piece in result.chunks():
        write(piece)
        last = piece[-1:] or last
    # Some formats end without one, and the shell would go on in the same line.
    if last != b"\n":
        write(b"\n")
    return True


def _draw(document: dict[str, Any]) -> bool:
    """Draw results, which are in SPARQL 1.1 Query Results JSON Format."""
    if "boolean" in document:
        write(b"true\n" if document["boolean"] else b"false\n")
        return bool(document["boolean"])
    columns = document["head"]["vars"]
    bindings = document["results"]["bindings"]
    draw(columns, [[_shown(binding.get(column)) for column in columns] for binding in bindings])
    return True


def _shown(term: dict[str, Any] | None) -> str:
    match term:
        case None:
            return ""
        case {"type": "uri", "value": iri}:
            return written(iri)
        case {"type": "bnode", "value": label}:
            return f"_:{label}"
        case {"type": "triple", "value": triple}:
            return "<<( " + " ".join(_shown(triple[part]) for part in triple) + " )>>"
    return str(term["value"])
