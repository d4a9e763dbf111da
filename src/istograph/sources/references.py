"""What a table may refer to: the ontology's terms and values, and the records of all tables."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

from istograph.errors import TermError
from istograph.model import Term
from istograph.rdf.namespaces import ID, ISTO, PREFIXES, shorten
from istograph.sources import cells
from istograph.sources.layout import LAYOUTS, TABLE_1, TABLE_2, Layout
from istograph.sources.tables import Row, nearest, read_table

# Terms of these need no declaration in the ontology: every RDF tool knows them.
_BUILT_IN = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "xsd"))


class References:
    """The IRIs that cells may name; anything else of ours is an error with a suggestion."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)

    def key(self, kind: str) -> Callable[[str], NamedNode]:
        """Return a parser of the bare keys below one kind: `bonn` for `place`."""
        return lambda text: self._kept(NamedNode(f"{ID}{kind}/{cells.slug(text)}"))

    def record(self, text: str) -> NamedNode:
        """Return the IRI of a record that is named by `kind/key`."""
        return self._kept(NamedNode(ID + cells.record_key(text)))

    def curie(self, text: str) -> NamedNode:
        """Return the IRI of a CURIE that must exist if it is one of ours."""
        return self._kept(cells.curie(text))

    def predicate(self, text: str) -> NamedNode:
        """Return the IRI of a property, which the ontology must declare."""
        iri = cells.curie(text)
        if iri.value not in self._known and not iri.value.startswith(_BUILT_IN):
            raise TermError(f"the ontology declares no {text!r}{self._nearest(iri.value)}")
        return iri

    def value(self, text: str) -> Term:
        """Return the term of a value cell; an IRI of ours must exist."""
        term = cells.value(text)
        return self._kept(term) if isinstance(term, NamedNode) else term

    def property_value(self, text: str) -> tuple[NamedNode, Term]:
        """Return the property and the value of `curie=value`."""
        predicate, equals, value = text.partition("=")
        if not equals:
            raise ValueError(f"{text!r} is no curie=value, as in isto:year=2001^^xsd:gYear")
        return self.predicate(predicate), self.value(value)

    def check(self, term: object) -> None:
        """Raise an error if a term is an IRI of ours that does not exist."""
        if isinstance(term, NamedNode):
            self._kept(term)

    def _kept(self, iri: NamedNode) -> NamedNode:
        if iri.value.startswith((ID, ISTO)) and iri.value not in self._known:
            raise TermError(f"there is no {shorten(iri.value)}{self._nearest(iri.value)}")
        return iri

    def _nearest(self, iri: str) -> str:
        # Only what stands in the same place is a likely slip: a place for a place.
        space = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
        names = [known.removeprefix(space) for known in self._known if known.startswith(space)]
        return nearest(iri.removeprefix(space), sorted(names))


def load_references(folder: Path, ontology: Path) -> References:
    """Return all that the tables below a folder, with the ontology, may refer to."""
    return References(_ontology_iris(ontology) | set(_record_iris(folder)))


def _record_iris(folder: Path) -> Iterator[str]:
    for layout in LAYOUTS:
        path = folder / layout.path
        if path.exists():
            for row in read_table(path, layout.columns, layout.key):
                yield from _row_iris(layout, row)


def _row_iris(layout: Layout, row: Row) -> Iterator[str]:
    key = layout.record_key(row[layout.key])
    yield ID + key
    if layout in (TABLE_1, TABLE_2):
        name = key.partition("/")[2]
        yield from (f"{ID}cell/{name}-{column}" for column in range(1, 15))


@cache
def _ontology_iris(folder: Path) -> frozenset[str]:
    """Return the subjects of all Turtle files below a folder."""
    return frozenset(
        quad.subject.value
        for path in sorted(folder.rglob("*.ttl"))
        for quad in parse(path=path, format=RdfFormat.TURTLE)
        if isinstance(quad.subject, NamedNode)
    )
