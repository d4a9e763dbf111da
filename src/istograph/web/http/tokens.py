"""Who may write: nobody; whoever has the token; or, on this machine alone, everybody.

| settings                  | no credentials, or wrong ones | the token |
| ------------------------- | ----------------------------- | --------- |
| read-only                 | 403                           | 403       |
| writable                  | 401                           | it may    |
| writable, open to writing | it may, from this machine     | it may    |

A page in a browser may send a form anywhere, with the password that the browser remembers. So
where no token has to be shown, and with Basic, a request that a page of another origin made is
refused. A token itself is never remembered by a browser.
"""

import base64
import binascii
import hmac
import ipaddress
from urllib.parse import urlsplit

from fastapi import Request

from istograph.rdf.protocol import ProtocolError
from istograph.web.settings import Settings

CHALLENGE = 'Bearer realm="istograph", Basic realm="istograph", charset="UTF-8"'


def authorize(request: Request, settings: Settings) -> None:
    """Return if the request may write; else raise ProtocolError with 401 or 403."""
    if not settings.writable:
        raise ProtocolError(
            403,
            "this service is read-only; `istograph serve --writable` is not",
            zh="本服务只读；以 `istograph serve --writable` 启动的服务可以写入",
        )
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if settings.open_writes:
        _refuse_strangers(request)
    elif not _fits(_secret(scheme.lower(), credentials.strip()), settings.token):
        raise ProtocolError(
            401,
            "writing needs the service's token: `Authorization: Bearer TOKEN`, or as the "
            "password of any user name",
            zh=(
                "写入须提供本服务的令牌：`Authorization: Bearer TOKEN`，"
                "或以任意用户名、用令牌作密码"
            ),
        )
    elif scheme.lower() == "basic":
        _refuse_other_origins(request, settings)


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine.

    >>> is_loopback("localhost"), is_loopback("[::1]"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _secret(scheme: str, credentials: str) -> bytes:
    """Return the token in an `Authorization` header; empty where there is none."""
    # The framework reads each byte of a header as one character.
    secret = credentials.encode("latin-1")
    if scheme != "basic":
        return secret if scheme == "bearer" else b""
    try:
        # RFC 7617: the user name has no colon, the password may have.
        return base64.b64decode(secret, validate=True).partition(b":")[2]
    except binascii.Error:
        return b""


def _fits(secret: bytes, token: str | None) -> bool:
    return bool(token) and hmac.compare_digest(secret, (token or "").encode())


def _refuse_strangers(request: Request) -> None:
    # By a name that somebody let point here, a page elsewhere would pass for one of this machine.
    hosts = [_host(f"//{request.headers.get('host', '')}")]
    if origin := request.headers.get("origin"):
        hosts.append(_host(origin))
    if not all(map(is_loopback, hosts)):
        raise ProtocolError(
            403,
            "open writes are for this machine alone; use a token elsewhere",
            zh="免令牌写入仅限本机；从别处写入请使用令牌",
        )


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        # A bracket that is not closed is nobody's host.
        return ""


def _refuse_other_origins(request: Request, settings: Settings) -> None:
    origin = request.headers.get("origin")
    own = urlsplit(settings.base_url)
    if origin and origin not in (f"{own.scheme}://{own.netloc}", str(request.base_url).rstrip("/")):
        raise ProtocolError(
            403,
            "from a page elsewhere, send the token as Bearer, not as Basic",
            zh="从其他网站的页面写入时，令牌须以 Bearer 方式发送，不能用 Basic",
        )
