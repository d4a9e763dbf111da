"""Where an imported Wikidata item and another source cannot both be right."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from istograph.exports.comparing import compared_graphs
from istograph.exports.statements import COUNTRY, DISSOLVED, INCEPTION, ROR_ID
from istograph.model import Text
from istograph.model.terms import key_of
from istograph.rdf.namespaces import ID, PREFIXES
from istograph.registries import REGISTRIES
from istograph.web.http.languages import Language
from istograph.web.paper.compared import READ
from istograph.web.paper.reading import ask
from istograph.web.service import Service

_WIKIDATA = "wikidata"
_PROPERTIES = {
    INCEPTION: Text("founding date", "设立日期"),
    DISSOLVED: Text("dissolved on", "解散日期"),
    COUNTRY: Text("country of the headquarters", "总部所在国"),
    ROR_ID: Text("ROR ID", "ROR 标识符"),
}
_OURS = {
    "curated": Text("curated record", "人工记录"),
    "paper": Text("the paper", "论文"),
}
_NAMES = """
SELECT ?thing (isto:label(?thing, "reader") AS ?name) { VALUES ?thing { %s } }"""


@dataclass(frozen=True)
class Contradiction:
    """What an item says of an organization, and what another source says instead."""

    iri: str
    name: str
    about: str
    ours: str
    sources: str
    references: Sequence[str]
    theirs: str
    item: str

    @property
    def key(self) -> str:
        """The organization's key."""
        return key_of(self.iri)

    @property
    def item_iri(self) -> str:
        """The item at Wikidata."""
        return f"{PREFIXES['wd']}{self.item}"


async def contradictions(service: Service, language: Language) -> list[Contradiction]:
    """Return all there are, by the organization's name."""
    about = service.dataset
    if _WIKIDATA not in about.registries:
        return []
    answer = await service.pool.call(READ, {"graphs": compared_graphs(about)})
    found: list[dict[str, Any]] = json.loads(answer.read())
    named = {row[key] for row in found for key in ("record", "ours", "theirs")}
    things = " ".join(f"<{iri}>" for iri in sorted(named) if iri.startswith(ID))
    rows = await ask(service, _NAMES % things, language) if things else []
    names = {row["thing"]: row["name"] for row in rows if "name" in row}
    told = [_contradiction(row, names, language) for row in found]
    return sorted(told, key=lambda each: (each.name.casefold(), each.about))


def _contradiction(
    row: Mapping[str, Any], names: Mapping[str, str], language: Language
) -> Contradiction:
    sources = (_source(name, language) for name in row["graphs"])
    return Contradiction(
        iri=row["record"],
        name=names.get(row["record"], row["record"].removeprefix(ID)),
        about=_PROPERTIES[row["property"]].in_language(language),
        ours=names.get(row["ours"], row["ours"]),
        sources=Text(", ", "、").in_language(language).join(sources),
        references=row["references"],
        theirs=names.get(row["theirs"], row["theirs"]),
        item=row["item"],
    )


def _source(name: str, language: Language) -> str:
    registry = REGISTRIES.get(name)
    return (registry.label if registry else _OURS.get(name, Text(name, name))).in_language(language)
