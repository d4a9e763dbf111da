"""Where in a JSON text a value stands, by its JSON Pointer (RFC 6901)."""

import json
import re
from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def position(text: str, pointer: str) -> tuple[int, int] | None:
    r"""Return the line and the column of a value, or of the last part of the way that is there.

    Nothing comes back for a text that is no JSON.

    >>> position('{"a": [1,\n  {"b": 2}]}', "/a/1/b")
    (2, 9)
    """
    start = text.startswith("\ufeff")
    try:
        at = _end_of_space(text, int(start))
        for part in pointer.split("/")[1:]:
            wanted = part.replace("~1", "/").replace("~0", "~")
            places = dict(_places(text, at))
            if wanted not in places:
                break
            at = places[wanted]
    except (ValueError, IndexError, RecursionError):
        return None
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _places(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Yield the key or the number of each part of an object or an array, and where it begins."""
    is_object, number = text[at] == "{", 0
    if text[at] not in "{[":
        return
    at = _end_of_space(text, at + 1)
    while text[at] not in "}]":
        name = str(number)
        if is_object:
            name, at = _DECODER.raw_decode(text, at)
            # Past the colon.
            at = _end_of_space(text, _end_of_space(text, at) + 1)
        yield name, at
        _, at = _DECODER.raw_decode(text, at)
        at = _end_of_space(text, at)
        if text[at] == ",":
            at = _end_of_space(text, at + 1)
        number += 1


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
