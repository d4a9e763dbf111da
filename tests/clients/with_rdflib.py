"""The jobs of rdflib's SPARQLStore and SPARQLUpdateStore."""

import pytest
from rdflib import RDFS, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from tests.clients.jobs import (
    ALL_NUMBERS,
    ASK_FOR_IT,
    ASK_FOR_NOTHING,
    BROKEN,
    BY_CHINESE_NAME,
    CONSTRUCT_LABELS,
    DESCRIBE_IT,
    NUMBERS,
    Client,
    Endpoint,
)
from tests.clients.jobs import EX as HOME

READING = Client("rdflib SPARQLStore")
WRITING = Client("rdflib SPARQLUpdateStore")

EX = Namespace(HOME)
NAME = Literal("国际竹藤组织", lang="zh")


def reading(endpoint: Endpoint, **options: str) -> Graph:
    return Graph(SPARQLStore(endpoint.query, **options))


def writing(endpoint: Endpoint, **options: object) -> SPARQLUpdateStore:
    auth = {"auth": ("anybody", endpoint.token)} if endpoint.token else {}
    return SPARQLUpdateStore(endpoint.query, endpoint.update, **auth, **options)


def graph_of(store: SPARQLUpdateStore, name: str) -> Graph:
    return Graph(store, identifier=EX[name])


@READING.job
def match_triples(endpoint: Endpoint) -> None:
    graph = reading(endpoint)
    assert set(graph.objects(EX.inbar, RDFS.label)) >= {NAME}
    assert (EX.inbar, RDFS.label, NAME) in graph
    assert graph.value(predicate=RDFS.label, object=NAME) == EX.inbar


@READING.job
def count_triples(endpoint: Endpoint) -> None:
    assert len(reading(endpoint)) >= NUMBERS


@READING.job
def select_by_every_method(endpoint: Endpoint) -> None:
    for method in ("GET", "POST", "POST_FORM"):
        ((found,),) = reading(endpoint, method=method).query(BY_CHINESE_NAME)
        assert found == EX.inbar


@READING.job
def select_in_every_format(endpoint: Endpoint) -> None:
    for form in ("xml", "json", "csv", "tsv"):
        rows = list(reading(endpoint, returnFormat=form).query(BY_CHINESE_NAME))
        assert [str(row.s) for row in rows] == [str(EX.inbar)]


@READING.job
def select_with_bound_variables(endpoint: Endpoint) -> None:
    query = "SELECT ?s ?label { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label }"
    rows = reading(endpoint).query(query, initBindings={"label": NAME})
    assert [row.s for row in rows] == [EX.inbar]


@READING.job
def ask(endpoint: Endpoint) -> None:
    graph = reading(endpoint)
    assert graph.query(ASK_FOR_IT).askAnswer is True
    assert graph.query(ASK_FOR_NOTHING).askAnswer is False


@READING.job
def construct(endpoint: Endpoint) -> None:
    found = reading(endpoint).query(CONSTRUCT_LABELS).graph
    assert found is not None
    assert (EX.inbar, RDFS.label, NAME) in found


@READING.job
def describe(endpoint: Endpoint) -> None:
    found = reading(endpoint).query(DESCRIBE_IT).graph
    assert found is not None
    assert len(found) == 3


@READING.job
def a_large_result(endpoint: Endpoint) -> None:
    assert sum(int(row.n) for row in reading(endpoint).query(ALL_NUMBERS)) == sum(range(NUMBERS))


@READING.job
def an_error_is_raised(endpoint: Endpoint) -> None:
    with pytest.raises(ValueError, match="formulating"):
        reading(endpoint).query(BROKEN)


@WRITING.job
def add_and_remove(endpoint: Endpoint) -> None:
    graph = graph_of(writing(endpoint), "rdflib")
    graph.add((EX.a, RDFS.label, NAME))
    assert set(graph) == {(EX.a, RDFS.label, NAME)}
    graph.remove((EX.a, None, None))
    assert len(graph) == 0


@WRITING.job
def add_many_at_once(endpoint: Endpoint) -> None:
    store = writing(endpoint)
    graph = graph_of(store, "many")
    store.addN((EX[f"n{n}"], EX.value, Literal(n), graph) for n in range(500))
    assert len(graph) == 500


@WRITING.job
def write_in_one_transaction(endpoint: Endpoint) -> None:
    store = writing(endpoint, autocommit=False)
    graph = graph_of(store, "transaction")
    graph.add((EX.a, EX.b, Literal(1)))
    graph.add((EX.a, EX.b, Literal(2)))
    store.commit()
    assert {int(value) for value in graph.objects(EX.a, EX.b)} == {1, 2}


@WRITING.job
def take_back_what_was_not_committed(endpoint: Endpoint) -> None:
    store = writing(endpoint, autocommit=False)
    graph = graph_of(store, "rollback")
    graph.add((EX.a, EX.b, Literal(1)))
    store.rollback()
    assert (EX.a, EX.b, None) not in graph


@WRITING.job
def update_with_chinese(endpoint: Endpoint) -> None:
    graph = graph_of(writing(endpoint), "update")
    graph.update("INSERT DATA { <http://example.org/a> <http://example.org/名> '竹' }")
    assert graph.value(EX.a, URIRef(f"{HOME}名")) == Literal("竹")


@WRITING.job
def a_dataset_with_its_graphs(endpoint: Endpoint) -> None:
    dataset = Dataset(store=writing(endpoint))
    listed = dataset.graph(EX.listed)
    listed.add((EX.a, EX.b, EX.c))
    assert EX.listed in {graph.identifier for graph in dataset.graphs()}
    dataset.remove_graph(listed)
    assert EX.listed not in {graph.identifier for graph in dataset.graphs()}


@WRITING.job
def the_default_graph(endpoint: Endpoint) -> None:
    graph = Graph(writing(endpoint), identifier=DATASET_DEFAULT_GRAPH_ID)
    graph.add((EX.written, EX.b, NAME))
    assert (EX.written, EX.b, NAME) in graph
    graph.remove((EX.written, EX.b, NAME))
    assert (EX.written, EX.b, NAME) not in graph


@WRITING.job
def a_missing_token_is_an_error(endpoint: Endpoint) -> None:
    if endpoint.token:
        store = SPARQLUpdateStore(endpoint.query, endpoint.update)
        with pytest.raises(Exception, match="401"):
            graph_of(store, "refused").add((EX.a, EX.b, EX.c))
