"""The options of `istograph serve`: from a file, the environment (ISTOGRAPH_PORT) or the line."""

import os
import sys
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from istograph.classification.words.suggestions import suggestion
from istograph.cli.terminal import note, write
from istograph.errors import InputError

_PREFIX = "ISTOGRAPH_"
# What is no option of `serve`.
_OTHERS = ("TOKEN", "WIKIDATA", "QUERY_SERVICE", "FRONTEND")


def _read_config(context: typer.Context, path: Path | None) -> Path | None:
    """Take a file's settings as the defaults of the options; tell variables that set nothing."""
    known = sorted(str(option.name) for option in context.command.params)
    _note_unknown_variables(known)
    if path is None:
        return None
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise InputError(f"{path}: {problem}") from problem
    chosen = {name.replace("-", "_"): value for name, value in settings.items()}
    if unknown := sorted(chosen.keys() - set(known)):
        said = ", ".join(name + suggestion(name, known).en for name in unknown)
        raise InputError(f"{path}: `serve` has no option {said}")
    context.default_map = {**(context.default_map or {}), **chosen}
    return path


def _note_unknown_variables(options: list[str]) -> None:
    known = [_PREFIX + name.upper() for name in options] + [_PREFIX + name for name in _OTHERS]
    for name in sorted(os.environ):
        if name.startswith(_PREFIX) and name not in known:
            note(f"{name} in the environment sets nothing{suggestion(name, known)}")


def _print_unit(wanted: bool) -> None:
    """Print the unit for this installation, if that is all that is wanted."""
    if wanted:
        unit = Path(__file__).with_name("istograph.service").read_text(encoding="utf-8")
        program = Path(sys.prefix) / "bin" / "istograph"
        write(unit.replace("{program}", str(program)).encode())
        raise typer.Exit


Config = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.toml",
        callback=_read_config,
        is_eager=True,
        envvar="ISTOGRAPH_CONFIG",
        help="Options from a file, by their names: `port = 8080`. What is said by "
        "ISTOGRAPH_PORT and its like, or here, counts for more.",
    ),
]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)]
BaseUrl = Annotated[
    str | None,
    typer.Option(metavar="URL", help="The public address, where a proxy stands before this."),
]
TrustedProxy = Annotated[
    list[str],
    typer.Option(
        metavar="ADDRESS",
        help="The address or network of a proxy whose X-Forwarded-For tells clients apart; may be "
        "given several times. Nobody else's is believed.",
    ),
]
Contact = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Where readers may report mistakes: an issue tracker, a page, or mailto:ADDRESS.",
    ),
]
QueryTimeout = Annotated[
    float, typer.Option(min=0.1, metavar="SECONDS", help="How long a query may take.")
]
MaxMemory = Annotated[
    str, typer.Option(metavar="SIZE", help="What a query may take of memory: 512M, 2G.")
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Processes that answer queries; two for each core by default."),
]
ServiceAllow = Annotated[
    list[str],
    typer.Option(
        metavar="URL-PREFIX",
        help="What SERVICE and LOAD may reach; may be given several times. A loopback or "
        "private address only if it is named here.",
    ),
]
AccessLog = Annotated[
    bool | None,
    typer.Option(
        "--access-log/--no-access-log",
        help="Write each request to standard output, as a line of JSON; by default where "
        "that is no terminal.",
    ),
]
Writable = Annotated[
    bool,
    typer.Option("--writable", help="Allow writes, to whoever shows the token ISTOGRAPH_TOKEN."),
]
OpenWrites = Annotated[
    bool,
    typer.Option("--open-writes", help="With --writable: without a token, to this machine alone."),
]
Empty = Annotated[
    bool,
    typer.Option("--empty", help="Start with nothing; without --store, end with nothing."),
]
PrintUnit = Annotated[
    bool,
    typer.Option(
        "--print-unit",
        callback=_print_unit,
        is_eager=True,
        help="Print a unit for systemd that runs this installation, and serve nothing.",
    ),
]
