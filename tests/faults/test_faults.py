"""Whatever is sent, the answer has its status, others are served meanwhile, and nothing is left."""

import inspect
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

import httpx
import pytest
from tests.faults.hostile import ENDLESS, FAULTS, Answered, Fault, connect, get
from tests.faults.serving import TRIPLES, Probe, Server, Trap
from tests.serving import PATIENCE

# What anybody else may have to wait for an answer, while somebody does his worst; and how often
# one process hands over to another until it comes, each time as late as the machine lets it be.
DELAY, TURNS = 1.0, 10
GROWTH = 96 << 20


@pytest.fixture(autouse=True)
def others_are_served(probe: Probe, request: pytest.FixtureRequest) -> Iterator[None]:
    """Whoever holds others up does so each time; what the machine does besides, it does once."""
    began = time.monotonic()
    yield
    for tries_left in (2, 1, 0):
        slowest, late, problems = probe.since(began)
        assert problems == []
        if slowest < DELAY + TURNS * late or not tries_left:
            break
        began = time.monotonic()
        given = inspect.signature(request.function).parameters
        request.function(**{name: request.node.funcargs[name] for name in given})
    assert slowest < DELAY + TURNS * late


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left(server: Server, trap: Trap) -> Iterator[None]:
    """After all of it, the store, the processes and the memory are what they were."""
    before = state(server)
    workers, resident = len(server.workers()), server.resident()
    yield
    for _ in range(10 * PATIENCE):
        if len(server.workers()) <= workers + 1:
            break
        time.sleep(0.1)
    assert state(server) == before
    # The writer starts with the first write.
    assert len(server.workers()) <= workers + 1
    assert server.resident() - resident < GROWTH
    assert trap.reached == 0


def state(server: Server) -> tuple[str, str]:
    """Return the dataset's version, and what is in it."""
    query = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    response = httpx.get(
        f"{server.address}/sparql",
        params={"query": query},
        headers={"Accept": "text/csv", "Cache-Control": "no-cache"},
        trust_env=False,
        timeout=PATIENCE,
    )
    return response.headers["istograph-dataset"], response.text


def test_the_store_is_what_the_suite_believes(server: Server) -> None:
    assert state(server)[1].split() == ["n", str(2 * TRIPLES)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_hostile_request_is_answered_as_it_deserves(server: Server, fault: Fault) -> None:
    answered = fault.send(server)

    assert answered.status in fault.expected, answered.body[:500]
    if answered.status >= 400 and fault.raw is None:
        assert_is_a_problem(answered)


def assert_is_a_problem(answered: Answered) -> None:
    assert answered.media_type.startswith("application/problem+json")
    problem = json.loads(answered.body)
    assert problem["status"] == answered.status
    assert len(problem["detail"]) > 10
    assert "Traceback" not in problem["detail"]


def test_there_are_faults_enough() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 60


# What is no single request


def test_heads_that_come_by_the_byte_hold_nobody_up(server: Server) -> None:
    connections = [connect(server) for _ in range(150)]
    try:
        # On a slow machine they may be given up before all is sent.
        with suppress(ConnectionError):
            for character in b"GET /health HTTP/1.1\r\nX: ":
                for connection in connections:
                    connection.send(bytes([character]))
                time.sleep(0.05)
    finally:
        for connection in connections:
            connection.close()


def test_a_head_that_never_ends_is_given_up(server: Server) -> None:
    with connect(server) as connection:
        connection.settimeout(PATIENCE)
        connection.sendall(b"GET /health HTTP/1.1\r\n")

        assert connection.recv(100) == b""


def test_bodies_that_never_come_hold_nobody_up(server: Server) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 1000\r\n\r\nASK"
    )
    connections = [connect(server) for _ in range(100)]
    for connection in connections:
        connection.sendall(head)
    time.sleep(1)
    for connection in connections:
        connection.close()


def test_readers_that_do_not_read_hold_nobody_up(server: Server) -> None:
    query = "CONSTRUCT%20%7B%3Fs%20%3Fp%20%3Fo%7D%7B%3Fs%20%3Fp%20%3Fo%7D"
    head = f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    connections = [connect(server) for _ in range(30)]
    for connection in connections:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        connection.sendall(head)
    time.sleep(1)
    for connection in connections:
        connection.close()


def test_clients_that_go_away_take_their_queries_along(server: Server) -> None:
    path, before = get("", ENDLESS).path, ended_by_time(server)
    for _ in range(20):
        with connect(server) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.02)

    for _ in range(20 * PATIENCE):
        if not running(server):
            break
        time.sleep(0.05)
    assert (running(server), ended_by_time(server)) == (0, before)


def running(server: Server) -> float:
    # The probe asks too, for some milliseconds.
    return max(0.0, metric(server, "istograph_queries{") - 1)


def ended_by_time(server: Server) -> float:
    """Return how many queries have had all the time that one may take."""
    return metric(server, "istograph_requests_total{", 'status="504"')


def metric(server: Server, name: str, label: str = "") -> float:
    """Return the sum of a metric's values, where a label has the value that is given."""
    text = httpx.get(f"{server.address}/metrics", trust_env=False, timeout=PATIENCE).text
    lines = [line for line in text.splitlines() if line.startswith(name) and label in line]
    return sum(float(line.split()[-1]) for line in lines)


def test_a_flood_is_turned_away_and_told_when_to_come_again(server: Server) -> None:
    # Each another one: what is the same is worked out once for all who ask.
    faults = [get("", ENDLESS.replace("?n", f"?n{number}")) for number in range(160)]
    answers: list[Answered] = []
    threads = [
        threading.Thread(target=lambda fault=fault: answers.append(fault.send(server)))
        for fault in faults
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    statuses = Counter(answered.status for answered in answers)
    assert len(answers) == 160
    assert set(statuses) <= {429, 504}
    assert statuses[429] > 40
    assert all(
        int(answered.headers["retry-after"]) > 0 for answered in answers if answered.status == 429
    )


def test_many_connections_at_once(server: Server) -> None:
    connections = [connect(server) for _ in range(300)]
    time.sleep(1)
    for connection in connections:
        connection.close()


def test_a_query_is_cancelled_by_its_id(server: Server) -> None:
    identity = str(uuid4())
    found: list[httpx.Response] = []

    def ask() -> None:
        found.append(
            httpx.get(
                f"{server.address}/sparql",
                params={"query": ENDLESS},
                headers={"Istograph-Query-Id": identity},
                timeout=PATIENCE,
                trust_env=False,
            )
        )

    thread = threading.Thread(target=ask)
    thread.start()
    address = f"{server.address}/queries/{identity}"
    while httpx.get(address, trust_env=False, timeout=PATIENCE).json().get("state") != "running":
        assert thread.is_alive(), found
        time.sleep(0.01)
    cancelled = httpx.delete(address, trust_env=False, timeout=PATIENCE).json()
    thread.join(PATIENCE)

    assert cancelled["state"] == "cancelled"
    assert (found[0].status_code, found[0].headers["istograph-query-id"]) == (410, identity)


def test_a_query_that_took_too_long_is_told_why(server: Server) -> None:
    answered = get("", ENDLESS).send(server)

    assert "multiply" in json.loads(answered.body)["detail"]
