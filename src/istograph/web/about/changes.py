"""What changed: the project's list of changes, and this version of the dataset beside the last."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from istograph import resources
from istograph.rdf.store.snapshot import Description
from istograph.web.http.links import Links
from istograph.web.markdown import html


@dataclass(frozen=True)
class Difference:
    """How many triples a graph had, and has."""

    graph: str
    before: int
    now: int


def differences(before: Description, now: Description) -> Sequence[Difference]:
    """Return the graphs, the default one too, that do not hold as much as they did."""
    names = sorted(before.counts.keys() | now.counts.keys())
    found = (Difference(n, before.counts.get(n, 0), now.counts.get(n, 0)) for n in names)
    return [each for each in found if each.before != each.now]


def changes(links: Links) -> Markup:
    """Return the list of changes as HTML, below a heading of the page."""
    _, _, text = resources.CHANGES.read_text("utf-8").partition("\n")
    served = {"ontology/CHANGES.md": links.local("/ontology/history")}
    return html(text, lambda address: served.get(address, ""), top=1)
