"""Descriptions of the records that a store knows, in the JSON that the classifier reads.

A fact is a node with isto:subject, isto:property and isto:value: of class isto:Fact, or by a
property that facts have. Ours are claims and their ids the claims' keys; those of other people's
documents need no more than these three. A claim that is disputed or superseded does not stand, so
it is no fact here. One about a record that another one replaced is a fact about that one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store
from rapidfuzz import process
from rapidfuzz.distance import OSA

from istograph.classification.words.suggestions import Suggestion, meant
from istograph.errors import InputError, NotFoundError
from istograph.model import (
    ASSERTED,
    BOOLEAN_PROPERTIES,
    FACT_PROPERTIES,
    PARENT_PROPERTIES,
    STRUCTURES,
    Replacements,
    in_nearest_language,
    isto,
    record,
    value_of,
)
from istograph.model.identifiers import WIKIDATA, link
from istograph.model.terms import ORGANIZATIONS, key_of
from istograph.rdf.namespaces import ID, ISTO, expand
from istograph.rdf.terms import LABEL, TYPE

Graph = NamedNode | DefaultGraph
Node = NamedNode | BlankNode

_SAME_AS = NamedNode(expand("schema:sameAs"))
_FACT, _SUBJECT, _PROPERTY = isto("Fact"), isto("subject"), isto("property")
_KIND = NamedNode(expand("dcterms:type"))
_NAMES = (isto("acronym"), LABEL, NamedNode(expand("skos:altLabel")))
_NEAR, _MOST_MEANT = 0.75, 3


@dataclass(frozen=True)
class Stored:
    """A record of the store and its description."""

    iri: Node
    description: dict[str, Any]


def stored(store: Store, graphs: Sequence[Graph] = (DefaultGraph(),)) -> Iterator[Stored]:
    """Yield every record that has facts, in the order of their names."""
    facts: dict[Node, dict[str, Any]] = {}
    kept = Replacements(store, graphs).all()
    for graph in graphs:
        for node in fact_nodes(store, graph):
            fact = FactNode(store, node, graph)
            if fact.stands:
                subject = kept.get(fact.subject, fact.subject)
                facts.setdefault(subject, {})[fact.id] = fact.as_json()
    for node in sorted(facts, key=str):
        yield Stored(node, describe(store, node, facts[node], graphs))


def find(store: Store, name: str, graphs: Sequence[Graph] = (DefaultGraph(),)) -> Stored:
    """Return the record that a key (`inbar`), an IRI, a QID or a ROR identifier names.

    It is the one that stands for it now. NotFoundError if there is none, or more than one.
    """
    iri = link(name)
    if iri is None or any(_labels(store, NamedNode(iri), graphs)):
        return _named_record(store, name, graphs)
    said = _said_to_be(store, NamedNode(iri), graphs)
    records = {Replacements(store, graphs).kept(each) for each in said}
    if len(records) == 1:
        return _named_record(store, records.pop().value, graphs)
    if records:
        keys = ", ".join(sorted(map(named, records)))
        raise NotFoundError(
            f"{name} is an identifier of {len(records)} records: {keys}",
            zh=f"“{name}”是{len(records)}条记录的标识符：{keys}",
        )
    command = f"istograph import wikidata --qid {iri.rpartition('/')[2]}"
    is_item = iri.startswith(WIKIDATA.bases[0])
    raise NotFoundError(
        f"no record has the identifier {name}"
        + (f"; `{command}`, then `istograph build`, bring it in" if is_item else ""),
        zh=f"没有标识符为“{name}”的记录"
        + (f"；可用 `{command}` 及 `istograph build` 导入" if is_item else ""),
    )


def _named_record(store: Store, key_or_iri: str, graphs: Sequence[Graph]) -> Stored:
    try:
        asked = record_iri(key_or_iri)
    except NotFoundError as problem:
        # A name has spaces, and no key has.
        known = next(_known_as(store, key_or_iri, graphs), None)
        hint = meant([known]) if known else Suggestion()
        raise NotFoundError(f"{problem}{hint}", zh=f"{problem.zh}{hint.zh}") from None
    iri = Replacements(store, graphs).kept(asked)
    facts = facts_about(store, iri, graphs)
    if not facts and not any(_labels(store, iri, graphs)):
        hint = _meant(store, key_or_iri, graphs)
        raise NotFoundError(
            f"there is no record {key_or_iri!r}{hint}", zh=f"没有记录“{key_or_iri}”{hint.zh}"
        )
    return Stored(iri, describe(store, iri, facts, graphs))


def _meant(store: Store, name: str, graphs: Sequence[Graph]) -> Suggestion:
    """Return how a message goes on: with the keys of what has this name, or nearly this key."""
    known = dict.fromkeys(_known_as(store, name, graphs))
    if not known:
        labelled = (store.quads_for_pattern(None, LABEL, None, graph) for graph in graphs)
        keys = dict.fromkeys(_named_by(quad.subject) for quads in labelled for quad in quads)
        choices = [key for key in keys if key and "/" not in key]
        likeness = OSA.normalized_similarity
        near = process.extractOne(name.casefold(), choices, scorer=likeness, score_cutoff=_NEAR)
        known = {near[0]: None} if near else {}
    if known:
        # Keys of organizations have no kind before them, and they are what is mostly meant.
        some = sorted(known, key=lambda key: ("/" in key, key))[:_MOST_MEANT]
        return meant(some)
    return Suggestion(
        "; a record is named by its key or IRI, which /search?q=NAME of `istograph serve` finds",
        "；记录以标识或 IRI 指明，可由 /search?q=名称 查得",
    )


def _known_as(store: Store, name: str, graphs: Sequence[Graph]) -> Iterator[str]:
    wanted = name.casefold()
    for graph, predicate in product(graphs, _NAMES):
        for quad in store.quads_for_pattern(None, predicate, None, graph):
            is_it = isinstance(quad.object, Literal) and quad.object.value.casefold() == wanted
            if is_it and (key := _named_by(quad.subject)):
                yield key


def _named_by(node: object) -> str:
    """Return what a record is named by; nothing for what is none."""
    iri = node.value if isinstance(node, NamedNode) else ""
    return key_of(iri) if iri.startswith(ID) else ""


def facts_about(
    store: Store,
    node: Node,
    graphs: Sequence[Graph],
    unreadable: Callable[[InputError], None] | None = None,
) -> dict[str, Any]:
    """Return the facts about a node and what it stands for, by their ids.

    None where another record stands for it. One that cannot be read raises InputError, or is left
    out where there is somebody to tell.
    """
    facts: dict[str, Any] = {}
    names = Replacements(store, graphs).names(node)
    for graph, name in product(graphs, names):
        for quad in store.quads_for_pattern(None, _SUBJECT, name, graph):
            if not _is_fact(store, quad.subject, graph):
                continue
            try:
                fact = FactNode(store, quad.subject, graph)
                facts |= {fact.id: fact.as_json()} if fact.stands else {}
            except InputError as problem:
                if unreadable is None:
                    raise
                unreadable(problem)
    return facts


def record_iri(key_or_iri: str) -> NamedNode:
    """Return the IRI of a record that is named by its key or its IRI.

    >>> record_iri("inbar").value
    'https://w3id.org/istograph/id/organization/inbar'
    >>> record_iri("programme/argo").value
    'https://w3id.org/istograph/id/programme/argo'
    """
    kind, slash, key = key_or_iri.removeprefix("id:").rpartition("/")
    try:
        if "://" in key_or_iri:
            return NamedNode(key_or_iri)
        return record(kind if slash else "organization", key)
    except ValueError:
        raise NotFoundError(
            f"{key_or_iri!r} is no key and no IRI; keys are like 'inbar'",
            zh=f"“{key_or_iri}”既不是标识，也不是 IRI；标识形如“inbar”",
        ) from None


def describe(
    store: Store,
    node: Node,
    facts: dict[str, Any],
    graphs: Sequence[Graph] = (DefaultGraph(),),
) -> dict[str, Any]:
    """Return the description of a record that has these facts.

    Of proofs that are equally short the first facts make the first: those said of the record
    itself, and so by its documents, go before those said of one that was joined to it.
    """
    own = f"{named(node)}-"
    return {
        "id": named(node),
        "name": value_of(in_nearest_language(_labels(store, node, graphs), "en")),
        "facts": [facts[key] for key in sorted(facts, key=lambda k: (not k.startswith(own), k))],
    }


def named(node: Node) -> str:
    """Return what a description calls a node."""
    return key_of(str(node.value))


def fact_nodes(store: Store, graph: Graph) -> set[Any]:
    """Return the nodes that are facts, by their class or, as in JSON-LD, by their property."""
    typed = {quad.subject for quad in store.quads_for_pattern(None, TYPE, _FACT, graph)}
    properties = (isto(name) for name in FACT_PROPERTIES)
    said = (q for p in properties for q in store.quads_for_pattern(None, _PROPERTY, p, graph))
    return typed | {quad.subject for quad in said}


def _is_fact(store: Store, node: Any, graph: Graph) -> bool:
    if any(store.quads_for_pattern(node, TYPE, _FACT, graph)):
        return True
    said = (quad.object for quad in store.quads_for_pattern(node, _PROPERTY, None, graph))
    iris = (str(term.value) for term in said if isinstance(term, NamedNode))
    return any(iri.removeprefix(ISTO) in FACT_PROPERTIES for iri in iris)


def _said_to_be(store: Store, node: NamedNode, graphs: Sequence[Graph]) -> list[NamedNode]:
    """Return the records of which a source says that they are the same as this."""
    quads = (q for graph in graphs for q in store.quads_for_pattern(None, _SAME_AS, node, graph))
    subjects = {q.subject for q in quads}
    found = [s for s in subjects if isinstance(s, NamedNode) and s.value.startswith(ID)]
    return sorted(found, key=str)


def _labels(store: Store, node: Node, graphs: Sequence[Graph]) -> Iterator[object]:
    quads = (q for graph in graphs for q in store.quads_for_pattern(node, LABEL, None, graph))
    return (quad.object for quad in quads)


class FactNode:
    """A fact's node."""

    def __init__(self, store: Store, node: Any, graph: Graph) -> None:
        self._store = store
        self._node = node
        self._graph = graph
        self._values: dict[str, Any] = {
            quad.predicate.value.removeprefix(ISTO): quad.object
            for quad in store.quads_for_pattern(node, None, None, graph)
        }

    @property
    def id(self) -> str:
        """The key of a claim of ours, or the name of another's node."""
        return str(self._node.value).removeprefix(f"{ID}claim/")

    @property
    def stands(self) -> bool:
        """Whether nobody disputes it."""
        return bool(self._values.get("claimStatus", _ASSERTED) == _ASSERTED)

    @property
    def subject(self) -> Node:
        """What it is a fact about."""
        subject = self._required("subject")
        if not isinstance(subject, Node):
            raise InputError(
                f"{self._node}: isto:subject is {subject}; an IRI is wanted",
                zh=f"{self._node}：isto:subject 是 {subject}；应为 IRI",
            )
        return subject

    def as_json(self) -> dict[str, Any]:
        """Return the contract's JSON; the way back from `fact_value`."""
        name = text_of(self._required("property")).removeprefix(ISTO)
        fact = {"id": self.id, "property": name, "value": self._json_value(name)}
        for key in ("from", "to", "source"):
            if key in self._values:
                fact[key] = text_of(self._values[key])
        if "support" in self._values:
            fact["support"] = _key(self._values["support"])
        if "negated" in self._values:
            # What is no boolean stays as it is, for the classifier to say so.
            negated = _BOOLEANS.get(said := text_of(self._values["negated"]), said)
            fact |= {} if negated is False else {"negated": negated}
        return fact

    def _required(self, name: str) -> Any:
        if name not in self._values:
            wanted = "isto:subject, isto:property and isto:value"
            raise InputError(
                f"{self._node}: the fact has no isto:{name}; a fact has {wanted}",
                zh=(
                    f"{self._node}：此事实没有 isto:{name}；"
                    "事实须有 isto:subject、isto:property 和 isto:value"
                ),
            )
        return self._values[name]

    def _json_value(self, name: str) -> Any:
        value = self._required("value")
        if name in BOOLEAN_PROPERTIES:
            # What is no boolean stays as it is, for the classifier to say so.
            return _BOOLEANS.get(text_of(value), text_of(value))
        if name == "isSaidToBe":
            return text_of(value).removeprefix(ISTO)
        if name in PARENT_PROPERTIES:
            return text_of(value).removeprefix(ORGANIZATIONS)
        if name in STRUCTURES:
            # What has no parts stays as it is, too.
            parts = self._parts(value, STRUCTURES[name][1]) if isinstance(value, Node) else None
            return text_of(value) if parts is None else dict(parts)
        return _key(value)

    def _parts(self, value: Any, terms: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
        for part, (term, _) in terms.items():
            # JSON-LD has one property for the kind of anything.
            for property_ in (isto(term), *([_KIND] if part == "kind" else [])):
                for quad in self._store.quads_for_pattern(value, property_, None, self._graph):
                    yield part, _key(quad.object)


_ASSERTED = record("claim-status", ASSERTED)


# The lexical forms of xsd:boolean.
_BOOLEANS: dict[str, bool] = {"true": True, "1": True, "false": False, "0": False}


def text_of(value: Any) -> str:
    """Return the text of a term; of a triple term (RDF 1.2), how it is written."""
    return str(getattr(value, "value", value))


def _key(value: Any) -> str:
    """Return the key of a concept, the code of a jurisdiction, or what a literal says."""
    if not isinstance(value, NamedNode) or not value.value.startswith(ID):
        return text_of(value)
    kind, _, key = value.value.removeprefix(ID).partition("/")
    return key.upper() if kind == "jurisdiction" else key
