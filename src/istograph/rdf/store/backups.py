"""A copy of a published version that depends on nothing else, and the way back.

BACKUP/
├── MANIFEST.json    written last: each file's size and SHA-256; without it, there is no backup
├── dataset.json     what the version is, as beside the store
├── store/           the engine's files
└── ...              the files beside the version that were given along, by their names

A version does not change once it is published, and is held while it is copied, so a service may go
on writing. A copy is verified whole before anything is replaced by it.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pyoxigraph import Store

from istograph.errors import InputError, NotFoundError
from istograph.rdf.store import snapshot
from istograph.rdf.store.snapshot import Snapshot

_MANIFEST = "MANIFEST.json"
_FORMAT = 1
# What the engine keeps for itself: who has the store open, and its diary.
_LEFT_OUT = ("LOCK", "LOG")
_PIECE = 1 << 20

Files = dict[str, Path]


@dataclass(frozen=True)
class Copied:
    """A file that has been copied or read, for who shows progress."""

    size: int
    answers: int = 1


@dataclass(frozen=True)
class Entry:
    """What the manifest says about a file."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Writing:
    """A backup about to be written, from a version and files beside it."""

    version: Snapshot
    folder: Path
    beside: Mapping[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            raise InputError(f"{self.folder} is not empty; name a new folder for the backup")

    @property
    def size(self) -> int:
        """The bytes that there are to copy."""
        return sum(path.stat().st_size for path in self._files().values())

    def __iter__(self) -> Iterator[Copied]:
        """Copy file by file; what fails on the way leaves no backup behind."""
        held = snapshot.hold(self.version.path)
        try:
            yield from self._copied()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        finally:
            os.close(held)

    def _copied(self) -> Iterator[Copied]:
        entries: dict[str, Entry] = {}
        for name, path in self._files().items():
            entries[name] = _copy(path, self.folder / name)
            yield Copied(entries[name].size)
        _write_manifest(self.folder, self.version.version, entries)

    def _files(self) -> Files:
        files = {"dataset.json": self.version.folder / "dataset.json", **self.beside}
        for path in sorted(self.version.path.iterdir()):
            if not path.name.startswith(_LEFT_OUT):
                files[f"store/{path.name}"] = path
        return files


@dataclass(frozen=True)
class Backup:
    """A backup that was found; nothing of it is verified yet."""

    folder: Path
    version: str
    entries: Mapping[str, Entry]

    @property
    def size(self) -> int:
        """The bytes of all its files."""
        return sum(entry.size for entry in self.entries.values())

    def beside(self) -> list[str]:
        """Return the names of the files that were given along."""
        return [name for name in self.entries if not _is_of_version(name)]

    def verified(self) -> Iterator[Copied]:
        """Read every file; InputError where one is missing or not what it was."""
        for name, entry in self.entries.items():
            _verify(self.folder / name, entry)
            yield Copied(entry.size)

    def restore(self, directory: Path) -> Snapshot:
        """Publish the version in a dataset's folder, old or new; call it when all is verified."""
        with snapshot.draft(directory) as draft:
            if not self._is_whole(directory / "versions" / self.version):
                snapshot.set_aside(directory, self.version)
            for name in filter(_is_of_version, self.entries):
                _verify_copy(self.folder / name, draft.path.parent / name, self.entries[name])
            _check_readable(draft.path)
            return draft.publish(snapshot.described(draft.path.parent))

    def restore_beside(self, directory: Path) -> None:
        """Put the files that were given along back to their places in a dataset's folder."""
        for name in self.beside():
            place = directory / name
            new = place.with_name(f".{place.name}.new")
            _verify_copy(self.folder / name, new, self.entries[name])
            new.replace(place)

    def _is_whole(self, folder: Path) -> bool:
        """Say whether a version that is there already has all that it should have."""
        try:
            for name in filter(_is_of_version, self.entries):
                _verify(folder / name, self.entries[name])
        except InputError:
            return False
        return True


def find(folder: Path) -> Backup:
    """Return the backup in a folder; raises NotFoundError, and InputError for a damaged one."""
    path = folder / _MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        version, form = told["version"], told["format"]
        entries = {name: Entry(**entry) for name, entry in told["files"].items()}
    except FileNotFoundError:
        raise NotFoundError(
            f"{folder} has no {_MANIFEST}, so it is no backup, or one that was never finished"
        ) from None
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise InputError(f"{path}: is damaged: {problem!r}") from problem
    if form != _FORMAT:
        raise InputError(f"{path}: has format {form!r}, wanted {_FORMAT}; a newer istograph has it")
    for name in (version, *entries):
        _check_name(path, name)
    return Backup(folder, version, entries)


def _check_name(manifest: Path, name: str) -> None:
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts:
        raise InputError(f"{manifest}: names {name!r}, which is outside of the backup")


def _is_of_version(name: str) -> bool:
    return name == "dataset.json" or name.startswith("store/")


def _write_manifest(folder: Path, version: str, entries: Mapping[str, Entry]) -> None:
    files = {name: vars(entry) for name, entry in entries.items()}
    content = {"format": _FORMAT, "version": version, "files": files}
    with (folder / _MANIFEST).open("x", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _copy(source: Path, target: Path) -> Entry:
    """Copy a file with its times, which tell an import from another; return what was copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading, target.open("xb") as writing:
        while piece := reading.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
    shutil.copystat(source, target)
    return Entry(size, digest.hexdigest())


def _verify_copy(source: Path, target: Path, wanted: Entry) -> None:
    target.unlink(missing_ok=True)
    if _copy(source, target) != wanted:
        raise InputError(f"{source}: has changed since it was verified")


def _verify(path: Path, wanted: Entry) -> None:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise InputError(f"{path}: is missing; the backup is not whole") from None
    if digest != wanted.sha256:
        raise InputError(f"{path}: is not what was backed up: its SHA-256 is another")


def _check_readable(store: Path) -> None:
    try:
        len(Store.read_only(str(store)))
    except (OSError, RuntimeError, ValueError) as problem:
        raise InputError(f"the engine cannot read this backup: {problem}") from problem
