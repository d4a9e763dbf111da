"""What requests to the classifier may say, for `/openapi.json`."""

from collections import Counter
from typing import Any

from fastapi import Request

from istograph.classification.facts.values import shown, shown_zh
from istograph.classification.words.suggestions import Suggestion, suggestion
from istograph.errors import InputError
from istograph.policies import Aim
from istograph.rdf.formats import RDF_FORMATS
from istograph.web.classification.descriptions import JSON_LINES
from istograph.web.classification.pasting import GUESS, MULTIPART, READINGS

Json = dict[str, Any]
_SCHEMA = {"$ref": "classify/schema.json"}
_STRING: Json = {"type": "string"}
_DAY: Json = {"type": "string", "format": "date"}


def check(request: Request, known: Json) -> None:
    """Raise InputError for a parameter that only one value of may count, or that is misspelt.

    Parameters of others, such as those by which visits are counted, are left alone.
    """
    schemas = {each["name"]: each["schema"] for each in known["parameters"]}
    said = Counter(name for name, _ in request.query_params.multi_items())
    for name, count in said.items():
        hint = Suggestion() if name in schemas else suggestion(name, schemas)
        if hint.en.startswith("; did you mean"):
            raise InputError(
                f"there is no parameter {shown(name)}{hint}",
                zh=f"没有参数{shown_zh(name)}{hint.zh}",
            )
        if count > 1 and name in schemas and schemas[name].get("type") != "array":
            raise InputError(
                f"{shown(name)} is said {count} times; say it once",
                zh=f"参数{shown_zh(name)}给出了 {count} 次；只能给出一次",
            )


def names(known: Json) -> list[str]:
    """Return what the parameters of a path are called, but for the language."""
    return [each["name"] for each in known["parameters"] if each["name"] != "lang"]


def _parameter(name: str, text: str, schema: Json = _STRING, *, required: bool = False) -> Json:
    return {
        "name": name,
        "in": "query",
        "description": text,
        "required": required,
        "schema": schema,
    }


_ID = _parameter("id", "The key of a record (`inbar`), or its IRI.")
_DESCRIPTION = _parameter("description", "A description as JSON, instead of a record.")
_AS_OF = _parameter("as_of", "The day to judge; today, if none is said.", _DAY)
_LANG = _parameter("lang", "Of texts.", {"enum": ["en", "zh"]})
_FORMAT = _parameter("format", "Goes before Accept: json, html, text, markdown, ndjson, csv.")
_ASKED = [
    _AS_OF,
    _parameter("host", "Also say what is domestic to this host: a code, or a profile's key."),
    _parameter("presume", "Add what named defaults would presume.", {"type": "boolean"}),
    _parameter("explain", "Add the proof in words.", {"type": "boolean"}),
    _parameter(
        "class",
        "Only of this class, and why not; repeatable.",
        {"type": "array", "items": _STRING},
    ),
    _LANG,
    _FORMAT,
]
_FORM: Json = {
    "description": {**_STRING, "description": "Descriptions; or they are in the file."},
    "file": {"type": "string", "format": "binary"},
    "reading": {"enum": [GUESS, *READINGS], "description": "What they are read as."},
    "only": {"type": "integer", "description": "Of many, the one that is meant."},
}
GET: Json = {"parameters": [_ID, _DESCRIPTION, *_ASKED]}
POST: Json = {
    "parameters": _ASKED,
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"oneOf": [_SCHEMA, {"type": "array"}]}},
            JSON_LINES[0]: {"schema": {**_STRING, "description": "A description on each line."}},
            "text/csv": {"schema": {**_STRING, "description": "A fact in each row."}},
            MULTIPART: {"schema": {"type": "object", "properties": _FORM}},
            **{
                form.media_type: {"schema": {**_STRING, "description": "Nodes of isto:Fact."}}
                for form in RDF_FORMATS
            },
        },
    },
}
POLICIES: Json = {
    "parameters": [
        _parameter(
            "id",
            "The key of a record (`inbar`), its IRI or its name in full; or a link to its page, to "
            "answers to the questionnaire, or to a description.",
            required=True,
        ),
        _parameter("place", "Where: `beijing`, `bonn`, `china`, ...", required=True),
        _parameter("aim", "What for; `settle`, if nothing is said.", {"enum": [*Aim]}),
        _AS_OF,
        _LANG,
        _parameter("format", "Goes before Accept: json, html."),
    ]
}
