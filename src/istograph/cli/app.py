"""The commands together, and what becomes of their errors."""

import os
import sys
from typing import NoReturn

import click
import typer

from istograph.cli import classifying, making, querying, serving, validating
from istograph.cli.terminal import complain
from istograph.errors import IstographError

DONE, NO, FAILED, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="istograph",
    help="A knowledge graph of international scientific and technological organizations, "
    "with verdicts that carry their proofs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    making.build,
    serving.serve,
    querying.query,
    validating.validate,
    classifying.classify,
    making.format_,
):
    app.command(command.__name__.rstrip("_"))(command)


def main() -> NoReturn:
    """Run the command line and end with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command and return its status; errors become one message each."""
    try:
        status = app(arguments, prog_name="istograph", standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except IstographError as problem:
        complain(str(problem))
        return FAILED
    except BrokenPipeError:
        # `istograph query ... | head`: the reader has what it wanted. Python would complain when it
        # flushes the pipe at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as problem:
        complain(f"{problem.filename}: {problem.strerror}" if problem.filename else str(problem))
        return FAILED
    return status if isinstance(status, int) else DONE
