"""A source's files, whatever they are packed in, as streams and as JSON; never wholly in memory.

What a file is, its first bytes say, not its name: gzip, bzip2, xz, zip, tar, or plain. A zip or
tar gives its members in the order in which they stand there.

Bounds, against archives that unfold without end: an entry has at most `LONGEST` bytes, and a file
unfolds to at most `RATIO` times its size (dumps of JSON unfold to ten or twenty times).
"""

import bz2
import gzip
import hashlib
import io
import json
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

from istograph.errors import InputError
from istograph.registries.record import Place, Refusal
from istograph.registries.registry import Entry, File

LONGEST = 64 << 20
RATIO = 200
_SMALL = 64 << 20
_CHUNK = 1 << 20
_TAR = slice(257, 262)
_LOOKED_AT = 5
_SPACE = b"\xef\xbb\xbf \t\r\n"
# What the decompressors raise where a file is cut off or not what it began as.
_BROKEN = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, tarfile.TarError)


def file(path: Path, accessed: date | None = None) -> File:
    """Return a file that is to be read, with its checksum."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return File(path, digest, path.stat().st_size, accessed)


class _Bounded(io.RawIOBase):
    """Reads a stream that must not unfold to more than it may."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._left = limit
        self._limit = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise InputError(
                f"unfolds to more than {self._limit >> 20} MiB, {RATIO} times its size; "
                "unpack it yourself if you trust it"
            )
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def naming(file: File) -> Iterator[None]:
    """Say of errors that come up while a file is read in which one it was."""
    try:
        yield
    except InputError as problem:
        raise InputError(f"{file.path}: {problem}") from problem
    except (*_BROKEN, zipfile.BadZipFile, OSError) as problem:
        if isinstance(problem, OSError) and problem.errno is not None:
            raise
        raise InputError(
            f"{file.path}: is damaged or cut off: {problem}; fetch the file again"
        ) from problem


def streams(file: File) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the members of a file, each with its name ("" if the file has none) and its bytes."""
    with file.open() as raw:
        yield from _members(raw, max(_SMALL, file.size * RATIO))


def _members(raw: IO[bytes], limit: int) -> Iterator[tuple[str, IO[bytes]]]:
    with ExitStack() as opened:
        stream = _unfolded(raw, limit, opened)
        head = stream.peek(512)
        if head.startswith(b"PK\x03\x04"):
            yield from _zip_members(raw, limit)
        elif head[_TAR] == b"ustar":
            yield from _tar_members(stream)
        else:
            yield "", cast("IO[bytes]", stream)


def _unfolded(raw: IO[bytes], limit: int, opened: ExitStack) -> io.BufferedReader:
    head = raw.read(6)
    raw.seek(0)
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        raise InputError("is packed by zstd, which is not read here; unpack it by `zstd -d`")
    stream: Any = raw
    if head.startswith(b"\x1f\x8b"):
        stream = opened.enter_context(gzip.GzipFile(fileobj=raw))
    elif head.startswith(b"BZh"):
        stream = opened.enter_context(bz2.BZ2File(raw))
    elif head.startswith(b"\xfd7zXZ\x00"):
        # It closes what it opened itself only, as the two above do; the caller closes `raw`.
        stream = opened.enter_context(lzma.LZMAFile(raw))  # noqa: SIM115
    elif isinstance(raw, io.BufferedReader):
        return raw
    return io.BufferedReader(_Bounded(stream, limit), _CHUNK)


def _zip_members(raw: IO[bytes], limit: int) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(raw) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                with archive.open(member) as stream:
                    bounded = io.BufferedReader(_Bounded(stream, limit), _CHUNK)
                    yield member.filename, cast("IO[bytes]", bounded)


def _tar_members(stream: io.BufferedReader) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content:
                yield member.name, content


def json_entries(file: File) -> Iterator[Entry | Refusal]:
    """Yield the JSON values of a file: a document, an array's members, or those of the lines.

    A line that is no JSON is refused, and so is the rest of a document from where it breaks.
    """
    for name, stream in streams(file):
        yield from json_values(file, name, stream)


def json_values(file: File, name: str, stream: IO[bytes]) -> Iterator[Entry | Refusal]:
    """Yield the JSON values of one member of a file."""
    reader = io.BufferedReader(_Joined(stream), _CHUNK)
    head = reader.peek(_CHUNK)
    if head.lstrip(_SPACE).startswith((b"<", b"@")):
        raise InputError(f"{name or 'it'} is XML or Turtle; this source is read from its JSON")
    if _is_lined(head):
        yield from _lines(file, name, reader)
    else:
        yield from _document(file, name, reader)


class _Joined(io.RawIOBase):
    """Makes a raw stream of any, so that it can be peeked into."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


_Reader: TypeAlias = "io.BufferedReader[_Joined]"


def _is_lined(head: bytes) -> bool:
    """Return whether each line is a value of its own, as in JSON Lines and Wikidata's dump."""
    if b"\n" not in head:
        # A line that is longer than what was looked at ends a document as well as a line.
        return head.lstrip(_SPACE).startswith(b"{")
    # What comes after the last line end may go on.
    complete = head.split(b"\n")[:-1][:_LOOKED_AT]
    lines = [line.strip(_SPACE).rstrip(b",") for line in complete]
    is_array = lines[0].startswith(b"[")
    lines = [line for line in lines if line not in (b"", b"[", b"]")]
    # Of an array some more must be, for a value may go over lines there where another did not.
    looked_at = lines if is_array else lines[:1]
    return bool(looked_at) and all(each[:1] + each[-1:] == b"{}" for each in looked_at)


def _place(file: File, name: str, what: str) -> Place:
    return Place(file.name, f"{name} {what}".strip() if name else what)


def _lines(file: File, name: str, reader: _Reader) -> Iterator[Entry | Refusal]:
    number = 0
    while line := reader.readline(LONGEST + 1):
        number += 1
        place = _place(file, name, f"line {number}")
        if len(line) > LONGEST:
            _skip_line(reader)
            yield Refusal(place, "", "", "a line without end", f"at most {LONGEST >> 20} MiB")
            continue
        text = line.strip().rstrip(b",")
        if text in (b"", b"[", b"]"):
            continue
        yield _parsed(place, text)


def _skip_line(reader: _Reader) -> None:
    while (rest := reader.readline(_CHUNK)) and not rest.endswith(b"\n"):
        pass


def _parsed(place: Place, text: bytes) -> Entry | Refusal:
    try:
        return Entry(place, _writable(json.loads(text), text))
    except UnicodeDecodeError as problem:
        return Refusal(place, "", "", f"bytes that are no UTF-8 at {problem.start}", "UTF-8")
    except RecursionError:
        return Refusal(place, "", "", "JSON nested without end", "a JSON object")
    except ValueError as problem:
        return Refusal(place, "", "", f"no JSON: {problem}", "a JSON object")


def _writable(value: Any, text: bytes | str) -> Any:
    """Return a value unless it has half a character, which JSON can spell and nothing can write."""
    escape = b"\\ud" if isinstance(text, bytes) else "\\ud"
    if escape in text.lower():  # type: ignore[operator]
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError("half a character, of two escapes") from None
    return value


def _document(file: File, name: str, reader: _Reader) -> Iterator[Entry | Refusal]:
    """Yield the members of an array, or the one value that there is."""
    text = _Text(reader)
    number = 0
    try:
        is_array = text.skip_space() == "["
        if is_array:
            text.skip(1)
        while text.skip_space(",") not in ("", "]"):
            number += 1
            yield Entry(_place(file, name, f"record {number}" if is_array else ""), text.value())
            if not is_array:
                break
    except UnicodeDecodeError as problem:
        found = f"bytes that are no UTF-8 after record {number}: {problem.reason}"
        yield Refusal(_place(file, name, ""), "", "", found, "UTF-8")
    except (ValueError, RecursionError) as problem:
        place = _place(file, name, f"record {number}")
        yield Refusal(place, "", "", f"no JSON from here on: {problem}", "a JSON object")


class _Text:
    """Reads JSON values one by one from a stream of any length."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = io.TextIOWrapper(reader, encoding="utf-8-sig")
        self._decoder = json.JSONDecoder()
        self._buffer = ""
        self._at = 0
        self._is_over = False

    def skip(self, count: int) -> None:
        self._at += count

    def skip_space(self, also: str = "") -> str:
        """Go to the next character that says something and return it; "" at the end."""
        while True:
            while self._at < len(self._buffer):
                character = self._buffer[self._at]
                if character not in " \t\r\n" and character not in also:
                    return character
                self._at += 1
            if not self._more(_CHUNK):
                return ""

    def value(self) -> Any:
        wanted = _CHUNK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
                text, self._at = self._buffer[self._at : end], end
                return _writable(value, text)
            except json.JSONDecodeError:
                if len(self._buffer) - self._at > LONGEST:
                    raise ValueError(f"a record of more than {LONGEST >> 20} MiB") from None
                # Twice as much each time, or a long record would be parsed again and again.
                if not self._more(wanted):
                    raise
                wanted *= 2

    def _more(self, count: int) -> bool:
        if self._is_over:
            return False
        data = self._reader.read(count)
        self._is_over = not data
        self._buffer = self._buffer[self._at :] + data
        self._at = 0
        return not self._is_over
