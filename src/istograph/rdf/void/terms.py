"""The terms of VoID and of the Service Description that say what a graph holds."""

from pyoxigraph import NamedNode

from istograph.rdf.namespaces import PREFIXES

# Editors ask for the datatypes of a property's values by these.
DATATYPE_PARTITION = NamedNode("http://ldf.fi/void-ext#datatypePartition")
DATATYPE = NamedNode("http://ldf.fi/void-ext#datatype")


def void(name: str) -> NamedNode:
    """Return a term of VoID."""
    return NamedNode(PREFIXES["void"] + name)


def sd(name: str) -> NamedNode:
    """Return a term of the Service Description."""
    return NamedNode(PREFIXES["sd"] + name)
