"""What a graph holds, counted: VoID statistics with partitions by class and by property.

https://www.w3.org/TR/void/#statistics; editors complete names from the partitions, which they
look for below `?graph sd:graph ?dataset . ?dataset void:classPartition ?partition`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from istograph.rdf.namespaces import PREFIXES, expand

_TYPE = NamedNode(expand("rdf:type"))
_DATATYPE_PARTITION = NamedNode("http://ldf.fi/void-ext#datatypePartition")
_DATATYPE = NamedNode("http://ldf.fi/void-ext#datatype")


def _void(name: str) -> NamedNode:
    return NamedNode(PREFIXES["void"] + name)


def _sd(name: str) -> NamedNode:
    return NamedNode(PREFIXES["sd"] + name)


@dataclass
class _Property:
    """How often a property is used, and with what objects."""

    triples: int = 0
    classes: Counter[NamedNode] = field(default_factory=Counter)
    datatypes: Counter[NamedNode] = field(default_factory=Counter)


_Properties = defaultdict[NamedNode, _Property]


def dataset(
    iri: NamedNode, default: NamedNode, named: Mapping[NamedNode, NamedNode]
) -> Iterator[Triple]:
    """Yield a dataset's graphs as the Service Description has them; each is a void:Dataset too."""
    yield Triple(iri, _TYPE, _void("Dataset"))
    yield Triple(iri, _TYPE, _sd("Dataset"))
    yield Triple(iri, _sd("defaultGraph"), default)
    yield Triple(default, _TYPE, _sd("Graph"))
    for name, graph in named.items():
        # The name is the sd:NamedGraph itself: with a node between, editors' rows double.
        yield Triple(iri, _sd("namedGraph"), name)
        yield Triple(name, _TYPE, _sd("NamedGraph"))
        yield Triple(name, _sd("name"), name)
        yield Triple(name, _sd("graph"), graph)
        yield Triple(graph, _TYPE, _sd("Graph"))


def statistics(dataset: NamedNode, triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield what there is to say of some triples as a void:Dataset."""
    graph = set(triples)
    types = _types(graph)
    members = Counter(class_ for classes in types.values() for class_ in classes)
    everywhere, by_class = _count(graph, types)
    yield Triple(dataset, _TYPE, _void("Dataset"))
    for name, number in (
        ("triples", len(graph)),
        ("entities", len({t.subject for t in graph if isinstance(t.subject, NamedNode)})),
        ("classes", len(members)),
        ("properties", len(everywhere)),
        ("distinctSubjects", len({triple.subject for triple in graph})),
        ("distinctObjects", len({triple.object for triple in graph})),
    ):
        yield Triple(dataset, _void(name), Literal(number))
    for class_ in _sorted(members):
        partition = BlankNode()
        yield Triple(dataset, _void("classPartition"), partition)
        yield Triple(partition, _void("class"), class_)
        yield Triple(partition, _void("entities"), Literal(members[class_]))
        yield from _property_partitions(partition, by_class[class_])
    yield from _property_partitions(dataset, everywhere, detailed=False)


def _types(graph: set[Triple]) -> dict[object, set[NamedNode]]:
    types: dict[object, set[NamedNode]] = defaultdict(set)
    for triple in graph:
        if triple.predicate == _TYPE and isinstance(triple.object, NamedNode):
            types[triple.subject].add(triple.object)
    return types


def _count(
    graph: set[Triple], types: dict[object, set[NamedNode]]
) -> tuple[_Properties, dict[NamedNode, _Properties]]:
    everywhere = _Properties(_Property)
    by_class: dict[NamedNode, _Properties] = defaultdict(lambda: _Properties(_Property))
    for triple in graph:
        places = [by_class[class_][triple.predicate] for class_ in types.get(triple.subject, ())]
        for place in (everywhere[triple.predicate], *places):
            place.triples += 1
            if isinstance(triple.object, Literal):
                place.datatypes[triple.object.datatype] += 1
            place.classes.update(types.get(triple.object, ()))
    return everywhere, by_class


def _property_partitions(
    whole: NamedNode | BlankNode, properties: _Properties, *, detailed: bool = True
) -> Iterator[Triple]:
    for iri in _sorted(properties):
        counted, partition = properties[iri], BlankNode()
        yield Triple(whole, _void("propertyPartition"), partition)
        yield Triple(partition, _void("property"), iri)
        yield Triple(partition, _void("triples"), Literal(counted.triples))
        if not detailed:
            continue
        for class_ in _sorted(counted.classes):
            values = BlankNode()
            yield Triple(partition, _void("classPartition"), values)
            yield Triple(values, _void("class"), class_)
            yield Triple(values, _void("triples"), Literal(counted.classes[class_]))
        for datatype in _sorted(counted.datatypes):
            values = BlankNode()
            yield Triple(partition, _DATATYPE_PARTITION, values)
            yield Triple(values, _DATATYPE, datatype)
            yield Triple(values, _void("triples"), Literal(counted.datatypes[datatype]))


def _sorted(iris: Iterable[NamedNode]) -> list[NamedNode]:
    return sorted(iris, key=lambda iri: iri.value)
