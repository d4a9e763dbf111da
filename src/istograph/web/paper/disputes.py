"""What is disputed: the paper against itself, its translation, and sources against each other.

Each is read from the graph, but for the values of registries that are known to be wrong: those are
set aside when a registry is imported, and stand in `data/mappings/wrong-values.csv` alone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from istograph.classification.explanation import section_words
from istograph.mappings.curated import HASHED, wrong_values
from istograph.model import Text
from istograph.rdf.namespaces import ID, ISTO
from istograph.resources import MAPPINGS
from istograph.web.http.languages import Language
from istograph.web.paper import clashes
from istograph.web.paper.figures import in_language
from istograph.web.paper.quantities import number
from istograph.web.paper.reading import Row, ask
from istograph.web.service import Service

_DISPUTES = """
SELECT ?node ?kind ?kind_label ?label ?note ?line {
  ?node a isto:Dispute ; isto:disputeKind ?of_kind ; rdfs:label ?label ; isto:line ?line .
  ?of_kind skos:notation ?kind ; rdfs:label ?kind_label .
  OPTIONAL { ?node skos:note ?note FILTER (LANG(?note) = "reader") }
  FILTER (LANG(?label) = "reader" && LANG(?kind_label) = "reader")
} ORDER BY ?line ?label"""
# What a claim says is put in words by its parts; a cell of a table by its row and its measure.
_CLAIM_PARTS = """
  ?claim isto:subject ?about ; isto:property ?property ; isto:value ?value .
  OPTIONAL { ?claim isto:claimStatus/skos:notation ?status }
  OPTIONAL { ?claim isto:line ?line }
  OPTIONAL { ?claim isto:section ?section }
  OPTIONAL { ?claim isto:locator ?locator }
  OPTIONAL { ?claim isto:quote ?quote BIND (LANG(?quote) AS ?quote_language) }
  OPTIONAL { ?claim isto:negated ?negated }
  OPTIONAL { ?about rdfs:label ?subject FILTER (LANG(?subject) = "reader") }
  OPTIONAL {
    ?about isto:tableRow/rdfs:label ?row ; isto:measure/rdfs:label ?measure .
    FILTER (LANG(?row) = "reader" && LANG(?measure) = "reader")
  }
  OPTIONAL { ?property rdfs:label ?property_label FILTER (LANG(?property_label) = "reader") }
  OPTIONAL { ?value rdfs:label ?value_label FILTER (LANG(?value_label) = "reader") }
  BIND (LANG(?value) AS ?value_language)
"""
_PARTS = """?claim ?property ?value ?value_language ?status ?line ?section ?locator ?quote
  ?quote_language ?negated ?subject ?row ?measure ?property_label ?value_label"""
_SIDES = f"""
SELECT ?node {_PARTS} {{
  ?node isto:disputes ?claim .
  {_CLAIM_PARTS}
}} ORDER BY ?node ?line ?claim"""
_FACTS = f"""
SELECT {_PARTS} ?document ?document_label {{
  VALUES ?claim {{ %s }}
  {_CLAIM_PARTS}
  OPTIONAL {{
    ?claim isto:source ?document . ?document rdfs:label ?document_label .
    FILTER (LANG(?document_label) = "reader")
  }}
}} ORDER BY ?claim"""
_DIFFERENCES = """
SELECT ?node ?kind ?kind_label ?label ?note ?line ?original ?their_line ?translation {
  GRAPH graph:translation {
    ?node a isto:Difference ; isto:differenceKind ?of_kind ; rdfs:label ?label .
    OPTIONAL { ?node isto:originalLine ?line }
    OPTIONAL { ?node isto:originalText ?original }
    OPTIONAL { ?node isto:translationLine ?their_line }
    OPTIONAL { ?node isto:translationText ?translation }
    OPTIONAL { ?node skos:note ?note FILTER (LANG(?note) = "reader") }
  }
  ?of_kind skos:notation ?kind ; rdfs:label ?kind_label .
  FILTER (LANG(?label) = "reader" && LANG(?kind_label) = "reader")
} ORDER BY COALESCE(?line, 10000) ?label"""
_CONTESTED = """
SELECT DISTINCT ?node ?label ?class ?class_label {
  GRAPH graph:verdicts {
    ?verdict isto:verdictStatus <https://w3id.org/istograph/id/verdict-status/contested> ;
      isto:subject ?node ; isto:verdictOn ?class .
  }
  ?class rdfs:label ?class_label ; isto:order ?order .
  OPTIONAL { ?node rdfs:label ?own FILTER (LANG(?own) = "reader") }
  OPTIONAL { ?node rdfs:label ?english FILTER (LANG(?english) = "en") }
  OPTIONAL { SELECT ?node (MIN(?any) AS ?other) { ?node rdfs:label ?any } GROUP BY ?node }
  BIND (COALESCE(?own, ?english, ?other) AS ?label)
  FILTER (LANG(?class_label) = "reader")
} ORDER BY ?label ?node ?order"""
_CONFLICTS = """
SELECT ?node ?kind ?note (GROUP_CONCAT(DISTINCT ?record; SEPARATOR=" ") AS ?records) {
  GRAPH graph:joins {
    ?node isto:conflictKind ?kind ; skos:note ?note .
    OPTIONAL { ?node isto:concerns ?record }
  }
  FILTER (LANG(?note) = "reader")
} GROUP BY ?node ?kind ?note ORDER BY ?kind ?note"""
_YES, _NO, _NOT = Text("yes", "是"), Text("no", "否"), Text("not: ", "并非：")
_SOURCES = {
    "ror": Text("ROR", "ROR"),
    "wikidata": Text("Wikidata", "维基数据"),
    "supraverden": Text("SupraVerden", "SupraVerden"),
    "ecosoc": Text("ECOSOC's list of consultative status", "经社理事会咨商地位名单"),
}


@dataclass(frozen=True)
class Side:
    """What a source says at one place: the claims that are made of its words there."""

    claims: tuple[str, ...]
    said: tuple[str, ...]
    quote: str
    quote_language: str
    place: str
    is_disputed: bool
    # as the source counts, in its own words
    locator: str = ""
    document: str = ""
    document_label: str = ""


@dataclass(frozen=True)
class Item:
    """A dispute or a departure; the key is its anchor on the page."""

    key: str
    iri: str
    kind: str
    kind_label: str
    label: str
    note: str
    row: Row
    sides: Sequence[Side] = ()

    @property
    def is_undecided(self) -> bool:
        """Whether some of what is said decides nothing, for it is disputed."""
        return any(side.is_disputed for side in self.sides)


@dataclass(frozen=True)
class Kind:
    """A kind of dispute, and how many there are."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Contested:
    """An organization on which sources disagree: its classes, and the claims that clash."""

    iri: str
    key: str
    label: str
    classes: Sequence[Row]
    clashes: Sequence[Sequence[Side]] = ()


@dataclass(frozen=True)
class Conflict:
    """Records that would be one organization and were not joined."""

    iri: str
    kind: str
    note: str
    records: Sequence[str]


@dataclass(frozen=True)
class WrongValue:
    """A value of a registry that is known to be wrong; empty where it may not be copied."""

    key: str
    source: str
    record: str
    field: str
    value: str
    why: str


async def within_paper(service: Service, language: Language) -> list[Item]:
    """Return the disputes within the paper, by line, each with its claims."""
    found = await ask(service, _DISPUTES, language)
    claims = await ask(service, _SIDES, language)
    sides = {
        node: _merged([_side(row, language) for row in rows])
        for node, rows in groupby(claims, lambda row: row["node"])
    }
    return [replace(_item(row), sides=sides.get(row["node"], ())) for row in found]


async def with_translation(service: Service, language: Language) -> list[Item]:
    """Return where the translation departs from the original, by the original's line."""
    return [_item(row) for row in await ask(service, _DIFFERENCES, language)]


async def contested(service: Service, language: Language) -> list[Contested]:
    """Return the organizations with a contested verdict, by name; `explained` adds the claims."""
    found = await ask(service, _CONTESTED, language)
    return [_contested(node, list(rows)) for node, rows in groupby(found, lambda row: row["node"])]


async def explained(
    service: Service, among: Sequence[Contested], language: Language
) -> list[Contested]:
    """Return them with the claims that cannot stand together."""
    request = {"iris": [each.iri for each in among]}
    answer = await service.pool.call(clashes.READ, request)
    facts: Mapping[str, Sequence[Sequence[str]]] = json.loads(answer.read())
    names = sorted({f"<{ID}claim/{key}>" for found in facts.values() for f in found for key in f})
    rows = await ask(service, _FACTS % " ".join(names), language) if names else []
    sides = {
        row["claim"].removeprefix(f"{ID}claim/"): _side(row, language, subject=False)
        for row in rows
    }
    return [
        replace(
            each,
            clashes=[[sides[key] for key in clash if key in sides] for clash in facts[each.iri]],
        )
        for each in among
    ]


async def conflicts(service: Service, language: Language) -> list[Conflict]:
    """Return the records that were not joined, by kind of conflict."""
    return [
        Conflict(row["node"], row["kind"], row["note"], row.get("records", "").split())
        for row in await ask(service, _CONFLICTS, language)
    ]


def wrong(language: Language) -> list[WrongValue]:
    """Return the values of registries that are known to be wrong, and why."""
    found = wrong_values(MAPPINGS / "wrong-values.csv")
    return [
        WrongValue(
            f"{source}-{record}-{field}".lower(),
            in_language(_SOURCES.get(source, Text(source, source)), language),
            record,
            field,
            "" if value.startswith(HASHED) else value,
            in_language(why, language),
        )
        for (source, record, field, value), why in found.items()
    ]


def kinds(items: Sequence[Item]) -> list[Kind]:
    """Return the kinds there are, the most frequent first."""
    labels = {item.kind: item.kind_label for item in items}
    counts = {kind: sum(item.kind == kind for item in items) for kind in labels}
    ordered = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return [Kind(kind, labels[kind], counts[kind]) for kind in ordered]


def _item(row: Row) -> Item:
    return Item(
        row["node"].rpartition("/")[2],
        row["node"],
        row["kind"],
        row["kind_label"],
        row["label"],
        row.get("note", ""),
        row,
    )


def _contested(node: str, rows: Sequence[Row]) -> Contested:
    return Contested(node, node.removeprefix(f"{ID}organization/"), rows[0]["label"], rows)


def _merged(sides: Sequence[Side]) -> list[Side]:
    """Return them with those of the same words at the same place as one."""
    found: dict[tuple[str, str, bool], Side] = {}
    for side in sides:
        words = side.quote or side.claims[0]
        other = found.get((words, side.place, side.is_disputed))
        if other:
            said = tuple(dict.fromkeys((*other.said, *side.said)))
            side = replace(other, claims=(*other.claims, *side.claims), said=said)
        found[words, side.place, side.is_disputed] = side
    return list(found.values())


def _side(row: Row, language: Language, *, subject: bool = True) -> Side:
    said = _said(row, language, subject=subject)
    return Side(
        (row["claim"],),
        (said,) if said else (),
        row.get("quote", ""),
        row.get("quote_language", "") or "zh",
        _place(row, language),
        row.get("status") == "disputed",
        row.get("locator", ""),
        row.get("document", ""),
        row.get("document_label", ""),
    )


def _said(row: Row, language: Language, *, subject: bool) -> str:
    """Return what a claim says, of its subject or without it; nothing where its quote says it."""
    value = _value(row, language)
    if "row" in row:
        mark = "●" if row["value"].endswith("/mentioned") else "○"
        return f"{row['row']} · {row['measure']}{_colon(language)}{mark} {value}"
    if row["value"] == row.get("quote") or row.get("value_language", language) not in (
        "",
        language,
    ):
        return ""
    name = row["property"].removeprefix(ISTO)
    if name == "statement":
        return value
    about = [row.get("subject", "")] if subject else []
    if name != "value":
        about.append(row.get("property_label", name))
    return " · ".join(filter(None, about)) + _colon(language) + value


def _value(row: Row, language: Language) -> str:
    value = row.get("value_label", row["value"])
    truth = {"true": _YES, "false": _NO}.get(value)
    if truth:
        value = in_language(truth, language)
    elif row["property"] == f"{ISTO}value":
        value = number(value)
    negated = row.get("negated") == "true"
    return f"{in_language(_NOT, language)}{value}" if negated else value


def _colon(language: Language) -> str:
    return in_language(Text(": ", "："), language)


def _place(row: Row, language: Language) -> str:
    return in_language(Text(", ", "，"), language).join(_places(row, language))


def _places(row: Row, language: Language) -> Iterator[str]:
    if "section" in row:
        yield in_language(section_words(row["section"]), language)
    if "line" in row:
        yield in_language(Text("line {}", "第{}行"), language).format(row["line"])
