"""`/classify`: what organizations are, with the proof, for programs and for people.

GET  /classify?id=KEY          a record of the dataset; ?description=JSON one that is given
POST /classify                 descriptions as JSON, JSON Lines (answered line by line), CSV or RDF
GET  /classify/ask             Figure 1 as questions, one at a time
GET  /classify/figure(.svg)    Figure 1, with numbers or with a record's verdicts
GET  /classify/describe       a record's description, with facts that are supposed, to change
GET  /classify/schema(.json)   what a description may say

Parameters: as_of, host, presume, lang; `explain=true` adds the proof in words to JSON, `class=`
(repeatable) limits it to classes and says why not, `format=` goes before Accept. A document that
describes one organization is answered by an object, one with more by an array.
"""

import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import IO

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from istograph.errors import (
    AmbiguousNameError,
    BusyError,
    FormatError,
    InputError,
    IstographError,
    NotFoundError,
)
from istograph.rdf.formats import JSON, Format, choose
from istograph.rdf.protocol import ProtocolError
from istograph.web.classification import asking, figures, parameters, verdicts
from istograph.web.classification import pages as classify_pages
from istograph.web.classification.bodies import JSON_BODY, RECORD
from istograph.web.classification.classifier import Classifier, Found, Source, read_flag
from istograph.web.classification.descriptions import JSON_LINES, batches, source_of, spool
from istograph.web.classification.forms import AS_JSON
from istograph.web.classification.judging import Asked
from istograph.web.classification.naming import Nearest
from istograph.web.classification.pasting import Pasted, is_form, read_form
from istograph.web.classification.verdicts import VerdictPages
from istograph.web.documents import HTML
from istograph.web.http import bodies, public
from istograph.web.http.conditional import respond
from istograph.web.rendering import language_of
from istograph.web.service import Service, while_connected
from istograph.web.spreadsheets import without_formulas

TEXT = Format("text", "text/plain", "txt", "")
MARKDOWN = Format("markdown", "text/markdown", "md", "")
CSV = Format("csv", "text/csv", "csv", "")
LINES = Format("ndjson", JSON_LINES[0], "jsonl", "", aliases=JSON_LINES[1:])
# Who says nothing gets what programs read; a browser asks for HTML by name.
FORMATS = (JSON, HTML, TEXT, MARKDOWN, LINES, CSV)
_SPOOLED = 1 << 20
_MOST_STREAMS = 16
# Clients take headers of some thousand bytes.
_LONGEST_NOTE = 1_000


def router(service: Service, nearest: Nearest) -> APIRouter:
    """Return the routes of the classifier; `nearest` finds what names may be meant to name."""
    routes = APIRouter()
    classifier = Classifier(service)
    endpoint = _Endpoint(service, classifier, nearest)

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
    figures.add(routes, service, classifier)
    verdicts.add(routes, VerdictPages(service, classifier), classifier)
    classify_pages.add(routes, service, classifier)
    return routes


class _Endpoint:
    def __init__(self, service: Service, classifier: Classifier, nearest: Nearest) -> None:
        self._settings = service.settings
        self._service = service
        self._nearest = nearest
        self._classifier = classifier
        self._pages = VerdictPages(service, classifier)
        self._streams = 0

    async def get(self, request: Request) -> Response:
        form = format_of(request)
        said = request.query_params
        name, text = said.get("id", "").strip(), said.get("description", "").strip()
        try:
            parameters.check(request, parameters.GET)
            if name and text:
                raise InputError(
                    "say `id` or `description`, not both", zh="“id”与“description”只能给出一个"
                )
            if not name and not text:
                return await self._without_any(request, form)
            source = await self._source(request, name, form)
            asked = self._asked(request, form, said)
            found = await self._classifier.answer(source, asked, form.name, text.encode())
            return await self._answer(request, found, form, Pasted(text, "json", said))
        except IstographError as error:
            return await self._refused(request, form, error, Pasted(text, "json", said))

    async def _source(self, request: Request, name: str, form: Format) -> Source:
        """Return the record of a key, and of a name too for people; or a description to be read."""
        if not name:
            return Source(JSON_BODY)
        aliases = public.aliases(request, self._settings)
        read = self._classifier.called if form is HTML else self._classifier.record
        return Source(RECORD, await self._classifier.run(partial(read, name, aliases)))

    async def _without_any(self, request: Request, form: Format) -> Response:
        if form is HTML:
            return await self._classifier.run(partial(self._pages.start, request))
        raise ProtocolError(
            400,
            "say which record, as in /classify?id=inbar, or POST a description; "
            "/classify/schema says what one is",
            zh=(
                "请指明记录，例如 /classify?id=inbar，或以 POST 提交描述；"
                "描述的写法见 /classify/schema"
            ),
        )

    async def post(self, request: Request) -> Response:
        content_type = request.headers.get("content-type", "")
        media_type = content_type.partition(";")[0].strip().lower()
        if media_type in JSON_LINES:
            parameters.check(request, parameters.POST)
            return await self._lines(request, self._asked(request, JSON, request.query_params))
        form = format_of(request)
        if is_form(media_type):
            return await self._post_form(request, form, content_type)
        try:
            parameters.check(request, parameters.POST)
            bases = public.aliases(request, self._settings).bases
            source = Source(source_of(media_type), bases=bases)
            body = await self._body(request)
            asked = self._asked(request, form, request.query_params)
            work = self._classifier.answer(source, asked, form.name, body)
            found = await while_connected(request, work)
            return await self._answer(request, found, form, Pasted(_text(body), "json"))
        except IstographError as error:
            return await self._refused(request, form, error)

    async def _post_form(self, request: Request, form: Format, content_type: str) -> Response:
        """Answer for what a form brings, whose fields count as parameters too."""
        pasted = Pasted("", "json")
        try:
            parameters.check(request, parameters.POST)
            pasted = read_form(await self._body(request), content_type)
            said = {
                **{key: each for key, each in pasted.fields.items() if each},
                **request.query_params,
            }
            asked = self._asked(request, form, said, number=pasted.number)
            source = Source(pasted.source, bases=public.aliases(request, self._settings).bases)
            work = self._classifier.answer(source, asked, form.name, pasted.text.encode())
            found = await while_connected(request, work)
            return await self._answer(request, found, form, pasted)
        except IstographError as error:
            return await self._refused(request, form, error, pasted)

    def _asked(
        self, request: Request, form: Format, said: Mapping[str, str], number: int = 0
    ) -> Asked:
        # Fields that are left empty say nothing.
        return Asked(
            as_of=said.get("as_of") if form is not HTML else said.get("as_of") or None,
            host=said.get("host") if form is not HTML else said.get("host") or None,
            presume=read_flag(said, "presume"),
            explain=form not in (JSON, LINES) or read_flag(said, "explain"),
            classes=tuple(request.query_params.getlist("class")),
            language=language_of(request),
            only="lang" in request.query_params,
            most_facts=self._settings.most_facts,
            dataset=self._service.dataset.version,
            number=number,
            partly=bool(said.get("download")),
        )

    async def _body(self, request: Request) -> bytes:
        try:
            return await bodies.read(request, self._settings.largest_request)
        except ProtocolError as problem:
            hint = f"{problem}; send many descriptions as JSON Lines, {JSON_LINES[0]}"
            raise ProtocolError(
                problem.status,
                hint,
                zh=problem.zh and f"{problem.zh}；描述较多时请以 JSON Lines（{JSON_LINES[0]}）提交",
            ) from None

    # Answers

    async def _answer(
        self, request: Request, found: Found, form: Format, pasted: Pasted
    ) -> Response:
        if form is HTML:
            shown = partial(self._pages.found, request, found, pasted, _notes(found))
            return await self._classifier.run(shown)
        said = {"Istograph-Dataset": self._service.dataset.version, **_notes(found)}
        if form not in (JSON, LINES, CSV):
            said["Content-Language"] = language_of(request)
        body = found.body
        if pasted.fields.get("download"):
            # What a form brings is kept as a file, and opened in a spreadsheet; programs that ask
            # for CSV get what they sent.
            body = without_formulas(body.decode()).encode() if form is CSV else body
            said["Content-Disposition"] = f'attachment; filename="verdicts.{form.extension}"'
        if request.method == "POST":
            return Response(body, headers=said, media_type=form.content_type)
        return respond(request, body, form.content_type, said)

    async def _refused(
        self, request: Request, form: Format, error: IstographError, pasted: Pasted | None = None
    ) -> Response:
        # Who presses a button for a file reads a page, when there is none.
        if form is not HTML and not (pasted and pasted.fields.get("download")):
            raise error
        nearest = await self._meant(request, error)
        shown = partial(self._pages.refused, request, error, pasted or Pasted("", "json"), nearest)
        return await self._classifier.run(shown)

    async def _meant(self, request: Request, error: IstographError) -> Sequence[object]:
        """Return what somebody may mean whose name of an organization leads to none."""
        name = request.query_params.get("id", "").strip()
        is_of_name = isinstance(error, (NotFoundError, AmbiguousNameError))
        return await self._nearest(request, name) if is_of_name else []

    # JSON Lines

    async def _lines(self, request: Request, asked: Asked) -> Response:
        """Keep the lines in a file, then answer them bit by bit.

        To answer while the client still sends would halt both, if it reads nothing before it has
        sent everything.
        """
        most = self._settings.largest_batch
        if self._streams >= _MOST_STREAMS:
            raise BusyError(
                "many batches are being classified; try again in a moment",
                zh="正在判定的批次过多；请稍后再试",
            )
        # What is asked must be right before the first byte of an answer.
        await self._classifier.answer(Source(JSON_BODY), asked, AS_JSON, b'{"facts": []}')
        # The answer reads it after this has returned, and closes it.
        file = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115
        if not await spool(request.stream(), file, most):
            file.close()
            raise ProtocolError(
                413,
                f"a batch may have {most:,} bytes; send it in parts",
                zh=f"一批最多 {most:,} 字节；请分批提交",
            )
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


def _text(body: bytes) -> str:
    return body.decode(errors="replace")


def _notes(found: Found) -> dict[str, str]:
    """Return the header that tells what of a body was not read; what it quotes ends no header."""
    if not found.notes:
        return {}
    said = "; ".join(note.en for note in found.notes)
    text = said.encode("unicode_escape").decode()
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
        f"there is no format {name!r}; there are {', '.join(f.name for f in FORMATS)}",
        zh=f"没有格式“{name}”；可用的有 {'、'.join(f.name for f in FORMATS)}",
    )
