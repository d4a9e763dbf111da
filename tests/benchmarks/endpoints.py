"""Compare this service with the `oxigraph` server and rdflib-endpoint, and print one table.

    python -m venv others && others/bin/pip install oxigraph 'rdflib-endpoint[cli]'
    PATH=$PATH:$PWD/others/bin python tests/benchmarks/endpoints.py

Every server is started on loopback, in the way in which it does best, and asked the same things:

    w3c         the W3C's tests of SPARQL, read from beside the repository
    faults      the hostile requests of tests/faults, each with the answer that it deserves
    clients     the jobs of tests/clients
    speed       small look-ups and joins, each another one, by 8 connections; seconds of the
                servers' processors, which what else runs on the machine changes little

What is not installed, or not there, stands in the table as such. About 20 minutes for all of it;
`--parts` and `--servers` choose. The clients' Python packages are the extra `clients`.
"""

import argparse
import http.client
import importlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import httpx
from tests.clients.jobs import EX, SCRIPTS, Endpoint, ntriples
from tests.faults.hostile import FAULTS, Fault
from tests.faults.serving import QUERY_SECONDS, TRIPLES, Server, Trap, fill
from tests.serving import TOKEN, free_port

from istograph.rdf.store import snapshot

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared"
MISSING = "not installed"
# Its command serves a Dataset, in whose default graph rdflib 7.6 cannot write.
RDFLIB = """
import sys, uvicorn
from rdflib import ConjunctiveGraph
from rdflib_endpoint import SparqlEndpoint
graph = ConjunctiveGraph()
graph.parse(sys.argv[2])
uvicorn.run(SparqlEndpoint(graph=graph, enable_update=True), port=int(sys.argv[1]))
"""
PATIENCE = 4 * QUERY_SECONDS
CONNECTIONS = 8
CLIENTS = ("sparqlwrapper", "rdflib", "sparqlx", "pandas")
Rows = dict[str, str]


@dataclass(frozen=True)
class Product:
    """A server: how it is started on a folder, and where it takes what."""

    name: str
    program: str
    options: Callable[[int, Path, Path], Sequence[str]]
    query: str
    update: str
    # nothing where it has no Graph Store Protocol
    graphs: str
    token: str = ""

    def endpoint(self, address: str) -> Endpoint:
        graphs = address + self.graphs if self.graphs else ""
        return Endpoint(address + self.query, address + self.update, graphs, self.token)


def istograph(port: int, folder: Path, _: Path) -> Sequence[str]:
    limits = ("--query-timeout", str(QUERY_SECONDS), "--max-memory", "192M", "--no-access-log")
    return ("serve", "--empty", "--writable", "--store", str(folder), "--port", str(port), *limits)


def istograph_open(port: int, folder: Path, data: Path) -> Sequence[str]:
    federated = ("--open-writes", "--service-allow", "http://127.0.0.1", "--query-timeout", "20")
    return (*istograph(port, folder, data), *federated)


def oxigraph(port: int, folder: Path, _: Path) -> Sequence[str]:
    limits = ("--timeout-s", str(QUERY_SECONDS))
    return ("serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}", *limits)


def rdflib_endpoint(port: int, _: Path, data: Path) -> Sequence[str]:
    return ("-c", RDFLIB, str(port), str(data))


PRODUCTS = (
    Product("istograph", "istograph", istograph, "/sparql", "/sparql", "/graphs", TOKEN),
    Product("oxigraph", "oxigraph", oxigraph, "/query", "/update", "/store"),
    Product("rdflib-endpoint", "rdflib-endpoint/python", rdflib_endpoint, "/", "/", ""),
)


class Running:
    """A server that is started again when it has died or no longer answers."""

    def __init__(self, product: Product, data: str, folder: Path) -> None:
        self.product = product
        self._folder = folder
        self._data = folder / "data.nt"
        self._data.write_text(data, encoding="utf-8")
        self.starts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None
        return self._process

    def start(self) -> None:
        """Start it with nothing but the data."""
        self.starts += 1
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.endpoint = self.product.endpoint(self.address)
        store = self._folder / f"store-{self.starts}"
        store.mkdir()
        program = found(self.product.program)
        assert program is not None
        self._process = subprocess.Popen(
            [program, *self.product.options(port, store, self._data)],
            env={**os.environ, "ISTOGRAPH_TOKEN": TOKEN},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(600):
            if self.answers():
                break
            time.sleep(0.1)
        else:
            raise SystemExit(f"{self.product.name} does not answer")
        self._fill()

    def answers(self, seconds: float = 10) -> bool:
        """Say whether it answers a small query."""
        with suppress(httpx.HTTPError):
            found = httpx.get(
                self.endpoint.query,
                params={"query": "ASK { ?s ?p ?o }"},
                headers={"Accept": "application/sparql-results+json"},
                timeout=seconds,
                trust_env=False,
            )
            return found.status_code == 200
        return False

    def _fill(self) -> None:
        if not self.product.graphs or not self._data.stat().st_size:
            return
        headers = {"Content-Type": "application/n-triples"}
        if self.endpoint.token:
            headers["Authorization"] = f"Bearer {self.endpoint.token}"
        httpx.put(
            f"{self.endpoint.graphs}?default",
            content=self._data.read_bytes(),
            headers=headers,
            timeout=60,
            trust_env=False,
        ).raise_for_status()

    def stop(self) -> None:
        """End it with all its processes."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self.process.wait()


def found(program: str) -> str | None:
    """Return the path of a program, or of the Python that one is installed in."""
    name, _, python = program.partition("/")
    path = shutil.which(name)
    return str(Path(path).with_name(python)) if path and python else path


@contextmanager
def running(product: Product, data: str = "") -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="endpoints-") as folder:
        server = Running(product, data, Path(folder))
        try:
            yield server
        finally:
            server.stop()


# The W3C's tests


def w3c(product: Product) -> Rows:
    runner = SHARED / "conformance" / "runners" / "sparql_runner.py"
    if not runner.is_file():
        return {"W3C tests passed": f"needs {runner}, which is not there"}
    if product.name == "istograph":
        product = replace(product, options=istograph_open, token="")
    with running(product) as server, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        endpoint = server.endpoint
        ends = [
            f"--query={endpoint.query}",
            f"--update={endpoint.update}",
            f"--sd={endpoint.query}",
        ]
        ends += [f"--gsp={endpoint.graphs}"] if endpoint.graphs else ["--load=update"]
        command = [sys.executable, str(runner), *ends, "--json", str(report), "--timeout", "10"]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        return _passed(json.loads(report.read_text(encoding="utf-8"))["groups"])


def _passed(groups: Mapping[str, Mapping[str, Sequence[Mapping[str, str]]]]) -> Rows:
    statuses = {
        group: [test["status"] for test in found["tests"]] for group, found in groups.items()
    }
    wanted = {
        "protocol": ["protocol"],
        "graph store": ["gsp-indirect", "gsp-direct"],
        "service description": ["service-description"],
        "federation": ["federation"],
    }
    rows = {"W3C tests passed": _share([status for each in statuses.values() for status in each])}
    for name, members in wanted.items():
        rows[f"... {name}"] = _share(
            [status for each in members for status in statuses.get(each, [])]
        )
    return rows


def _share(statuses: Sequence[str]) -> str:
    return f"{statuses.count('pass')} of {len(statuses)}"


# Hostile requests


def faults(product: Product) -> Rows:
    trap = Trap()
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        published = snapshot.current(Path(folder))
        assert published is not None
        data = "".join(f"{quad.triple} .\n" for quad in published.open())
    with running(product, data) as server:
        prober = Prober(server)
        good = lost = 0
        for fault in FAULTS:
            good += _is_as_deserved(adapted(fault, product), server, trap)
            if server.process.poll() is not None or not server.answers(PATIENCE):
                lost += 1
                server.stop()
                server.start()
        slowest = prober.end()
    trap.close()
    return {
        "hostile requests answered as they deserve": f"{good} of {len(FAULTS)}",
        "... times it died or hung": str(lost),
        "... slowest look-up of another client meanwhile": slowest,
        "... forged requests that it sent": str(trap.reached),
    }


def adapted(fault: Fault, product: Product) -> Fault:
    """Return a fault as it is sent to a server whose paths are other ones."""
    form = fault.headers.get("Content-Type", "")
    writes = "sparql-update" in form or (fault.body or b"").startswith(b"update=")
    sparql = product.update if writes else product.query
    ways = {"/sparql": sparql, "/graphs": product.graphs or "/graphs"}
    path, raw = fault.path, fault.raw
    for ours, theirs in ways.items():
        path = re.sub(f"^{ours}(?=$|[?])", theirs, path)
        raw = raw and raw.replace(f" {ours}".encode(), f" {theirs}".encode())
    return replace(fault, path=path, raw=raw)


def _is_as_deserved(fault: Fault, server: Running, trap: Trap) -> bool:
    target = Server(server.address, server.process, trap.address, Path())
    try:
        return fault.send(target, PATIENCE).status in fault.expected
    except httpx.HTTPError:
        return False


class Prober:
    """Asks for something small, again and again, in a thread."""

    def __init__(self, server: Running) -> None:
        self._server = server
        self._ended = threading.Event()
        self._slowest = 0.0
        self._thread = threading.Thread(target=self._probe)
        self._thread.start()

    def end(self) -> str:
        self._ended.set()
        self._thread.join()
        return f"{self._slowest:.1f} s" if self._slowest < PATIENCE else f"over {PATIENCE} s"

    def _probe(self) -> None:
        while not self._ended.wait(0.1):
            server, process = self._server.endpoint.query, self._server.process
            began = time.monotonic()
            with suppress(httpx.HTTPError):
                query = {"query": f"ASK {{ <{EX}{began}> ?p ?o }}"}
                httpx.get(server, params=query, timeout=PATIENCE, trust_env=False)
            if self._server.process is process:
                self._slowest = max(self._slowest, time.monotonic() - began)


# Clients' jobs


def clients(product: Product) -> Rows:
    rows = {}
    with running(product, ntriples()) as server:
        for client in CLIENTS:
            rows |= _done(client, server, [sys.executable, __file__, "--jobs", client])
        folder = Path(os.environ.get("ISTOGRAPH_TEST_NODE", HERE.parent / "clients"))
        for script in SCRIPTS:
            rows |= _by_node(script, server, folder)
    return rows


def _by_node(client: str, server: Running, folder: Path) -> Rows:
    if shutil.which("node") is None or not (folder / "node_modules").is_dir():
        return {f"jobs done by {client}": f"needs npm install --prefix {folder}"}
    sources = (HERE.parent / "clients" / f"{name}.mjs" for name in ("jobs", client))
    script = "".join(source.read_text(encoding="utf-8") for source in sources)
    return _done(client, server, ["node", "--input-type=module", "-"], script, folder)


def _done(
    client: str,
    server: Running,
    command: Sequence[str],
    script: str = "",
    folder: Path | None = None,
) -> Rows:
    endpoint = server.endpoint
    arguments = [endpoint.query, endpoint.update, endpoint.graphs, endpoint.token]
    with tempfile.TemporaryFile("w+") as output, suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [*command, *arguments],
            input=script,
            cwd=folder,
            stdout=output,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
            timeout=180,
        )
        output.seek(0)
        return _counted(client, [json.loads(line) for line in output])
    server.stop()
    server.start()
    return {f"jobs done by {client}": "hung"}


def _counted(client: str, outcomes: Sequence[Mapping[str, str]]) -> Rows:
    for failed in (outcome for outcome in outcomes if "error" in outcome):
        sys.stderr.write(f"{client}: {failed['name']}: {failed['error'].splitlines()[-1][:200]}\n")
    good = sum("error" not in outcome for outcome in outcomes)
    # A script that dies leaves the rest undone.
    total = SCRIPTS.get(client, len(outcomes))
    return {f"jobs done by {client}": f"{good} of {total}" if outcomes else MISSING}


def do_jobs(name: str, endpoint: Endpoint) -> None:
    """Do the jobs of a Python client and print what became of each, as the scripts do."""
    from tests.clients.jobs import Client

    module = importlib.import_module(f"tests.clients.with_{name}")
    for client in (each for each in vars(module).values() if isinstance(each, Client)):
        for job, do in client.jobs.items():
            outcome = {"name": f"{client.name}: {job}"}
            try:
                do(endpoint)
            # pytest.raises fails with what is no Exception.
            except BaseException as problem:
                outcome["error"] = f"{type(problem).__name__}: {problem}"
            sys.stdout.write(json.dumps(outcome) + "\n")
            sys.stdout.flush()


# Speed

LOOKUP = f"SELECT ?n {{ <{EX}%d> <{EX}value> ?n }}"
JOIN = (
    f"SELECT (COUNT(*) AS ?count) {{ ?a <{EX}follows> ?b . ?b <{EX}follows> ?c . "
    f"?c <{EX}value> ?n FILTER(?n > %d) }}"
)


def speed(product: Product) -> Rows:
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        published = snapshot.current(Path(folder))
        assert published is not None
        data = "".join(f"{quad.triple} .\n" for quad in published.open())
    with running(product, data) as server:
        rows = {}
        for name, query, number in (("look-up", LOOKUP, 1600), ("join", JOIN, 160)):
            measure(server, query, number // 8, TRIPLES)
            rows |= _rates(name, *measure(server, query, number, 0), number)
        again, taken = measure(server, LOOKUP, 1600, 0)
        return rows | _rates("look-up asked before", again, taken, 1600)


def _rates(name: str, seconds: float, taken: float, number: int) -> Rows:
    return {
        f"{name}: milliseconds of a processor": f"{1000 * taken / number:.2f}",
        f"{name}: requests a second": f"{number / seconds:.0f}",
    }


def measure(server: Running, query: str, number: int, first: int) -> tuple[float, float]:
    """Return the seconds on the wall and of the server's processors that queries take."""
    began, before = time.monotonic(), processor_seconds(server.pid)
    threads = [
        threading.Thread(
            target=_ask, args=(server.endpoint.query, query, range(n, n + number, CONNECTIONS))
        )
        for n in range(first, first + CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began, processor_seconds(server.pid) - before


def _ask(address: str, query: str, numbers: range) -> None:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    for number in numbers:
        path = f"{parts.path}?query={quote(query % number, safe='')}"
        connection.request("GET", path, headers={"Accept": "application/sparql-results+json"})
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200, body[:200]
    connection.close()


def processor_seconds(pid: int) -> float:
    """Return what a process and its children have taken, on Linux."""
    ticks = 0
    waiting = [pid]
    while waiting:
        each = waiting.pop()
        with suppress(FileNotFoundError, ProcessLookupError):
            # proc_pid_stat(5): utime and stime stand after the name, which may have spaces.
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
            waiting += map(int, Path(f"/proc/{each}/task/{each}/children").read_text().split())
    return ticks / os.sysconf("SC_CLK_TCK")


# The table

PARTS = {"w3c": w3c, "faults": faults, "clients": clients, "speed": speed}


def compare(products: Sequence[Product], parts: Sequence[str]) -> dict[str, Rows]:
    """Return the columns of the table."""
    columns: dict[str, Rows] = {}
    for product in products:
        columns[product.name] = {}
        if found(product.program) is None:
            sys.stderr.write(f"{product.program} is {MISSING}\n")
            continue
        for part in parts:
            sys.stderr.write(f"{product.name}: {part}\n")
            columns[product.name] |= PARTS[part](product)
    return columns


def table(columns: Mapping[str, Rows]) -> str:
    """Return the columns as a table in Markdown."""
    names = list(dict.fromkeys(name for rows in columns.values() for name in rows))
    lines = [["", *columns], ["---"] * (len(columns) + 1)]
    lines += [[name, *(rows.get(name, MISSING) for rows in columns.values())] for name in names]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=list(PARTS))
    names = [product.name for product in PRODUCTS]
    parser.add_argument("--servers", nargs="*", choices=names, default=names)
    parser.add_argument("--jobs", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.jobs:
        client, *endpoint = options.jobs
        do_jobs(client, Endpoint(*endpoint))
        return
    chosen = [product for product in PRODUCTS if product.name in options.servers]
    sys.stdout.write(table(compare(chosen, options.parts)))


if __name__ == "__main__":
    main()
