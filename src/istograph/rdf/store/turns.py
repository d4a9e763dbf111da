"""Who may go next: places are few, and go round the clients, whatever each of them asks for.

client A  ▮▮▮▮▮▮ ─┐
client B  ▮ ──────┼─ one each in turn ──▶ places   a client has half of them at most
client C  ▮▮ ─────┘
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from istograph.errors import BusyError

# The service itself: its own look-ups are few, and nobody waits behind them for long.
NOBODY = ""


class Turns:
    """A semaphore that is fair between clients, and bounded."""

    def __init__(self, places: int, waiting: int) -> None:
        self._free = places
        self._most = max(1, places // 2)
        self._waiting_most = waiting
        # So that one client's queue leaves room for others to wait at all.
        self._waiting_each = max(2, waiting // 4)
        self._held: Counter[str] = Counter()
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._queues.values()))

    @property
    def held(self) -> int:
        """How many places are taken."""
        return self._held.total()

    @asynccontextmanager
    async def turn(self, client: str, seconds: float) -> AsyncIterator[None]:
        """Wait for a place and hold it; raise BusyError when too many wait, or for too long."""
        await self._take(client, seconds)
        try:
            yield
        finally:
            self._give_back(client)

    async def _take(self, client: str, seconds: float) -> None:
        if self._may_go(client) and not self._queues.get(client):
            self._go(client)
            return
        self._check_room(client)
        place = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(place)
        try:
            async with asyncio.timeout(seconds):
                await place
        except BaseException as problem:
            self._leave(client, place)
            if isinstance(problem, TimeoutError):
                raise BusyError(
                    f"no worker was free for {seconds:g} seconds; try again in a few seconds",
                    zh=f"{seconds:g} 秒内没有空闲的工作进程；请几秒后再试",
                ) from None
            raise

    def _check_room(self, client: str) -> None:
        mine = len(self._queues.get(client, ()))
        if mine >= self._waiting_each and client != NOBODY:
            raise BusyError(
                f"{mine} queries of yours wait already; try again in a few seconds",
                zh=f"您已有 {mine} 个查询在等待；请几秒后再试",
            )
        if self.waiting >= self._waiting_most:
            raise BusyError(
                f"{self.waiting} queries wait already; try again in a few seconds",
                zh=f"已有 {self.waiting} 个查询在等待；请几秒后再试",
            )

    def _leave(self, client: str, place: "asyncio.Future[None]") -> None:
        if place.done() and not place.cancelled():
            # The place was given in the very moment in which nobody wanted it any more.
            self._give_back(client)
            return
        queue = self._queues.get(client)
        if queue and place in queue:
            queue.remove(place)
            self._forget_if_empty(client)

    def _may_go(self, client: str) -> bool:
        return self._free > 0 and (client == NOBODY or self._held[client] < self._most)

    def _go(self, client: str) -> None:
        self._free -= 1
        self._held[client] += 1

    def _give_back(self, client: str) -> None:
        self._free += 1
        self._held[client] -= 1
        if not self._held[client]:
            del self._held[client]
        self._call_next()

    def _call_next(self) -> None:
        for client in list(self._queues):
            if self._may_go(client) and (place := self._next_of(client)):
                self._go(client)
                place.set_result(None)
                return

    def _next_of(self, client: str) -> "asyncio.Future[None] | None":
        queue = self._queues.pop(client)
        while queue:
            place = queue.popleft()
            if not place.done():
                if queue:
                    # At the end of the round.
                    self._queues[client] = queue
                return place
        return None

    def _forget_if_empty(self, client: str) -> None:
        if not self._queues[client]:
            del self._queues[client]
