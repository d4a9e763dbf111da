"""Statements of a dataset about the items that were imported: ours, and the items' own."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Store

from istograph.exports.shareable import share_alike
from istograph.exports.statements import (
    COUNTRY,
    DISSOLVED,
    HEADQUARTERS,
    INCEPTION,
    INSTANCE_OF,
    ROR_ID,
    WEBSITE,
    Compared,
    Statement,
    Value,
)
from istograph.mappings import towns
from istograph.model import Replacements, graph, isto, value_of
from istograph.model.identifiers import ROR, WIKIDATA
from istograph.rdf.namespaces import GRAPH, ID, ISTO, expand
from istograph.rdf.store.snapshot import Description
from istograph.rdf.terms import LABEL, TYPE, term
from istograph.registries.wikidata.records import NOT_THE_DAY

_LANGUAGES = ("en", "zh")
_SAME_AS, _EXACT = term("schema:sameAs"), term("skos:exactMatch")
_ALIAS = term("skos:altLabel")
_FOUNDED, _URL = term("schema:foundingDate"), term("schema:url")
_KIND = term("dcterms:type")
_SOURCE, _PUBLISHER = term("dcterms:source"), term("dcterms:publisher")
_NOTE = expand("skos:note")
_LOCALITY, _LOCATION = isto("locality"), term("schema:location")
_SEAT, _DISSOLVED = isto("isHeadquarteredIn"), isto("dissolvedOn")
_ROR, _ITEM = (scheme.bases[0] for scheme in (ROR, WIKIDATA))
_ROR_ITSELF = Literal("Research Organization Registry")
_ITEMS = "wikidata"
_CURATED = ("curated", "paper")
_ALIGNMENT, _INFERRED, _VERDICTS = graph("alignment"), graph("inferred"), graph("verdicts")


def compared_graphs(about: Description) -> list[str]:
    """Return the graphs whose statements are compared with the items'.

    What users write has no licence, and often no reference.
    """
    apart = {"ontology", "inferred", "joins", "local", _ITEMS}
    return sorted(set(about.merged) - apart - share_alike(about.registries))


def compared(store: Store, graphs: Iterable[str]) -> Iterator[Compared]:
    """Yield each record with one item that was imported, compared; `graphs` are those of ours."""
    reader = _Reader(store, tuple(sorted(set(graphs) - {_ITEMS})))
    for record, item in reader.items():
        known, said = reader.known(record, item), reader.said(record, item)
        yield Compared(
            record.value.removeprefix(ID), item, known, said, reader.is_intergovernmental(record)
        )


class _Reader:
    def __init__(self, store: Store, ours: tuple[str, ...]) -> None:
        self._store = store
        self._ours = ours
        # What users give is said of a record as they named it.
        self._names = Replacements(store).names
        self._classes = self._equivalents(ISTO)
        self._countries = self._equivalents(f"{ID}jurisdiction/")

    def items(self) -> Iterator[tuple[NamedNode, str]]:
        """Yield the records that were imported and have one item, with it."""
        found: dict[str, set[str]] = {}
        for quad in self._store.quads_for_pattern(None, _SAME_AS, None, graph(_ITEMS)):
            if isinstance(quad.subject, NamedNode) and (item := _item(quad.object)):
                found.setdefault(quad.subject.value, set()).add(item)
        for iri, items in sorted(found.items()):
            if len(items) == 1:
                yield NamedNode(iri), items.pop()

    def is_intergovernmental(self, record: NamedNode) -> bool:
        """Say whether a record is entailed to be an intergovernmental organization."""
        return isto("IntergovernmentalOrganization") in self._objects(record, TYPE, _INFERRED)

    def said(self, record: NamedNode, item: str) -> tuple[Statement, ...]:
        """Return what the item says, as far as it was imported."""
        statements = set(self._plain(record, item, _ITEMS))
        for each in filter(None, map(_item, self._objects(record, _KIND, graph(_ITEMS)))):
            statements.add(Statement(item, INSTANCE_OF, Value("item", each)))
        for each in filter(None, map(_item, self._objects(record, _LOCATION, graph(_ITEMS)))):
            statements.add(Statement(item, HEADQUARTERS, Value("item", each)))
        # Of a record that was joined to another, the item's own label may be among these.
        for name in self._objects(record, _ALIAS, graph(_ITEMS)):
            if name.language in _LANGUAGES:
                statements.add(Statement(item, f"A{name.language}", Value("alias", name.value)))
        return tuple(sorted(statements))

    def known(self, record: NamedNode, item: str) -> tuple[Statement, ...]:
        """Return what our graphs say, each statement once with all who say it."""
        merged: dict[tuple[str, Value, str, str], Statement] = {}
        statements = [each for name in self._ours for each in self._plain(record, item, name)]
        for each in (*statements, *self._entailed(record, item)):
            key = (each.property, each.value, each.start, each.end)
            other = merged.get(key)
            merged[key] = _together(other, each) if other else each
        return tuple(sorted(merged.values()))

    def _plain(self, record: NamedNode, item: str, name: str) -> Iterator[Statement]:
        where = graph(name)
        references = self._addresses(record, self._objects(record, _SOURCE, where))
        for quad in self._about(record, where):
            for property_, value in self._values(quad.predicate, quad.object):
                # A curated record's document vouches for its identifiers, not for what it is like.
                vouched = property_ == ROR_ID or name not in _CURATED
                yield Statement(item, property_, value, (name,), references if vouched else ())
        for town in self._towns(record, where):
            # It is the identifiers' document that says where the town is, too.
            yield Statement(item, HEADQUARTERS, Value("item", town), (name,), references)
        yield from self._claimed(record, item, name)

    def _towns(self, record: NamedNode, where: NamedNode) -> set[str]:
        """Return the items of the towns where a graph places a record, in a country of its seat."""
        seats = self._objects(record, _SEAT, None)
        codes = {value_of(seat).rpartition("/")[2].upper() for seat in seats}
        names = [locality.value for locality in self._objects(record, _LOCALITY, where)]
        return {towns()[place] for place in product(names, codes) if place in towns()}

    def _about(self, record: NamedNode, where: NamedNode) -> Iterator[Quad]:
        for name in self._names(record):
            yield from self._store.quads_for_pattern(name, None, None, where)

    def _claims(self, record: NamedNode, where: NamedNode) -> Iterator[Quad]:
        for name in self._names(record):
            yield from self._store.quads_for_pattern(None, isto("subject"), name, where)

    def _values(self, predicate: NamedNode, value: object) -> Iterator[tuple[str, Value]]:
        match predicate, value:
            case (p, Literal(value=text, language=tag)) if p == LABEL and tag in _LANGUAGES:
                yield f"L{tag}", Value("label", text)
            case (p, Literal(value=text)) if p == _FOUNDED:
                yield INCEPTION, Value("time", text)
            case (p, NamedNode(value=iri)) if p == _URL:
                yield WEBSITE, Value("url", iri)
            case (p, NamedNode(value=iri)) if p == _SAME_AS and iri.startswith(_ROR):
                yield ROR_ID, Value("external-id", iri.removeprefix(_ROR))

    def _claimed(self, record: NamedNode, item: str, name: str) -> Iterator[Statement]:
        where = graph(name)
        for quad in self._claims(record, where):
            said = {
                each.predicate.value: each.object
                for each in self._store.quads_for_pattern(quad.subject, None, None, where)
            }
            if (isto("negated").value in said) or not self._stands(said):
                continue
            value = self._claim_value(said)
            if value:
                yield Statement(
                    item,
                    *value,
                    (name,),
                    self._addresses(record, [said[isto("source").value]]),
                    value_of(said.get(isto("from").value)),
                    value_of(said.get(isto("to").value)),
                )

    def _stands(self, said: Mapping[str, object]) -> bool:
        status = said.get(isto("claimStatus").value)
        return status is None or value_of(status).endswith("/asserted")

    def _claim_value(self, said: Mapping[str, object]) -> tuple[str, Value] | None:
        predicate, value = said.get(isto("property").value), said.get(isto("value").value)
        if predicate == _DISSOLVED:
            day = value_of(value)
            is_exact = value_of(said.get(_NOTE)) not in NOT_THE_DAY
            return DISSOLVED, Value("time", day if is_exact else _as_exact_as_it_was(day))
        country = self._countries.get(value)
        if predicate == _SEAT and country:
            return COUNTRY, Value("item", country)
        return None

    def _entailed(self, record: NamedNode, item: str) -> Iterator[Statement]:
        for class_ in self._objects(record, TYPE, _INFERRED):
            grounds = self._grounds(record, class_)
            # What rests on the item itself would come back to it as its own proof.
            if class_ in self._classes and grounds and grounds.keys() <= set(self._ours):
                documents = [each for found in grounds.values() for each in found]
                references = self._addresses(record, documents)
                value = Value("item", self._classes[class_])
                yield Statement(item, INSTANCE_OF, value, tuple(sorted(grounds)), references)

    def _grounds(self, record: NamedNode, class_: object) -> dict[str, set[Any]]:
        """Return the documents of the claims that a verdict rests on, by graph."""
        found: dict[str, set[Any]] = {}
        about = self._store.quads_for_pattern(None, isto("subject"), record, _VERDICTS)
        for verdict in [quad.subject for quad in about]:
            if class_ in self._objects(verdict, isto("verdictOn"), _VERDICTS):
                for claim in self._objects(verdict, isto("restsOn"), _VERDICTS):
                    for quad in self._store.quads_for_pattern(claim, isto("source"), None, None):
                        if isinstance(quad.graph_name, NamedNode):
                            name = quad.graph_name.value.removeprefix(GRAPH)
                            found.setdefault(name, set()).add(quad.object)
        return found

    def _addresses(self, record: NamedNode, documents: Iterable[Any]) -> tuple[str, ...]:
        """Return where documents say something of a record: of ROR, its page there."""
        found: set[str] = set()
        for document in documents:
            if _ROR_ITSELF in self._objects(document, _PUBLISHER, None):
                entries = (value_of(same) for same in self._objects(record, _SAME_AS, None))
                found |= {entry for entry in entries if entry.startswith(_ROR)}
            else:
                found |= {address.value for address in self._objects(document, _URL, None)}
        return tuple(sorted(found))

    def _objects(self, subject: Any, predicate: NamedNode, where: NamedNode | None) -> list[Any]:
        quads = self._store.quads_for_pattern(subject, predicate, None, where)
        return [quad.object for quad in quads]

    def _equivalents(self, start: str) -> dict[object, str]:
        """Return the items that are exactly what terms of ours are: the first by number."""
        found: dict[object, str] = {}
        for quad in self._store.quads_for_pattern(None, _EXACT, None, _ALIGNMENT):
            for ours, theirs in ((quad.subject, quad.object), (quad.object, quad.subject)):
                item = _item(theirs)
                if item and value_of(ours).startswith(start):
                    found[ours] = min(item, found.get(ours, item), key=lambda q: int(q[1:]))
        return found


def _together(one: Statement, other: Statement) -> Statement:
    graphs = tuple(sorted({*one.graphs, *other.graphs}))
    references = tuple(sorted({*one.references, *other.references}))
    return Statement(one.item, one.property, one.value, graphs, references, one.start, one.end)


def _as_exact_as_it_was(last: str) -> str:
    """Return the year or the month of which a day is the last.

    >>> _as_exact_as_it_was("2011-12-31"), _as_exact_as_it_was("2011-04-30")
    ('2011', '2011-04')
    """
    return last[:4] if last.endswith("-12-31") else last[:7]


def _item(node: object) -> str:
    """Return the number of an item, or nothing."""
    name = value_of(node).removeprefix(_ITEM)
    return name if name[:1] == "Q" and name[1:].isdecimal() else ""
