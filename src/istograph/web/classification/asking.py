"""`/classify/ask`: Figure 1 as questions, one at a time; the answers are the address."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from istograph.classification.explanations.explanation import Needs, VerdictWords, looked_up, needs
from istograph.classification.explanations.questionnaire import Questionnaire, load_questionnaire
from istograph.classification.explanations.questions import (
    FIRST_LISTED,
    LAST_LISTED,
    UNKNOWN,
    Choice,
    Question,
)
from istograph.classification.explanations.rendering import as_json
from istograph.classification.reasoning.verdict import CONTESTED, ENTAILED, REFUTED
from istograph.classification.reasoning.verdict import UNKNOWN as UNDECIDED
from istograph.classification.words.phrases import say
from istograph.classification.words.suggestions import term_suggestion
from istograph.errors import IstographError, TermError
from istograph.model import Text
from istograph.rdf.formats import JSON, choose
from istograph.web.classification.classifier import Classifier
from istograph.web.classification.collation import collated
from istograph.web.classification.forms import dump
from istograph.web.documents import HTML
from istograph.web.http.conditional import respond
from istograph.web.http.problems import status_of
from istograph.web.http.public import base_url
from istograph.web.http.unheeded import Heeded
from istograph.web.rendering import Renderer, language_of, told
from istograph.web.service import Service

Json = dict[str, Any]
Answers = dict[str, str]
PATH = "/classify/ask"
_FORMATS = {"json": JSON, "html": HTML}
# More choices than these are a list to open, not buttons.
_MOST_BUTTONS = 10
# As sentences have it that say what it is.
_UNNAMED = {"en": "it", "zh": "该组织"}
_STATUSES = (ENTAILED, REFUTED, CONTESTED, UNDECIDED)


@dataclass(frozen=True)
class Step:
    """A question as the page lists it: `given`, `asked`, `open`, or `idle` if it decides nothing.

    `address` leads to where it is asked, with the other answers as they are.
    """

    question: Question
    state: str
    choices: Sequence[Text]
    address: str


def add(routes: APIRouter, service: Service, classifier: Classifier) -> None:
    """Add the route of the questionnaire."""
    asking = _Asking(service, classifier)

    @routes.head(PATH, include_in_schema=False)
    @routes.get(PATH, summary="What to ask next")
    async def ask(request: Request) -> Response:
        """Ask the next question that can change a verdict; the answers so far are parameters.

        `next` names the question to ask, and `class` a class that the questions are to decide.
        """
        return await asking.ask(request)


class _Asking:
    def __init__(self, service: Service, classifier: Classifier) -> None:
        self._service = service
        self._classifier = classifier
        self._renderer = Renderer(service)

    async def ask(self, request: Request) -> Response:
        named = _FORMATS.get(request.query_params.get("format", ""))
        form = named or choose(request.headers.get("accept"), (JSON, HTML))
        try:
            content = await self._classifier.run(partial(self._content, request))
        except IstographError as error:
            if form is not HTML:
                raise
            content = await self._classifier.run(lambda: first_step(language_of(request)))
            content["problem"] = told(error, language_of(request))
            return self._renderer.page(
                request, "ask.html", content, status_of(error), heeded=_heeded()
            )
        if form is HTML:
            return self._renderer.page(request, "ask.html", content, heeded=_heeded())
        return respond(request, dump(_step_json(content)), JSON.content_type)

    def _content(self, request: Request) -> Json:
        asked = _Asked(request)
        content = asked.content()
        address = asked.address(content["answers"])
        return {**content, "share": base_url(request, self._service.settings) + address}


def first_step(language: str) -> Json:
    """Return what the first question's page shows."""
    return _Asked(None, language).content()


class _Asked:
    """What an address of the questionnaire says: the answers, a class, the question to ask."""

    def __init__(self, request: Request | None, language: str = "en") -> None:
        self._questionnaire = load_questionnaire()
        said: Mapping[str, str] = request.query_params if request else {}
        self._language = language_of(request) if request else language
        self._answers = read_answers(request, self._questionnaire) if request else {}
        self._name = said.get("name", "").strip()
        self._class = self._known_class(said.get("class", "").removeprefix("isto:"))
        self._next = said.get("next", "")

    def _known_class(self, name: str) -> str:
        known = [term.name for term in self._questionnaire.theory.classes]
        if name and name not in known:
            hint = term_suggestion(name, known)
            raise TermError(f"there is no class {name!r}{hint}", zh=f"没有类别“{name}”{hint.zh}")
        return name

    def content(self) -> Json:
        questionnaire, answers, name = self._questionnaire, self._answers, self._name
        answer, explanation = questionnaire.result(answers, name or _UNNAMED)
        useful = questionnaire.useful(answers)
        deciding = questionnaire.useful(answers, self._class) if self._class else ()
        question = self._question([*deciding, *useful])
        statuses = {verdict.key: verdict.status for verdict in explanation.verdicts}
        return {
            "question": question,
            "buttons": question is not None and len(question.choices) <= _MOST_BUTTONS,
            # What the form keeps: to answer anew is to take the answer back.
            "kept": _without(answers, question.key if question else ""),
            "chosen_answers": _keys(question, answers),
            "answers": answers,
            "steps": [self._step(each, question, useful) for each in questionnaire.questions],
            "deciding": [self._step(each, None, useful) for each in deciding],
            "unsure": [self._step(q, None, useful) for q in questionnaire.deciding(answers)],
            "listed": self._listed(question),
            "first_listed": FIRST_LISTED,
            "last_listed": LAST_LISTED,
            "summary": questionnaire.summary(explanation),
            "left": len(useful),
            "back": self._back(),
            "name": name,
            "chosen": self._class,
            "about": _about(explanation.verdicts, self._class),
            "missing": list(self._missing(answer)),
            "class_address": self.address(answers, class_name="{}"),
            "plain_address": self.address(answers, class_name=""),
            "description": questionnaire.description(answers, name),
            "answer": answer,
            "explanation": explanation,
            "statuses": statuses,
            "tally": _tally(statuses.values()),
            "phrase": say,
            "unknown": UNKNOWN,
            "problem": None,
        }

    def _missing(self, answer: Json) -> Iterator[Needs]:
        """Yield what would decide the class that was chosen, as far as one could look it up."""
        verdict: Json = next(
            (v for v in answer["verdicts"] if v["class"] == f"isto:{self._class}"), {}
        )
        for key, status in (("would_entail", ENTAILED), ("would_refute", REFUTED)):
            if sets := looked_up(verdict.get(key, ())):
                words = self._questionnaire.words
                heading = say("would", status=words.concept("verdict-status", status))
                yield needs(words, heading, sets)

    def _question(self, useful: Iterable[Question]) -> Question | None:
        if self._next:
            return self._questionnaire.question(self._next)
        return next(iter(useful), None)

    def _listed(self, question: Question | None) -> Sequence[Choice]:
        """Return what may be answered, by name in the reader's language."""

        def order(choice: Choice) -> tuple[int, bytes]:
            place = (choice.key not in FIRST_LISTED) + (choice.key in LAST_LISTED)
            return place, collated(choice.text, self._language) if place == 1 else b""

        return sorted(question.choices, key=order) if question else ()

    def _step(self, question: Question, asked: Question | None, useful: Sequence[Question]) -> Step:
        answers, key = self._answers, question.key
        if question == asked:
            state = "asked"
        elif key in answers:
            state = "given"
        else:
            state = "open" if question in useful else "idle"
        given = answers.get(key, UNKNOWN)
        choices = [choice.text for choice in question.read(given)]
        return Step(question, state, choices, self.address(answers, key))

    def _back(self) -> str:
        """Return where the last answer is asked for once more; nothing where there is none."""
        last = next(reversed(self._answers), "")
        return self.address(_without(self._answers, last), last) if last else ""

    def address(
        self, answers: Mapping[str, str], next_: str = "", class_name: str | None = None
    ) -> str:
        """Return the path and the query for some answers."""
        chosen = self._class if class_name is None else class_name
        said = {"name": self._name, **answers, "class": chosen, "next": next_}
        query = {key: value for key, value in said.items() if value}
        return f"{PATH}?{urlencode({**query, 'lang': self._language}, safe=',{}')}"


def read_answers(request: Request, questionnaire: Questionnaire) -> Answers:
    """Return the answers among a request's parameters, in their order and as keys.

    A form sends nothing for a list in which nothing is chosen; `asked` says that it was asked.
    """
    answers: dict[str, list[str]] = {}
    known = {question.key for question in questionnaire.questions}
    for key, value in request.query_params.multi_items():
        if key in known:
            answers.setdefault(key, []).append(value)
        elif key == "asked" and value in known:
            answers.setdefault(value, [])
    return {
        key: questionnaire.question(key).canonical(",".join(values) or UNKNOWN)
        for key, values in answers.items()
    }


def _heeded() -> Heeded:
    """Return what an address of the questionnaire may say."""
    keys = [question.key for question in load_questionnaire().questions]
    return Heeded([*keys, "name", "class", "next", "asked", "format"])


def _without(answers: Mapping[str, str], key: str) -> Answers:
    return {each: value for each, value in answers.items() if each != key}


def _keys(question: Question | None, answers: Mapping[str, str]) -> list[str]:
    """Return the choices of a question that was answered before; unknown, if it was not."""
    given = answers.get(question.key, UNKNOWN) if question else UNKNOWN
    return given.split(",")


def _about(verdicts: Iterable[VerdictWords], name: str) -> VerdictWords | None:
    return next((verdict for verdict in verdicts if verdict.key == name), None)


def _tally(statuses: Iterable[str]) -> dict[str, int]:
    found = list(statuses)
    return {status: found.count(status) for status in _STATUSES}


def _step_json(content: Mapping[str, Any]) -> Json:
    found = {key: content[key] for key in ("answers", "description", "answer")}
    question = content["question"]
    asked = None if question is None else as_json(question)
    return {"question": asked, **found, "explanation": as_json(content["explanation"])}
