"""`/query`: a query and what it finds; with script, the community's editor (YASGUI) on it.

The plain form is what the script begins from: who has none, or whose installation was built
without the front end (`src/frontend`), loses completion and charts, never an answer.

`/query?query=TEXT` and `/query?example=NAME` are links for good. The page comes at once and the
editor asks; a browser without script is led on to the same address with `run=yes`, where the page
comes with what was found. Either way a link reads: here nothing but queries is run, and the editor
runs no update that a link brought. `view=map`, `chart` or `graph` is how the editor shows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from istograph.errors import IstographError
from istograph.examples import Example, examples, find
from istograph.rdf.namespaces import PREFIXES
from istograph.web import assets
from istograph.web.http.headers import CONTENT_POLICY, POLICY
from istograph.web.http.languages import Language
from istograph.web.http.problems import status_of
from istograph.web.http.public import base_url
from istograph.web.http.unheeded import Heeded
from istograph.web.rendering import Renderer, language_of, told
from istograph.web.service import Service, while_connected
from istograph.web.solutions import found

EDITOR = "vendor/query.js"
# Two style sheets that the editor's script writes into the page: the table's handles that widen its
# columns, and Plot's. A browser names the hash that it misses when a package changes its own.
_STYLES = (
    "sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk=",
    "sha256-jSYQUrW7J0b3jPqhZP9C2Xh1PyJKHKXd4s0fpGGKrww=",
)
_POLICY = POLICY.replace(
    "style-src 'self'", " ".join(["style-src 'self'", *(f"'{each}'" for each in _STYLES)])
)
_HEEDED = Heeded(("query", "example", "view", "run"))
# The first number of each group, in order.
_GROUPS = (
    ("01", "Policies", "政策"),
    ("10", "Measures", "举措"),
    ("25", "Numbers of the paper", "论文中的数字"),
    ("38", "Organizations and verdicts", "组织与判定"),
    ("60", "The dataset and its sources", "数据集及其来源"),
    ("70", "Together with Wikidata", "与维基数据一起"),
    ("74", "Pages of this site", "本站页面"),
    ("85", "On a map, as a graph", "地图与关系图"),
)
_NEEDS = {
    "imports": ("needs imported registries", "需导入登记库"),
    "wikidata": ("needs records imported from Wikidata", "需导入维基数据的记录"),
    "network": ("asks Wikidata over the network", "需联网查询维基数据"),
}


@dataclass(frozen=True)
class Question:
    """An example as the page offers it, in the reader's language."""

    name: str
    text: str
    query: str
    # what must be there for an answer, in words; empty for most
    needs: str
    # what its variables are called
    headings: dict[str, str]
    # how the answer is shown at first; empty for as a table
    view: str


def router(service: Service) -> APIRouter:
    """Return the route of the query page."""
    routes = APIRouter(include_in_schema=False)
    renderer = Renderer(service)

    @routes.api_route("/query", methods=["GET", "HEAD"])
    async def query(request: Request) -> Response:
        language = language_of(request)
        name = request.query_params.get("example")
        example = find(name) if name else None
        named = example.in_language(language) if example else ""
        text = request.query_params.get("query") or named
        has_editor = assets.is_there(EDITOR)
        is_asked = not has_editor or "run" in request.query_params
        status, result = await _result(service, request, text if is_asked else "")
        content = {
            "text": text,
            "question": example.question[language] if example else None,
            "headings": _headings(example, language) if example else {},
            "groups": list(_groups(language)),
            "has_editor": has_editor,
            "asking": "" if is_asked or not text else str(request.url.query) + "&run=yes",
            "settings": _settings(service, request),
            **result,
        }
        policy = {CONTENT_POLICY: _POLICY}
        return renderer.page(request, "query.html", content, status, policy, heeded=_HEEDED)

    return routes


async def _result(service: Service, request: Request, text: str) -> tuple[int, dict[str, Any]]:
    """Return the status of a query, and what the page says of it."""
    result: dict[str, Any] = {"solutions": None, "document": None, "problem": None}
    if not text:
        return 200, result
    try:
        return 200, result | await while_connected(request, found(service, text))
    except IstographError as error:
        return status_of(error), result | {"problem": told(error, language_of(request))}


def _settings(service: Service, request: Request) -> dict[str, Any]:
    """Return what the editor's script must know and cannot see."""
    return {
        "base": service.settings.base_path,
        "endpoint": f"{base_url(request, service.settings).rstrip('/')}/sparql",
        "language": language_of(request),
        "prefixes": PREFIXES,
        "land": service.settings.base_path + assets.address("vendor/land.json")
        if assets.is_there("vendor/land.json")
        else None,
    }


def _groups(language: Language) -> Iterator[tuple[str, list[Question]]]:
    """Yield the examples by what they are about."""
    known = list(examples())
    starts = [start for start, *_ in _GROUPS]
    for (start, en, zh), end in zip(_GROUPS, [*starts[1:], "99"], strict=True):
        chosen = [_question(each, language) for each in known if start <= each.number < end]
        if chosen:
            yield (zh if language == "zh" else en), chosen


def _question(example: Example, language: Language) -> Question:
    en, zh = _NEEDS.get(example.needs, (example.needs, example.needs))
    return Question(
        example.name,
        example.question[language],
        example.in_language(language),
        zh if language == "zh" else en,
        _headings(example, language),
        example.view,
    )


def _headings(example: Example, language: Language) -> dict[str, str]:
    return dict(zip(example.columns_in(language), example.headings[language], strict=True))
