"""`/paper`: the figures, as pages and as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response

from istograph.errors import NotFoundError
from istograph.examples import find
from istograph.web.citation_file import paper_doi, paper_reference
from istograph.web.http.conditional import respond
from istograph.web.http.languages import Language
from istograph.web.paper.charts import NARROW, WIDE, Chart
from istograph.web.paper.drawing import About
from istograph.web.paper.figures import FIGURES, NO_NUMBER, Figure, Line, Lost
from istograph.web.paper.files import named_file, numbers_of
from istograph.web.paper.outline import OUTLINE
from istograph.web.paper.reading import Kept, Row, answer, ask, rows
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service

_SVG = "image/svg+xml; charset=utf-8"
_LOST = """
SELECT ?figure ?caption ?note ?coverage ?line ?first ?last {
  # The paper's alone: what somebody wrote about it may fit no chart.
  GRAPH graph:paper {
    ?figure a isto:LostSeries ; rdfs:label ?caption ; skos:note ?note ; isto:line ?line .
    OPTIONAL { ?figure isto:coverage ?coverage FILTER (LANG(?coverage) = "reader") }
    OPTIONAL { ?figure isto:periodStart ?start ; isto:periodEnd ?end }
  }
  FILTER (LANG(?caption) = "reader" && LANG(?note) = "reader")
  BIND (YEAR(?start) AS ?first)
  BIND (YEAR(?end) - 1 AS ?last)
}"""
# What is disputed of the figure itself, its caption say, or of what is in it.
_DISPUTES = """
SELECT DISTINCT ?figure ?of ?dispute ?label ?note {
  { ?figure a isto:LostSeries ; isto:concerns ?of . ?claim isto:subject ?of }
  UNION { ?figure a isto:LostSeries . ?claim isto:subject ?figure BIND (?figure AS ?of) }
  UNION {
    ?claim isto:property isto:isDividedInto
    BIND (?claim AS ?of)
    BIND (<https://w3id.org/istograph/id/lost-series/figure-1> AS ?figure)
  }
  ?dispute isto:disputes ?claim ; rdfs:label ?label ; skos:note ?note .
  FILTER (LANG(?label) = "reader" && LANG(?note) = "reader")
} ORDER BY ?figure ?label"""
_COUNTED = ("numbers", "rows", "claims", "disputes", "differences")
_COUNTS = """
SELECT ?what (COUNT(?x) AS ?count) {
  { BIND ("numbers" AS ?what) ?x a isto:Observation }
  UNION { BIND ("rows" AS ?what) ?x a isto:TableRow }
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
_NUMBERS = """SELECT ?label ?value ?unit ?line ?observation {
  ?observation a isto:Observation ; rdfs:label ?label ; isto:unit/skos:notation ?unit .
  ?claim isto:subject ?observation ; isto:property isto:value ; isto:value ?value ;
    isto:line ?line .
  FILTER (LANG(?label) = "reader")
}
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
    lines: Sequence[Line]
    chart: Chart | None
    rows: Sequence[Row]
    # of each number and of the figure, by IRI
    disputes: Sequence[Row]

    @cached_property
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


def add(routes: APIRouter, service: Service) -> None:
    """Add the routes of the figures."""
    pages = _Pages(service)

    @routes.api_route("/paper", methods=["GET", "HEAD"], include_in_schema=False)
    async def paper(request: Request) -> Response:
        return await pages.paper(request)

    @routes.head("/paper/{figure}.svg", include_in_schema=False)
    @routes.get("/paper/{figure}.svg", summary="A figure of the paper, drawn")
    async def drawing(request: Request, figure: str) -> Response:
        return await pages.drawing(request, figure)

    @routes.head("/paper/{figure}.csv", include_in_schema=False)
    @routes.get("/paper/{figure}.csv", summary="The numbers of a figure of the paper")
    async def numbers(request: Request, figure: str) -> Response:
        return await pages.numbers(request, figure)

    @routes.api_route("/paper/{figure}", methods=["GET", "HEAD"], include_in_schema=False)
    async def figure_page(request: Request, figure: str) -> Response:
        return await pages.figure(request, figure)


class _Pages:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._renderer = Renderer(service)
        self._kept = Kept(service)
        service.ahead(self._overview)

    async def paper(self, request: Request) -> Response:
        content = await self._overview(language_of(request))
        return self._renderer.page(request, "paper.html", content)

    async def _overview(self, language: Language) -> dict[str, Any]:
        return {
            "figures": await self._kept.get("figures", language, _read_figures),
            **await self._kept.get("overview", language, _read_overview),
        }

    async def figure(self, request: Request, key: str) -> Response:
        language = language_of(request)
        shown = await self._shown(key, language)
        example = find(shown.figure.example)
        # Its head says in both languages what the page says in one.
        lines = example.in_language(language).splitlines()
        content = {
            "shown": shown,
            "figures": FIGURES,
            "question": example.question[language],
            "query": "\n".join(line for line in lines if not line.startswith("#+")).strip(),
        }
        return self._renderer.page(request, "paper_figure.html", content)

    async def numbers(self, request: Request, key: str) -> Response:
        shown = await self._shown(key, language_of(request))
        return await numbers_of(
            self._service,
            request,
            find(shown.figure.example),
            f"istograph-{key}.csv",
            missing=_years_without(shown, language_of(request)),
            disputes_of=shown.disputes_of,
        )

    async def drawing(self, request: Request, key: str) -> Response:
        language = language_of(request)
        shown = await self._shown(key, language)
        if shown.chart is None:
            raise NotFoundError(
                f"there are no numbers of {key} to draw; see /classify/figure.svg",
                zh=f"{key} 没有可绘制的数据；请看 /classify/figure.svg",
            )
        version = self._service.dataset.version
        title = _numbered(shown.figure, shown.lost.caption, language)
        source = _SOURCES[language].format(
            paper=paper_reference(language),
            doi=paper_doi(),
            example=shown.figure.example,
            version=version,
        )
        stop = "。" if language == "zh" else "."
        about = About(title, shown.chart.description + stop, source, language)
        body = shown.chart.draw(WIDE).alone(about)
        return respond(request, body, _SVG, named_file(f"istograph-{key}.svg", language))

    async def _shown(self, key: str, language: Language) -> Shown:
        known = await self._kept.get("figures", language, _read_figures)
        if _figure(key).key not in known:
            raise NotFoundError(
                f"there is nothing of {key} in this dataset; it has no paper",
                zh=f"此数据集没有 {key} 的内容，因为其中没有论文",
            )
        return known[key]


def _figure(key: str) -> Figure:
    if key not in FIGURES:
        raise NotFoundError(
            f"there is no /paper/{key}; there are figure-1 to figure-{len(FIGURES)}, with .csv for "
            "the numbers and .svg for the drawing",
            zh=(
                f"没有 /paper/{key}；可用的有 figure-1 至 figure-{len(FIGURES)}，"
                "加 .csv 得数据，加 .svg 得图"
            ),
        )
    return FIGURES[key]


async def _read_overview(service: Service, language: Language) -> dict[str, Any]:
    counted = await ask(service, _COUNTS, language)
    found = await ask(service, _SECTIONS, language)
    claims = {row["section"]: int(row["claims"]) for row in found}
    return {
        "counts": dict.fromkeys(_COUNTED, 0) | {r["what"]: int(r["count"]) for r in counted},
        "outline": [
            Section(number, heading.in_language(language), claims.get(number, 0))
            for number, heading in OUTLINE.items()
        ],
        "numbers": _NUMBERS.replace("reader", language),
        "others": [find(number) for number in _OTHERS],
    }


async def _read_figures(service: Service, language: Language) -> dict[str, Shown]:
    lost = {_key(row): row for row in await ask(service, _LOST, language)}
    disputed = await ask(service, _DISPUTES, language)
    disputes = {key: list(found) for key, found in groupby(disputed, _key)}
    return {
        key: await _read_figure(service, figure, _lost(lost[key]), disputes.get(key, []), language)
        for key, figure in FIGURES.items()
        if key in lost
    }


async def _read_figure(
    service: Service, figure: Figure, lost: Lost, disputes: Sequence[Row], language: Language
) -> Shown:
    found = rows(await answer(service, find(figure.example), language))
    # A dataset may be without them, and then has no chart.
    drawn = figure.read(found, lost, language) if figure.read and found else None
    lines, chart = (drawn.lines, drawn.chart) if drawn else ((), None)
    return Shown(figure, lost, lines, chart, found, disputes)


_SOURCES: dict[Language, str] = {
    "en": (
        "Numbers: {paper} doi:{doi}, as its text has them. "
        "Drawn by istograph, dataset {version} (CC0 1.0), query {example}."
    ),
    "zh": (
        "数字：{paper} doi:{doi}，据其正文。"
        "由 istograph 绘制，数据集 {version}（CC0 1.0），查询 {example}。"
    ),
}


def _years_without(shown: Shown, language: Language) -> dict[int, str]:
    """Return the years that the figure had and the text has no number of, with words for that."""
    known = {row["year"] for row in shown.rows if "year" in row}
    if not known or shown.lost.first is None or shown.lost.last is None:
        return {}
    years = range(shown.lost.first, shown.lost.last + 1)
    return {year: NO_NUMBER.in_language(language) for year in years if str(year) not in known}


def _numbered(figure: Figure, caption: str, language: Language) -> str:
    return (
        f"图{figure.number} {caption}" if language == "zh" else f"Figure {figure.number}. {caption}"
    )


def _key(row: Row) -> str:
    return row["figure"].rpartition("/")[2]


def _lost(row: Row) -> Lost:
    first, last = (int(row[name]) if name in row else None for name in ("first", "last"))
    return Lost(row["caption"], row["note"], row.get("coverage", ""), row["line"], first, last)
