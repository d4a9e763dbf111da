"""The ontology's version is one: in its header, in its version IRI and in its list of changes."""

import re

from rdflib import OWL, Graph, URIRef

from istograph.rdf.namespaces import ONTOLOGY_IRI
from istograph.resources import ONTOLOGY

SEMVER = re.compile(r"\d+\.\d+\.\d+")
HEADING = re.compile(rf"^## ({SEMVER.pattern}) \((\d{{4}}-\d\d-\d\d|unreleased)\)$", re.MULTILINE)

HEADER = Graph().parse(ONTOLOGY / "istograph.ttl")
VERSION = str(HEADER.value(URIRef(ONTOLOGY_IRI), OWL.versionInfo))
CHANGES = (ONTOLOGY / "CHANGES.md").read_text()


def order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_the_version_is_semantic() -> None:
    assert SEMVER.fullmatch(VERSION)


def test_the_version_iri_ends_in_the_version() -> None:
    version_iri = HEADER.value(URIRef(ONTOLOGY_IRI), OWL.versionIRI)

    assert version_iri == URIRef(f"{ONTOLOGY_IRI}/{VERSION}")


def test_the_changes_begin_with_the_version() -> None:
    assert next(HEADING.finditer(CHANGES))[1] == VERSION


def test_the_changes_go_from_new_to_old() -> None:
    versions = [match[1] for match in HEADING.finditer(CHANGES)]

    assert versions == sorted(set(versions), key=order, reverse=True)


def test_every_heading_of_the_changes_is_a_version() -> None:
    """A heading in another form would escape the tests above."""
    assert len(HEADING.findall(CHANGES)) == len(re.findall(r"^## ", CHANGES, re.MULTILINE))
