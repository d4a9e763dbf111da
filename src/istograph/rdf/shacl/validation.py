"""SHACL: what is wrong with a graph, where, and what to do, in two languages.

    documents ──▶ quads ─┐                      ┌─▶ shacl (fast) ────┐
    background ──────────┼─ blank nodes named ──┤                    ├─▶ report in RDF ─▶ Report
    shapes ──────────────┘                      └─▶ pySHACL (slow) ──┘

`shacl` is the validator; pySHACL stands in where it has no wheel and is its oracle in the tests.
Both are given N-Triples and give their report in RDF, and one reader makes the same `Report` of it.

A graph conforms when no result is a violation: warnings and information do not count.
"""

import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from istograph import resources
from istograph.errors import InputError, left_english
from istograph.rdf.reading import RdfDocument, read_file
from istograph.rdf.shacl.report import Checked, Node, Report, read_report
from istograph.rdf.shacl.targets import Targets
from istograph.rdf.shacl.terms import our_hierarchy, our_terms, undefined

_BLANK = "urn:istograph:blank:"
# What in a shape can tell a blank node from an IRI.
_LOOKS_AT_KINDS = re.compile(
    rb"shacl#(?:nodeKind|pattern|minLength|maxLength)>|isBlank|isIRI", re.IGNORECASE
)


@dataclass(frozen=True)
class Shapes:
    """A shapes graph in N-Triples, compiled once."""

    text: bytes

    @classmethod
    def read(cls, paths: Iterable[Path]) -> "Shapes":
        """Return the shapes of several files as one graph."""
        quads = (quad for path in paths for quad in read_file(path).quads)
        return cls(_n_triples(quads))

    @cached_property
    def compiled(self) -> Any:
        """The form that the fast validator reuses."""
        import shacl

        return shacl.Shapes.from_text(self.text.decode(), format="ntriples")

    @cached_property
    def graph(self) -> Any:
        """The form that pySHACL reads; what it adds is the same each time."""
        return _rdflib_graph(self.text)

    @cached_property
    def targets(self) -> Targets:
        """What they look at."""
        return Targets.read(self.text)

    @cached_property
    def look_at_kinds(self) -> bool:
        """Whether a blank node and an IRI may fare differently."""
        return bool(_LOOKS_AT_KINDS.search(self.text))


@cache
def our_shapes() -> Shapes:
    """Return the shapes of `shapes/`."""
    return Shapes.read(sorted(resources.SHAPES.glob("*.ttl")))


def validate(
    data: Iterable[Quad | Triple],
    shapes: Shapes | None = None,
    *,
    background: Iterable[Quad | Triple] = (),
    engine: str | None = None,
) -> Report:
    """Check data, all its graphs merged, and report on what it describes.

    The background is there to be referred to: nothing is reported of nodes that only it describes.
    Our own shapes also know which class of ours is a kind of which.
    """
    classes = our_hierarchy() if shapes is None else ()
    shapes = our_shapes() if shapes is None else shapes
    naming = _Naming(shapes)
    text = naming.n_triples(data)
    described = frozenset(naming.subjects)
    around = naming.n_triples(background)
    report = naming.restore(read_report(_run(engine)(text + around + _n_triples(classes), shapes)))
    return report.where(lambda result: result.focus in described) if around else report


def validate_documents(
    documents: Sequence[RdfDocument],
    shapes: Shapes | None = None,
    *,
    background: Iterable[Quad | Triple] | None = None,
    engine: str | None = None,
) -> Report:
    """Check documents together; each result names the one and the line where its focus stands.

    By our own shapes, terms of ours that there are not are reported too.
    """
    quads = [quad for document in documents for quad in document.quads]
    around = list(our_terms() if background is None else background)
    report = validate(quads, shapes, background=around, engine=engine)
    if shapes is None:
        report = report.with_more(undefined(quads))
    report = report.with_checked(_checked(quads, shapes or our_shapes(), around))
    return report.with_places(lambda focus: _place(documents, focus))


def validate_files(
    paths: Iterable[Path],
    shapes: Shapes | None = None,
    *,
    background: Iterable[Quad | Triple] | None = None,
    engine: str | None = None,
) -> Report:
    """Check files together, in any format of RDF; InputError when one cannot be read."""
    documents = [read_file(path) for path in paths]
    return validate_documents(documents, shapes, background=background, engine=engine)


def _place(documents: Sequence[RdfDocument], focus: Node) -> tuple[str | None, int | None]:
    for document in documents:
        if not isinstance(focus, Literal) and focus in document:
            return document.name, document.line(focus)
    return None, None


def _checked(quads: list[Quad], shapes: Shapes, around: list[Quad | Triple]) -> Checked:
    """Return how many of the subjects a shape looks at."""
    subjects = {quad.subject for quad in quads}
    targets = shapes.targets.among(quads, [*around, *our_hierarchy()])
    return Checked(len(subjects & targets), len(subjects))


class _Naming:
    """Gives blank nodes IRIs while shapes are checked: `shacl` would forget their labels.

    Where the shapes look at kinds of nodes they stay blank, and results lose their lines.
    """

    def __init__(self, shapes: Shapes) -> None:
        self._keep = shapes.look_at_kinds
        self.subjects: set[Node] = set()

    def n_triples(self, statements: Iterable[Quad | Triple]) -> bytes:
        return _n_triples(self._named(statement) for statement in statements)

    def restore(self, report: Report) -> Report:
        return report if self._keep else report.with_nodes(_blank_again)

    def _named(self, statement: Quad | Triple) -> Triple:
        subject, object_ = statement.subject, statement.object
        if isinstance(subject, Triple) or isinstance(object_, Triple):
            raise InputError(
                f"SHACL knows no triple terms; leave this one out: {statement}",
                zh=f"SHACL 没有三元组项；请去掉这一条：{statement}",
            )
        self.subjects.add(subject)
        if self._keep:
            return Triple(subject, statement.predicate, object_)
        return Triple(_iri_for(subject), statement.predicate, _iri_for(object_))


def _iri_for(node: Any) -> Any:
    return NamedNode(_BLANK + node.value) if isinstance(node, BlankNode) else node


def _blank_again(node: Node) -> Node:
    if isinstance(node, NamedNode) and node.value.startswith(_BLANK):
        return BlankNode(node.value.removeprefix(_BLANK))
    return node


def _n_triples(statements: Iterable[Quad | Triple]) -> bytes:
    triples = (s.triple if isinstance(s, Quad) else s for s in statements)
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _run(engine: str | None) -> Callable[[bytes, Shapes], bytes]:
    return _ENGINES[engine or ("shacl" if find_spec("shacl") else "pyshacl")]


def _run_shacl(data: bytes, shapes: Shapes) -> bytes:
    try:
        report = shapes.compiled.validate_text(data.decode(), format="ntriples")
    except ValueError as error:
        raise InputError(
            f"the shapes cannot be used: {error}", zh=f"约束无法使用：{left_english(error)}"
        ) from error
    return bytes(report.serialize("ntriples").encode())


def _run_pyshacl(data: bytes, shapes: Shapes) -> bytes:
    import pyshacl

    with _silent_rdflib():
        _, report, words = pyshacl.validate(
            _rdflib_graph(data),
            shacl_graph=shapes.graph,
            inference="none",
            advanced=False,
            do_owl_imports=False,
            meta_shacl=False,
            # A copy would be a plain graph again. Nothing is inferred, so nothing is written.
            inplace=True,
        )
    if isinstance(report, Exception):
        raise InputError(
            f"the shapes cannot be used: {words}", zh=f"约束无法使用：{left_english(words)}"
        )
    return bytes(report.serialize(format="nt", encoding="utf-8"))


@contextmanager
def _silent_rdflib() -> Iterator[None]:
    """Keep rdflib from speaking of literals that are ill-typed: that is for the shapes to say."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _rdflib_graph(text: bytes) -> Any:
    import rdflib

    class PreparingGraph(rdflib.Graph):
        def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Any:
            return super().query(_prepared(query_object), *args, **kwargs)

    graph = PreparingGraph()
    for quad in parse(text, format=RdfFormat.N_TRIPLES):
        graph.add(tuple(map(_rdflib_term, (quad.subject, quad.predicate, quad.object))))
    return graph


@lru_cache(maxsize=500)
def _prepared(query: str) -> Any:
    """Parse a query of a shape once: pySHACL asks it of every focus node, and parsing is slow."""
    import rdflib
    from rdflib.plugins.sparql import prepareQuery

    return prepareQuery(query, initNs=dict(rdflib.Graph().namespaces()))


def _rdflib_term(term: Any) -> Any:
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    datatype = None if term.language else rdflib.URIRef(term.datatype.value)
    # Normalized, "01" would be written "1", and a value reported that is not in the data.
    return rdflib.Literal(term.value, term.language, datatype, normalize=False)


_ENGINES = {"shacl": _run_shacl, "pyshacl": _run_pyshacl}
