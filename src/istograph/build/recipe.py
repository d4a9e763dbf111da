"""The steps of a build, and when one is wanted."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import platformdirs
from pyoxigraph import Quad, Store

from istograph.build.checks import check
from istograph.build.description import ContentHash, counts, described
from istograph.build.given import Documents, graphs_of, kept_graphs, read_given, users_quads
from istograph.build.imports import import_files, load_import, stage, stamp
from istograph.build.joined import join_records
from istograph.build.names import DERIVED, NOT_MERGED, RESERVED, Graphs
from istograph.build.packaged import package_version, packaged_hash, read_packaged
from istograph.build.progress import Progress, Silence, StagesAlone
from istograph.build.verdicts import verdicts
from istograph.errors import BuildError
from istograph.model import graph
from istograph.rdf.store import snapshot
from istograph.rdf.store.snapshot import Description, Draft, Snapshot
from istograph.sources import SOURCES


@dataclass(frozen=True)
class _Order:
    """What to build from beside the packaged data, and as of when."""

    # graph names and files of quads
    registries: dict[str, Path]
    files: Sequence[Path]
    # whose given files are kept, and whose users' own graphs are
    kept: Snapshot | None
    written: Snapshot | None
    source: str
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    progress: Progress = field(default_factory=Silence)


def build(
    directory: Path,
    files: Sequence[Path] = (),
    *,
    today: date | None = None,
    progress: Progress | None = None,
) -> Snapshot:
    """Build the packaged dataset, the registries imported and the given files, and publish it.

    What users wrote there stays. A file of `istograph import` among those given is put with the
    registries imported, in the place of the one that is there.
    """
    today = today or datetime.now(UTC).date()
    with snapshot.draft(directory) as draft:
        written = snapshot.current(directory)
        staged, others = stage(directory, files)
        try:
            registries = staged.over(import_files(directory))
            source = packaged_hash() + stamp(registries)
            told = progress or Silence()
            order = _Order(registries, others, None, written, source, today, told)
            published = _build(draft, order)
            staged.keep()
        finally:
            staged.remove()
        return published


def ensure(directory: Path, *, progress: Progress | None = None) -> Snapshot:
    """Return the published dataset; build it where there is none, or where ours has changed."""
    wanted = source_hash(directory)
    found = snapshot.current(directory)
    if found and found.description.source == wanted:
        return found
    if found and not found.description.source:
        raise BuildError(
            f"{directory} has a dataset that began empty; serve it with --empty, or name another"
        )
    progress = progress or Silence()
    try:
        with snapshot.draft(directory) as draft:
            # Somebody else may have built it while we waited.
            now = snapshot.current(directory)
            if now and now.description.source == wanted:
                return now
            registries = import_files(directory)
            told = StagesAlone(progress)
            order = _Order(registries, (), now, now, wanted, progress=told)
            return _build(draft, order)
    except OSError as problem:
        if found is None:
            raise
        # A disk that is full or read-only is no reason not to read what is there.
        progress.note(f"an older dataset is read: it cannot be built again: {problem}")
        return found


def default_directory() -> Path:
    """Return where a user's dataset is: `ISTOGRAPH_STORE`, or in the system's place for data."""
    given = os.environ.get("ISTOGRAPH_STORE")
    return Path(given) if given else platformdirs.user_data_path("istograph") / "store"


def source_hash(directory: Path) -> str:
    """Return a hash of all that a dataset there is made of, but for what users give and write."""
    return packaged_hash() + stamp(import_files(directory))


def _build(draft: Draft, order: _Order) -> Snapshot:
    order.progress.stage("read")
    given = read_given(order.files, frozenset(order.registries))
    kept = kept_graphs(order.kept, order.written, order.registries)
    graphs = read_packaged() | graphs_of(given) | kept
    order.progress.stage("check")
    check(graphs, given, order.progress)
    description = _fill(draft.path, graphs, given, order)
    order.progress.stage("publish")
    return draft.publish(description)


def _fill(path: Path, graphs: Graphs, given: Documents, order: _Order) -> Description:
    """Make the store; it is closed when this returns."""
    store = Store(str(path))
    order.progress.stage("load")
    for quads in (*graphs.values(), users_quads(order.written)):
        store.bulk_extend(quads)
    for name, file in order.registries.items():
        load_import(store, name, file)
    order.progress.stage("join")
    if joins := join_records(store, order.registries, order.progress):
        graphs["joins"] = joins
        store.bulk_extend(joins)
    sources = {*graphs, *order.registries} - NOT_MERGED
    store.bulk_extend(verdicts(store, sources, order.registries, order.today, order.progress))
    order.progress.stage("merge")
    members = {*sources, "inferred"}
    version = f"{order.today.isoformat()}.{_merge(store, members, order.registries)}"
    order.progress.stage("describe")
    names = sorted({*graphs, *order.registries, "inferred", "verdicts"})
    said = list(described(store, names, version, order.today))
    store.bulk_extend(said)
    store.flush()
    return Description(
        version=version,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        source=order.source,
        package=package_version(),
        imports=tuple(sorted(graphs.keys() - RESERVED)),
        registries=tuple(sorted(order.registries)),
        merged=tuple(sorted({*members, "local"})),
        fixed=tuple(sorted({*DERIVED, *SOURCES, *order.registries})),
        counts=counts(said) | {"void": len(said)},
    )


def _merge(store: Store, members: set[str], registries: dict[str, Path]) -> str:
    """Make the default graph the merge, as a set, of some graphs; return a hash of them all.

    What registries say is as it is in their files, but for what was joined, which `joins` tells.
    """
    content = ContentHash()
    merged, imported = ({graph(name) for name in names} for names in (members, registries))

    def passing() -> Iterator[Quad]:
        for quad in store.quads_for_pattern(None, None, None, None):
            if quad.graph_name not in imported:
                content.add(quad)
            if quad.graph_name in merged:
                yield Quad(quad.subject, quad.predicate, quad.object)

    store.bulk_extend(passing())
    for file in registries.values():
        content.add_file(file)
    return content.short
