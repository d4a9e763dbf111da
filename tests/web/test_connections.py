"""What comes over a connection: Chinese as it is, heads in pieces, and what is no HTTP."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.serving import PATIENCE, serving

CHINESE = "SELECT?n{BIND('中国科学院'AS?n)}"


@pytest.fixture(scope="module")
def address(dataset: Path) -> Iterator[str]:
    with serving("--store", str(dataset)) as found:
        yield found


def exchange(address: str, *pieces: bytes) -> tuple[int, bytes]:
    """Send pieces one after another, and return the status and the body that come back."""
    parts = urlsplit(address)
    there = (str(parts.hostname), int(parts.port or 0))
    with socket.create_connection(there, PATIENCE) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.01)
        received = b""
        while piece := connection.recv(1 << 16):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def request(line: str, coding: str = "utf-8") -> bytes:
    end = b" HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\nConnection: close\r\n\r\n"
    return line.encode(coding) + end


def test_chinese_need_not_be_escaped(address: str) -> None:
    status, body = exchange(address, request(f"GET /sparql?query={CHINESE}"))

    assert (status, body.decode().split()) == (200, ["n", "中国科学院"])


def test_nor_need_it_arrive_in_one_piece(address: str) -> None:
    whole = request(f"GET /sparql?query={CHINESE}")

    status, body = exchange(address, *(whole[n : n + 1] for n in range(len(whole))))

    assert (status, body.decode().split()) == (200, ["n", "中国科学院"])


@pytest.mark.parametrize("pause", [0.0, 6.0])
def test_each_request_of_a_connection_may_have_it(address: str, pause: float) -> None:
    """After a pause, too: proxies keep connections, and uvicorn's own limit is five seconds."""
    again = request(f"GET /sparql?query={CHINESE}")
    first = again.replace(b"Connection: close\r\n", b"")
    parts = urlsplit(address)
    there = (str(parts.hostname), int(parts.port or 0))
    with socket.create_connection(there, PATIENCE) as connection:
        for sent in (first, first, again):
            time.sleep(pause if sent is again else 0)
            connection.sendall(sent)
            with HTTPResponse(connection) as answer:
                answer.begin()
                assert answer.status == 200
                assert "中国科学院" in answer.read().decode()


def test_chinese_in_a_path_finds_what_its_escaped_form_does(address: str) -> None:
    status, body = exchange(address, request("GET /id/organization/中"))

    assert status == 404
    assert "中" in body.decode()


def test_another_coding_is_told_so(address: str) -> None:
    status, body = exchange(address, request(f"GET /sparql?query={CHINESE}", "gbk"))

    assert status == 400
    assert "UTF-8" in json.loads(body)["detail"]


def test_a_target_may_name_its_host(address: str) -> None:
    status, body = exchange(
        address, request("GET http://data.example:81/sparql").replace(b"text/csv", b"text/turtle")
    )
    start, _ = exchange(address, request("GET HTTP://data.example").replace(b"text/csv", b"*/*"))

    assert (status, b"<http://data.example:81/sparql>" in body) == (200, True)
    assert start == 200


@pytest.mark.parametrize("target", ["ftp://x/health", "health", "http:/health"])
def test_a_target_that_is_no_path_leads_nowhere(address: str, target: str) -> None:
    assert exchange(address, request(f"GET {target}"))[0] == 404


def test_a_body_is_left_as_it_is(address: str) -> None:
    query = CHINESE.encode()
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\nConnection: close\r\n"
        b"Content-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n" % len(query)
    )

    for pieces in ((head + query,), (head, query)):
        assert exchange(address, *pieces)[1].decode().split() == ["n", "中国科学院"]


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (b"GET /sparql?query=SELECT * {} HTTP/1.1\r\nHost: x\r\n\r\n", 400, "--data-urlencode"),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400, "no HTTP"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * (1 << 16), 431, "too long"),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "Host"),
    ],
)
def test_what_is_no_request_is_told_why(address: str, sent: bytes, status: int, said: str) -> None:
    found, body = exchange(address, sent)

    assert found == status
    assert json.loads(body)["status"] == status
    assert said in json.loads(body)["detail"]


@pytest.mark.skipif(not os.access("/usr/bin/curl", os.X_OK), reason="needs curl")
def test_curl_sends_chinese_as_it_was_typed(address: str) -> None:
    found = subprocess.run(
        ["/usr/bin/curl", "-sg", "-H", "Accept: text/csv", f"{address}/sparql?query={CHINESE}"],
        capture_output=True,
        check=True,
        env={**os.environ, "NO_PROXY": "*"},
    )

    assert found.stdout.decode().split() == ["n", "中国科学院"]
