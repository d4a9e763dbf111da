"""The body of a request, up to a size."""

from fastapi import Request

from istograph.rdf.protocol import ProtocolError


async def read(request: Request, largest: int) -> bytes:
    """Return the whole body; ProtocolError with 413 where it is larger, however it is sent."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > largest:
        raise _too_large(largest)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > largest:
            raise _too_large(largest)
    return bytes(body)


def _too_large(largest: int) -> ProtocolError:
    return ProtocolError(
        413,
        f"the body of this request may have {largest:,} bytes; it has more",
        zh=f"请求体最多 {largest:,} 字节，此次提交超过了上限",
    )
