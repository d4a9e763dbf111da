"""`/classify`: what organizations are, with the proof, for programs and for people.

GET  /classify?id=KEY          a record of the dataset
POST /classify                 descriptions as JSON, JSON Lines (answered line by line), CSV or RDF
GET  /classify/ask             Figure 1 as questions, one at a time
GET  /classify/schema(.json)   what a description may say

Parameters: as_of, host, presume, lang; `explain=true` adds the proof in words to JSON, `class=`
(repeatable) limits it to classes and says why not, `format=` goes before Accept. A document that
describes one organization is answered by an object, one with more by an array.
"""

import json
import tempfile
from collections.abc import AsyncIterator
from functools import partial
from typing import IO, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from istograph.classification.phrases import say
from istograph.errors import BusyError, FormatError, InputError, IstographError
from istograph.rdf.formats import JSON, Format, choose
from istograph.rdf.protocol import FORM, ProtocolError
from istograph.web.classification import asking, parameters
from istograph.web.classification import pages as classify_pages
from istograph.web.classification.classifier import Classifier, Found, Source, read_flag
from istograph.web.classification.descriptions import JSON_LINES, batches, source_of, spool
from istograph.web.classification.work import AS_JSON, JSON_BODY, RECORD, Asked
from istograph.web.documents import HTML
from istograph.web.http import bodies, public
from istograph.web.http.conditional import respond
from istograph.web.http.problems import status_of
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service, while_connected

TEXT = Format("text", "text/plain", "txt", "")
MARKDOWN = Format("markdown", "text/markdown", "md", "")
LINES = Format("ndjson", JSON_LINES[0], "jsonl", "", aliases=JSON_LINES[1:])
# Who says nothing gets what programs read; a browser asks for HTML by name.
FORMATS = (JSON, HTML, TEXT, MARKDOWN, LINES)
_SPOOLED = 1 << 20
_MOST_STREAMS = 16
# Clients take headers of some thousand bytes.
_LONGEST_NOTE = 1_000


def router(service: Service) -> APIRouter:
    """Return the routes of the classifier."""
    routes = APIRouter()
    classifier = Classifier(service)
    endpoint = _Endpoint(service, classifier)

    @routes.head("/classify", include_in_schema=False)
    @routes.get("/classify", summary="What is this record?", openapi_extra=parameters.GET)
    async def get(request: Request) -> Response:
        """Answer for `?id=`, a key or an IRI; without one, show a browser where to begin."""
        return await endpoint.get(request)

    @routes.post("/classify", summary="What is this organization?", openapi_extra=parameters.POST)
    async def post(request: Request) -> Response:
        """Answer for descriptions: one or an array as JSON, JSON Lines, CSV, or RDF.

        One organization is answered by an object, more by an array, JSON Lines by JSON Lines.
        /classify/schema says what a description may say; what of a body does not count is told by
        the header Istograph-Note.
        """
        return await endpoint.post(request)

    asking.add(routes, service, classifier)
    classify_pages.add(routes, service, classifier)
    return routes


class _Endpoint:
    def __init__(self, service: Service, classifier: Classifier) -> None:
        self._settings = service.settings
        self._service = service
        self._classifier = classifier
        self._renderer = Renderer(service)
        self._streams = 0

    async def get(self, request: Request) -> Response:
        form = format_of(request)
        name = request.query_params.get("id", "").strip()
        try:
            parameters.check(request, parameters.GET)
            if name:
                asked = self._asked(request, form)
                aliases = public.aliases(request, self._settings)
                iri = await self._classifier.run(partial(self._classifier.record, name, aliases))
                found = await self._classifier.answer(Source(RECORD, iri), asked, form.name)
                return await self._answer(request, found, form)
            if form is HTML:
                return self._page(request, {"found": []})
            raise ProtocolError(
                400,
                "say which record, as in /classify?id=inbar, or POST a description; "
                "/classify/schema says what one is",
            )
        except IstographError as error:
            return self._refused(request, form, error, asked=name)

    async def post(self, request: Request) -> Response:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type in JSON_LINES:
            parameters.check(request, parameters.POST)
            return await self._lines(request, self._asked(request, JSON))
        form = format_of(request)
        text = ""
        try:
            parameters.check(request, parameters.POST)
            bases = public.aliases(request, self._settings).bases
            source = Source(source_of(media_type), bases=bases)
            body = await self._body(request)
            if media_type == FORM:
                text = _description_in(body)
                body = text.encode()
            asked = self._asked(request, form)
            work = self._classifier.answer(source, asked, form.name, body)
            found = await while_connected(request, work)
            return await self._answer(request, found, form, text)
        except IstographError as error:
            return self._refused(request, form, error, text=text)

    def _asked(self, request: Request, form: Format) -> Asked:
        said = request.query_params
        return Asked(
            as_of=said.get("as_of"),
            host=said.get("host"),
            presume=read_flag(said, "presume"),
            explain=form not in (JSON, LINES) or read_flag(said, "explain"),
            classes=tuple(said.getlist("class")),
            language=language_of(request),
            only="lang" in said,
            most_facts=self._settings.most_facts,
            dataset=self._service.dataset.version,
        )

    async def _body(self, request: Request) -> bytes:
        try:
            return await bodies.read(request, self._settings.largest_request)
        except ProtocolError as problem:
            hint = f"{problem}; send many descriptions as JSON Lines, {JSON_LINES[0]}"
            raise ProtocolError(problem.status, hint) from None

    # Answers

    async def _answer(
        self, request: Request, found: Found, form: Format, text: str = ""
    ) -> Response:
        if form is HTML:
            return await self._classifier.run(partial(self._shown, request, found, text))
        said = {"Istograph-Dataset": self._service.dataset.version, **_notes(found)}
        if form not in (JSON, LINES):
            said["Content-Language"] = language_of(request)
        if request.method == "POST":
            return Response(found.body, headers=said, media_type=form.content_type)
        return respond(request, found.body, form.content_type, said)

    def _shown(self, request: Request, found: Found, text: str) -> Response:
        return self._page(request, {"found": json.loads(found.body), "text": text}, notes=found)

    def _page(
        self,
        request: Request,
        content: dict[str, Any],
        status: int = 200,
        notes: Found | None = None,
    ) -> Response:
        words = self._classifier.explainer
        shown = {
            "asked": request.query_params.get("id", ""),
            "narrowed": bool(request.query_params.getlist("class")),
            "text": "",
            "problem": None,
            "status_of": words.writer.status,
            "phrase": say,
            "example": json.dumps(classify_pages.EXAMPLE, indent=1),
            **content,
        }
        return self._renderer.page(
            request, "classify.html", shown, status, _notes(notes) if notes else None
        )

    def _refused(
        self, request: Request, form: Format, error: IstographError, **content: str
    ) -> Response:
        if form is not HTML:
            raise error
        shown = {"found": [], "problem": str(error), **content}
        return self._page(request, shown, status_of(error))

    # JSON Lines

    async def _lines(self, request: Request, asked: Asked) -> Response:
        """Keep the lines in a file, then answer them bit by bit.

        To answer while the client still sends would halt both, if it reads nothing before it has
        sent everything.
        """
        most = self._settings.largest_batch
        if self._streams >= _MOST_STREAMS:
            raise BusyError("many batches are being classified; try again in a moment")
        # What is asked must be right before the first byte of an answer.
        await self._classifier.answer(Source(JSON_BODY), asked, AS_JSON, b'{"facts": []}')
        # The answer reads it after this has returned, and closes it.
        file = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115
        if not await spool(request.stream(), file, most):
            file.close()
            raise ProtocolError(413, f"a batch may have {most:,} bytes; send it in parts")
        headers = {"Istograph-Dataset": self._service.dataset.version}
        return StreamingResponse(
            self._answered(file, asked), headers=headers, media_type=LINES.media_type
        )

    async def _answered(self, file: IO[bytes], asked: Asked) -> AsyncIterator[bytes]:
        longest = self._settings.largest_request
        self._streams += 1
        try:
            for batch in batches(file, longest):
                yield await self._classifier.answer_lines(batch, asked, longest)
        finally:
            self._streams -= 1
            file.close()


def _description_in(form: bytes) -> str:
    fields = parse_qs(form.decode(errors="replace"))
    if "description" not in fields:
        raise InputError(
            "a form has the description, as JSON, in its field 'description'; a body that is JSON "
            "itself comes as Content-Type: application/json (curl takes it by -H)"
        )
    return fields["description"][0]


def _notes(found: Found) -> dict[str, str]:
    """Return the header that tells what of a body was not read; what it quotes ends no header."""
    if not found.notes:
        return {}
    text = "; ".join(found.notes).encode("unicode_escape").decode()
    return {"Istograph-Note": text if len(text) <= _LONGEST_NOTE else f"{text[:_LONGEST_NOTE]}..."}


def format_of(request: Request) -> Format:
    """Return the format that `format=` names, or else the one that `Accept` likes best."""
    name = request.query_params.get("format")
    if name is None:
        return choose(request.headers.get("accept"), FORMATS)
    for form in FORMATS:
        if name.lower() in (form.name, form.extension):
            return form
    raise FormatError(
        f"there is no format {name!r}; there are {', '.join(f.name for f in FORMATS)}"
    )
