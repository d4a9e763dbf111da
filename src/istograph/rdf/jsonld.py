"""Triples as compact JSON-LD: keys are the terms of a context that travels inside the document.

    {"@context": {...}, "id": iri, "type": [...], "label": {"en": ..., "zh": ...}, term: value, ...}

One node is the root; what points to it by a term that the context reverses is nested in it, as are
blank nodes in what names them. https://www.w3.org/TR/json-ld11/
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from istograph.rdf.namespaces import PREFIXES, expand, shorten

_Node = NamedNode | BlankNode
_TYPE = expand("rdf:type")
_PREFIX = re.compile(r'"([\w-]+):')
_STRING = expand("xsd:string")
# JSON has these by itself. A decimal is no JSON number, which would be read as a double.
# Neither are `01` and a boolean `1`, which are other terms than `1` and `true`.
_NATIVE = {
    expand("xsd:boolean"): re.compile("true|false"),
    expand("xsd:integer"): re.compile("0|-?[1-9][0-9]{0,14}"),
}


def compact(triples: Iterable[Triple], root: _Node, context: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document about `root`; what is not reached from it stands beside it, in `@graph`.

    Of the context it has what it uses: no reader need fetch anything.
    """
    writer = _Writer(triples, context)
    document = writer.node(root)
    others = list(writer.rest())
    body = {"@graph": [document, *others]} if others else document
    return {"@context": _used(context, body), **body}


def _used(context: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a context by which a document is read."""
    words = {"@version", "id", "type", *_words(body)}
    left = words & context.keys()
    used: set[str] = set()
    while left:
        used |= left
        said = json.dumps([context[word] for word in left if isinstance(context[word], dict)])
        left = {*_PREFIX.findall(said)} & context.keys() - used
    return {word: meaning for word, meaning in context.items() if word in used}


def _words(value: Any) -> Iterator[str]:
    """Yield the terms and prefixes in a document: its keys, and its types."""
    if isinstance(value, list):
        for each in value:
            yield from _words(each)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (key, key.partition(":")[0])
            if key in ("type", "@type"):
                types = inner if isinstance(inner, list) else [inner]
                yield from (name.partition(":")[0] for name in types)
            yield from _words(inner)


def _expand(context: Mapping[str, Any], name: str) -> str:
    prefix, colon, rest = name.partition(":")
    space = context.get(prefix)
    return space + rest if colon and isinstance(space, str) else name


class _Writer:
    """Writes each node once, at the first place that reaches it."""

    def __init__(self, triples: Iterable[Triple], context: Mapping[str, Any]) -> None:
        self._context = context
        self._about: dict[_Node, list[Triple]] = {}
        self._to: dict[tuple[str, object], list[_Node]] = {}
        for triple in sorted(set(triples), key=str):
            assert isinstance(triple.subject, _Node)
            self._about.setdefault(triple.subject, []).append(triple)
            self._to.setdefault((triple.predicate.value, triple.object), []).append(triple.subject)
        self._written: set[_Node] = set()
        self._terms: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._reversed: dict[str, str] = {}
        for name, term in context.items():
            if isinstance(term, dict) and "@reverse" in term:
                self._reversed[_expand(context, term["@reverse"])] = name
            elif isinstance(term, dict) and "@id" in term:
                self._terms.setdefault(_expand(context, term["@id"]), {})[name] = term

    def node(self, node: _Node, without: str | None = None) -> dict[str, Any]:
        """Return a node object; `without` is the property by which it is nested."""
        self._written.add(node)
        found: dict[str, Any] = {"id": _name(node)}
        about = self._about.get(node, ())
        if types := [shorten(str(t.object.value)) for t in about if _is_type(t)]:  # type: ignore[union-attr]
            found["type"] = types
        for triple in about:
            if triple.predicate.value != without and not _is_type(triple):
                self._add(found, triple)
        for property_, name in self._reversed.items():
            subjects = [s for s in self._to.get((property_, node), ()) if s not in self._written]
            if subjects:
                found[name] = [self.node(subject, property_) for subject in subjects]
        return found

    def rest(self) -> Iterator[dict[str, Any]]:
        """Yield the nodes that were not reached."""
        for node in self._about:
            if node not in self._written:
                yield self.node(node)

    def _add(self, found: dict[str, Any], triple: Triple) -> None:
        name, term = self._term(triple)
        value = triple.object
        if isinstance(value, Literal) and term.get("@container") == "@language":
            texts = found.setdefault(name, {})
            _gather(texts, value.language or "@none", value.value)
        else:
            _gather(found, name, self._value(value, term))

    def _term(self, triple: Triple) -> tuple[str, Mapping[str, Any]]:
        """Return the term whose form the value has, or the property's CURIE."""
        terms = self._terms.get(triple.predicate.value, {})
        fitting = ((n, t) for n, t in terms.items() if _fits(triple.object, t, self._context))
        return next(fitting, (shorten(triple.predicate.value), {}))

    def _value(self, value: object, term: Mapping[str, Any]) -> Any:
        if isinstance(value, NamedNode):
            if term.get("@type") == "@vocab":
                return value.value.removeprefix(term["@context"]["@vocab"])
            return value.value if term.get("@type") == "@id" else {"id": value.value}
        if isinstance(value, BlankNode):
            return self.node(value) if value not in self._written else {"id": _name(value)}
        assert isinstance(value, Literal)
        return value.value if "@type" in term else _literal(value)


def _is_type(triple: Triple) -> bool:
    return triple.predicate.value == _TYPE and isinstance(triple.object, NamedNode)


def _fits(value: object, term: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    coerced = term.get("@type")
    if isinstance(value, NamedNode):
        vocabulary = term.get("@context", {}).get("@vocab")
        return coerced in (None, "@id") or bool(vocabulary and value.value.startswith(vocabulary))
    if not isinstance(value, Literal):
        return coerced is None
    if term.get("@container") == "@language":
        return bool(value.language)
    # A plain term takes every literal but a text with a language, for which there is a map.
    return coerced is None or _expand(context, coerced) == value.datatype.value


def _gather(found: dict[str, Any], name: str, value: Any) -> None:
    """Set a value, or make a list of it and those before it."""
    if name not in found:
        found[name] = value
    elif isinstance(found[name], list):
        found[name].append(value)
    else:
        found[name] = [found[name], value]


def _literal(literal: Literal) -> Any:
    if literal.language:
        return {"@value": literal.value, "@language": literal.language}
    if literal.datatype.value == _STRING:
        return literal.value
    native = _NATIVE.get(literal.datatype.value)
    if native and native.fullmatch(literal.value):
        return json.loads(literal.value)
    return {"@value": literal.value, "@type": shorten(literal.datatype.value)}


def _name(node: _Node) -> str:
    return f"_:{node.value}" if isinstance(node, BlankNode) else node.value


def prefixes() -> dict[str, str]:
    """Return our prefixes for a context; not `id`, which is there the node's own name."""
    return {prefix: iri for prefix, iri in PREFIXES.items() if prefix != "id"}
