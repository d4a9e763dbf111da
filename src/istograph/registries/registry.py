"""What an importer has to offer: one `Registry`, made of three functions.

entries   the entries of a file, in order: a line, a document of an archive, a row
survey    the first reading: notes every entry's key, and what the second must know beforehand
records   the second reading: an entry to records and refusals

Each is called in the order of the files and must depend on nothing else, so that a run that was
interrupted can go on where it stopped, and gives what an uninterrupted one gives.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from istograph.model import Text
from istograph.registries.record import Place, Record, Refusal
from istograph.registries.shelf import Shelf

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


@dataclass
class File:
    """A source's file as it was given; `accessed` is known only of what was fetched."""

    path: Path
    sha256: str
    size: int
    accessed: date | None = None
    _stream: IO[bytes] | None = field(default=None, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The name by which places refer to it."""
        return self.path.name

    @property
    def position(self) -> int:
        """How many of its bytes are read."""
        if self._stream is None:
            return 0
        return self.size if self._stream.closed else self._stream.tell()

    def open(self) -> IO[bytes]:
        """Return its bytes, from the first."""
        self._stream = self.path.open("rb")
        return self._stream


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file: where it stands, and what it holds, parsed."""

    place: Place
    value: Any


@dataclass(frozen=True, slots=True)
class Registry:
    """A source of records, and how to read it."""

    # The named graph, and the first part of every key.
    name: str
    label: Text
    license: str
    publisher: str
    homepage: str
    entries: Callable[[File], Iterator[Entry | Refusal]]
    survey: Callable[[Entry, Shelf], None]
    records: Callable[[Entry, Shelf], Iterable[Record | Refusal]]
