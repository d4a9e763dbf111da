"""Descriptions as requests bring them: one as JSON, many as an array or as JSON Lines.

A line that cannot be used is answered in its place, and the others are answered all the same.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterable
from typing import IO, Any, NoReturn

from istograph.errors import InputError

Json = dict[str, Any]
# So many bytes of lines are answered at a time, between which other requests have their turn.
_BATCH = 1 << 15


def read_descriptions(body: bytes, most_facts: int) -> list[Json] | Json:
    """Return the description, or the array of them, that a body holds."""
    found = _parsed(body)
    if isinstance(found, list):
        return [
            _description(each, most_facts, f"item {number} of the array: ")
            for number, each in enumerate(found, start=1)
        ]
    return _description(found, most_facts, "")


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"this is not JSON: {place}: {error.msg}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"this is not UTF-8: byte {error.start + 1} begins no character") from None
    except RecursionError:
        raise InputError("this JSON is nested too deeply for a description") from None
    except ValueError as error:
        # An integer of more digits than Python converts.
        raise InputError(f"this is not JSON that can be read: {error}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise InputError(f"this is not JSON: there is no {name}")


def _description(found: Any, most_facts: int, place: str) -> Json:
    if not isinstance(found, dict):
        wanted = 'like {"id": "x", "facts": [...]}; /classify/schema says more'
        raise InputError(f"{place}a description is an object {wanted}")
    if not isinstance(found.get("id", ""), str):
        raise InputError(f"{place}'id' is a string, not {found['id']!r:.60}")
    facts = found.get("facts")
    if isinstance(facts, list) and len(facts) > most_facts:
        raise InputError(
            f"{place}a description may have {most_facts:,} facts here; this one has {len(facts):,}"
        )
    return found


def dump(content: Any) -> bytes:
    """Return JSON in UTF-8; what UTF-8 cannot say, half a surrogate pair, stays escaped."""
    try:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(content, separators=(",", ":")).encode()


Answer = Callable[[Json], Any]
Line = tuple[int, bytes | None]


def batches(file: IO[bytes], longest: int) -> Iterable[list[Line]]:
    """Yield the lines of a file that are not blank, numbered; None stands for one too long."""
    batch: list[Line] = []
    size = number = 0
    while line := file.readline(longest + 1):
        number += 1
        if len(line) > longest and not line.endswith(b"\n"):
            batch.append((number, None))
            _skip_line(file, longest)
        elif line.strip():
            batch.append((number, line))
        size += len(line)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    yield batch


def _skip_line(file: IO[bytes], at_once: int) -> None:
    while (rest := file.readline(at_once)) and not rest.endswith(b"\n"):
        pass


def answer_lines(batch: Iterable[Line], answer: Answer, most_facts: int, longest: int) -> bytes:
    """Return an answer in JSON for each line, on a line of its own."""
    return b"".join(
        dump(_answer_line(number, line, answer, most_facts, longest)) + b"\n"
        for number, line in batch
    )


def _answer_line(
    number: int, line: bytes | None, answer: Answer, most_facts: int, longest: int
) -> Any:
    try:
        if line is None:
            raise InputError(f"a line may have {longest:,} bytes; this one has more")
        return answer(_description(_parsed(line), most_facts, ""))
    except InputError as error:
        return {"line": number, "error": str(error)}


async def spool(pieces: AsyncIterator[bytes], file: IO[bytes], most: int) -> bool:
    """Write a body to a file; say whether it has at most so many bytes."""
    size = 0
    async for piece in pieces:
        size += len(piece)
        if size > most:
            return False
        file.write(piece)
    file.seek(0)
    return True
