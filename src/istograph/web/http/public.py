"""The address by which the public sees the service, and the names that depend on it.

An IRI below that address and the same below w3id.org name one thing; the latter is what is stored.
"""

from urllib.parse import quote

from fastapi import Request

from istograph.rdf.aliases import Aliases
from istograph.rdf.namespaces import HOME
from istograph.web.settings import Settings

_ASCII = "".join(map(chr, range(0x20, 0x7F)))


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


def aliases(request: Request, settings: Settings) -> Aliases:
    """Return the other names of ours: those below the address that was set, or asked for."""
    bases = (settings.base_url.rstrip("/"), base_url(request, settings))
    return Aliases(tuple(dict.fromkeys(f"{base}/" for base in bases)))


def public_name(iri: str, request: Request, settings: Settings) -> str:
    """Return the address at which an IRI of ours is served; others are what they are."""
    if iri.startswith(HOME):
        iri = f"{base_url(request, settings)}/{iri.removeprefix(HOME)}"
    return quote(iri, safe="%:/?#[]@!$&'()*+,;=~")


def in_ascii(text: str) -> str:
    """Return a text with IRIs as it stands in a header, which has ASCII alone (RFC 3987, 3.1).

    >>> in_ascii('<http://e/类>; rel="type"')
    '<http://e/%E7%B1%BB>; rel="type"'
    """
    return quote(text, safe=_ASCII)


def _first(header: str | None) -> str:
    """Return what the outermost of several proxies said."""
    return (header or "").partition(",")[0].strip()
