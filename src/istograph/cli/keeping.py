"""`istograph backup` and `istograph restore`."""

from pathlib import Path
from typing import Annotated

import typer

from istograph.build import default_directory
from istograph.build.imports import import_files
from istograph.cli.terminal import StoreOption, measured, note
from istograph.errors import InputError, NotFoundError
from istograph.rdf.store import backups, snapshot


def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    store: StoreOption = None,
) -> None:
    """Copy the dataset, as it is published now, to a folder; a service may go on writing meanwhile.

    The copy depends on nothing else: the registries that were imported are in it. What goes wrong
    leaves no backup behind.
    """
    directory = store or default_directory()
    published = snapshot.current(directory)
    if published is None:
        raise NotFoundError(f"{directory} has no dataset to back up; make one: istograph build")
    imports = {f"imports/{path.name}": path for path in import_files(directory).values()}
    writing = backups.Writing(published, folder, imports)
    for _ in measured(writing, writing.size, "files copied", answers=False):
        pass
    note(f"backed up {published.version} to {folder}; `istograph restore {folder}` brings it back")


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `istograph backup` made.")],
    store: StoreOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Even where there is another dataset now.")
    ] = False,
) -> None:
    """Make a backup the current dataset, when every file of it has been verified.

    A service that runs on the dataset turns to what was restored. What is there now is replaced
    only with --replace: what was written since the backup is not in it.
    """
    directory = store or default_directory()
    found = backups.find(folder)
    before = snapshot.current(directory)
    if before is not None and before.version != found.version and not replace:
        raise InputError(
            f"{directory} has {before.version}, and {folder} has {found.version}; add --replace "
            "to lose the former, or name another folder by --store"
        )
    for _ in measured(found.verified(), found.size, "files verified", answers=False):
        pass
    _remove_others(directory, found)
    found.restore_beside(directory)
    restored = found.restore(directory)
    note(f"restored {restored.version} in {directory}")


def _remove_others(directory: Path, found: backups.Backup) -> None:
    """Remove imports that the backup does not have: the next build would take them in."""
    kept = {directory / name for name in found.beside()}
    for path in import_files(directory).values():
        if path not in kept:
            path.unlink()
