"""The commands together, and what becomes of their errors."""

import sys
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer

from istograph.cli import (
    advising,
    classifying,
    exporting,
    importing,
    keeping,
    making,
    querying,
    reconciling,
    reporting,
    serving,
    validating,
)
from istograph.cli.terminal import (
    complain,
    ended_by_signals,
    open_standard_streams,
    write,
)
from istograph.errors import IstographError

_FAILED = 2

app = typer.Typer(
    name="istograph",
    help="A knowledge graph of international scientific and technological organizations, "
    "with verdicts that carry their proofs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        write(f"istograph {version('istograph')}\n".encode())
        raise typer.Exit


@app.callback()
def together(
    asked: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Take what stands before a command."""


for command in (
    making.build,
    querying.query,
    validating.validate,
    classifying.classify,
    advising.policies,
    reconciling.reconcile,
    importing.import_,
    reporting.report,
    keeping.backup,
    keeping.restore,
    making.format_,
):
    app.command(command.__name__.rstrip("_"))(command)

app.add_typer(exporting.app, name="export")

# ISTOGRAPH_PORT and its like, where no option says it.
app.command("serve", context_settings={"auto_envvar_prefix": "ISTOGRAPH"})(serving.serve)


def main() -> NoReturn:
    """Run the command line and end with its status; errors become one message each."""
    open_standard_streams()
    try:
        # Ends the process by itself: 2 for wrong usage, 130 for Ctrl-C, else what a command says.
        with ended_by_signals():
            app(prog_name="istograph")
    except IstographError as problem:
        complain(str(problem))
    except OSError as problem:
        complain(f"{problem.filename}: {problem.strerror}" if problem.filename else str(problem))
    sys.exit(_FAILED)
