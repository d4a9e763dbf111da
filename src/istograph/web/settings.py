"""What a server is told when it starts."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from istograph.rdf.workers import Limits


@dataclass(frozen=True)
class Settings:
    """`store` is a folder of published snapshots; `base_url` the public address behind a proxy."""

    store: Path
    base_url: str = "http://localhost:8000"
    limits: Limits = field(default_factory=Limits)
    # Bytes of one request's body: a query longer than this is no query that a person wrote.
    largest_request: int = 1 << 20

    @property
    def base_path(self) -> str:
        """The path below which the public sees the service, without a slash at its end."""
        return urlsplit(self.base_url).path.rstrip("/")
