"""An IRI below the service's address and its w3id form name one thing, wherever it comes in."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tests.serving import PATIENCE

Serve = Callable[..., str]

HOME = "https://w3id.org/istograph/"
INBAR = "id/organization/inbar"


def ask(session: httpx.Client, query: str, **parameters: str) -> httpx.Response:
    answer = session.get(
        "/sparql", params={"query": query, **parameters}, headers={"Accept": "text/csv"}
    )
    assert answer.status_code == 200, answer.text
    return answer


def update(session: httpx.Client, text: str) -> None:
    answer = session.post(
        "/sparql", content=text.encode(), headers={"Content-Type": "application/sparql-update"}
    )
    assert answer.status_code == 204, answer.text


@pytest.mark.parametrize(
    "name",
    [
        "<{here}" + INBAR + ">",
        "<" + INBAR + ">",
        "</" + INBAR + ">",
        "here:inbar",
    ],
)
def test_a_query_names_a_record_by_its_address(ours: httpx.Client, name: str) -> None:
    here = f"{ours.base_url}/"
    query = f"""PREFIX here: <{here}id/organization/>
        SELECT ?o {{ VALUES ?o {{ {name.format(here=here)} }} ?o a org:Organization }}"""

    assert ask(ours, query).text.split() == ["o", HOME + INBAR]


def test_a_graph_of_a_query_is_named_by_its_address(ours: httpx.Client) -> None:
    here = f"{ours.base_url}/graph/curated"
    counts = [
        ask(ours, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}").text
        for name in (here, f"{HOME}graph/curated")
    ]
    counts.append(ask(ours, f"SELECT (COUNT(*) AS ?n) FROM <{here}> {{ ?s ?p ?o }}").text)
    every = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    counts.append(ask(ours, every, **{"default-graph-uri": here}).text)

    assert len(set(counts)) == 1
    assert int(counts[0].split()[1]) > 1000


def test_what_is_written_by_its_address_is_answered_by_its_name(ours: httpx.Client) -> None:
    here = f"{ours.base_url}/"
    update(
        ours,
        f"""PREFIX here: <{here}id/>
            INSERT DATA {{
                GRAPH <{here}graphs/中> {{ <{here}id/a> here:b <{here}id/%E5%9B%BD> }}
            }} ;
            INSERT {{ GRAPH <{here}graphs/e> {{ ?s here:c 1 }} }} USING <{here}graphs/中>
            WHERE {{ ?s here:b <id/国> }}""",
    )

    found = ask(ours, f"SELECT ?g ?p ?o {{ GRAPH ?g {{ <{HOME}id/a> ?p ?o }} }} ORDER BY ?g")
    assert found.text.split() == [
        "g,p,o",
        f"{HOME}graphs/e,{HOME}id/c,1",
        f"{HOME}graphs/中,{HOME}id/b,{HOME}id/国",
    ]


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json"])
def test_what_is_put_by_its_address_is_answered_by_its_name(
    ours: httpx.Client, media_type: str
) -> None:
    here = f"{ours.base_url}/"
    body = {
        "text/turtle": f"<{here}id/a> <{here}id/b> </id/c> .",
        "application/ld+json": json.dumps({"@id": f"{here}id/a", f"{here}id/b": {"@id": "/id/c"}}),
    }[media_type]
    put = ours.put(
        "/graphs", params={"graph": f"{here}graphs/put"}, content=body,
        headers={"Content-Type": media_type},
    )  # fmt: skip

    assert put.status_code in (201, 204)
    got = ours.get("/graphs/put", headers={"Accept": "application/n-triples"})
    assert got.text.strip() == f"<{HOME}id/a> <{HOME}id/b> <{HOME}id/c> ."
    assert got.text == ours.get(
        "/graphs", params={"graph": f"{HOME}graphs/put"},
        headers={"Accept": "application/n-triples"},
    ).text  # fmt: skip


def test_a_report_names_what_was_sent_by_its_address(ours: httpx.Client) -> None:
    turtle = f"<{ours.base_url}/{INBAR}> a <http://www.w3.org/ns/org#Organization> ."
    report = ours.post("/validate", content=turtle, headers={"Content-Type": "text/turtle"})

    assert {result["focus"] for result in report.json()["results"]} == {HOME + INBAR}


def test_a_fault_is_told_where_it_was_written(ours: httpx.Client) -> None:
    query = f"ASK {{ <{ours.base_url}/{INBAR}> ?p }}"
    refused = ours.get("/sparql", params={"query": query})

    assert refused.status_code == 400
    # after the property, whose object is missing
    assert f"line 1, column {len(query) - 1}:" in refused.json()["detail"]


def test_the_address_asked_for_counts_and_not_another(serve: Serve, dataset: Path) -> None:
    address = serve(dataset, address_is_asked=True, workers=1)
    query = f"ASK {{ <http://kg.example/{INBAR}> a org:Organization }}"

    def known(host: str) -> bool:
        answer = httpx.get(
            f"{address}/sparql", params={"query": query}, trust_env=False, timeout=PATIENCE,
            headers={"Accept": "application/sparql-results+json", "Host": host},
        )  # fmt: skip
        return bool(answer.json()["boolean"])

    assert [known(host) for host in ("kg.example", "kg2.example", "kg.example")] == [
        True, False, True,
    ]  # fmt: skip
