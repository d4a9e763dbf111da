"""What the page of a record shows, read from the graph: content for the template `record.html`.

names and types; the verdicts by axis with what they rest on; each statement with the claims that
make it, their sources and quotes; identifiers; what links here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from istograph.classification.explanation import section_words
from istograph.model import DENIALS, FACT_PROPERTIES, REPLACED_BY, graph, isto
from istograph.rdf.namespaces import ID, ISTO, expand, shorten
from istograph.web.http.links import Links
from istograph.web.linked_data.lookup import LABEL, TYPE, Graph, Lookup, Node
from istograph.web.linked_data.schema_org import schema_org

_VERDICTS = graph("verdicts")
_MOST_LINKS = 24

_ALTERNATIVE, _NOTE = NamedNode(expand("skos:altLabel")), NamedNode(expand("skos:note"))
_DEFINITION = NamedNode(expand("skos:definition"))
_SCOPE_NOTE = NamedNode(expand("skos:scopeNote"))
_SAME_AS, _URL = NamedNode(expand("schema:sameAs")), NamedNode(expand("schema:url"))
_ORGANIZATION = NamedNode(expand("org:Organization"))
# Shown in places of their own, or said by the page as a whole.
_ELSEWHERE = {
    *(TYPE, LABEL, _ALTERNATIVE, _NOTE, _DEFINITION, _SCOPE_NOTE, _SAME_AS, _URL),
    *(NamedNode(expand(c)) for c in ("skos:prefLabel", "rdfs:isDefinedBy", "isto:acronym")),
}
# What a claim's page shows at its top.
_OF_CLAIMS = {
    isto(name)
    for name in (
        *("subject", "property", "value", "negated", "source", "cites", "support", "claimStatus"),
        *("line", "section", "locator", "quote", "from", "to"),
    )
}
_DENIED = {isto(denial): isto(name) for name, denial in DENIALS.items()}


@dataclass(frozen=True)
class Thing:
    """Something to show: a text with its language, and the IRI that it leads to if it has one."""

    text: str
    language: str = ""
    iri: str = ""
    # the last part of the IRI, by which the template knows the statuses
    key: str = ""


@dataclass(frozen=True)
class Source:
    """One claim: who says it, where, in what words, and how far it stands."""

    claim: str
    document: Thing | None
    cites: Sequence[Thing]
    line: str
    section: str
    locator: str
    quote: Thing | None
    support: Thing | None
    status: Thing | None
    since: str
    until: str
    negated: bool
    notes: Sequence[Thing]


@dataclass
class Statement:
    """A value and the claims that give it."""

    value: Thing
    negated: bool = False
    sources: list[Source] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    """What the record is held to be, with what that rests on."""

    about: Thing
    status: str
    support: Thing | None = None
    claims: Sequence[Thing] = ()
    axioms: Sequence[Thing] = ()
    would_entail: Sequence[str] = ()


@dataclass(frozen=True)
class Group:
    """Statements by one property, or verdicts on one axis, or what links here by one property."""

    name: Thing
    items: Sequence[Any]
    total: int = 0


@dataclass(frozen=True)
class Row:
    """A row of one of the paper's tables: for each cell its measure, and whether it is marked."""

    name: Thing
    table: Thing
    cells: Sequence[tuple[Thing, Thing, bool]]


def content(lookup: Lookup, node: NamedNode, where: Graph, links: Links) -> dict[str, Any]:
    """Return what the template shows of a record."""
    return _Page(lookup, node, where, links).content()


class _Page:
    """Reads one record, in one language."""

    def __init__(self, lookup: Lookup, node: NamedNode, where: Graph, links: Links) -> None:
        self._lookup = lookup
        self._node = node
        self._graph = where
        self._language = links.language
        # What users wrote of a record that was replaced stands at that one, as they wrote it.
        self._names = lookup.names(node)
        self._claims = lookup.claims(node, where)
        self._things: dict[object, Thing] = {}

    def content(self) -> dict[str, Any]:
        labels = [self._literal(o) for o in self._objects(LABEL) if isinstance(o, Literal)]
        title = self._thing(self._node)
        kind, _, key = self._node.value.removeprefix(ID).partition("/")
        return {
            "iri": self._node.value,
            "kind": kind,
            "key": key,
            "title": title,
            "other_names": [each for each in labels if each.text != title.text],
            "acronym": [o.value for o in self._objects(isto("acronym"))],
            "alternatives": [self._literal(o) for o in self._objects(_ALTERNATIVE)],
            "types": [self._thing(o) for o in self._types(without=set(self._classified()))],
            "notes": self._texts(_DEFINITION) + self._texts(_NOTE) + self._texts(_SCOPE_NOTE),
            "axes": list(self._axes()),
            "statements": self._statements(),
            "own": self._own_claim(),
            "rows": list(self._table_rows()),
            "identifiers": [o.value for o in self._objects(_SAME_AS)],
            "websites": [o.value for o in self._objects(_URL)],
            "incoming": list(self._incoming()),
            "schema_org": schema_org(self._lookup, self._node, self._graph),
        }

    def _objects(self, predicate: NamedNode) -> list[Any]:
        found = (self._lookup.objects(name, predicate, self._graph) for name in self._names)
        return list(dict.fromkeys(each for objects in found for each in objects))

    def _types(self, without: set[NamedNode]) -> list[NamedNode]:
        types = (o for o in self._objects(TYPE) if isinstance(o, NamedNode))
        found = [type_ for type_ in types if type_ not in without]
        return sorted(found, key=lambda iri: (iri.value.startswith(ISTO), iri.value))

    def _texts(self, predicate: NamedNode) -> list[Thing]:
        """Return the texts in the reader's language, or all where there are none in it."""
        texts = sorted(
            (self._literal(o) for o in self._objects(predicate) if isinstance(o, Literal)),
            key=lambda text: text.text,
        )
        return [t for t in texts if t.language.startswith(self._language)] or texts

    # Things

    def _thing(self, term: object) -> Thing:
        if term not in self._things:
            self._things[term] = self._read_thing(term)
        return self._things[term]

    def _read_thing(self, term: object) -> Thing:
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, BlankNode):
            return Thing("…")
        assert isinstance(term, NamedNode)
        key = term.value.rpartition("/")[2].rpartition("#")[2]
        label = self._lookup.label(term, self._language) or self._lookup.label(
            term, self._language, self._graph
        )
        if label is not None:
            return Thing(label.value, label.language or "", term.value, key)
        return Thing(self._composed(term) or shorten(term.value), "", term.value, key)

    def _composed(self, term: NamedNode) -> str:
        """Return a name for what has none of its own: a claim, a cell, a registration."""
        for first, second in (("subject", "property"), ("tableRow", "measure")):
            parts = [self._lookup.objects(term, isto(name)) for name in (first, second)]
            if all(parts) and parts[0][0] != term:
                return " · ".join(self._thing(part[0]).text for part in parts)
        kinds = [*self._lookup.objects(term, isto("registrationKind"))]
        kinds += self._lookup.objects(term, isto("officeKind"))
        return self._thing(kinds[0]).text if kinds else ""

    def _literal(self, literal: Literal) -> Thing:
        if literal.datatype.value == expand("xsd:boolean"):
            words = {"true": ("yes", "是"), "false": ("no", "否")}[literal.value]
            return Thing(words[self._language == "zh"])
        return Thing(literal.value, literal.language or "")

    # Verdicts

    def _axes(self) -> Iterator[Group]:
        verdicts = {verdict.about.iri: verdict for verdict in self._verdicts()}
        if not verdicts:
            return
        by_axis: dict[NamedNode, list[Verdict]] = {}
        for class_, axis in self._classes():
            verdict = verdicts.get(class_.value) or Verdict(self._thing(class_), "unknown")
            by_axis.setdefault(axis, []).append(verdict)
        for axis, found in by_axis.items():
            yield Group(self._thing(axis), found)

    def _classified(self) -> list[NamedNode]:
        """Return the classes that a verdict was found on; they stand below, with their proofs."""
        found = self._lookup.subjects(isto("subject"), self._node, _VERDICTS)
        about = (each for node in found for each in self._verdict_value(node, "verdictOn"))
        return [each for each in about if isinstance(each, NamedNode)]

    def _classes(self) -> list[tuple[NamedNode, NamedNode]]:
        """Return the classes of the classification with their axes, in the contract's order."""
        found = []
        for triple in self._lookup.triples(None, isto("axis")):
            assert isinstance(triple.subject, NamedNode)
            order = [o.value for o in self._lookup.objects(triple.subject, isto("order"))]
            found.append((int(order[0]) if order else 99, triple.subject, triple.object))
        ordered = sorted(found, key=lambda row: (row[0], row[1].value))
        return [(class_, axis) for _, class_, axis in ordered if isinstance(axis, NamedNode)]

    def _verdicts(self) -> Iterator[Verdict]:
        for node in self._lookup.subjects(isto("subject"), self._node, _VERDICTS):
            about = self._verdict_value(node, "verdictOn")
            status = self._verdict_value(node, "verdictStatus")
            if about and status:
                support = self._verdict_value(node, "support")
                needs = self._lookup.objects(node, isto("wouldEntail"), _VERDICTS)
                yield Verdict(
                    self._thing(about[0]),
                    self._thing(status[0]).key,
                    self._thing(support[0]) if support else None,
                    sorted(map(self._thing, self._verdict_value(node, "restsOn")), key=_by_text),
                    sorted(
                        map(self._thing, self._verdict_value(node, "restsOnAxiom")), key=_by_text
                    ),
                    sorted(need.value for need in needs),
                )

    def _verdict_value(self, node: Node, name: str) -> list[Any]:
        return self._lookup.objects(node, isto(name), _VERDICTS)

    # Statements

    def _statements(self) -> list[Group]:
        """Return the statements by property: those of claims, then those that no claim makes."""
        found: dict[Any, dict[tuple[object, bool], Statement]] = {}
        for claim in self._claims:
            if claim != self._node:
                self._add_claim(found, claim)
        shown = _ELSEWHERE | (_OF_CLAIMS if self._claim_values(self._node, "property") else set())
        for triple in self._own_triples():
            if triple.predicate not in shown:
                self._add_triple(found, triple)
        groups = [
            Group(self._thing(property_), self._in_language(list(statements.values())))
            for property_, statements in found.items()
        ]
        return sorted(
            groups, key=lambda group: (group.name.key not in FACT_PROPERTIES, group.name.text)
        )

    def _own_triples(self) -> Iterator[Triple]:
        """Yield what is said of the record, but for that it stands for another one."""
        for name in self._names:
            for triple in self._lookup.triples(name, None, None, self._graph):
                if triple.predicate != REPLACED_BY or triple.object not in self._names:
                    yield triple

    def _add_claim(self, found: dict[Any, Any], claim: NamedNode) -> None:
        said = {name: self._claim_values(claim, name) for name in ("property", "value", "negated")}
        if said["property"] and said["value"]:
            negated = any(self._is_true(o) for o in said["negated"])
            value = said["value"][0]
            statements = found.setdefault(said["property"][0], {})
            statement = statements.setdefault(
                (value, negated), Statement(self._thing(value), negated)
            )
            statement.sources.append(self._source(claim))

    def _add_triple(self, found: dict[Any, Any], triple: Triple) -> None:
        property_ = _DENIED.get(triple.predicate, triple.predicate)
        negated = property_ != triple.predicate
        statements = found.setdefault(property_, {})
        statements.setdefault(
            (triple.object, negated), Statement(self._thing(triple.object), negated)
        )

    def _in_language(self, statements: list[Statement]) -> list[Statement]:
        """Leave out translations of what is there in the reader's language."""
        languages = {s.value.language for s in statements if not s.sources}
        if self._language not in languages:
            return sorted(statements, key=lambda s: _by_text(s.value))
        kept = [s for s in statements if s.sources or s.value.language in ("", self._language)]
        return sorted(kept, key=lambda s: _by_text(s.value))

    def _own_claim(self) -> dict[str, Any] | None:
        """Return what a claim says, when the record is one."""
        subject, property_, value = (
            self._claim_values(self._node, name) for name in ("subject", "property", "value")
        )
        if not (subject and property_ and value):
            return None
        return {
            "subject": self._thing(subject[0]),
            "property": self._thing(property_[0]),
            "value": self._thing(value[0]),
            "source": self._source(self._node),
        }

    def _claim_values(self, claim: Node, name: str) -> list[Any]:
        return self._lookup.objects(claim, isto(name), self._graph)

    def _source(self, claim: NamedNode) -> Source:
        def one(name: str) -> Thing | None:
            values = self._claim_values(claim, name)
            return self._thing(values[0]) if values else None

        def text(name: str) -> str:
            thing = one(name)
            return thing.text if thing else ""

        section = section_words(text("section"))
        return Source(
            claim=claim.value,
            document=one("source"),
            cites=sorted(map(self._thing, self._claim_values(claim, "cites")), key=_by_text),
            line=text("line"),
            section=section.zh if self._language == "zh" else section.en,
            locator=text("locator"),
            quote=one("quote"),
            support=one("support"),
            status=one("claimStatus"),
            since=text("from"),
            until=text("to"),
            negated=any(self._is_true(o) for o in self._claim_values(claim, "negated")),
            notes=self._claim_notes(claim),
        )

    def _claim_notes(self, claim: NamedNode) -> list[Thing]:
        note = self._lookup.text(claim, _NOTE, self._language, self._graph)
        return [self._literal(note)] if note else []

    @staticmethod
    def _is_true(term: object) -> bool:
        return isinstance(term, Literal) and term.value == "true"

    # Tables

    def _table_rows(self) -> Iterator[Row]:
        """Yield the rows that the record is, or is described by, with their cells."""
        rows = self._lookup.subjects(isto("describes"), self._node)
        if any(self._lookup.subjects(isto("tableRow"), self._node)):
            rows.append(self._node)
        for row in rows:
            tables = self._lookup.objects(row, isto("inTable"))
            cells = [self._cell(cell) for cell in self._lookup.subjects(isto("tableRow"), row)]
            if tables and cells:
                # The last part of a cell's key is its column.
                ordered = sorted(cells, key=lambda cell: int(cell[0].key.rpartition("-")[2]))
                yield Row(self._thing(row), self._thing(tables[0]), ordered)

    def _cell(self, cell: Node) -> tuple[Thing, Thing, bool]:
        measure = self._lookup.objects(cell, isto("measure"))
        mention = self._lookup.objects(cell, isto("mention"))
        marked = [self._thing(each).key for each in mention] == ["mentioned"]
        return self._thing(cell), self._thing(measure[0] if measure else cell), marked

    # Links

    def _incoming(self) -> Iterator[Group]:
        """Yield what links here, by property; claims stand with what they are about."""
        found: dict[NamedNode, list[NamedNode]] = {}
        for name in self._names:
            for triple in self._lookup.triples(None, None, name, self._graph):
                about_it = triple.predicate == isto("subject")
                if isinstance(triple.subject, NamedNode) and not about_it:
                    found.setdefault(triple.predicate, []).append(triple.subject)
        if others := [each for each in self._names[1:] if isinstance(each, NamedNode)]:
            found[REPLACED_BY] = others
        for predicate, subjects in sorted(found.items(), key=lambda row: row[0].value):
            shown = sorted(subjects, key=lambda iri: iri.value)[:_MOST_LINKS]
            things = sorted(map(self._thing, shown), key=_by_text)
            yield Group(self._thing(predicate), things, len(subjects))


def _by_text(thing: Thing) -> str:
    return thing.text.casefold()
