"""Nothing that is asked, and nothing that somebody wrote, makes the service fail."""

import asyncio
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.paths import KINDS
from tests.serving import PATIENCE, serving

from istograph.errors import InputError
from istograph.web.app import create_app
from istograph.web.http.numbers import whole_number
from istograph.web.settings import Settings

PAGES = {"Accept": "text/html"}
EVERY = [
    *KINDS,
    *(f"/paper/figure-{number}{form}" for number in "123456" for form in ("", ".svg", ".csv")),
    *("/policies?id=inbar", "/void.ttl", "/dcat", "/sitemap.xml", "/reconcile", "/report?lang=zh"),
]
DIGITS = "9" * 5_000

ODD = """
PREFIX id: <https://w3id.org/istograph/id/>
PREFIX isto: <https://w3id.org/istograph/ontology#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
INSERT { GRAPH <https://w3id.org/istograph/graph/local> {
  <https://w3id.org/istograph/id/claim/odd> a isto:Claim ; isto:subject ?joined ;
    isto:property isto:value ; isto:value "many" ; isto:line 1 ; isto:quote "x" ;
    isto:claimStatus ?standing .
  ?joined isto:value "many" ; isto:asOf "someday" ; isto:lowerBound "few" ; isto:unit "x" .
  <https://w3id.org/istograph/id/lost-series/figure-2> isto:periodStart "once" .
  <https://w3id.org/istograph/id/policy/newp> a isto:Policy ; rdfs:label "New"@en .
  <https://w3id.org/istograph/id/table-row/odd> a isto:TableRow ; rdfs:label "New"@en, "新"@zh ;
    isto:inTable <https://w3id.org/istograph/id/dataset/table-1> ; isto:rowNumber "x" ;
    isto:line 1 ; isto:describes <https://w3id.org/istograph/id/policy/newp> ; isto:level ?level .
  <https://w3id.org/istograph/id/cell/first> isto:tableRow ?odd ; isto:measure ?measure ;
    qb:dataSet <https://w3id.org/istograph/id/dataset/table-1> ; isto:mention ?mention .
  isto:ISTO isto:order "first" ; isto:axis "none" .
  <https://w3id.org/istograph/id/organization/inbar> schema:foundingDate "long ago" .
} } WHERE {
  BIND (<https://w3id.org/istograph/id/observation/istos-joined-2022> AS ?joined)
  BIND (<https://w3id.org/istograph/id/table-row/odd> AS ?odd)
  { SELECT ?standing { ?joined ^isto:subject/isto:claimStatus ?standing } LIMIT 1 }
  { SELECT ?level ?measure ?mention {
    ?row isto:inTable <https://w3id.org/istograph/id/dataset/table-1> ; isto:level ?level .
    ?cell isto:tableRow ?row ; isto:measure ?measure ; isto:mention ?mention } LIMIT 1 }
}"""


def failed(client: httpx.Client, paths: list[str]) -> dict[str, int]:
    """Return which of some paths are answered with a fault of the service."""
    found = {path: client.get(path, headers=PAGES).status_code for path in paths}
    return {path: status for path, status in found.items() if status >= 500}


@pytest.fixture(scope="module")
def empty() -> Iterator[httpx.Client]:
    with (
        serving("--empty") as address,
        httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client,
    ):
        yield client


def test_an_empty_service_has_every_page(empty: httpx.Client) -> None:
    assert failed(empty, EVERY) == {}


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing here yet"), ("zh", "暂无数据")])
def test_an_empty_service_says_so_at_its_start(
    empty: httpx.Client, client: httpx.Client, language: str, words: str
) -> None:
    assert words in empty.get("/", params={"lang": language}).text
    assert words not in client.get("/", params={"lang": language}).text


def test_what_somebody_wrote_takes_no_page_down(ours: httpx.Client) -> None:
    before = {n: ours.get(f"/paper/figure-{n}.csv").text for n in "2345"}
    ours.post("/sparql", data={"update": ODD}).raise_for_status()

    written = ours.get("/page/policy/newp", headers=PAGES)
    assert (written.status_code, "New" in written.text) == (200, True)
    assert failed(ours, EVERY) == {}
    # The figures are the paper's, whatever else is said of their numbers.
    assert {n: ours.get(f"/paper/figure-{n}.csv").text for n in "2345"} == before


# Numbers


@pytest.mark.parametrize(
    "path",
    [
        f"/page/document/meng-2024-text?of=source&page={DIGITS}",
        "/page/document/meng-2024-text?of=source&page=0",
        f"/search?page={DIGITS}",
        "/policies?id=http%3A%2F%2F%5B&place=china",
        "/classify?description=[]",
    ],
)
def test_a_page_refuses_what_fits_nothing(client: httpx.Client, path: str) -> None:
    assert client.get(path, headers=PAGES).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        f"/search?q=inbar&limit={DIGITS}",
        f"/reconcile/suggest/entity?prefix=a&limit={DIGITS}",
        f"/reconcile/suggest/entity?prefix=a&offset={DIGITS}",
        f"/reconcile/extend/propose?limit={DIGITS}",
        "/reconcile/extend/propose?limit=%C2%B2",
    ],
)
def test_a_program_is_told_which_number_fits_not(client: httpx.Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 400
    assert "is a whole number from" in answer.json()["detail"]
    assert len(answer.json()["detail"]) < 200


def test_an_empty_array_has_no_page(client: httpx.Client) -> None:
    answer = client.post("/classify", json=[], headers=PAGES)

    assert answer.status_code == 400


@pytest.mark.parametrize("given", ["", "0", "101", "-1", "1.0", "²", "١", " 7", DIGITS])
def test_what_is_no_whole_number_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="from 1 to 100"):
        whole_number("limit", given, most=100)


# Hosts


def raw(address: str, *lines: str) -> bytes:
    """Return the first line of the answer to a request as it stands here."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        with connection.makefile("rb") as answer:
            return answer.readline()


@pytest.mark.parametrize("host", ["[", "a:b", "a:99999"])
def test_a_host_that_is_none_is_refused(address: str, host: str) -> None:
    assert b" 400 " in raw(address, "GET /policies/ HTTP/1.1", f"Host: {host}")


def test_an_origin_that_is_none_may_not_write(ours: httpx.Client) -> None:
    answer = ours.post(
        "/sparql", data={"update": "CLEAR SILENT DEFAULT"}, headers={"Origin": "http://["}
    )

    assert answer.status_code == 403


# Faults


def ask_a_faulty_service(dataset: Path, path: str) -> httpx.Response:
    app = create_app(dataset, Settings())

    @app.get("/fault")
    async def fault() -> dict[str, Any]:
        raise RuntimeError("a secret of the inside")

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_a_fault_is_a_problem_with_all_headers(
    dataset: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answer = ask_a_faulty_service(dataset, "/fault")
    well = ask_a_faulty_service(dataset, "/health")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "a secret of the inside" in caplog.text
    for name in ("content-security-policy", "x-content-type-options", "vary"):
        assert answer.headers[name] == well.headers[name]
    assert answer.headers["access-control-allow-origin"] == "*"


# Below a path


@pytest.fixture(scope="module")
def below(serve: Any) -> Iterator[httpx.Client]:
    address = serve(base_url="http://example.org/x/y")
    with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client:
        yield client


@pytest.mark.parametrize("asked", ["/x/y/policies/?lang=zh", "/policies/?lang=zh"])
def test_a_slash_too_many_leads_below_the_path(below: httpx.Client, asked: str) -> None:
    answer = below.get(asked)

    assert answer.is_redirect
    assert answer.headers["location"] == "/x/y/policies?lang=zh"
    assert below.get(answer.headers["location"], headers=PAGES).status_code == 200


def test_the_path_alone_leads_to_the_start(below: httpx.Client) -> None:
    answer = below.get("/x/y?lang=zh")

    assert answer.headers["location"] == "/x/y/?lang=zh"
    assert below.get("/x/y/", headers=PAGES).status_code == 200


# Languages


@pytest.mark.parametrize("path", ["/search?q=inbar&lang=zh", "/x/y/search?q=inbar"])
def test_a_page_says_where_it_is_in_other_languages(below: httpx.Client, path: str) -> None:
    page = below.get(path, headers=PAGES).text

    found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
    whole = "http://example.org/x/y/search?q=inbar"
    languages = {"en": f"{whole}&amp;lang=en", "zh": f"{whole}&amp;lang=zh"}
    assert found == {**languages, "x-default": whole}
