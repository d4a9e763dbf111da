"""Verdicts as RDF: what an answer says of one record, for the graphs `inferred` and `verdicts`.

record a isto:ISTO                          in `inferred`, for what is entailed, and nothing else
record isto:refutedAs, isto:contestedAs     in `verdicts`
id:verdict/{record}-{class}                 in `verdicts`: status, support, the facts and axioms of
                                            the first justification, and what is missing
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from istograph.model import graph, isto, record
from istograph.model.terms import kebab
from istograph.rdf.terms import TYPE, term

Json = Mapping[str, Any]

_INFERRED, _VERDICTS = graph("inferred"), graph("verdicts")
_LINKS = {
    "entailed": (TYPE, _INFERRED),
    "refuted": (isto("refutedAs"), _VERDICTS),
    "contested": (isto("contestedAs"), _VERDICTS),
}


def quads(iri: NamedNode | BlankNode, answer: Json) -> Iterator[Quad]:
    """Yield the quads of an explained answer about a stored record."""
    for verdict in answer["verdicts"]:
        if verdict["status"] in _LINKS:
            predicate, where = _LINKS[verdict["status"]]
            yield Quad(iri, predicate, term(verdict["class"]), where)
        yield from _node(iri, answer["id"], verdict)


def _node(iri: NamedNode | BlankNode, key: str, verdict: Json) -> Iterator[Quad]:
    name = verdict["class"].removeprefix("isto:")
    node = record("verdict", f"{key.replace('/', '-')}-{kebab(name)}")
    values: tuple[tuple[NamedNode, NamedNode | BlankNode | Literal], ...] = (
        (TYPE, isto("Verdict")),
        (isto("subject"), iri),
        (isto("verdictOn"), isto(name)),
        (isto("verdictStatus"), record("verdict-status", verdict["status"])),
        *_reasons(verdict),
        *_missing(verdict),
    )
    for predicate, value in values:
        yield Quad(node, predicate, value, _VERDICTS)


def _reasons(verdict: Json) -> Iterator[tuple[NamedNode, NamedNode]]:
    first = [entries[0] for side in ("because", "against") if (entries := verdict.get(side))]
    if first:
        yield isto("support"), record("support", first[0]["support"])
    for entry in first:
        for key in entry["facts"]:
            yield isto("restsOn"), _fact_node(key)
        for axiom in entry["axioms"]:
            yield isto("restsOnAxiom"), term(axiom)


def _fact_node(key: str) -> NamedNode:
    """Return the node of a fact: a claim of ours, or what users named themselves."""
    return NamedNode(key) if ":" in key else record("claim", key)


def _missing(verdict: Json) -> Iterator[tuple[NamedNode, Literal]]:
    for key, predicate in (("would_entail", "wouldEntail"), ("would_refute", "wouldRefute")):
        for facts in verdict.get(key, ()):
            yield isto(predicate), Literal(" + ".join(map(_missing_fact, facts)))


def _missing_fact(fact: Json) -> str:
    """Return a canonical fact as `property=value`.

    >>> _missing_fact({"property": "isEstablishedUnderLawOf", "not": "CN"})
    'isEstablishedUnderLawOf not CN'
    >>> _missing_fact({"property": "hasParticipantFrom", "distinct": 3})
    'hasParticipantFrom distinct 3'
    """
    (how, value), *_ = [(key, value) for key, value in fact.items() if key != "property"]
    text = value if isinstance(value, str) else json.dumps(value)
    return f"{fact['property']}={text}" if how == "value" else f"{fact['property']} {how} {text}"
