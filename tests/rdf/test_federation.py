"""SERVICE reaches what is allowed, by the gateway, and nothing else by any way."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from tests.serving import PATIENCE

from istograph.errors import AddressError, InputError, RemoteError, TimeLimitError
from istograph.rdf.federation.addresses import AllowList, is_public, parse
from istograph.rdf.federation.gateway import Gateway, RemoteLimits
from istograph.rdf.federation.row_count import RowCount
from istograph.rdf.federation.services import rewrite
from istograph.rdf.protocol import QueryOperation
from istograph.rdf.store.snapshot import Description, Snapshot, draft
from istograph.rdf.store.workers import Pool

JSON = "application/sparql-results+json"


class Remote:
    """An endpoint on loopback: answers each path by a function, and remembers what was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.answers: dict[str, Callable[[], tuple[int, dict[str, str], bytes]]] = {}


def rows(*values: str, media_type: str = JSON) -> tuple[int, dict[str, str], bytes]:
    bindings = [{"o": {"type": "literal", "value": value}} for value in values]
    body = json.dumps({"head": {"vars": ["o"]}, "results": {"bindings": bindings}})
    return 200, {"Content-Type": media_type}, body.encode()


@pytest.fixture(scope="module")
def server() -> Iterator[Remote]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length).decode()
            found.asked.append((self.path, body, dict(self.headers)))
            status, headers, content = found.answers.get(self.path, lambda: rows(self.path))()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET = answer  # noqa: N815 - the name is the library's

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = Remote(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        server.shutdown()


@pytest.fixture
def remote(server: Remote) -> Remote:
    server.asked.clear()
    server.answers.clear()
    return server


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory, server: Remote) -> Snapshot:
    remote = server
    with draft(tmp_path_factory.mktemp("store")) as new:
        store = Store(str(new.path))
        for name in "ab":
            subject = NamedNode(f"http://example.org/{name}")
            endpoint = NamedNode(f"{remote.address}/{name}")
            store.add(Quad(subject, NamedNode("http://example.org/endpoint"), endpoint))
            store.add(Quad(subject, NamedNode("http://example.org/name"), Literal(name)))
            store.add(Quad(subject, NamedNode("http://example.org/flag"), Literal(True)))
        store.flush()
        del store
        return new.publish(Description("1", "2026-11-21T00:00:00Z", "s", "0"))


Ask = Callable[..., list[str]]


@pytest.fixture(scope="module")
def ask(snapshot: Snapshot) -> Iterator[Ask]:
    """Return the lines of an answer as CSV, sorted; the addresses allowed follow the query."""
    with asyncio.Runner() as runner:
        pool = Pool(snapshot, size=1)
        runner.run(pool.__aenter__())

        def ask(query: str, *allowed: str, within: float | None = None, **limits: Any) -> list[str]:
            pool.gateway = Gateway(AllowList(allowed), RemoteLimits(**limits))
            running = pool.run(QueryOperation(query), accept="text/csv", seconds=within)
            head, *lines = runner.run(running).read().decode().split()
            return [head, *sorted(lines)]

        yield ask
        runner.run(pool.close())


# What SERVICE does


def test_a_service_is_asked_for_what_stands_in_it(ask: Ask, remote: Remote) -> None:
    query = f"SELECT ?o {{ SERVICE <{remote.address}/sparql?a=%20b> {{ ?s <http://e/p> ?o }} }}"

    assert ask(query, remote.address) == ["o", "/sparql?a=%20b"]
    path, body, headers = remote.asked[0]
    assert (path, body) == ("/sparql?a=%20b", "SELECT * WHERE { ?s <http://e/p> ?o . }")
    assert headers["Host"] == remote.address.removeprefix("http://")
    assert headers["User-Agent"].startswith("istograph/")


def test_a_name_of_a_service_is_resolved_as_the_query_says(ask: Ask, remote: Remote) -> None:
    query = (
        f"PREFIX here: <{remote.address}/> BASE <{remote.address}/base/>"
        "SELECT ?o { { SERVICE here:x { ?s ?p ?o } } UNION { SERVICE <y> { ?s ?p ?o } } }"
    )

    assert ask(query, remote.address) == ["o", "/base/y", "/x"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?name ?o { ?x e:endpoint ?at ; e:name ?name SERVICE ?at { ?s ?p ?o } }",
        "SELECT ?name ?o { ?x e:endpoint ?at ; e:name ?name"
        " OPTIONAL { SERVICE ?at { ?s ?p ?o } } }",
        "SELECT ?name ?o { ?x e:endpoint ?e ; e:name ?name BIND(IRI(STR(?e)) AS ?at)"
        " SERVICE SILENT ?at { ?s ?p ?o } }",
        "SELECT ?name ?o { { SELECT * { ?x e:endpoint ?at ; e:name ?name"
        " SERVICE ?at { ?s ?p ?o } } } }",
    ],
)
def test_a_variable_names_a_service_for_each_solution(ask: Ask, remote: Remote, query: str) -> None:
    prefixed = f"PREFIX e: <http://example.org/> {query}"

    assert ask(prefixed, remote.address) == ["name,o", "a,/a", "b,/b"]


def test_nothing_of_the_rewriting_is_seen_in_the_result(ask: Ask, remote: Remote) -> None:
    query = "SELECT * { ?x <http://example.org/endpoint> ?at SERVICE ?at { ?s ?p ?o } }"

    assert ask(query, remote.address)[0].split(",") == ["at", "o", "p", "s", "x"]


def test_a_service_in_a_service_is_the_other_endpoints_affair(ask: Ask, remote: Remote) -> None:
    query = (
        f"SELECT ?o {{ SERVICE <{remote.address}/outer> {{ ?s ?p ?o"
        " SERVICE <http://10.0.0.1/inner> { ?s ?q ?r } } }"
    )

    assert ask(query, remote.address) == ["o", "/outer"]
    assert "SERVICE <http://10.0.0.1/inner>" in remote.asked[0][1]


def test_a_query_joins_what_is_here_with_what_is_there(ask: Ask, remote: Remote) -> None:
    remote.answers["/x"] = lambda: rows("b", "c")
    query = (
        "SELECT ?x { ?x <http://example.org/name> ?o"
        f" SERVICE <{remote.address}/x> {{ ?s ?p ?o }} }}"
    )

    assert ask(query, remote.address) == ["x", "http://example.org/b"]


# What is refused

REFUSED = {
    "another host": "http://example.org/sparql",
    "another scheme": "ftp://127.0.0.1/",
    "a file": "file:///etc/passwd",
    "another port": "http://127.0.0.1:1/allowed/",
    "another path": "{remote}/other",
    "a path that only begins alike": "{remote}/allowedly",
    "a path that goes up": "{remote}/allowed/../other",
    "a path that goes up, encoded": "{remote}/allowed/%2e%2e/other",
    "a path with a backslash": "{remote}/allowed/%5c..%5cother",
    "a user": "http://user@127.0.0.1:{port}/allowed",
    "a host in the place of a user": "http://127.0.0.1:{port}@10.0.0.1/allowed",
    "decimal": "http://2130706433:{port}/allowed",
    "octal": "http://0177.0.0.1:{port}/allowed",
    "hexadecimal": "http://0x7f.0.0.1:{port}/allowed",
    "short": "http://127.1:{port}/allowed",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/allowed",
    "a dot at the end": "http://127.0.0.1.:{port}/allowed",
    "fullwidth digits": "http://１２７.0.0.1:{port}/allowed",
    "link-local": "http://169.254.169.254/latest/meta-data",
    "unique-local": "http://[fd00:ec2::254]/latest",
    "a port that is none": "http://127.0.0.1:99999/allowed",
    "no host": "http:///allowed",
}


@pytest.mark.parametrize("form", ["constant", "silent", "variable"])
@pytest.mark.parametrize("iri", REFUSED.values(), ids=REFUSED.keys())
def test_nothing_else_is_reached(ask: Ask, remote: Remote, iri: str, form: str) -> None:
    iri = iri.replace("{remote}", remote.address).replace("{port}", remote.address.split(":")[2])
    query = {
        "constant": f"SELECT ?o {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}",
        "silent": f"SELECT ?o {{ SERVICE SILENT <{iri}> {{ ?s ?p ?o }} }}",
        "variable": f"SELECT ?o {{ BIND(IRI('{iri}') AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
    }[form]
    if form == "silent":
        assert ask(query, f"{remote.address}/allowed") in (["o"], ["o", ""])
    else:
        with pytest.raises(InputError):
            ask(query, f"{remote.address}/allowed")
    assert remote.asked == []


def test_a_disguised_service_reaches_the_gateway_and_no_further(ask: Ask, remote: Remote) -> None:
    query = (
        "PREFIX e: <http://example.org/> SELECT *"
        f"{{ ?x e:flag trueSERVICE<{remote.address}/>{{ ?s ?p ?o }} }}"
    )

    with pytest.raises(InputError, match="put spaces around"):
        ask(query, remote.address)
    assert remote.asked == []


def test_a_redirect_is_looked_at_like_any_address(ask: Ask, remote: Remote) -> None:
    remote.answers["/in/a"] = lambda: (307, {"Location": "/in/b"}, b"")
    remote.answers["/in/out"] = lambda: (307, {"Location": "/out"}, b"")
    allowed = f"{remote.address}/in"

    assert ask(service(f"{allowed}/a"), allowed) == ["o", "/in/b"]
    with pytest.raises(AddressError, match="/out"):
        ask(service(f"{allowed}/out"), allowed)
    assert "/out" not in [path for path, _, _ in remote.asked]


def test_redirects_in_a_circle_end(ask: Ask, remote: Remote) -> None:
    remote.answers["/x"] = lambda: (302, {"Location": "/x"}, b"")

    with pytest.raises(RemoteError, match="redirects more than 5 times"):
        ask(service(f"{remote.address}/x"), remote.address)


def test_a_name_that_stands_for_a_private_address_is_refused(ask: Ask, remote: Remote) -> None:
    port = remote.address.split(":")[2]
    query = service(f"http://localhost:{port}/x")
    allowed = AllowList(["http://localhost"])

    assert ask(query, "http://localhost") == ["o", "/x"]
    allowed.check_ip(parse("http://localhost/"), ip_address("127.0.0.1"))
    with pytest.raises(AddressError, match="not a public address"):
        AllowList(["http://rebound.example"]).check_ip(
            parse("http://rebound.example/"), ip_address("127.0.0.1")
        )


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1",
    ],
)
def test_an_address_that_is_not_public(ip: str) -> None:
    assert not is_public(ip_address(ip))


def test_public_addresses_are() -> None:
    ips = map(ip_address, ["185.15.59.224", "2a02:ec80:300:ed1a::1"])

    assert all(map(is_public, ips))


def test_a_prefix_without_a_port_means_any_port() -> None:
    AllowList(["http://127.0.0.1"]).check("http://127.0.0.1:3030/ds")
    with pytest.raises(AddressError):
        AllowList(["http://127.0.0.1:80"]).check("http://127.0.0.1:3030/ds")


@pytest.mark.parametrize("prefix", ["file:///", "127.0.0.1", "http://a@b/", "http://a/?q"])
def test_a_prefix_that_is_none_is_refused_at_the_start(prefix: str) -> None:
    with pytest.raises(AddressError):
        AllowList([prefix])


# What goes wrong there


def service(iri: str, silent: str = "") -> str:
    return f"SELECT ?o {{ SERVICE {silent} <{iri}> {{ ?s ?p ?o }} }}"


FAILURES: dict[str, tuple[tuple[int, dict[str, str], bytes], str]] = {
    "an error": (
        (400, {"Content-Type": "text/plain"}, b"I do not know you"),
        "400 Bad Request: I do not know you",
    ),
    "a page": ((200, {"Content-Type": "text/html"}, b"<html>"), "text/html"),
    "no media type": ((200, {}, b"{}"), "no media type"),
    "packed": ((200, {"Content-Type": JSON, "Content-Encoding": "gzip"}, b"x"), "encoding"),
    "too many rows": (rows(*"abcdef"), "5 rows"),
    "too many bytes": (rows("x" * 5000), "rows"),
    "a redirect to nowhere": ((307, {"Location": "ftp://x"}, b""), "ftp"),
}


@pytest.mark.parametrize(("reply", "said"), FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_shows_the_query_and_the_reason(
    ask: Ask, remote: Remote, reply: tuple[int, dict[str, str], bytes], said: str
) -> None:
    remote.answers["/x"] = lambda: reply

    with pytest.raises((RemoteError, AddressError), match=said) as problem:
        ask(service(f"{remote.address}/x"), remote.address, size=4096, rows=5)

    assert "SELECT * WHERE { ?s ?p ?o . }" in str(problem.value)


@pytest.mark.parametrize("reply", [reply for reply, _ in FAILURES.values()], ids=FAILURES.keys())
def test_silent_goes_on_without(
    ask: Ask, remote: Remote, reply: tuple[int, dict[str, str], bytes]
) -> None:
    remote.answers["/x"] = lambda: reply
    query = (
        "SELECT ?name { ?x <http://example.org/name> ?name"
        f" SERVICE SILENT <{remote.address}/x> {{ ?s ?p ?o }} }}"
    )

    assert ask(query, remote.address, size=4096, rows=5) == ["name", "a", "b"]


def test_an_answer_that_does_not_parse_is_the_endpoints_fault(ask: Ask, remote: Remote) -> None:
    remote.answers["/x"] = lambda: (200, {"Content-Type": JSON}, b'{"head": {"vars": [')

    with pytest.raises(RemoteError):
        ask(service(f"{remote.address}/x"), remote.address)


def test_an_endpoint_that_is_not_there(ask: Ask) -> None:
    with pytest.raises(RemoteError, match="could not be reached"):
        ask(service("http://127.0.0.1:9/x"), "http://127.0.0.1")


@pytest.fixture
def silent(remote: Remote) -> Iterator[Remote]:
    """The endpoint, at /x of which nothing is answered before the test ends."""
    ended = threading.Event()
    remote.answers["/x"] = lambda: (ended.wait(), rows())[1]
    yield remote
    ended.set()


def test_an_endpoint_has_its_own_time_limit(ask: Ask, silent: Remote) -> None:

    with pytest.raises(RemoteError, match=r"longer than 0\.3 seconds"):
        ask(service(f"{silent.address}/x"), silent.address, seconds=0.3)


def test_the_querys_time_limit_holds_for_all(ask: Ask, silent: Remote) -> None:
    with pytest.raises(TimeLimitError):
        ask(service(f"{silent.address}/x"), silent.address, within=0.7, seconds=PATIENCE)


def test_a_query_asks_so_often_and_no_more(ask: Ask, remote: Remote) -> None:
    query = "SELECT * { ?x <http://example.org/endpoint> ?at SERVICE ?at { ?s ?p ?o } }"

    with pytest.raises(RemoteError, match="1 times"):
        ask(query, remote.address, requests=1)


def test_an_unbound_variable_is_told(ask: Ask) -> None:
    with pytest.raises(InputError, match="bind it before"):
        ask("SELECT * { SERVICE ?at { ?s ?p ?o } }")


def test_a_syntax_error_is_told_in_its_place(ask: Ask) -> None:
    with pytest.raises(InputError, match="line 2, column"):
        ask("SELECT * { SERVICE <http://127.0.0.1/x>\n { ?s ?p } }")


def test_a_service_without_a_group_is_told(ask: Ask) -> None:
    with pytest.raises(InputError):
        ask("SELECT * { SERVICE")


# Counting


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("media_type", "text", "count"),
    [
        (JSON, r'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"value":"{\"}\\"}},{}]}}', 2),
        (JSON, '{"head":{},"boolean":true}', 0),
        (
            "application/sparql-results+xml",
            '<sparql><head><variable name="result"/></head><results><result><binding/></result>'
            "<result/></results></sparql>",
            2,
        ),
    ],
)
def test_rows_are_counted_wherever_the_pieces_are_cut(
    media_type: str, text: str, count: int, step: int
) -> None:
    counter = RowCount(media_type)
    found = 0
    for at in range(0, len(text), step):
        found = counter.add(text[at : at + step].encode())

    assert found == count


def test_a_clause_ends_before_the_optional_that_touches_it_begins() -> None:
    apart = "SELECT * { SERVICE ?x { ?a ?b ?c } OPTIONAL { SERVICE ?y { ?d ?e ?f } } }"
    touching = apart.replace(" OPTIONAL", "OPTIONAL")
    one, other = (rewrite(each, lambda _, name: name).text for each in (apart, touching))

    assert one.split() == other.split()
