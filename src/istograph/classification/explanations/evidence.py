"""Where a fact is written: the source, the place in it, its words; and what things are called.

A fact given as JSON may say it in keys of its own: `source`, `url`, `line`, `section`, `locator`,
`quote`, and `value_name`. What the store says of a claim says the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from istograph.classification.descriptions.records import Node
from istograph.classification.words.phrases import literal, one_line
from istograph.model import PARENT_PROPERTIES, Text, in_nearest_language, isto, record, value_of
from istograph.rdf.namespaces import ID
from istograph.rdf.terms import LABEL, term

_URL = term("schema:url")
_TEXT = Text()


@dataclass(frozen=True)
class Quote:
    """The words of a source, in its own language."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Evidence:
    """Where one fact is written."""

    source: Text = _TEXT
    iri: str = ""
    url: str = ""
    line: str = ""
    section: str = ""
    locator: str = ""
    quote: Quote | None = None
    # What a value is called that the ontology has no name for.
    value: Text | None = None


@dataclass(frozen=True)
class Background:
    """What is known beside a description: a name in both languages, and the facts' evidence."""

    name: Text
    facts: Mapping[str, Evidence] = field(default_factory=dict)


def given(description: Mapping[str, Any]) -> Background:
    """Return the background that a description brings along itself."""
    facts = description.get("facts")
    held = [fact for fact in facts if isinstance(fact, Mapping)] if isinstance(facts, list) else []
    return Background(
        _name(description), {str(fact.get("id")): _given_evidence(fact) for fact in held}
    )


def _name(description: Mapping[str, Any]) -> Text:
    called = (_text(description.get(key)) for key in ("name", "id"))
    name = next((text for text in called if text != _TEXT), _TEXT)
    return Text(name.en or name.zh, _word(description.get("name_zh")) or name.zh or name.en)


def _given_evidence(fact: Mapping[str, Any]) -> Evidence:
    source = fact.get("source")
    return Evidence(
        source=_text(source),
        url=_address(fact.get("url")) or _address(source),
        line=_word(fact.get("line")),
        section=_word(fact.get("section")),
        locator=_word(fact.get("locator")),
        quote=_quote(fact.get("quote")),
        value=None if "value_name" not in fact else _text(fact["value_name"]),
    )


def _text(value: object) -> Text:
    """Return what a sender calls something: a string, or one for each language."""
    if isinstance(value, Mapping):
        return Text(_word(value.get("en")), _word(value.get("zh")))
    return literal(_word(value))


def _word(value: object) -> str:
    # Other keys of a fact are the sender's own, so what they hold is shown or left out, never
    # refused.
    return one_line(str(value)) if isinstance(value, str | int) else ""


def _address(value: object) -> str:
    """Return an address that a page may link to: no `javascript:`, no `data:`."""
    word = _word(value)
    return word if word.startswith(("http://", "https://")) else ""


def _quote(value: object) -> Quote | None:
    if isinstance(value, Mapping):
        text, language = value.get("text", value.get("@value")), value.get("language", "")
        return Quote(_word(text), _word(language)) if _word(text) else None
    return Quote(_word(value)) if _word(value) else None


def stored_background(store: Store, iri: Node, description: Mapping[str, Any]) -> Background:
    """Return the background of a record of the store."""
    reader = _StoreReader(store)
    name = reader.label(iri)
    facts = {fact["id"]: reader.evidence(fact) for fact in description["facts"]}
    return Background(name if name.en or name.zh else _name(description), facts)


class _StoreReader:
    def __init__(self, store: Store) -> None:
        self._store = store

    def evidence(self, fact: Mapping[str, Any]) -> Evidence:
        claim = fact["id"] if "://" in fact["id"] else f"{ID}claim/{fact['id']}"
        said = _Values(self._quads(NamedNode(claim)))
        source = said.iri(isto("source"))
        return Evidence(
            source=self.label(source) if source else _TEXT,
            iri=source.value if source else "",
            url=_address(_Values(self._quads(source)).word(_URL)) if source else "",
            line=said.word(isto("line")),
            section=said.word(isto("section")),
            locator=said.word(isto("locator")),
            quote=said.quote(isto("quote")),
            value=self._parent(fact),
        )

    def label(self, iri: Node) -> Text:
        labels = _Values(self._quads(iri)).literals(LABEL)
        return Text(*(one_line(value_of(in_nearest_language(labels, tag))) for tag in ("en", "zh")))

    def _parent(self, fact: Mapping[str, Any]) -> Text | None:
        if fact["property"] not in PARENT_PROPERTIES or "://" in fact["value"]:
            return None
        label = self.label(record("organization", fact["value"]))
        return label if label.en or label.zh else None

    def _quads(self, subject: Node) -> Iterable[tuple[NamedNode, Any]]:
        quads = self._store.quads_for_pattern(subject, None, None, DefaultGraph())
        return [(quad.predicate, quad.object) for quad in quads]


class _Values:
    """The values of one node."""

    def __init__(self, pairs: Iterable[tuple[NamedNode, Any]]) -> None:
        self._pairs = list(pairs)

    def literals(self, predicate: NamedNode) -> list[Literal]:
        return [v for p, v in self._pairs if p == predicate and isinstance(v, Literal)]

    def iri(self, predicate: NamedNode) -> NamedNode | None:
        found = (v for p, v in self._pairs if p == predicate and isinstance(v, NamedNode))
        return next(found, None)

    def word(self, predicate: NamedNode) -> str:
        values = (v.value for p, v in self._pairs if p == predicate)
        return one_line(next(iter(values), ""))

    def quote(self, predicate: NamedNode) -> Quote | None:
        found = next(iter(self.literals(predicate)), None)
        return Quote(one_line(found.value), found.language or "") if found else None
