"""What the pages of the paper offer as files."""

from fastapi import Request, Response

from istograph.examples import Example
from istograph.rdf.protocol import QueryOperation
from istograph.web.http.conditional import respond
from istograph.web.http.languages import Language
from istograph.web.rendering import language_of
from istograph.web.service import Service

_CSV = "text/csv; charset=utf-8"


async def csv_of(service: Service, request: Request, example: Example, name: str) -> Response:
    """Return the answer to an example question as CSV, in the reader's language."""
    language = language_of(request)
    answer = await service.query(QueryOperation(example.in_language(language)), "text/csv")
    return respond(request, answer.read(), _CSV, named_file(name, language))


def named_file(name: str, language: Language) -> dict[str, str]:
    """Return the headers of a file that a browser may show or keep under a name."""
    return {
        "Content-Language": language,
        "Content-Disposition": f'inline; filename="{name}"',
    }
