"""`/classify/ask` and `/classify/schema`: how to say what an organization is like."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from istograph.classification.phrases import say
from istograph.classification.questionnaire import (
    UNKNOWN,
    Question,
    Questionnaire,
    load_questionnaire,
)
from istograph.classification.rendering import as_json
from istograph.classification.schema import load_schema
from istograph.model import CONCEPT_PROPERTIES, DENIALS, FACT_PROPERTIES, STRUCTURES
from istograph.rdf.formats import JSON, Format, choose
from istograph.web.classification.classifier import Classifier
from istograph.web.classification.work import dump
from istograph.web.documents import HTML
from istograph.web.http.conditional import respond
from istograph.web.rendering import Renderer
from istograph.web.service import Service

Json = dict[str, Any]
_SCHEMA = Format("schema", "application/schema+json", "json", "", aliases=("application/json",))
_FORMATS = {"json": JSON, "html": HTML}
# More choices than these are a list to open, not buttons.
_MOST_BUTTONS = 10
EXAMPLE: Json = {
    "id": "example",
    "name": "Example Union",
    "facts": [
        {"id": "f1", "property": "hasConstitutiveInstrument", "value": "articles-of-association"},
        {"id": "f2", "property": "isNonprofit", "value": True},
        {"id": "f3", "property": "isInternational", "value": True},
        {"id": "f4", "property": "hasPrincipalField", "value": "chemistry"},
        {
            "id": "f5",
            "property": "isEstablishedUnderLawOf",
            "value": "CH",
            "from": "1950-01-01",
            "support": "outside",
        },
    ],
}


def add(routes: APIRouter, service: Service, classifier: Classifier) -> None:
    """Add the routes of the questionnaire and of the schema."""
    pages = _Pages(service, classifier)

    @routes.head("/classify/ask", include_in_schema=False)
    @routes.get("/classify/ask", summary="What to ask next")
    async def ask(request: Request) -> Response:
        """Ask the next question that can change a verdict; the answers so far are parameters."""
        return await pages.ask(request)

    @routes.head("/classify/schema", include_in_schema=False)
    @routes.get("/classify/schema", summary="What facts may say")
    async def schema(request: Request) -> Response:
        """Show the schema of descriptions to people, or give it to programs."""
        form = choose(request.headers.get("accept"), (_SCHEMA, HTML))
        return pages.schema_page(request) if form is HTML else pages.schema(request)

    @routes.api_route("/classify/schema.json", methods=["GET", "HEAD"], include_in_schema=False)
    async def schema_json(request: Request) -> Response:
        return pages.schema(request)


class _Pages:
    def __init__(self, service: Service, classifier: Classifier) -> None:
        self._classifier = classifier
        self._renderer = Renderer(service)

    # The questionnaire

    async def ask(self, request: Request) -> Response:
        named = _FORMATS.get(request.query_params.get("format", ""))
        form = named or choose(request.headers.get("accept"), (JSON, HTML))
        content = await self._classifier.run(partial(self._step, request))
        if form is HTML:
            return self._renderer.page(request, "ask.html", content)
        return respond(request, dump(_step_json(content)), JSON.content_type)

    def _step(self, request: Request) -> Json:
        questionnaire = load_questionnaire()
        answers = read_answers(request, questionnaire)
        name = request.query_params.get("name", "")
        answer, explanation = questionnaire.result(answers, name)
        question = questionnaire.next_question(answers)
        return {
            "question": question,
            "buttons": question is not None and len(question.choices) <= _MOST_BUTTONS,
            "answers": answers,
            "given": [_Given(questionnaire.question(key), answers[key]) for key in answers],
            "name": name,
            "description": questionnaire.description(answers, name),
            "answer": answer,
            "explanation": explanation,
            "status_of": self._classifier.explainer.writer.status,
            "phrase": say,
            "unknown": UNKNOWN,
        }

    # The schema

    def schema(self, request: Request) -> Response:
        body = json.dumps(load_schema(), ensure_ascii=False, indent=1).encode()
        return respond(request, body, _SCHEMA.content_type)

    def schema_page(self, request: Request) -> Response:
        words = self._classifier.explainer.words
        definitions = load_schema()["$defs"]
        kinds = sorted({*CONCEPT_PROPERTIES.values(), *_kinds_of_parts()})
        content = {
            "properties": {name: definitions[name]["x-labels"][name] for name in _in_order()},
            "words": words,
            "kinds": {kind: definitions[kind]["x-labels"] for kind in kinds},
            "kind_of": CONCEPT_PROPERTIES,
            "parts_of": {name: parts for name, (_, parts) in STRUCTURES.items()},
            "classes": definitions["class"]["x-labels"],
            "supports": definitions["support"]["x-labels"],
            "negatable": DENIALS,
            "example": json.dumps(EXAMPLE, ensure_ascii=False, indent=1),
        }
        return self._renderer.page(request, "classify_schema.html", content)


class _Given:
    """An answer that was given, in words."""

    def __init__(self, question: Question, answer: str) -> None:
        self.question = question
        self.choices = [choice.text for choice in question.read(answer)]


def read_answers(request: Request, questionnaire: Questionnaire) -> dict[str, str]:
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


def _step_json(content: Mapping[str, Any]) -> Json:
    found = {key: content[key] for key in ("answers", "description", "answer")}
    question = content["question"]
    asked = None if question is None else as_json(question)
    return {"question": asked, **found, "explanation": as_json(content["explanation"])}


def _in_order() -> list[str]:
    """Return the properties: those with values from a list, then the structured and the others."""
    first = [*CONCEPT_PROPERTIES, *STRUCTURES]
    return [*first, *sorted(FACT_PROPERTIES - set(first))]


def _kinds_of_parts() -> list[str]:
    return [kind for _, parts in STRUCTURES.values() for _, kind in parts.values() if kind]
