"""Who asks, and how far it is: what a request carries with it to wherever it is answered."""

import hashlib
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from istograph.rdf.store.turns import NOBODY

State = Literal["received", "queued", "running", "done", "cancelled", "failed"]


@dataclass
class Ticket:
    """One request: its client, by whom places are shared out, and its state."""

    client: str = NOBODY
    state: State = "received"
    query_hash: str | None = None
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    _began: float = field(default_factory=time.monotonic)
    _ended: float | None = None

    @property
    def seconds(self) -> float:
        """How long it has taken, or took."""
        return (self._ended or time.monotonic()) - self._began

    def note_query(self, query: str) -> None:
        """Remember by what a query can be known again, and not read."""
        self.query_hash = hashlib.sha256(query.encode()).hexdigest()[:16]

    def end(self, state: State) -> None:
        """Say how it ended."""
        self.state = state
        self._ended = time.monotonic()


# Tasks inherit it from the one that starts them.
CURRENT: ContextVar[Ticket] = ContextVar("istograph_ticket")


def current() -> Ticket:
    """Return the ticket of the request that is being answered; outside of one, nobody's."""
    return CURRENT.get(None) or Ticket()
