"""What a graph holds, counted: VoID statistics with partitions by class and by property.

https://www.w3.org/TR/void/#statistics; editors complete names from the partitions, which they
look for below `?graph sd:graph ?dataset . ?dataset void:classPartition ?partition`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from istograph.rdf.terms import TYPE
from istograph.rdf.void.terms import DATATYPE, DATATYPE_PARTITION, sd, void


@dataclass
class _Property:
    """How often a property is used, and with what objects."""

    triples: int = 0
    classes: Counter[NamedNode] = field(default_factory=Counter)
    datatypes: Counter[NamedNode] = field(default_factory=Counter)


_Properties = defaultdict[NamedNode, _Property]
# All triples, or those with one predicate; each once at each reading.
Triples = Callable[[NamedNode | None], Iterable[Triple]]


def dataset(
    iri: NamedNode, default: NamedNode, named: Mapping[NamedNode, NamedNode]
) -> Iterator[Triple]:
    """Yield a dataset's graphs as the Service Description has them; each is a void:Dataset too."""
    yield Triple(iri, TYPE, void("Dataset"))
    yield Triple(iri, TYPE, sd("Dataset"))
    yield Triple(iri, sd("defaultGraph"), default)
    yield Triple(default, TYPE, sd("Graph"))
    for name, graph in named.items():
        # The name is the sd:NamedGraph itself: with a node between, editors' rows double.
        yield Triple(iri, sd("namedGraph"), name)
        yield Triple(name, TYPE, sd("NamedGraph"))
        yield Triple(name, sd("name"), name)
        yield Triple(name, sd("graph"), graph)
        yield Triple(graph, TYPE, sd("Graph"))


def statistics(dataset: NamedNode, triples: Triples) -> Iterator[Triple]:
    """Yield what there is to say of some triples as a void:Dataset.

    They are read twice, and never all held.
    """
    types = _types(triples(TYPE))
    members = Counter(class_ for classes in types.values() for class_ in classes)
    counted = _count(triples(None), types)
    yield Triple(dataset, TYPE, void("Dataset"))
    for name, number in (
        ("triples", counted.triples),
        ("entities", sum(isinstance(node, NamedNode) for node in counted.subjects)),
        ("classes", len(members)),
        ("properties", len(counted.everywhere)),
        ("distinctSubjects", len(counted.subjects)),
        ("distinctObjects", len(counted.objects)),
    ):
        yield Triple(dataset, void(name), Literal(number))
    for class_ in _sorted(members):
        partition = BlankNode()
        yield Triple(dataset, void("classPartition"), partition)
        yield Triple(partition, void("class"), class_)
        yield Triple(partition, void("entities"), Literal(members[class_]))
        yield from _property_partitions(partition, counted.by_class[class_])
    yield from _property_partitions(dataset, counted.everywhere, detailed=False)


def _types(triples: Iterable[Triple]) -> dict[object, tuple[NamedNode, ...]]:
    types: dict[object, tuple[NamedNode, ...]] = {}
    # One tuple for all the nodes that have the same classes.
    shared: dict[tuple[NamedNode, ...], tuple[NamedNode, ...]] = {}
    for triple in triples:
        if triple.predicate == TYPE and isinstance(triple.object, NamedNode):
            classes = (*types.get(triple.subject, ()), triple.object)
            types[triple.subject] = shared.setdefault(classes, classes)
    return types


@dataclass
class _Counted:
    """What was counted; objects by their hashes, for they are many and long."""

    triples: int = 0
    subjects: set[object] = field(default_factory=set)
    objects: set[int] = field(default_factory=set)
    everywhere: _Properties = field(default_factory=lambda: _Properties(_Property))
    by_class: dict[NamedNode, _Properties] = field(
        default_factory=lambda: defaultdict(lambda: _Properties(_Property))
    )


def _count(triples: Iterable[Triple], types: dict[object, tuple[NamedNode, ...]]) -> _Counted:
    counted = _Counted()
    for subject, predicate, value in triples:
        counted.triples += 1
        counted.subjects.add(subject)
        counted.objects.add(hash(value))
        places = [counted.by_class[class_][predicate] for class_ in types.get(subject, ())]
        for place in (counted.everywhere[predicate], *places):
            place.triples += 1
            if isinstance(value, Literal):
                place.datatypes[value.datatype] += 1
            elif value in types:
                place.classes.update(types[value])
    return counted


def _property_partitions(
    whole: NamedNode | BlankNode, properties: _Properties, *, detailed: bool = True
) -> Iterator[Triple]:
    for iri in _sorted(properties):
        counted, partition = properties[iri], BlankNode()
        yield Triple(whole, void("propertyPartition"), partition)
        yield Triple(partition, void("property"), iri)
        yield Triple(partition, void("triples"), Literal(counted.triples))
        if not detailed:
            continue
        for class_ in _sorted(counted.classes):
            values = BlankNode()
            yield Triple(partition, void("classPartition"), values)
            yield Triple(values, void("class"), class_)
            yield Triple(values, void("triples"), Literal(counted.classes[class_]))
        for datatype in _sorted(counted.datatypes):
            values = BlankNode()
            yield Triple(partition, DATATYPE_PARTITION, values)
            yield Triple(values, DATATYPE, datatype)
            yield Triple(values, void("triples"), Literal(counted.datatypes[datatype]))


def _sorted(iris: Iterable[NamedNode]) -> list[NamedNode]:
    return sorted(iris, key=lambda iri: iri.value)
