"""Verdicts on every record that has facts: graphs `inferred` and `verdicts`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pyoxigraph import NamedNode, Quad, Store

from istograph.build.progress import Progress
from istograph.classification import load_theory, verdict_nodes
from istograph.classification.records import Stored, stored
from istograph.model import graph
from istograph.rdf.namespaces import ID

_ORGANIZATION = f"{ID}organization/"


def verdicts(
    store: Store, sources: Iterable[str], registries: Iterable[str], today: date, told: Progress
) -> Iterator[Quad]:
    """Yield the verdicts on the records of some graphs, as of a day.

    Of an organization that only registries know, and that nothing they say decides in any class,
    there are none: tens of thousands of records would each say fourteen times that nothing is
    known.
    """
    records = list(stored(store, [graph(name) for name in sorted(sources)]))
    told.stage("classify", len(records))
    theory = load_theory()
    imported = tuple(f"{_ORGANIZATION}{name}-" for name in registries)
    for record in records:
        answer = theory.classify(record.description, as_of=today)
        if not (_is_imported(record, imported) and _decides_nothing(answer["verdicts"])):
            yield from verdict_nodes.quads(record.iri, answer)
        told.advance()


def _is_imported(record: Stored, prefixes: tuple[str, ...]) -> bool:
    return isinstance(record.iri, NamedNode) and record.iri.value.startswith(prefixes)


def _decides_nothing(found: Sequence[dict[str, str]]) -> bool:
    return all(verdict["status"] == "unknown" for verdict in found)
