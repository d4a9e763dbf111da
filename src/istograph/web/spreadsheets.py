"""Tables of our pages as files for spreadsheets.

They begin with a byte order mark, without which Excel reads UTF-8 as another encoding; RFC 4180,
section 3, has the parameter that says they have a header. `/sparql` answers in CSV without either.

What would be a formula to a spreadsheet is kept a text by an apostrophe, as OWASP has it (CSV
Injection): somebody else's words are in these tables.
"""

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from fastapi import Request, Response

from istograph.web.http.conditional import respond
from istograph.web.http.languages import Language

# Numbers may begin with a sign, or be one.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,]*$)")
_MEDIA_TYPE = "text/csv; charset=utf-8; header=present"


def spreadsheet(
    request: Request, name: str, language: Language, lines: Iterable[Sequence[str]]
) -> Response:
    """Return lines, a header first, as a file to keep under a name."""
    text = StringIO(newline="")
    csv.writer(text).writerows(map(_as_texts, lines))  # RFC 4180, 2.1: lines end in CRLF
    headers = {
        "Content-Language": language,
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return respond(request, BOM_UTF8 + text.getvalue().encode(), _MEDIA_TYPE, headers)


def without_formulas(table: str) -> str:
    r"""Return a table in CSV in which no cell is a formula.

    >>> without_formulas("name,change\r\n=1+1,-5\r\n")
    "name,change\r\n'=1+1,-5\r\n"
    """
    text = StringIO(newline="")
    csv.writer(text).writerows(map(_as_texts, csv.reader(StringIO(table, newline=""))))
    return text.getvalue()


def _as_texts(line: Sequence[str]) -> Iterator[str]:
    return (f"'{cell}" if _FORMULA.match(cell) else cell for cell in line)
