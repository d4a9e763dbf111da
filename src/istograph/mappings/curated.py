"""The tables beside the mappings: words without an IRI, ends of walks, wrong values, towns."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from istograph.model import Text
from istograph.sources.tables import Row, read_table

# So that a wrong value of a source that may not be copied need not be: its SHA-256, in part.
HASHED = "sha256:"
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class SourceTerm:
    """A word that a source classifies by and that has no IRI of its own."""

    key: str
    scheme: str
    # As the source writes it.
    notation: str
    label: Text


@dataclass(frozen=True, slots=True)
class SourceScheme:
    """What a source's words belong to, and where the source explains them."""

    key: str
    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class ClassVerdict:
    """A class at which walks upwards end, or by which an item is no organization at all."""

    label: str
    refused: bool
    why: Text


def source_terms(path: Path) -> list[SourceTerm]:
    """Return the words of sources."""
    columns = ("key", "scheme", "notation", "label_en", "label_zh")
    return [
        SourceTerm(row["key"], row.required("scheme"), row.required("notation"), _labels(row))
        for row in read_table(path, columns, "key")
    ]


def source_schemes(path: Path) -> list[SourceScheme]:
    """Return the schemes that the words of sources belong to."""
    columns = ("key", "label_en", "label_zh", "url")
    rows = read_table(path, columns, "key")
    return [SourceScheme(row["key"], _labels(row), row.required("url")) for row in rows]


def class_verdicts(path: Path) -> dict[tuple[str, str], ClassVerdict]:
    """Return the classes that end walks or rule items out, by source and class."""
    columns = ("key", "source", "class", "label", "verdict", "why_en", "why_zh")
    rows = read_table(path, columns, "key")
    return {(row["source"], row["class"]): _class_verdict(row) for row in rows}


def wrong_values(path: Path) -> dict[tuple[str, str, str, str], Text]:
    """Return why a value is wrong, by source, record, field and value or part of its hash."""
    columns = ("key", "source", "record", "field", "value", "why_en", "why_zh")
    return {
        (row["source"], row["record"], row["field"], row.required("value")): _why(row)
        for row in read_table(path, columns, "key")
    }


@dataclass(frozen=True)
class Town:
    """A town by its name as ROR spells it, and its country's code; its item may not be known."""

    name: str
    country: str
    name_zh: str
    item: str


def towns(path: Path) -> list[Town]:
    """Return the towns where curated organizations have their seats."""
    columns = ("key", "country", "locality", "label_zh", "wikidata")
    return [
        Town(
            row.required("locality"),
            row.required("country"),
            row.required("label_zh"),
            row["wikidata"],
        )
        for row in read_table(path, columns, "key")
    ]


def hashed(value: str) -> str:
    """Return what stands for a value that is not to be copied.

    >>> hashed("x")
    'sha256:2d711642b726b044'
    """
    return HASHED + hashlib.sha256(value.encode()).hexdigest()[:_DIGITS]


def _class_verdict(row: Row) -> ClassVerdict:
    verdict = row.required("verdict")
    if verdict not in ("stop", "refuse"):
        raise row.error("verdict", f"{verdict!r} is neither 'stop' nor 'refuse'")
    return ClassVerdict(row.required("label"), verdict == "refuse", _why(row))


def _labels(row: Row) -> Text:
    return Text(row.required("label_en"), row.required("label_zh"))


def _why(row: Row) -> Text:
    return Text(row.required("why_en"), row.required("why_zh"))
