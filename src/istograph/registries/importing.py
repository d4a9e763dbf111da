"""A source's files to one file of N-Quads: streamed, resumable, whole or not at all.

survey   every entry is read once, so that the second reading knows all keys and which entry counts
write    every entry is read again and what it says is written, a thousand entries at a time
publish  `{out}.part` gets its name, and `{out}.refused.jsonl` beside it

After each thousand the position is made durable. A run that was killed goes on there, and since
the portions are always the same, its result has the same bytes as that of one that was not.
"""

import dataclasses
import gzip
import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pyoxigraph import Quad, RdfFormat, serialize

from istograph import model, resources
from istograph.errors import InputError
from istograph.registries import quads
from istograph.registries.inputs import naming
from istograph.registries.record import Record, Refusal
from istograph.registries.registry import Entry, File, Registry
from istograph.registries.shelf import Shelf, shelf

_PORTION = 1000
_LEVEL = 6

_Item = tuple[int, File, Entry | Refusal]


@dataclass
class Report:
    """What a run took, merged, refused and left out; quads, and the reasons of refusals."""

    entries: int = 0
    taken: int = 0
    withdrawn: int = 0
    merged: int = 0
    refused: int = 0
    fields: int = 0
    left_out: int = 0
    quads: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def add(self, refusal: Refusal) -> None:
        """Count a refusal."""
        if not refusal.listed:
            self.left_out += 1
            return
        if refusal.whole:
            self.refused += 1
        else:
            self.fields += 1
        reason = f"{_field(refusal)}: wanted {refusal.wanted}"
        self.reasons[reason] = self.reasons.get(reason, 0) + 1


@dataclass(frozen=True)
class Step:
    """A portion of a run: entries read, and bytes of the files."""

    answers: int
    size: int


@dataclass
class _State:
    """What is durable: how far the run came, and how long its files were then."""

    order: str
    stage: str = "survey"
    entries: int = 0
    written: int = 0
    refused: int = 0
    report: Report = field(default_factory=Report)

    def save(self, shelf: Shelf) -> None:
        shelf.save("run", dataclasses.asdict(self))

    @classmethod
    def load(cls, saved: dict[str, Any]) -> "_State":
        return cls(**{**saved, "report": Report(**saved["report"])})


class Run:
    """One import; iterate over it to the end, then read `report`."""

    def __init__(self, registry: Registry, files: Sequence[File], out: Path) -> None:
        if not out.name.endswith((".nq", ".nq.gz")):
            raise InputError(f"{out}: an import is N-Quads; name it .nq or .nq.gz")
        self._registry = registry
        self._files = files
        self._out = out
        self._part = out.with_name(f"{out.name}.part")
        self._shelf_path = out.with_name(f"{out.name}.part.shelf")
        self._refused_part = out.with_name(f"{out.name}.part.refused")
        self.refused_path = out.with_name(f"{out.name}.refused.jsonl")
        self.report = Report()
        # Bytes of the files, each of which is read twice.
        self.size = 2 * sum(file.size for file in files)

    def __iter__(self) -> Iterator[Step]:
        """Do the work and tell how far it is; it ends when the result stands in its place."""
        self._out.parent.mkdir(parents=True, exist_ok=True)
        with self._opened() as shelf:
            state = self._state(shelf)
            if state.stage == "survey":
                yield from self._survey(shelf, state)
            if state.stage == "write":
                with self._outputs(state) as (output, refused):
                    yield from self._write(shelf, state, output, refused)
            self.report = state.report
            self._publish()
        self._shelf_path.unlink()

    @contextmanager
    def _opened(self) -> Iterator[Shelf]:
        try:
            with shelf(self._shelf_path) as opened:
                yield opened
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem):
                raise
            raise InputError(f"{self._out}: another import is writing it; wait for it") from None

    def _state(self, shelf: Shelf) -> _State:
        order = self._order()
        saved = shelf.load("run")
        if saved and saved["order"] == order:
            state = _State.load(saved)
            if state.stage != "write" or self._has(state):
                return state
        shelf.clear()
        return _State(order)

    def _has(self, state: _State) -> bool:
        """Return whether what was written is still there."""
        lengths = {self._part: state.written, self._refused_part: state.refused}
        return all(
            path.exists() and path.stat().st_size >= length for path, length in lengths.items()
        )

    def _order(self) -> str:
        """Return a hash of all that the result depends on."""
        digest = hashlib.sha256(metadata.version("istograph").encode())
        for path in sorted(path for path in resources.MAPPINGS.rglob("*") if path.is_file()):
            digest.update(path.read_bytes())
        given = [self._registry.name, *(f"{file.name} {file.sha256}" for file in self._files)]
        digest.update("\n".join(given).encode())
        return digest.hexdigest()

    # First reading

    def _survey(self, shelf: Shelf, state: _State) -> Iterator[Step]:
        def take(number: int, _: File, item: Entry | Refusal) -> None:
            if isinstance(item, Entry):
                shelf.begin(number)
                self._registry.survey(item, shelf)

        for step in self._portions(state, take):
            state.save(shelf)
            yield step
        for part in (self._part, self._refused_part):
            part.write_bytes(b"")
        state.stage, state.entries = "write", 0
        state.save(shelf)

    # Second reading

    @contextmanager
    def _outputs(self, state: _State) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        with self._part.open("ab") as output, self._refused_part.open("ab") as refused:
            # What was written after the last checkpoint is written again.
            output.truncate(state.written)
            refused.truncate(state.refused)
            yield output, refused

    def _write(
        self, shelf: Shelf, state: _State, output: IO[bytes], refused: IO[bytes]
    ) -> Iterator[Step]:
        if not state.written:
            documents = [
                quads.document(self._registry, file, shelf.newest(file.name))
                for file in self._files
            ]
            graph = model.graph(self._registry.name)
            state.written += self._append(output, list(model.quads(documents, graph)))
        results = _Results(state.report)

        def take(number: int, file: File, item: Entry | Refusal) -> None:
            shelf.begin(number)
            for result in self._read(item, shelf):
                if isinstance(result, Refusal):
                    results.refuse(result)
                elif shelf.is_here(result.key):
                    writer = quads.Writer(self._registry, file, shelf.has)
                    results.take(result, writer.quads(result))
                else:
                    results.merge(result)

        for step in self._portions(state, take):
            state.report.entries += step.answers
            state.written += self._append(output, results.quads)
            state.refused += _durable(refused, b"".join(results.lines))
            results.clear()
            state.save(shelf)
            yield step
        state.stage = "publish"
        state.save(shelf)

    def _read(self, item: Entry | Refusal, shelf: Shelf) -> Iterable[Record | Refusal]:
        return [item] if isinstance(item, Refusal) else self._registry.records(item, shelf)

    def _append(self, output: IO[bytes], found: list[Quad]) -> int:
        data = serialize(found, format=RdfFormat.N_QUADS) or b""
        if self._out.suffix == ".gz":
            # A member of its own for each portion; no date, or two runs would differ.
            data = gzip.compress(data, _LEVEL, mtime=0)
        return _durable(output, data)

    def _portions(
        self, state: _State, take: Callable[[int, File, Entry | Refusal], None]
    ) -> Iterator[Step]:
        """Have the entries taken from where the run stands, and stop after each thousand.

        One is held at a time: an entity of Wikidata may have megabytes.
        """
        items = islice(self._items(), state.entries, None)
        position = 0
        while count := _each(islice(items, _PORTION), take):
            state.entries += count
            before, position = position, sum(file.position for file in self._files)
            yield Step(count, position - before)

    def _items(self) -> Iterator[_Item]:
        number = 0
        for file in self._files:
            entries = self._registry.entries(file)
            while True:
                with naming(file):
                    item = next(entries, None)
                if item is None:
                    break
                number += 1
                yield number, file, item

    def _publish(self) -> None:
        # Killed between the two, a run finds the first one done.
        for part, path in ((self._refused_part, self.refused_path), (self._part, self._out)):
            if part == self._part and not self.report.taken:
                # The wrong file must not take the place of what was imported before.
                part.unlink(missing_ok=True)
            elif part.exists():
                os.replace(part, path)


class _Results:
    """What came of a portion, to be written when it is whole."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.quads: list[Quad] = []
        self.lines: list[bytes] = []

    def take(self, record: Record, written: Iterable[Quad]) -> None:
        before = len(self.quads)
        self.quads.extend(written)
        self._report.quads += len(self.quads) - before
        self._report.taken += 1
        self._report.withdrawn += record.status == "withdrawn"

    def merge(self, record: Record) -> None:
        self._report.merged += 1
        older = Refusal(record.place, record.key, "", "a version", "the newest version")
        self.lines.append(_line(older, "version"))

    def refuse(self, refusal: Refusal) -> None:
        self._report.add(refusal)
        if refusal.listed:
            self.lines.append(_line(refusal, "record" if refusal.whole else "field"))

    def clear(self) -> None:
        self.quads.clear()
        self.lines.clear()


def _each(items: Iterable[_Item], take: Callable[[int, File, Entry | Refusal], None]) -> int:
    """Have items taken and return how many there were."""
    count = 0
    for item in items:
        take(*item)
        count += 1
    return count


def _field(refusal: Refusal) -> str:
    """Return the field of a refusal without the numbers, by which there would be no end of them."""
    return re.sub(r"\[\d+\]", "", refusal.field) or "record"


def _durable(stream: IO[bytes], data: bytes) -> int:
    stream.write(data)
    stream.flush()
    os.fsync(stream.fileno())
    return len(data)


def _line(refusal: Refusal, what: str) -> bytes:
    """Return as a line of JSON what was refused: a record, a field of one, or a version of it."""
    shown = {
        "file": refusal.place.file,
        "record": refusal.place.record,
        "key": refusal.key,
        "field": refusal.field,
        "found": refusal.found,
        "wanted": refusal.wanted,
        "refused": what,
    }
    return json.dumps(shown, ensure_ascii=False).encode() + b"\n"
