"""Addresses of the web as registries have them, to IRIs."""

from urllib.parse import quote, urlsplit

from pyoxigraph import NamedNode

# What may stand in an IRI as it is; the rest, a space before all, is percent-encoded.
_KEPT = "!#$%&'()*+,/:;=?@[]~"


def address(text: str) -> str:
    """Return an address of the web as an IRI; an error says what is wrong with it.

    >>> address(" http://example.org/a b ")
    'http://example.org/a%20b'
    """
    parts = urlsplit(text.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError("is no address of the web, as in https://www.inbar.int/")
    iri = "".join(c if ord(c) > 0x9F else quote(c, safe=_KEPT) for c in text.strip())
    return NamedNode(iri).value
