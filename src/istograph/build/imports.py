"""Registries that were imported: files of quads beside the dataset, streamed into each build.

DIR/imports/ror.nq.gz      as `istograph import ror` writes it: graph `ror`, and nothing else

They stay until they are removed, for what is joined to other records in the store is no longer
what the registry said.
"""

import gzip
import hashlib
from pathlib import Path
from typing import IO, cast

from pyoxigraph import RdfFormat, Store

from istograph.build.names import RESERVED
from istograph.errors import BuildError
from istograph.model import graph

SUFFIX = ".nq.gz"


def import_files(directory: Path) -> dict[str, Path]:
    """Return the files of the registries that were imported for a dataset, by graph name."""
    found = sorted((directory / "imports").glob(f"*{SUFFIX}"))
    return {path.name.removesuffix(SUFFIX): path for path in found}


def stamp(directory: Path) -> str:
    """Return what changes when a registry is imported again; reading all of them takes too long."""
    files = import_files(directory).values()
    said = [f"{path.name} {(at := path.stat()).st_size} {at.st_mtime_ns}" for path in files]
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
