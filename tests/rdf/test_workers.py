"""Queries that hang, eat memory or crash the engine hurt nobody but themselves."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from tests.serving import PATIENCE

from istograph.errors import (
    AddressError,
    BusyError,
    FormatError,
    InputError,
    IstographError,
    MemoryLimitError,
    QuerySyntaxError,
    TimeLimitError,
)
from istograph.rdf import formats
from istograph.rdf.protocol import QueryOperation
from istograph.rdf.store import confinement
from istograph.rdf.store.process import Worker
from istograph.rdf.store.snapshot import Description, Snapshot, draft
from istograph.rdf.store.workers import Answer, Limits, Pool, answer

G1, G2 = "http://example.org/g1", "http://example.org/g2"
NUMBERS = 3000

# Three unconnected patterns: billions of rows, counted one by one.
ENDLESS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z } }"
# The same, all kept to be sorted.
GREEDY = "SELECT * { GRAPH ?g { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z } } ORDER BY ?x ?y ?z"
# A result that is produced slowly enough to be cut off, and never ends.
HUGE = "SELECT * { GRAPH ?g { ?a ?p ?x . ?b ?q ?y } }"
NESTED = {
    "groups": "SELECT * " + "{" * 20_000 + "}" * 20_000,
    "brackets": "SELECT * { BIND(" + "(" * 20_000 + "1" + ")" * 20_000 + " AS ?x) }",
    "unions": "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 20_000) + " }",
    "additions": "SELECT * { BIND(" + "+".join(["1"] * 20_000) + " AS ?x) }",
}

T = TypeVar("T")


def make_snapshot(directory: Path, version: str = "1") -> Snapshot:
    with draft(directory) as new:
        store = Store(str(new.path))
        value = NamedNode("http://example.org/value")
        store.bulk_extend(
            Quad(NamedNode(f"http://example.org/{n}"), value, Literal(n), NamedNode(graph))
            for n in range(NUMBERS)
            for graph in (G1, G2)
        )
        store.add(Quad(NamedNode("http://example.org/only-here"), value, Literal(0), NamedNode(G2)))
        store.add(Quad(NamedNode("http://example.org/x"), value, Literal(version)))
        store.flush()
        del store
        return new.publish(Description(version, "2026-11-21T00:00:00Z", "s", "0"))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return make_snapshot(tmp_path_factory.mktemp("store"))


def with_pool(
    snapshot: Snapshot | None,
    use: Callable[[Pool], Awaitable[T]],
    size: int = 1,
    limits: Limits | None = None,
) -> T:
    async def inside() -> T:
        async with Pool(snapshot, limits, size) as pool:
            return await use(pool)

    return asyncio.run(inside())


async def ask(pool: Pool, query: str, accept: str | None = "text/csv") -> str:
    result = await pool.run(QueryOperation(query), accept=accept)
    return result.read().decode()


def ask_once(snapshot: Snapshot, query: str, **limits: float) -> Answer:
    return answer(
        snapshot,
        QueryOperation(query),
        accept="text/csv",
        limits=Limits(**limits) if limits else None,
    )  # type: ignore[arg-type]


# Answers


def test_an_answer_says_what_it_is(snapshot: Snapshot) -> None:
    result = ask_once(snapshot, "SELECT (1 AS ?one) {}")

    assert (result.kind, result.format, result.version) == ("solutions", formats.RESULTS_CSV, "1")
    assert result.size == len(result.read())


@pytest.mark.parametrize(
    ("query", "kind", "accept", "media_type"),
    [
        ("SELECT * {}", "solutions", None, "application/sparql-results+json"),
        ("ASK {}", "boolean", "application/xml", "application/sparql-results+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "graph", None, "text/turtle"),
        ("DESCRIBE <http://example.org/x>", "graph", "application/json", "application/ld+json"),
    ],
)
def test_the_kind_of_query_decides_what_is_offered(
    snapshot: Snapshot, query: str, kind: str, accept: str | None, media_type: str
) -> None:
    result = answer(snapshot, QueryOperation(query), accept=accept)
    result.close()

    assert (result.kind, result.format.media_type) == (kind, media_type)


def test_a_format_that_the_kind_does_not_have_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(FormatError, match="sparql-results"):
        answer(snapshot, QueryOperation("ASK {}"), accept="text/turtle")


def test_a_large_answer_is_spooled_and_leaves_no_file(snapshot: Snapshot) -> None:
    async def use(pool: Pool) -> tuple[int, int, list[str]]:
        result = await pool.run(QueryOperation(HUGE + " LIMIT 20000"), accept="text/csv")
        left = os.listdir(pool._spool.name)
        return result.size, sum(map(len, result.chunks())), left

    size, read, left = with_pool(snapshot, use)

    assert size == read > 1_000_000
    assert left == []


def test_a_small_graph_is_written_in_order_under_the_prefixes_it_uses(snapshot: Snapshot) -> None:
    query = (
        "CONSTRUCT { <http://example.org/b> rdfs:label 'b' ."
        " <http://example.org/a> rdfs:label 'a' } {}"
    )

    assert answer(snapshot, QueryOperation(query)).read().decode() == (
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<http://example.org/a> rdfs:label "a" .\n'
        '<http://example.org/b> rdfs:label "b" .\n'
    )


def test_well_known_prefixes_need_no_declaration(snapshot: Snapshot) -> None:
    query = "SELECT (isto:ISTO AS ?class) {}"

    assert "https://w3id.org/istograph/ontology#ISTO" in ask_once(snapshot, query).read().decode()


def test_relative_iris_resolve_against_the_base(snapshot: Snapshot) -> None:
    operation = QueryOperation("SELECT (<a> AS ?iri) {}")
    result = answer(snapshot, operation, accept="text/csv", base_iri="http://example.org/sparql")

    assert result.read() == b"iri\r\nhttp://example.org/a\r\n"


# Faults of the query


def test_a_syntax_error_says_line_and_column(snapshot: Snapshot) -> None:
    with pytest.raises(QuerySyntaxError, match=r"^line 2, column 10: an object is") as problem:
        ask_once(snapshot, "SELECT *\n  { ?s ?p }")

    assert ".." not in str(problem.value), "classes of characters help nobody"


def test_an_undeclared_prefix_is_named(snapshot: Snapshot) -> None:
    with pytest.raises(QuerySyntaxError, match="no PREFIX declares nope:"):
        ask_once(snapshot, "ASK { ?s nope:p isto:ISTO }")


@pytest.mark.parametrize("query", NESTED.values(), ids=NESTED.keys())
def test_a_query_that_crashes_the_engine_is_told_so(snapshot: Snapshot, query: str) -> None:
    async def use(pool: Pool) -> str:
        with pytest.raises(InputError, match="nest"):
            await ask(pool, query)
        return await ask(pool, "ASK {}")

    assert with_pool(snapshot, use) == "true"


# Limits


def test_a_query_is_stopped_at_its_time_limit(snapshot: Snapshot) -> None:
    with pytest.raises(TimeLimitError, match=r"longer than 0\.5 seconds"):
        ask_once(snapshot, ENDLESS, seconds=0.5)


def test_a_caller_may_ask_for_less_time_but_not_for_more(snapshot: Snapshot) -> None:
    async def use(pool: Pool) -> None:
        with pytest.raises(TimeLimitError, match=r"longer than 0\.3"):
            await pool.run(QueryOperation(ENDLESS), seconds=0.3)
        with pytest.raises(TimeLimitError, match=r"longer than 0\.5"):
            await pool.run(QueryOperation(ENDLESS), seconds=9999)

    with_pool(snapshot, use, limits=Limits(seconds=0.5))


def test_the_start_of_a_process_takes_nothing_of_the_time_limit(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Python runs it at its start.
    (tmp_path / "sitecustomize.py").write_text("import time\ntime.sleep(4)\n")

    async def use(pool: Pool) -> str:
        pool._workers[0].kill()
        monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
        return await ask(pool, "ASK {}")

    assert with_pool(snapshot, use, limits=Limits(seconds=3.5)) == "true"


def test_a_query_is_stopped_at_its_memory_limit(snapshot: Snapshot) -> None:
    with pytest.raises(MemoryLimitError, match="memory"):
        ask_once(snapshot, GREEDY, memory=100 << 20, seconds=PATIENCE)


def test_a_result_is_stopped_at_its_limit(snapshot: Snapshot) -> None:
    with pytest.raises(MemoryLimitError, match="larger than 1 MiB"):
        ask_once(snapshot, HUGE, result=1 << 20, seconds=PATIENCE)


def test_a_worker_that_died_is_replaced_and_the_others_go_on(snapshot: Snapshot) -> None:
    async def use(pool: Pool) -> list[str | Answer | BaseException]:
        # It alone has little time: the others may have to wait for a new process, and each other.
        endless = pool.run(QueryOperation(ENDLESS), seconds=0.5)
        queries = ["ASK {}", GREEDY, NESTED["groups"], "ASK {}", "ASK { ?s ?p ?o }"]
        answers = [endless, *(ask(pool, query) for query in queries)]
        first = await asyncio.gather(*answers, return_exceptions=True)
        return [*first, *await asyncio.gather(*(ask(pool, "ASK {}") for _ in range(4)))]

    limits = Limits(seconds=PATIENCE, memory=100 << 20)
    found = with_pool(snapshot, use, size=2, limits=limits)

    assert [item if isinstance(item, str) else type(item).__name__ for item in found] == [
        "TimeLimitError",
        "true",
        "MemoryLimitError",
        "InputError",
        *["true"] * 6,
    ]


def test_a_cancelled_query_is_killed(snapshot: Snapshot) -> None:
    async def use(pool: Pool) -> tuple[int | None, str]:
        task = asyncio.create_task(ask(pool, ENDLESS))
        await asyncio.sleep(0.3)
        process = pool._workers[0]._process
        assert process is not None
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(PATIENCE):
            await process.wait()
            return process.returncode, await ask(pool, "ASK {}")

    assert with_pool(snapshot, use) == (-signal.SIGKILL, "true")


@pytest.mark.skipif(sys.platform != "linux", reason="needs to choose a processor")
def test_how_a_process_ended_is_known_however_often_it_is_killed(tmp_path: Path) -> None:
    async def use() -> set[int]:
        worker, ends = Worker(tmp_path, Limits()), set()
        for _ in range(30):
            worker._process = await asyncio.create_subprocess_exec("sleep", "600")
            # Between its end and the moment that somebody takes notice, too.
            for _ in range(3000):
                worker.kill()
            ends.add(await worker._process.wait())
        return ends

    processors = os.sched_getaffinity(0)
    # Who takes notice is late where there is but one.
    os.sched_setaffinity(0, {min(processors)})
    try:
        assert asyncio.run(use()) == {-signal.SIGKILL}
    finally:
        os.sched_setaffinity(0, processors)


def test_a_worker_that_somebody_killed_while_idle_is_replaced(snapshot: Snapshot) -> None:
    async def use(pool: Pool) -> str:
        process = pool._workers[0]._process
        assert process is not None
        process.kill()
        await process.wait()
        return await ask(pool, "ASK {}")

    assert with_pool(snapshot, use) == "true"


def test_too_many_waiting_queries_are_turned_away(snapshot: Snapshot) -> None:
    async def use(pool: Pool) -> None:
        running = [asyncio.create_task(ask(pool, ENDLESS)) for _ in range(3)]
        await asyncio.sleep(0.1)
        with pytest.raises(BusyError, match="2 queries wait"):
            await ask(pool, "ASK {}")
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    with_pool(snapshot, use, limits=Limits(waiting=2))


def test_nobody_waits_longer_than_a_query_may_take(snapshot: Snapshot) -> None:
    async def use(pool: Pool) -> None:
        running = asyncio.create_task(ask(pool, ENDLESS))
        await asyncio.sleep(0.1)
        with pytest.raises(BusyError, match="no worker was free"):
            await pool.run(QueryOperation("ASK {}"), seconds=0.2)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    with_pool(snapshot, use)


def test_a_pool_that_cannot_start_says_so(tmp_path: Path, snapshot: Snapshot) -> None:
    missing = Snapshot(tmp_path, snapshot.description)

    with pytest.raises(IstographError, match="ended"):
        with_pool(missing, lambda pool: ask(pool, "ASK {}"))


def test_no_worker_outlives_its_parent(snapshot: Snapshot) -> None:
    parent = f"""
        import asyncio, os, signal
        from pathlib import Path
        from istograph.rdf.protocol import QueryOperation
        from istograph.rdf.store.snapshot import current
        from istograph.rdf.store.workers import Pool

        async def main():
            async with Pool(current(Path({str(snapshot.folder.parents[1])!r})), size=1) as pool:
                task = asyncio.create_task(pool.run(QueryOperation({ENDLESS!r})))
                await asyncio.sleep(0.3)
                print(pool._workers[0]._process.pid, flush=True)
                os.kill(os.getpid(), signal.SIGKILL)

        asyncio.run(main())
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(parent)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert not is_alive_for_long(int(run.stdout))


def is_alive_for_long(process: int) -> bool:
    for _ in range(10 * PATIENCE):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        if Path(f"/proc/{process}/status").exists():
            status = Path(f"/proc/{process}/status").read_text()
            if "State:\tZ" in status:
                return False
        time.sleep(0.1)
    return True


# Snapshots


def test_a_pool_moves_to_another_snapshot_and_finishes_what_it_began(tmp_path: Path) -> None:
    first, second = make_snapshot(tmp_path, "1"), make_snapshot(tmp_path, "2")
    slow = (
        "SELECT ?o { <http://example.org/x> ?p ?o { SELECT (COUNT(*) AS ?n) {"
        "{ SELECT * { GRAPH ?g { ?a ?q ?b . ?c ?r ?d } } LIMIT 1000000 } } } }"
    )
    quick = "SELECT ?o { <http://example.org/x> ?p ?o }"

    async def use(pool: Pool) -> list[str]:
        running = asyncio.create_task(ask(pool, slow))
        while not pool.turns.held:
            await asyncio.sleep(0)
        assert not running.done()
        pool.switch(second)
        return [await ask(pool, quick), await running, await ask(pool, quick)]

    assert with_pool(first, use, size=2, limits=Limits(seconds=300)) == [
        "o\r\n2\r\n",
        "o\r\n1\r\n",
        "o\r\n2\r\n",
    ]


# Datasets: a triple that stands in two graphs counts once


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT (COUNT(*) AS ?n) FROM <{G1}> FROM <{G2}> {{ ?s ?p ?o }}",
        "BASE <http://example.org/> PREFIX g: <g>"
        "SELECT (COUNT(*) AS ?n) FROM <g1> FROM g:2 { ?s ?p ?o }",
    ],
)
def test_several_from_clauses_are_merged_as_a_set(snapshot: Snapshot, query: str) -> None:
    assert ask_once(snapshot, query).read() == b"n\r\n%d\r\n" % (NUMBERS + 1)


def test_from_named_stands_beside_several_from(snapshot: Snapshot) -> None:
    query = (
        f"SELECT ?g (COUNT(*) AS ?n) FROM <{G1}> FROM <{G2}> FROM NAMED <{G2}>"
        " { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    )

    assert ask_once(snapshot, query).read().decode() == f"g,n\r\n{G2},{NUMBERS + 1}\r\n"


@pytest.mark.parametrize(
    ("default", "named", "counted", "graphs"),
    [
        ((G1,), (), NUMBERS, 0),
        ((G1, G1), (), NUMBERS, 0),
        ((G1, G2), (), NUMBERS + 1, 0),
        ((G1, G2), (G1,), NUMBERS + 1, 1),
        ((), (G1,), 0, 1),
    ],
)
def test_the_protocols_dataset_overrides_from(
    snapshot: Snapshot, default: tuple[str, ...], named: tuple[str, ...], counted: int, graphs: int
) -> None:
    query = (
        "SELECT (COUNT(?s) AS ?n) (COUNT(DISTINCT ?g) AS ?graphs)"
        "FROM <http://example.org/none> FROM NAMED <http://example.org/none>"
        "{ { ?s ?p ?o } UNION { GRAPH ?g {} } }"
    )
    operation = QueryOperation(query, default, named)
    result = answer(snapshot, operation, accept="text/csv").read().decode()

    assert result == f"n,graphs\r\n{counted},{graphs}\r\n"


# The network


def test_service_goes_to_the_gateway_which_refuses_loopback(snapshot: Snapshot) -> None:
    with pytest.raises(AddressError, match="may ask"):
        ask_once(snapshot, "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")


@pytest.mark.parametrize("how", ["cut", "handed over"])
def test_a_worker_reaches_nobody_even_where_the_look_at_the_query_fails(how: str) -> None:
    """The engine is asked directly, behind the same confinement as in a worker."""
    confined = """
        import select, socket, sys, threading
        from pyoxigraph import Store
        from istograph.rdf.store import confinement

        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            mine, theirs = socket.socketpair()
            confine = {
                "free": lambda: True,
                "cut": confinement.cut_network,
                # Nobody answers for the sockets that are asked for.
                "handed over": lambda: confinement.hand_over_network(mine),
            }
            if not confine[sys.argv[1]]():
                print("cannot be confined here")
                raise SystemExit
            if sys.argv[1] == "handed over":
                _, listeners, _, _ = socket.recv_fds(theirs, 16, 1)
                socket.close(listeners[0])
                try:
                    socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    print("has a datagram socket")
                except PermissionError:
                    pass
            query = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
            def ask():
                try:
                    list(Store().query(query))
                except OSError:
                    pass
            asking = threading.Thread(target=ask, daemon=True)
            asking.start()
            # Who has reached it waits for an answer; who has not is soon done.
            while not (reached := select.select([server], [], [], 0.1)[0]) and asking.is_alive():
                pass
            print("reached" if reached else "not reached")
    """

    def run(how: str) -> str:
        program = [sys.executable, "-c", textwrap.dedent(confined), how]
        return subprocess.run(
            program, capture_output=True, text=True, timeout=PATIENCE
        ).stdout.strip()

    assert run("free") == "reached"
    if (found := run(how)) == "cannot be confined here":
        pytest.skip("this system has no way to take the network from a process")
    assert found == "not reached"


def test_a_worker_reads_no_file_for_a_query(snapshot: Snapshot, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://e/s> <http://e/p> 'secret' .")
    query = f"SELECT * FROM <{secret.as_uri()}> {{ ?s ?p ?o }}"

    assert ask_once(snapshot, query).read() == b"o,p,s\r\n"


def test_memory_that_a_process_counts_is_what_it_takes() -> None:
    before = confinement.data_size()
    taken = bytearray(64 << 20)

    # Other threads of this process may give some back meanwhile.
    assert confinement.data_size() - before >= len(taken) * 3 // 4


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT (<g:f>(1) AS ?x) (2 AS ?y) {}", "x,y\r\n,2\r\n"),
        ("SELECT ?y { VALUES ?y { 1 2 } FILTER (?y = 1 || <g:f>(?y) || <g:g>(?y)) }", "y\r\n1\r\n"),
    ],
)
def test_an_unknown_function_is_an_error_of_its_expression_alone(
    snapshot: Snapshot, query: str, expected: str
) -> None:
    assert ask_once(snapshot, query).read().decode() == expected


# Documents


def test_a_document_is_rewritten_as_n_quads() -> None:
    async def use(pool: Pool) -> Answer:
        return await pool.quads(b"<a> <b> <c>, 1 .", formats.TURTLE, base_iri="http://e/")

    assert with_pool(None, use).read().decode().splitlines() == [
        "<http://e/a> <http://e/b> <http://e/c> .",
        '<http://e/a> <http://e/b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    ]


def test_a_document_that_does_not_parse_says_where() -> None:
    with pytest.raises(InputError, match="line 2"):
        with_pool(None, lambda pool: pool.quads(b"<http://e/a>\n<b", formats.TURTLE))


def test_a_task_of_the_callers_is_done_by_its_name() -> None:
    async def use(pool: Pool) -> Answer:
        request = {"format": "turtle", "base_iri": "http://e/"}
        return await pool.call("istograph.rdf.store.tasks:quads", request, b"<a> <b> <c> .")

    answer = with_pool(None, use)
    assert answer.kind == "quads"
    assert answer.read() == b"<http://e/a> <http://e/b> <http://e/c> .\n"


def test_a_task_of_the_callers_is_stopped_at_its_time_limit(snapshot: Snapshot) -> None:
    async def use(pool: Pool) -> Answer:
        entry = "istograph.rdf.store.tasks:query"
        return await pool.call(entry, {}, ENDLESS.encode(), seconds=0.3)

    with pytest.raises(TimeLimitError):
        with_pool(snapshot, use)


# What tasks work with


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module that workers have: what prepares them, and what says how far that has come."""
    text = """
        import json, os
        steps = []
        def prepare(store, request, body, output):
            steps.append(request["step"])
            return {"kind": "", "media_type": "application/json", "more": len(steps) < 3}
        def fail(store, request, body, output):
            os.kill(os.getpid(), 9)
        def tell(store, request, body, output):
            output.write(json.dumps(steps).encode())
            return {"kind": "", "media_type": "application/json"}
    """
    (tmp_path / "their_tasks.py").write_text(textwrap.dedent(text))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    return "their_tasks"


async def prepared(pool: Pool) -> None:
    async with asyncio.timeout(PATIENCE):
        while not all(worker.warm for worker in pool._workers):
            await asyncio.sleep(0.01)


def test_workers_load_what_tasks_need_before_they_are_asked(snapshot: Snapshot, tasks: str) -> None:
    async def use() -> list[str]:
        async with Pool(snapshot, None, 2, preparation=f"{tasks}:prepare") as pool:
            await prepared(pool)
            killed = pool._workers[0]
            killed.kill()
            while not killed.serves(snapshot):
                await ask(pool, "ASK {}")
            await prepared(pool)
            both = [pool.call(f"{tasks}:tell", {}) for _ in range(2)]
            return [answer.read().decode() for answer in await asyncio.gather(*both)]

    assert asyncio.run(use()) == ["[0, 1, 2]"] * 2


def test_workers_are_not_prepared_while_others_are_busy(snapshot: Snapshot, tasks: str) -> None:
    async def use() -> list[bool]:
        async with Pool(snapshot, None, 4, preparation=f"{tasks}:prepare") as pool:
            busy = [asyncio.create_task(ask(pool, ENDLESS)) for _ in range(2)]
            await asyncio.sleep(1)
            seen = [worker.warm for worker in pool._workers]
            for task in busy:
                task.cancel()
            await asyncio.gather(*busy, return_exceptions=True)
            await prepared(pool)
            return seen

    assert asyncio.run(use()).count(True) == 0


def test_a_preparation_that_fails_is_not_tried_for_ever(snapshot: Snapshot, tasks: str) -> None:
    async def use() -> tuple[str, int]:
        async with Pool(snapshot, None, 2, preparation=f"{tasks}:fail") as pool:
            while pool._preparation:
                await asyncio.sleep(0.01)
            answers = [await ask(pool, "ASK {}") for _ in range(4)]
            return "".join(answers), sum(worker.warm for worker in pool._workers)

    assert asyncio.run(use()) == ("true" * 4, 0)


def test_an_entity_bomb_stays_in_its_worker() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<!DOCTYPE rdf:RDF [<!ENTITY a0 "{"a" * 1000}">{levels}]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        '<rdf:Description rdf:about="http://e/s"><e:p>&a9;</e:p></rdf:Description></rdf:RDF>'
    )

    async def use(pool: Pool) -> str:
        with pytest.raises(IstographError):
            await pool.quads(bomb.encode(), formats.RDF_XML)
        return await ask(pool, "ASK {}")

    assert with_pool(None, use, limits=Limits(seconds=PATIENCE, memory=100 << 20)) == "true"


def test_a_document_is_checked_against_our_shapes() -> None:
    document = b"<http://e/a> a <https://w3id.org/istograph/ontology#Policy> ."

    async def use(pool: Pool) -> Answer:
        return await pool.validate(document, formats.TURTLE)

    result = with_pool(None, use)

    assert result.header["conforms"] is False
    assert b'"focus": "http://e/a"' in result.read()
