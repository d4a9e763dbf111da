"""VoID counts what is there, once."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.void import dataset, statistics

GRAPH = """
@prefix e: <http://example.org/> .
e:a a e:Person ; e:knows e:b , e:c ; e:age 1 .
e:b a e:Person , e:Author ; e:name "b"@en , "b" .
[] e:knows e:a .
"""
DATASET = NamedNode("http://example.org/dataset")


def example(predicate: NamedNode | None) -> Iterator[Triple]:
    triples = (quad.triple for quad in parse(GRAPH, RdfFormat.TURTLE))
    return (triple for triple in triples if predicate in (None, triple.predicate))


def ask(triples: Iterator[Triple], query: str) -> list[tuple[str, ...]]:
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    rows = store.query(
        query, prefixes={**PREFIXES, "e": "http://example.org/", "ext": "http://ldf.fi/void-ext#"}
    )
    return sorted(tuple(term.value.rpartition("/")[2] for term in row) for row in rows)


def test_the_whole_is_counted() -> None:
    found = ask(
        statistics(DATASET, example), "SELECT ?p ?n { e:dataset ?p ?n FILTER(isLiteral(?n)) }"
    )

    assert dict(found) == {
        "void#triples": "9",
        "void#entities": "2",
        "void#classes": "2",
        "void#properties": "4",
        "void#distinctSubjects": "3",
        "void#distinctObjects": "8",
    }


def test_a_class_is_counted_with_its_properties() -> None:
    query = """SELECT ?class ?entities ?property ?triples {
        e:dataset void:classPartition ?c . ?c void:class ?class ; void:entities ?entities ;
            void:propertyPartition ?p . ?p void:property ?property ; void:triples ?triples }"""

    assert ask(statistics(DATASET, example), query) == [
        ("Author", "1", "22-rdf-syntax-ns#type", "2"),
        ("Author", "1", "name", "2"),
        ("Person", "2", "22-rdf-syntax-ns#type", "3"),
        ("Person", "2", "age", "1"),
        ("Person", "2", "knows", "2"),
        ("Person", "2", "name", "2"),
    ]


def test_a_property_of_a_class_is_counted_by_what_it_leads_to() -> None:
    query = """SELECT ?property ?to ?n {
        e:dataset void:classPartition ?c . ?c void:class e:Person ; void:propertyPartition ?p .
        ?p void:property ?property .
        { ?p void:classPartition ?v . ?v void:class ?to } UNION
        { ?p ext:datatypePartition ?v . ?v ext:datatype ?to }
        ?v void:triples ?n }"""

    assert ask(statistics(DATASET, example), query) == [
        ("age", "XMLSchema#integer", "1"),
        ("knows", "Author", "1"),
        ("knows", "Person", "1"),
        ("name", "22-rdf-syntax-ns#langString", "1"),
        ("name", "XMLSchema#string", "1"),
    ]


def test_a_property_is_counted_everywhere() -> None:
    query = """SELECT ?property ?n { e:dataset void:propertyPartition ?p .
        ?p void:property ?property ; void:triples ?n }"""

    assert ("knows", "3") in ask(statistics(DATASET, example), query)


def test_each_named_graph_is_found_once() -> None:
    default, name, graph = (
        NamedNode(f"http://example.org/{n}") for n in ("default", "g", "void-g")
    )
    query = "SELECT ?graph ?d { ?graph sd:graph ?d }"

    assert ask(dataset(DATASET, default, {name: graph}), query) == [("g", "void-g")]
