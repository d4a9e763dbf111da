"""Descriptions as RDF: nodes with isto:subject, isto:property and isto:value, in any graph.

    [] a isto:Fact ; isto:subject ex:union ; isto:property isto:isNonprofit ; isto:value true .

A property of ours that facts do not have, or one that says two things, is refused: whichever is
not read would change the verdicts.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from istograph.classification.descriptions.bare import bare_anywhere, told
from istograph.classification.descriptions.parsing import Described, Json, Tell, refuse
from istograph.classification.descriptions.records import (
    FactNode,
    Node,
    describe,
    fact_nodes,
    named,
    text_of,
)
from istograph.classification.facts.values import shown, shown_zh
from istograph.classification.words.suggestions import suggestion, term_named
from istograph.errors import DescriptionError, InputError, Spot
from istograph.model import (
    ASSERTED,
    CONCEPT_PROPERTIES,
    STRUCTURES,
    Text,
    isto,
)
from istograph.model.claims import STATUSES
from istograph.rdf.namespaces import ID, ISTO, shorten
from istograph.rdf.shacl.terms import undefined
from istograph.rdf.terms import LABEL

_ONCE = ("subject", "property", "value", "from", "to", "negated", "support", "claimStatus")
_WRITTEN = ("line", "section", "locator", "quote")
# All that our own claims say, so that a dump of ours is one such document.
_KNOWN = (*_ONCE, "source", *_WRITTEN, "cites", "reading")
# More of them would hide the rest.
_MOST_TERMS = 8

FindLine = Callable[[Any], int | None]


@dataclass(frozen=True)
class FactGraph:
    """The descriptions of a document, and what of it is not counted.

    `bare` are triples that are facts without a node; `unknown` says which terms there are not.
    """

    described: tuple[Described, ...]
    bare: Sequence[Triple]
    unknown: tuple[Text, ...] = ()


@dataclass(frozen=True)
class GraphPlace:
    """A description in a document: its name, the facts' nodes, and how to find their lines."""

    name: str
    subject: Node
    facts: tuple[Node, ...]
    line: FindLine

    def tell(self, problem: InputError) -> InputError:
        """Return the problem with the document's name, the line and the node."""
        match problem:
            case DescriptionError(path=("facts", int(place), *keys)):
                return self.wrong(self.facts[place], problem.fault, *keys[:1], zh=problem.fault_zh)
            case DescriptionError():
                return self.wrong(self.subject, problem.fault, zh=problem.fault_zh)
        return self.wrong(self.subject, str(problem), zh=problem.zh)

    def wrong(self, node: Node, problem: str, *keys: object, zh: str) -> InputError:
        """Return what is wrong with a node, or with one of its properties."""
        line = self.line(node)
        # The label of a blank node is the parser's own; a line says more.
        named = "" if line and isinstance(node, BlankNode) else _brief(node)
        whose = [part for part in (named, *(f"isto:{key}" for key in keys)) if part]
        return InputError(
            ": ".join([*whose, problem]),
            zh=zh and "：".join([*whose, zh]),
            spot=Spot(self.name, line or 0),
        )


def bare_note(graph: FactGraph) -> Text:
    """Return that some triples do not count; an empty text where there are none."""
    notes = bare_notes(graph)
    return Text("; ".join(note.en for note in notes), "；".join(note.zh for note in notes))


def bare_notes(graph: FactGraph) -> list[Text]:
    """Return the same one by one."""
    return [note for note in (told(graph.bare), *graph.unknown[:_MOST_TERMS]) if note.en]


def read_graph(
    quads: Iterable[Quad],
    name: str = "",
    line: FindLine = lambda _: None,
    tell: Tell = refuse,
) -> FactGraph:
    """Return the descriptions that a document gives; `line` finds where a node stands in it."""
    store = Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    by_subject: dict[Node, list[_Fact]] = {}
    facts = fact_nodes(store, DefaultGraph())
    for node in sorted(facts, key=str):
        fact = _Fact(store, node, GraphPlace(name, node, (), line))
        problems = list(fact.problems())
        for problem in problems:
            tell(problem, fact.whose)
        if not problems:
            by_subject.setdefault(fact.subject, []).append(fact)
    described = []
    for subject in sorted(by_subject, key=str):
        place = GraphPlace(name, subject, (), line)
        try:
            described.append(_described(store, subject, by_subject[subject], place))
        except InputError as problem:
            tell(problem, named(subject))
    return FactGraph(tuple(described), bare_anywhere(store), _unknown_terms(store, facts))


def _unknown_terms(store: Store, facts: Collection[Any]) -> tuple[Text, ...]:
    """Return what is wrong with terms of ours beside the facts, whose own mistakes are refused."""
    messages = (each.message for each in undefined(store) if each.focus not in facts)
    said = (Text(message["en"].rstrip("."), message["zh"].rstrip("。")) for message in messages)
    return tuple(dict.fromkeys(said))


def _described(store: Store, subject: Node, facts: list["_Fact"], place: GraphPlace) -> Described:
    counted = sorted((fact for fact in facts if fact.stands), key=lambda fact: fact.id)
    description = describe(store, subject, {fact.id: fact.as_json() for fact in counted})
    name_zh = [
        quad.object.value
        for quad in store.quads_for_pattern(subject, LABEL, None)
        if isinstance(quad.object, Literal) and quad.object.language == "zh"
    ]
    days = [
        str(getattr(quad.object, "value", quad.object))
        for quad in store.quads_for_pattern(subject, isto("asOf"), None)
    ]
    if len(days) > 1:
        raise place.wrong(
            subject,
            f"two days are asked about: {shown(days)}",
            "asOf",
            zh=f"给出了两个判定日期：{shown(days)}",
        )
    description |= {"name_zh": name_zh[0]} if name_zh else {}
    description |= {"as_of": days[0]} if days else {}
    found = GraphPlace(place.name, subject, tuple(fact.node for fact in counted), place.line)
    left_out = tuple(f"{f.id} ({f.status})" for f in facts if not f.stands)
    return Described(description, found, left_out)


class _Fact(FactNode):
    """A fact of somebody else's document."""

    def __init__(self, store: Store, node: Node, place: GraphPlace) -> None:
        super().__init__(store, node, DefaultGraph())
        self.node = node
        self._place = place

    @property
    def status(self) -> str:
        status = self._values.get("claimStatus")
        return ASSERTED if status is None else text_of(status).rpartition("/")[2]

    def as_json(self) -> Json:
        fact = super().as_json()
        written = {key: text_of(self._values[key]) for key in _WRITTEN if key in self._values}
        return {**fact, **written}

    @property
    def whose(self) -> str:
        """The id of what it is about, as far as it says so."""
        subject = self._values.get("subject")
        return named(subject) if isinstance(subject, NamedNode | BlankNode) else ""

    def problems(self) -> Iterator[InputError]:
        """Yield what would not be read, or could be read in two ways."""
        yield from self._unknown(self.node, _KNOWN, "a fact", "事实")
        for name in _ONCE:
            values = list(self._store.quads_for_pattern(self.node, isto(name), None))
            if len(values) > 1:
                said = [_brief(quad.object) for quad in values[:3]]
                yield self._wrong(
                    f"it is said more than once: {' and '.join(said)}",
                    name,
                    zh=f"给出了不止一次：{'、'.join(said)}",
                )
        for name in ("subject", "property", "value"):
            if name not in self._values:
                yield self._wrong(
                    f"the fact has no isto:{name}; a fact has isto:subject, isto:property and "
                    "isto:value",
                    zh=(
                        f"此事实没有 isto:{name}；事实须有 isto:subject、isto:property 和 "
                        "isto:value"
                    ),
                )
        if "subject" in self._values and not self.whose:
            found = _brief(self._values["subject"])
            yield self._wrong(
                f"is {found}; an IRI is wanted", "subject", zh=f"是 {found}；应为 IRI"
            )
        if self.status not in STATUSES:
            hint = suggestion(self.status, STATUSES)
            yield self._wrong(
                f"there is no status {shown(self.status)}{hint}",
                "claimStatus",
                zh=f"没有状态{shown_zh(self.status)}{hint.zh}",
            )
        if self._values.keys() >= {"property", "value"}:
            yield from self._problems_of_value()

    def _problems_of_value(self) -> Iterator[InputError]:
        value, name = self._values["value"], text_of(self._values["property"])
        name = name.removeprefix(ISTO)
        if name in CONCEPT_PROPERTIES and isinstance(value, NamedNode):
            kind = CONCEPT_PROPERTIES[name]
            if not value.value.startswith(f"{ID}{kind}/"):
                wanted = f"id:{kind}/..., or its key as a string"
                yield self._wrong(
                    f"is {_brief(value)}; the value of {name} is {wanted}",
                    "value",
                    zh=(
                        f"是 {_brief(value)}；{term_named(name)}的值应为 id:{kind}/...，"
                        "或以字符串写出其代码"
                    ),
                )
        if name in STRUCTURES and isinstance(value, NamedNode | BlankNode):
            terms = [term for term, _ in STRUCTURES[name][1].values()]
            whose = f"the value of {name}", f"{term_named(name)}的值"
            yield from self._unknown(value, terms, *whose)

    def _unknown(
        self, node: Any, known: Iterable[str], whose: str, whose_zh: str
    ) -> Iterator[InputError]:
        options = list(known)
        for quad in self._store.quads_for_pattern(node, None, None):
            iri = quad.predicate.value
            if iri.startswith(ISTO) and (local := iri.removeprefix(ISTO)) not in options:
                hint = suggestion(local, options)
                yield self._wrong(
                    f"isto:{local} is not a property of {whose}{hint}",
                    zh=f"isto:{local} 不是{whose_zh}的属性{hint.zh}",
                )

    def _wrong(self, problem: str, *keys: str, zh: str) -> InputError:
        return self._place.wrong(self.node, problem, *keys, zh=zh)


def _brief(term: Any) -> str:
    return shorten(term.value) if isinstance(term, NamedNode) else str(term)
