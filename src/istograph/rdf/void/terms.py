"""The terms of VoID and of the Service Description, and the names of what they describe here."""

from pyoxigraph import NamedNode

from istograph.rdf.namespaces import HOME, PREFIXES

# Editors ask for the datatypes of a property's values by these.
DATATYPE_PARTITION = NamedNode("http://ldf.fi/void-ext#datatypePartition")
DATATYPE = NamedNode("http://ldf.fi/void-ext#datatype")
VERSION = NamedNode("http://purl.org/pav/version")

# The whole dataset; `default` and the name of each graph name its parts likewise.
_PARTS = f"{HOME}.well-known/void#"
DATASET = NamedNode(f"{_PARTS}dataset")


def part(graph: str) -> NamedNode:
    """Return what describes a graph of the dataset."""
    return NamedNode(_PARTS + graph)


def described_by(part: NamedNode) -> str:
    """Return the name of the graph that a part of the dataset describes."""
    return part.value.removeprefix(_PARTS)


def void(name: str) -> NamedNode:
    """Return a term of VoID."""
    return NamedNode(PREFIXES["void"] + name)


def sd(name: str) -> NamedNode:
    """Return a term of the Service Description."""
    return NamedNode(PREFIXES["sd"] + name)
