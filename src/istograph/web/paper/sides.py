"""A claim as a side in a dispute: what it says, in what words of its source, and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from istograph.classification.explanations.citations import section_words
from istograph.classification.words.locators import locator_words
from istograph.model import Text
from istograph.rdf.namespaces import ISTO
from istograph.web.http.languages import Language
from istograph.web.paper.quantities import number
from istograph.web.paper.reading import Row

# What a claim says is put in words by its parts; a cell of a table by its row and its measure.
CLAIM_PARTS = """
  ?claim isto:subject ?about ; isto:property ?property ; isto:value ?value .
  OPTIONAL { ?claim isto:claimStatus/skos:notation ?status }
  OPTIONAL { ?claim isto:line ?line }
  OPTIONAL { ?claim isto:section ?section }
  OPTIONAL { ?claim isto:locator ?locator }
  OPTIONAL { ?claim isto:quote ?quote BIND (LANG(?quote) AS ?quote_language) }
  OPTIONAL { ?claim isto:negated ?negated }
  OPTIONAL { ?claim dcterms:description ?gloss FILTER (LANG(?gloss) = "reader") }
  OPTIONAL { ?about rdfs:label ?subject FILTER (LANG(?subject) = "reader") }
  OPTIONAL {
    ?about isto:tableRow/rdfs:label ?row ; isto:measure/rdfs:label ?measure .
    FILTER (LANG(?row) = "reader" && LANG(?measure) = "reader")
  }
  OPTIONAL { ?property rdfs:label ?property_label FILTER (LANG(?property_label) = "reader") }
  OPTIONAL { ?value rdfs:label ?value_label FILTER (LANG(?value_label) = "reader") }
  BIND (LANG(?value) AS ?value_language)
"""
PARTS = """?claim ?property ?value ?value_language ?status ?line ?section ?locator ?quote
  ?quote_language ?negated ?gloss ?subject ?row ?measure ?property_label ?value_label"""
_YES, _NO, _NOT = Text("yes", "是"), Text("no", "否"), Text("not: ", "并非：")


@dataclass(frozen=True)
class Side:
    """What a source says at one place: the claims that are made of its words there."""

    claims: tuple[str, ...]
    said: tuple[str, ...]
    quote: str
    quote_language: str
    place: str
    is_disputed: bool
    # as the source counts; in its own words where no table has the reader's
    locator: str = ""
    locator_language: str = "en"
    document: str = ""
    document_label: str = ""
    # the quote in our own words, in the reader's language
    gloss: str = ""


def merged(sides: Sequence[Side]) -> list[Side]:
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


def side_of(row: Row, language: Language, *, subject: bool = True) -> Side:
    """Return a solution of a query with CLAIM_PARTS, with its subject named or not."""
    said = _said(row, language, subject=subject)
    given = row.get("locator", "")
    locator = locator_words(given)
    return Side(
        (row["claim"],),
        (said,) if said else (),
        row.get("quote", ""),
        row.get("quote_language", "") or "zh",
        _place(row, language),
        row.get("status") == "disputed",
        locator.in_language(language),
        "en" if locator.zh == given else language,
        row.get("document", ""),
        row.get("document_label", ""),
        row.get("gloss", ""),
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
        value = truth.in_language(language)
    elif row["property"] == f"{ISTO}value":
        value = number(value)
    negated = row.get("negated") == "true"
    return f"{_NOT.in_language(language)}{value}" if negated else value


def _colon(language: Language) -> str:
    return Text(": ", "：").in_language(language)


def _place(row: Row, language: Language) -> str:
    return Text(", ", "，").in_language(language).join(_places(row, language))


def _places(row: Row, language: Language) -> Iterator[str]:
    if "section" in row:
        yield section_words(row["section"]).in_language(language)
    if "line" in row:
        yield Text("line {}", "第{}行").in_language(language).format(row["line"])
