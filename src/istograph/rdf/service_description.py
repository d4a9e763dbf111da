"""What a client may ask of the endpoint, in the words of SPARQL 1.1 Service Description.

https://www.w3.org/TR/sparql11-service-description/; our own terms it has none. What is not said
does not apply: there is no extension of the language, no property with a meaning of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from istograph.rdf.formats import RDF_FORMATS, RESULT_FORMATS
from istograph.rdf.namespaces import GRAPH
from istograph.rdf.terms import TYPE
from istograph.rdf.void.terms import sd

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
    yield Triple(service, TYPE, sd("Service"))
    yield Triple(service, sd("endpoint"), NamedNode(endpoint.url))
    yield Triple(service, sd("defaultDataset"), endpoint.dataset)
    for name, class_, values in _abilities(endpoint):
        for value in values:
            yield Triple(service, sd(name), value)
            yield Triple(value, TYPE, class_)
    yield from _dataset(endpoint)
    yield from _available(service, endpoint)


def _abilities(endpoint: Endpoint) -> Iterator[tuple[str, NamedNode, Iterable[NamedNode]]]:
    """Yield each property of the service with the class of its values, and these."""
    form = NamedNode("http://www.w3.org/ns/formats/Format")
    yield "resultFormat", form, _iris(form.iri for form in (*RESULT_FORMATS, *RDF_FORMATS))
    yield "inputFormat", form, _iris(form.iri for form in RDF_FORMATS)
    yield "supportedLanguage", sd("Language"), map(sd, _languages(endpoint))
    yield "feature", sd("Feature"), map(sd, _features(endpoint))
    yield "extensionFunction", sd("Function"), endpoint.functions
    yield "defaultEntailmentRegime", sd("EntailmentRegime"), _iris([_ENTAILMENT + "Simple"])


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
    yield Triple(endpoint.dataset, TYPE, sd("Dataset"))
    yield Triple(endpoint.dataset, sd("defaultGraph"), endpoint.default_graph)
    yield Triple(endpoint.default_graph, TYPE, sd("Graph"))
    for graph in endpoint.named_graphs:
        yield Triple(endpoint.dataset, sd("namedGraph"), graph)
        yield Triple(graph, TYPE, sd("NamedGraph"))
        yield Triple(graph, sd("name"), graph)
    if _INFERRED in endpoint.named_graphs:
        regime, profile = NamedNode(_ENTAILMENT + "OWL-Direct"), NamedNode(_PROFILE + "DL")
        yield Triple(_INFERRED, sd("entailmentRegime"), regime)
        yield Triple(regime, TYPE, sd("EntailmentRegime"))
        yield Triple(_INFERRED, sd("supportedEntailmentProfile"), profile)
        yield Triple(profile, TYPE, sd("EntailmentProfile"))


def _available(service: NamedNode, endpoint: Endpoint) -> Iterator[Triple]:
    """Yield the graphs that FROM and FROM NAMED may name."""
    collection = NamedNode(f"{endpoint.url}#graphs")
    yield Triple(service, sd("availableGraphs"), collection)
    yield Triple(collection, TYPE, sd("GraphCollection"))
    for graph in endpoint.named_graphs:
        yield Triple(collection, sd("namedGraph"), graph)


def _iris(iris: Iterable[str]) -> Iterator[NamedNode]:
    return map(NamedNode, iris)
