from urllib.parse import quote, urlencode

import pytest

from istograph.rdf.aliases import Aliases
from istograph.rdf.protocol import (
    FORM,
    SPARQL_QUERY,
    SPARQL_UPDATE,
    ProtocolError,
    UpdateOperation,
    by_post,
    query_by_get,
)

ASK = "ASK { ?科技 ?p 'ü' }"
INSERT = "INSERT { ?科技 ?p 'ü' } WHERE { ?科技 ?p 'u' }"


def test_the_three_ways_in_give_the_same_query() -> None:
    form = urlencode({"query": ASK, "default-graph-uri": "http://example.org/图"})
    dataset = urlencode({"default-graph-uri": "http://example.org/图"})

    by_get = query_by_get(form)

    assert by_get == by_post(FORM, "", form.encode())
    assert by_get == by_post(f"{SPARQL_QUERY}; charset=UTF-8", dataset, ASK.encode())


def test_the_two_ways_in_give_the_same_update() -> None:
    using = {"using-graph-uri": "http://example.org/图", "using-named-graph-uri": "http://e/g"}

    by_form = by_post(FORM, "", urlencode({"update": INSERT, **using}).encode())

    assert by_form == by_post(SPARQL_UPDATE, urlencode(using), INSERT.encode())
    assert by_form == UpdateOperation(INSERT, ("http://example.org/图",), ("http://e/g",))


def test_a_get_without_a_query_is_no_query_operation() -> None:
    assert query_by_get("default-graph-uri=http://example.org/g") is None
    assert query_by_get("utm_source=letter&q=x") is None


@pytest.mark.parametrize("name", ["qurey", "Query", "querry"])
def test_a_misspelt_query_is_asked_about(name: str) -> None:
    with pytest.raises(ProtocolError, match="did you mean 'query'") as problem:
        query_by_get(f"{name}=ASK%7B%7D")

    assert problem.value.status == 400
    assert "是否应为" in problem.value.told("zh")


def test_a_form_may_leave_the_dataset_to_the_url() -> None:
    operation = by_post(FORM, "default-graph-uri=http://e/g", b"query=ASK%7B%7D")

    assert operation.default_graphs == ("http://e/g",)


def test_unknown_parameters_are_tolerated() -> None:
    assert query_by_get("query=ASK%7B%7D&ac=1&version=1.2") == query_by_get("query=ASK%7B%7D")


def test_other_names_of_ours_are_those_that_occur() -> None:
    aliases = Aliases(("http://h/", "http://i/"))
    text = quote("ASK { <http://i/x> ?p ?o }")
    operation = query_by_get(f"query={text}&default-graph-uri=http://h/a&named-graph-uri=b:b")

    assert operation is not None
    known = operation.with_aliases(aliases)
    assert known.default_graphs == ("https://w3id.org/istograph/a",)
    assert (known.named_graphs, known.bases) == (("b:b",), ("http://i/",))


@pytest.mark.parametrize(
    "iri",
    ["", "graph/paper", "http://e/a b", "http://e/b> WHERE {} ; CLEAR ALL ; INSERT {} USING <b:b"],
)
@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_that_is_no_iri_is_refused_by_the_name_of_its_parameter(
    name: str, iri: str
) -> None:
    using = {name.replace("default-", "using-").replace("named-", "using-named-"): iri}
    with pytest.raises(ProtocolError, match=f"`{name}`"):
        query_by_get(urlencode({"query": ASK, name: iri}))
    with pytest.raises(ProtocolError, match="`using-"):
        by_post(SPARQL_UPDATE, urlencode(using), INSERT.encode())


@pytest.mark.parametrize("query", ["update=CLEAR+ALL", "query=ASK%7B%7D&query=ASK%7B%7D"])
def test_what_is_no_query_is_refused_by_get(query: str) -> None:
    with pytest.raises(ProtocolError) as refusal:
        query_by_get(query)

    assert refusal.value.status == 400


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (FORM, b"", 400),
        (FORM, b"query=ASK{}&query=ASK{}", 400),
        (FORM, b"update=CLEAR+ALL&update=CLEAR+ALL", 400),
        (FORM, b"query=ASK{}&update=CLEAR+ALL", 400),
        (FORM, b"query=%FF", 400),
        (SPARQL_QUERY, "ASK{}".encode("utf-16"), 400),
        (SPARQL_QUERY + "; charset=UTF-16", b"ASK{}", 415),
        (SPARQL_UPDATE + '; charset="utf-16"', b"CLEAR ALL", 415),
        ("text/plain", b"ASK{}", 415),
        ("", b"ASK{}", 415),
    ],
)
def test_what_is_no_operation_is_refused_by_post(
    content_type: str, body: bytes, status: int
) -> None:
    with pytest.raises(ProtocolError) as refusal:
        by_post(content_type, "", body)

    assert refusal.value.status == status


def test_a_query_in_the_url_and_another_in_the_body_are_two() -> None:
    with pytest.raises(ProtocolError, match="2 were found"):
        by_post(SPARQL_QUERY, "query=ASK%7B%7D", b"ASK {}")
