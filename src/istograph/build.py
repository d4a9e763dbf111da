"""The dataset, built from its sources: the recipe, from top to bottom.

read        the ontology and its vocabularies, the shapes, the sources and the files given
check       with the shapes: a violation stops the build, a dispute between sources does not
load        each source into its named graph
classify    every record with facts, as of the day of the build: graphs `inferred`, `verdicts`
merge       what the default graph is the merge of, as a set
describe    the examples; and the whole, counted, in graph `void`
publish     in one step: until then the old dataset is the one that is read
"""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Protocol

import platformdirs
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from istograph import resources
from istograph.classification import load_theory, verdict_nodes
from istograph.classification.records import stored
from istograph.errors import BuildError, InputError
from istograph.examples import examples
from istograph.model import graph, isto
from istograph.rdf import executables, void
from istograph.rdf.namespaces import GRAPH, expand, shorten
from istograph.rdf.reading import RdfDocument, read_file
from istograph.rdf.shacl.report import VIOLATION, Report, Result
from istograph.rdf.shacl.validation import validate, validate_documents
from istograph.rdf.store import snapshot
from istograph.rdf.store.snapshot import Description, Draft, Snapshot
from istograph.sources import SOURCES

# Ours that are not a source; the default graph is the merge of the first two and all sources but
# the translation.
_DERIVED = ("ontology", "inferred", "shapes", "verdicts", "void", "examples")
_NOT_MERGED = frozenset({"translation", "shapes", "verdicts", "void", "examples"})
_RESERVED = frozenset({*_DERIVED, *SOURCES, "local"})

_WELL_KNOWN = "https://w3id.org/istograph/.well-known"
DATASET = NamedNode(f"{_WELL_KNOWN}/void#dataset")
_SHOWN_VIOLATIONS = 20

_TYPE = NamedNode(expand("rdf:type"))
_LABEL = NamedNode(expand("rdfs:label"))
_PREFERRED = NamedNode(expand("skos:prefLabel"))

Graphs = dict[str, list[Quad]]


class Progress(Protocol):
    """Hears how far a build is."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Hear that a stage begins; it has `total` steps if anything is said."""

    def advance(self) -> None:
        """Hear that a step is done."""

    def note(self, text: str) -> None:
        """Hear something that a person should know."""


class _Silence:
    def stage(self, name: str, total: int | None = None) -> None:
        pass

    def advance(self) -> None:
        pass

    def note(self, text: str) -> None:
        pass


@dataclass(frozen=True)
class _Order:
    """What to build from beside the packaged data, and as of when."""

    files: Sequence[Path] = ()
    # whose imports are kept, and whose users' own graphs are
    kept: Snapshot | None = None
    written: Snapshot | None = None
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    progress: Progress = field(default_factory=_Silence)


def build(
    directory: Path,
    files: Sequence[Path] = (),
    *,
    today: date | None = None,
    progress: Progress | None = None,
) -> Snapshot:
    """Build the packaged dataset and the given files into a directory, and publish it.

    What users wrote there stays.
    """
    today = today or datetime.now(UTC).date()
    with snapshot.draft(directory) as draft:
        written = snapshot.current(directory)
        return _build(draft, _Order(files, None, written, today, progress or _Silence()))


def ensure(directory: Path, *, progress: Progress | None = None) -> Snapshot:
    """Return the published dataset; build it where there is none, or where ours has changed."""
    wanted = source_hash()
    found = snapshot.current(directory)
    if found and found.description.source == wanted:
        return found
    if found and not found.description.source:
        raise BuildError(
            f"{directory} has a dataset that began empty; serve it with --empty, or name another"
        )
    progress = progress or _Silence()
    try:
        with snapshot.draft(directory) as draft:
            # Somebody else may have built it while we waited.
            now = snapshot.current(directory)
            if now and now.description.source == wanted:
                return now
            return _build(draft, _Order(kept=now, written=now, progress=progress))
    except OSError as problem:
        if found is None:
            raise
        # A disk that is full or read-only is no reason not to read what is there.
        progress.note(f"an older dataset is read: it cannot be built again: {problem}")
        return found


def default_directory() -> Path:
    """Return where a user's dataset is: `ISTOGRAPH_STORE`, or in the system's place for data."""
    given = os.environ.get("ISTOGRAPH_STORE")
    return Path(given) if given else platformdirs.user_data_path("istograph") / "store"


def source_hash() -> str:
    """Return a hash of the package's version and of every file that the dataset is made of."""
    digest = hashlib.sha256(_package_version().encode())
    for folder in (resources.ONTOLOGY, resources.SHAPES, resources.CURATED, resources.QUERIES):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(resources.ROOT).as_posix()
            digest.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _build(draft: Draft, order: _Order) -> Snapshot:
    order.progress.stage("read")
    imports = _read_files(order.files)
    graphs = _read_ours() | _graphs_of(imports) | _kept_graphs(order)
    order.progress.stage("check")
    _check(graphs, imports, order.progress)
    description = _fill(draft.path, graphs, order)
    order.progress.stage("publish")
    return draft.publish(description)


def _fill(path: Path, graphs: Graphs, order: _Order) -> Description:
    """Make the store; it is closed when this returns."""
    store = Store(str(path))
    order.progress.stage("load")
    users = list(_users_quads(order.written))
    for quads in (*graphs.values(), users):
        store.bulk_extend(quads)
    for quad in _classified(store, graphs, order):
        graphs.setdefault(_name(quad), []).append(quad)
    order.progress.stage("merge")
    merged = {quad.triple for name in graphs.keys() - _NOT_MERGED for quad in graphs[name]}
    order.progress.stage("describe")
    graphs["examples"] = list(_examples())
    version = f"{order.today.isoformat()}.{_content_hash([*graphs.values(), users])}"
    graphs["void"] = list(_description(graphs, merged, version, order.today))
    counts = {"": len(merged)} | {name: len(set(quads)) for name, quads in sorted(graphs.items())}
    for name in ("inferred", "verdicts", "examples", "void"):
        store.bulk_extend(graphs.get(name, ()))
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in merged)
    store.flush()
    return Description(
        version=version,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        source=source_hash(),
        package=_package_version(),
        imports=tuple(sorted(graphs.keys() - _RESERVED)),
        merged=tuple(sorted({*graphs, "local"} - _NOT_MERGED)),
        fixed=tuple(sorted({*_DERIVED, *SOURCES})),
        counts=counts,
    )


# Read


def _read_ours() -> Graphs:
    ontology = resources.ONTOLOGY
    terms = _quads([*ontology.glob("*.ttl"), *ontology.glob("vocabularies/*.ttl")])
    graphs = {
        "ontology": [*_placed("ontology", terms), *_concept_labels(terms)],
        "shapes": list(_placed("shapes", _quads(resources.SHAPES.glob("*.ttl")))),
    }
    for name, quads in SOURCES.items():
        graphs[name] = list(quads(resources.CURATED))
    return graphs


def _quads(paths: Iterable[Path]) -> list[Quad]:
    return [quad for path in sorted(paths) for quad in read_file(path).quads]


def _placed(name: str, statements: Iterable[Quad | Triple]) -> Iterator[Quad]:
    """Yield statements in one of our graphs."""
    for each in statements:
        yield Quad(each.subject, each.predicate, each.object, graph(name))


def _concept_labels(terms: Iterable[Quad]) -> Iterator[Quad]:
    """Yield the label of each concept, by which everything else is found too."""
    for quad in terms:
        if quad.predicate == _PREFERRED:
            yield Quad(quad.subject, _LABEL, quad.object, graph("ontology"))


def _read_files(paths: Sequence[Path]) -> dict[str, list[RdfDocument]]:
    documents: dict[str, list[RdfDocument]] = {}
    for path in paths:
        documents.setdefault(_import_name(path), []).append(read_file(path))
    return documents


def _import_name(path: Path) -> str:
    """Return the name of the graph for a file: its own, in the letters that a key has."""
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    if not name or name in _RESERVED:
        raise InputError(
            f"{path}: its graph would be named {name!r}, which is ours or empty; "
            "rename the file after its source"
        )
    return name


def _graphs_of(documents: dict[str, list[RdfDocument]]) -> Graphs:
    return {
        name: [quad for document in found for quad in _placed(name, document.quads)]
        for name, found in documents.items()
    }


def _kept_graphs(order: _Order) -> Graphs:
    """Return the imports of the dataset that is rebuilt, for their files may be gone; and local."""
    sources = [(order.kept, name) for name in order.kept.description.imports] if order.kept else []
    if order.written:
        sources.append((order.written, "local"))
    found = {
        name: list(old.open().quads_for_pattern(None, None, None, graph(name)))
        for old, name in sources
    }
    return {name: quads for name, quads in found.items() if quads}


def _users_quads(old: Snapshot | None) -> Iterator[Quad]:
    """Yield what users wrote into graphs of their own, which the default graph has no part in."""
    if old is None:
        return
    store = old.open()
    ours = {graph(name) for name in (*_RESERVED, *old.description.imports)}
    for name in store.named_graphs():
        if name not in ours:
            yield from store.quads_for_pattern(None, None, None, name)


# Check


def _check(graphs: Graphs, imports: dict[str, list[RdfDocument]], progress: Progress) -> None:
    # What users wrote is theirs; it must not keep a new version from being built.
    checked = graphs.keys() - imports.keys() - {"shapes", "local"}
    ours = [quad for name in checked for quad in graphs[name]]
    report = validate(ours)
    documents = [document for found in imports.values() for document in found]
    if documents:
        given = validate_documents(documents, background=ours)
        report = Report((*report.results, *given.results))
    broken = [result for result in report.results if result.severity == VIOLATION]
    if broken:
        raise BuildError(_broken(broken))
    found = Counter(result.severity for result in report.results)
    if found:
        listed = ", ".join(f"{number} of severity {name}" for name, number in found.items())
        progress.note(f"the shapes have remarks that stop nothing: {listed}")
    disputes = {q.subject for q in ours if q.predicate == _TYPE and q.object == isto("Dispute")}
    if disputes:
        progress.note(f"{len(disputes)} disputes: numbers and statements that contradict others")


def _broken(results: list[Result]) -> str:
    lines = list(dict.fromkeys(map(_violation, results)))
    shown = lines[:_SHOWN_VIOLATIONS]
    if more := len(lines) - len(shown):
        shown.append(f"... and {more} more")
    return "\n".join([f"the data breaks its shapes in {len(lines)} places:", *shown])


def _violation(result: Result) -> str:
    place = f"{result.file}:{result.line}: " if result.file else ""
    focus = shorten(getattr(result.focus, "value", str(result.focus)))
    message = result.message.get("en") or next(iter(result.message.values()))
    return f"{place}{focus}: {message} ({shorten(result.shape)})"


# Classify


def _classified(store: Store, graphs: Graphs, order: _Order) -> Iterator[Quad]:
    sources = [graph(name) for name in sorted(graphs.keys() - _NOT_MERGED)]
    records = list(stored(store, sources))
    order.progress.stage("classify", len(records))
    theory = load_theory()
    for record in records:
        yield from verdict_nodes.quads(
            record.iri, theory.classify(record.description, as_of=order.today)
        )
        order.progress.advance()


# Describe


def _examples() -> Iterator[Quad]:
    prefixes = NamedNode(f"{_WELL_KNOWN}/sparql-examples/prefixes")
    triples = list(executables.declarations(prefixes))
    for example in examples():
        iri = NamedNode(f"{_WELL_KNOWN}/sparql-examples/{example.name}")
        triples += executables.executable(iri, example.text, example.question, prefixes)
    return _placed("examples", triples)


def _description(graphs: Graphs, merged: set[Triple], version: str, today: date) -> Iterator[Quad]:
    yield from _placed("void", _dataset_triples(sorted(graphs), version, today))
    yield from _placed("void", void.statistics(_part("default"), merged))
    for name, quads in graphs.items():
        triples = (quad.triple for quad in quads)
        yield from _placed("void", void.statistics(_part(name), triples))


def _dataset_triples(names: list[str], version: str, today: date) -> Iterator[Triple]:
    day = Literal(today.isoformat(), datatype=NamedNode(expand("xsd:date")))
    chinese = Literal("istograph：国际科技组织知识图谱", language="zh")
    english = "istograph: international scientific and technological organizations"
    title, modified = NamedNode(expand("dcterms:title")), NamedNode(expand("dcterms:modified"))
    yield Triple(DATASET, title, Literal(english, language="en"))
    yield Triple(DATASET, title, chinese)
    yield Triple(DATASET, modified, day)
    yield Triple(DATASET, NamedNode("http://purl.org/pav/version"), Literal(version))
    yield from void.dataset(DATASET, _part("default"), {graph(n): _part(n) for n in names})
    for name in names:
        yield Triple(graph(name), _LABEL, Literal(name, language="en"))


def _part(name: str) -> NamedNode:
    return NamedNode(f"{_WELL_KNOWN}/void#{name}")


def _content_hash(graphs: Iterable[Iterable[Quad]]) -> str:
    """Return a hash of the quads in no order; the labels of blank nodes change with each build."""
    lines = {re.sub(r"_:\w+", "_:", str(quad)) for quads in graphs for quad in quads}
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:8]


def _name(quad: Quad) -> str:
    where = quad.graph_name
    return "" if isinstance(where, DefaultGraph) else where.value.removeprefix(GRAPH)


def _package_version() -> str:
    return metadata.version("istograph")
