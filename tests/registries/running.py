"""Runs imports and reads what comes of them."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from istograph.rdf.namespaces import expand
from istograph.registries import REGISTRIES
from istograph.registries.importing import Report, Run
from istograph.registries.inputs import file


@dataclass(frozen=True)
class Imported:
    """What an import left behind."""

    report: Report
    path: Path
    refused: list[dict[str, Any]]

    def quads(self) -> list[Quad]:
        data = self.path.read_bytes()
        text = gzip.decompress(data) if self.path.suffix == ".gz" else data
        return list(parse(text, RdfFormat.N_QUADS))

    def objects(self, subject: str, predicate: str) -> list[str]:
        """The values of a property: IRIs, texts, or texts with their languages."""
        node, name = NamedNode(expand(subject)), NamedNode(expand(predicate))
        found = [q.object for q in self.quads() if q.subject == node and q.predicate == name]
        return [_shown(value) for value in found]

    def facts(self, key: str) -> dict[str, list[str]]:
        """The facts of a record: the values of each property."""
        about = expand(f"id:organization/{key}")
        claims: dict[str, dict[str, str]] = {}
        for quad in self.quads():
            if "/id/claim/" in str(quad.subject):
                name = quad.predicate.value.rpartition("#")[2]
                claims.setdefault(str(quad.subject), {})[name] = _shown(quad.object)
        found: dict[str, list[str]] = {}
        for claim in claims.values():
            if claim["subject"] == about:
                name = claim["property"].rpartition("#")[2]
                found.setdefault(name, []).append(claim["value"].rpartition("/")[2])
        return found


def _shown(value: Any) -> str:
    if isinstance(value, Literal) and value.language:
        return f"{value.value}@{value.language}"
    return str(value.value)


def import_files(source: str, out: Path, *paths: Path) -> Imported:
    """Import files to the end."""
    run = Run(REGISTRIES[source], [file(path) for path in paths], out)
    for _ in run:
        pass
    lines = run.refused_path.read_text().splitlines()
    return Imported(run.report, out, [json.loads(line) for line in lines])


def import_values(source: str, folder: Path, *values: Any) -> Imported:
    """Import JSON values, each in a line of its own."""
    path = folder / f"{source}.jsonl"
    path.write_text("".join(f"{json.dumps(value)}\n" for value in values))
    return import_files(source, folder / "out.nq", path)
