"""Search by name, acronym and identifier."""

from typing import Any

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from istograph.model import record
from istograph.rdf.namespaces import expand
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.names import Names


def _search(client: httpx.Client, **parameters: str) -> dict[str, Any]:
    answer = client.get("/search", params=parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("question", "how"),
    [
        ("INBAR", "exact"),
        ("inbar", "exact"),
        ("国际竹藤组织", "exact"),
        ("國際竹藤組織", "exact"),
        ("国际竹藤组", "prefix"),
        ("竹藤组织", "substring"),
        ("International Bamboo and Rattan Organization", "exact"),
        ("bamboo rattan organization", "word"),
        ("Organization, Rattan: bamboo!", "word"),
        ("https://ror.org/02h5sfg65", "exact"),
        ("02h5sfg65", "exact"),
        ("Q6052145", "exact"),
        ("ＩＮＢＡＲ", "exact"),
    ],
)
def test_an_organization_is_found_by_each_of_its_names(
    client: httpx.Client, question: str, how: str
) -> None:
    first = _search(client, q=question)["results"][0]

    assert (first["key"], first["matched"]["how"]) == ("inbar", how)


def test_a_result_has_the_keys_of_the_contract(client: httpx.Client) -> None:
    found = _search(client, q="国际竹藤组织")
    first = found["results"][0]

    assert found.keys() == {"query", "total", "results"}
    assert first["iri"] == "https://w3id.org/istograph/id/organization/inbar"
    assert (first["name"], first["name_zh"]) == (
        "International Bamboo and Rattan Organization",
        "国际竹藤组织",
    )
    assert "Organization" in first["types"]
    assert first["matched"] == {"label": "国际竹藤组织", "language": "zh", "how": "exact"}
    assert 0 < first["score"] <= 1


def test_the_better_likeness_stands_first(client: httpx.Client) -> None:
    scores = [
        result["score"] for result in _search(client, q="international", limit="50")["results"]
    ]

    assert scores == sorted(scores, reverse=True)


def test_a_type_leaves_the_others_out(client: httpx.Client) -> None:
    found = _search(client, q="science", type="isto:Policy", limit="50")

    assert found["results"]
    assert all("Policy" in result["types"] for result in found["results"])


def test_a_limit_leaves_the_total_as_it_is(client: httpx.Client) -> None:
    few, many = (_search(client, q="international", limit=limit) for limit in ("2", "100"))

    assert (len(few["results"]), few["total"]) == (2, many["total"])


@pytest.mark.parametrize(
    "parameters",
    [{}, {"q": " "}, {"q": "x", "limit": "0"}, {"q": "x", "limit": "²"}, {"q": "x" * 1000}],
)
def test_a_question_that_is_none_is_refused(
    client: httpx.Client, parameters: dict[str, str]
) -> None:
    answer = client.get("/search", params=parameters)

    assert (answer.status_code, "q" in answer.json()["detail"]) == (400, True) or (
        "limit" in answer.json()["detail"]
    )


def test_what_has_no_letters_finds_nothing(client: httpx.Client) -> None:
    assert _search(client, q="…!?")["total"] == 0


def test_a_reader_gets_a_page(client: httpx.Client) -> None:
    page = client.get(
        "/search", params={"q": "竹藤", "lang": "zh"}, headers={"Accept": "text/html"}
    )

    assert 'href="/page/organization/inbar?lang=zh"' in page.text
    assert 'value="竹藤"' in page.text


@pytest.mark.parametrize(
    "question",
    ["grid.3575.4", "0000000121633745", "0000 0001 2163 3745", "isni:0000000121633745", "ror-old"],
)
def test_every_identifier_of_a_registry_finds_its_record(question: str) -> None:
    who, store = record("organization", "who"), Store()
    said = [("rdfs:label", Literal("World Health Organization", language="en"))]
    identifiers = ("grid:grid.3575.4", "isni:0000000121633745")
    said += [("schema:identifier", Literal(text)) for text in identifiers]
    store.extend(Quad(who, NamedNode(expand(curie)), value) for curie, value in said)
    replaced = NamedNode(expand("dcterms:isReplacedBy"))
    store.add(Quad(record("organization", "ror-old"), replaced, who))

    assert [match.entry.key for match in Names(Lookup(store)).find(question)] == ["who"]
