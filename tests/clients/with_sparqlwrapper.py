"""SPARQLWrapper's jobs."""

import pytest
from rdflib import Graph
from SPARQLWrapper import (
    BASIC,
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
    SPARQLWrapper2,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized
from tests.clients.jobs import (
    ALL_NUMBERS,
    ASK_FOR_IT,
    ASK_FOR_NOTHING,
    BROKEN,
    BY_CHINESE_NAME,
    CHINESE_NAME,
    CONSTRUCT_LABELS,
    DESCRIBE_IT,
    EX,
    NUMBERS,
    ORGANIZATIONS,
    PREFIXES,
    XSD_INTEGER,
    Client,
    Endpoint,
)

CLIENT = Client("SPARQLWrapper")


def asking(endpoint: Endpoint, query: str, form: str = JSON) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(endpoint.query, updateEndpoint=endpoint.update)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    return wrapper


def writing(endpoint: Endpoint, update: str) -> SPARQLWrapper:
    wrapper = asking(endpoint, update)
    wrapper.setMethod(POST)
    if endpoint.token:
        wrapper.setHTTPAuth(BASIC)
        wrapper.setCredentials("anybody", endpoint.token)
    return wrapper


def chinese_name(wrapper: SPARQLWrapper) -> str:
    (row,) = wrapper.queryAndConvert()["results"]["bindings"]
    assert row["name"]["xml:lang"] == "zh"
    return str(row["name"]["value"])


@CLIENT.job
def select_by_get(endpoint: Endpoint) -> None:
    wrapper = asking(endpoint, CHINESE_NAME)
    wrapper.setMethod(GET)
    assert chinese_name(wrapper) == "国际竹藤组织"


@CLIENT.job
def select_by_a_posted_form(endpoint: Endpoint) -> None:
    wrapper = asking(endpoint, CHINESE_NAME)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(URLENCODED)
    assert chinese_name(wrapper) == "国际竹藤组织"


@CLIENT.job
def select_by_post_directly(endpoint: Endpoint) -> None:
    wrapper = asking(endpoint, CHINESE_NAME)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(POSTDIRECTLY)
    assert chinese_name(wrapper) == "国际竹藤组织"


@CLIENT.job
def select_with_chinese_in_the_query(endpoint: Endpoint) -> None:
    for method in (GET, POST):
        wrapper = asking(endpoint, BY_CHINESE_NAME)
        wrapper.setMethod(method)
        (row,) = wrapper.queryAndConvert()["results"]["bindings"]
        assert row["s"]["value"] == f"{EX}inbar"


@CLIENT.job
def select_as_xml(endpoint: Endpoint) -> None:
    document = asking(endpoint, CHINESE_NAME, XML).queryAndConvert()
    (literal,) = document.getElementsByTagName("literal")
    assert literal.firstChild.data == "国际竹藤组织"


@CLIENT.job
def select_as_csv(endpoint: Endpoint) -> None:
    body = asking(endpoint, CHINESE_NAME, CSV).queryAndConvert()
    assert body.decode().split() == ["name", "国际竹藤组织"]


@CLIENT.job
def select_typed_values(endpoint: Endpoint) -> None:
    bindings = SPARQLWrapper2(endpoint.query)
    bindings.setQuery(PREFIXES + "SELECT ?n { ex:7 ex:value ?n }")
    (row,) = bindings.query().bindings
    assert (row["n"].value, row["n"].datatype) == ("7", XSD_INTEGER)


@CLIENT.job
def ask(endpoint: Endpoint) -> None:
    assert asking(endpoint, ASK_FOR_IT).queryAndConvert()["boolean"] is True
    assert asking(endpoint, ASK_FOR_NOTHING).queryAndConvert()["boolean"] is False


@CLIENT.job
def construct_in_all_formats(endpoint: Endpoint) -> None:
    for form, name in ((TURTLE, "turtle"), (N3, "n3")):
        body = asking(endpoint, CONSTRUCT_LABELS, form).queryAndConvert()
        assert len(Graph().parse(data=body, format=name)) == 2 * len(ORGANIZATIONS)
    for form in (RDFXML, XML, JSONLD):
        assert len(asking(endpoint, CONSTRUCT_LABELS, form).queryAndConvert()) == 6


@CLIENT.job
def describe(endpoint: Endpoint) -> None:
    graph = asking(endpoint, DESCRIBE_IT, RDFXML).queryAndConvert()
    assert len(graph) == 3


@CLIENT.job
def a_large_result(endpoint: Endpoint) -> None:
    rows = asking(endpoint, ALL_NUMBERS).queryAndConvert()["results"]["bindings"]
    assert {int(row["n"]["value"]) for row in rows} == set(range(NUMBERS))


@CLIENT.job
def an_error_of_the_query_is_known_as_such(endpoint: Endpoint) -> None:
    with pytest.raises(QueryBadFormed):
        asking(endpoint, BROKEN).query()


@CLIENT.job
def insert_and_delete(endpoint: Endpoint) -> None:
    there = PREFIXES + "ASK { GRAPH ex:wrapper { ex:a rdfs:label '竹'@zh } }"
    writing(
        endpoint, PREFIXES + "INSERT DATA { GRAPH ex:wrapper { ex:a rdfs:label '竹'@zh } }"
    ).query()
    assert asking(endpoint, there).queryAndConvert()["boolean"] is True
    writing(endpoint, PREFIXES + "DELETE WHERE { GRAPH ex:wrapper { ?s ?p ?o } }").query()
    assert asking(endpoint, there).queryAndConvert()["boolean"] is False


@CLIENT.job
def update_sent_directly(endpoint: Endpoint) -> None:
    wrapper = writing(endpoint, PREFIXES + "INSERT DATA { GRAPH ex:direct { ex:a ex:b '竹' } }")
    wrapper.setRequestMethod(POSTDIRECTLY)
    wrapper.query()
    there = PREFIXES + "ASK { GRAPH ex:direct { ex:a ex:b '竹' } }"
    assert asking(endpoint, there).queryAndConvert()["boolean"] is True


@CLIENT.job
def a_dataset_by_parameter(endpoint: Endpoint) -> None:
    writing(endpoint, PREFIXES + "INSERT DATA { GRAPH ex:chosen { ex:c ex:d 1 } }").query()
    wrapper = asking(endpoint, "SELECT * { ?s ?p ?o }")
    wrapper.addDefaultGraph(f"{EX}chosen")
    (row,) = wrapper.queryAndConvert()["results"]["bindings"]
    assert row["s"]["value"] == f"{EX}c"


@CLIENT.job
def a_wrong_token_is_known_as_such(endpoint: Endpoint) -> None:
    if endpoint.token:
        wrapper = writing(endpoint, PREFIXES + "INSERT DATA { GRAPH ex:w { ex:a ex:b 1 } }")
        wrapper.setCredentials("anybody", "wrong")
        with pytest.raises(Unauthorized):
            wrapper.query()
