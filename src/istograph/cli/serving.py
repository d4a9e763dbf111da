"""`istograph serve`."""

import os
import re
import shlex
import sys
from contextlib import ExitStack
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from istograph.build import default_directory, ensure
from istograph.cli import service_options as options
from istograph.cli.terminal import StoreOption, build_progress, note
from istograph.errors import InputError
from istograph.rdf.federation.addresses import WIKIDATA
from istograph.rdf.store import snapshot
from istograph.rdf.store.workers import Limits

_WEB = ("http", "https")
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def serve(
    store: StoreOption = None,
    config: options.Config = None,
    host: options.Host = "127.0.0.1",
    port: options.Port = 8000,
    base_url: options.BaseUrl = None,
    contact: options.Contact = None,
    trusted_proxy: options.TrustedProxy = [],  # noqa: B006 - typer copies it
    query_timeout: options.QueryTimeout = 30,
    max_memory: options.MaxMemory = "1G",
    workers: options.Workers = None,
    service_allow: options.ServiceAllow = [WIKIDATA],  # noqa: B006 - typer copies it
    access_log: options.AccessLog = None,
    writable: options.Writable = False,
    open_writes: options.OpenWrites = False,
    empty: options.Empty = False,
    print_unit: options.PrintUnit = False,
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
    address = (_public(base_url) or f"http://{_linked(host)}:{port}").rstrip("/")
    settings = Settings(
        base_url=address,
        address_is_asked=base_url is None,
        limits=Limits(seconds=query_timeout, memory=_bytes(max_memory)),
        workers=workers,
        service_allow=tuple(map(_allowed, service_allow)),
        trusted_proxies=tuple(map(_proxy, trusted_proxy)),
        access_log=not sys.stdout.isatty() if access_log is None else access_log,
        writable=writable,
        token=token,
        open_writes=open_writes,
        contact=_contact(contact),
    )
    with ExitStack() as stack:
        taken = stack.enter_context(server.bind(host, port))
        directory = _empty(store, stack) if empty else _dataset(store)
        app = create_app(directory, settings)
        note(_things_to_try(address, f"{_linked(host)}:{port}", None if empty else directory))
        server.run(app, taken)


def _token(writable: bool, open_writes: bool, host: str) -> str | None:
    """Return the token that writing needs; refuse settings that would let in the wrong people."""
    from istograph.web.http.tokens import is_loopback

    token = os.environ.get("ISTOGRAPH_TOKEN") or None
    if open_writes and not writable:
        raise InputError(
            "--open-writes lets writers do without a token; add --writable, which allows writes"
        )
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
    with build_progress(stages=False) as progress:
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


def _public(url: str | None) -> str | None:
    """Return the public address; every link of the pages and the data begins with it."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in _WEB or not parts.netloc or parts.query or parts.fragment:
        raise InputError(
            f"--base-url {url!r} is no address that links could begin with; it should be like "
            "https://example.org or https://example.org/kg"
        )
    return url


def _allowed(prefix: str) -> str:
    """Return what SERVICE may reach; who mistypes it would learn so from failing queries."""
    if urlsplit(prefix).scheme not in _WEB:
        raise InputError(
            f"--service-allow {prefix!r} does not begin with http:// or https://; it should be "
            f"like {WIKIDATA}"
        )
    return prefix


def _proxy(address: str) -> str:
    """Return the address or network of a proxy; who mistypes it would trust nobody, or anybody."""
    try:
        return str(ip_network(address))
    except ValueError as problem:
        raise InputError(f"--trusted-proxy {address!r}: {problem}") from problem


def _contact(url: str | None) -> str | None:
    """Return where mistakes are told; it becomes a link, so it must be one."""
    if url and not url.startswith(("https://", "http://", "mailto:")):
        raise InputError(
            f"--contact {url!r} is no address that a page could link to; it should begin with "
            "https://, http:// or mailto:"
        )
    return url


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


def _things_to_try(address: str, here: str, built: Path | None) -> str:
    """Return what is said at the start; the command asks the store that is served, or nobody."""
    query = "SELECT ?name { ?organization a isto:ISTO ; rdfs:label ?name }"
    public = "" if here in address else f" as {address}"
    store = "" if built == default_directory() else f" --store {shlex.quote(str(built))}"
    command = f"  istograph query 02{store}\n" if built else ""
    number = "Three" if built else "Two"
    return f"""istograph serves http://{here}{public}; Ctrl-C ends it. {number} things to try:

  open {address}/
  curl {address}/sparql -H 'Accept: text/csv' --data-urlencode 'query={query}'
{command}"""
