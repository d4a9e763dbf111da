"""Terms of the graph as pages show them: a text with its language, and the IRI that it leads to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from istograph.mappings import towns_in_chinese
from istograph.model import isto
from istograph.rdf.namespaces import ID, expand, shorten
from istograph.rdf.terms import LABEL
from istograph.web.http.languages import Language
from istograph.web.linked_data import periods
from istograph.web.linked_data.lookup import Graph, Lookup, Node

_PLACE = f"{ID}place/"
# ISO 639-2 has a tag for what is in no language that anybody knows.
_UNDETERMINED = "und"
_HAN, _KANA = re.compile("[\u4e00-\u9fff]"), re.compile("[\u3040-\u30ff]")


@dataclass(frozen=True)
class Thing:
    """Something to show: a text with its language, and the IRI that it leads to if it has one."""

    text: str
    language: str = ""
    iri: str = ""
    # the last part of the IRI, by which a template knows a status
    key: str = ""


class Things:
    """Reads what one graph says of a node and those that it stands for, in one language."""

    def __init__(self, lookup: Lookup, where: Graph, language: Language) -> None:
        self.lookup = lookup
        self.graph = where
        self.language = language
        self._known: dict[object, Thing] = {}

    def words(self, en: str, zh: str) -> str:
        """Return the one of two texts that is in the reader's language."""
        return zh if self.language == "zh" else en

    def objects(self, nodes: Iterable[Node], predicate: NamedNode) -> list[object]:
        """Return the values that any of the nodes has of a property, each once."""
        found = (self.lookup.objects(node, predicate, self.graph) for node in nodes)
        return list(dict.fromkeys(each for objects in found for each in objects))

    def values(self, nodes: Iterable[Node], predicate: NamedNode) -> list[Thing]:
        """Return the values as things, in the order of their texts."""
        return in_order(map(self.thing, self.objects(nodes, predicate)))

    def texts(self, nodes: Iterable[Node], predicate: NamedNode) -> list[Thing]:
        """Return the texts in the reader's language, or all where there are none in it."""
        found = (o for o in self.objects(nodes, predicate) if isinstance(o, Literal))
        texts = sorted(map(self.literal, found), key=lambda text: text.text)
        return [t for t in texts if t.language.startswith(self.language)] or texts

    def thing(self, term: object) -> Thing:
        """Return a term with its label."""
        if term not in self._known:
            self._known[term] = self._read(term)
        return self._known[term]

    def town(self, name: str) -> Thing:
        """Return a town that a registry names, by the name of the place that is called so.

        Their names are in Latin letters; which language that is, they do not say.
        """
        called = self.lookup.subjects(LABEL, Literal(name, language="en"))
        places = (each for each in called if each.value.startswith(_PLACE))
        for label in filter(None, (self.lookup.label(each, self.language) for each in places)):
            if label.language == self.language:
                return Thing(label.value, self.language)
        known = towns_in_chinese().get(name, "") if self.language == "zh" else ""
        return Thing(known, "zh") if known else Thing(name, "en")

    def value(self, property_: object, term: object) -> Thing:
        """Return a value of a property with its label; of the end of a period, its last day."""
        thing = self.thing(term)
        is_end = property_ == periods.END and isinstance(term, Literal)
        return replace(thing, text=periods.last_day(thing.text)) if is_end else thing

    def _read(self, term: object) -> Thing:
        if isinstance(term, Literal):
            return self.literal(term)
        if isinstance(term, BlankNode):
            return Thing("…")
        if isinstance(term, Triple):
            # RDF 1.2: what a statement is about may be a statement.
            return Thing(f"« {' · '.join(self.thing(part).text for part in term)} »")
        assert isinstance(term, NamedNode)
        key = term.value.rpartition("/")[2].rpartition("#")[2]
        label = self.lookup.label(term, self.language) or self.lookup.label(
            term, self.language, self.graph
        )
        if label is not None:
            return Thing(label.value, label.language or "", term.value, key)
        return Thing(self._composed(term) or shorten(term.value), "", term.value, key)

    def _composed(self, term: NamedNode) -> str:
        """Return a name for what has none of its own: a claim, a cell, a registration."""
        for names in (("subject", "property", "value"), ("tableRow", "measure")):
            parts = [self.lookup.objects(term, isto(name)) for name in names]
            if all(parts) and parts[0][0] != term:
                said = [self.readable(part) for part in parts]
                said[-1] = self._quoted(term, said[-1])
                return " · ".join(self.value(said[-2], each).text for each in said)
        return "".join(self._kinds(term))

    def _quoted(self, claim: NamedNode, value: object) -> object:
        """Return a value, or where it is in another language what the source says in this one."""
        if not isinstance(value, Literal) or value.language in (None, self.language):
            return value
        said = self.lookup.objects(claim, isto("quote"))
        quotes = (each for each in said if isinstance(each, Literal))
        return next((q for q in quotes if _language(q).startswith(self.language)), value)

    def _kinds(self, term: NamedNode) -> Iterator[str]:
        """Yield what kind of registration or office it is, and where."""
        kinds = self.lookup.objects(term, isto("registrationKind"))
        kinds += self.lookup.objects(term, isto("officeKind"))
        places = self.lookup.objects(term, isto("officeIn"))
        places += self.lookup.objects(term, isto("registrationJurisdiction"))
        if kinds:
            yield self.thing(kinds[0]).text
            yield from (self.words(", ", "，") + self.thing(place).text for place in places[:1])

    def readable(self, values: Sequence[object]) -> object:
        """Return the one of some values that is in the reader's language, or the first."""
        own = (v for v in values if isinstance(v, Literal) and v.language == self.language)
        return next(own, values[0])

    def literal(self, literal: Literal) -> Thing:
        """Return a literal; a yes or no in words."""
        if literal.datatype.value == expand("xsd:boolean"):
            words = {"true": ("yes", "是"), "false": ("no", "否")}
            return Thing(self.words(*words.get(literal.value, (literal.value, literal.value))))
        return Thing(literal.value, _language(literal))


def _language(literal: Literal) -> str:
    """Return the language of a literal, by its letters where it does not say."""
    said = literal.language or ""
    if said not in ("", _UNDETERMINED):
        return said
    return "zh" if _HAN.search(literal.value) and not _KANA.search(literal.value) else ""


def in_order(things: Iterable[Thing]) -> list[Thing]:
    """Return things in the order of their texts."""
    return sorted(things, key=by_text)


def by_text(thing: Thing) -> str:
    """Return what sorts things."""
    return thing.text.casefold()
