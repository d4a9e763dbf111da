"""What changed: the project's list of changes, and this version of the dataset beside the last."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import NamedNode

from istograph import resources
from istograph.model import graph, value_of
from istograph.rdf.namespaces import GRAPH
from istograph.rdf.store.snapshot import Snapshot
from istograph.rdf.terms import term
from istograph.rdf.void.terms import described_by
from istograph.web.http.links import Links
from istograph.web.linked_data.lookup import Lookup
from istograph.web.markdown import html


@dataclass(frozen=True)
class Difference:
    """How many triples a graph had, and has."""

    graph: str
    before: int
    now: int


def differences(before: Snapshot, now: Lookup) -> Sequence[Difference] | None:
    """Return the graphs, the default one too, that do not hold as much as they did.

    Nothing, where one of the two does not say what its graphs hold, or is gone from the disk.
    """
    try:
        was, is_ = _counts(Lookup(before.open())), _counts(now)
    except OSError:
        # A write may have removed it since it was found.
        return None
    if not was or not is_:
        return None
    found = (Difference(n, was.get(n, 0), is_.get(n, 0)) for n in sorted(was.keys() | is_.keys()))
    return [each for each in found if each.before != each.now]


def _counts(lookup: Lookup) -> dict[str, int]:
    """Return how many triples each graph has; none where nothing describes the graphs.

    What is said of a graph is kept right by writes; only graphs of users are not described.
    """
    where = graph("void")
    said = lookup.triples(None, term("void:triples"), None, where)
    found = {
        described_by(triple.subject): int(value_of(triple.object))
        for triple in said
        if isinstance(triple.subject, NamedNode)
    }
    if not found:
        return {}
    found[""] = found.pop("default", 0)
    for each in lookup.store.named_graphs():
        name = each.value.removeprefix(GRAPH)
        if name not in found and isinstance(each, NamedNode):
            found[name] = sum(1 for _ in lookup.triples(where=each))
    return found


def changes(links: Links) -> Markup:
    """Return the list of changes as HTML, below a heading of the page."""
    _, _, text = resources.CHANGES.read_text("utf-8").partition("\n")
    served = {"ontology/CHANGES.md": links.local("/ontology/history")}
    return html(text, lambda address: served.get(address, ""), top=1)
