"""Tables of our pages as files for spreadsheets.

They begin with a byte order mark, without which Excel reads UTF-8 as another encoding; RFC 4180,
section 3, has the parameter that says they have a header. `/sparql` answers in CSV without either.
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from io import StringIO

from fastapi import Request, Response

from istograph.web.http.conditional import respond
from istograph.web.http.languages import Language

_MEDIA_TYPE = "text/csv; charset=utf-8; header=present"


def spreadsheet(
    request: Request, name: str, language: Language, lines: Iterable[Sequence[str]]
) -> Response:
    """Return lines, a header first, as a file to keep under a name."""
    text = StringIO(newline="")
    csv.writer(text).writerows(lines)  # RFC 4180, 2.1: lines end in CRLF
    headers = {
        "Content-Language": language,
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return respond(request, BOM_UTF8 + text.getvalue().encode(), _MEDIA_TYPE, headers)
