"""The address by which the public sees the service, and the names that depend on it.

An IRI below that address and the same below w3id.org name one thing; the latter is what is stored.
"""

import re
from urllib.parse import quote, unquote_to_bytes

from fastapi import Request

from istograph.web.http.links import HOME
from istograph.web.settings import Settings

_ESCAPED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def base_url(request: Request, settings: Settings) -> str:
    """Return the public address without a slash at its end.

    It is the one that was set, or else the one that was asked for, as a proxy before us tells it.
    """
    if not settings.address_is_asked:
        return settings.base_url.rstrip("/")
    headers = request.headers
    scheme = _first(headers.get("x-forwarded-proto")) or request.url.scheme
    host = _first(headers.get("x-forwarded-host")) or request.url.netloc
    prefix = _first(headers.get("x-forwarded-prefix")).strip("/")
    return f"{scheme}://{host}/{prefix}".rstrip("/")


def stored_name(iri: str, request: Request, settings: Settings) -> str:
    """Return the name under which an IRI is stored."""
    for base in (settings.base_url.rstrip("/"), base_url(request, settings)):
        if iri.startswith(f"{base}/"):
            return HOME + as_iri(iri[len(base) + 1 :])
    return HOME + as_iri(iri.removeprefix(HOME)) if iri.startswith(HOME) else iri


def public_name(iri: str, request: Request, settings: Settings) -> str:
    """Return the address at which an IRI of ours is served; others are what they are."""
    if iri.startswith(HOME):
        iri = f"{base_url(request, settings)}/{iri.removeprefix(HOME)}"
    return quote(iri, safe="%:/?#[]@!$&'()*+,;=~")


def as_iri(uri: str) -> str:
    """Return a part of a URI as it stands in an IRI (RFC 3987, 3.2): Chinese is not escaped.

    >>> as_iri("graphs/%E4%B8%AD/a%20b")
    'graphs/中/a%20b'
    """
    return _ESCAPED.sub(_unescaped, uri)


def _unescaped(escapes: re.Match[str]) -> str:
    try:
        return unquote_to_bytes(escapes.group()).decode()
    except UnicodeDecodeError:
        return escapes.group()


def _first(header: str | None) -> str:
    """Return what the outermost of several proxies said."""
    return (header or "").partition(",")[0].strip()
