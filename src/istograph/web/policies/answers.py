"""`/policies?id=`: which policies and measures of the paper's tables concern a record, and why."""

import json
from functools import partial
from typing import Any

from fastapi import Request, Response

from istograph.classification.values import iso_date
from istograph.errors import FormatError, IstographError, TermError
from istograph.policies import AIMS, Aim, find_place, places
from istograph.rdf.aliases import Aliases
from istograph.rdf.formats import JSON, Format, choose
from istograph.rdf.protocol import ProtocolError
from istograph.web.classification import parameters
from istograph.web.classification.classifier import Classifier
from istograph.web.classification.work import AS_JSON, AS_PAGE
from istograph.web.documents import HTML
from istograph.web.http import public
from istograph.web.http.conditional import respond
from istograph.web.http.problems import status_of
from istograph.web.rendering import Renderer
from istograph.web.service import Service

_FORMATS = (JSON, HTML)


class Answers:
    """Answers which policies concern a record."""

    def __init__(self, service: Service, classifier: Classifier) -> None:
        self._service = service
        self._classifier = classifier
        self._renderer = Renderer(service)

    async def get(self, request: Request) -> Response:
        """Answer, as JSON or as a page."""
        form = _format(request)
        try:
            parameters.check(request, parameters.POLICIES)
            if form is HTML and not request.query_params.get("id"):
                return await self._page(request, {})
            body = await self._found(request, form)
        except IstographError as error:
            if form is not HTML:
                raise
            return await self._page(request, {"problem": str(error)}, status_of(error))
        if form is HTML:
            return await self._page(request, {"found": json.loads(body)})
        said = {"Istograph-Dataset": self._service.dataset.version}
        return respond(request, body, JSON.content_type, said)

    async def _found(self, request: Request, form: Format) -> bytes:
        asked = request.query_params
        for name in ("id", "place"):
            if not asked.get(name, "").strip():
                raise ProtocolError(
                    400, f"say the {name}, as in /policies?id=inbar&place=beijing&aim=settle"
                )
        if (day := asked.get("as_of")) is not None:
            iso_date(day, "as_of")
        aliases = public.aliases(request, self._service.settings)
        known = partial(self._known, asked["id"].strip(), asked["place"].strip(), aliases)
        iri, place = await self._classifier.run(known)
        return await self._classifier.policies(
            {
                "iri": iri,
                "place": place,
                "aim": _aim(asked.get("aim", Aim.SETTLE)),
                "as_of": day,
                "form": AS_JSON if form is JSON else AS_PAGE,
            }
        )

    def _known(self, name: str, place: str, aliases: Aliases) -> tuple[str, str]:
        """Return the IRIs of a record and of a place; NotFoundError where there is none."""
        found = find_place(self._service.store, aliases.name(place))
        return self._classifier.record(name, aliases), found.value

    async def _page(self, request: Request, content: dict[str, Any], status: int = 200) -> Response:
        known = await self._classifier.run(lambda: places(self._service.store))
        asked = request.query_params
        shown = {
            "found": None,
            "problem": None,
            "asked": asked.get("id", ""),
            "place": asked.get("place", ""),
            "aim": asked.get("aim", Aim.SETTLE),
            "places": known,
            "aims": AIMS,
            **content,
        }
        return self._renderer.page(request, "policies.html", shown, status)


def _aim(name: str) -> Aim:
    try:
        return Aim(name)
    except ValueError:
        known = ", ".join(Aim)
        raise TermError(f"there is no aim {name!r}; there are {known}") from None


def _format(request: Request) -> Format:
    name = request.query_params.get("format")
    if name is None:
        return choose(request.headers.get("accept"), _FORMATS)
    for form in _FORMATS:
        if name.lower() == form.name:
            return form
    raise FormatError(f"there is no format {name!r}; there are json, html")
