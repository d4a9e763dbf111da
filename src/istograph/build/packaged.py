"""What the package brings: the ontology, the shapes, the sources and the examples."""

import hashlib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from istograph import mappings, resources
from istograph.build.names import Graphs, placed
from istograph.examples import examples
from istograph.model import graph
from istograph.rdf import executables
from istograph.rdf.reading import read_file
from istograph.rdf.terms import LABEL, term
from istograph.sources import SOURCES

_PREFERRED = term("skos:prefLabel")


def read_packaged() -> Graphs:
    """Return the graphs that the package brings, by name."""
    ontology = resources.ONTOLOGY
    terms = _quads([*ontology.glob("*.ttl"), *ontology.glob("vocabularies/*.ttl")])
    graphs = {
        "ontology": [*placed("ontology", terms), *_concept_labels(terms)],
        "shapes": list(placed("shapes", _quads(resources.SHAPES.glob("*.ttl")))),
        "examples": list(_examples()),
        "alignment": list(mappings.quads()),
    }
    for name, quads in SOURCES.items():
        graphs[name] = list(quads(resources.CURATED))
    return graphs


def package_version() -> str:
    """Return the version of the package that is installed."""
    return metadata.version("istograph")


def packaged_hash() -> str:
    """Return a hash of the package's version and of every file that it brings to a dataset."""
    digest = hashlib.sha256(package_version().encode())
    for folder in (resources.ONTOLOGY, resources.SHAPES, resources.DATA):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(resources.ROOT).as_posix()
            digest.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _quads(paths: Iterable[Path]) -> list[Quad]:
    return [quad for path in sorted(paths) for quad in read_file(path).quads]


def _concept_labels(terms: Iterable[Quad]) -> Iterator[Quad]:
    """Yield the label of each concept, by which everything else is found too."""
    for quad in terms:
        if quad.predicate == _PREFERRED:
            yield Quad(quad.subject, LABEL, quad.object, graph("ontology"))


def _examples() -> Iterator[Quad]:
    triples = list(executables.declarations())
    for example in examples():
        iri = NamedNode(executables.EXAMPLES + example.name)
        triples += executables.executable(iri, example.text, example.question)
    return placed("examples", triples)
