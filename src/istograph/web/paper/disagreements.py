"""Where sources disagree: contested categories, conflicts of identity, and values known as wrong.

Imported registries bring many, so they are read a page at a time. Wrong values are set aside when a
registry is imported, and stand in `data/mappings/wrong-values.csv` alone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from istograph.mappings.curated import HASHED, wrong_values
from istograph.model import Text
from istograph.model.terms import key_of
from istograph.rdf.namespaces import ID
from istograph.resources import MAPPINGS
from istograph.web.http.languages import Language
from istograph.web.paper import clashes
from istograph.web.paper.disputes import Kind
from istograph.web.paper.reading import Row, ask
from istograph.web.paper.sides import CLAIM_PARTS, PARTS, Side, side_of
from istograph.web.service import Service

PER_PAGE = 20
_IS_CONTESTED = """GRAPH graph:verdicts {
      ?verdict isto:verdictStatus <https://w3id.org/istograph/id/verdict-status/contested> ;
        isto:subject ?node ; isto:verdictOn ?class .
    }"""
_COUNT = f"SELECT (COUNT(DISTINCT ?node) AS ?count) {{ {_IS_CONTESTED} }}"
_CONTESTED = f"""
SELECT DISTINCT ?node ?label ?class ?class_label {{
  {{
    SELECT DISTINCT ?node ?label {{
      {_IS_CONTESTED}
      BIND (isto:label(?node, "reader") AS ?label)
    }} ORDER BY ?label ?node LIMIT {PER_PAGE} OFFSET %d
  }}
  {_IS_CONTESTED}
  ?class rdfs:label ?class_label ; isto:order ?order .
  FILTER (LANG(?class_label) = "reader")
}} ORDER BY ?label ?node ?order"""
_FACTS = f"""
SELECT {PARTS} ?document ?document_label {{
  VALUES ?claim {{ %s }}
  {CLAIM_PARTS}
  OPTIONAL {{
    ?claim isto:source ?document . ?document rdfs:label ?document_label .
    FILTER (LANG(?document_label) = "reader")
  }}
}} ORDER BY ?claim"""
_KINDS = """
SELECT ?kind (COUNT(?node) AS ?count) {
  GRAPH graph:joins { ?node isto:conflictKind ?kind }
} GROUP BY ?kind ORDER BY DESC(?count) ?kind"""
_CONFLICTS = f"""
SELECT DISTINCT ?node ?kind ?note ?record ?name ?name_language {{
  GRAPH graph:joins {{
    {{
      SELECT ?node ?kind ?note {{
        %s
        ?node isto:conflictKind ?kind ; skos:note ?note .
        FILTER (LANG(?note) = "reader")
      }} ORDER BY ?kind ?note LIMIT {PER_PAGE} OFFSET %d
    }}
    OPTIONAL {{
      ?node isto:concerns ?concerned .
      OPTIONAL {{ ?concerned dcterms:isReplacedBy ?into }}
      BIND (COALESCE(?into, ?concerned) AS ?record)
    }}
  }}
  BIND (isto:label(?record, "reader") AS ?name)
  BIND (LANG(?name) AS ?name_language)
}} ORDER BY ?kind ?note ?node ?record"""
_CONFLICT_KINDS = {
    "identifier-on-two-records": Text(
        "an identifier on several records of one source", "同一来源多条记录共用标识符"
    ),
    "two-identifiers-on-one-record": Text(
        "several identifiers on one record", "一条记录有多个标识符"
    ),
    "two-identifiers-in-one-group": Text(
        "several identifiers among what would be one", "拟合并的记录标识符不一"
    ),
    "two-records-of-one-source": Text(
        "several records of one source would be one", "同一来源的多条记录会被合并"
    ),
    "ambiguous-name": Text("a name of several records", "名称与多条记录相符"),
    "kept-apart": Text("said to be different", "已声明为不同组织"),
}
_SOURCES = {
    "ror": Text("ROR", "ROR"),
    "wikidata": Text("Wikidata", "维基数据"),
    "supraverden": Text("SupraVerden", "SupraVerden"),
    "ecosoc": Text("ECOSOC's list of consultative status", "经社理事会咨商地位名单"),
}


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
    """Records that would be one organization and were not joined, each with its name."""

    iri: str
    note: str
    records: Sequence[Row]


@dataclass(frozen=True)
class WrongValue:
    """A value of a registry that is known to be wrong; empty where it may not be copied."""

    source: str
    record: str
    field: str
    value: str
    why: str


@dataclass(frozen=True)
class Counts:
    """How many there are of each sort."""

    contested: int
    conflicts: Sequence[Kind]
    wrong: int

    @property
    def in_conflict(self) -> int:
        """How many conflicts of identity there are."""
        return sum(kind.count for kind in self.conflicts)

    @property
    def total(self) -> int:
        """How many there are of all sorts."""
        return self.contested + self.in_conflict + self.wrong


async def counts(service: Service, language: Language) -> Counts:
    """Return how many disagreements there are."""
    (counted,) = await ask(service, _COUNT, language)
    kinds = await ask(service, _KINDS, language)
    return Counts(
        int(counted["count"]),
        [Kind(row["kind"], _words(row["kind"], language), int(row["count"])) for row in kinds],
        len(wrong(service, language)),
    )


async def contested(service: Service, language: Language, page: int) -> list[Contested]:
    """Return a page of the organizations with a contested verdict, by name."""
    found = await ask(service, _CONTESTED % ((page - 1) * PER_PAGE), language)
    grouped = groupby(found, lambda row: row["node"])
    return await _explained(
        service, [_contested(node, list(rows)) for node, rows in grouped], language
    )


async def conflicts(service: Service, language: Language, kind: str, page: int) -> list[Conflict]:
    """Return a page of the conflicts of identity, of one kind or of all."""
    narrowed = f'VALUES ?kind {{ "{kind}" }}' if kind in _CONFLICT_KINDS else ""
    found = await ask(service, _CONFLICTS % (narrowed, (page - 1) * PER_PAGE), language)
    return [_conflict(list(rows)) for _, rows in groupby(found, lambda row: row["node"])]


def wrong(service: Service, language: Language) -> list[WrongValue]:
    """Return the values of registries that are known to be wrong, and why.

    They were set aside when the dataset was built; one that was not built has none of them.
    """
    if not service.dataset.source:
        return []
    found = wrong_values(MAPPINGS / "wrong-values.csv")
    return [
        WrongValue(
            _SOURCES.get(source, Text(source, source)).in_language(language),
            record,
            field,
            "" if value.startswith(HASHED) else value,
            why.in_language(language),
        )
        for (source, record, field, value), why in found.items()
    ]


async def _explained(
    service: Service, among: Sequence[Contested], language: Language
) -> list[Contested]:
    """Return them with the claims that cannot stand together."""
    if not among:
        return []
    answer = await service.pool.call(clashes.READ, {"iris": [each.iri for each in among]})
    facts: Mapping[str, Sequence[Sequence[str]]] = json.loads(answer.read())
    names = sorted({f"<{ID}claim/{key}>" for key in _keys(facts)})
    rows = await ask(service, _FACTS % " ".join(names), language) if names else []
    sides = {
        row["claim"].removeprefix(f"{ID}claim/"): side_of(row, language, subject=False)
        for row in rows
    }
    return [
        replace(
            each,
            clashes=[[sides[key] for key in clash if key in sides] for clash in facts[each.iri]],
        )
        for each in among
    ]


def _keys(facts: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[str]:
    for found in facts.values():
        for clash in found:
            yield from clash


def _contested(node: str, rows: Sequence[Row]) -> Contested:
    return Contested(node, key_of(node), rows[0]["label"], rows)


def _conflict(rows: Sequence[Row]) -> Conflict:
    first = rows[0]
    named = [row for row in rows if "record" in row]
    return Conflict(first["node"], first["note"], named)


def _words(kind: str, language: Language) -> str:
    return _CONFLICT_KINDS.get(kind, Text(kind, kind)).in_language(language)
