"""`/paper`, its figures as pages and as files, and `/disputes`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response

from istograph.errors import NotFoundError
from istograph.examples import find
from istograph.rdf.protocol import QueryOperation
from istograph.web.http.conditional import respond
from istograph.web.http.languages import Language
from istograph.web.paper.charts import NARROW, WIDE, Chart
from istograph.web.paper.drawing import About
from istograph.web.paper.figures import FIGURES, Entry, Figure, Lost, in_language
from istograph.web.paper.outline import OUTLINE
from istograph.web.paper.reading import Row, answer, ask, rows
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service

_SVG, _CSV = "image/svg+xml; charset=utf-8", "text/csv; charset=utf-8"
_LOST = """
SELECT ?figure ?caption ?note ?coverage ?line ?first ?last {
  ?figure a isto:LostSeries ; rdfs:label ?caption ; skos:note ?note ; isto:line ?line .
  OPTIONAL { ?figure isto:coverage ?coverage FILTER (LANG(?coverage) = "reader") }
  OPTIONAL { ?figure isto:periodStart ?start ; isto:periodEnd ?end }
  FILTER (LANG(?caption) = "reader" && LANG(?note) = "reader")
  BIND (YEAR(?start) AS ?first)
  BIND (YEAR(?end) - 1 AS ?last)
}"""
# What is disputed of the figure itself, its caption say, or of one of its numbers.
_DISPUTES = """
SELECT DISTINCT ?figure ?of ?dispute ?label ?note {
  { ?figure a isto:LostSeries ; isto:concerns ?of }
  UNION { ?figure a isto:LostSeries BIND (?figure AS ?of) }
  ?claim isto:subject ?of .
  ?dispute isto:disputes ?claim ; rdfs:label ?label ; skos:note ?note .
  FILTER (LANG(?label) = "reader" && LANG(?note) = "reader")
} ORDER BY ?figure ?label"""
_COUNTS = """
SELECT ?what (COUNT(?x) AS ?count) {
  { BIND ("numbers" AS ?what) ?x a isto:Observation }
  UNION { BIND ("rows" AS ?what) ?x a isto:TableRow }
  UNION { BIND ("cells" AS ?what) ?x a isto:TableCell }
  UNION { BIND ("claims" AS ?what) GRAPH graph:paper { ?x a isto:Claim } }
  UNION { BIND ("disputes" AS ?what) ?x a isto:Dispute }
  UNION { BIND ("differences" AS ?what) GRAPH graph:translation { ?x a isto:Difference } }
} GROUP BY ?what"""
# What the text has numbers of beside its figures.
_OTHERS = ("29", "32", "33", "39", "35", "48")
_CLAIMS = """SELECT ?claim ?line ?quote {{
  GRAPH graph:paper {{
    ?claim a isto:Claim ; isto:section "{section}" ; isto:line ?line ; isto:quote ?quote .
  }}
}}
ORDER BY ?line"""
_SECTIONS = """
SELECT ?section (COUNT(?claim) AS ?claims) {
  GRAPH graph:paper { ?claim a isto:Claim ; isto:section ?section }
  FILTER (REGEX(?section, "^[0-9]"))
} GROUP BY ?section ORDER BY ?section"""


@dataclass(frozen=True)
class Section:
    """A section of the paper, and the query for what the graph has of it."""

    number: str
    heading: str
    claims: int

    @property
    def query(self) -> str:
        """The query for its claims."""
        return _CLAIMS.format(section=self.number)


@dataclass(frozen=True)
class Shown:
    """A figure as its page shows it."""

    figure: Figure
    lost: Lost
    entries: Sequence[Entry]
    chart: Chart | None
    rows: Sequence[Row]
    # of each number and of the figure, by IRI
    disputes: Sequence[Row]

    @property
    def drawings(self) -> list[str]:
        """The chart for a wide page and for a narrow one, as parts of a page."""
        assert self.chart is not None
        text = self.chart.description
        return [
            self.chart.draw(width).in_page(
                f"{self.figure.key}-{kind}", kind, self.lost.caption, text
            )
            for width, kind in ((WIDE, "wide"), (NARROW, "narrow"))
        ]

    def disputes_of(self, iri: str) -> list[Row]:
        """Return the disputes on one of the numbers."""
        return [row for row in self.disputes if row["of"] == iri]

    @property
    def all_disputes(self) -> list[Row]:
        """Every dispute on the figure, once."""
        return list({row["dispute"]: row for row in self.disputes}.values())


def router(service: Service) -> APIRouter:
    """Return the routes of the paper."""
    routes = APIRouter()
    pages = _Pages(service)

    @routes.api_route("/paper", methods=["GET", "HEAD"], include_in_schema=False)
    async def paper(request: Request) -> Response:
        return await pages.paper(request)

    @routes.head("/paper/{name}", include_in_schema=False)
    @routes.get("/paper/{name}", summary="A figure of the paper: its page, drawing or numbers")
    async def figure(request: Request, name: str) -> Response:
        return await pages.figure(request, name)

    return routes


class _Pages:
    """The pages, put together once for each version of the dataset and each language."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._renderer = Renderer(service)
        self._known: dict[tuple[str, Language], tuple[str, Any]] = {}

    async def paper(self, request: Request) -> Response:
        language = language_of(request)
        content = {
            "figures": await self._figures(language),
            **await self._kept("overview", language, self._overview),
        }
        return self._renderer.page(request, "paper.html", content)

    async def figure(self, request: Request, name: str) -> Response:
        key, _, extension = name.partition(".")
        if key not in FIGURES or extension not in ("", "svg", "csv"):
            raise NotFoundError(
                f"there is no /paper/{name}; there are figure-1 to figure-{len(FIGURES)}, "
                "each with .csv, and from figure-2 on with .svg"
            )
        language = language_of(request)
        if extension == "csv":
            return await self._csv(request, FIGURES[key], language)
        shown = (await self._figures(language))[key]
        if extension == "svg":
            return self._svg(request, shown, language)
        content = {"shown": shown, "figures": FIGURES, "example": find(shown.figure.example)}
        return self._renderer.page(request, "paper_figure.html", content)

    async def _csv(self, request: Request, figure: Figure, language: Language) -> Response:
        query = QueryOperation(find(figure.example).in_language(language))
        found = await self._service.query(query, "text/csv")
        return respond(request, found.read(), _CSV, _download(f"{figure.key}.csv", language))

    def _svg(self, request: Request, shown: Shown, language: Language) -> Response:
        if shown.chart is None:
            raise NotFoundError(
                f"{shown.figure.key} has no numbers to draw; /classify/figure shows it"
            )
        version = self._service.dataset.version
        title = _numbered(shown.figure, shown.lost.caption, language)
        source = _SOURCES[language].format(example=shown.figure.example, version=version)
        about = About(title, shown.chart.description, source, language)
        body = shown.chart.draw(WIDE).alone(about)
        return respond(request, body, _SVG, _download(f"{shown.figure.key}.svg", language))

    async def _figures(self, language: Language) -> dict[str, Shown]:
        return await self._kept("figures", language, self._read_figures)  # type: ignore[no-any-return]

    async def _kept(
        self, what: str, language: Language, read: Callable[[Language], Awaitable[Any]]
    ) -> Any:
        version = self._service.dataset.version
        if self._known.get((what, language), ("",))[0] != version:
            self._known[what, language] = version, await read(language)
        return self._known[what, language][1]

    async def _overview(self, language: Language) -> dict[str, Any]:
        counted = await ask(self._service, _COUNTS, language)
        found = await ask(self._service, _SECTIONS, language)
        claims = {row["section"]: int(row["claims"]) for row in found}
        return {
            "counts": {row["what"]: int(row["count"]) for row in counted},
            "outline": [
                Section(number, in_language(heading, language), claims.get(number, 0))
                for number, heading in OUTLINE.items()
            ],
            "others": [find(number) for number in _OTHERS],
        }

    async def _read_figures(self, language: Language) -> dict[str, Shown]:
        lost = {_key(row): row for row in await ask(self._service, _LOST, language)}
        disputed = await ask(self._service, _DISPUTES, language)
        disputes = {key: list(found) for key, found in groupby(disputed, _key)}
        return {
            key: await self._read(figure, _lost(lost[key]), disputes.get(key, []), language)
            for key, figure in FIGURES.items()
            if key in lost
        }

    async def _read(
        self, figure: Figure, lost: Lost, disputes: Sequence[Row], language: Language
    ) -> Shown:
        found = rows(await answer(self._service, find(figure.example), language))
        # Whoever removes the paper from a dataset removes its numbers.
        drawn = figure.read(found, lost, language) if figure.read and found else None
        entries, chart = (drawn.entries, drawn.chart) if drawn else ((), None)
        return Shown(figure, lost, entries, chart, found, disputes)


_SOURCES: dict[Language, str] = {
    "en": (
        "Numbers: Meng et al. 2024, Bulletin of Chinese Academy of Sciences 39(3): 472-487, "
        "doi:10.16418/j.issn.1000-3045.20230511001, as its text has them. Drawn by istograph, "
        "dataset {version} (CC0 1.0), query {example}."
    ),
    "zh": (
        "数字：孟繁超等，关于国际科技组织在华发展的研究，中国科学院院刊，2024，39(3)：472-487，"
        "doi:10.16418/j.issn.1000-3045.20230511001，据其正文。由 istograph 绘制，"
        "数据集 {version}（CC0 1.0），查询 {example}。"
    ),
}


def _numbered(figure: Figure, caption: str, language: Language) -> str:
    return (
        f"图{figure.number} {caption}" if language == "zh" else f"Figure {figure.number}. {caption}"
    )


def _download(name: str, language: Language) -> dict[str, str]:
    return {
        "Content-Language": language,
        "Content-Disposition": f'inline; filename="istograph-{name}"',
    }


def _key(row: Row) -> str:
    return row["figure"].rpartition("/")[2]


def _lost(row: Row) -> Lost:
    first, last = (int(row[name]) if name in row else None for name in ("first", "last"))
    return Lost(row["caption"], row["note"], row.get("coverage", ""), row["line"], first, last)
