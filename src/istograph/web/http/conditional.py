"""Entity tags and conditional requests (RFC 9110, sections 8.8 and 13)."""

import hashlib
import re

from fastapi import Request, Response

from istograph.rdf.protocol import ProtocolError

# What may be kept is asked for again each time: a write changes every answer.
REVALIDATE = "public, max-age=0, must-revalidate"
# What is named by the dataset's version never changes.
IMMUTABLE = "public, max-age=31536000, immutable"

_TAGS = re.compile(r'(W/)?("[^"]*")')


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
    known = {each for _, each in _TAGS.findall(if_none_match)}
    return if_none_match.strip() == "*" or tag.removeprefix("W/") in known


def has_already(request: Request, tag: str) -> bool:
    """Say whether to answer 304; raises ProtocolError (412) where another version is asked for.

    RFC 9110, 13.2.2: `If-Match` comes first.
    """
    wanted = request.headers.get("if-match")
    # 13.1.1: the comparison is strong, so a tag that compression weakened matches nothing.
    if wanted and wanted.strip() != "*" and tag not in _strong(wanted):
        raise ProtocolError(
            412,
            f"If-Match: {wanted}; what is here now has the tag {tag}: leave If-Match out to get it",
            zh=f"If-Match 为 {wanted}；现有内容的标签是 {tag}：去掉 If-Match 即可取得",
        )
    return is_current(request.headers.get("if-none-match"), tag)


def _strong(tags: str) -> set[str]:
    return {tag for weak, tag in _TAGS.findall(tags) if not weak}


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
    if has_already(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "Content-Type": content_type})
