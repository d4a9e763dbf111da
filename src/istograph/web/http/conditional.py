"""Entity tags and conditional requests (RFC 9110, sections 8.8 and 13)."""

import hashlib
import re

from fastapi import Request, Response

# What may be kept is asked for again each time: a write changes every answer.
REVALIDATE = "public, max-age=0, must-revalidate"
# What is named by the dataset's version never changes.
IMMUTABLE = "public, max-age=31536000, immutable"

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def entity_tag(*parts: str | bytes) -> str:
    """Return a strong tag for what these parts determine."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return f'"{digest.hexdigest()[:24]}"'


def is_current(if_none_match: str | None, tag: str) -> bool:
    """Say whether a client already has what the tag stands for.

    >>> is_current('W/"a", "b"', '"a"'), is_current("*", '"a"'), is_current('"b"', '"a"')
    (True, True, False)
    """
    if not if_none_match:
        return False
    # RFC 9110, 13.1.2: the comparison is weak, for the tag is weakened when a body is compressed.
    return if_none_match.strip() == "*" or tag.removeprefix("W/") in _TAG.findall(if_none_match)


def respond(
    request: Request,
    body: bytes,
    content_type: str,
    headers: dict[str, str] | None = None,
    tag: str | None = None,
) -> Response:
    """Return a complete answer with its tag; 304 and no body when the client has it already."""
    tag = tag or entity_tag(body)
    headers = {"ETag": tag, "Cache-Control": REVALIDATE, **(headers or {})}
    if is_current(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "Content-Type": content_type})
