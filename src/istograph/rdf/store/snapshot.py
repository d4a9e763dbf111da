"""The published dataset on disk: versions side by side, and one small file that names the current.

DIR/
├── CURRENT                 the name of the published version; replaced in one step
├── LOCK                    held while somebody builds
├── indexes/                what was made of the build, and can be made again: see `keeping`
└── versions/
    └── 2026-11-21.ab12cd34/
        ├── dataset.json    what the version is: a `Description`
        └── store/          the engine's files; readers open them read-only

A build writes into a folder of its own and is published by replacing CURRENT, so readers see the
old version or the new one and a build that fails or is killed changes nothing. A version stays on
disk while a reader holds it (`hold`), and for a while after it was published, for those that are
about to; so does the one before the current.
"""

import fcntl
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Store

_DRAFT = ".draft-"
# Between reading CURRENT and opening what it names, a slow reader may see several writes.
_GRACE_SECONDS = 10


@dataclass(frozen=True)
class Description:
    """What is said about a version beside its quads."""

    version: str
    # date and time of the build, ISO 8601, UTC
    built: str
    # a hash of everything that it was built from: another hash, another build
    source: str
    package: str
    # the named graphs that were given with `--source`
    imports: tuple[str, ...] = ()
    # the named graphs of registries, imported to stay
    registries: tuple[str, ...] = ()
    # triples in each named graph at the build; the empty name is the default graph
    counts: dict[str, int] = field(default_factory=dict)
    # the named graphs that the default graph is the merge of; none: it is a graph by itself
    merged: tuple[str, ...] = ()
    # the named graphs that only a build writes
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """One version on disk, ready to be read."""

    folder: Path
    description: Description

    @property
    def version(self) -> str:
        """The dataset's version, such as `2026-11-21.ab12cd34`."""
        return self.description.version

    @property
    def path(self) -> Path:
        """The folder of the engine's files."""
        return self.folder / "store"

    def open(self) -> Store:
        """Open the version for reading."""
        return Store.read_only(str(self.path))


def current(directory: Path) -> Snapshot | None:
    """Return the published version, or nothing where none is, or where its files are gone."""
    try:
        name = (directory / "CURRENT").read_text(encoding="utf-8").strip()
        folder = directory / "versions" / name
        return Snapshot(folder, described(folder))
    except (FileNotFoundError, NotADirectoryError):
        return None


def before(snapshot: Snapshot) -> Snapshot | None:
    """Return the version before this one, if it is still on disk."""
    versions = snapshot.folder.parent
    others = (
        each for each in versions.glob("[!.]*/dataset.json") if each.parent != snapshot.folder
    )
    found = []
    # A builder may be removing one.
    with suppress(FileNotFoundError):
        own = _age(snapshot)
        for each in others:
            with suppress(FileNotFoundError):
                other = Snapshot(each.parent, described(each.parent))
                found.append((_age(other), other))
        found = [(age, other) for age, other in found if age <= own]
    return max(found, key=lambda each: each[0])[1] if found else None


def _age(snapshot: Snapshot) -> tuple[str, int]:
    """Return what sorts versions: a write keeps the time of the build, and is published later."""
    written = (snapshot.folder / "dataset.json").stat().st_mtime_ns
    return snapshot.description.built, written


def publish_empty(directory: Path) -> Snapshot:
    """Publish a dataset without a triple, whose default graph is one by itself."""
    with draft(directory) as new:
        Store(str(new.path)).flush()
        now = datetime.now(UTC)
        version = f"{now:%Y-%m-%d}.{secrets.token_hex(4)}"
        return new.publish(Description(version, now.isoformat(timespec="seconds"), "", ""))


class Draft:
    """A version being built; nobody reads it before `publish`."""

    def __init__(self, directory: Path, folder: Path) -> None:
        self._directory = directory
        self._folder = folder
        # The engine makes it, and wants it not to be there.
        self.path = folder / "store"

    def publish(self, description: Description) -> Snapshot:
        """Make the draft the current version; its store must be flushed, and closed."""
        before = current(self._directory)
        published = self._directory / "versions" / description.version
        _write(self._folder / "dataset.json", json.dumps(asdict(description), indent=1))
        if published.exists():
            # The version is a hash of the content, so the quads are these; what they were built
            # from may have changed.
            os.replace(self._folder / "dataset.json", published / "dataset.json")
        else:
            os.rename(self._folder, published)
        _sync(published.parent)
        _write(self._directory / "CURRENT", description.version + "\n")
        _sync(self._directory)
        _remove_others(published.parent, {published, before.folder if before else published})
        return Snapshot(published, described(published))


@contextmanager
def draft(directory: Path) -> Iterator[Draft]:
    """Give a draft to build in, alone: a second builder waits until the first is done."""
    versions = directory / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    with _lock(directory / "LOCK"):
        # Whoever holds the lock is the only builder, so every other draft was left by a dead one.
        for left in versions.glob(_DRAFT + "*"):
            shutil.rmtree(left)
        folder = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=versions))
        try:
            yield Draft(directory, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        # The system lets go of it when the process ends, however it ends.
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def described(folder: Path) -> Description:
    """Return what is said about the version in a folder; FileNotFoundError where nothing is."""
    fields = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
    lists = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
    return Description(**{**fields, **lists})


def set_aside(directory: Path, version: str) -> None:
    """Take the place from a version that is damaged, while a draft of it is made."""
    folder = directory / "versions" / version
    if folder.exists():
        folder.rename(Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder.parent)) / version)


def _write(path: Path, text: str) -> None:
    """Replace a file in one step that survives a power cut."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)


def _sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def hold(store: Path) -> int:
    """Keep the version of a store on disk until this process ends, or closes what it gets."""
    descriptor = os.open(store.parent / "dataset.json", os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _remove_others(versions: Path, kept: set[Path]) -> None:
    for folder in versions.iterdir():
        if folder not in kept and not folder.name.startswith(_DRAFT) and _is_left(folder):
            shutil.rmtree(folder)


def _is_left(folder: Path) -> bool:
    """Say whether nobody reads a version, or is about to."""
    if time.time() - folder.stat().st_mtime < _GRACE_SECONDS:
        return False
    try:
        with (folder / "dataset.json").open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        # A removal that was interrupted.
        return True
    return True
