"""`/validate`: RDF in, a SHACL report on it out; and a page to do it on, with or without script."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response

from istograph.errors import FormatError, InputError, IstographError
from istograph.rdf.formats import JSON, RDF_FORMATS, TURTLE, Format, by_content_type, choose
from istograph.rdf.protocol import FORM, ProtocolError
from istograph.rdf.store.workers import Answer
from istograph.web.documents import HTML
from istograph.web.http import bodies, public
from istograph.web.http.problems import status_of
from istograph.web.http.unheeded import Heeded
from istograph.web.linked_data.documentation import shapes
from istograph.web.rendering import Renderer, language_of, told
from istograph.web.service import Service, while_connected

_HEEDED = Heeded(["example"])


@dataclass(frozen=True)
class _Given:
    """A document to check, and whether a form brought it."""

    text: bytes
    format: Format
    by_form: bool = False


def router(service: Service) -> APIRouter:
    """Return the routes of the validator."""
    routes = APIRouter()
    validator = _Validator(service)

    @routes.api_route("/validate", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(request: Request) -> Response:
        return validator.empty(request)

    @routes.post("/validate", summary="Check RDF against the shapes")
    async def validate(request: Request) -> Response:
        """Return what the shapes find in the body: JSON, or `sh:ValidationReport` as RDF.

        The document is checked by itself; only violations make it not conform. The header
        `Istograph-Checked` says how many of its subjects a shape looks at: `1/2`.
        """
        given = await validator.read(request)
        accept = request.headers.get("accept")
        if given.by_form and choose(accept, (JSON, *RDF_FORMATS, HTML)) is HTML:
            return await validator.page(request, given)
        answer = await validator.check(request, given, accept)
        headers = {
            "Istograph-Dataset": answer.version,
            "Istograph-Checked": "{some}/{of}".format(**answer.header["checked"]),
        }
        return Response(answer.read(), headers=headers, media_type=answer.format.content_type)

    return routes


class _Validator:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._renderer = Renderer(service)

    async def read(self, request: Request) -> _Given:
        """Return the document of a request; ProtocolError with 415 where its format is unknown."""
        content_type = request.headers.get("content-type", "")
        largest = self._service.settings.largest_request
        if content_type.partition(";")[0].strip().lower() == FORM:
            return _of_form(await bodies.read(request, largest))
        try:
            form = by_content_type(content_type)
        except FormatError as error:
            raise ProtocolError(415, str(error), zh=error.zh) from error
        return _Given(await bodies.read(request, largest), form)

    async def check(self, request: Request, given: _Given, accept: str | None) -> Answer:
        """Return the report on a document."""
        bases = public.aliases(request, self._service.settings).bases
        work = self._service.pool.validate(given.text, given.format, accept=accept, bases=bases)
        return await while_connected(request, work)

    def empty(self, request: Request) -> Response:
        """Return the page before anything was sent, with the example that was asked for."""
        name = request.query_params.get("example")
        text = shapes.example(name) if name else ""
        return self._shown(request, {"text": text, "format": TURTLE, "example": name})

    async def page(self, request: Request, given: _Given) -> Response:
        """Return the page with the report, or with what kept the document from being read."""
        shown: dict[str, Any] = {"text": given.text.decode(), "format": given.format}
        try:
            answer = await self.check(request, given, JSON.media_type)
        except IstographError as error:
            alone = InputError(error.problem, zh=error.problem_zh)
            wrong = {"problem": told(alone, language_of(request)), "spot": error.spot}
            return self._shown(request, {**shown, **wrong}, status_of(error))
        report = json.loads(answer.read())
        counts = Counter(result["severity"] for result in report["results"])
        return self._shown(request, {**shown, "report": report, "counts": counts, **answer.header})

    def _shown(self, request: Request, content: Mapping[str, Any], status: int = 200) -> Response:
        largest = self._service.settings.largest_request
        shown = {"rdf_formats": RDF_FORMATS, "largest": largest, **content}
        return self._renderer.page(request, "validate.html", shown, status, heeded=_HEEDED)


def _of_form(body: bytes) -> _Given:
    fields = parse_qs(body.decode(errors="replace"), keep_blank_values=True)
    if "rdf" not in fields:
        raise InputError(
            "a form brings the document in its field `rdf`; to send a document as it is, name its "
            f"media type: Content-Type: {TURTLE.media_type}",
            zh=(
                "表单应以“rdf”字段提交文档；若直接发送文档，请注明媒体类型，"
                f"如 Content-Type: {TURTLE.media_type}"
            ),
        )
    media_type = fields.get("format", [TURTLE.media_type])[0]
    try:
        form = by_content_type(media_type)
    except FormatError as error:
        raise ProtocolError(415, str(error), zh=error.zh) from error
    # Forms end lines as HTTP does; places in the report count lines.
    return _Given(fields["rdf"][0].replace("\r\n", "\n").encode(), form, by_form=True)
