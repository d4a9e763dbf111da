"""What a client may ask of the endpoint, in the words of SPARQL 1.1 Service Description.

https://www.w3.org/TR/sparql11-service-description/; our own terms it has none. What is not said
does not apply: there is no extension of the language, no property with a meaning of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from istograph.rdf.formats import RDF_FORMATS, RESULT_FORMATS
from istograph.rdf.namespaces import GRAPH, expand

_TYPE = NamedNode(expand("rdf:type"))
_ENTAILMENT = "http://www.w3.org/ns/entailment/"
_PROFILE = "http://www.w3.org/ns/owl-profile/"
_INFERRED = NamedNode(GRAPH + "inferred")


@dataclass(frozen=True)
class Endpoint:
    """The service as it is set up: where it is, what it has and what it lets do."""

    url: str
    dataset: NamedNode
    default_graph: NamedNode
    named_graphs: tuple[NamedNode, ...] = ()
    writable: bool = False
    federated: bool = False
    functions: tuple[NamedNode, ...] = ()


def describe(endpoint: Endpoint) -> Iterator[Triple]:
    """Yield the description of a service and its dataset."""
    service = NamedNode(f"{endpoint.url}#service")
    yield Triple(service, _TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(endpoint.url))
    yield Triple(service, _sd("defaultDataset"), endpoint.dataset)
    for name, class_, values in _abilities(endpoint):
        for value in values:
            yield Triple(service, _sd(name), value)
            yield Triple(value, _TYPE, class_)
    yield from _dataset(endpoint)
    yield from _available(service, endpoint)


def _abilities(endpoint: Endpoint) -> Iterator[tuple[str, NamedNode, Iterable[NamedNode]]]:
    """Yield each property of the service with the class of its values, and these."""
    form = NamedNode("http://www.w3.org/ns/formats/Format")
    yield "resultFormat", form, _iris(form.iri for form in (*RESULT_FORMATS, *RDF_FORMATS))
    yield "inputFormat", form, _iris(form.iri for form in RDF_FORMATS)
    yield "supportedLanguage", _sd("Language"), map(_sd, _languages(endpoint))
    yield "feature", _sd("Feature"), map(_sd, _features(endpoint))
    yield "extensionFunction", _sd("Function"), endpoint.functions
    yield "defaultEntailmentRegime", _sd("EntailmentRegime"), _iris([_ENTAILMENT + "Simple"])


def _languages(endpoint: Endpoint) -> Iterator[str]:
    yield from ("SPARQL10Query", "SPARQL11Query", "SPARQL12Query")
    if endpoint.writable:
        yield from ("SPARQL11Update", "SPARQL12Update")


def _features(endpoint: Endpoint) -> Iterator[str]:
    # A graph that was made and has no triples is there; it is not dropped by itself.
    yield "EmptyGraphs"
    if endpoint.federated:
        yield "BasicFederatedQuery"


def _dataset(endpoint: Endpoint) -> Iterator[Triple]:
    yield Triple(endpoint.dataset, _TYPE, _sd("Dataset"))
    yield Triple(endpoint.dataset, _sd("defaultGraph"), endpoint.default_graph)
    yield Triple(endpoint.default_graph, _TYPE, _sd("Graph"))
    for graph in endpoint.named_graphs:
        yield Triple(endpoint.dataset, _sd("namedGraph"), graph)
        yield Triple(graph, _TYPE, _sd("NamedGraph"))
        yield Triple(graph, _sd("name"), graph)
    if _INFERRED in endpoint.named_graphs:
        regime, profile = NamedNode(_ENTAILMENT + "OWL-Direct"), NamedNode(_PROFILE + "DL")
        yield Triple(_INFERRED, _sd("entailmentRegime"), regime)
        yield Triple(regime, _TYPE, _sd("EntailmentRegime"))
        yield Triple(_INFERRED, _sd("supportedEntailmentProfile"), profile)
        yield Triple(profile, _TYPE, _sd("EntailmentProfile"))


def _available(service: NamedNode, endpoint: Endpoint) -> Iterator[Triple]:
    """Yield the graphs that FROM and FROM NAMED may name."""
    collection = NamedNode(f"{endpoint.url}#graphs")
    yield Triple(service, _sd("availableGraphs"), collection)
    yield Triple(collection, _TYPE, _sd("GraphCollection"))
    for graph in endpoint.named_graphs:
        yield Triple(collection, _sd("namedGraph"), graph)


def _sd(name: str) -> NamedNode:
    return NamedNode(expand(f"sd:{name}"))


def _iris(iris: Iterable[str]) -> Iterator[NamedNode]:
    return map(NamedNode, iris)
