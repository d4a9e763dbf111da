"""The properties that can be matched on and fetched, and how their values are written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pyoxigraph import BlankNode, NamedNode
from pyoxigraph import Literal as Text

from istograph.model import FACT_PROPERTIES, STRUCTURES
from istograph.model.identifiers import SCHEMES
from istograph.model.terms import ORGANIZATIONS
from istograph.rdf.namespaces import PREFIXES, expand, shorten
from istograph.web.http.languages import Language
from istograph.web.linked_data.lookup import Lookup

Kind = Literal["text", "value", "organization", "type", "wikidata", "ror"]
Json = dict[str, Any]

_WIKIDATA_SERVICE = "https://wikidata.reconci.link/en/api"
_SERVICES = {"wikidata": _WIKIDATA_SERVICE}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Property:
    """A property by its id; its name and description in English and Chinese."""

    id: str
    predicate: NamedNode
    kind: Kind
    en: str
    zh: str

    def name(self, language: Language) -> str:
        """Return its name in a language."""
        return self.zh if language == "zh" else self.en

    def description(self) -> str:
        """Return the term of the ontology that it is."""
        return shorten(self.predicate.value)


_PLAIN: tuple[tuple[str, str, Kind, str, str], ...] = (
    ("label", "rdfs:label", "text", "name", "名称"),
    ("altLabel", "skos:altLabel", "text", "other name", "别名"),
    ("acronym", "isto:acronym", "text", "acronym", "缩写"),
    ("type", "rdf:type", "type", "type", "类型"),
    ("wikidata", "schema:sameAs", "wikidata", "Wikidata item", "维基数据项"),
    ("ror", "schema:sameAs", "ror", "ROR identifier", "ROR标识符"),
    ("identifier", "schema:identifier", "value", "other identifier", "其他标识符"),
    ("url", "schema:url", "value", "website", "网站"),
    ("foundingDate", "schema:foundingDate", "value", "founded", "设立日期"),
    ("subOrganizationOf", "org:subOrganizationOf", "organization", "part of", "上级组织"),
    ("memberOf", "org:memberOf", "organization", "member of", "所加入的组织"),
)


def properties(lookup: Lookup) -> dict[str, Property]:
    """Return the properties by id: names, identifiers, and the contract's, as the ontology has."""
    found = {
        id_: Property(id_, NamedNode(expand(curie)), kind, en, zh)
        for id_, curie, kind, en, zh in _PLAIN
    }
    for name in sorted(FACT_PROPERTIES - STRUCTURES.keys()):
        predicate = NamedNode(expand(f"isto:{name}"))
        en, zh = (_label(lookup, predicate, language) for language in ("en", "zh"))
        found[name] = Property(name, predicate, "value", en, zh)
    return found


def values(lookup: Lookup, node: NamedNode, wanted: Property, show: str) -> list[Json]:
    """Return a record's values of a property, each in the form that its kind has."""
    found = sorted(lookup.objects(node, wanted.predicate), key=str)
    shown = (_value(lookup, term, wanted, show) for term in found)
    return [value for value in shown if value is not None]


def holders(lookup: Lookup, wanted: Property) -> dict[str, set[str]]:
    """Return which organizations have each value, by all that it may be called: key, label, IRI."""
    found: dict[str, set[str]] = {}
    called: dict[object, set[str]] = {}
    for triple in lookup.triples(None, wanted.predicate):
        subject = getattr(triple.subject, "value", "")
        if subject.startswith(ORGANIZATIONS):
            if triple.object not in called:
                called[triple.object] = _texts(lookup, triple.object)
            for text in called[triple.object]:
                found.setdefault(text, set()).add(subject.removeprefix(ORGANIZATIONS))
    return found


def _texts(lookup: Lookup, term: object) -> set[str]:
    found: set[str] = set()
    if isinstance(term, Text):
        found.add(term.value)
    elif isinstance(term, NamedNode):
        found |= {term.value, _key(term), shorten(term.value)}
        found |= {_label(lookup, term, language) for language in ("en", "zh")}
    return {text.casefold() for text in found if text}


def meta(wanted: Property, language: Language) -> Json:
    """Return what an answer says of a property."""
    said: Json = {"id": wanted.id, "name": wanted.name(language)}
    if wanted.kind == "organization":
        said["type"] = {"id": "Organization", "name": "organization"}
    if wanted.kind in _SERVICES:
        said["service"] = _SERVICES[wanted.kind]
    return said


def _value(lookup: Lookup, term: Any, wanted: Property, show: str) -> Json | None:
    if isinstance(term, Text):
        return _literal(term, show)
    if isinstance(term, BlankNode) or not isinstance(term, NamedNode):
        return None
    match wanted.kind:
        case "wikidata" | "ror":
            return _identifier(lookup, term, wanted.kind)
        case "organization" if term.value.startswith(ORGANIZATIONS):
            return {"id": _key(term), "name": _label(lookup, term, "en") or _key(term)}
    if wanted.kind == "value" and not term.value.startswith(tuple(PREFIXES.values())):
        return {"str": term.value}
    return {"str": _shown(lookup, term, show)}


def _identifier(lookup: Lookup, term: NamedNode, kind: str) -> Json | None:
    base = SCHEMES[kind].bases[0]
    if not term.value.startswith(base):
        return None
    key = term.value.removeprefix(base)
    return {"id": key, "name": key} if kind in _SERVICES else {"str": key}


def _shown(lookup: Lookup, term: NamedNode, show: str) -> str:
    if show in ("en", "zh"):
        return _label(lookup, term, "zh" if show == "zh" else "en") or _key(term)
    key = _key(term)
    is_code = "/jurisdiction/" in term.value
    return key.upper() if is_code else key


def _literal(term: Text, show: str) -> Json | None:
    datatype = term.datatype.value
    if term.language and show in ("en", "zh") and not term.language.startswith(show):
        return None
    if datatype in (expand("xsd:integer"), expand("xsd:gYear")) and _is_integer(term.value):
        return {"int": int(term.value)}
    if datatype in (expand("xsd:decimal"), expand("xsd:double")):
        return {"float": float(term.value)}
    if datatype == expand("xsd:date") and _DATE.fullmatch(term.value):
        return {"date": f"{term.value}T00:00:00Z"}
    return {"str": term.value}


def _is_integer(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _key(term: NamedNode) -> str:
    return re.split(r"[/#]", term.value.rstrip("/"))[-1]


def _label(lookup: Lookup, term: NamedNode, language: Language) -> str:
    label = lookup.label(term, language)
    return label.value if label else ""


def year_of(texts_given: Iterable[str]) -> int | None:
    """Return the first year in some texts.

    >>> year_of(["founded 1919-07-28"])
    1919
    """
    found = (match for text in texts_given if (match := _YEAR.search(text)))
    return next((int(match.group()) for match in found), None)
