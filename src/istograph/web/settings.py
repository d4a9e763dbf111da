"""What may be set about the service."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from istograph.rdf.workers import Limits


@dataclass(frozen=True)
class Settings:
    """The service's public address, and what requests may take."""

    base_url: str = "http://localhost:8000"
    limits: Limits = field(default_factory=Limits)
    # processes that answer queries; one for each core, if nothing is said
    workers: int | None = None
    # bytes of one request's body: a query longer than this is none that a person wrote
    largest_request: int = 1 << 20
    # bytes of answers that are kept in memory
    cache: int = 64 << 20

    @property
    def base_path(self) -> str:
        """The path below which the public sees the service, without a slash at its end."""
        return urlsplit(self.base_url).path.rstrip("/")
