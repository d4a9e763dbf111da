"""A client that has an item of Wikidata: to our record, to its data, and back to the item."""

from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from rdflib import Graph, Namespace, URIRef

ITEM = URIRef("http://www.wikidata.org/entity/Q6052145")
_SCHEMA = Namespace("https://schema.org/")
_QUERY = f"SELECT ?record {{ ?record <{_SCHEMA.sameAs}> <{ITEM}> }}"


def by_search(client: httpx.Client) -> str:
    (found,) = client.get("/search", params={"q": "Q6052145"}).json()["results"]
    return str(found["iri"])


def by_query(client: httpx.Client) -> str:
    answer = client.get("/sparql", params={"query": _QUERY}, headers={"Accept": "text/csv"})
    return answer.text.splitlines()[1]


def by_classification(client: httpx.Client) -> str:
    answer = client.get("/classify", params={"id": "Q6052145"}).json()
    return f"https://w3id.org/istograph/id/organization/{answer['id']}"


@pytest.mark.parametrize("find", [by_search, by_query, by_classification])
def test_an_item_leads_to_the_record_its_data_and_back(
    client: httpx.Client, find: Callable[[httpx.Client], str]
) -> None:
    record = find(client)
    path = urlsplit(record).path.removeprefix("/istograph")

    seen = client.get(path, headers={"Accept": "text/turtle"})
    assert seen.status_code == 303
    data = client.get(seen.headers["location"])
    described = Graph().parse(data=data.text, format="turtle")

    assert (URIRef(record), _SCHEMA.sameAs, ITEM) in described
