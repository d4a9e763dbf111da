"""Addresses of the web as registries have them, to IRIs."""

import re
from urllib.parse import quote, urlsplit

from pyoxigraph import NamedNode

# What may not stand in an IRI (RFC 3987, section 2.2): controls, space, and what delimits.
_BARRED = re.compile(r'[\x00-\x20\x7f-\x9f<>"{}|\\^`]')


def address(text: str) -> str:
    """Return an address of the web as an IRI; an error says what is wrong with it.

    >>> address(" http://example.org/a b ")
    'http://example.org/a%20b'
    """
    parts = urlsplit(text.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError("is no address of the web, as in https://www.inbar.int/")
    iri = _BARRED.sub(lambda match: quote(match[0]), text.strip())
    return NamedNode(iri).value
