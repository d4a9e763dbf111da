"""sparqlx's jobs."""

import asyncio

import httpx2
import pytest
from tests.clients.jobs import (
    ALL_NUMBERS,
    ASK_FOR_IT,
    ASK_FOR_NOTHING,
    BY_CHINESE_NAME,
    CHINESE_NAME,
    CONSTRUCT_LABELS,
    DESCRIBE_IT,
    EX,
    NUMBERS,
    ORGANIZATIONS,
    PREFIXES,
    Client,
    Endpoint,
)
from tests.clients.newer_python import import_newer

import_newer("sparqlx")

from sparqlx import SPARQLWrapper  # noqa: E402 - cannot be imported before

CLIENT = Client("sparqlx")


def reading(endpoint: Endpoint, **options: object) -> SPARQLWrapper:
    return SPARQLWrapper(sparql_endpoint=endpoint.query, **options)


def writing(endpoint: Endpoint, token: str, method: str = "POST") -> SPARQLWrapper:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return SPARQLWrapper(
        sparql_endpoint=endpoint.query,
        update_endpoint=endpoint.update,
        client_config={"headers": headers},
        aclient_config={"headers": headers},
        update_method=method,
    )


@CLIENT.job
def select_by_every_method(endpoint: Endpoint) -> None:
    for method in ("GET", "POST", "POST-direct"):
        rows = reading(endpoint, query_method=method).query(CHINESE_NAME, convert=True)
        assert rows == [{"name": "国际竹藤组织"}]


@CLIENT.job
def select_with_chinese_in_the_query(endpoint: Endpoint) -> None:
    (row,) = reading(endpoint).query(BY_CHINESE_NAME, convert=True)
    assert str(row["s"]) == f"{EX}inbar"


@CLIENT.job
def select_in_every_format(endpoint: Endpoint) -> None:
    for form in ("json", "xml", "csv", "tsv"):
        response = reading(endpoint).query(CHINESE_NAME, response_format=form)
        assert "国际竹藤组织" in response.text


@CLIENT.job
def values_become_values_of_python(endpoint: Endpoint) -> None:
    query = PREFIXES + "SELECT ?n ?none { ex:7 ex:value ?n OPTIONAL { ex:7 ex:none ?none } }"
    assert reading(endpoint).query(query, convert=True) == [{"n": 7, "none": None}]


@CLIENT.job
def ask(endpoint: Endpoint) -> None:
    assert reading(endpoint).query(ASK_FOR_IT, convert=True) is True
    assert reading(endpoint).query(ASK_FOR_NOTHING, convert=True) is False


@CLIENT.job
def construct_in_every_format(endpoint: Endpoint) -> None:
    for form in ("turtle", "xml", "ntriples", "json-ld"):
        graph = reading(endpoint).query(CONSTRUCT_LABELS, convert=True, response_format=form)
        assert len(graph) == 2 * len(ORGANIZATIONS)


@CLIENT.job
def describe(endpoint: Endpoint) -> None:
    assert len(reading(endpoint).query(DESCRIBE_IT, convert=True)) == 3


@CLIENT.job
def many_queries_at_once(endpoint: Endpoint) -> None:
    queries = [PREFIXES + f"SELECT ?n {{ ex:{n} ex:value ?n }}" for n in range(20)]
    found = reading(endpoint).queries(*queries, convert=True)
    assert [row["n"] for rows in found for row in rows] == list(range(20))


@CLIENT.job
def a_large_result_in_a_stream(endpoint: Endpoint) -> None:
    lines = reading(endpoint).query_stream(
        ALL_NUMBERS, response_format="csv", streaming_method=httpx2.Response.iter_lines
    )
    assert sum(1 for _ in lines) == NUMBERS + 1


@CLIENT.job
def query_in_an_event_loop(endpoint: Endpoint) -> None:
    rows = asyncio.run(reading(endpoint).aquery(CHINESE_NAME, convert=True))
    assert rows == [{"name": "国际竹藤组织"}]


@CLIENT.job
def an_error_is_raised(endpoint: Endpoint) -> None:
    # It parses queries itself, so a broken one would not be sent.
    with pytest.raises(httpx2.HTTPStatusError) as raised:
        reading(endpoint).query(CHINESE_NAME, response_format="application/x-nothing")
    assert raised.value.response.status_code == 406


@CLIENT.job
def update_by_every_method(endpoint: Endpoint) -> None:
    for method in ("POST", "POST-direct"):
        wrapper = writing(endpoint, endpoint.token, method)
        wrapper.update(PREFIXES + "INSERT DATA { GRAPH ex:sparqlx { ex:竹 rdfs:label '竹'@zh } }")
        assert wrapper.query(PREFIXES + "ASK { GRAPH ex:sparqlx { ex:竹 ?p ?o } }", convert=True)
        wrapper.update(PREFIXES + "DROP GRAPH ex:sparqlx")


@CLIENT.job
def a_wrong_token_is_an_error(endpoint: Endpoint) -> None:
    if endpoint.token:
        with pytest.raises(httpx2.HTTPStatusError) as raised:
            writing(endpoint, "wrong").update("INSERT DATA { <a:a> <a:b> <a:c> }")
        assert raised.value.response.status_code == 401
