"""The query behind a count: the records of a class, or the statements with a property."""

from pyoxigraph import NamedNode

from istograph.errors import NotFoundError
from istograph.model import isto
from istograph.rdf.namespaces import shorten
from istograph.rdf.terms import TYPE
from istograph.web.http.languages import Language
from istograph.web.linked_data.documentation.families import family, home
from istograph.web.linked_data.lookup import Graph, Lookup


def query(lookup: Lookup, name: str, language: Language) -> str:
    """Return it for a term of the ontology; NotFoundError where that cannot be a term's name."""
    if not name.isidentifier():
        raise NotFoundError(
            f"{name!r} is no name of a term; /ontology has those that there are",
            zh=f"“{name}”不是术语名；全部术语见 /ontology",
        )
    if name[0].islower():
        said = _of(home(lookup, isto(name)), f"?subject isto:{name} ?value")
        return f"SELECT ?subject ?value {{ {said} }} LIMIT 200"
    distinct, path = (
        ("DISTINCT ", "/rdfs:subClassOf*") if family(lookup, isto(name))[1:] else ("", "")
    )
    label = f'OPTIONAL {{ ?record rdfs:label ?label FILTER (LANG(?label) = "{language}") }}'
    said = _of(home(lookup, TYPE, isto(name)), f"?record a{path} isto:{name} {label}")
    return f"SELECT {distinct}?record ?label {{ {said} }} LIMIT 200"


def _of(graph: Graph | None, pattern: str) -> str:
    """Return a pattern as it is asked of a graph; of the default one nothing need be said."""
    if not isinstance(graph, NamedNode):
        return pattern
    name = shorten(graph.value)
    return f"GRAPH {name if name != graph.value else f'<{name}>'} {{ {pattern} }}"
