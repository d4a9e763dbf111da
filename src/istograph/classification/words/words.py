"""The ontology's own words, in its two languages: what it calls terms, values and facts.

property label  value label           with an ellipsis, the value stands in its place
has principal field: forestry         主要领域：林业
is established under the law of France    依法国法律设立
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from istograph.classification.words.phrases import article, literal, say
from istograph.model import (
    BOOLEAN_PROPERTIES,
    CONCEPT_PROPERTIES,
    DENIALS,
    STRUCTURES,
    Text,
)
from istograph.rdf.namespaces import ID, ISTO, expand
from istograph.resources import ONTOLOGY

_LABELS = ("skos:prefLabel", "rdfs:label")
_ALSO_CALLED = ("skos:altLabel", "skos:hiddenLabel")
_DEFINITION, _NOTE = ("skos:definition",), ("skos:scopeNote",)
_ELLIPSIS = "……"
# After these words an English label goes on without a colon.
_OPEN_ENDS = ("in", "of", "from", "by", "be", "to", "for", "on")

# Whose values are jurisdictions as such: of China's, this one has the mainland's law alone.
_OF_LAW = ("isEstablishedUnderLawOf", "hasStatutorySeatIn")
_JURISDICTION, _MAINLAND = "jurisdiction", "CN"


class Words:
    """Labels and definitions by IRI, and sentences made of them."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._texts: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._concepts: dict[str, dict[str, str]] = defaultdict(dict)
        self._names: dict[str, list[str]] = defaultdict(list)
        names = {expand(curie) for curie in (*_LABELS, *_ALSO_CALLED)}
        wanted = {expand(curie) for curie in (*_LABELS, *_DEFINITION, *_NOTE)}
        notation = expand("skos:notation")
        for triple in triples:
            if not isinstance(triple.subject, NamedNode) or not isinstance(triple.object, Literal):
                continue
            iri, predicate = triple.subject.value, triple.predicate.value
            if predicate in names:
                self._names[iri].append(triple.object.value)
            if predicate in wanted:
                self._texts[iri, predicate][triple.object.language or ""] = triple.object.value
            elif predicate == notation:
                kind = iri.removeprefix(ID).partition("/")[0]
                self._concepts[kind][triple.object.value] = iri

    def label(self, iri: str) -> Text:
        """Return what the ontology calls a term or a concept; its name where it says nothing."""
        return self._first(iri, _LABELS) or literal(iri.removeprefix(ISTO).removeprefix(ID))

    def names(self, iri: str) -> Sequence[str]:
        """Return everything that the ontology calls a term or a concept, in any language."""
        return self._names.get(iri, ())

    def definition(self, iri: str) -> Text:
        """Return the definition of a term or a concept, empty where there is none."""
        return self._first(iri, _DEFINITION) or Text()

    def note(self, iri: str) -> Text:
        """Return the scope note of a term or a concept, empty where there is none."""
        return self._first(iri, _NOTE) or Text()

    def _first(self, iri: str, curies: Iterable[str]) -> Text | None:
        for curie in curies:
            if found := self._texts.get((iri, expand(curie))):
                return Text(found.get("en", ""), found.get("zh", ""))
        return None

    def concepts(self, kind: str) -> Mapping[str, str]:
        """Return the IRI of each value of a kind (`field`), by the key that JSON has for it."""
        return self._concepts[kind]

    def concept(self, kind: str, key: str) -> Text:
        """Return the label of a value."""
        return self.label(self._concepts[kind].get(key, key))

    # Facts

    def fact(self, fact: Mapping[str, Any], value: Text | None = None) -> Text:
        """Return a fact of the contract as a sentence without its subject.

        `value` is the name of a value that the ontology has no name for, such as a parent.
        """
        name = str(fact["property"]).removeprefix("isto:")
        negated = fact.get("negated", False)
        label = self.label(ISTO + (DENIALS[name] if negated else name))
        if name in BOOLEAN_PROPERTIES:
            return label if fact["value"] is True else say("denied", statement=label)
        return applied(label, value or self.value(name, fact["value"]))

    def feature(self, feature: Mapping[str, Any]) -> Text:
        """Return a feature of `would_entail` as a sentence without its subject."""
        name = feature["property"]
        if "distinct" in feature:
            return self.label(f"{ISTO}ParticipantsFromThreeStates")
        if "group" in feature:
            words = "".join(part.title() for part in feature["group"].split("-"))
            return applied(self.label(ISTO + name), self.label(f"{ISTO}{words}Field"))
        if "not" in feature:
            other = say("elsewhere", place=self.concept("host-profile", "cn"))
            return applied(self.label(ISTO + name), other)
        return self.fact(feature)

    def value(self, name: str, value: Any) -> Text:
        """Return the value of a property in words."""
        if name == "isSaidToBe":
            return article(self.label(ISTO + str(value).removeprefix("isto:")))
        if name in STRUCTURES and isinstance(value, Mapping):
            return self._structure(value, STRUCTURES[name][1])
        if name in _OF_LAW:
            return self._jurisdiction(str(value))
        if name in CONCEPT_PROPERTIES:
            return self.concept(CONCEPT_PROPERTIES[name], str(value))
        return literal(str(value))

    def _jurisdiction(self, code: str) -> Text:
        """Return what a jurisdiction is called where its law counts, not its country."""
        if code == _MAINLAND:
            return say("mainland", place=self.concept("host-profile", "cn"))
        return self.concept(_JURISDICTION, code)

    def _structure(self, value: Mapping[str, Any], parts: Mapping[str, tuple[str, str]]) -> Text:
        kind = self.concept(parts["kind"][1], str(value.get("kind")))
        details = [
            applied(
                self.label(ISTO + term),
                self._part(of_part, str(value[part])),
            )
            for part, (term, of_part) in parts.items()
            if part != "kind" and value.get(part) is not None
        ]
        return say("detailed", thing=kind, details=listed(details)) if details else kind

    def _part(self, kind: str, value: str) -> Text:
        if kind == _JURISDICTION:
            return self._jurisdiction(value)
        return self.concept(kind, value) if kind else literal(value)


def applied(label: Text, value: Text) -> Text:
    """Return a property's label with a value: after it, or where its ellipsis stands.

    >>> applied(Text("is in", "位于……境内"), Text("France", "法国"))
    Text(en='is in France', zh='位于法国境内')
    """
    open_ended = label.en.endswith(tuple(f" {end}" for end in _OPEN_ENDS))
    return Text(
        f"{label.en} {value.en}" if open_ended else f"{label.en}: {value.en}",
        label.zh.replace(_ELLIPSIS, value.zh)
        if _ELLIPSIS in label.zh
        else f"{label.zh}：{value.zh}",
    )


def listed(texts: Iterable[Text], joint: str = "semicolon") -> Text:
    """Return texts one after the other, joined as the phrase `joint` says."""
    found = list(texts)
    between = say(joint)
    return Text(between.en.join(text.en for text in found), between.zh.join(t.zh for t in found))


@cache
def load_words(folder: Path = ONTOLOGY) -> Words:
    """Return the words of the ontology in a folder."""
    files = [*sorted(folder.glob("*.ttl")), *sorted((folder / "vocabularies").glob("*.ttl"))]
    return Words(
        quad.triple for file in files for quad in parse(file.read_bytes(), RdfFormat.TURTLE)
    )
