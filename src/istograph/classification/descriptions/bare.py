"""Statements that look like facts and are none: a property of facts, and no isto:Fact beside it.

    ex:union isto:isNonprofit true .                                       decides nothing
    [] a isto:Fact ; isto:subject ex:union ;
       isto:property isto:isNonprofit ; isto:value true .                  counts

A verdict rests on facts that can say where they are written; a bare triple cannot.
"""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from istograph.model import DENIALS, FACT_PROPERTIES, Text, isto
from istograph.rdf.namespaces import expand, shorten

# The property of a fact that says the same as a triple with this predicate.
FACT_TRIPLES = {isto(name): isto(name) for name in FACT_PROPERTIES} | {
    isto(denial): isto(name) for name, denial in DENIALS.items()
}
_SUBJECT, _PROPERTY, _VALUE = (isto(name) for name in ("subject", "property", "value"))
_DEFAULT = DefaultGraph()
_PLAIN = tuple(NamedNode(expand(f"xsd:{name}")) for name in ("boolean", "integer"))
# Of more nobody reads the number, and each is looked up.
_MOST = 1_000


def bare(store: Store, triples: Iterable[Triple]) -> list[Triple]:
    """Return those of some triples of the default graph that are no facts and look like one."""
    found: list[Triple] = []
    for triple in triples:
        property_ = FACT_TRIPLES.get(triple.predicate)
        if property_ and not _is_said(store, triple, property_):
            found.append(triple)
        if len(found) == _MOST:
            break
    return found


def bare_anywhere(store: Store) -> list[Triple]:
    """Return all of the default graph."""
    found = (store.quads_for_pattern(None, each, None, _DEFAULT) for each in FACT_TRIPLES)
    return bare(store, (quad.triple for quads in found for quad in quads))


def bare_about(store: Store, nodes: Iterable[object]) -> list[Triple]:
    """Return those about nodes."""
    return bare(store, _about(store, nodes))


def told_of(triples: Iterable[Quad | Triple]) -> Text:
    """Return what whoever wrote a document should know, whatever graphs it has."""
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object) for each in triples)
    return told(bare_anywhere(store))


def _about(store: Store, nodes: Iterable[object]) -> Iterator[Triple]:
    for node in nodes:
        for quad in store.quads_for_pattern(node, None, None, _DEFAULT):  # type: ignore[arg-type]
            yield quad.triple


def _is_said(store: Store, triple: Triple, property_: object) -> bool:
    facts = store.quads_for_pattern(None, _SUBJECT, triple.subject, _DEFAULT)
    return any(
        Quad(fact.subject, _PROPERTY, property_, _DEFAULT) in store  # type: ignore[arg-type]
        and Quad(fact.subject, _VALUE, triple.object, _DEFAULT) in store
        for fact in facts
    )


def told(found: Sequence[Triple]) -> Text:
    """Return what whoever wrote them should know; an empty text where there are none."""
    if not found:
        return Text()
    first = min(found, key=str)
    subject, value = first.subject, first.object
    fact = (
        f"[] a isto:Fact ; isto:subject {subject} ; isto:property "
        f"{shorten(FACT_TRIPLES[first.predicate].value)} ; isto:value {_turtle(value)} ."
    )
    number = f"{len(found):,}" if len(found) < _MOST else f"{_MOST:,} or more"
    statements = "1 statement has" if len(found) == 1 else f"{number} statements have"
    return Text(
        f"{statements} a property of facts and no isto:Fact that says the same: the verdicts do "
        f"not count that; write {fact}",
        f"{len(found):,} 条三元组使用了事实的属性，却没有表达同一内容的 isto:Fact：判定不予计入；"
        f"请写作 {fact}",
    )


def _turtle(value: object) -> str:
    """Return a value as Turtle has it at its shortest.

    >>> _turtle(Literal(True)), _turtle(Literal("a"))
    ('true', '"a"')
    """
    if isinstance(value, Literal) and value.datatype in _PLAIN:
        return value.value
    return str(value)
