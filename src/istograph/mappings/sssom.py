"""SSSOM in TSV: a header of metadata, then one mapping a row; every fault names file and row.

The header is YAML behind `#`; https://mapping-commons.github.io/sssom/spec-formats-tsv/
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TextIO

import yaml

from istograph.errors import InputError, TableError
from istograph.rdf.namespaces import PREFIXES
from istograph.sources.tables import nearest

# Both versions of the loader read the same; the one in C is there wherever PyYAML has a wheel.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Section "Identifiers" of the specification: these need no entry in the curie_map.
BUILT_IN_PREFIXES = {
    **{prefix: PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "skos", "xsd")},
    "semapv": "https://w3id.org/semapv/vocab/",
    "sssom": "https://w3id.org/sssom/",
}
NO_TERM = "sssom:NoTermFound"

_REQUIRED_METADATA = ("mapping_set_id", "license")
_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
# In the order of the specification, which is that of its canonical form; others follow by name.
_METADATA = (
    "sssom_version",
    "curie_map",
    "mapping_set_id",
    "mapping_set_version",
    "mapping_set_title",
    "mapping_set_description",
    "creator_label",
    "license",
    "subject_source",
    "subject_source_version",
    "object_source",
    "object_source_version",
    "mapping_provider",
    "mapping_tool",
    "mapping_date",
    "publication_date",
    "see_also",
    "comment",
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """That a term has to do with another one: how, why one thinks so, and how sure one is."""

    subject_id: str
    predicate_id: str
    object_id: str
    mapping_justification: str
    subject_label: str = ""
    predicate_modifier: str = ""
    object_label: str = ""
    reviewer_label: str = ""
    subject_source: str = ""
    object_source: str = ""
    mapping_date: str = ""
    confidence: float | None = None
    comment: str = ""
    # Of the file it was read from; 0 where there is none.
    line: int = field(default=0, compare=False)


_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "reviewer_label",
    "subject_source",
    "object_source",
    "mapping_date",
    "confidence",
    "comment",
)
# What others may write and has no part here.
_PASSED_OVER = frozenset(
    {
        *("record_id", "subject_category", "object_category", "predicate_label", "see_also"),
        *("subject_type", "object_type", "subject_source_version", "object_source_version"),
        *("author_id", "author_label", "reviewer_id", "creator_id", "creator_label", "license"),
        *("mapping_provider", "mapping_source", "mapping_cardinality", "mapping_tool"),
        *("mapping_tool_version", "publication_date", "curation_rule", "curation_rule_text"),
        *("subject_match_field", "object_match_field", "match_string", "subject_preprocessing"),
        *("object_preprocessing", "similarity_score", "similarity_measure", "issue_tracker_item"),
        *("mapping_tool_id", "cardinality_scope", "review_date", "reviewer_agreement", "other"),
    }
)


@dataclass(frozen=True)
class MappingSet:
    """The mappings of a file, and what its header says of them."""

    file: str
    metadata: Table[str, Any]
    mappings: tuple[Mapping, ...]

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that its identifiers may have."""
        return BUILT_IN_PREFIXES | dict(self.metadata.get("curie_map") or {})

    def expand(self, curie: str) -> str:
        """Return the IRI of one of its identifiers."""
        prefix, _, name = curie.partition(":")
        return self.prefixes[prefix] + name


def read_sssom(path: Path) -> MappingSet:
    """Return the mappings of a file; an error names the file, the row and the column."""
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file of mappings") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; save the file as UTF-8") from None
    return parse_sssom(text, str(path))


def parse_sssom(text: str, file: str = "<text>") -> MappingSet:
    """Return the mappings of an SSSOM text."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    size = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    metadata = _metadata("".join(line[1:] for line in lines[:size]), file)
    found = MappingSet(file, metadata, tuple(_mappings("".join(lines[size:]), size, file)))
    for mapping in found.mappings:
        _check_prefixes(mapping, found)
    _refuse_duplicates(found)
    return found


def write_sssom(mappings: Iterable[Mapping], metadata: Table[str, Any], out: TextIO) -> None:
    """Write mappings with their metadata, in SSSOM's canonical order; columns without use go."""
    rows = sorted(mappings, key=_order)
    header = yaml.safe_dump(
        _ordered(metadata), sort_keys=False, allow_unicode=True, width=1_000_000
    )
    out.writelines(f"#{line}\n" for line in header.splitlines())
    used = [c for c in _COLUMNS if c in _REQUIRED or any(_cell(getattr(row, c)) for row in rows)]
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(used)
    writer.writerows([_cell(getattr(row, column)) for column in used] for row in rows)


def canonical_sssom(text: str) -> str:
    """Return an SSSOM text in its one layout: slots in SSSOM's order, rows sorted, LF."""
    found = parse_sssom(text)
    out = io.StringIO()
    write_sssom(found.mappings, found.metadata, out)
    return out.getvalue()


def _metadata(text: str, file: str) -> dict[str, Any]:
    try:
        found = yaml.load(text, _Loader)
    except yaml.YAMLError as problem:
        raise InputError(f"{file}: the header is no YAML: {problem}") from None
    if not isinstance(found, dict):
        raise InputError(f"{file}: has no header; '#mapping_set_id: ...' is wanted at its top")
    for name in _REQUIRED_METADATA:
        if not found.get(name):
            raise InputError(f"{file}: the header has no {name}")
    if not isinstance(found.get("curie_map") or {}, dict):
        raise InputError(f"{file}: curie_map is wanted as 'prefix: IRI', one on each line")
    return {str(name): value for name, value in found.items()}


def _mappings(table: str, above: int, file: str) -> Iterator[Mapping]:
    reader = csv.reader(io.StringIO(table, newline=""), delimiter="\t", strict=True)
    line = above + 1
    try:
        header = next(reader, [])
        _check_header(header, line, file)
        line = above + reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header):
                found = f"the row has {len(cells)} cells, the header {len(header)}"
                raise TableError(file, line, header[min(len(cells), len(header) - 1)], found)
            yield _mapping(dict(zip(header, cells, strict=True)), line, file)
            line = above + reader.line_num + 1
    except csv.Error as problem:
        raise TableError(file, line, "", f"is no TSV: {problem}") from None


def _check_header(header: list[str], line: int, file: str) -> None:
    for column, times in Counter(header).items():
        if times > 1:
            raise TableError(file, line, column, "stands twice in the header")
        if column not in _COLUMNS and column not in _PASSED_OVER:
            known = [*_COLUMNS, *_PASSED_OVER]
            raise TableError(file, line, column, f"is no slot of SSSOM{nearest(column, known)}")
    for column in _REQUIRED:
        if column not in header:
            raise TableError(file, line, column, "is missing")


def _mapping(cells: dict[str, str], line: int, file: str) -> Mapping:
    for column in _REQUIRED:
        if not cells[column]:
            raise TableError(file, line, column, "is empty; a value is wanted")
    modifier = cells.get("predicate_modifier", "")
    if modifier not in ("", "Not"):
        raise TableError(file, line, "predicate_modifier", f"is {modifier!r}; 'Not' or nothing is")
    known = {name: cells[name] for name in _COLUMNS if name in cells and name != "confidence"}
    return Mapping(
        **known, confidence=_confidence(cells.get("confidence", ""), line, file), line=line
    )


def _confidence(text: str, line: int, file: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise TableError(file, line, "confidence", f"{text!r} is no number from 0 to 1")
    return value


def _check_prefixes(mapping: Mapping, found: MappingSet) -> None:
    for column in _REQUIRED:
        curie = getattr(mapping, column)
        prefix, colon, name = curie.partition(":")
        if not (colon and name) or prefix not in found.prefixes:
            wanted = f"{curie!r} is no CURIE with a prefix of the curie_map"
            wanted += nearest(prefix, sorted(found.prefixes))
            raise TableError(found.file, mapping.line, column, wanted)


def _refuse_duplicates(found: MappingSet) -> None:
    lines: dict[tuple[str, str], int] = {}
    for mapping in found.mappings:
        pair = (mapping.subject_id, mapping.object_id)
        first = lines.setdefault(pair, mapping.line)
        if first != mapping.line:
            wanted = f"{' and '.join(pair)} are mapped in line {first} already"
            raise TableError(found.file, mapping.line, "object_id", wanted)


def _order(mapping: Mapping) -> tuple[str, ...]:
    return tuple(str(getattr(mapping, slot.name)) for slot in fields(Mapping)[:3])


def _ordered(metadata: Table[str, Any]) -> dict[str, Any]:
    known = [name for name in _METADATA if name in metadata]
    return {name: metadata[name] for name in [*known, *sorted(metadata.keys() - {*_METADATA})]}


def _cell(value: object) -> str:
    return "" if value is None else str(value)
