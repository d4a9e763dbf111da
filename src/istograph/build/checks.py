"""What must hold before a dataset is published: its shapes."""

from collections.abc import Iterator, Sequence

from pyoxigraph import Quad

from istograph.build.given import Documents
from istograph.build.names import Graphs
from istograph.build.progress import Progress
from istograph.classification.descriptions.bare import told_of
from istograph.errors import BuildError
from istograph.model import isto
from istograph.rdf.namespaces import shorten
from istograph.rdf.reading import RdfDocument
from istograph.rdf.shacl.report import VIOLATION, WARNING, Report, Result
from istograph.rdf.shacl.validation import validate, validate_documents
from istograph.rdf.terms import TYPE

_SHOWN_VIOLATIONS = 20
_SHOWN_WARNINGS = 5


def check(graphs: Graphs, given: Documents, progress: Progress) -> None:
    """Stop the build by a BuildError where a shape is broken; tell what else they remark."""
    # What users wrote is theirs; it must not keep a new version from being built.
    checked = graphs.keys() - given.keys() - {"shapes", "local", "examples", "alignment"}
    ours = [quad for name in checked for quad in graphs[name]]
    report = validate(ours)
    documents = [document for found in given.values() for document in found]
    remarks: list[str] = []
    if documents:
        theirs = validate_documents(documents, background=ours)
        report = Report((*report.results, *theirs.results))
        remarks = list(remarks_on(theirs, documents))
    broken = [result for result in report.results if result.severity == VIOLATION]
    if broken:
        raise BuildError(_broken(broken))
    _remark(report, ours, progress)
    for remark in remarks:
        progress.note(remark)


def remarks_on(report: Report, documents: Sequence[RdfDocument]) -> Iterator[str]:
    """Yield what whoever gave documents should know of them, though it stops nothing."""
    warned = [result for result in report.results if result.severity == WARNING]
    lines = list(dict.fromkeys(map(_line, warned)))
    yield from lines[:_SHOWN_WARNINGS]
    if more := len(lines[_SHOWN_WARNINGS:]):
        yield f"... and {more} more, which `istograph validate` lists"
    if bare := told_of(quad for document in documents for quad in document.quads).en:
        yield bare


def _remark(report: Report, ours: list[Quad], progress: Progress) -> None:
    if report.results:
        progress.note(f"the shapes find what stops nothing: {report.counted}")
    disputes = {q.subject for q in ours if q.predicate == TYPE and q.object == isto("Dispute")}
    if disputes:
        progress.note(f"{len(disputes)} disputes: numbers and statements that contradict others")


def _broken(results: list[Result]) -> str:
    lines = list(dict.fromkeys(map(_line, results)))
    shown = lines[:_SHOWN_VIOLATIONS]
    if more := len(lines) - len(shown):
        shown.append(f"... and {more} more")
    return "\n".join([f"the data breaks its shapes in {len(lines)} places:", *shown])


def _line(result: Result) -> str:
    place = f"{result.file}:{result.line}: " if result.file else ""
    focus = shorten(getattr(result.focus, "value", str(result.focus)))
    message = result.message.get("en") or next(iter(result.message.values()))
    return f"{place}{focus}: {message} ({shorten(result.shape)})"
