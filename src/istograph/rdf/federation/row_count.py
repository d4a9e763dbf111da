"""How many rows a result has that goes by in pieces, without reading what they say."""

import re


class RowCount:
    """Counts the rows of a result that goes by in pieces, without reading what they say.

    >>> count = RowCount("application/sparql-results+json")
    >>> count.add(b'{"head":{},"results":{"bindings":[{"a":{"value":"{')
    1
    >>> count.add(b'}"}},{}]}}')
    2
    """

    _JSON = re.compile(rb'[{}"]')
    # The rest of a string, up to its end if that is there.
    _STRING = re.compile(rb'(?:[^"\\]++|\\.)*+("?)', re.DOTALL)
    _ROW_DEPTH = 3

    def __init__(self, media_type: str) -> None:
        self._is_json = media_type.endswith("json")
        self._rows = self._depth = 0
        self._in_string = False
        self._rest = b""

    def add(self, piece: bytes) -> int:
        """Count what is in the next piece; return the rows so far."""
        if self._is_json:
            self._add_json(self._rest + piece)
        else:
            text = self._rest + piece
            self._rows += len(re.findall(rb"<(?:\w+:)?result[\s/>]", text))
            # A tag may be cut in two; what is kept is too short to be one.
            cut = text.rfind(b"<", -len(b"<longprefix:result"))
            whole = cut < 0 or re.match(rb"<(?:\w+:)?result[\s/>]", text[cut:])
            self._rest = b"" if whole else text[cut:]
        return self._rows

    def _add_json(self, text: bytes) -> None:
        at, self._rest = 0, b""
        while at < len(text):
            if self._in_string:
                end = self._STRING.match(text, at)
                assert end is not None
                at = end.end()
                self._in_string = not end[1]
                if self._in_string:
                    # A backslash whose character is in the next piece.
                    self._rest = text[at:]
                    return
            found = self._JSON.search(text, at)
            if found is None:
                return
            at = found.end()
            self._mark(found[0])

    def _mark(self, sign: bytes) -> None:
        if sign == b'"':
            self._in_string = True
        elif sign == b"}":
            self._depth -= 1
        else:
            self._depth += 1
            self._rows += self._depth == self._ROW_DEPTH
