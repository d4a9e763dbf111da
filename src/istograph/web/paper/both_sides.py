"""Disagreements between sources as files: what each of them says, side by side.

/disputes/clashes.csv|json     facts of an organization that cannot stand together
/disputes/wikidata.csv|json    an imported item of Wikidata and another source
"""

from collections.abc import Sequence
from typing import Any

from istograph.web.http.languages import Language
from istograph.web.paper import disagreements
from istograph.web.paper.disagreements import PER_PAGE, Contested
from istograph.web.paper.items import Contradiction, contradictions
from istograph.web.paper.sides import Side
from istograph.web.service import Service

Json = dict[str, Any]
Lines = list[Sequence[str]]
# Sides are called by letters: hardly any facts clash that are more than three.
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SIDE = {
    "en": ("{} says", "{} in its words", "source {}", "where in {}", "claim {}"),
    "zh": ("{}方所称", "{}方原文", "{}方来源", "{}方出处", "{}方陈述"),
}
_CLASHES = {
    "en": ("organization", "key", "contested classes"),
    "zh": ("组织", "标识", "有争议的类别"),
}
_ITEMS = {
    "en": (
        *("organization", "key", "about", "source A says", "source A", "references of A"),
        *("Wikidata says", "item"),
    ),
    "zh": (
        *("组织", "标识", "事项", "A方所称", "A方来源", "A方参考网址"),
        *("维基数据所称", "条目"),
    ),
}


async def clashes(service: Service, language: Language) -> list[Json]:
    """Return each set of facts that cannot stand together, with all its sides."""
    counted = await disagreements.counts(service, language)
    found: list[Json] = []
    for page in range(1, -(-counted.contested // PER_PAGE) + 1):
        for each in await disagreements.contested(service, language, page):
            found += (_clash(each, sides) for sides in each.clashes if sides)
    return found


async def items(service: Service, language: Language) -> list[Json]:
    """Return each contradiction between an item and another source, with both."""
    return [_contradiction(each) for each in await contradictions(service, language)]


def table_of_clashes(found: Sequence[Json], language: Language) -> Lines:
    """Return them as lines of a table, a header first: the sides beside each other."""
    most = max((len(each["sides"]) for each in found), default=2)
    name, key, contested = _CLASHES[language]
    sides = [head.format(letter) for letter in _LETTERS[:most] for head in _SIDE[language]]
    return [(name, key, *sides, contested), *(_line(each, most) for each in found)]


def table_of_items(found: Sequence[Json], language: Language) -> Lines:
    """Return them as lines of a table, a header first."""
    lines: Lines = [_ITEMS[language]]
    for each in found:
        organization, (one, other) = each["organization"], each["sides"]
        references = " ".join(one["references"])
        told = (each["about"], one["says"], one["source"], references)
        lines.append(
            (organization["name"], organization["key"], *told, other["says"], other["item"])
        )
    return lines


def _clash(each: Contested, sides: Sequence[Side]) -> Json:
    return {
        "organization": {"key": each.key, "iri": each.iri, "name": each.label},
        "sides": [_side(side) for side in sides],
        "contested": [{"iri": row["class"], "label": row["class_label"]} for row in each.classes],
    }


def _side(side: Side) -> Json:
    place = " ".join(filter(None, (side.place, side.locator)))
    return {
        "says": " | ".join(side.said),
        "quote": side.quote,
        "source": side.document_label,
        "document": side.document,
        "place": place,
        "claim": side.claims[0],
    }


def _line(each: Json, most: int) -> list[str]:
    keys = ("says", "quote", "source", "place", "claim")
    cells = [side[key] for side in each["sides"] for key in keys]
    empty = [""] * (len(keys) * most - len(cells))
    contested = " | ".join(row["label"] for row in each["contested"])
    organization = each["organization"]
    return [organization["name"], organization["key"], *cells, *empty, contested]


def _contradiction(each: Contradiction) -> Json:
    return {
        "organization": {"key": each.key, "iri": each.iri, "name": each.name},
        "about": each.about,
        "sides": [
            {"says": each.ours, "source": each.sources, "references": list(each.references)},
            {"says": each.theirs, "source": "Wikidata", "item": each.item_iri},
        ],
    }
