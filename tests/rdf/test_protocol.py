from urllib.parse import urlencode

import pytest

from istograph.rdf.protocol import (
    FORM,
    SPARQL_QUERY,
    ProtocolError,
    query_by_get,
    query_by_post,
)

ASK = "ASK { ?科技 ?p 'ü' }"


def test_the_three_ways_in_give_the_same_operation() -> None:
    form = urlencode({"query": ASK, "default-graph-uri": "http://example.org/图"})
    dataset = urlencode({"default-graph-uri": "http://example.org/图"})

    by_get = query_by_get(form)

    assert by_get == query_by_post(FORM, "", form.encode())
    assert by_get == query_by_post(f"{SPARQL_QUERY}; charset=UTF-8", dataset, ASK.encode())


def test_a_get_without_a_query_is_no_query_operation() -> None:
    assert query_by_get("default-graph-uri=http://example.org/g") is None


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (FORM, b"query=ASK{}&query=ASK{}", 400),
        (FORM, b"update=CLEAR+ALL", 400),
        (FORM, b"query=ASK{}&update=CLEAR+ALL", 400),
        (FORM, b"query=%FF", 400),
        (SPARQL_QUERY, "ASK{}".encode("utf-16"), 400),
        (SPARQL_QUERY + "; charset=UTF-16", b"ASK{}", 415),
        ("text/plain", b"ASK{}", 415),
        ("", b"ASK{}", 415),
    ],
)
def test_what_is_no_query_is_refused(content_type: str, body: bytes, status: int) -> None:
    with pytest.raises(ProtocolError) as refusal:
        query_by_post(content_type, "", body)

    assert refusal.value.status == status
