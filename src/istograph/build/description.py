"""What a dataset says of itself: its version, and in graph `void` what each graph holds."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from istograph.build.names import placed
from istograph.model import graph
from istograph.rdf import void
from istograph.rdf.terms import LABEL, term
from istograph.rdf.void.terms import DATASET, VERSION, described_by, part
from istograph.registries import REGISTRIES

_LICENSE = term("dcterms:license")
_DIGEST_BYTES = 16


class ContentHash:
    """A hash of quads in no order, made as they pass; the labels of blank nodes do not count."""

    def __init__(self) -> None:
        self._sum = 0

    def add(self, quad: Quad) -> None:
        """Take a quad in; each once."""
        line = re.sub(r"_:\w+", "_:", str(quad)) if "_:" in (text := str(quad)) else text
        digest = hashlib.blake2b(line.encode(), digest_size=_DIGEST_BYTES).digest()
        self._sum += int.from_bytes(digest)

    def add_file(self, path: Path) -> None:
        """Take a file in by its bytes, for all the quads that come of it."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=_DIGEST_BYTES))
        self._sum += int.from_bytes(digest.digest())

    @property
    def short(self) -> str:
        """The first eight digits, for a version."""
        total = self._sum % (1 << (8 * _DIGEST_BYTES))
        return hashlib.sha256(total.to_bytes(_DIGEST_BYTES)).hexdigest()[:8]


def described(store: Store, names: Sequence[str], version: str, today: date) -> Iterator[Quad]:
    """Yield the graph `void` of a store whose graphs, the default one too, are complete."""
    yield from placed("void", _dataset_triples(sorted(names), version, today))
    parts: Mapping[str, NamedNode | DefaultGraph] = {
        "default": DefaultGraph(),
        **{name: graph(name) for name in names},
    }
    for name, where in parts.items():
        triples = partial(_triples, store, where)
        yield from placed("void", void.statistics(part(name), triples))


def counts(said: Iterable[Quad]) -> dict[str, int]:
    """Return how many triples each graph has by what is said of it; the default one has no name."""
    triples = term("void:triples")
    found = {
        described_by(quad.subject): int(quad.object.value)
        for quad in said
        if quad.predicate == triples
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
    }
    return {"" if name == "default" else name: number for name, number in found.items()}


def _triples(
    store: Store, where: NamedNode | DefaultGraph, predicate: NamedNode | None
) -> Iterator[Triple]:
    return (quad.triple for quad in store.quads_for_pattern(None, predicate, None, where))


def _dataset_triples(names: list[str], version: str, today: date) -> Iterator[Triple]:
    day = Literal(today.isoformat(), datatype=term("xsd:date"))
    chinese = Literal("istograph：国际科技组织知识图谱", language="zh")
    english = "istograph: international scientific and technological organizations"
    title, modified = term("dcterms:title"), term("dcterms:modified")
    yield Triple(DATASET, title, Literal(english, language="en"))
    yield Triple(DATASET, title, chinese)
    yield Triple(DATASET, modified, day)
    yield Triple(DATASET, VERSION, Literal(version))
    yield from void.dataset(DATASET, part("default"), {graph(n): part(n) for n in names})
    for name in names:
        yield Triple(graph(name), LABEL, Literal(name, language="en"))
        # Not every source is as free as what the package brings.
        if name in REGISTRIES:
            yield Triple(part(name), _LICENSE, NamedNode(REGISTRIES[name].license))
