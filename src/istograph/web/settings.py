"""What may be set about the service."""

from dataclasses import dataclass, field

from istograph.rdf.workers import Limits


@dataclass(frozen=True)
class Settings:
    """The service's public address, and what queries may take."""

    base_url: str = "http://localhost:8000"
    limits: Limits = field(default_factory=Limits)
    # processes that answer queries; one for each core, if nothing is said
    workers: int | None = None
