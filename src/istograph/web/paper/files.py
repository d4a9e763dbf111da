"""What the pages of the paper offer as files."""

from collections.abc import Callable, Iterator, Sequence

from fastapi import Request, Response
from pyoxigraph import Literal, NamedNode, Store

from istograph.examples import Example
from istograph.model import record
from istograph.rdf.namespaces import expand
from istograph.web.http.languages import Language
from istograph.web.paper.reading import Row, answer, rows
from istograph.web.rendering import language_of
from istograph.web.service import Service
from istograph.web.solutions import Solutions
from istograph.web.spreadsheets import spreadsheet

# Two columns more: what is to be known of a row, and what is disputed of it.
REMARKS: dict[Language, tuple[str, str]] = {
    "en": ("remark", "disputes"),
    "zh": ("备注", "争议"),
}

_PREFERRED = NamedNode(expand("skos:prefLabel"))
# Which columns have keys of concepts, and of which kind.
_SPENDER = "spender"
_KEYS = {
    "basis": "basis",
    "status": "claim-status",
    "statistic": "statistic",
    "unit": "unit",
    "kind": _SPENDER,
}
_SPENDERS = {"department": "部门", "total": "合计"}


async def csv_of(service: Service, request: Request, example: Example, name: str) -> Response:
    """Return the answer to an example question as CSV, in the reader's language."""
    language = language_of(request)
    found = await answer(service, example, language)
    lines = [_header(example, found, language), *([*line] for line in _texts(found))]
    return spreadsheet(request, name, language, lines)


async def numbers_of(
    service: Service,
    request: Request,
    example: Example,
    name: str,
    *,
    missing: dict[int, str],
    disputes_of: Callable[[str], Sequence[Row]],
) -> Response:
    """Return the numbers of a figure, the years that have none, and what is disputed of each."""
    language = language_of(request)
    found = await answer(service, example, language)
    variables = list(found.variables)
    texts = _texts(found)
    if language == "zh":
        texts = list(_in_chinese(service.store, variables, texts))
    lines = []
    for line, row in zip(texts, rows(found), strict=True):
        disputes = disputes_of(row.get("observation", row.get("claim", "")))
        said = "; ".join(dispute["label"] for dispute in disputes)
        lines.append((row.get("year", ""), [*line, "", said]))
    for year, words in missing.items():
        empty = [str(year) if name == "year" else "" for name in variables]
        lines.append((str(year), [*empty, words, ""]))
    # What has no year is a total, which stands last.
    lines.sort(key=lambda line: line[0] or "9999")
    header = [*_header(example, found, language), *REMARKS[language]]
    return spreadsheet(request, name, language, [header, *(line for _, line in lines)])


def _header(example: Example, found: Solutions, language: Language) -> list[str]:
    """Return the headings in a language; the names of variables where there are none."""
    headings = list(example.headings.get(language, ()))
    return headings if len(headings) == len(found.variables) else list(found.variables)


def _texts(found: Solutions) -> list[list[str]]:
    return [["" if term is None else str(term["value"]) for term in row] for row in found.rows]


def _in_chinese(
    store: Store, variables: Sequence[str], lines: Sequence[list[str]]
) -> Iterator[list[str]]:
    """Yield lines with the Chinese names of what is in them by its key."""
    kinds = [_KEYS.get(name, "") for name in variables]
    for line in lines:
        cells = zip(line, kinds, strict=True)
        yield [_named(store, kind, cell) if kind else cell for cell, kind in cells]


def _named(store: Store, kind: str, key: str) -> str:
    if not key:
        return key
    if kind == _SPENDER:
        return _SPENDERS.get(key, key)
    labels = (q.object for q in store.quads_for_pattern(record(kind, key), _PREFERRED, None))
    chinese = (label for label in labels if isinstance(label, Literal) and label.language == "zh")
    return next((label.value for label in chinese), key)


def named_file(name: str, language: Language) -> dict[str, str]:
    """Return the headers of a file that a browser may show or keep under a name."""
    return {
        "Content-Language": language,
        "Content-Disposition": f'inline; filename="{name}"',
    }
