"""What the pages of the paper ask the graph: the solutions of each query, in a language."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from istograph.examples import Example
from istograph.web.http.languages import Language
from istograph.web.service import Service
from istograph.web.solutions import Solutions, solutions
from istograph.web.versions import OncePerVersion

Row = Mapping[str, str]
# In our own queries it stands for the reader's language.
_READER = '"reader"'
_T = TypeVar("_T")


class Kept:
    """What was read once of a version of the dataset, in each language."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._known = OncePerVersion(service)

    async def get(
        self,
        what: str,
        language: Language,
        read: Callable[[Service, Language], Awaitable[_T]],
    ) -> _T:
        """Return what was read of the version that is published, or read it."""
        return await self._known.get(f"{what} {language}", lambda: read(self._service, language))


async def answer(service: Service, example: Example, language: Language) -> Solutions:
    """Return the answer to an example question, with its headings."""
    return await solutions(service, example.in_language(language))


async def ask(service: Service, query: str, language: Language) -> list[Row]:
    """Return the solutions of a query of our own, with `"reader"` for the language."""
    return rows(await solutions(service, query.replace(_READER, f'"{language}"')))


def rows(found: Solutions) -> list[Row]:
    """Return each solution as the texts of what is bound."""
    return [_bound(found.variables, row) for row in found.rows]


def _bound(variables: Sequence[str], row: Sequence[dict[str, Any] | None]) -> Row:
    pairs = zip(variables, row, strict=True)
    return {name: str(term["value"]) for name, term in pairs if term is not None}
