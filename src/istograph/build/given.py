"""What users give: files with `--source`, and what they wrote into the dataset before."""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from pyoxigraph import Quad

from istograph.build.names import RESERVED, Graphs, placed
from istograph.errors import InputError
from istograph.model import graph
from istograph.rdf.reading import RdfDocument, read_file
from istograph.rdf.store.snapshot import Snapshot

Documents = dict[str, list[RdfDocument]]


def read_given(paths: Sequence[Path], registries: frozenset[str]) -> Documents:
    """Return the documents that are given, by the name of the graph for each."""
    documents: Documents = {}
    for path in paths:
        documents.setdefault(_graph_name(path, registries), []).append(read_file(path))
    return documents


def graphs_of(documents: Documents) -> Graphs:
    """Return the graphs of the documents, by name."""
    return {
        name: [quad for document in found for quad in placed(name, document.quads)]
        for name, found in documents.items()
    }


def kept_graphs(
    imports: Snapshot | None, local: Snapshot | None, registries: Collection[str]
) -> Graphs:
    """Return the files once given for a dataset, for they may be gone; and the graph `local`.

    What has since been imported as a registry is read from there.
    """
    names = imports.description.imports if imports else ()
    sources = [(imports, name) for name in names if imports and name not in registries]
    if local:
        sources.append((local, "local"))
    found = {
        name: list(old.open().quads_for_pattern(None, None, None, graph(name)))
        for old, name in sources
    }
    return {name: quads for name, quads in found.items() if quads}


def users_quads(old: Snapshot | None) -> Iterator[Quad]:
    """Yield what users wrote into graphs of their own, which the default graph has no part in."""
    if old is None:
        return
    store = old.open()
    about = old.description
    ours = {graph(name) for name in (*RESERVED, *about.imports, *about.registries)}
    for name in store.named_graphs():
        if name not in ours:
            yield from store.quads_for_pattern(None, None, None, name)


def _graph_name(path: Path, registries: frozenset[str]) -> str:
    """Return the name of the graph for a file: its own, in the letters that a key has."""
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    if not name or name in RESERVED | registries:
        raise InputError(
            f"{path}: its graph would be named {name!r}, which is ours or empty; "
            "rename the file after its source"
        )
    return name
