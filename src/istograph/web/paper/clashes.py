"""What a worker does for the disputes: which facts of an organization cannot stand together."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from pyoxigraph import Store

from istograph.classification import load_theory
from istograph.classification.descriptions.records import find
from istograph.rdf.formats import JSON

READ = f"{__name__}:read"


def read(
    store: Store, request: Mapping[str, Any], _: bytes, output: IO[bytes]
) -> Mapping[str, Any]:
    """Answer with the clashes of each organization by its IRI, each as the keys of its facts."""
    found = {iri: list(_clashes(store, iri)) for iri in request["iris"]}
    output.write(json.dumps(found).encode())
    return {"kind": "answers", "media_type": JSON.media_type}


def _clashes(store: Store, iri: str) -> Iterator[list[str]]:
    answer = load_theory().classify(find(store, iri).description, needs=False)
    for clash in answer.get("clashes", ()):
        yield clash["facts"]
