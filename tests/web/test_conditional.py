"""Entity tags, 304 and compression, over HTTP."""

import gzip

import httpx
import pytest

_QUERY = {"query": "SELECT ?s ?p ?o { ?s a isto:ISTO ; ?p ?o }"}


def test_an_answer_that_the_client_has_is_not_sent_again(client: httpx.Client) -> None:
    plain = {"Accept-Encoding": "identity"}
    tag = client.get("/sparql", params=_QUERY, headers=plain).headers["etag"]

    again = client.get("/sparql", params=_QUERY, headers={**plain, "If-None-Match": tag})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


@pytest.mark.parametrize("path", ["/sparql?query=ASK {}", "/about", "/dump/istograph.ttl"])
def test_another_version_than_the_one_asked_for_is_not_sent(
    client: httpx.Client, path: str
) -> None:
    plain = {"Accept-Encoding": "identity"}
    first = client.get(path, headers=plain, follow_redirects=True)
    tag = first.headers["etag"]

    def status(method: str, wanted: str) -> int:
        headers = {**plain, "If-Match": wanted}
        return client.request(method, first.url, headers=headers).status_code

    assert (status("GET", '"x"'), status("HEAD", f"W/{tag}")) == (412, 412)
    assert (status("GET", f'"x", {tag}'), status("HEAD", "*")) == (200, 200)


def test_another_format_has_another_tag(client: httpx.Client) -> None:
    tags = {
        client.get("/sparql", params=_QUERY, headers={"Accept": accept}).headers["etag"]
        for accept in ("text/csv", "application/json")
    }

    assert len(tags) == 2


def test_a_query_that_changes_by_itself_is_not_to_be_kept(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT (NOW() AS ?now) {}"})

    assert (answer.headers["cache-control"], "etag" in answer.headers) == ("no-store", False)


def test_a_client_that_takes_gzip_gets_the_same_in_fewer_bytes(client: httpx.Client) -> None:
    plain = client.get("/sparql", params=_QUERY, headers={"Accept-Encoding": "identity"})
    with client.stream("GET", "/sparql", params=_QUERY) as packed:
        raw = b"".join(packed.iter_raw())

    assert (packed.headers["content-encoding"], gzip.decompress(raw)) == ("gzip", plain.content)
    assert len(raw) * 4 < len(plain.content)


def test_a_compressed_answer_is_known_again(client: httpx.Client) -> None:
    first = client.get("/sparql", params=_QUERY, headers={"Accept-Encoding": "gzip"})

    again = client.get("/sparql", params=_QUERY, headers={"If-None-Match": first.headers["etag"]})

    assert (first.headers["etag"][:2], again.status_code) == ("W/", 304)


def test_caches_are_told_what_an_answer_varies_by(client: httpx.Client) -> None:
    vary = client.get("/sparql", params=_QUERY).headers["vary"]

    assert {part.strip() for part in vary.split(",")} >= {
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Origin",
    }


def test_a_short_answer_is_not_compressed(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept-Encoding": "gzip"})

    assert "content-encoding" not in answer.headers
