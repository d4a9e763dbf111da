"""What may be set about the service."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from istograph.rdf.federation.addresses import WIKIDATA
from istograph.rdf.store.workers import Limits


@dataclass(frozen=True)
class Settings:
    """The service's public address, and what requests may take."""

    base_url: str = "http://localhost:8000"
    limits: Limits = field(default_factory=Limits)
    # processes that answer queries; two for each core, if nothing is said
    workers: int | None = None
    # the URL prefixes that SERVICE and LOAD may reach
    service_allow: tuple[str, ...] = (WIKIDATA,)
    # the addresses and networks of proxies that tell whose request it is
    trusted_proxies: tuple[str, ...] = ()
    # whether each request is written to standard output, as a line of JSON
    access_log: bool = False
    # bytes of one request's path and query string
    longest_url: int = 1 << 15
    # bytes of one request's body: a query longer than this is none that a person wrote
    largest_request: int = 1 << 20
    # bytes of a graph, or of an update, that somebody who may write sends
    largest_upload: int = 64 << 20
    # whether there are writes at all; by whoever shows the token, or with `open_writes` by anybody
    writable: bool = False
    token: str | None = field(default=None, repr=False)
    open_writes: bool = False
    # whether `base_url` is only a guess, and the address is the one that requests ask for
    address_is_asked: bool = False
    # bytes of JSON Lines that one request has classified, and facts of one description
    largest_batch: int = 1 << 30
    most_facts: int = 1_000
    # where mistakes are told: an address of the web, or of a letter, `mailto:...`
    contact: str | None = None
    # bytes of answers that are kept in memory
    cache: int = 64 << 20

    @property
    def base_path(self) -> str:
        """The path below which the public sees the service, without a slash at its end."""
        return urlsplit(self.base_url).path.rstrip("/")
