"""Verdicts on every record that has facts: graphs `inferred` and `verdicts`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pyoxigraph import BlankNode, NamedNode, Quad, Store

from istograph.build.progress import Progress
from istograph.classification import load_theory
from istograph.classification.descriptions import judge
from istograph.classification.descriptions.records import stored
from istograph.model import REPLACED_BY, Replacements, graph, isto

Node = NamedNode | BlankNode

_LOCAL = graph("local")


def verdicts(
    store: Store, sources: Iterable[str], registries: Iterable[str], today: date, told: Progress
) -> Iterator[Quad]:
    """Yield the verdicts on the records of some graphs, as of a day."""
    graphs = [graph(name) for name in sorted(sources)]
    records = list(stored(store, [name for name in graphs if name != _LOCAL]))
    told.stage("classify", len(records))
    theory = load_theory()
    of_users = _of_users(store, graphs) if _LOCAL in graphs else set()
    for record in records:
        if record.iri not in of_users:
            yield from judge.verdicts(theory, record, registries, today)
        told.advance()
    # What users wrote is theirs; it must not keep a new version from being built.
    beside = judge.Judge(store, graphs, registries, today)
    for node in sorted(of_users, key=str):
        yield from beside.verdicts(node)
    for remark in beside.remarks:
        told.note(remark)


def _of_users(store: Store, graphs: Sequence[NamedNode]) -> set[Node]:
    """Return what users have written facts about, or replaced, and what stands for it."""
    facts = store.quads_for_pattern(None, isto("subject"), None, _LOCAL)
    replaced = store.quads_for_pattern(None, REPLACED_BY, None, _LOCAL)
    said = {*(q.object for q in facts), *(n for q in replaced for n in (q.subject, q.object))}
    nodes = {node for node in said if isinstance(node, Node)}
    return nodes | set(map(Replacements(store, graphs).kept, nodes))
