"""What the service says of itself, once for each version.

Both stand at one address: version 0.2 is asked by form or GET, the draft of 1.0 has paths of its
own below. Their manifests cannot be one, for what `suggest` is differs.
"""

from collections.abc import Mapping
from importlib import metadata
from typing import Any

from istograph.model.terms import ORGANIZATIONS
from istograph.rdf.namespaces import ISTO
from istograph.web.http.languages import Language
from istograph.web.reconciliation.catalogue import Type
from istograph.web.reconciliation.messages import MOST_QUERIES

Json = dict[str, Any]

DRAFT = "1.0-draft"
IDENTIFIER_SPACE = ORGANIZATIONS
SCHEMA_SPACE = ISTO
WIDTH, HEIGHT = 430, 260
SHOW = {
    "key": ("codes and keys", "代码"),
    "en": ("English names", "英文名称"),
    "zh": ("Chinese names", "中文名称"),
}


def manifest(base: str, types: Mapping[str, Type], language: Language) -> Json:
    """Return the manifest of version 0.2, with addresses below `base`."""
    root = f"{base}/reconcile"
    return {
        "versions": ["0.2", DRAFT],
        **_common(base, types, language),
        "identifierSpace": IDENTIFIER_SPACE,
        "schemaSpace": SCHEMA_SPACE,
        "view": {"url": f"{base}/id/organization/{{{{id}}}}"},
        "preview": {
            "url": f"{root}/preview?id={{{{id}}}}",
            "width": WIDTH,
            "height": HEIGHT,
        },
        "suggest": {
            kind: {
                "service_url": base,
                "service_path": f"/reconcile/suggest/{kind}",
                "flyout_service_url": base,
                "flyout_service_path": f"/reconcile/flyout/{kind}?id=${{id}}",
            }
            for kind in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {
                "service_url": base,
                "service_path": "/reconcile/extend/propose",
            },
            "property_settings": [
                _setting(each, name="name", label="label", help_="help_text")
                for each in _settings(language)
            ],
        },
    }


def draft_manifest(base: str, types: Mapping[str, Type], language: Language) -> Json:
    """Return the manifest of the draft of version 1.0."""
    return {
        "versions": [DRAFT, "0.2"],
        **_common(base, types, language),
        "lang": language,
        "dir": "ltr",
        "standardizedScore": True,
        "view": {"url": f"{base}/id/organization/{{id}}"},
        "preview": {"width": WIDTH, "height": HEIGHT},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [
                _setting(each, name="id", label="name", help_="helpText")
                for each in _settings(language)
            ],
        },
    }


def type_json(type_: Type, types: Mapping[str, Type], language: Language) -> Json:
    """Return a type with what is right above it."""
    broader = [{"id": name, "name": types[name].name(language)} for name in type_.broader]
    said = {"id": type_.id, "name": type_.name(language)}
    return {**said, "broader": broader} if broader else said


def _common(base: str, types: Mapping[str, Type], language: Language) -> Json:
    names = {"en": "istograph: international organizations", "zh": "istograph：国际组织"}
    return {
        "name": names[language],
        "documentation": f"{base}/api",
        "serviceVersion": metadata.version("istograph"),
        "batchSize": MOST_QUERIES,
        "defaultTypes": [type_json(each, types, language) for each in types.values()],
    }


def _settings(language: Language) -> list[Json]:
    at = int(language == "zh")
    choices = [{"value": value, "name": names[at]} for value, names in SHOW.items()]
    return [
        {
            "id": "limit",
            "type": "number",
            "default": 0,
            "name": ("Limit", "数量上限")[at],
            "help": ("The most values of one row; 0: all", "每行最多取值数；0为不限")[at],
        },
        {
            "id": "show",
            "type": "select",
            "default": "key",
            "choices": choices,
            "name": ("Show values as", "取值的写法")[at],
            "help": ("How countries, fields and classes are written", "国家、领域和类的写法")[at],
        },
    ]


def _setting(setting: Json, *, name: str, label: str, help_: str) -> Json:
    """Return a setting under the names that a version has for its parts."""
    rest = {k: v for k, v in setting.items() if k in ("type", "default", "choices")}
    return {name: setting["id"], label: setting["name"], help_: setting["help"], **rest}
