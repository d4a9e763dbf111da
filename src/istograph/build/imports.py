"""Registries that were imported: files of quads beside the dataset, streamed into each build.

DIR/imports/ror.nq.gz      as `istograph import ror` writes it: graph `ror`, and nothing else

They stay until they are removed, for what is joined to other records in the store is no longer
what the registry said. One that is given to a build with `--source` is put with them, once what
was built with it is published.
"""

import gzip
import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, cast

from pyoxigraph import NamedNode, RdfFormat, Store, parse

from istograph.build.names import RESERVED
from istograph.errors import BuildError, InputError
from istograph.model import graph
from istograph.rdf.namespaces import GRAPH
from istograph.registries import REGISTRIES

SUFFIX = ".nq.gz"
_PLAIN = ".nq"
_GIVEN = ".given"


@dataclass
class Staged:
    """Imports that are given to a build, copied beside those that are there."""

    _paths: dict[str, Path] = field(default_factory=dict)

    def over(self, found: Mapping[str, Path]) -> dict[str, Path]:
        """Return the imports to build from, sorted by graph name: one that is given counts."""
        return dict(sorted({**found, **self._paths}.items()))

    def keep(self) -> None:
        """Put them where the next build finds them."""
        for path in self._paths.values():
            os.replace(path, path.with_name(path.name.removesuffix(_GIVEN)))
        self._paths.clear()

    def remove(self) -> None:
        """Remove the copies, where nothing was built from them."""
        for path in self._paths.values():
            path.unlink(missing_ok=True)


def stage(directory: Path, files: Sequence[Path]) -> tuple[Staged, list[Path]]:
    """Copy those of some files that `istograph import` wrote; return them, and the other files."""
    staged, others = Staged(), []
    try:
        for path in files:
            name = _registry(path)
            if name is None:
                others.append(path)
            elif name in staged._paths:
                raise InputError(f"{path}: another file of {name} is given; give one")
            else:
                target = directory / "imports" / f"{name}{SUFFIX}{_GIVEN}"
                staged._paths[name] = target
                _copy(path, target)
    except BaseException:
        staged.remove()
        raise
    return staged, others


def _registry(path: Path) -> str | None:
    """Return whose import a file is: N-Quads that begin in the graph of a registry."""
    if not path.name.endswith((_PLAIN, SUFFIX)):
        return None
    try:
        with _opened(path) as stream:
            first = next(islice(parse(stream, format=RdfFormat.N_QUADS), 1), None)
    except (OSError, EOFError, SyntaxError) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise InputError(f"{path}: cannot be read: {why}") from problem
    where = first.graph_name if first else None
    name = where.value.removeprefix(GRAPH) if isinstance(where, NamedNode) else ""
    if name in REGISTRIES:
        return name
    if path.name.endswith(SUFFIX):
        raise InputError(
            f"{path}: begins with {where or 'nothing'}; packed quads are taken from "
            f"`istograph import` alone, in the graph of {', '.join(sorted(REGISTRIES))}"
        )
    return None


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.name.endswith(SUFFIX):
        shutil.copyfile(path, target)
        return
    # Without a name and a time in it, the same quads give the same bytes.
    with (
        path.open("rb") as plain,
        target.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=0) as packed,
    ):
        shutil.copyfileobj(plain, packed)


def _opened(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path)) if path.name.endswith(SUFFIX) else path.open("rb")


def import_files(directory: Path) -> dict[str, Path]:
    """Return the files of the registries that were imported for a dataset, by graph name."""
    found = sorted((directory / "imports").glob(f"*{SUFFIX}"))
    return {path.name.removesuffix(SUFFIX): path for path in found}


def stamp(files: Mapping[str, Path]) -> str:
    """Return what changes when a registry is imported again; reading all of them takes too long."""
    said = [
        f"{name}{SUFFIX} {(at := path.stat()).st_size} {at.st_mtime_ns}"
        for name, path in files.items()
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest() if said else ""


def load_import(store: Store, name: str, path: Path) -> None:
    """Load a registry's quads; BuildError where the file has others, or cannot be read."""
    if name in RESERVED:
        raise BuildError(f"{path}: the graph {name!r} is ours; name the file after its registry")
    before = set(store.named_graphs())
    try:
        with gzip.open(path) as stream:
            store.bulk_load(cast(IO[bytes], stream), RdfFormat.N_QUADS)
    except (OSError, EOFError, SyntaxError) as problem:
        raise BuildError(
            f"{path}: cannot be read: {problem}; import the registry again, or remove the file"
        ) from problem
    if others := set(store.named_graphs()) - before - {graph(name)}:
        raise BuildError(f"{path}: has quads of {min(map(str, others))}; wanted: {graph(name)}")
