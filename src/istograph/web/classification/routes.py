"""`/classify`: what organizations are, with the proof, for programs and for people.

GET  /classify?id=KEY          a record of the dataset
POST /classify                 a description, an array of them, or JSON Lines, answered line by line
GET  /classify/ask             Figure 1 as questions, one at a time
GET  /classify/schema(.json)   what a description may say

Parameters: as_of, host, presume, lang; `explain=true` adds the proof in words to JSON, `class=`
(repeatable) limits it to classes and says why not, `format=` goes before Accept.
"""

import json
import tempfile
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import IO, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from istograph.classification.phrases import say
from istograph.classification.rendering import as_markdown, as_text
from istograph.errors import BusyError, FormatError, InputError, IstographError
from istograph.rdf.formats import JSON, Format, choose
from istograph.rdf.protocol import FORM, ProtocolError
from istograph.web.classification import pages as classify_pages
from istograph.web.classification.classifier import (
    Classified,
    Classifier,
    Described,
    Wanted,
    read_flag,
)
from istograph.web.classification.descriptions import (
    answer_lines,
    batches,
    dump,
    read_descriptions,
    spool,
)
from istograph.web.documents import HTML
from istograph.web.http.conditional import respond
from istograph.web.http.problems import status_of
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service

TEXT = Format("text", "text/plain", "txt", "")
MARKDOWN = Format("markdown", "text/markdown", "md", "")
# Who says nothing gets what programs read; a browser asks for HTML by name.
FORMATS = (JSON, HTML, TEXT, MARKDOWN)
_JSON_TYPES = ("application/json", "application/ld+json")
_JSON_LINES = ("application/x-ndjson", "application/jsonl", "application/x-jsonlines")
_SPOOLED = 1 << 20
_MOST_STREAMS = 16


def router(service: Service) -> APIRouter:
    """Return the routes of the classifier."""
    routes = APIRouter()
    classifier = Classifier(service)
    endpoint = _Endpoint(service, classifier)

    @routes.head("/classify", include_in_schema=False)
    @routes.get("/classify", summary="What is this record?")
    async def get(request: Request) -> Response:
        """Answer for `?id=`, a key or an IRI; without one, show a browser where to begin."""
        return await endpoint.get(request)

    @routes.post("/classify", summary="What is this organization?")
    async def post(request: Request) -> Response:
        """Answer for one description as JSON, for an array of them, or for JSON Lines."""
        return await endpoint.post(request)

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
            if name:
                wanted = self._wanted(request, form)
                described = await self._classifier.run(partial(self._classifier.stored, name))
                return await self._one(request, described, wanted, form)
            if form is HTML:
                return self._page(request, {"found": []})
            raise InputError(
                "say which record, as in /classify?id=inbar, or POST a description; "
                "/classify/schema says what one is"
            )
        except IstographError as error:
            return self._refused(request, form, error, asked=name)

    async def post(self, request: Request) -> Response:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type in _JSON_LINES:
            return await self._lines(request, self._wanted(request, JSON))
        form = format_of(request)
        text = ""
        try:
            body = await self._body(request)
            if media_type == FORM:
                text = parse_qs(body.decode(errors="replace")).get("description", [""])[0]
                body = text.encode()
            elif media_type not in _JSON_TYPES:
                raise ProtocolError(415, _unknown_type(media_type))
            wanted = self._wanted(request, form)
            found = read_descriptions(body, self._settings.most_facts)
            if isinstance(found, list):
                return await self._many(request, found, wanted, form)
            described = self._classifier.given(found)
            return await self._one(request, described, wanted, form, text=text)
        except IstographError as error:
            return self._refused(request, form, error, text=text)

    def _wanted(self, request: Request, form: Format) -> Wanted:
        parameters = request.query_params
        explicit = "lang" in parameters
        return Wanted(
            as_of=parameters.get("as_of"),
            host=parameters.get("host"),
            presume=read_flag(parameters, "presume"),
            explain=form is not JSON or read_flag(parameters, "explain"),
            classes=self._classifier.class_names(parameters.getlist("class")),
            only=language_of(request) if explicit else None,
        )

    async def _body(self, request: Request) -> bytes:
        largest = self._settings.largest_request
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > largest:
                raise ProtocolError(
                    413,
                    f"a body may have {largest:,} bytes; send many descriptions as JSON Lines, "
                    "Content-Type: application/x-ndjson",
                )
        return bytes(body)

    # Answers

    async def _one(
        self, request: Request, described: Described, wanted: Wanted, form: Format, text: str = ""
    ) -> Response:
        if form is JSON:
            content = await self._classifier.run(
                lambda: dump(self._classifier.as_json(described, wanted))
            )
            return self._respond(request, content, JSON)
        found = await self._classifier.run(partial(self._classifier.classified, described, wanted))
        return self._written(request, [found], form, text)

    async def _many(
        self, request: Request, given: Sequence[dict[str, Any]], wanted: Wanted, form: Format
    ) -> Response:
        described = [self._classifier.given(each) for each in given]
        work = self._classifier.as_json if form is JSON else self._classifier.classified
        found: list[Any] = []
        for number, each in enumerate(described, start=1):
            try:
                found.append(await self._classifier.run(partial(work, each, wanted)))
            except InputError as error:
                raise type(error)(f"item {number} of the array: {error}") from None
        if form is JSON:
            return self._respond(request, dump(found), JSON)
        return self._written(request, found, form)

    def _written(
        self, request: Request, found: list[Classified], form: Format, text: str = ""
    ) -> Response:
        if form is HTML:
            return self._page(request, {"found": found, "text": text})
        language = language_of(request)
        write = as_text if form is TEXT else as_markdown
        written = "\n\n".join(write(each.explanation, language, each.why) for each in found)
        headers: dict[str, str] = {"Content-Language": language}
        return self._respond(request, written.encode(errors="replace"), form, headers)

    def _respond(
        self, request: Request, body: bytes, form: Format, headers: dict[str, str] | None = None
    ) -> Response:
        said = {"Istograph-Dataset": self._service.dataset.version, **(headers or {})}
        if request.method == "POST":
            return Response(body, headers=said, media_type=form.content_type)
        return respond(request, body, form.content_type, said)

    def _page(self, request: Request, content: dict[str, Any], status: int = 200) -> Response:
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
        return self._renderer.page(request, "classify.html", shown, status)

    def _refused(
        self, request: Request, form: Format, error: IstographError, **content: str
    ) -> Response:
        if form is not HTML:
            raise error
        shown = {"found": [], "problem": str(error), **content}
        return self._page(request, shown, status_of(error))

    # JSON Lines

    async def _lines(self, request: Request, wanted: Wanted) -> Response:
        """Keep the lines in a file, then answer them bit by bit.

        To answer while the client still sends would halt both, if it reads nothing before it has
        sent everything.
        """
        most = self._settings.largest_batch
        if self._streams >= _MOST_STREAMS:
            raise BusyError("many batches are being classified; try again in a moment")
        # The answer reads it after this has returned, and closes it.
        file = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115
        if not await spool(request.stream(), file, most):
            file.close()
            raise ProtocolError(413, f"a batch may have {most:,} bytes; send it in parts")
        headers = {"Istograph-Dataset": self._service.dataset.version}
        lines = self._answered(file, wanted)
        return StreamingResponse(lines, headers=headers, media_type=_JSON_LINES[0])

    async def _answered(self, file: IO[bytes], wanted: Wanted) -> AsyncIterator[bytes]:
        facts, longest = self._settings.most_facts, self._settings.largest_request

        def answer(description: dict[str, Any]) -> Any:
            return self._classifier.as_json(self._classifier.given(description), wanted)

        self._streams += 1
        try:
            for batch in batches(file, longest):
                work = partial(answer_lines, batch, answer, facts, longest)
                # What has begun is not refused; that there are not too many was seen to before.
                yield await self._classifier.run(work, patient=True)
        finally:
            self._streams -= 1
            file.close()


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


def _unknown_type(media_type: str) -> str:
    sent = f"{media_type!r} is not read here" if media_type else "the request has no Content-Type"
    return (
        f"{sent}; send Content-Type: application/json (one description, or an array) or "
        "application/x-ndjson (JSON Lines)"
    )
