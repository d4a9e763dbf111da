"""The descriptions that `istograph classify` is given: files of any kind, records of the store."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pyoxigraph import Store

from istograph.classification import load_theory
from istograph.classification.descriptions.graphs import bare_notes, read_graph
from istograph.classification.descriptions.mistakes import Mistakes, Sifted, sift
from istograph.classification.descriptions.parsing import (
    Described,
    JsonPlace,
    are_descriptions,
    described_in,
    left_out_note,
    parse_json,
    read_json_lines,
)
from istograph.classification.descriptions.records import Stored, find, stored
from istograph.classification.descriptions.tables import read_csv
from istograph.classification.explanations.evidence import Background, stored_background
from istograph.classification.words.phrases import one_line
from istograph.cli.terminal import draw, note
from istograph.errors import FormatError, InputError, Spot
from istograph.rdf.formats import RDF_FORMATS, by_path
from istograph.rdf.reading import read_file
from istograph.rdf.store.snapshot import Snapshot

LINES = (".jsonl", ".ndjson")
_OTHERS = (".json", *LINES, ".csv")


@dataclass(frozen=True)
class Given:
    """A description to classify, or what is wrong with it; and its line, where it has one."""

    described: Described | InputError
    line: int | None = None
    # What is known beside it; found out only where it is shown.
    background: Callable[[], Background] | None = None


# What becomes of those whose descriptions have mistakes, where others have none.
Refuse = Callable[[Sifted], None]


def refused(sifted: Sifted) -> None:
    """Raise InputError with all mistakes, line by line."""
    raise InputError("\n".join(str(each.problem) for each in sifted.mistakes))


def read(
    files: Sequence[Path],
    ids: Sequence[str],
    snapshot: Snapshot,
    refuse: Refuse = refused,
    *,
    in_place: bool = False,
) -> Iterator[Given]:
    """Yield the descriptions of files, then those of records; without either, of all records.

    What is wrong with a line of JSON Lines stands in its place, if that is wanted.
    """
    for path in files:
        yield from _read(path, refuse, in_place)
    if ids or not files:
        store = snapshot.open()
        for record in [find(store, each) for each in ids] if ids else stored(store):
            described = Described(record.description, JsonPlace(Spot(str(record.iri.value))))
            yield Given(described, background=partial(_background, store, record))


def _background(store: Store, record: Stored) -> Background:
    return stored_background(store, record.iri, record.description)


def _read(path: Path, refuse: Refuse, in_place: bool) -> Iterator[Given]:
    empty = True
    lined = path.suffix.lower() in LINES and in_place
    for given in _lines(path) if lined else _given(path, refuse):
        empty = False
        yield given
    if empty:
        raise nothing_in(path)


def nothing_in(path: Path) -> InputError:
    """Return what is to be said of a file that has nothing to classify."""
    return InputError(f"{path}: there is no description in it; {_wanted(path)}")


def _wanted(path: Path) -> str:
    match path.suffix.lower():
        case ".json":
            return 'it should be {"id": "x", "facts": [...]}, or an array of such'
        case ".csv":
            return "below the header it should have a row for each fact"
        case suffix if suffix in LINES:
            return 'each line should be {"id": "x", "facts": [...]}'
    return "a fact is a node with isto:subject, isto:property and isto:value"


def _given(path: Path, refuse: Refuse) -> Iterator[Given]:
    where, mistakes = Spot(str(path)), Mistakes()
    described: Sequence[Described]
    match path.suffix.lower():
        case ".json":
            described = described_in(parse_json(path.read_bytes(), where), where, mistakes.tell)
        case suffix if suffix in LINES:
            described = _right_lines(path, mistakes)
        case ".csv":
            described = _table(path, mistakes)
        case ".jsonld" if are_descriptions(found := parse_json(path.read_bytes(), where)):
            described = described_in(found, where, mistakes.tell)
        case _:
            described = _graph(path, mistakes)
    sifted = sift(described, mistakes, load_theory().mistakes)
    if sifted.mistakes:
        (refuse if sifted.right else refused)(sifted)
    yield from (Given(each) for _, each in sifted.right)


def _lines(path: Path) -> Iterator[Given]:
    for line, found in read_json_lines(path.read_bytes(), str(path)):
        yield Given(found, line)


def _right_lines(path: Path, mistakes: Mistakes) -> Sequence[Described]:
    """Return the descriptions of those lines that are one; what the others are is told."""
    described = []
    for given in _lines(path):
        if isinstance(given.described, InputError):
            mistakes.tell(given.described, f"line {given.line}")
        else:
            described.append(given.described)
    return described


def _table(path: Path, mistakes: Mistakes) -> Sequence[Described]:
    """Return the descriptions of a CSV file, and say what was made of its columns."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(
            f"{path}: is not UTF-8; save it as UTF-8 (spreadsheets call it “CSV UTF-8”)"
        ) from None
    table = read_csv(text, str(path), mistakes.tell)
    rows = [[one_line(name), meaning or "not read"] for name, meaning in table.columns]
    if rows:
        draw([f"column in {path}", "read as"], rows, stderr=True)
    _tell(path, left_out_note(table.described).en)
    return table.described


def _graph(path: Path, mistakes: Mistakes) -> Sequence[Described]:
    """Return the descriptions of an RDF file, and say what of it was not read."""
    _check_ending(path)
    document = read_file(path)
    graph = read_graph(document.quads, str(path), document.line, mistakes.tell)
    _tell(path, left_out_note(graph.described).en)
    for said in bare_notes(graph):
        _tell(path, said.en)
    return graph.described


def _check_ending(path: Path) -> None:
    try:
        by_path(path)
    except FormatError:
        rdf = ", ".join(f".{form.extension}" for form in RDF_FORMATS)
        raise FormatError(
            f"{path}: the ending of the name says no format of descriptions; use "
            f"{', '.join(_OTHERS)}, or for RDF {rdf}"
        ) from None


def _tell(path: Path, text: str) -> None:
    if text:
        note(f"{path}: {one_line(text)}")
