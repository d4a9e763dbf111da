"""The JSON Schema of descriptions and answers, generated from the ontology's vocabularies.

https://json-schema.org/draft/2020-12. Beside what the standard has, `x-labels` gives what each
value is called in both languages.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from istograph.classification.axioms.reading import SUPPORTS
from istograph.classification.explanations.conditions import Explainer, load_explainer
from istograph.classification.facts.form import EVIDENCE_KEYS, EXAMPLE_KEYS, OWN_KEYS, REMARKS
from istograph.model import (
    BOOLEAN_PROPERTIES,
    CONCEPT_PROPERTIES,
    DENIALS,
    FACT_PROPERTIES,
    PARENT_PROPERTIES,
    STRUCTURES,
    Text,
)
from istograph.rdf.namespaces import ISTO

Json = dict[str, Any]
IRI = "https://w3id.org/istograph/classify/schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_STRING: Json = {"type": "string"}
_FILLED: Json = {"type": "string", "pattern": r"\S"}
_NULL: Json = {"type": "null"}
_DAY: Json = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
# A key that is null says as much as one that is absent.
_DAY_OR_NULL: Json = {**_DAY, "type": ["string", "null"]}
_OWN: Json = {f"^{prefix}": True for prefix in OWN_KEYS}
# Where a fact is written: words, or a quotation with its language.
_EVIDENCE: Json = {"type": ["string", "integer", "object", "null"]}
_TEXT: Json = {
    "anyOf": [
        {"type": ["string", "null"]},
        {
            "type": "object",
            "minProperties": 1,
            "properties": {"en": _STRING, "zh": _STRING},
            "additionalProperties": False,
        },
    ]
}
# Of the properties of establishment, only what concerns the mainland can be denied.
_MAINLAND = {"const": "CN"}
_NOT_READ: Json = {"description": "Not read by the classifier."}
_DENIED: Json = {"properties": {"negated": {"const": True}}, "required": ["negated"]}


@cache
def load_schema() -> Json:
    """Return the schema of a description, with those of a fact and of an answer in `$defs`."""
    return _Schema(load_explainer()).description()


class _Schema:
    def __init__(self, explainer: Explainer) -> None:
        self._words = explainer.words
        self._classes = explainer.theory.classes

    def description(self) -> Json:
        return {
            "$schema": _DIALECT,
            "$id": IRI,
            "title": "Description of an organization",
            "description": "What is known of one organization, as facts; POST it to /classify. "
            "A key of your own begins with x-.",
            "type": "object",
            "required": ["facts"],
            "properties": {
                "id": {**_FILLED, "type": ["string", "null"]},
                "name": {"$ref": "#/$defs/text"},
                "name_zh": {"$ref": "#/$defs/text"},
                "as_of": {
                    **_DAY_OR_NULL,
                    "description": "The day on which it is asked; today's if absent.",
                },
                "facts": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/fact"},
                    "description": "No two of them have the same id.",
                },
                **dict.fromkeys((*EXAMPLE_KEYS, *REMARKS), _NOT_READ),
            },
            "patternProperties": _OWN,
            "additionalProperties": False,
            "$defs": {
                "text": _TEXT,
                "fact": self._fact(),
                "class": self._class(),
                "support": self._concept("support", SUPPORTS),
                **{kind: self._concept(kind) for kind in sorted(_kinds())},
                **{name: self._property(name) for name in sorted(FACT_PROPERTIES)},
                "answer": self._answer(),
                "decision": _DECISION,
                "entry": _ENTRY,
                "feature": self._feature(),
            },
        }

    # What is sent

    def _fact(self) -> Json:
        return {
            "title": "Fact",
            "type": "object",
            "required": ["id", "property", "value"],
            "properties": {
                "id": {**_FILLED, "description": "Of one fact of the description only."},
                "property": {"enum": [n for name in sorted(FACT_PROPERTIES) for n in _names(name)]},
                "value": True,
                "from": {**_DAY_OR_NULL, "description": "The first day on which it holds."},
                "to": {
                    **_DAY_OR_NULL,
                    "description": "The first day on which it holds no longer; it is after `from`.",
                },
                "negated": {
                    "type": ["boolean", "null"],
                    "description": "Whether a source denies it.",
                },
                "source": {"$ref": "#/$defs/text"},
                "support": {"anyOf": [{"$ref": "#/$defs/support"}, _NULL]},
                **dict.fromkeys(EVIDENCE_KEYS, _EVIDENCE),
                "value_name": {"$ref": "#/$defs/text"},
                **dict.fromkeys(REMARKS, _NOT_READ),
            },
            "patternProperties": _OWN,
            "additionalProperties": False,
            "allOf": [
                {
                    "if": {
                        "properties": {"property": {"enum": _names(name)}},
                        "required": ["property"],
                    },
                    "then": {"$ref": f"#/$defs/{name}"},
                }
                for name in sorted(FACT_PROPERTIES)
            ],
        }

    def _property(self, name: str) -> Json:
        iri = ISTO + name
        label, definition, note = map(_pair, self._about(iri))
        about = {"title": label["en"], "description": f"{definition['en']} {note['en']}".strip()}
        return {
            **about,
            "x-labels": {name: label},
            "properties": {"value": self._value(name)},
            **self._denial(name),
        }

    def _about(self, iri: str) -> tuple[Text, Text, Text]:
        return self._words.label(iri), self._words.definition(iri), self._words.note(iri)

    def _denial(self, name: str) -> Json:
        if name not in DENIALS:
            return {"not": _DENIED}
        if CONCEPT_PROPERTIES.get(name) == "jurisdiction":
            return {"if": _DENIED, "then": {"properties": {"value": _MAINLAND}}}
        if name in STRUCTURES:
            of_mainland = {"properties": {"jurisdiction": _MAINLAND}, "required": ["jurisdiction"]}
            return {"if": _DENIED, "then": {"properties": {"value": of_mainland}}}
        return {}

    def _value(self, name: str) -> Json:
        if name in BOOLEAN_PROPERTIES:
            return {"type": "boolean"}
        if name in CONCEPT_PROPERTIES:
            return {"$ref": f"#/$defs/{CONCEPT_PROPERTIES[name]}"}
        if name in STRUCTURES:
            return _structure(STRUCTURES[name][1])
        if name == "isSaidToBe":
            return {"$ref": "#/$defs/class"}
        if name in PARENT_PROPERTIES:
            return {**_FILLED, "description": "The key or the name of the other organization."}
        return _DAY

    def _concept(self, kind: str, keys: Sequence[str] = ()) -> Json:
        concepts = self._words.concepts(kind)
        return {
            "enum": list(keys or concepts),
            "x-labels": {key: _pair(self._words.label(iri)) for key, iri in concepts.items()},
        }

    def _class(self) -> Json:
        labels = {term.name: _pair(self._words.label(term.iri)) for term in self._classes}
        return {"enum": [n for name in labels for n in (name, f"isto:{name}")], "x-labels": labels}

    # What comes back

    def _answer(self) -> Json:
        verdict = {
            "allOf": [{"$ref": "#/$defs/decision"}],
            "required": ["class", "axis", "status"],
            "properties": {
                "class": {"enum": [f"isto:{term.name}" for term in self._classes]},
                "axis": {"enum": list(self._words.concepts("axis"))},
                "note": _STRING,
                "presumed": {"type": "object", "required": ["status", "default"]},
                "would_entail": _list_of(_list_of({"$ref": "#/$defs/feature"})),
                "would_refute": _list_of(_list_of({"$ref": "#/$defs/feature"})),
            },
        }
        return {
            "title": "Answer",
            "type": "object",
            "required": ["id", "as_of", "consistent", "status", "verdicts", "clashes"],
            "properties": {
                "id": {"type": ["string", "null"]},
                "dataset": _STRING,
                "as_of": _DAY,
                "consistent": {"type": "boolean"},
                "status": {"enum": ["active", "dissolved", "unknown"]},
                "verdicts": {
                    **_list_of(verdict),
                    "minItems": len(self._classes),
                    "maxItems": len(self._classes),
                },
                "clashes": _list_of(
                    {
                        "required": ["facts", "axioms"],
                        "properties": {"facts": _list_of(_STRING), "axioms": _list_of(_STRING)},
                    }
                ),
                "host": {
                    "required": ["profile", "domestic", "overseas"],
                    "properties": {
                        "profile": _STRING,
                        "domestic": {"$ref": "#/$defs/decision"},
                        "overseas": {"$ref": "#/$defs/decision"},
                    },
                },
            },
        }

    def _feature(self) -> Json:
        return {
            "type": "object",
            "required": ["property"],
            "properties": {"property": {"enum": sorted(FACT_PROPERTIES)}},
            "oneOf": [{"required": [key]} for key in ("value", "distinct", "not", "group")],
        }


_ENTRY: Json = {
    "type": "object",
    "required": ["facts", "axioms", "support"],
    "properties": {
        "facts": {"type": "array", "items": _STRING},
        "axioms": {"type": "array", "items": {"type": "string", "pattern": "^isto:axiom-"}},
        "support": {"$ref": "#/$defs/support"},
    },
}
_DECISION: Json = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "status": {"enum": ["entailed", "refuted", "contested", "unknown"]},
        "because": {"type": "array", "maxItems": 100, "items": {"$ref": "#/$defs/entry"}},
        "against": {"type": "array", "maxItems": 100, "items": {"$ref": "#/$defs/entry"}},
        "more": {"type": "integer", "minimum": 1},
    },
}


def _names(name: str) -> list[str]:
    """Return the names that a term of ours may be given by."""
    return [name, f"isto:{name}"]


def _kinds() -> Iterator[str]:
    yield from CONCEPT_PROPERTIES.values()
    for _, parts in STRUCTURES.values():
        yield from (kind for _, kind in parts.values() if kind)


def _structure(parts: Mapping[str, tuple[str, str]]) -> Json:
    return {
        "type": "object",
        "required": ["kind"],
        "additionalProperties": False,
        "properties": {
            key: _part(kind) if key == "kind" else {"anyOf": [_part(kind), _NULL]}
            for key, (_, kind) in parts.items()
        },
    }


def _part(kind: str) -> Json:
    return {"$ref": f"#/$defs/{kind}"} if kind else _STRING


def _list_of(items: Json) -> Json:
    return {"type": "array", "items": items}


def _pair(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
