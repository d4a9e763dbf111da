"""Who asks: by what one client is told from others."""

from ipaddress import IPv6Network, ip_address

from starlette.types import Scope


def client_of(scope: Scope) -> str:
    """Return by what a client is told from others: its address, or its network in IPv6.

    >>> client_of({"client": ("2001:db8::1234", 1)})
    '2001:db8::/64'
    """
    host = (scope.get("client") or ("unknown", 0))[0]
    try:
        ip = ip_address(host)
    except ValueError:
        return str(host)
    # One subscriber has a whole /64.
    return str(IPv6Network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
