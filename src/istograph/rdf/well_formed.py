"""Answers in XML that every parser of XML takes, and takes for what they are.

The engine writes what XML 1.0 has no way to say as it is: most control characters (2.2), and, in
RDF/XML, a property whose IRI ends in no name. It leaves a carriage return as it is, too, which
parsers turn into a line feed (2.11). Its own parser takes all that back, and no other does.
"""

import re
from typing import IO, cast

from istograph.errors import FormatError
from istograph.rdf.formats import JSON_LD, RDF_FORMATS, RDF_XML, RESULT_FORMATS, RESULTS_XML, Format

# U+FFFE and U+FFFF are three bytes each.
_NO_CHARACTER = re.compile(rb"[\x00-\x08\x0B\x0C\x0E-\x1F]|\xEF\xBF[\xBE\xBF]")
# A prefix that the engine makes for what has no local name.
_NO_NAME = re.compile(rb'<oxprefix: xmlns:oxprefix="([^"]{0,200})')
# What may have begun at the end of a piece: as much as a fault takes.
_KEPT = 32


def well_formed(output: IO[bytes], form: Format) -> IO[bytes]:
    """Return what to write an answer to; it raises FormatError where the format cannot say it."""
    if form not in (RDF_XML, RESULTS_XML):
        return output
    offered = RDF_FORMATS if form is RDF_XML else RESULT_FORMATS
    others = ", ".join(other.media_type for other in offered if other is not form)
    return cast("IO[bytes]", _WellFormed(output, others))


def beyond_json_ld() -> FormatError:
    """Return the error that says that JSON-LD 1.1 has no triple terms (RDF 1.2)."""
    others = ", ".join(form.media_type for form in RDF_FORMATS if form is not JSON_LD)
    return FormatError(
        f"JSON-LD cannot have what is here: a statement about a statement; ask for {others}",
        zh=f"JSON-LD 无法表示此处的内容：关于陈述的陈述；请改用 {others}",
    )


class _WellFormed:
    """Passes XML on, piece by piece."""

    def __init__(self, output: IO[bytes], others: str) -> None:
        self._output = output
        self._others = others
        self._last = b""

    def write(self, data: bytes) -> int:
        """Write a piece."""
        piece = bytes(data)
        seen = self._last + piece
        if found := _NO_CHARACTER.search(seen):
            raise self._refusal(f"U+{ord(found[0].decode()):04X}")
        if found := _NO_NAME.search(seen):
            raise self._refusal(f"<{found[1].decode(errors='replace')}>")
        self._last = seen[-_KEPT:]
        # All of the engine's own white space is of other kinds.
        self._output.write(piece.replace(b"\r", b"&#13;"))
        return len(piece)

    def flush(self) -> None:
        """Do what the output does."""
        self._output.flush()

    def _refusal(self, what: str) -> FormatError:
        if what.startswith("U"):
            said, said_zh = f"the character {what}", f"字符 {what}"
        else:
            said = f"the property {what}, which ends in no name"
            said_zh = f"属性 {what}，其末尾不是名称"
        return FormatError(
            f"XML cannot have what is here: {said}; ask for {self._others}",
            zh=f"XML 无法表示此处的内容：{said_zh}；请改用 {self._others}",
        )
