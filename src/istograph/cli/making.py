"""`istograph build` and `istograph format`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from istograph import build as recipe
from istograph import resources
from istograph.cli.terminal import StoreOption, build_progress, note
from istograph.errors import InputError
from istograph.mappings import canonical_sssom
from istograph.rdf.turtle import canonical_turtle
from istograph.sources.tables import canonical_csv

_CANONICAL = {".ttl": canonical_turtle, ".csv": canonical_csv, ".tsv": canonical_sssom}


def build(
    store: StoreOption = None,
    source: Annotated[
        list[Path] | None,
        typer.Option(
            "--source",
            metavar="FILE",
            help="RDF to add, in a graph of the file's name, or what `istograph import` wrote;"
            " repeatable.",
        ),
    ] = None,
) -> None:
    """Build the dataset from ontology, shapes, data and the files given.

    The files that were given before are replaced by what is given now; registries that were
    imported stay. A build that fails leaves the old dataset as it was.
    """
    directory = store or recipe.default_directory()
    with build_progress() as progress:
        snapshot = recipe.build(directory, source or [], progress=progress)
    triples = snapshot.description.counts[""]
    note(f"built {snapshot.version} in {directory}: {triples} triples in the default graph")


def format_(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...", help="Turtle, CSV and SSSOM files; all of ours, if none."
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 where something would change.")
    ] = False,
) -> None:
    """Put Turtle files, tables and mappings into their one canonical form."""
    changed = [path for path in files or _ours() if _format(path, check)]
    for path in changed:
        note(f"{path}: {'is not in canonical form' if check else 'put into canonical form'}")
    if check and changed:
        note("`istograph format` puts them right")
        raise typer.Exit(1)


def _ours() -> Iterator[Path]:
    yield from sorted(resources.ONTOLOGY.rglob("*.ttl"))
    yield from sorted(resources.SHAPES.rglob("*.ttl"))
    for folder in (resources.CURATED, resources.MAPPINGS):
        yield from sorted(folder.rglob("*.csv"))
    yield from sorted(resources.MAPPINGS.rglob("*.sssom.tsv"))


def _format(path: Path, check: bool) -> bool:
    """Put a file right, unless it is only to be checked; say whether it is not right."""
    canonical = _CANONICAL.get(path.suffix)
    if canonical is None:
        raise InputError(f"{path}: only {', '.join(_CANONICAL)} have a canonical form here")
    try:
        # Line ends are part of the form; reading as text would hide them.
        text = path.read_bytes().decode()
        wanted = canonical(text)
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; save the file as UTF-8") from None
    except InputError as problem:
        raise InputError(f"{path}: {problem}") from problem
    if text != wanted and not check:
        path.write_bytes(wanted.encode())
    return text != wanted
