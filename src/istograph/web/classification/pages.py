"""`/classify/schema`: what a description may say, for people and for programs."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from istograph.classification.explanations.schema import load_schema
from istograph.model import CONCEPT_PROPERTIES, DENIALS, FACT_PROPERTIES, STRUCTURES
from istograph.rdf.formats import Format, choose
from istograph.rdf.namespaces import ID
from istograph.web.classification.classifier import Classifier
from istograph.web.documents import HTML
from istograph.web.http.conditional import respond
from istograph.web.rendering import Renderer
from istograph.web.service import Service

Json = dict[str, Any]
_SCHEMA = Format("schema", "application/schema+json", "json", "", aliases=("application/json",))
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
    """Add the routes of the schema."""
    pages = _Pages(service, classifier)

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
            "schemes": {kind: words.label(_scheme(kind)) for kind in kinds},
            "kind_of": CONCEPT_PROPERTIES,
            "parts_of": {name: parts for name, (_, parts) in STRUCTURES.items()},
            "classes": definitions["class"]["x-labels"],
            "supports": definitions["support"]["x-labels"],
            "negatable": DENIALS,
            "example": json.dumps(EXAMPLE, ensure_ascii=False, indent=1),
        }
        return self._renderer.page(request, "classify_schema.html", content)


def _in_order() -> list[str]:
    """Return the properties: those with values from a list, then the structured and the others."""
    first = [*CONCEPT_PROPERTIES, *STRUCTURES]
    return [*first, *sorted(FACT_PROPERTIES - set(first))]


def _scheme(kind: str) -> str:
    """Return the IRI of the scheme that has the values of a kind."""
    return f"{ID}scheme/{kind[:-1]}ies" if kind.endswith("y") else f"{ID}scheme/{kind}s"


def _kinds_of_parts() -> list[str]:
    return [kind for _, parts in STRUCTURES.values() for _, kind in parts.values() if kind]
