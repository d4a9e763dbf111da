"""The address by which the engine asks the gateway for another address."""

from urllib.parse import quote, unquote

from istograph.errors import AddressError

# What stands before the address asked for; no such server exists, and none is needed.
PREFIX = "http://127.0.0.1/?"


def to_gateway(iri: str) -> str:
    """Return the IRI by which the engine asks the gateway for another.

    >>> to_gateway("https://example.org/sparql")
    'http://127.0.0.1/?https%3A%2F%2Fexample.org%2Fsparql'
    """
    return PREFIX + quote(iri, safe="")


def asked(target: bytes) -> str:
    """Return the address that is asked for; AddressError where there is none."""
    path, mark, iri = target.decode("ascii").partition("?")
    if path != "/" or not mark:
        raise AddressError(
            "a SERVICE or LOAD in this query could not be told from what stands before it; "
            "put spaces around the keyword and the address",
            zh="无法从上下文辨认此查询中的 SERVICE 或 LOAD；请在关键词与地址前后加空格",
        )
    return unquote(iri)
