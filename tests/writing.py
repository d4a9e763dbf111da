"""Somebody who writes into a dataset, in this process."""

from pathlib import Path
from typing import Any

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Store

from istograph import functions
from istograph.consequences import follow
from istograph.model import graph
from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.payload import Payload
from istograph.rdf.store import snapshot
from istograph.rdf.store.writer import Written
from istograph.rdf.store.writing import Abilities, Writer

BASE = "https://w3id.org/istograph/sparql"


def nowhere(address: str) -> Payload:
    raise AssertionError(f"{address} is asked for")


class Ours:
    """A copy of our dataset, and one who writes to it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._writer: Writer | None = None

    def update(self, *texts: str) -> list[Written]:
        request = {"task": "update", "using": [], "using_named": []}
        return [self._write(request, text.encode()) for text in texts]

    def change(self, method: str, name: str | None, turtle: str) -> Written:
        kind = {"content_type": "text/turtle", "content_encoding": ""}
        return self._write({"task": method, "graph": name, **kind}, turtle.encode())

    def _write(self, request: dict[str, Any], body: bytes) -> Written:
        if self._writer is None:
            # In this process: what it does over there, tests of the service show.
            abilities = Abilities(nowhere, functions=functions.functions, derivation=follow)
            self._writer = Writer(self.directory, abilities)
        outcome = self._writer.write({**request, "bases": [], "base_iri": BASE}, body)
        return Written(outcome["version"], outcome["created"], outcome["remarks"])

    @property
    def store(self) -> Store:
        found = snapshot.current(self.directory)
        assert found is not None
        return found.open()

    def ask(self, pattern: str) -> bool:
        return bool(self.store.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES))

    def content(self, name: str) -> set[str]:
        """Return a graph as lines that do not depend on the labels of blank nodes."""
        dataset = Dataset(self.store.quads_for_pattern(None, None, None, graph(name)))
        dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
        unsteady = ("http://purl.org/pav/version", "http://purl.org/dc/terms/modified")
        return {str(quad) for quad in dataset if quad.predicate.value not in unsteady}

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
