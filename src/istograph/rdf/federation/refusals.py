"""Why an endpoint gave nothing, on its way through the engine, which quotes what it is answered."""

import json

from istograph.errors import AddressError, RemoteError

FORBIDDEN, BAD_GATEWAY = 403, 502


def status(problem: AddressError | RemoteError) -> int:
    """Return the status with which the engine is answered."""
    return FORBIDDEN if isinstance(problem, AddressError) else BAD_GATEWAY


def written(problem: AddressError | RemoteError) -> bytes:
    """Return the body with which it is."""
    return json.dumps([str(problem), problem.zh]).encode()


def read(status: int, body: str) -> AddressError | RemoteError:
    """Return the error that these two tell of.

    >>> read(403, written(AddressError("no", zh="不")).decode()).zh
    '不'
    """
    message, zh = json.loads(body)
    kind = AddressError if status == FORBIDDEN else RemoteError
    return kind(message, zh=zh)
