"""The SPARQL Protocol over HTTP: queries, updates, who may write, what is said of errors."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from tests.serving import PATIENCE

from istograph.rdf.protocol import FORM, SPARQL_QUERY, SPARQL_UPDATE
from istograph.rdf.store import snapshot

Serve = Callable[..., str]

TOKEN = "a token with : and ü"
RESULTS_JSON = "application/sparql-results+json"
SD = "http://www.w3.org/ns/sparql-service-description#"
SELECT = "SELECT ?x { VALUES ?x { 1 } }"


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture(scope="module")
def plain(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a writable service that began empty; it shows no token."""
    directory = tmp_path_factory.mktemp("empty")
    snapshot.publish_empty(directory)
    address = serve(directory, writable=True, token=TOKEN)
    with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as session:
        yield session


def update(session: httpx.Client, text: str, **parameters: str) -> httpx.Response:
    headers = {"Content-Type": SPARQL_UPDATE, "Authorization": basic("anybody", TOKEN)}
    return session.post("/sparql", content=text.encode(), params=parameters, headers=headers)


def ask(session: httpx.Client, query: str) -> bool:
    answer = session.get("/sparql", params={"query": query}, headers={"Accept": RESULTS_JSON})
    return bool(answer.json()["boolean"])


# Queries


@pytest.mark.parametrize("method", ["POST", "QUERY"])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [(FORM, urlencode({"query": SELECT})), (SPARQL_QUERY, SELECT)],
)
def test_a_query_is_answered_whichever_way_it_comes(
    plain: httpx.Client, method: str, content_type: str, body: str
) -> None:
    headers = {"Content-Type": content_type, "Accept": "text/csv"}

    answer = plain.request(method, "/sparql", content=body, headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.text.split() == ["x", "1"]


def test_head_has_the_headers_of_get(plain: httpx.Client) -> None:
    get, head = (plain.request(m, "/sparql", params={"query": SELECT}) for m in ("GET", "HEAD"))

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_method_that_is_none_of_the_protocol_is_told_which_are(
    plain: httpx.Client, method: str
) -> None:
    answer = plain.request(method, "/sparql")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST", "QUERY"}


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("text/plain", b"ASK {}", 415),
        ("", b"query=ASK%20%7B%7D", 415),
        (f"{SPARQL_QUERY}; charset=utf-16", "ASK {}".encode("utf-16"), 415),
        (SPARQL_QUERY, "ASK {}".encode("utf-16"), 400),
        (FORM, b"", 400),
        (FORM, b"query=ASK%20%7B%7D&update=CLEAR%20ALL", 400),
        (SPARQL_QUERY, b"ASK {} #" + b"x" * (1 << 20), 413),
    ],
)
def test_what_is_no_operation_gets_the_status_that_says_why(
    plain: httpx.Client, content_type: str, body: bytes, status: int
) -> None:
    answer = plain.post("/sparql", content=body, headers={"Content-Type": content_type})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_compressed_query_is_refused(plain: httpx.Client) -> None:
    headers = {"Content-Type": SPARQL_QUERY, "Content-Encoding": "gzip"}

    assert plain.post("/sparql", content=b"ASK {}", headers=headers).status_code == 415


@pytest.mark.parametrize(
    ("name", "accept", "found"),
    [
        ("csv", "*/*", "text/csv"),
        ("tsv", RESULTS_JSON, "text/tab-separated-values"),
        ("json", "*/*", RESULTS_JSON),
        ("xml", "*/*", "application/sparql-results+xml"),
        # What does not fit, and what other services call their own, leaves it to Accept.
        ("turtle", "text/csv", "text/csv"),
        ("application/json", "text/csv", "text/csv"),
        ("", "text/csv", "text/csv"),
    ],
)
def test_an_address_alone_may_name_the_format(
    plain: httpx.Client, name: str, accept: str, found: str
) -> None:
    parameters = {"query": SELECT, "format": name}
    answer = plain.get("/sparql", params=parameters, headers={"Accept": accept})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(found)


def test_a_format_of_both_kinds_is_the_one_of_graphs(plain: httpx.Client) -> None:
    parameters = {"query": "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "format": "json"}
    answer = plain.get("/sparql", params=parameters, headers={"Accept": "*/*"})

    assert answer.headers["Content-Type"] == "application/ld+json"


def test_what_is_not_offered_is_told_what_is(plain: httpx.Client) -> None:
    answer = plain.get("/sparql", params={"query": SELECT}, headers={"Accept": "image/png"})

    assert answer.status_code == 406
    assert "text/csv" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT ('\\u0001' AS ?x) {}", "application/sparql-results+xml"),
        ("CONSTRUCT { <x:x> <http://e/1> 1 } {}", "application/rdf+xml"),
    ],
)
def test_what_xml_cannot_say_is_not_sent_as_xml(
    plain: httpx.Client, query: str, accept: str
) -> None:
    answer = plain.get("/sparql", params={"query": query}, headers={"Accept": accept})

    assert (answer.status_code, "XML cannot have" in answer.json()["detail"]) == (406, True)


def test_a_syntax_error_names_line_column_and_what_was_expected(plain: httpx.Client) -> None:
    query = "PREFIX e: <http://e/>\nSELECT ?x {\n  ?x rdf:type e:y .\n  FILTER (?x >) }"

    detail = plain.get("/sparql", params={"query": query}).json()["detail"]

    assert detail.startswith("line 4, column 18: expected ")
    assert "(read so far: FILTER (?x >) }" in detail


def test_a_preflight_lets_in_whoever_shows_a_token(plain: httpx.Client) -> None:
    headers = {"Origin": "https://yasgui.example", "Access-Control-Request-Method": "POST"}

    allowed = plain.options("/sparql", headers=headers).headers

    assert "Authorization" in allowed["access-control-allow-headers"]
    assert "POST" in allowed["access-control-allow-methods"]


# Updates


@pytest.mark.parametrize("content_type", [SPARQL_UPDATE, FORM])
def test_an_update_is_seen_by_whoever_asks_afterwards(
    plain: httpx.Client, content_type: str
) -> None:
    text = f"INSERT DATA {{ <http://e/s> <http://e/p> {content_type!r} }}"
    body = urlencode({"update": text}) if content_type == FORM else text
    headers = {"Content-Type": content_type, "Authorization": f"Bearer {TOKEN}".encode()}

    answer = plain.post("/sparql", content=body.encode(), headers=headers)

    assert (answer.status_code, answer.content) == (204, b"")
    assert ask(plain, f"ASK {{ ?s ?p {content_type!r} }}")


def test_each_update_makes_another_version(plain: httpx.Client) -> None:
    text = "INSERT DATA { <http://e/s> <http://e/p> 'once' }"

    versions = [update(plain, text).headers["istograph-dataset"] for _ in range(2)]

    assert len(set(versions)) == 2
    ready = plain.get("/ready").json()
    assert ready["dataset"] == versions[-1]


def test_an_update_is_not_sent_by_get_or_query(plain: httpx.Client) -> None:
    by_get = plain.get("/sparql", params={"update": "CLEAR ALL"})
    by_query = plain.request("QUERY", "/sparql", content=b"update=CLEAR+ALL", headers={
        "Content-Type": FORM, "Authorization": basic("x", TOKEN)})  # fmt: skip

    assert (by_get.status_code, by_query.status_code) == (400, 400)


def test_a_dataset_given_twice_is_refused(plain: httpx.Client) -> None:
    text = "WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"

    answer = update(plain, text, **{"using-graph-uri": "http://e/g"})

    assert (answer.status_code, "USING" in answer.json()["detail"]) == (400, True)


def test_a_broken_update_is_told_where(plain: httpx.Client) -> None:
    answer = update(plain, "CLEAR SILENT GRAPH <http://e/none> ;\nINSERT DATA { <s> <p> }")

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("line 2, column 22: an object is missing")


def test_an_update_without_a_graph_adds_to_the_merged_default_graph(ours: httpx.Client) -> None:
    triple = "<http://e/s> <http://e/p> '科技'"

    assert update(ours, f"INSERT DATA {{ {triple} }}").status_code == 204

    assert ask(ours, f"ASK {{ {triple} . GRAPH graph:local {{ {triple} }} }}")
    assert ask(ours, "ASK { ?x a isto:ISTO }")


def test_graphs_of_the_build_are_not_for_users(ours: httpx.Client) -> None:
    answer = update(ours, "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }")

    assert (answer.status_code, "build alone" in answer.json()["detail"]) == (403, True)
    assert ask(ours, "ASK { GRAPH graph:paper { ?s ?p ?o } }")


# Who may write


def test_a_read_only_service_lets_nobody_write(client: httpx.Client) -> None:
    assert update(client, "CLEAR ALL").status_code == 403


@pytest.mark.parametrize(
    "credentials",
    [
        None,
        "Bearer",
        "Bearer wrong",
        basic("anybody", "wrong"),
        "Basic !",
        f"Digest {TOKEN}",
    ],
)
def test_no_token_or_a_wrong_one_is_challenged(
    plain: httpx.Client, credentials: str | None
) -> None:
    headers = {"Content-Type": SPARQL_UPDATE}
    if credentials:
        headers["Authorization"] = credentials
    encoded = {name: value.encode() for name, value in headers.items()}

    answer = plain.post("/sparql", content="CLEAR ALL", headers=encoded)

    assert answer.status_code == 401
    assert {part.split()[0] for part in answer.headers["www-authenticate"].split(", ")} >= {
        "Bearer",
        "Basic",
    }


def test_a_remembered_password_is_of_no_use_to_another_site(plain: httpx.Client) -> None:
    headers = {"Authorization": basic("x", TOKEN), "Origin": "https://elsewhere.example"}

    answer = plain.post("/sparql", data={"update": "CLEAR ALL"}, headers=headers)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Host": "elsewhere.example"}]
)
def test_open_writes_are_for_this_machine_alone(
    ours: httpx.Client, headers: dict[str, str]
) -> None:
    answer = ours.post("/sparql", data={"update": "CLEAR DEFAULT"}, headers=headers)

    assert answer.status_code == 403


# The service description


def described(answer: httpx.Response) -> set[tuple[str, str, str]]:
    quads = parse(answer.content, RdfFormat.TURTLE)
    return {(str(q.subject), q.predicate.value, getattr(q.object, "value", "")) for q in quads}


def test_an_endpoint_asked_nothing_describes_itself(client: httpx.Client, address: str) -> None:
    found = described(client.get("/sparql"))
    values = {(p, o) for _, p, o in found}

    assert (f"{SD}endpoint", f"{address}/sparql") in values
    assert (f"{SD}supportedLanguage", f"{SD}SPARQL11Query") in values
    assert (f"{SD}supportedLanguage", f"{SD}SPARQL11Update") not in values
    inferred = str(NamedNode("https://w3id.org/istograph/graph/inferred"))
    regime = "http://www.w3.org/ns/entailment/OWL-Direct"
    assert (inferred, f"{SD}entailmentRegime", regime) in found
    properties = {p for _, p, _ in found}
    assert {
        "http://rdfs.org/ns/void#classPartition",
        "http://www.w3.org/ns/shacl#select",
        "http://www.w3.org/ns/shacl#declare",
    } <= properties


def test_every_named_graph_has_a_name(client: httpx.Client) -> None:
    found = described(client.get("/sparql"))
    query = {"query": "SELECT DISTINCT ?g { GRAPH ?g {} }"}
    graphs = client.get("/sparql", params=query, headers={"Accept": "text/csv"}).text.split()[1:]

    assert graphs
    assert {(str(NamedNode(g)), f"{SD}name", g) for g in graphs} <= found


def test_a_writable_service_says_so(plain: httpx.Client) -> None:
    values = {(p, o) for _, p, o in described(plain.get("/sparql"))}

    assert (f"{SD}supportedLanguage", f"{SD}SPARQL11Update") in values


@pytest.mark.parametrize(
    ("settings", "headers", "endpoint"),
    [
        ({"base_url": "https://kg.example/a/b"}, {}, "https://kg.example/a/b/sparql"),
        (
            {"address_is_asked": True},
            {
                "X-Forwarded-Proto": "https",
                "X-Forwarded-Host": "kg.example, inner",
                "X-Forwarded-Prefix": "/a",
            },
            "https://kg.example/a/sparql",
        ),
        ({"address_is_asked": True}, {"Host": "kg.example:8000"}, "http://kg.example:8000/sparql"),
    ],
)
def test_behind_a_proxy_the_endpoint_is_the_public_one(
    serve: Serve, tmp_path: Path, settings: dict[str, str], headers: dict[str, str], endpoint: str
) -> None:
    snapshot.publish_empty(tmp_path)
    address = serve(tmp_path, **{"workers": 1, **settings})

    found = described(
        httpx.get(f"{address}/sparql", headers=headers, trust_env=False, timeout=PATIENCE)
    )

    assert endpoint in {o for _, p, o in found if p == f"{SD}endpoint"}


def test_a_browser_that_asks_nothing_gets_the_page(client: httpx.Client) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    answer = client.get("/sparql", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["location"]) == (303, "/query")


def test_a_description_comes_in_the_format_that_was_asked_for(client: httpx.Client) -> None:
    types = {
        accept: client.get("/sparql", headers={"Accept": accept}).headers["content-type"]
        for accept in ("application/rdf+xml", "application/ld+json", "*/*")
    }

    assert types == {
        "application/rdf+xml": "application/rdf+xml",
        "application/ld+json": "application/ld+json",
        "*/*": "text/turtle; charset=utf-8",
    }


def test_the_description_lists_the_functions_that_a_query_may_call(client: httpx.Client) -> None:
    found = described(client.get("/sparql"))

    listed = {o for _, p, o in found if p == f"{SD}extensionFunction"}
    assert listed == {
        f"https://w3id.org/istograph/ontology#{name}"
        for name in ("status", "label", "domesticTo", "overseasTo")
    }


def test_a_query_calls_our_functions(client: httpx.Client) -> None:
    query = """SELECT ?status ?label { VALUES ?o { id:organization\\/inbar }
        BIND (isto:status(?o, isto:IntergovernmentalOrganization) AS ?status)
        BIND (isto:label(?o, "zh") AS ?label) BIND (isto:status(1) AS ?wrong) }"""
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})

    assert (answer.status_code, answer.text.split()) == (
        200,
        ["status,label", "entailed,国际竹藤组织"],
    )


def test_a_fact_has_its_verdict_with_the_next_query_and_a_bad_one_is_told(
    ours: httpx.Client,
) -> None:
    said = "isto:subject <http://e/new> ; isto:property isto:isSaidToBe ; isto:value"
    first = update(ours, f"INSERT DATA {{ <http://e/f> {said} isto:InternationalNGO }}")
    query = "SELECT ?x { <http://e/new> a ?class . BIND (isto:label(?class, 'zh') AS ?x) }"
    answer = ours.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    second = update(ours, f"INSERT DATA {{ <http://e/g> {said} isto:Nonsense }}")

    assert (first.status_code, first.text) == (204, "")
    assert {"国际组织", "非政府间国际组织"} < set(answer.text.split())
    assert second.status_code == 200
    assert second.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Nonsense" in second.text
