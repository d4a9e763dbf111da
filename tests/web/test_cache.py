"""Answers kept as bytes, and identical work done once."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from tests.serving import PATIENCE

from istograph.errors import TimeLimitError
from istograph.rdf.formats import RESULTS_JSON
from istograph.rdf.protocol import QueryOperation
from istograph.rdf.store.workers import Answer
from istograph.web.http.cache import AnswerCache, normalized, query_key

Make = Callable[[], Awaitable[Answer]]


def _answer(body: bytes) -> Answer:
    return Answer("solutions", RESULTS_JSON, "v", len(body), io.BytesIO(body), {})


def _counted(body: bytes, seconds: float = 0) -> tuple[Make, list[None]]:
    calls: list[None] = []

    async def make() -> Answer:
        calls.append(None)
        await asyncio.sleep(seconds)
        return _answer(body)

    return make, calls


def test_a_kept_answer_is_not_made_again() -> None:
    make, calls = _counted(b"rows")

    async def twice() -> list[bytes]:
        cache = AnswerCache(1000)
        return [(await cache.get(("q",), make)).read() for _ in range(2)]

    assert (asyncio.run(twice()), len(calls)) == ([b"rows", b"rows"], 1)


def test_an_answer_without_a_key_is_made_each_time() -> None:
    make, calls = _counted(b"rows")

    async def twice() -> None:
        cache = AnswerCache(1000)
        for _ in range(2):
            (await cache.get(None, make)).close()

    asyncio.run(twice())

    assert len(calls) == 2


def test_what_was_not_used_for_longest_gives_way() -> None:
    made: list[str] = []

    async def fill() -> None:
        cache = AnswerCache(1600)
        for name in [*"abcdefghijklmnop", "a", "q", "a", "b"]:

            async def make(name: str = name) -> Answer:
                made.append(name)
                return _answer(b"x" * 100)

            await cache.get((name,), make)

    asyncio.run(fill())

    assert "".join(made) == "abcdefghijklmnopqb"


def test_what_is_large_is_not_kept() -> None:
    make, calls = _counted(b"x" * 100)

    async def twice() -> None:
        cache = AnswerCache(1000)
        for _ in range(2):
            (await cache.get(("q",), make)).close()

    asyncio.run(twice())

    assert len(calls) == 2


@pytest.mark.parametrize("size", [10, 100_000])
def test_identical_work_is_done_once(size: int) -> None:
    make, calls = _counted(b"x" * size, seconds=0.05)

    async def together() -> list[bytes]:
        cache = AnswerCache(1000)
        answers = await asyncio.gather(*(cache.get(("q",), make) for _ in range(5)))
        return [answer.read() for answer in answers]

    assert (asyncio.run(together()), len(calls)) == ([b"x" * size] * 5, 1)


def test_those_who_share_a_file_read_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "spool"
    path.write_bytes(b"0123456789" * 10_000)

    async def make() -> Answer:
        await asyncio.sleep(0.01)
        return Answer("solutions", RESULTS_JSON, "v", 100_000, path.open("rb"), {})

    async def together() -> list[bytes]:
        cache = AnswerCache(1000)
        answers = await asyncio.gather(*(cache.get(("q",), make) for _ in range(3)))
        chunks = [b"".join(answer.chunks()) for answer in answers]
        return chunks

    assert asyncio.run(together()) == [path.read_bytes()] * 3


def test_one_who_goes_away_leaves_the_work_to_the_others() -> None:
    async def leave() -> bytes:
        begun, left = asyncio.Event(), asyncio.Event()

        async def make() -> Answer:
            begun.set()
            await left.wait()
            return _answer(b"rows")

        cache = AnswerCache(1000)
        first, second = (asyncio.ensure_future(cache.get(("q",), make)) for _ in range(2))
        await begun.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        left.set()
        return (await second).read()

    assert asyncio.run(leave()) == b"rows"


def test_work_that_nobody_waits_for_stops() -> None:
    async def leave() -> bool:
        begun, stopped = asyncio.Event(), asyncio.Event()

        async def make() -> Answer:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                stopped.set()
            return _answer(b"")

        task = asyncio.ensure_future(AnswerCache(1000).get(("q",), make))
        await begun.wait()
        task.cancel()
        # Before the end of the loop, which stops whatever is left.
        return await asyncio.wait_for(stopped.wait(), PATIENCE)

    assert asyncio.run(leave())


def test_a_failure_is_told_to_all_and_not_kept() -> None:
    calls: list[None] = []

    async def make() -> Answer:
        calls.append(None)
        await asyncio.sleep(0.01)
        raise TimeLimitError("too long")

    async def together() -> list[object]:
        cache = AnswerCache(1000)
        waits = [cache.get(("q",), make) for _ in range(2)]
        found: list[object] = [*await asyncio.gather(*waits, return_exceptions=True)]
        return [*found, *await asyncio.gather(cache.get(("q",), make), return_exceptions=True)]

    found = asyncio.run(together())

    assert ([type(each) for each in found], len(calls)) == ([TimeLimitError] * 3, 2)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?n) {}",
        "SELECT (rand() AS ?n) {}",
        "SELECT (COUNT(DISTINCTRAND()) AS ?n) {}",
        "SELECT (STRUUID() AS ?n) {}",
        "SELECT * { SERVICE <http://example.org/> {} }",
        "SELECT (<http://example.org/f>(1) AS ?n) {}",
        r"SELECT (N\u004FW() AS ?n) {}",
        'ASK { ?s ?p "',
        "ASK { " + " " * 20_000 + "}",
    ],
)
def test_what_may_answer_differently_is_not_cached(query: str) -> None:
    assert normalized(query) is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (xsd:integer(?x) AS ?n) { ?s ?p ?x }",
        "SELECT (isto:status(?x, isto:ISTO) AS ?n) { ?x a org:Organization }",
        "SELECT * { ?s ?p 'NOW()' }",
        "SELECT * { ?s isto:a/(isto:b|isto:c) ?o } # RAND()",
    ],
)
def test_what_only_the_data_determines_is_cached(query: str) -> None:
    assert normalized(query) is not None


def test_numbers_side_by_side_are_not_run_together() -> None:
    assert normalized("ASK { VALUES ?x { 1 2 } }") != normalized("ASK { VALUES ?x { 12 } }")


def test_the_key_of_a_query_has_the_format_that_comes_back() -> None:
    operation = QueryOperation("ASK {}")
    same = query_key("v", operation, "text/csv, image/png")

    assert query_key("v", operation, "text/csv;charset=utf-8") == same
    assert query_key("v", operation, "application/json") != same
