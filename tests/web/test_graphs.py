"""The Graph Store Protocol over HTTP."""

import gzip
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from tests.serving import PATIENCE

from istograph.rdf.protocol import SPARQL_UPDATE
from istograph.rdf.store import snapshot

Serve = Callable[..., str]

GRAPH = "https://w3id.org/istograph/graph/"
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def plain(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a writable service that began empty; anybody may write."""
    directory = tmp_path_factory.mktemp("empty")
    snapshot.publish_empty(directory)
    yield from _client(serve(directory, writable=True, open_writes=True, largest_upload=1 << 20))


@pytest.fixture(scope="module")
def ours(
    serve: Serve, dataset: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of a writable service on a copy of our dataset; anybody may write."""
    directory = tmp_path_factory.mktemp("copy") / "store"
    shutil.copytree(dataset, directory)
    yield from _client(serve(directory, writable=True, open_writes=True))


def _client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as session:
        yield session


@pytest.fixture
def graph(request: pytest.FixtureRequest) -> str:
    """The address of a graph that no other test has."""
    return f"/graphs/{abs(hash(request.node.name))}/中文"


def triple(value: int | str) -> str:
    return f"<http://e/s> <http://e/p> {value} ."


def values(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return sorted(q.object.value for q in parse(answer.content, RdfFormat.TURTLE))  # type: ignore[union-attr]


def test_a_graph_is_put_read_replaced_and_deleted(plain: httpx.Client, graph: str) -> None:
    created = plain.put(graph, content=triple(1), headers=TURTLE)
    replaced = plain.put(graph, content=triple(2), headers=TURTLE)
    found = plain.get(graph)
    deleted, gone = plain.delete(graph), plain.get(graph)

    assert (created.status_code, replaced.status_code) == (201, 204)
    assert (values(found), deleted.status_code, gone.status_code) == (["2"], 204, 404)
    assert plain.delete(graph).status_code == 404


def test_a_graph_is_found_where_its_location_says(plain: httpx.Client, graph: str) -> None:
    location = plain.put(graph, content=triple(1), headers=TURTLE).headers["location"]

    assert values(plain.get(location)) == ["1"]
    assert values(plain.get("/graphs", params={"graph": location})) == ["1"]


def test_a_graph_and_its_w3id_form_are_one(plain: httpx.Client, graph: str) -> None:
    plain.put(graph, content=triple(1), headers=TURTLE)
    iri = f"https://w3id.org/istograph{graph}"

    assert values(plain.get("/graphs", params={"graph": iri})) == ["1"]
    query = {"query": f"ASK {{ GRAPH <{iri}> {{ ?s ?p 1 }} }}"}
    assert plain.get("/sparql", params=query).json()["boolean"]
    query = {"query": "ASK { ?s ?p 1 }", "default-graph-uri": f"{plain.base_url}{graph}"}
    assert plain.get("/sparql", params=query).json()["boolean"]


def test_posting_to_the_store_makes_a_graph(plain: httpx.Client) -> None:
    answers = [plain.post("/graphs", content=triple(1), headers=TURTLE) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.headers["location"] for answer in answers}) == 2
    assert values(plain.get(answers[0].headers["location"])) == ["1"]


def test_posting_adds_and_posting_nothing_changes_nothing(plain: httpx.Client, graph: str) -> None:
    statuses = [
        plain.post(graph, content=content, headers=TURTLE).status_code
        for content in (triple(1), triple(2), "")
    ]

    assert (statuses, values(plain.get(graph))) == ([201, 204, 204], ["1", "2"])


def test_all_documents_of_a_form_are_merged(plain: httpx.Client, graph: str) -> None:
    json_ld = '[{"@id": "http://e/s", "http://e/p": [{"@value": "科技"}]}]'
    files = {
        "one": ("one.ttl", triple(1), "text/turtle"),
        "two": ("two.nt", '<http://e/s> <http://e/p> "2" .'),
        "three": ("three", json_ld, "application/ld+json; charset=utf-8"),
    }

    answer = plain.post(graph, files=files)

    assert (answer.status_code, values(plain.get(graph))) == (201, ["1", "2", "科技"])


def test_a_broken_document_in_a_form_changes_nothing(plain: httpx.Client, graph: str) -> None:
    plain.put(graph, content=triple(1), headers=TURTLE)
    files = {"one": ("one.ttl", triple(2)), "two": ("two.ttl", "<http://e/s>")}

    answers = [plain.request(method, graph, files=files) for method in ("PUT", "POST")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert values(plain.get(graph)) == ["1"]


@pytest.mark.parametrize(
    "body",
    [
        triple(1),
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:e="http://e/"><rdf:Description rdf:about="http://e/s"><e:p>1</e:p>'
        "</rdf:Description></rdf:RDF>",
        '{"@id": "http://e/s", "http://e/p": 1}',
    ],
)
def test_a_body_without_a_type_is_what_it_looks_like(
    plain: httpx.Client, graph: str, body: str
) -> None:
    assert plain.put(graph, content=body.encode()).status_code == 201
    assert values(plain.get(graph)) == ["1"]


def test_a_compressed_body_is_expanded(plain: httpx.Client, graph: str) -> None:
    headers = {**TURTLE, "Content-Encoding": "gzip"}

    plain.put(graph, content=gzip.compress(triple(1).encode()), headers=headers)

    assert values(plain.get(graph)) == ["1"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"<s", TURTLE, 400),
        (b"<g> { <s> <p> <o> }", {"Content-Type": "application/trig"}, 400),
        (b"a,b", {"Content-Type": "text/csv"}, 415),
        (b"x", {**TURTLE, "Content-Encoding": "br"}, 415),
        (b"x", {**TURTLE, "Content-Encoding": "gzip"}, 400),
        (gzip.compress(b"#" * (300 << 20), 1), {**TURTLE, "Content-Encoding": "gzip"}, 413),
        (b"#" * (2 << 20), TURTLE, 413),
        (b"x", {"Content-Type": "multipart/form-data; boundary=none"}, 400),
    ],
    ids=["syntax", "quads", "type", "encoding", "broken", "bomb", "large", "boundary"],
)
def test_what_cannot_be_read_gets_the_status_that_says_why(
    plain: httpx.Client, graph: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = plain.put(graph, content=body, headers=headers)

    assert (answer.status_code, plain.get(graph).status_code) == (status, 404)


@pytest.mark.parametrize(
    "query", ["", "graph=relative", "graph=a%20b:c", "graph=http://e/a&default", "graph=%FF"]
)
def test_a_request_that_names_no_graph_is_refused(plain: httpx.Client, query: str) -> None:
    assert plain.get(f"/graphs?{query}").status_code == 400


def test_a_name_is_decoded_once(plain: httpx.Client) -> None:
    for number, name in enumerate(("http://e/a+b", "http://e/a%2Bb")):
        target = f"/graphs?graph={quote(name, safe='')}"
        plain.put(target, content=triple(number), headers=TURTLE)

    assert values(plain.get("/graphs?graph=http://e/a+b")) == ["0"]
    assert values(plain.get("/graphs?graph=http://e/a%252Bb")) == ["1"]


def test_head_tells_what_get_would(plain: httpx.Client, graph: str) -> None:
    plain.put(graph, content=triple(1), headers=TURTLE)

    head, none = plain.head(graph), plain.head(f"{graph}/none")

    assert (head.status_code, head.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert none.status_code == 404


def test_a_format_that_is_not_there_is_refused(plain: httpx.Client) -> None:
    answer = plain.get("/graphs?default", headers={"Accept": "image/png"})

    assert (answer.status_code, "text/turtle" in answer.json()["detail"]) == (406, True)


def test_a_graph_that_has_not_changed_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/graph/paper")
    by_tag = client.get("/graph/paper", headers={"If-None-Match": first.headers["etag"]})
    date = "Fri, 31 Dec 2100 23:59:59 GMT"
    by_date = client.get("/graph/paper", headers={"If-Modified-Since": date})

    assert (first.status_code, by_tag.status_code, by_date.status_code) == (200, 304, 304)


def test_a_patch_changes_its_graph_and_no_other(plain: httpx.Client, graph: str) -> None:
    plain.put(graph, content=triple(1), headers=TURTLE)
    headers = {"Content-Type": SPARQL_UPDATE}

    good = plain.patch(graph, content=f"INSERT DATA {{ {triple(2)} }}", headers=headers)
    bad = plain.patch(graph, content="CLEAR GRAPH <http://e/other>", headers=headers)
    wrong = plain.patch(graph, content=triple(3), headers=TURTLE)

    assert (good.status_code, bad.status_code, wrong.status_code) == (204, 422, 415)
    assert values(plain.get(graph)) == ["1", "2"]


def test_other_methods_are_refused(plain: httpx.Client) -> None:
    answer = plain.request("LOCK", "/graphs?default")

    assert (answer.status_code, "PATCH" in answer.headers["allow"]) == (405, True)


def test_a_read_only_service_is_not_written(client: httpx.Client) -> None:
    assert client.put("/graph/local", content=triple(1), headers=TURTLE).status_code == 403


def test_the_default_graph_of_ours_is_local_when_it_is_written(ours: httpx.Client) -> None:
    before = len(ours.get("/graphs?default", headers={"Accept": "application/n-triples"}).content)
    put = ours.put("/graphs?default", content=triple("'mine'"), headers=TURTLE)
    found = ours.get("/graphs?default", headers={"Accept": "application/n-triples"}).content

    assert (put.status_code, values(ours.get("/graph/local"))) == (204, ["mine"])
    assert (len(found) > before, b'"mine"' in found) == (True, True)


def test_a_graph_of_the_build_is_read_and_not_written(ours: httpx.Client) -> None:
    found = values(ours.get("/graph/paper"))
    answer = ours.put("/graphs", params={"graph": f"{GRAPH}paper"}, content="", headers=TURTLE)

    assert (answer.status_code, values(ours.get("/graph/paper")) == found) == (403, True)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "1 statement here is no fact and does not count"), ("zh", "此处有1条陈述不是事实")],
)
def test_a_page_says_which_statements_are_no_facts(
    serve: Callable[..., str], dataset: Path, tmp_path: Path, language: str, said: str
) -> None:
    directory = shutil.copytree(dataset, tmp_path / "store")
    base = serve(directory, writable=True, open_writes=True)
    anso = "<https://w3id.org/istograph/id/organization/anso>"
    bare = f"{anso} <https://w3id.org/istograph/ontology#isNonprofit> false ."
    page = {"params": {"lang": language}, "headers": {"Accept": "text/html"}}
    with httpx.Client(base_url=base, trust_env=False, timeout=PATIENCE) as client:
        before = client.get("/page/organization/anso", **page).text
        written = client.post("/graphs?default", content=bare, headers=TURTLE)
        after = client.get("/page/organization/anso", **page).text

    assert "a isto:Fact ; isto:subject" in written.text
    assert (said in before, said in after) == (False, True)
