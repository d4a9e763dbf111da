"""`/policies?id=`: which policies and measures of the paper's tables concern somebody, and why."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from fastapi import Request, Response
from pyoxigraph import Store

from istograph.classification.facts.values import iso_date
from istograph.errors import FormatError, IstographError, TermError
from istograph.model import Text
from istograph.policies import AIMS, Aim, find_place, places
from istograph.rdf.formats import JSON, Format, choose
from istograph.rdf.namespaces import ID
from istograph.rdf.protocol import ProtocolError
from istograph.web.classification import parameters
from istograph.web.classification.classifier import Classifier
from istograph.web.classification.forms import AS_JSON, AS_PAGE
from istograph.web.documents import HTML
from istograph.web.http import public
from istograph.web.http.conditional import respond
from istograph.web.http.problems import status_of
from istograph.web.http.unheeded import Heeded
from istograph.web.policies import subject
from istograph.web.policies.reading import Shelf
from istograph.web.policies.subject import Subject
from istograph.web.policies.tables import Cell, Note, Row, Tables
from istograph.web.policies.work import CONCERN
from istograph.web.rendering import Renderer, language_of, told
from istograph.web.service import Service

Json = dict[str, Any]
_FORMATS = (JSON, HTML)
_HEEDED = Heeded(parameters.names(parameters.POLICIES))


@dataclass(frozen=True)
class Named:
    """A measure, a policy or a city, and the path of its page."""

    path: str
    label: Json


@dataclass(frozen=True)
class Mention:
    """What is mentioned, or who mentions it; its cell, and the reasons that are its own."""

    named: Named
    # the path of its page
    path: str
    row: Row | None
    cell: Cell | None
    reasons: Sequence[Json]
    # the period that its title names
    ended: bool
    # where the policy's own text is; none for a city
    texts: Sequence[str]
    is_of_policy: bool

    @property
    def disputes(self) -> Sequence[Note]:
        """What is disputed of the cell, or of its row."""
        return [
            *(self.cell.notes if self.cell else ()),
            *(self.row.notes if self.row else ()),
        ]


@dataclass(frozen=True)
class Mentions:
    """Who mentions a measure, or what a policy mentions; and the reasons that all of it has."""

    named: Named
    mentions: Sequence[Mention]
    reasons: Sequence[Json]

    @property
    def parts(self) -> Sequence[tuple[bool, Sequence[Mention]]]:
        """What is mentioned now, and then what names a period that has ended, if any does."""
        found = [(ended, [m for m in self.mentions if m.ended is ended]) for ended in (False, True)]
        return [(ended, mentions) for ended, mentions in found if mentions]

    @property
    def is_of_policy(self) -> bool:
        """Whether it is what one policy, or one city, mentions."""
        return not self.named.path.startswith("measure/")


class Answers:
    """Answers which policies concern a record, or what was described in the questionnaire."""

    def __init__(self, service: Service, classifier: Classifier, shelf: Shelf) -> None:
        self._service = service
        self._classifier = classifier
        self._shelf = shelf
        self._renderer = Renderer(service)

    async def get(self, request: Request) -> Response:
        """Answer, as JSON or as a page."""
        form = format_of(request)
        try:
            parameters.check(request, parameters.POLICIES)
            asked, body = await self._found(request, form)
        except IstographError as error:
            if form is not HTML:
                raise
            problem = told(error, language_of(request))
            status = status_of(error)
            return await self._page(request, "policies_case.html", {"problem": problem}, status)
        if form is HTML:
            return await self._answer(request, asked, json.loads(body))
        said = {"Istograph-Dataset": self._service.dataset.version}
        return respond(request, body, JSON.content_type, said)

    async def ask(self, request: Request) -> Response:
        """Return the page that asks for a case."""
        return await self._page(request, "policies_case.html", {"problem": None})

    async def _found(self, request: Request, form: Format) -> tuple[Subject, bytes]:
        said = request.query_params
        for name in ("id", "place"):
            if not said.get(name, "").strip():
                raise ProtocolError(
                    400,
                    f"say the {name}, as in /policies?id=inbar&place=beijing&aim=settle",
                    zh=f"请给出“{name}”，例如 /policies?id=inbar&place=beijing&aim=settle",
                )
        if (day := said.get("as_of")) is not None:
            iso_date(day, "as_of")
        # Opened here, where the service turns to what was written since; a thread would not.
        known = partial(self._known, request, self._service.store)
        asked, place = await self._classifier.run(known)
        work = {
            "iri": asked.iri,
            "description": asked.description,
            "place": place,
            "aim": _aim(said.get("aim", Aim.SETTLE)),
            "as_of": day,
            "form": AS_JSON if form is JSON else AS_PAGE,
        }
        return asked, await self._classifier.call(CONCERN, work)

    def _known(self, request: Request, store: Store) -> tuple[Subject, str]:
        """Return whom, and the IRI of a place; NotFoundError where there is none."""
        aliases = public.aliases(request, self._service.settings)
        said = request.query_params
        found = find_place(store, aliases.name(said["place"].strip()))
        return subject.read(said["id"].strip(), store, self._classifier, aliases), found.value

    # Pages

    async def _answer(self, request: Request, asked: Subject, found: Json) -> Response:
        tables = await self._shelf.tables(language_of(request))
        content = {
            "found": found,
            "subject": asked,
            "unnamed": asked.is_unnamed,
            "mentioned": _gathered(found["mentioned"], tables, "concerns"),
            "undecided": _gathered(found["mentioned"], tables, "undecided"),
            "unmentioned": [each for each in found["unmentioned"] if each["comparable"]],
            "incomparable": [each for each in found["unmentioned"] if not each["comparable"]],
        }
        return await self._page(request, "policies_answer.html", content)

    async def _page(
        self, request: Request, template: str, content: Json, status: int = 200
    ) -> Response:
        known = await self._classifier.run(partial(places, self._service.store))
        tables = await self._shelf.tables(language_of(request))
        asked = request.query_params
        shown = {
            "asked": asked.get("id", ""),
            "described": subject.described(asked.get("id", "")),
            "place": asked.get("place", ""),
            "aim": asked.get("aim", Aim.SETTLE),
            "as_of": asked.get("as_of", ""),
            "tables": tables,
            "elsewhere": _elsewhere(known, tables),
            "today": _day(asked.get("as_of", "")),
            "aims": AIMS,
            **content,
        }
        return self._renderer.page(request, template, shown, status, heeded=_HEEDED)


def _gathered(mentioned: Sequence[Json], tables: Tables, status: str) -> Sequence[Mentions]:
    """Return what is mentioned by measure or by policy, whichever are fewer."""
    having = [each for each in mentioned if each["status"] == status]
    by_measure, by_policy = (_by(key, having) for key in ("measure", "policy"))
    rows = [row for table in tables.tables for row in table.rows]
    cells = {cell.iri.removeprefix(ID): (row, cell) for row in rows for cell in row.cells}
    if len(by_policy) < len(by_measure):
        return [_mentions(each, _policy, _measure, cells) for each in by_policy]
    # in the order of the columns
    by_measure.sort(key=lambda each: list(tables.measures).index(each[0]["measure"]))
    return [_mentions(each, _measure, _policy, cells) for each in by_measure]


def _by(key: str, said: Sequence[Json]) -> list[list[Json]]:
    found: dict[str, list[Json]] = {}
    for each in said:
        found.setdefault(each[key], []).append(each)
    return list(found.values())


def _mentions(
    said: Sequence[Json],
    head: Callable[[Json], Named],
    item: Callable[[Json], Named],
    cells: Mapping[str, tuple[Row, Cell]],
) -> Mentions:
    every = [each["reasons"] for each in said]
    shared = [reason for reason in every[0] if len(every) > 1 and all(reason in r for r in every)]
    mentions = []
    for each in said:
        row, cell = cells.get(each["cell"], (None, None))
        own = [reason for reason in each["reasons"] if reason not in shared]
        mentions.append(
            Mention(
                item(each),
                each["cell"],
                row,
                cell,
                own,
                each["ended"],
                each["texts"],
                each["policy"].startswith("id:policy/"),
            )
        )
    return Mentions(head(said[0]), mentions, shared)


def _measure(said: Json) -> Named:
    return Named(f"measure/{said['measure']}", said["measure_label"])


def _policy(said: Json) -> Named:
    return Named(said["policy"].removeprefix("id:"), said["policy_label"])


def _elsewhere(known: Mapping[str, Text], tables: Tables) -> Mapping[str, Text]:
    """Return the places that no row is of; national policies may concern them."""
    return {key: label for key, label in known.items() if key not in tables.slices}


def _day(said: str) -> date:
    """Return the day that an answer is for: today where none is said, or no day."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return datetime.now(UTC).date()


def _aim(name: str) -> Aim:
    try:
        return Aim(name)
    except ValueError:
        known_zh = "、".join(f"{aim}（{label.zh}）" for aim, label in AIMS.items())
        raise TermError(
            f"there is no aim {name!r}; there are {', '.join(Aim)}",
            zh=f"没有目的“{name}”；可用的有 {known_zh}",
        ) from None


def format_of(request: Request) -> Format:
    """Return the format that is asked for; FormatError if there is none such."""
    name = request.query_params.get("format")
    if name is None:
        return choose(request.headers.get("accept"), _FORMATS)
    for form in _FORMATS:
        if name.lower() == form.name:
            return form
    raise FormatError(
        f"there is no format {name!r}; there are json, html",
        zh=f"没有格式“{name}”；可用的有 json、html",
    )
