"""`istograph serve`."""

import os
import re
import sys
import tomllib
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from istograph.build import default_directory, ensure
from istograph.cli.terminal import StoreOption, build_progress, note, write
from istograph.errors import InputError
from istograph.rdf.federation.addresses import WIKIDATA
from istograph.rdf.store import snapshot
from istograph.rdf.store.workers import Limits

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def _read_config(context: typer.Context, path: Path | None) -> Path | None:
    """Take a file's settings as the defaults of the options."""
    if path is None:
        return None
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise InputError(f"{path}: {problem}") from problem
    known = {option.name for option in context.command.params}
    chosen = {name.replace("-", "_"): value for name, value in settings.items()}
    if unknown := sorted(chosen.keys() - known):
        raise InputError(f"{path}: `serve` has no option {', '.join(unknown)}")
    context.default_map = {**(context.default_map or {}), **chosen}
    return path


def _print_unit(wanted: bool) -> None:
    """Print the unit for this installation, if that is all that is wanted."""
    if wanted:
        unit = Path(__file__).with_name("istograph.service").read_text(encoding="utf-8")
        program = Path(sys.prefix) / "bin" / "istograph"
        write(unit.replace("{program}", str(program)).encode())
        raise typer.Exit


def serve(
    store: StoreOption = None,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.toml",
            callback=_read_config,
            is_eager=True,
            envvar="ISTOGRAPH_CONFIG",
            help="Options from a file, by their names: `port = 8080`. What is said by "
            "ISTOGRAPH_PORT and its like, or here, counts for more.",
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The public address, where a proxy stands before this."),
    ] = None,
    query_timeout: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="How long a query may take.")
    ] = 30,
    max_memory: Annotated[
        str, typer.Option(metavar="SIZE", help="What a query may take of memory: 512M, 2G.")
    ] = "1G",
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that answer queries; two for each core by default."),
    ] = None,
    service_allow: Annotated[
        list[str],
        typer.Option(
            metavar="URL-PREFIX",
            help="What SERVICE and LOAD may reach; may be given several times. A loopback or "
            "private address only if it is named here.",
        ),
    ] = [WIKIDATA],  # noqa: B006 - typer copies it
    access_log: Annotated[
        bool | None,
        typer.Option(
            "--access-log/--no-access-log",
            help="Write each request to standard output, as a line of JSON; by default where "
            "that is no terminal.",
        ),
    ] = None,
    writable: Annotated[
        bool,
        typer.Option(
            "--writable", help="Allow writes, to whoever shows the token ISTOGRAPH_TOKEN."
        ),
    ] = False,
    open_writes: Annotated[
        bool, typer.Option("--open-writes", help="Allow writes without a token, to this machine.")
    ] = False,
    empty: Annotated[
        bool,
        typer.Option("--empty", help="Start with nothing; without --store, end with nothing."),
    ] = False,
    print_unit: Annotated[
        bool,
        typer.Option(
            "--print-unit",
            callback=_print_unit,
            is_eager=True,
            help="Print a unit for systemd that runs this installation, and serve nothing.",
        ),
    ] = False,
) -> None:
    """Serve the dataset over HTTP; it is built first where there is none.

    Each query runs in a process of its own that is killed at its limits. What is written without
    naming a graph goes to the graph `local`; with --empty, to a default graph that is no merge.
    """
    # Only those who serve wait for the server to load.
    from istograph.web import server
    from istograph.web.app import create_app
    from istograph.web.settings import Settings

    token = _token(writable, open_writes, host)
    address = (base_url or f"http://{_linked(host)}:{port}").rstrip("/")
    settings = Settings(
        base_url=address,
        address_is_asked=base_url is None,
        limits=Limits(seconds=query_timeout, memory=_bytes(max_memory)),
        workers=workers,
        service_allow=tuple(service_allow),
        access_log=not sys.stdout.isatty() if access_log is None else access_log,
        writable=writable,
        token=token,
        open_writes=open_writes,
    )
    with ExitStack() as stack:
        directory = _empty(store, stack) if empty else _dataset(store)
        app = create_app(directory, settings)
        note(_things_to_try(address))
        server.run(app, host, port)


def _token(writable: bool, open_writes: bool, host: str) -> str | None:
    """Return the token that writing needs; refuse settings that would let in the wrong people."""
    from istograph.web.http.tokens import is_loopback

    token = os.environ.get("ISTOGRAPH_TOKEN") or None
    if open_writes and not writable:
        raise InputError("--open-writes says who may write, --writable that anybody may; give both")
    if open_writes and not is_loopback(host):
        raise InputError(
            f"--open-writes lets everybody write who reaches {host}; listen on 127.0.0.1, or "
            "leave it out and set ISTOGRAPH_TOKEN"
        )
    if writable and not open_writes and token is None:
        raise InputError(
            "--writable needs a token that writers have to show: set ISTOGRAPH_TOKEN to a secret "
            "of your own, or add --open-writes where only you reach the service"
        )
    return token


def _dataset(store: Path | None) -> Path:
    directory = store or default_directory()
    with build_progress() as progress:
        ensure(directory, progress=progress)
    return directory


def _empty(store: Path | None, stack: ExitStack) -> Path:
    """Return the folder of a dataset that nothing was built into; a temporary one, if none is."""
    directory = store or Path(stack.enter_context(TemporaryDirectory(prefix="istograph-")))
    found = snapshot.current(directory)
    if found is None:
        snapshot.publish_empty(directory)
    elif found.description.merged:
        raise InputError(f"{directory} has a built dataset; name another folder, or omit --empty")
    return directory


def _bytes(size: str) -> int:
    match = re.fullmatch(r"(\d+)([KMG]?)(?:i?B)?", size.strip(), re.IGNORECASE)
    if match is None:
        raise InputError(f"--max-memory {size!r} is no size; it should be like 512M or 2G")
    return int(match[1]) * _UNITS[match[2].upper()]


def _linked(host: str) -> str:
    """Return the host as it stands in a URL that can be opened on this machine."""
    if host in ("0.0.0.0", "127.0.0.1", "::", "::1"):
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _things_to_try(address: str) -> str:
    query = "SELECT ?name { ?organization a isto:ISTO ; rdfs:label ?name }"
    return f"""istograph serves {address}; Ctrl-C ends it. Three things to try:

  open {address}/
  curl {address}/sparql -H 'Accept: text/csv' --data-urlencode 'query={query}'
  istograph query 02
"""
