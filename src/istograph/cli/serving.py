"""`istograph serve`."""

import re
from typing import Annotated

import typer

from istograph.build import default_directory, ensure
from istograph.cli.terminal import StoreOption, build_progress, note
from istograph.errors import InputError
from istograph.rdf.workers import Limits

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def serve(
    store: StoreOption = None,
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
) -> None:
    """Serve the dataset over HTTP; it is built first where there is none.

    Each query runs in a process of its own that is killed at its limits.
    """
    # Only those who serve wait for the server to load.
    import uvicorn

    from istograph.web.app import create_app
    from istograph.web.settings import Settings

    limits = Limits(seconds=query_timeout, memory=_bytes(max_memory))
    directory = store or default_directory()
    with build_progress() as progress:
        ensure(directory, progress=progress)
    address = (base_url or f"http://{_linked(host)}:{port}").rstrip("/")
    app = create_app(directory, Settings(base_url=address, limits=limits))
    note(_things_to_try(address))
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


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
