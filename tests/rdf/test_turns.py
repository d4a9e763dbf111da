"""Places go round the clients; nobody takes them all, and nobody waits without bound."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from istograph.errors import BusyError
from istograph.rdf.store.turns import NOBODY, Turns


def run(use: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(use(), 20))  # type: ignore[arg-type]


async def hold(turns: Turns, client: str, log: list[str], until: asyncio.Event) -> None:
    async with turns.turn(client, 10):
        log.append(client)
        await until.wait()


def test_a_client_has_half_of_the_places_at_most() -> None:
    async def use() -> None:
        turns, log, until = Turns(4, 64), [], asyncio.Event()
        tasks = [asyncio.create_task(hold(turns, "greedy", log, until)) for _ in range(10)]
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(hold(turns, "modest", log, until)))
        await asyncio.sleep(0)

        assert log == ["greedy", "greedy", "modest"]
        until.set()
        await asyncio.gather(*tasks)
        assert (turns.held, turns.waiting) == (0, 0)

    run(use)


def test_who_waits_is_served_in_rounds() -> None:
    async def use() -> None:
        turns, log, until = Turns(1, 64), [], asyncio.Event()
        tasks = [asyncio.create_task(hold(turns, name, log, until)) for name in "aaabcb"]
        await asyncio.sleep(0)
        until.set()
        await asyncio.gather(*tasks)

        assert log == list("aabcab")

    run(use)


def test_one_clients_queue_leaves_room_for_others() -> None:
    async def use() -> None:
        turns, until = Turns(1, 8), asyncio.Event()
        tasks = [asyncio.create_task(hold(turns, "a", [], until)) for _ in range(3)]
        await asyncio.sleep(0)

        with pytest.raises(BusyError, match="of yours"):
            await hold(turns, "a", [], until)
        tasks.append(asyncio.create_task(hold(turns, "b", [], until)))
        await asyncio.sleep(0)
        assert turns.waiting == 3
        until.set()
        await asyncio.gather(*tasks)

    run(use)


def test_all_queues_together_are_bounded() -> None:
    async def use() -> None:
        turns, until = Turns(1, 3), asyncio.Event()
        tasks = [asyncio.create_task(hold(turns, name, [], until)) for name in "abcd"]
        await asyncio.sleep(0)

        with pytest.raises(BusyError, match="3 queries wait"):
            await hold(turns, "e", [], until)
        until.set()
        await asyncio.gather(*tasks)

    run(use)


def test_who_gives_up_leaves_the_queue_and_loses_no_place() -> None:
    async def use() -> None:
        turns, log, until = Turns(1, 64), [], asyncio.Event()
        first = asyncio.create_task(hold(turns, "a", log, until))
        second = asyncio.create_task(hold(turns, "b", log, until))
        third = asyncio.create_task(hold(turns, "c", log, until))
        await asyncio.sleep(0)
        second.cancel()
        until.set()
        await asyncio.gather(first, second, third, return_exceptions=True)

        assert log == ["a", "c"]
        assert (turns.held, turns.waiting) == (0, 0)

    run(use)


def test_nobody_waits_longer_than_was_said() -> None:
    async def use() -> None:
        turns, until = Turns(1, 64), asyncio.Event()
        first = asyncio.create_task(hold(turns, "a", [], until))
        await asyncio.sleep(0)

        with pytest.raises(BusyError, match=r"for 0\.1 seconds"):
            async with turns.turn("b", 0.1):
                pass
        until.set()
        await first

    run(use)


def test_the_service_itself_is_not_held_back() -> None:
    async def use() -> None:
        turns, log, until = Turns(4, 64), [], asyncio.Event()
        tasks = [asyncio.create_task(hold(turns, NOBODY, log, until)) for _ in range(4)]
        await asyncio.sleep(0)

        assert len(log) == 4
        until.set()
        await asyncio.gather(*tasks)

    run(use)
