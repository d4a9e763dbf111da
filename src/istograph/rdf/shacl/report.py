"""A SHACL validation report: read from RDF; written as RDF and as the contract's JSON."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.shacl.path import Path, path_text, read_path, write_path
from istograph.rdf.terms import TYPE, term

Node = NamedNode | BlankNode | Literal

VIOLATION, WARNING, INFO = "Violation", "Warning", "Info"

_SH = PREFIXES["sh"]
# What keeps no data from conforming; any other severity, a foreign one too, does.
_MILD = {WARNING: 1, INFO: 2}
# What people call a result of a severity.
_CALLED = {VIOLATION: "violation", WARNING: "warning", INFO: "note"}
# The Turtle writer declares every prefix that it is given, used or not.
_WRITTEN = {name: PREFIXES[name] for name in ("sh", "istosh", "isto", "id", "rdfs", "skos", "xsd")}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _sh(name: str) -> NamedNode:
    return term(f"sh:{name}")


@dataclass(frozen=True)
class Result:
    """What one shape found at one node; `message` is by language."""

    focus: Node
    shape: str
    severity: str
    component: NamedNode
    message: dict[str, str] = field(hash=False)
    path: Path | None = None
    value: Node | None = None
    file: str | None = None
    line: int | None = None

    @property
    def called(self) -> str:
        """What people call a result of this severity."""
        return _CALLED.get(self.severity, self.severity.lower())

    def as_json(self) -> dict[str, Any]:
        """Return what `/validate` and `validate --format json` give for it."""
        return {
            "focus": _plain(self.focus),
            "path": None if self.path is None else path_text(self.path),
            "value": None if self.value is None else _plain(self.value),
            "shape": self.shape,
            "severity": self.severity,
            "message": self.message,
            "file": self.file,
            "line": self.line,
        }

    def key(self) -> tuple[str, ...]:
        """Return what two validators must agree on."""
        path = "" if self.path is None else path_text(self.path)
        value = "" if self.value is None else str(self.value)
        return str(self.focus), path, value, self.shape, self.severity

    def order(self) -> tuple[Any, ...]:
        """Return the key by which results are sorted: the worst first, then by place."""
        return _MILD.get(self.severity, 0), self.file or "", self.line or 0, *self.key()


@dataclass(frozen=True)
class Checked:
    """Of how many subjects some were looked at: what no shape looks at conforms as well."""

    some: int
    of: int

    def __str__(self) -> str:
        """Return it in words.

        >>> str(Checked(0, 2))
        'subjects checked: 0 of 2'
        """
        return f"subjects checked: {self.some:,} of {self.of:,}"


@dataclass(frozen=True)
class Report:
    """All results, the worst first; and what was looked at, where documents were checked."""

    results: tuple[Result, ...]
    checked: Checked | None = field(default=None, compare=False)

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and information do not count.

        SHACL would have `sh:conforms` false for those too: a paper that contradicts itself would
        then never conform.
        """
        return all(result.severity in _MILD for result in self.results)

    @property
    def counted(self) -> str:
        """How many results there are of each severity, in words; empty if there are none."""
        found = Counter(result.called for result in self.results)
        return ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for name, n in found.items())

    def as_json(self) -> dict[str, Any]:
        """Return the contract's `{"conforms", "results"}`."""
        return {"conforms": self.conforms, "results": [r.as_json() for r in self.results]}

    def turtle(self) -> str:
        """Return the `sh:ValidationReport` as Turtle."""
        text = serialize(self.triples(), format=RdfFormat.TURTLE, prefixes=_WRITTEN) or b""
        return text.decode()

    def triples(self) -> Iterator[Triple]:
        """Yield the `sh:ValidationReport` of SHACL, 3."""
        report = BlankNode()
        yield Triple(report, TYPE, _sh("ValidationReport"))
        yield Triple(report, _sh("conforms"), Literal(self.conforms))
        nodes = [BlankNode() for _ in self.results]
        yield from (Triple(report, _sh("result"), node) for node in nodes)
        for node, result in zip(nodes, self.results, strict=True):
            yield Triple(node, TYPE, _sh("ValidationResult"))
            yield from _result_triples(node, result)

    def where(self, keep: Callable[[Result], bool]) -> "Report":
        """Return the report of the results to keep."""
        return replace(self, results=tuple(filter(keep, self.results)))

    def with_more(self, results: Iterable[Result]) -> "Report":
        """Return the report with more results in it."""
        return self._with(chain(self.results, results))

    def with_checked(self, checked: Checked) -> "Report":
        """Return the report that says what was looked at."""
        return replace(self, checked=checked)

    def with_nodes(self, named: Callable[[Node], Node]) -> "Report":
        """Return the report with other names for nodes."""
        return self._with(
            replace(r, focus=named(r.focus), value=None if r.value is None else named(r.value))
            for r in self.results
        )

    def with_places(self, place: Callable[[Node], tuple[str | None, int | None]]) -> "Report":
        """Return the report with the file and the line of each focus node."""
        places = ((r, *place(r.focus)) for r in self.results)
        return self._with(replace(r, file=file, line=line) for r, file, line in places)

    def _with(self, results: Iterable[Result]) -> "Report":
        return replace(self, results=_sorted(results))


def read_report(n_triples: bytes) -> Report:
    """Return the report that a validator gave in N-Triples."""
    found: dict[tuple[object, NamedNode], list[Any]] = {}
    for triple in parse(n_triples, format=RdfFormat.N_TRIPLES):
        found.setdefault((triple.subject, triple.predicate), []).append(triple.object)

    def objects(node: object, predicate: NamedNode) -> list[Any]:
        return found.get((node, predicate), [])

    # Not every sh:ValidationResult: pySHACL describes those inside others (sh:detail) too.
    nodes = (o for (_, predicate), os in found.items() if predicate == _sh("result") for o in os)
    return Report(_sorted(_result(node, objects) for node in nodes))


def _sorted(results: Iterable[Result]) -> tuple[Result, ...]:
    return tuple(sorted(results, key=Result.order))


def _result(node: object, objects: Callable[[object, NamedNode], list[Any]]) -> Result:
    def one(name: str) -> Any:
        return next(iter(objects(node, _sh(name))), None)

    path, focus, value = one("resultPath"), one("focusNode"), one("value")
    component = one("sourceConstraintComponent")
    # SHACL, 5.3.2: without ?value the focus node is the value in a node shape only; `shacl`
    # gives it in property shapes too.
    if path is not None and value == focus and component == _sh("SPARQLConstraintComponent"):
        value = None
    return Result(
        focus=focus,
        shape=_plain(one("sourceShape")),
        severity=one("resultSeverity").value.removeprefix(_SH),
        component=component,
        message=_message(objects(node, _sh("resultMessage")), component),
        path=None if path is None else read_path(path, objects),
        value=value,
    )


def _message(literals: list[Literal], component: NamedNode) -> dict[str, str]:
    """Return the text in each language; a shape that says nothing is named by its component."""
    texts = dict(sorted((_language(literal), literal.value) for literal in literals))
    return texts or {"en": f"does not satisfy {component.value.removeprefix(_SH)}"}


def _language(literal: Literal) -> str:
    # pySHACL drops the language where it fills a value into the message.
    return literal.language or ("zh" if _CHINESE.search(literal.value) else "en")


def _result_triples(node: BlankNode, result: Result) -> Iterator[Triple]:
    yield Triple(node, _sh("focusNode"), result.focus)
    # A severity of another vocabulary has kept its whole IRI.
    severity = _sh(result.severity) if ":" not in result.severity else NamedNode(result.severity)
    yield Triple(node, _sh("resultSeverity"), severity)
    yield Triple(node, _sh("sourceConstraintComponent"), result.component)
    yield Triple(node, _sh("sourceShape"), _node(result.shape))
    for language, text in result.message.items():
        yield Triple(node, _sh("resultMessage"), Literal(text, language=language))
    if result.path is not None:
        triples: list[Triple] = []
        yield Triple(node, _sh("resultPath"), write_path(result.path, triples))
        yield from triples
    if result.value is not None:
        yield Triple(node, _sh("value"), result.value)


def _plain(node: Node) -> str:
    """Return a blank node's label, an IRI or a literal's text."""
    return f"_:{node.value}" if isinstance(node, BlankNode) else node.value


def _node(plain: str) -> NamedNode | BlankNode:
    return BlankNode(plain[2:]) if plain.startswith("_:") else NamedNode(plain)
