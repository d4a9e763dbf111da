"""The bodies of requests: which media types bring descriptions, and the lines of a batch."""

from collections.abc import AsyncIterator, Iterable
from typing import IO

from istograph.rdf.formats import RDF_FORMATS
from istograph.rdf.protocol import FORM, ProtocolError
from istograph.web.classification.bodies import CSV_BODY, JSON_BODY

JSON_LINES = ("application/x-ndjson", "application/jsonl", "application/x-jsonlines")
# What a worker is told to read, by media type; a form holds JSON.
SOURCES = {
    "application/json": JSON_BODY,
    "text/csv": CSV_BODY,
    **{form.media_type: form.name for form in RDF_FORMATS},
    "application/x-turtle": "turtle",
    FORM: JSON_BODY,
}
# So many bytes of lines are answered at a time, between which other requests have their turn.
_BATCH = 1 << 15

Line = tuple[int, bytes | None]


def source_of(media_type: str) -> str:
    """Return what a media type has to be read as; ProtocolError with those that are read."""
    if media_type in SOURCES:
        return SOURCES[media_type]
    sent = f"{media_type!r} is not read here" if media_type else "the request has no Content-Type"
    sent_zh = f"这里不读取“{media_type}”" if media_type else "请求没有注明 Content-Type"
    rdf = ", ".join(form.media_type for form in RDF_FORMATS)
    raise ProtocolError(
        415,
        f"{sent}; send Content-Type: application/json (one description, or an array), "
        f"application/x-ndjson (JSON Lines), text/csv (a fact in each row), or RDF: {rdf}",
        zh=(
            f"{sent_zh}；"
            "请以 Content-Type: application/json（一个描述或由描述组成的数组）、"
            "application/x-ndjson（JSON Lines）、"
            f"text/csv（每行一个事实）或 RDF（{rdf}）发送"
        ),
    )


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
            batch.append((number, line.rstrip(b"\n")))
        size += len(line)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _skip_line(file: IO[bytes], at_once: int) -> None:
    while (rest := file.readline(at_once)) and not rest.endswith(b"\n"):
        pass


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
