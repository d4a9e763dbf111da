"""Which addresses SERVICE and LOAD may reach: those that an allow-list names.

An address is taken apart once, by one strict grammar, and put together again from its parts, so
nobody further on can read it differently. What can be written in an odd way (decimal, octal and
hexadecimal IPv4, dots at the end, other scripts' digits, `..` in a path) is refused, not mended.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, unquote

from istograph.errors import AddressError

IpAddress = IPv4Address | IPv6Address

WIKIDATA = "https://query.wikidata.org/sparql"

_PARTS = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?:\#.*)?",
    re.IGNORECASE | re.DOTALL,
)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")
_PORTS = {"http": 80, "https": 443}
# Azure's metadata and agent service stands at an address that is public by its number.
_METADATA = frozenset({IPv4Address("168.63.129.16")})
# RFC 6052: an IPv4 address in the last 32 bits.
_NAT64 = IPv6Network("64:ff9b::/96")
_LOOPBACK = frozenset({IPv4Address("127.0.0.1"), IPv6Address("::1")})


@dataclass(frozen=True)
class Address:
    """An HTTP address in its parts; `target` is path and query, as they go over the wire."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def path(self) -> str:
        """The path as it is sent; it begins with a slash."""
        return self.target.partition("?")[0]

    @property
    def authority(self) -> str:
        """Host and port, as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


@dataclass(frozen=True)
class _Prefix:
    scheme: str
    host: str
    port: int | None
    path: str

    def covers(self, address: Address) -> bool:
        same_place = (self.scheme, self.host) == (address.scheme, address.host)
        same_port = self.port is None or self.port == address.port
        return same_place and same_port and self._covers_path(address.path)

    def _covers_path(self, path: str) -> bool:
        whole = self.path.rstrip("/")
        return path == whole or path.startswith(whole + "/")

    def names(self, ip: IpAddress) -> bool:
        return ip in _LOOPBACK if self.host == "localhost" else _literal(self.host) == ip


class AllowList:
    """The URL prefixes that may be reached; each is matched by its parts.

    >>> AllowList(["https://example.org/sparql"]).check("https://example.org/sparql/v1?x").target
    '/sparql/v1?x'
    """

    def __init__(self, prefixes: Iterable[str]) -> None:
        self._prefixes = tuple(map(_prefix, prefixes))

    def check(self, iri: str) -> Address:
        """Return the address in its parts; raise AddressError if it is not allowed."""
        address = parse(iri)
        if not any(prefix.covers(address) for prefix in self._prefixes):
            raise AddressError(
                f"<{iri}> is not an address that this service may ask; who runs it can allow "
                "more with --service-allow",
                zh=f"本服务不能查询 <{iri}>；运行者可用 --service-allow 放行更多地址",
            )
        return address

    def check_ip(self, address: Address, ip: IpAddress) -> None:
        """Raise AddressError unless what a host's name stands for is public, or named itself."""
        if is_public(ip):
            return
        if any(prefix.names(ip) for prefix in self._prefixes):
            return
        raise AddressError(
            f"<{address}> is at {ip}, which is not a public address; such an address is reached "
            "only if --service-allow names it",
            zh=(f"<{address}> 位于 {ip}，不是公网地址；只有在 --service-allow 中列明才可访问"),
        )


def parse(iri: str) -> Address:
    """Take an HTTP IRI apart; raise AddressError where it could be read in two ways.

    >>> str(parse("HTTPS://Example.org:443/a b?c#d"))
    'https://example.org/a%20b?c'
    >>> parse("http://0x7f.1/")
    Traceback (most recent call last):
        ...
    istograph.errors.AddressError: <http://0x7f.1/>: '0x7f.1' is an IPv4 address in an odd notation
    """
    parts = _PARTS.fullmatch(iri)
    if parts is None:
        raise AddressError(
            f"<{iri}> does not begin with http:// or https://",
            zh=f"<{iri}> 不以 http:// 或 https:// 开头",
        )
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if authority is None:
        raise AddressError(
            f"<{iri}>: {parts['authority']!r} should be a host in ASCII and perhaps a port, "
            "without user or password",
            zh=(f"<{iri}>：{parts['authority']!r} 应为 ASCII 主机名并可带端口，不含用户名或口令"),
        )
    scheme = parts["scheme"].lower()
    port = int(authority["port"] or _PORTS[scheme])
    if not 0 < port < 1 << 16:
        raise AddressError(f"<{iri}>: there is no port {port}", zh=f"<{iri}>：没有端口 {port}")
    path = quote(parts["path"] or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts["query"] or "", safe="?/%:@!$&'()*+,;=~-._")
    _check_path(iri, path)
    return Address(scheme, _host(iri, authority["host"]), port, path + query)


def is_public(ip: IpAddress) -> bool:
    """Say whether an address, or the IPv4 address inside it, belongs to the public internet."""
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return ip.is_global and not ip.is_multicast and ip not in _METADATA


def _prefix(text: str) -> _Prefix:
    address = parse(text)
    if "?" in address.target or "#" in text:
        raise AddressError(
            f"{text!r}: a prefix that is allowed ends with a path",
            zh=f"“{text}”：放行的前缀应以路径结尾",
        )
    authority = text.split("/")[2]
    has_port = re.search(r":\d+$", authority) is not None
    return _Prefix(address.scheme, address.host, address.port if has_port else None, address.path)


def _host(iri: str, host: str) -> str:
    if host.startswith("["):
        try:
            return str(IPv6Address(host[1:-1]))
        except ValueError:
            raise AddressError(
                f"<{iri}>: {host} is no IPv6 address", zh=f"<{iri}>：{host} 不是 IPv6 地址"
            ) from None
    labels = host.lower().split(".")
    if "" in labels:
        raise AddressError(
            f"<{iri}>: the host {host!r} has an empty part, or a dot at its end",
            zh=f"<{iri}>：主机名“{host}”有空的部分，或以点结尾",
        )
    # As the WHATWG's URL parser: a last part that is a number makes an IPv4 address of the whole.
    looks_numeric = re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]) is not None
    if looks_numeric and not isinstance(_literal(host), IPv4Address):
        raise AddressError(
            f"<{iri}>: {host!r} is an IPv4 address in an odd notation",
            zh=f"<{iri}>：“{host}”是写法异常的 IPv4 地址",
        )
    return host.lower()


def _check_path(iri: str, path: str) -> None:
    decoded = unquote(path)
    if {".", ".."} & set(decoded.split("/")) or "\\" in decoded:
        raise AddressError(
            f"<{iri}>: a path here has no '.', '..' or backslash",
            zh=f"<{iri}>：路径中不能有“.”、“..”或反斜线",
        )


def _literal(host: str) -> IpAddress | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
