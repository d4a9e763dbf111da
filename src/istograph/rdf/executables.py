"""Queries described in RDF, so that editors can offer them.

Conventions: https://github.com/sib-swiss/sparql-examples; terms of SHACL (sh:SPARQLExecutable) and
https://purl.expasy.org/sparql-examples/ontology.
"""

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from istograph.rdf.namespaces import HOME, PREFIXES, expand
from istograph.rdf.sparql.lexing import tokens
from istograph.rdf.terms import TYPE, term

# Where the example queries are named, and our prefixes declared.
EXAMPLES = f"{HOME}.well-known/sparql-examples/"
_PREFIXES = NamedNode(f"{EXAMPLES}prefixes")
_SPEX = "https://purl.expasy.org/sparql-examples/ontology#"
# The class and the property of the text, for each form of query.
_FORMS = {
    "SELECT": (expand("sh:SPARQLSelectExecutable"), expand("sh:select")),
    "ASK": (expand("sh:SPARQLAskExecutable"), expand("sh:ask")),
    "CONSTRUCT": (expand("sh:SPARQLConstructExecutable"), expand("sh:construct")),
    "DESCRIBE": (f"{_SPEX}SPARQLDescribeExecutable", f"{_SPEX}describe"),
}


def executable(iri: NamedNode, query: str, comments: Mapping[str, str]) -> Iterator[Triple]:
    """Yield the description of a query whose text does without declaring our prefixes."""
    class_, text = _FORMS[query_form(query)]
    yield Triple(iri, TYPE, term("sh:SPARQLExecutable"))
    yield Triple(iri, TYPE, NamedNode(class_))
    yield Triple(iri, term("sh:prefixes"), _PREFIXES)
    yield Triple(iri, NamedNode(text), Literal(query))
    for language, comment in comments.items():
        yield Triple(iri, term("rdfs:comment"), Literal(comment, language=language))


def declarations() -> Iterator[Triple]:
    """Yield our prefixes as SHACL declares them."""
    any_uri = term("xsd:anyURI")
    yield Triple(_PREFIXES, TYPE, term("owl:Ontology"))
    for prefix, namespace in PREFIXES.items():
        node = NamedNode(f"{_PREFIXES.value}-{prefix}")
        yield Triple(_PREFIXES, term("sh:declare"), node)
        yield Triple(node, term("sh:prefix"), Literal(prefix))
        yield Triple(node, term("sh:namespace"), Literal(namespace, datatype=any_uri))


def query_form(query: str) -> str:
    """Return the form of a query.

    >>> query_form("PREFIX select: <http://e/> ASK {}")
    'ASK'
    """
    words = (token.word for token in tokens(query) if token.word)
    return next(word for word in words if word in _FORMS)
