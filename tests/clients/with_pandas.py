"""The jobs of pandas, and of sparql-dataframe, which makes its frames."""

from urllib.error import HTTPError
from urllib.parse import urlencode

import pandas
import pytest
import sparql_dataframe
from tests.clients.jobs import (
    ALL_NUMBERS,
    BROKEN,
    BY_CHINESE_NAME,
    CHINESE_NAME,
    EX,
    NUMBERS,
    PREFIXES,
    Client,
    Endpoint,
)

PANDAS = Client("pandas")
FRAMES = Client("sparql-dataframe")

HALF_BOUND = PREFIXES + (
    "SELECT ?s ?n ?none { VALUES ?s { ex:1 ex:2 } ?s ex:value ?n OPTIONAL { ?s ex:none ?none } } "
    "ORDER BY ?n"
)


def read_csv(endpoint: Endpoint, query: str, **options: object) -> pandas.DataFrame:
    address = f"{endpoint.query}?{urlencode({'query': query})}"
    return pandas.read_csv(address, storage_options={"Accept": "text/csv"}, **options)


@PANDAS.job
def read_a_table(endpoint: Endpoint) -> None:
    assert read_csv(endpoint, CHINESE_NAME).name.tolist() == ["国际竹藤组织"]


@PANDAS.job
def read_numbers_as_numbers(endpoint: Endpoint) -> None:
    frame = read_csv(endpoint, ALL_NUMBERS)
    assert str(frame.n.dtype) == "int64"
    assert int(frame.n.sum()) == sum(range(NUMBERS))


@PANDAS.job
def read_what_is_not_bound_as_missing(endpoint: Endpoint) -> None:
    frame = read_csv(endpoint, HALF_BOUND)
    assert frame.n.tolist() == [1, 2]
    assert frame.none.isna().all()


@PANDAS.job
def read_in_pieces(endpoint: Endpoint) -> None:
    pieces = list(read_csv(endpoint, ALL_NUMBERS, chunksize=5000))
    assert [len(piece) for piece in pieces] == [5000] * (NUMBERS // 5000)


@PANDAS.job
def read_tabs(endpoint: Endpoint) -> None:
    address = f"{endpoint.query}?{urlencode({'query': BY_CHINESE_NAME})}"
    accept = {"Accept": "text/tab-separated-values"}
    frame = pandas.read_csv(address, sep="\t", storage_options=accept)
    assert frame["?s"].tolist() == [f"<{EX}inbar>"]


@PANDAS.job
def read_json(endpoint: Endpoint) -> None:
    address = f"{endpoint.query}?{urlencode({'query': CHINESE_NAME})}"
    accept = {"Accept": "application/sparql-results+json"}
    found = pandas.read_json(address, typ="series", storage_options=accept)
    frame = pandas.json_normalize(found["results"]["bindings"])
    assert frame["name.value"].tolist() == ["国际竹藤组织"]


@PANDAS.job
def a_frame_goes_and_comes_back(endpoint: Endpoint) -> None:
    frame = pandas.DataFrame({"名称": ['他说"竹"', "逗,号", "换\n行"]})
    values = " ".join(f'"{_escaped(text)}"' for text in frame["名称"])
    found = read_csv(endpoint, f"SELECT ?名称 {{ VALUES ?名称 {{ {values} }} }}")
    assert found.equals(frame)


@PANDAS.job
def an_error_is_raised(endpoint: Endpoint) -> None:
    with pytest.raises(HTTPError) as raised:
        read_csv(endpoint, BROKEN)
    # An error that nobody reads keeps its connection.
    raised.value.close()
    assert raised.value.code == 400


@FRAMES.job
def a_frame(endpoint: Endpoint) -> None:
    frame = sparql_dataframe.get(endpoint.query, CHINESE_NAME)
    assert frame.name.tolist() == ["国际竹藤组织"]


@FRAMES.job
def a_frame_by_post(endpoint: Endpoint) -> None:
    frame = sparql_dataframe.get(endpoint.query, BY_CHINESE_NAME, post=True)
    assert frame.s.tolist() == [f"{EX}inbar"]


@FRAMES.job
def a_large_frame(endpoint: Endpoint) -> None:
    frame = sparql_dataframe.get(endpoint.query, ALL_NUMBERS)
    assert set(frame.n) == set(range(NUMBERS))


@FRAMES.job
def what_is_not_bound(endpoint: Endpoint) -> None:
    assert sparql_dataframe.get(endpoint.query, HALF_BOUND).none.isna().all()


def _escaped(text: str) -> str:
    return text.replace('"', '\\"').replace("\n", "\\n")
