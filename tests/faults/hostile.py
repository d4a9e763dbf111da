"""Hostile requests as values: what is sent, and what should come back."""

import gzip
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import httpx
from tests.faults.serving import ATTACKER, LONGEST, TOKEN, Server
from tests.serving import PATIENCE

BEARER = {"Authorization": f"Bearer {TOKEN}"}
TRAP = "{trap}"


@dataclass(frozen=True)
class Answered:
    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """One request; `{trap}` in it stands for an address that must not be reached."""

    name: str
    expected: tuple[int, ...]
    method: str = "GET"
    path: str = "/sparql"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    # sent as it is, instead of all of the above
    raw: bytes | None = None

    def send(self, server: Server, seconds: float = PATIENCE) -> Answered:
        if self.raw is not None:
            return exchange(server, self.raw)
        path = self.path.replace(TRAP, server.trap).replace(quote(TRAP, safe=""), server.trap)
        body = self.body.replace(TRAP.encode(), server.trap.encode()) if self.body else self.body
        transport = httpx.HTTPTransport(local_address=ATTACKER, verify=False)
        with httpx.Client(transport=transport, timeout=seconds, trust_env=False) as client:
            response = client.request(
                self.method, server.address + path, headers=self.headers, content=body
            )
        media_type = response.headers.get("content-type", "")
        return Answered(response.status_code, media_type, response.content, response.headers)


def exchange(server: Server, data: bytes) -> Answered:
    """Send bytes and read the head of what comes back; status 0 when nothing does."""
    with connect(server) as connection:
        connection.settimeout(PATIENCE)
        received = b""
        try:
            connection.sendall(data)
            while b"\r\n\r\n" not in received and (piece := connection.recv(1 << 16)):
                received += piece
        except (ConnectionError, TimeoutError):
            pass
    line = received.split(b"\r\n")[0].split()
    return Answered(int(line[1]) if len(line) > 1 else 0, "", received)


def connect(server: Server) -> socket.socket:
    """Connect as an attacker."""
    parts = urlsplit(server.address)
    return socket.create_connection(
        (str(parts.hostname), int(parts.port or 0)), PATIENCE, source_address=(ATTACKER, 0)
    )


def get(name: str, query: str, *expected: int, accept: str | None = None) -> Fault:
    headers = {"Accept": accept} if accept else {}
    return Fault(name, expected, "GET", f"/sparql?query={quote(query, safe='')}", headers)


def post(
    name: str,
    body: str | bytes,
    *expected: int,
    media_type: str | None = "application/sparql-query",
    path: str = "/sparql",
    method: str = "POST",
    **headers: str,
) -> Fault:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if media_type:
        given["Content-Type"] = media_type
    content = body.encode() if isinstance(body, str) else body
    return Fault(name, expected, method, path, given, content)


def update(name: str, text: str, *expected: int, token: str | None = TOKEN) -> Fault:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return post(name, text, *expected, media_type="application/sparql-update", **headers)


def put(name: str, body: str | bytes, media_type: str, *expected: int, **headers: str) -> Fault:
    path = "/graphs?graph=http://example.org/put"
    return post(
        name, body, *expected, media_type=media_type, path=path, method="PUT", **BEARER, **headers
    )


def raw(name: str, data: bytes, *expected: int) -> Fault:
    return Fault(name, expected, raw=data)


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }"
_HEAD = b"Host: localhost\r\nConnection: close\r\n"
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
_LEVELS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_ENTITY_BOMB = (
    f'<!DOCTYPE rdf:RDF [<!ENTITY a0 "{"a" * 1000}">{_LEVELS}]><rdf:RDF {_RDF}>'
    '<rdf:Description rdf:about="http://e/s"><e:p>&a9;</e:p></rdf:Description></rdf:RDF>'
)
_EXTERNAL_ENTITY = (
    f'<!DOCTYPE rdf:RDF [<!ENTITY x SYSTEM "{TRAP}/x">]><rdf:RDF {_RDF}>'
    '<rdf:Description rdf:about="http://e/s"><e:p>&x;</e:p></rdf:Description></rdf:RDF>'
)
_FILE_ENTITY = _EXTERNAL_ENTITY.replace(f"{TRAP}/x", "file:///etc/passwd")


def service(iri: str, silent: str = "") -> str:
    return f"SELECT * {{ SERVICE {silent} <{iri}> {{ ?s ?p ?o }} }}"


def built(iri: str) -> str:
    return f"SELECT * {{ BIND(IRI(CONCAT('{iri}', '/x')) AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}"


def written(clause: str, group: str = "?s ?p ?o") -> str:
    return f"INSERT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o . {clause} {{ {group} }} }}"


def called(name: str, *arguments: str) -> str:
    return f"<https://w3id.org/istograph/ontology#{name}>({', '.join(arguments)})"


MALFORMED = (
    get("a syntax error", "SELECT * { ?s ?p }", 400),
    get("an empty query", "", 400),
    get("an open string", 'ASK { ?s ?p "', 400),
    get("an undeclared prefix", "ASK { nope:a ?p ?o }", 400),
    get("a null character", "ASK { ?s ?p '\x00' } \x00", 400),
    get("an unknown function", "SELECT (<http://e/f>(1) AS ?x) {}", 200, 400),
    Fault("two queries", (400,), path="/sparql?query=ASK%7B%7D&query=ASK%7B%7D"),
    Fault("a query that is no UTF-8", (400,), path="/sparql?query=%FF%FE"),
    post("a query and an update", "query=ASK%7B%7D&update=DROP%20ALL", 400,
         media_type="application/x-www-form-urlencoded"),
    post("a body that is no UTF-8", b"ASK { ?s ?p '\xff' }", 400),
    post("a body in UTF-16", "ASK {}".encode("utf-16"), 400, 415,
         media_type="application/sparql-query; charset=utf-16"),
    post("plain text", "ASK {}", 415, media_type="text/plain"),
    post("no media type", "ASK {}", 400, 415, media_type=None),
    post("a media type that is none", "ASK {}", 415, media_type=";;;"),
    post("an image", b"\x89PNG", 415, media_type="image/png"),
    post("a packed query", gzip.compress(b"ASK {}"), 415, Content_Encoding="gzip"),
    post("a query as multipart", b"--x--", 415, media_type="multipart/form-data; boundary=x"),
    get("an image wanted", "ASK {}", 406, accept="image/png"),
    Fault("a wrong id", (400,), headers={"Istograph-Query-Id": "1 OR 1=1"}),
    Fault("an id of nobody", (404,), path="/queries/00000000-0000-4000-8000-000000000000"),
    Fault("to cancel nothing", (404,), "DELETE", "/queries/00000000-0000-4000-8000-000000000000"),
    Fault("a verb that is none", (405,), "BREW"),
    Fault("PUT of a query", (405,), "PUT", body=b"ASK {}"),
    Fault("a way out of /static", (404,), path="/static/%2e%2e/%2e%2e/settings.py"),
    Fault("a file by its path", (404,), path="/%2e%2e/%2e%2e/etc/passwd"),
    raw("noise", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 10 + b"\r\n\r\n", 400),
    raw("a head without Host", b"GET /health HTTP/1.1\r\n\r\n", 400),
    raw("a header without colon", b"GET /health HTTP/1.1\r\n" + _HEAD + b"x\r\n\r\n", 400),
    raw("a negative length",
        b"POST /sparql HTTP/1.1\r\n" + _HEAD + b"Content-Length: -1\r\n\r\n", 400),
    raw("two lengths",
        b"POST /sparql HTTP/1.1\r\n" + _HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        400),
    raw("a chunk of no size",
        b"POST /sparql HTTP/1.1\r\n" + _HEAD + b"Content-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 0, 400),
)  # fmt: skip

HUGE = (
    get("a long URL", "#" + "x" * 40_000, 414),
    Fault("many parameters", (414,), path="/sparql?" + "a=b&" * 10_000),
    raw("a long head", b"GET /health HTTP/1.1\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", 0, 400, 431),
    raw("many headers",
        b"GET /health HTTP/1.1\r\n" + b"".join(b"X%d: y\r\n" % n for n in range(20_000)) + b"\r\n",
        0, 400, 431),
    post("a long query", "ASK {} #" + "x" * (2 << 20), 413),
    raw("a length that is announced",
        b"POST /sparql HTTP/1.1\r\n" + _HEAD + b"Content-Type: application/sparql-query\r\n"
        b"Content-Length: 99999999999\r\n\r\n", 413),
    raw("chunks without end",
        b"POST /sparql HTTP/1.1\r\n" + _HEAD + b"Content-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"x" * 65536 + b"\r\n" * 1
        + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 20, 413),
    put("a body that is larger unpacked", gzip.compress(b" " * (400 << 20), 9),
        "text/turtle", 413, 507, Content_Encoding="gzip"),
    get("a large result", "SELECT * { ?a ?p ?x . ?b ?q ?y }", 504, 507),
    post("many values", LONGEST, 200),
    get("a string that doubles",
        "SELECT (STRLEN(?x40) AS ?n) { BIND('0123456789' AS ?x0) "
        + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40)) + " }", 504, 507),
)  # fmt: skip

DEEP = (
    post("groups", "SELECT * " + "{" * 20_000 + "}" * 20_000, 400),
    post("groups, not so many", "SELECT * " + "{" * 3_000 + "}" * 3_000, 400),
    post("brackets", "SELECT * { BIND(" + "(" * 20_000 + "1" + ")" * 20_000 + " AS ?x) }", 400),
    post("blank nodes", "SELECT * { ?s ?p " + "[ ?p " * 20_000 + "]" * 20_000 + " }", 400),
    post("lists", "SELECT * { ?s ?p " + "(" * 20_000 + ")" * 20_000 + " }", 400),
    post("unions", "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 20_000) + " }", 400),
    post("optionals", "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 20_000 + " }", 400),
    post("filters in filters",
         "SELECT * { " + "FILTER EXISTS { " * 5_000 + "}" * 5_000 + " }", 400),
    post("additions", "SELECT * { BIND(" + "+".join(["1"] * 20_000) + " AS ?x) }", 400),
    post("steps of a path", "SELECT * { ?s " + "/".join(["a"] * 20_000) + " ?o }", 400),
    post("columns", "SELECT " + " ".join(f"(1 AS ?x{n})" for n in range(5_000)) + " {}", 400),
    post("groups of an update", "INSERT { <a> <b> <c> } WHERE " + "{" * 20_000 + "}" * 20_000, 400,
         media_type="application/sparql-update", **BEARER),
    put("groups of Turtle", "<http://e/a> <http://e/b> " + "[ <http://e/c> " * 100_000,
        "text/turtle", 400),
    put("arrays of JSON-LD", "[" * 100_000 + "]" * 100_000, "application/ld+json", 400),
    put("elements of RDF/XML", f"<rdf:RDF {_RDF}>" + "<e:a><e:b>" * 50_000,
        "application/rdf+xml", 400, 504),
    post("arrays of a description", "[" * 100_000 + "]" * 100_000, 400, path="/classify",
         media_type="application/json"),
)  # fmt: skip

EXPENSIVE = (
    get("a cross product", ENDLESS, 504),
    get("a cross product to sort", "SELECT * { ?a ?p ?x . ?b ?q ?y } ORDER BY ?x ?y", 504, 507),
    get("a cross product to tell apart", "SELECT DISTINCT * { ?a ?p ?x . ?b ?q ?y }", 504, 507),
    get("a cross product as a string",
        "SELECT (GROUP_CONCAT(CONCAT(?x, ?y)) AS ?all) { ?a ?p ?x . ?b ?q ?y }", 200, 504, 507),
    get("a cross product of graphs", "CONSTRUCT { ?a ?p ?y } { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }",
        504, 507),
    get("a regular expression that goes back",
        f"ASK {{ FILTER(REGEX('{'a' * 5000}!', '^(a+)+$')) }}", 200),
    get("a regular expression that is large", "ASK { FILTER(REGEX('a', '((a{999}){999}){999}')) }",
        200, 400, 504, 507),
    get("a path from everywhere to everywhere",
        "SELECT (COUNT(*) AS ?n) { ?a (<http://example.org/follows>|!a)* ?b . ?c !a* ?d }",
        504, 507),
    get("a path of paths",
        "SELECT * { ?a ((<http://example.org/follows>*)*)* ?b . ?b (!<x>)+ ?c . ?c (!<y>)+ ?a }",
        504, 507),
)  # fmt: skip

_ODD = {
    "loopback": TRAP,
    "localhost": "http://localhost:1/",
    "decimal": "http://2130706433/",
    "octal": "http://0177.0.0.1/",
    "hexadecimal": "http://0x7f000001/",
    "mapped": "http://[::ffff:127.0.0.1]/",
    "any address": "http://0.0.0.0/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "private": "http://10.0.0.1/",
    "another service of Wikidata's host": "https://query.wikidata.org/other",
    "Wikidata as a user": "https://query.wikidata.org@127.0.0.1/sparql",
    "a file": "file:///etc/passwd",
}
FORGED = (
    *(get(f"SERVICE: {name}", service(iri), 400, 403) for name, iri in _ODD.items()),
    *(get(f"SERVICE, built: {name}", built(iri), 400, 403) for name, iri in _ODD.items()),
    get("SERVICE, silent", service(f"{TRAP}/x", "SILENT"), 200),
    get("SERVICE with values",
        f"SELECT * {{ VALUES ?x {{ <{TRAP}/x> }} SERVICE ?x {{ ?s ?p ?o }} }}", 403),
    get("SERVICE without spaces",
        f"SELECT * {{ ?s ?p 1 FILTER(true)SERVICE<{TRAP}/x>{{ ?s ?p ?o }} }}", 400, 403),
    get("SERVICE in a filter", f"ASK {{ FILTER EXISTS {{ SERVICE <{TRAP}/x> {{ ?s ?p ?o }} }} }}",
        200, 400, 403),
    get("FROM", f"SELECT * FROM <{TRAP}/x> {{ ?s ?p ?o }}", 200),
    get("FROM NAMED", f"SELECT * FROM NAMED <{TRAP}/x> {{ GRAPH ?g {{ ?s ?p ?o }} }}", 200),
    get("FROM a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 200),
    Fault("a graph of the protocol", (200,),
          path=f"/sparql?query=ASK%7B%7D&default-graph-uri={TRAP}/x"),
    *(update(f"SERVICE of an update: {name}", written(f"SERVICE <{iri}>"), 400, 403)
      for name, iri in _ODD.items()),
    update("SERVICE of an update, built",
           written(f"BIND(IRI(CONCAT('{TRAP}', '/x')) AS ?x) SERVICE ?x"), 403),
    update("SERVICE of an update, with a name",
           f"PREFIX t: <{TRAP}/> " + written("SERVICE t:x"), 403),
    update("SERVICE of an update, escaped", written(f"\\u0053ERVICE <{TRAP}/x>"), 400, 403),
    update("SERVICE of an update, without spaces",
           f"INSERT{{?s ?p ?o}}WHERE{{FILTER(true)SERVICE<{TRAP}/x>{{?s ?p ?o}}}}", 400, 403),
    update("SERVICE of an update, in a filter",
           # An error in a filter is no solution; the write would be accepted, and change nothing.
           "INSERT { ?s ?p ?o } WHERE { ?s ?p 1 FILTER EXISTS { SERVICE <" + TRAP
           + "/x> { ?s ?p ?o } } } ; INSERT DATA { <http://e/a> }", 400),
    update("SERVICE of an update, silent, before what is wrong",
           written(f"SERVICE SILENT <{TRAP}/x>") + " ; INSERT DATA { <http://e/a> }", 400),
    update("SERVICE of a deletion", f"DELETE {{ ?s ?p ?o }} WHERE {{ SERVICE <{TRAP}/x>"
           " { ?s ?p ?o } }", 403),
    update("LOAD", f"LOAD <{TRAP}/x>", 400, 403),
    update("LOAD of a file", "LOAD <file:///etc/passwd>", 400, 403),
    update("LOAD of metadata", "LOAD <http://169.254.169.254/> INTO GRAPH <http://e/g>", 400, 403),
    put("an entity of RDF/XML", _EXTERNAL_ENTITY, "application/rdf+xml", 400),
    put("a file as an entity", _FILE_ENTITY, "application/rdf+xml", 400),
    put("a bomb of entities", _ENTITY_BOMB, "application/rdf+xml", 400, 413, 504, 507),
    put("a context of JSON-LD", json.dumps({"@context": f"{TRAP}/c", "@id": "http://e/a"}),
        "application/ld+json", 400),
    put("an import in a context", json.dumps(
        {"@context": {"@version": 1.1, "@import": f"{TRAP}/c"}, "http://e/p": "x"}),
        "application/ld+json", 400),
    Fault("another host", (200, 400), path="/ready", headers={"Host": "169.254.169.254"}),
)  # fmt: skip

UNASKED = (
    update("an update without a token", "DROP ALL", 401, token=None),
    update("an update with a wrong token", "DROP ALL", 401, token="wrong"),
    Fault("an update by GET", (400, 403, 405), path="/sparql?update=DROP%20ALL"),
    Fault("a graph deleted without a token", (401,), "DELETE", "/graphs?default"),
    post("a graph put without a token", "", 401, media_type="text/turtle", method="PUT",
         path="/graphs?default"),
    put("a graph in no format", "x", "text/plain", 400, 415),
    put("a graph that does not parse", "<a> <b>", "text/turtle", 400),
    put("a graph that is no UTF-8", b"<http://e/a> <http://e/b> '\xff' .", "text/turtle", 400),
    update("an update whose second half is wrong",
           "INSERT DATA { <http://e/a> <http://e/b> 1 } ; INSERT DATA { <http://e/a> }", 400),
    update("an update that never ends",
           "INSERT { ?a <http://e/p> ?y } WHERE { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }", 504, 507),
)  # fmt: skip

_NESTED = "<https://w3id.org/istograph/ontology#label>("
_LABELS = f"({called('label', '?x', '?y')} AS ?label)"
FUNCTIONS = (
    get("a function without arguments", f"SELECT ({called('status')} AS ?x) {{}}", 200),
    get("a function with a hundred arguments",
        f"SELECT ({called('label', *['1'] * 100)} AS ?x) {{}}", 200),
    get("a function of what is no organization",
        f"SELECT ({called('status', '1', '<http://e/>')} AS ?x) {{}}", 200),
    get("a host that is a path", f"SELECT ({called('domesticTo', '?s', '?host')} AS ?x)"
        " { ?s ?p ?o BIND('../../etc/passwd' AS ?host) } LIMIT 10", 200),
    post("a host that is long",
         f"SELECT ({called('domesticTo', '?s', repr('X' * 500_000))} AS ?x) {{ ?s ?p 1 }}", 200),
    get("as many hosts as there are values",
        f"SELECT (COUNT({called('overseasTo', '?s', 'STR(?o)')}) AS ?n) {{ ?s ?p ?o }}", 200, 504),
    get("a label for each pair", f"SELECT {_LABELS} {{ ?x ?p ?a . ?y ?q ?b }}", 504, 507),
    get("a label for each pair, in a filter",
        f"SELECT * {{ ?x ?p ?a . ?y ?q ?b FILTER({called('label', '?x', 'STR(?y)')} = 1) }}",
        504, 507),
    get("a language that is a term", f"SELECT ({called('label', '?s', '<< ?s ?p ?o >>')} AS ?x)"
        " { ?s ?p ?o } LIMIT 1", 200, 400),
    post("functions in functions",
         "SELECT (" + _NESTED * 5_000 + "1" + ")" * 5_000 + " AS ?x) {}", 400),
    update("a function of an update that never ends",
           f"INSERT {{ ?x <http://e/l> ?l }} WHERE {{ ?x ?p ?a . ?y ?q ?b . ?z ?r ?c "
           f"BIND({called('label', '?x', 'STR(?c)')} AS ?l) }}", 504, 507),
)  # fmt: skip

_ELSEWHERE = "https://w3id.org/istograph/"
NAMED = (
    get("an IRI in Chinese", "ASK { <http://例子.测试/国际组织> ?p '\U00020000' }", 200),
    get("a variable in Chinese, an open string in Chinese", "ASK { ?组织 ?p '国际 }", 400),
    get("half a character", 'ASK { ?s ?p "\\uD800" }', 400),
    get("a direction turned round", "ASK { ?s ?p '\u202e\u2066' }", 200),
    Fault("a query in GBK", (400,), path="/sparql?query=ASK+%7B+%3Fs+%3Fp+%27%B9%FA%BC%CA%27+%7D"),
    post("a form in GBK", b"query=ASK+%7B+%3Fs+%3Fp+%27%B9%FA%27+%7D", 400,
         media_type="application/x-www-form-urlencoded"),
    post("a body in GBK", "ASK { ?s ?p '国际' }".encode("gbk"), 400),
    put("a graph in GBK", "<http://e/a> <http://e/b> '国际' .".encode("gbk"), "text/turtle", 400),
    Fault("a record in Chinese", (404,), path="/id/organization/国际竹藤组织"),
    Fault("a record in halves of characters", (400, 404), path="/id/organization/%E5%9B"),
    Fault("a slash in more bytes than it takes", (400, 404), path="/graphs/%C0%AF%C0%AF"),
    Fault("a graph in Chinese", (404,), path="/graphs?graph=http://例子.测试/图"),
    Fault("a graph escaped twice", (404,), path="/graphs?graph=http://e/%25E4%25B8%25AD"),
    Fault("a graph that is no IRI", (400,), path="/graphs?graph=%E5%9B%BE"),
    raw("an id in Chinese",
        b"GET /sparql HTTP/1.1\r\n" + _HEAD + "Istograph-Query-Id: 国际\r\n\r\n".encode(), 400),
    get("a name of ours at an address that is not", "ASK { <http://169.254.169.254/id/x> ?p ?o }",
        200),
    Fault("a host that is markup", (200, 400), headers={"Host": "<script>"}, path="/ready"),
    Fault("a host with a path", (200, 400), headers={"Host": f"e/{'x' * 5000}"}, path="/sparql"),
    Fault("somebody else's address", (200,), path="/sparql?query=ASK%7B%7D",
          headers={"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}),
    Fault("a host that is our home", (200,), headers={"Host": "w3id.org"},
          path=f"/sparql?query=ASK%7B%3C{quote(_ELSEWHERE, safe='')}x%3E%20%3Fp%20%3Fo%7D"),
    update("a graph of many graphs",
           "INSERT { ?a <http://e/p> ?y } "
           + " ".join(f"USING <http://e/{n}>" for n in range(5_000))
           + " WHERE { ?a ?p ?x . ?b ?q ?y } ; INSERT DATA { <http://e/a> }", 400, 504, 507),
)  # fmt: skip

FAULTS = (*MALFORMED, *HUGE, *DEEP, *EXPENSIVE, *FORGED, *UNASKED, *FUNCTIONS, *NAMED)
