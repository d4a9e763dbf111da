"""Descriptions in one line of text, judged by HermiT.

    hasPrincipalField=physics isNonprofit=true
    hasRegistration=registrationKind=constitutive,registrationJurisdiction=CN

A value is a class, a notation of the scheme that `isto:valuesFrom` names, or else a record's key.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from rdflib import SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node
from tests.hermit import ISTO, Judgement, judge, read_ontology, read_theory

ID = Namespace("https://w3id.org/istograph/id/")


def judge_one(text: str, classes: str, theory: Graph | None = None) -> Judgement:
    """Return what follows from one description for some classes."""
    return judge_all([text], classes.split(), theory)[text]


def judge_all(
    texts: Iterable[str], classes: Iterable[str], theory: Graph | None = None
) -> dict[str, Judgement]:
    """Return what follows from each description for some classes, in one run of HermiT."""
    return judge_each(dict.fromkeys(texts, tuple(classes)), theory)


def judge_each(
    wanted: Mapping[str, Iterable[str]], theory: Graph | None = None
) -> dict[str, Judgement]:
    """Return what follows from each description for the classes named with it, in one run."""
    facts = Graph()
    subjects = {ID[f"organization/x{number}"]: text for number, text in enumerate(wanted)}
    for subject, text in subjects.items():
        for fact in text.split():
            _add_fact(facts, subject, fact)
    graph = read_theory() if theory is None else theory
    classes = {s: [ISTO[name] for name in wanted[text]] for s, text in subjects.items()}
    judged = judge(graph, facts, classes)
    return {subjects[subject]: found for subject, found in judged.items()}


def verdicts(judged: Judgement) -> set[str]:
    """Return the verdicts as text: `+ISTO` is entailed, `-ISTO` refuted.

    >>> verdicts(Judgement(True, frozenset({ISTO.ISTO}), frozenset()))
    {'+ISTO'}
    """
    entailed = {f"+{name.removeprefix(str(ISTO))}" for name in judged.entailed}
    return entailed | {f"-{name.removeprefix(str(ISTO))}" for name in judged.refuted}


def _add_fact(graph: Graph, subject: Node, fact: str) -> None:
    name, _, text = fact.partition("=")
    if "=" not in text:
        graph.add((subject, ISTO[name], _value(name, text)))
        return
    part = BNode()
    graph.add((subject, ISTO[name], part))
    for inner in text.split(","):
        _add_fact(graph, part, inner)


def _value(name: str, text: str) -> URIRef | Literal:
    if text in ("true", "false"):
        return Literal(text == "true")
    if (text[0].isupper() and not text.isupper()) or text == "ISTO":
        return ISTO[text]
    scheme = read_ontology().value(ISTO[name], ISTO.valuesFrom)
    return ID[f"organization/{text}"] if scheme is None else _concepts()[scheme, text]


@cache
def _concepts() -> dict[tuple[Node, str], URIRef]:
    graph = read_ontology()
    return {
        (scheme, str(notation)): URIRef(str(concept))
        for concept, notation in graph.subject_objects(SKOS.notation)
        for scheme in graph.objects(concept, SKOS.inScheme)
    }
