"""The address by which the public sees the service, and the names that depend on it.

An IRI below that address and the same below w3id.org name one thing; the latter is what is stored.
"""

from fastapi import Request

from istograph.web.links import HOME
from istograph.web.settings import Settings


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
            return HOME + iri[len(base) + 1 :]
    return iri


def public_name(iri: str, request: Request, settings: Settings) -> str:
    """Return the address at which an IRI of ours is served; others are what they are."""
    return iri.replace(HOME, base_url(request, settings) + "/", 1) if iri.startswith(HOME) else iri


def _first(header: str | None) -> str:
    """Return what the outermost of several proxies said."""
    return (header or "").partition(",")[0].strip()
