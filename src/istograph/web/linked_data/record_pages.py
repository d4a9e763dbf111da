"""What the page of a record shows, read from the graph: content for the template `record.html`.

header      names, what it is, the line at a glance, where it is            glance.py, maps.py
verdicts    by axis, each with its proof in words                           verdicts.py, proofs.py
open        what is disputed (disputes.py), and what would settle what is not known
said        each statement with the claims that make it                     claims.py
relations   what links here, and what was joined into it                    relations.py
kinds       a number in words, a row of a table, who is seated in a place   aspects.py
"""

from collections.abc import Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from istograph.classification.descriptions.bare import bare_about
from istograph.model import isto
from istograph.model.terms import CLASSIFIED
from istograph.policies import Tables, cited
from istograph.rdf.namespaces import ID, ISTO
from istograph.rdf.terms import LABEL, TYPE, term
from istograph.web.http.links import Links
from istograph.web.http.numbers import whole_number
from istograph.web.linked_data import aspects
from istograph.web.linked_data.claims import Claims
from istograph.web.linked_data.disputes import disputes_on
from istograph.web.linked_data.glance import Glance
from istograph.web.linked_data.lookup import Graph, Lookup
from istograph.web.linked_data.relations import Relations, joined
from istograph.web.linked_data.schema_org import schema_org
from istograph.web.linked_data.things import Thing, Things
from istograph.web.linked_data.verdicts import standing

_ALTERNATIVE, _NOTE = term("skos:altLabel"), term("skos:note")
_DEFINITION = term("skos:definition")
_SCOPE_NOTE = term("skos:scopeNote")
_CITED_BY = term("dcterms:isReferencedBy")
_SOURCE = term("dcterms:source")
_LANGUAGES = ("en", "zh", "")
_LAST_PAGE = 999_999
# What the address of a page may say: which of the links to it to list, and which page of those.
PARAMETERS = ("of", "page")


def content(
    lookup: Lookup,
    node: NamedNode,
    where: Graph,
    links: Links,
    proofs: Mapping[str, Any],
    asked: Mapping[str, str],
) -> dict[str, Any]:
    """Return what the template shows of a record; `asked` may ask for more of what links here."""
    things = Things(lookup, where, links.language)
    # What users wrote of a record that was replaced stands at that one, as they wrote it.
    names = lookup.names(node)
    kind, _, key = node.value.removeprefix(ID).partition("/")
    claims = Claims(things, node, names)
    rows = list(aspects.table_rows(things, node))
    relations = Relations(things, names, without=("describes", "tableRow") if rows else ())
    own = claims.own()
    page = whole_number("page", asked["page"], most=_LAST_PAGE) if asked.get("page") else 1
    disputes = disputes_on(things, lookup.claims(node, where))
    return {
        "iri": node.value,
        "kind": kind,
        "key": key,
        **_names(things, node, names),
        "own": own,
        "number": aspects.number(things, node),
        "rows": rows,
        "seated": aspects.seated(things, node),
        "cited": cited(Tables(lookup.store), node) if kind == "policy" else (),
        "asked_of": aspects.asked_of(things, node),
        "incoming": relations.groups(),
        "listing": relations.listing(asked.get("of", ""), page),
        "joined": list(joined(things, names)),
        "schema_org": schema_org(lookup, node, where),
        "proofs": proofs,
        "standing": standing(things, node, proofs.get("verdicts", {}), disputes),
        "disputes": disputes,
        "bare": bare_about(lookup.store, names) if kind in CLASSIFIED else (),
        "glance": Glance(things, names, claims),
        "lines": () if kind == "claim" else things.values(names, isto("line")),
        **_said(things, names, claims, kind, is_claim=own is not None),
    }


def _said(
    things: Things, names: list[Any], claims: Claims, kind: str, *, is_claim: bool
) -> dict[str, Any]:
    """Return what is said of a record, claim by claim."""
    if kind != "organization":
        # The page of a policy tells by what documents the paper cites it.
        without = (
            *(() if is_claim else (isto("line"),)),
            *((_CITED_BY,) if kind == "policy" else ()),
        )
        return {"sources": (), "disputed": (), "aspects": claims.aspects(without=without)}
    return {
        "sources": things.values(names, _SOURCE),
        "disputed": claims.disputed(),
        "aspects": claims.aspects(without=(_SOURCE, isto("line"))),
    }


def _names(things: Things, node: NamedNode, names: list[Any]) -> dict[str, Any]:
    labels = [o for o in things.objects(names, LABEL) if isinstance(o, Literal)]
    title = things.thing(node)
    others = [things.literal(label) for label in labels]
    alternatives = things.values(names, _ALTERNATIVE)
    types = (o for o in things.objects(names, TYPE) if isinstance(o, NamedNode))
    classified = {triple.subject for triple in things.lookup.triples(None, isto("axis"))}
    ordered = sorted(
        (each for each in types if each not in classified),
        key=lambda iri: (iri.value.startswith(ISTO), iri.value),
    )
    return {
        "title": title,
        # In our languages first; a registry may have a name in thirty others.
        "other_names": [o for o in others if o.text != title.text and o.language in _LANGUAGES],
        "acronyms": [t.text for t in things.values(names, isto("acronym"))],
        "alternatives": _apart(
            [*(o for o in others if o.language not in _LANGUAGES), *alternatives],
            *(title, *(o for o in others if o.language in _LANGUAGES)),
        ),
        "types": [things.thing(each) for each in ordered],
        "notes": [
            text
            for predicate in (_DEFINITION, _NOTE, _SCOPE_NOTE)
            for text in things.texts(names, predicate)
        ],
    }


def _apart(things: list[Thing], *known: Thing) -> list[Thing]:
    """Return the names that are not known already, each once whatever its language."""
    texts = {thing.text for thing in known}
    found: dict[str, Thing] = {}
    for thing in things:
        if thing.text not in texts:
            found.setdefault(thing.text, thing)
    return list(found.values())
