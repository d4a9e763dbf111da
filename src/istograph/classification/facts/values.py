"""The values of facts, from the contract's JSON to what the ontology's rows are asked about."""

import json
import re
import reprlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from istograph.classification.axioms.ontology import Ontology
from istograph.classification.facts.rows import FactValue
from istograph.classification.words.suggestions import (
    KINDS,
    concept_suggestion,
    listed,
    listed_zh,
    suggestion,
    term_named,
    term_suggestion,
)
from istograph.errors import DescriptionError, InputError
from istograph.model import (
    BOOLEAN_PROPERTIES,
    CONCEPT_PROPERTIES,
    PARENT_PROPERTIES,
    STRUCTURES,
    Text,
)
from istograph.rdf.namespaces import ISTO

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# What people and spreadsheets write for a boolean. JSON has its own two, and a table none.
BOOLEAN_WORDS = {
    **dict.fromkeys(("true", "yes", "y", "1", "是", "真"), True),
    **dict.fromkeys(("false", "no", "n", "0", "否", "假"), False),
}
# A parent is named freely, and no row asks which one it is.
_SOMETHING = ""


class ValueReader:
    """Reads values by an ontology's classes and vocabularies."""

    def __init__(self, ontology: Ontology) -> None:
        self._notations = ontology.notations
        self._classes = {term.name: term.iri for term in ontology.classes}

    def read(self, name: str, value: Any) -> FactValue:
        """Return the value of a fact property; DescriptionError says what is wrong with it."""
        if name in BOOLEAN_PROPERTIES:
            if not isinstance(value, bool):
                raise _no_boolean(name, value)
            return value
        if name in STRUCTURES:
            return self._structure(name, value)
        if not isinstance(value, str):
            raise _wrong(
                f"the value of {name} is a string, not {shown(value)}",
                zh=f"{term_named(name)}的值是字符串，不是{shown_zh(value)}",
            )
        if name == "isSaidToBe":
            return self._class(value)
        if name == "dissolvedOn":
            return _day(value, name)
        if name in PARENT_PROPERTIES:
            return _parent(name, value)
        return self._concept(CONCEPT_PROPERTIES[name], value)

    def _class(self, value: str) -> str:
        name = value.removeprefix("isto:")
        if name not in self._classes:
            hint = term_suggestion(name, self._classes)
            raise _wrong(
                f"there is no class {shown(name)}{hint}",
                zh=f"没有类别{shown_zh(name)}{hint.zh}",
                instead=hint.only,
            )
        return self._classes[name]

    def _concept(self, kind: str, value: str, *path: str) -> str:
        known = self._notations.get(kind, {})
        if value not in known:
            hint = concept_suggestion(kind, value, known)
            raise _wrong(
                f"there is no {kind} {shown(value)}{hint}",
                *path,
                zh=f"{KINDS[kind]}中没有{shown_zh(value)}{hint.zh}",
                instead="" if path else hint.only,
            )
        return known[value]

    def _structure(self, name: str, value: Any) -> dict[str, str]:
        _, parts = STRUCTURES[name]
        if not isinstance(value, Mapping):
            raise _wrong(
                f"the value of {name} is an object with {listed(parts)}, not {shown(value)}",
                zh=f"{term_named(name)}的值是含有{listed_zh(parts)}的对象，不是{shown_zh(value)}",
            )
        if unknown := [key for key in value if key not in parts]:
            known = suggestion(unknown[0], parts)
            raise _wrong(
                f"the value of {name} has no {shown(unknown[0])}{known}",
                unknown[0],
                zh=f"{term_named(name)}的值没有{shown_zh(unknown[0])}一项{known.zh}",
            )
        if value.get("kind") is None:
            kinds = self._notations.get(parts["kind"][1], ())
            raise _wrong(
                f"the value of {name} needs a 'kind', one of {listed(kinds)}",
                zh=f"{term_named(name)}的值须有“kind”，取{listed_zh(kinds)}之一",
            )
        read: dict[str, str] = {}
        for key, (term, kind) in parts.items():
            if value.get(key) is not None:
                part = self._part(name, key, kind, value[key])
                # A name without a kind, the authority's, is text that no row asks about.
                read |= {f"{ISTO}{term}": part} if kind else {}
        return read

    def _part(self, name: str, key: str, kind: str, value: Any) -> str:
        if not isinstance(value, str):
            raise _wrong(
                f"the {key!r} of {name} is a string, not {shown(value)}",
                key,
                zh=f"{term_named(name)}的“{key}”是字符串，不是{shown_zh(value)}",
            )
        return self._concept(kind, value, key) if kind else value


def _wrong(problem: str, *path: str, zh: str, instead: str = "") -> DescriptionError:
    return DescriptionError(problem, "value", *path, zh=zh, instead=instead)


def _no_boolean(name: str, value: Any) -> DescriptionError:
    meant = BOOLEAN_WORDS.get(str(value).strip().casefold())
    instead = "" if meant is None else json.dumps(meant)
    hint = Text(f"; write {instead}", f"；请写作 {instead}") if instead else Text("", "")
    return _wrong(
        f"{name} is true or false, not {shown(value)}{hint.en}",
        zh=f"{term_named(name)}的值是 true 或 false，不是{shown_zh(value)}{hint.zh}",
        instead=instead,
    )


def _parent(name: str, value: str) -> str:
    if not value.strip():
        raise _wrong(
            f"{name} names the other organization, by its key or its name; it is empty",
            zh=f"{term_named(name)}须以标识或名称指明另一组织，此处为空",
        )
    return _SOMETHING


def _day(value: str, name: str) -> str:
    try:
        return iso_date(value, name)
    except InputError as problem:
        raise _wrong(str(problem), zh=problem.zh) from None


def shown(value: object) -> str:
    """Return a value as a message quotes it: not the whole of a large one.

    >>> shown([[[[1]]], "a" * 100])
    "[[[[...]]], 'aaaaaaaaaaaaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaaaaaaaaaaaa']"
    >>> shown(None), shown(True)
    ('null', 'true')
    """
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    brief = reprlib.Repr()
    brief.maxlevel, brief.maxlist, brief.maxdict = 3, 4, 4
    brief.maxstring = brief.maxother = brief.maxlong = 60
    return brief.repr(value)


def shown_zh(value: object) -> str:
    """Return the same as a Chinese message quotes it.

    >>> shown_zh("hasFeild"), shown_zh(3)
    ('“hasFeild”', ' 3')
    """
    found = shown(value)
    # Between Chinese and what is no text a space is set.
    return f"“{found[1:-1]}”" if isinstance(value, str) else f" {found}"


def iso_date(value: object, where: str) -> str:
    """Return a day as ISO 8601 writes it, so that comparing strings compares days."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            pass
        else:
            return value
    # JSON's own keys come in quotation marks, parameters without.
    where_zh = "“{}”".format(where.strip("'"))
    raise InputError(
        f"{where}: {shown(value)} is no date; it should be like '2015-06-30'",
        zh=f"{where_zh}：{shown_zh(value).lstrip()}不是日期；应写作“2015-06-30”这样的形式",
    )
