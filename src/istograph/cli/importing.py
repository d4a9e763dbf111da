"""`istograph import`: a registry's own files to RDF."""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from istograph.build import default_directory
from istograph.classification.words.suggestions import suggestion
from istograph.cli.terminal import StoreOption, counting, measured, note
from istograph.errors import InputError, TermError
from istograph.registries import REGISTRIES
from istograph.registries.http import Client
from istograph.registries.importing import Report, Run
from istograph.registries.inputs import file
from istograph.registries.registry import File, Registry
from istograph.registries.wikidata.fetching import QUERY_SERVICE, WIKIDATA, Wikidata

_SHOWN_REASONS = 20


def import_(
    source: Annotated[
        str, typer.Argument(help=f"Whose files they are: {', '.join(sorted(REGISTRIES))}.")
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="As the registry publishes them, packed or not."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="N-Quads to write, .nq or .nq.gz; else beside the dataset."
        ),
    ] = None,
    store: StoreOption = None,
    qid: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ITEM",
            help="An item to fetch from Wikidata, as Q7817; repeatable, or with commas.",
        ),
    ] = None,
    query: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="SPARQL whose first column has the items to fetch."),
    ] = None,
    wikidata: Annotated[
        str,
        typer.Option(metavar="URL", envvar="ISTOGRAPH_WIKIDATA", help="Where Wikidata's API is."),
    ] = WIKIDATA,
    query_service: Annotated[
        str,
        typer.Option(
            metavar="URL", envvar="ISTOGRAPH_QUERY_SERVICE", help="Where its query service is."
        ),
    ] = QUERY_SERVICE,
) -> None:
    """Turn a registry's own files into RDF, which `istograph build` then takes in.

    An import that was interrupted goes on where it stopped when the same command is given again.
    What was refused is listed beside the result, in FILE.refused.jsonl.
    """
    registry = _registry(source)
    directory = store or default_directory()
    target = out or directory / "imports" / f"{registry.name}.nq.gz"
    given = [_given(path) for path in files or []]
    if qid or query:
        if registry.name != "wikidata":
            raise InputError(f"--qid and --query fetch from Wikidata, not from {registry.name}")
        folder = target.parent / "wikidata-fetched"
        client = Client(waiting=note)
        given.append(_fetched(Wikidata(folder, wikidata, query_service, client), qid or [], query))
    if not given:
        fetch = ", or --qid or --query to fetch" if registry.name == "wikidata" else ""
        raise InputError(
            f"no file of {registry.name} is given; give what the registry publishes{fetch}"
        )
    _write(registry, given, target)
    said = (f" --store {store}" if store else "") + (f" --source {out}" if out else "")
    note(f"`istograph build{said}` takes them in")


def _write(registry: Registry, given: list[File], target: Path) -> None:
    before = ", in the place of what was imported before" if target.exists() else ""
    run = Run(registry, given, target)
    try:
        for _ in measured(run, run.size, "entries read, each twice", answers=False):
            pass
    except KeyboardInterrupt:
        note("stopped; the same command, given again, goes on from here")
        raise
    _tell(run.report, registry, run.refused_path)
    if not run.report.taken:
        kept = f"{target} is as it was" if before else f"{target} was not written"
        raise InputError(f"nothing here is a record of {registry.name}; {kept}")
    note(f"{run.report.quads} quads in {target}{before}")


def _registry(name: str) -> Registry:
    if name not in REGISTRIES:
        hint = suggestion(name, sorted(REGISTRIES))
        raise TermError(f"there is no importer {name!r}{hint}")
    return REGISTRIES[name]


def _given(path: Path) -> File:
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name the files in it")
    return file(path)


def _fetched(wikidata: Wikidata, qids: list[str], query: Path | None) -> File:
    items = [item.strip() for text in qids for item in text.split(",")]
    if query:
        items += wikidata.found_by(query.read_text(encoding="utf-8"))
    if not items:
        raise InputError(f"{query}: the query finds no items")
    with counting("items fetched") as progress:
        return dataclasses.replace(wikidata, progress=progress).fetch(items)


def _tell(report: Report, registry: Registry, refused: Path) -> None:
    counts = (
        (report.withdrawn, "of them withdrawn"),
        (report.merged, "merged"),
        (report.refused, "refused"),
        (report.fields, "fields of others refused"),
        (report.left_out, "left out that are no organizations"),
    )
    others = "".join(f"; {number:,} {what}" for number, what in counts if number)
    note(f"{registry.name}: {report.taken:,} records taken, of {report.entries:,} entries{others}")
    reasons = sorted(report.reasons.items(), key=lambda reason: (-reason[1], reason[0]))
    for reason, number in reasons[:_SHOWN_REASONS]:
        note(f"  {number} {reason}")
    if (more := len(reasons) - _SHOWN_REASONS) > 0:
        note(f"  and {more} reasons more")
    if report.refused or report.fields or report.merged:
        note(f"each is listed in {refused}")
