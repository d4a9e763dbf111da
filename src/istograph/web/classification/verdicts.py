"""The pages of `/classify`: where to begin, one organization's verdicts, many in a table."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from istograph.classification.descriptions.records import find
from istograph.classification.explanations.supposing import added
from istograph.classification.words.phrases import say
from istograph.errors import InputError, IstographError
from istograph.model import Text, record
from istograph.model.terms import key_of
from istograph.web.classification import parameters
from istograph.web.classification.asking import first_step
from istograph.web.classification.classifier import Classifier, Found
from istograph.web.classification.collation import collated
from istograph.web.classification.faults import find_fault, find_faults
from istograph.web.classification.naming import namesakes
from istograph.web.classification.pages import EXAMPLE
from istograph.web.classification.pasting import GUESS, READINGS, Pasted
from istograph.web.http import public
from istograph.web.http.problems import status_of
from istograph.web.http.unheeded import Heeded
from istograph.web.rendering import Renderer, language_of
from istograph.web.service import Service

Json = dict[str, Any]
_INBAR = record("organization", "inbar")
_TEMPLATE, _START, _MANY = "classify.html", "classify_start.html", "classify_many.html"
_HEEDED = Heeded(parameters.names(parameters.GET))
_CHANGED = Heeded(["id", "description", "add"])
# A description that is longer than this is no address to hand on, whatever the service takes.
_LONGEST_SHARED = 1 << 13


class VerdictPages:
    """Makes the pages; they are for the threads of the classifier, as they load the theory."""

    def __init__(self, service: Service, classifier: Classifier) -> None:
        self._service = service
        self._classifier = classifier
        self._renderer = Renderer(service)

    def start(self, request: Request) -> Response:
        """Return the page of the three ways in."""
        return self._renderer.page(request, _START, self._beginning(request), heeded=_HEEDED)

    def _beginning(self, request: Request) -> Json:
        return {
            **first_step(language_of(request)),
            **self._form(Pasted(_EXAMPLE, GUESS)),
            "faults": [],
            "has_examples": any(self._service.store.quads_for_pattern(_INBAR, None, None)),
        }

    def refused(
        self,
        request: Request,
        error: IstographError,
        pasted: Pasted,
        nearest: Sequence[object] = (),
    ) -> Response:
        """Return the ways in with what is wrong, the text as it was, and what may be meant."""
        content = self._beginning(request)
        content |= self._form(pasted) if pasted.text else {}
        content["faults"] = [find_fault(error, pasted.text)]
        content["asked"] = request.query_params.get("id", "")
        content["nearest"] = nearest
        return self._renderer.page(request, _START, content, status_of(error), heeded=_HEEDED)

    def found(
        self, request: Request, found: Found, pasted: Pasted, headers: Mapping[str, str]
    ) -> Response:
        """Return the verdicts on one organization, or a table of those on many."""
        answer = {**json.loads(found.body), "told": found.notes}
        if "rows" in answer:
            return self._many(request, answer, pasted, headers)
        content = {**self._form(pasted), **self._one(request, answer, pasted)}
        return self._renderer.page(request, _TEMPLATE, content, headers=headers, heeded=_HEEDED)

    def _many(
        self, request: Request, answer: Json, pasted: Pasted, headers: Mapping[str, str]
    ) -> Response:
        """Return the verdicts on those without a mistake, or the mistakes where all have some."""
        content: Json = {**answer, "faults": find_faults(answer["mistakes"], pasted.text)}
        if not answer["rows"]:
            content = {**self._beginning(request), **self._form(pasted), **content}
            status = HTTPStatus.BAD_REQUEST
            return self._renderer.page(request, _START, content, status, heeded=_HEEDED)
        content |= {**self._form(pasted), "classes": self._classes}
        content["counts"] = {
            name: Counter(row["statuses"][name] for row in answer["rows"])
            for name, _ in self._classes
        }
        return self._renderer.page(request, _MANY, content, headers=headers, heeded=_HEEDED)

    def _form(self, pasted: Pasted) -> Json:
        """Return what the form that takes a description shows."""
        return {
            "text": pasted.text,
            "readings": {key: name for key, (name, _) in READINGS.items()},
            "reading": pasted.fields.get("reading", GUESS),
            "said": pasted.fields,
            "hosts": self._hosts,
            "phrase": say,
            "asked": "",
        }

    def _one(self, request: Request, answer: Json, pasted: Pasted) -> Json:
        verdicts = answer["explanation"]["verdicts"]
        iri = answer["iri"]
        # A name that was asked for is not for addresses: another may come to have it.
        asked = key_of(iri)
        shared = {"id": asked} if asked else self._shared(answer["description"])
        return {
            **answer,
            "asked": asked,
            "namesakes": namesakes(iri, self._service.store) if iri else [],
            "narrowed": bool(request.query_params.getlist("class")),
            "axes": [(axis, list(group)) for axis, group in groupby(verdicts, _axis)],
            "statuses": {verdict["key"]: verdict["status"] for verdict in verdicts},
            "shared": shared,
            "query": urlencode(shared),
            "share": self._share(request, shared, pasted),
        }

    def _shared(self, description: Json) -> dict[str, str]:
        """Return a description as a parameter of an address; nothing where it is too long."""
        text = json.dumps(description, ensure_ascii=False, separators=(",", ":"))
        most = min(self._service.settings.longest_url // 2, _LONGEST_SHARED)
        return {"description": text} if len(urlencode({"d": text})) <= most else {}

    def _share(self, request: Request, shared: Mapping[str, str], pasted: Pasted) -> str:
        if not shared:
            return ""
        kept = {key: pasted.fields.get(key, "") for key in ("as_of", "host", "presume")}
        query = {key: value for key, value in kept.items() if value}
        base = public.base_url(request, self._service.settings)
        return f"{base}/classify?{urlencode({**shared, **query, 'lang': language_of(request)})}"

    @cached_property
    def _hosts(self) -> Mapping[str, Sequence[tuple[str, Text]]]:
        """The profiles, then every jurisdiction by name, each by what `host` calls it."""
        words = self._classifier.explainer.words
        profiles, places = (
            [(key, words.label(iri)) for key, iri in words.concepts(kind).items()]
            for kind in ("host-profile", "jurisdiction")
        )
        return {
            language: [*profiles, *sorted(places, key=lambda row: collated(row[1], language))]
            for language in ("en", "zh")
        }

    @cached_property
    def _classes(self) -> Sequence[tuple[str, Text]]:
        explainer = self._classifier.explainer
        return [(term.name, explainer.words.label(term.iri)) for term in explainer.theory.classes]

    # What if

    def describe(self, request: Request) -> Response:
        """Return a form with a record's description, or a given one, and facts added to it."""
        said = request.query_params
        try:
            description = self._described(request)
            facts = _facts(said.get("add", "[]"))
        except IstographError as error:
            return self.refused(request, error, Pasted(said.get("description", ""), "json"))
        words = self._classifier.explainer.words
        content = {
            **self._form(Pasted(_written(added(description, facts)), "json")),
            "name": description.get("name") or description.get("id"),
            "supposed": [words.fact(fact) for fact in facts],
        }
        return self._renderer.page(request, "classify_describe.html", content, heeded=_CHANGED)

    def _described(self, request: Request) -> Json:
        said = request.query_params
        if name := said.get("id", "").strip():
            aliases = public.aliases(request, self._service.settings)
            iri = self._classifier.called(name, aliases)
            return find(self._service.store, iri).description
        given = _object(said.get("description", ""))
        if not isinstance(given, dict) or not isinstance(given.get("facts", []), list):
            raise InputError(
                "`description` is a JSON object with a list of `facts`",
                zh="“description”应为 JSON 对象，其中有事实列表“facts”",
            )
        return given


def add(routes: APIRouter, pages: VerdictPages, classifier: Classifier) -> None:
    """Add the route of descriptions that are to be changed."""

    @routes.api_route("/classify/describe", methods=["GET", "HEAD"], include_in_schema=False)
    async def describe(request: Request) -> Response:
        return await classifier.run(lambda: pages.describe(request))


def _axis(verdict: Json) -> Json:
    axis: Json = verdict["axis"]
    return axis


def _written(description: Any) -> str:
    return json.dumps(description, ensure_ascii=False, indent=1)


def _object(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(
            "`description` is JSON; or name a record by `id`",
            zh="“description”应为 JSON；也可用“id”指明一条记录",
        ) from None


def _facts(text: str) -> list[Json]:
    found = _object(text)
    wanted = {"property", "value"}
    if not isinstance(found, list) or not all(
        isinstance(fact, dict) and wanted <= fact.keys() for fact in found
    ):
        raise InputError(
            "`add` is a JSON array of facts, each with `property` and `value`",
            zh="“add”应为由事实组成的 JSON 数组，每个事实都有“property”和“value”",
        )
    return found


_EXAMPLE = _written(EXAMPLE)
