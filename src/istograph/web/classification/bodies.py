"""What a request brings to `/classify`: descriptions in any form, and what to tell of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Store

from istograph.classification.descriptions.graphs import bare_note, read_graph
from istograph.classification.descriptions.mistakes import Sifted
from istograph.classification.descriptions.parsing import (
    Described,
    JsonPlace,
    Tell,
    are_descriptions,
    decoded,
    described_in,
    left_out_note,
    parse_json,
    read_json_line,
    refuse,
)
from istograph.classification.descriptions.records import find
from istograph.classification.descriptions.tables import read_csv
from istograph.classification.explanations.evidence import Background, stored_background
from istograph.errors import NOWHERE, InputError, Spot
from istograph.model import Text
from istograph.rdf.aliases import Aliases
from istograph.rdf.formats import JSON_LD, by_name
from istograph.rdf.reading import read_document

Request = Mapping[str, Any]
# Beside the RDF formats, which go by their own names.
JSON_BODY, LINES_BODY, CSV_BODY, RECORD = "json", "lines", "csv", "record"
# What a body is called in messages about its lines.
BODY = "request"


@dataclass(frozen=True)
class Input:
    """What is to be classified: as one or as many, and what is to be told about it."""

    described: Sequence[Described]
    many: bool = False
    notes: tuple[Text, ...] = ()
    # What there should be; nothing where there need not be any description.
    wanted: Text | None = None
    # What was left out for its mistakes.
    sifted: Sifted | None = None
    # What is known beside the description of a record, and its IRI.
    background: Background | None = None
    iri: str = ""


def read_input(store: Store, request: Request, body: bytes, tell: Tell = refuse) -> Input:
    """Return what a body, or the record that is asked for, has; `tell` hears of each mistake."""
    source = request["source"]
    if source == RECORD:
        return _record(store, request["iri"])
    if source == CSV_BODY:
        return _table(body, tell)
    if source == JSON_BODY:
        return _json(parse_json(body), tell)
    if source == LINES_BODY:
        return _lines(body, tell)
    if source == JSON_LD.name and are_descriptions(found := parse_json(body)):
        return _json(found, tell)
    return _graph(body, source, Aliases(tuple(request["bases"])), tell)


def _table(body: bytes, tell: Tell) -> Input:
    table = read_csv(decoded(body), BODY, tell)
    unread = [name for name, meaning in table.columns if not meaning]
    columns = Text()
    if unread:
        columns = Text(
            f"columns that are not read: {', '.join(unread)}", f"未读取的列：{'、'.join(unread)}"
        )
    notes = (columns, left_out_note(table.described))
    wanted = Text("below the header it should have a row for each fact", "表头之下每个事实应占一行")
    return Input(table.described, len(table.described) > 1, notes, wanted)


def _lines(body: bytes, tell: Tell) -> Input:
    read = []
    for number, line in enumerate(body.split(b"\n"), start=1):
        if line.strip():
            try:
                read.append(read_json_line(line, Spot(BODY, number)))
            except InputError as problem:
                tell(problem, f"line {number}")
    return Input(read, many=True, wanted=Text("a line is a description", "每行是一个描述"))


def _json(found: Any, tell: Tell) -> Input:
    return Input(described_in(found, NOWHERE, tell), isinstance(found, list))


def _record(store: Store, iri: str) -> Input:
    record = find(store, iri)
    background = stored_background(store, record.iri, record.description)
    described = Described(record.description, JsonPlace(Spot(iri)))
    return Input([described], background=background, iri=iri)


def _graph(body: bytes, source: str, aliases: Aliases, tell: Tell) -> Input:
    document = read_document(body, by_name(source), BODY).renamed(aliases)
    graph = read_graph(document.quads, BODY, document.line, tell)
    notes = (left_out_note(graph.described), bare_note(graph))
    wanted = Text(
        "a fact is a node with isto:subject, isto:property and isto:value",
        "事实是具有 isto:subject、isto:property 和 isto:value 的节点",
    )
    return Input(graph.described, len(graph.described) > 1, notes, wanted)


def check_any(found: Input) -> None:
    """Raise InputError where there is no description, and the form or the page needs one."""
    if found.wanted and not found.described:
        raise InputError(
            f"there is no description in this; {found.wanted.en}",
            zh=f"其中没有描述；{found.wanted.zh}",
        )
