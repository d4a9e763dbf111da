"""The classifier beside the event loop: a few threads, a bounded queue, and what requests want."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from time import monotonic
from typing import Any, TypeVar

from istograph.classification.conditions import (
    MOST_SECONDS,
    Explainer,
    WhyNot,
    load_explainer,
)
from istograph.classification.evidence import Background, given, stored_background
from istograph.classification.explanation import Explanation
from istograph.classification.records import Stored, find
from istograph.classification.rendering import as_json
from istograph.errors import BusyError, InputError, NotFoundError, TermError
from istograph.rdf.namespaces import ISTO
from istograph.web.http.languages import Language
from istograph.web.service import Service

Json = dict[str, Any]
# What a bare key may be the key of, in this order.
_KINDS = ("organization", "programme", "facility", "platform")
# Python runs one thread at a time; a second one only keeps a long request from holding up a short.
_THREADS = 2
_MOST_WAITING = 64
_T = TypeVar("_T")


@dataclass(frozen=True)
class Wanted:
    """What a request wants to know of its descriptions."""

    as_of: str | None = None
    host: str | None = None
    presume: bool = False
    explain: bool = False
    classes: tuple[str, ...] = ()
    # The language of the texts in JSON; both, where none is asked for by name.
    only: Language | None = None


@dataclass(frozen=True)
class Described:
    """A description, and what is known beside it."""

    description: Json
    background: Background
    # Of a record of the store.
    iri: str = ""


@dataclass(frozen=True)
class Classified:
    """An answer, in words, and why not."""

    described: Described
    answer: Json
    explanation: Explanation
    why: tuple[WhyNot, ...]


class Classifier:
    """Classifies what the store holds and what requests bring."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="classify")
        self._waiting = 0

    async def run(self, work: Callable[[], _T], *, patient: bool = False) -> _T:
        """Do some work beside the event loop; BusyError if many wait and it is not patient."""
        if self._waiting >= _MOST_WAITING and not patient:
            raise BusyError("too many descriptions wait to be classified; try again in a moment")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    # Load late: a server that nobody asks does without the theory.
    @property
    def explainer(self) -> Explainer:
        """What explains, by the packaged ontology."""
        return load_explainer()

    def stored(self, name: str) -> Described:
        """Return a record of the store by its key or IRI; NotFoundError where there is none."""
        store = self._service.store
        found = self._find(name)
        background = stored_background(store, found.iri, found.description)
        return Described(found.description, background, found.iri.value)

    def _find(self, name: str) -> Stored:
        # An IRI below the public address names the same as its w3id form.
        path = name.removeprefix(f"{self._service.settings.base_url.rstrip('/')}/id/")
        kinds = [""] if "/" in path or ":" in path else [f"{kind}/" for kind in _KINDS]
        for kind in kinds:
            with suppress(NotFoundError):
                return find(self._service.store, f"{kind}{path}")
        raise NotFoundError(f"there is no record {name!r}; search for it by its name: /search?q=")

    def given(self, description: Json) -> Described:
        """Return a description that a request brings."""
        return Described(description, given(description))

    def answer(self, described: Described, wanted: Wanted) -> Json:
        """Return the contract's answer."""
        try:
            found = self.explainer.theory.classify(
                described.description, as_of=wanted.as_of, host=wanted.host, presume=wanted.presume
            )
        except RecursionError:
            raise InputError("a value is nested too deeply for a fact") from None
        return {"id": found["id"], "dataset": self._service.dataset.version, **found}

    def classified(self, described: Described, wanted: Wanted) -> Classified:
        """Return the answer in words; why not is said only of classes that were asked for."""
        answer = self.answer(described, wanted)
        about = answer, described.description, described.background
        explanation = self.explainer.writer.explain(*about, classes=wanted.classes)
        end = monotonic() + MOST_SECONDS
        reasons = (
            self.explainer.why_not(name, *about, seconds=end - monotonic())
            for name in wanted.classes
        )
        why = tuple(reason for reason in reasons if reason is not None)
        return Classified(described, answer, explanation, why)

    def as_json(self, described: Described, wanted: Wanted) -> Json:
        """Return the contract's answer, with the explanation beside it if that is wanted."""
        if not wanted.explain:
            return self.answer(described, wanted)
        classified = self.classified(described, wanted)
        explanation: Json = as_json(classified.explanation)
        if classified.why:
            explanation["why_not"] = as_json(classified.why)
        if wanted.only:
            explanation = _in_language(explanation, wanted.only)
        return {**classified.answer, "explanation": explanation}

    def class_names(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return local names of classes; TermError with the nearest for one that is none."""
        known = [term.name for term in self.explainer.theory.classes]
        return tuple(_class_name(name, known) for name in names)


def _class_name(name: str, known: list[str]) -> str:
    local = name.removeprefix("isto:").removeprefix(ISTO)
    if local not in known:
        near = get_close_matches(local, known, 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
        raise TermError(f"there is no class {name!r}; {hint}")
    return local


def _in_language(content: Any, language: Language) -> Any:
    """Return JSON in which each text of two languages has one."""
    if isinstance(content, list):
        return [_in_language(item, language) for item in content]
    if isinstance(content, dict):
        if content.keys() <= {"en", "zh"}:
            return {language: content.get(language, "")}
        return {key: _in_language(value, language) for key, value in content.items()}
    return content


def read_flag(parameters: Mapping[str, str], name: str) -> bool:
    """Return a parameter that is true or false, and false where it is absent."""
    value = parameters.get(name, "false")
    if value not in ("true", "false"):
        raise InputError(f"{name} is true or false, not {value!r}")
    return value == "true"
