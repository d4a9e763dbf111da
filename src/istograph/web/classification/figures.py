"""`/classify/figure` and `.svg`: Figure 1 with what is in it, or with where one record stands."""

import json
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response

from istograph.classification.explanations.figure import load_figure
from istograph.errors import IstographError
from istograph.examples import find
from istograph.model import Text
from istograph.web.classification.bodies import RECORD
from istograph.web.classification.classifier import Classifier, Source
from istograph.web.classification.forms import AS_PAGE
from istograph.web.classification.judging import Asked
from istograph.web.http import public
from istograph.web.http.conditional import respond
from istograph.web.http.problems import status_of
from istograph.web.http.unheeded import Heeded
from istograph.web.rendering import Renderer, language_of, told
from istograph.web.service import Service
from istograph.web.solutions import Solutions, solutions

Json = dict[str, Any]
_SVG = "image/svg+xml"
# How many organizations are in each class, and how many are not; beside the figure as a table.
_NUMBERS = "61"
_HEEDED = Heeded(["id"])


def add(routes: APIRouter, service: Service, classifier: Classifier) -> None:
    """Add the routes of the figure."""
    figures = _Figures(service, classifier)

    @routes.api_route("/classify/figure", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(request: Request) -> Response:
        return await figures.page(request)

    @routes.api_route("/classify/figure.svg", methods=["GET", "HEAD"], include_in_schema=False)
    async def drawing(request: Request) -> Response:
        return await figures.drawing(request)


class _Figures:
    def __init__(self, service: Service, classifier: Classifier) -> None:
        self._service = service
        self._classifier = classifier
        self._renderer = Renderer(service)

    async def page(self, request: Request) -> Response:
        content, status = await self._content_or_problem(request)
        return await self._classifier.run(
            lambda: self._renderer.page(request, "figure.html", content, status, heeded=_HEEDED)
        )

    async def _content_or_problem(self, request: Request) -> tuple[Json, int]:
        try:
            return await self._content(request), HTTPStatus.OK
        except IstographError as error:
            name = request.query_params.get("id", "")
            without = await self._counted(request)
            problem = told(error, language_of(request))
            return {**without, "asked": name, "problem": problem}, status_of(error)

    async def drawing(self, request: Request) -> Response:
        content = await self._content(request)
        body = await self._classifier.run(
            lambda: self._renderer.rendered(request, "figure.svg", content)
        )
        return respond(request, body, _SVG, {"Content-Language": language_of(request)})

    async def _content(self, request: Request) -> Json:
        if name := request.query_params.get("id", "").strip():
            found = await self._record(request, name)
            return {"asked": name, "counts": None, "table": None, "problem": "", **found}
        return await self._counted(request)

    async def _counted(self, request: Request) -> Json:
        """Return how many organizations are in each class, on the figure and as a table."""
        example = find(_NUMBERS)
        table = await solutions(self._service, example.in_language(language_of(request)))
        counts = await self._classifier.run(lambda: _counts(table))
        content = {"asked": "", "verdicts": None, "name": None, "counts": counts, "problem": ""}
        return {**content, "table": table, "example": example}

    async def _record(self, request: Request, name: str) -> Json:
        """Return the verdicts on a record, by class, and what it is called."""
        aliases = public.aliases(request, self._service.settings)
        iri = await self._classifier.run(lambda: self._classifier.record(name, aliases))
        found = await self._classifier.answer(Source(RECORD, iri), Asked(), AS_PAGE)
        explanation = json.loads(found.body)["explanation"]
        verdicts = {v["key"]: v["status"] for v in explanation["verdicts"]}
        return {"verdicts": verdicts, "name": Text(**explanation["name"])}


def _counts(table: Solutions) -> dict[str, int]:
    """Return how many organizations are in each class, by the class's name."""
    found = {row[0]["value"]: int(row[1]["value"]) for row in table.rows if row[0] and row[1]}
    classes = load_figure().classes
    return {c.name: found.get(c.label.en, found.get(c.label.zh, 0)) for c in classes}
