"""Organizations to which the United Nations' ECOSOC granted consultative status: names and dates.

A name is all there is to know a body by, so it makes the key. The status is for non-governmental
organizations (resolution 1996/31), not only international ones: universities have it.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO

from istograph import mappings
from istograph.errors import InputError
from istograph.mappings import Evidence
from istograph.model import Text
from istograph.registries.inputs import streams
from istograph.registries.record import Fact, Name, Place, Record, Refusal, set_aside
from istograph.registries.registry import Entry, File, Registry
from istograph.registries.shelf import Shelf

_SOURCE = "ecosoc"
_STATUS = "consultative status"
# As the table is published, and as it was derived from there.
_COLUMNS = (("NGO_name", "Session date"), ("ngo_name", "session_date"))
_LONGEST_SLUG = 40

Grants = list[tuple[int, str]]


def entries(file: File) -> Iterator[Entry | Refusal]:
    """Yield each name with its grants: lines and dates of sessions.

    Some names were granted the status twice, years apart, so the whole table is read first; it
    has some thousand rows.
    """
    for member, stream in streams(file):
        for name, grants in _by_name(stream).items():
            lines = ", ".join(str(line) for line, _ in grants)
            place = Place(file.name, f"{member} line {lines}".strip())
            yield Entry(place, (name, grants))


def _by_name(stream: IO[bytes]) -> dict[str, Grants]:
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    found: dict[str, Grants] = {}
    try:
        places = _places(next(reader, []))
        for row in reader:
            cells = [row[place] if place < len(row) else "" for place in places]
            name = " ".join(unicodedata.normalize("NFC", cells[0]).split())
            found.setdefault(name, []).append((reader.line_num, cells[1].strip()))
    except (csv.Error, UnicodeDecodeError) as problem:
        raise InputError(f"line {reader.line_num + 1}: is no CSV in UTF-8: {problem}") from None
    finally:
        # The stream is its opener's to close.
        text.detach()
    return found


def _places(header: list[str]) -> tuple[int, int]:
    for name, day in _COLUMNS:
        if name in header and day in header:
            return header.index(name), header.index(day)
    wanted = " or ".join(",".join(columns) for columns in _COLUMNS)
    raise InputError(f"its header is {','.join(header)!r}; the columns {wanted} are wanted")


def survey(entry: Entry, shelf: Shelf) -> None:
    """Note the record's key."""
    name, grants = entry.value
    if name:
        shelf.note(record_key(name))
    for _, day in grants:
        shelf.date(entry.place.file, day)


def record_key(name: str) -> str:
    """Return the key of a name: its letters, and a hash where these are not all.

    >>> record_key("Société Œuvre")
    'societe-uvre-86925c64'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_SLUG].strip("-")
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{slug}-{digest}" if slug else digest


def records(entry: Entry, _: Shelf) -> Iterable[Record | Refusal]:
    """Yield the record of a name, and what of it is refused."""
    name, grants = entry.value
    if not name:
        yield Refusal(entry.place, "", "NGO_name", "none", "a name")
        return
    key = record_key(name)
    if wrong := mappings.load().wrong(_SOURCE, key, "NGO_name", name):
        yield Refusal(entry.place, key, "NGO_name", name, set_aside(wrong))
        return
    days = {line: _day(text) for line, text in grants}
    start = min((day for day in days.values() if day), default=None)
    yield Record(
        source=_SOURCE,
        key=key,
        place=entry.place,
        names=(Name(name, None, "label"),),
        types=(f"{_SOURCE}:{_STATUS}",),
        facts=tuple(
            _fact(evidence, grants, start)
            for evidence in mappings.load().evidence(_SOURCE, _STATUS)
        ),
    )
    for line, text in grants:
        if days[line] is None:
            place = Place(entry.place.file, f"line {line}")
            yield Refusal(place, key, "Session date", text, "a day as 2024-06-14", whole=False)


def _fact(evidence: Evidence, grants: Grants, start: date | None) -> Fact:
    where = "; ".join(f"line {line}, session of {text}" for line, text in grants)
    locator = f"{where}; mapping {evidence.mapping}"
    return Fact(evidence.property, evidence.value, locator, start)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


ECOSOC = Registry(
    name=_SOURCE,
    label=Text("ECOSOC consultative status", "联合国经济及社会理事会咨商地位"),
    license="https://spdx.org/licenses/MIT",
    publisher="ECOSOC_Status",
    homepage="https://github.com/christophsteinert/ECOSOC_Status",
    entries=entries,
    survey=survey,
    records=records,
)
