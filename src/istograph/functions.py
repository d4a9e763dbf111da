"""Functions that a query may call by IRI: what the dataset says of an organization, in one word.

isto:status(?organization, ?class)       "entailed", "refuted", "contested" or "unknown"
isto:label(?thing, "zh")                 its label in that language, or in the nearest there is
isto:domesticTo(?organization, "HK")     whether the host's own law establishes it
isto:overseasTo(?organization, "HK")     whether the law of another jurisdiction does

All of them read the dataset's default graph and its verdicts, whatever FROM says, as of the day in
its version; so on one version they always answer the same. An argument of another kind is an error
of the expression, whose value is then unbound (SPARQL 1.1, 17.3); so is a question about a host
that nothing decides, for neither true nor false would be right.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import IO, Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store

from istograph.classification import load_theory
from istograph.classification.descriptions.records import find
from istograph.classification.explanations.conditions import load_explainer
from istograph.classification.reasoning.memory import Memory
from istograph.errors import InputError, NotFoundError, TermError
from istograph.model import Replacements, graph, in_nearest_language, isto
from istograph.rdf.formats import JSON
from istograph.rdf.namespaces import ID, ISTO, expand
from istograph.rdf.sparql.functions import Function, Term
from istograph.rdf.terms import LABEL, TYPE

NAMES = (isto("status"), isto("label"), isto("domesticTo"), isto("overseasTo"))
# What a process is told, so that it finds these functions.
ENTRY, PREPARATION = f"{__name__}:functions", f"{__name__}:prepare"

_LABELS = (LABEL, NamedNode(expand("skos:prefLabel")))
_ORGANIZATION = NamedNode(expand("org:Organization"))
_STATUSES = f"{ID}verdict-status/"
_HOSTS = (f"{ID}host-profile/", f"{ID}jurisdiction/")
_DEFAULT, _VERDICTS = DefaultGraph(), graph("verdicts")
_TRUTHS = {"entailed": True, "refuted": False}

Node = NamedNode | BlankNode


def functions(store: Store, version: str) -> Mapping[NamedNode, Function]:
    """Return the functions on one version of the dataset."""
    asked = _Organizations(store, _day(version))
    known = (asked.status, _Labels(store).label, asked.domestic_to, asked.overseas_to)
    return dict(zip(NAMES, map(_checked, known), strict=True))


def prepare(_: Store, request: Mapping[str, Any], __: bytes, ___: IO[bytes]) -> dict[str, Any]:
    """Load what these functions and `/classify` work with: first the theory, then host by host."""
    theory = load_explainer().theory
    steps = ("", *theory.hosts)
    if host := steps[request["step"]]:
        theory.classify({"facts": []}, host=host, explain=False, needs=False)
    more = request["step"] + 1 < len(steps)
    return {"kind": "preparation", "media_type": JSON.media_type, "more": more}


class _ArgumentError(Exception):
    """The arguments are not of the kind that the function is about."""


class _Labels:
    def __init__(self, store: Store) -> None:
        self._store = store

    def label(self, thing: Term, language: Term) -> Literal | None:
        wanted = _text(language)
        if not isinstance(thing, Node):
            raise _ArgumentError
        for name in _LABELS:
            quads = self._store.quads_for_pattern(thing, name, None, _DEFAULT)
            if label := in_nearest_language((quad.object for quad in quads), wanted):
                return label
        return None


class _Organizations:
    def __init__(self, store: Store, day: date | None) -> None:
        self._store = store
        self._day = day
        self._statuses = Memory[Node, dict[str, str]]()
        self._hosts = Memory[tuple[Node, str], dict[str, str]]()
        self._kept = Replacements(store).kept

    def status(self, organization: Term, class_: Term) -> Literal | None:
        node = self._kept(_node(organization))
        name = _text(class_).removeprefix(ISTO).removeprefix("isto:")
        known = self._statuses.recall(node, lambda: dict(self._verdicts(node)))
        if known:
            return Literal(known[name]) if name in known else None
        # Of those that nothing decides in any class, no verdict may be recorded.
        is_organization = (node, TYPE, _ORGANIZATION, _DEFAULT)
        if name in self._classes and any(self._store.quads_for_pattern(*is_organization)):
            return Literal("unknown")
        return None

    @cached_property
    def _classes(self) -> frozenset[str]:
        quads = self._store.quads_for_pattern(None, isto("axis"), None, _DEFAULT)
        names = (_text(quad.subject).removeprefix(ISTO) for quad in quads)
        # Without the ontology in the store, from its files, which takes longer.
        return frozenset(names) or frozenset(term.name for term in load_theory().classes)

    def _verdicts(self, node: Node) -> list[tuple[str, str]]:
        subjects = self._store.quads_for_pattern(None, isto("subject"), node, _VERDICTS)
        return [
            (self._value(node, "verdictOn", ISTO), self._value(node, "verdictStatus", _STATUSES))
            for node in [quad.subject for quad in subjects]
        ]

    def _value(self, verdict: Term, name: str, start: str) -> str:
        assert isinstance(verdict, Node)
        quads = self._store.quads_for_pattern(verdict, isto(name), None, _VERDICTS)
        return next((_text(quad.object).removeprefix(start) for quad in quads), "")

    def domestic_to(self, organization: Term, host: Term) -> Literal | None:
        return self._truth(organization, host, "domestic")

    def overseas_to(self, organization: Term, host: Term) -> Literal | None:
        return self._truth(organization, host, "overseas")

    def _truth(self, organization: Term, host: Term, word: str) -> Literal | None:
        node, name = _node(organization), _text(host).lower()
        for start in _HOSTS:
            name = name.removeprefix(start)
        found = self._hosts.recall((node, name), lambda: self._ask(node, name))
        truth = _TRUTHS.get(found[word])
        return None if truth is None else Literal(truth)

    def _ask(self, node: Node, host: str) -> dict[str, str]:
        if not isinstance(node, NamedNode):
            raise _ArgumentError
        description = find(self._store, node.value).description
        answer = load_theory().classify(
            description, as_of=self._day, host=host, explain=False, needs=False
        )
        return {word: answer["host"][word]["status"] for word in ("domestic", "overseas")}


def _checked(function: Callable[[Term, Term], Literal | None]) -> Function:
    """Return a function for the engine, which takes None for an error of the expression."""

    def called(*arguments: Term) -> Literal | None:
        if len(arguments) != 2:
            return None
        try:
            return function(*arguments)
        except (_ArgumentError, InputError, NotFoundError, TermError):
            return None

    return called


def _node(term: Term) -> Node:
    if not isinstance(term, Node):
        raise _ArgumentError
    return term


def _text(term: Term) -> str:
    if not isinstance(term, NamedNode | Literal):
        raise _ArgumentError
    return str(term.value)


def _day(version: str) -> date | None:
    """Return the day of a version; what has none is asked about as of today."""
    try:
        return date.fromisoformat(version.partition(".")[0])
    except ValueError:
        return None
