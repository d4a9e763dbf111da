"""`istograph export`: the way back, to files."""

import csv
import io
import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Annotated, TextIO

import typer
from pyoxigraph import serialize

from istograph.cli.terminal import StoreOption, dataset, note, until_enough
from istograph.errors import InputError
from istograph.exports.comparing import compared, compared_graphs
from istograph.exports.links import METADATA, links
from istograph.exports.quickstatements import quickstatements as commands
from istograph.exports.shareable import Shareable, all_shareable, share_alike
from istograph.exports.statements import Compared
from istograph.exports.wikibase import entities
from istograph.mappings import write_sssom
from istograph.rdf import formats
from istograph.rdf.store.snapshot import Snapshot

app = typer.Typer(help="Write what istograph knows in other forms.", no_args_is_help=True)

_NOTHING = "nothing to write: no imported item is one of our organizations and lacks what we know"

_WITH_GRAPHS = (formats.N_QUADS, formats.TRIG)


class DumpFormat(StrEnum):
    """How all graphs are written."""

    NQUADS = "nquads"
    TRIG = "trig"


Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Where to; else to the screen.")
]


@app.command()
def sssom(store: StoreOption = None, out: Out = None) -> None:
    """Write which records are which items of Wikidata and entries of ROR, as SSSOM.

    What only a share-alike registry says is left out.
    """
    snapshot = dataset(store)
    opened, about = snapshot.open(), snapshot.description
    shared = Shareable(opened, about, share_alike(about.registries))
    with _text(out) as file:
        write_sssom(links(opened, shared), METADATA, file)


@app.command()
def quickstatements(store: StoreOption = None, out: Out = None) -> None:
    """Write what imported Wikidata items lack, as commands of QuickStatements to look through.

    A seat is a headquarters location (P159) where its town is known, else a country (P17), and that
    never of an intergovernmental organization.
    """
    written, found = False, _compared(dataset(store))
    with _text(out) as file:
        for line in commands(found):
            file.write(line + "\n")
            written = True
    if not written:
        note(_NOTHING)


@app.command()
def wikibase(
    store: StoreOption = None,
    out: Out = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="What the items say themselves, too.")
    ] = False,
) -> None:
    """Write what imported Wikidata items lack as Wikibase JSON, with references and ranks."""
    content = entities(_compared(dataset(store)), whole=whole)
    if not content["entities"]:
        note(_NOTHING)
    with _text(out) as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.write("\n")


@app.command()
def conflicts(store: StoreOption = None, out: Out = None) -> None:
    """Write where an imported Wikidata item and other sources cannot both be right, as CSV."""
    found = _compared(dataset(store))
    with _text(out) as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("record", "item", "property", "ours", "wikidata", "sources", "references"))
        for each in found:
            for conflict in each.conflicts:
                ours = conflict.ours
                said = (ours.item, ours.property, ours.value.text, conflict.theirs.text)
                who = (" ".join(ours.graphs), " ".join(ours.references))
                table.writerow((conflict.record, *said, *who))


@app.command()
def dump(
    store: StoreOption = None,
    out: Out = None,
    form: Annotated[
        DumpFormat | None,
        typer.Option("--format", help="As what; else as FILE ends, or as N-Quads."),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME", help="A share-alike registry, not left out."),
    ] = None,
) -> None:
    """Write all graphs; a registry that is share-alike only if it is asked for."""
    chosen = formats.by_name(form) if form else _as_named(out)
    snapshot = dataset(store)
    about = snapshot.description
    bound = share_alike(about.registries)
    _check_apart(with_ or [], bound)
    apart = bound - frozenset(with_ or ())
    for name in sorted(apart):
        note(
            f"{name} is left out, and what follows from it alone: its licence binds what holds its "
            f"data; --with {name} adds it"
        )
    quads = all_shareable(snapshot.open(), about, apart)
    if out is None:
        with until_enough() as output:
            serialize(quads, output, chosen.rdf)
    else:
        counter = count()
        with out.open("wb") as file:
            serialize((quad for quad, _ in zip(quads, counter, strict=False)), file, chosen.rdf)
        note(f"{next(counter):,} quads written to {out}")


def _as_named(out: Path | None) -> formats.Format:
    """Return what the name of a file says it will hold, if that has named graphs."""
    if out is None or not out.suffix:
        return formats.N_QUADS
    named = formats.by_path(out)
    if named not in _WITH_GRAPHS:
        raise InputError(
            f"{out}: {named.name} has no named graphs; let the name end in .nq or .trig, or say "
            "--format"
        )
    return named


def _check_apart(names: Iterable[str], bound: Collection[str]) -> None:
    for name in names:
        if name not in bound:
            there = ", ".join(sorted(bound)) or "none is imported"
            raise InputError(f"--with {name}: no share-alike registry is called so; {there}")


def _compared(snapshot: Snapshot) -> Iterator[Compared]:
    about = snapshot.description
    if "wikidata" not in about.registries:
        raise InputError(
            "there are no Wikidata items to compare with; `istograph import wikidata FILE` first"
        )
    return compared(snapshot.open(), compared_graphs(about))


@contextmanager
def _text(out: Path | None) -> Iterator[TextIO]:
    """Give a text file to write, or the screen."""
    if out is None:
        # A terminal's own encoding may lack what names are written in.
        with until_enough() as output:
            screen = io.TextIOWrapper(output, encoding="utf-8", newline="")
            yield screen
            screen.flush()
            screen.detach()
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        yield file
