"""Every way in which a row can be wrong gives the file, the line and the column."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad

from istograph.errors import Spot, TableError
from istograph.sources import SOURCES
from istograph.sources import layout as tables_of
from istograph.sources.layout import Layout

Cells = dict[str, str]
NAMES = {"label_en": "A", "label_zh": "甲"}
TEXT = {"key": "meng-2024-text", **NAMES}
DATASET = {"key": "dataset/statistics", "type": "qb:DataSet", **NAMES}
PLACE = {"key": "place/bonn", "type": "isto:City", **NAMES}
ORGANIZATION = {"key": "inbar", **NAMES}
DOCUMENT = {"key": "agreement", **NAMES}
POLICY = {"key": "act", **NAMES, "status": "unknown", "line": "66", "quote": "法"}
CLAIM = {
    "key": "said",
    "subject": "id:organization/inbar",
    "property": "isto:isSaidToBe",
    "value": "isto:BroadISTO",
    "line": "70",
    "quote": "因而其也是",
    "support": "stated",
}
OBSERVATION = {
    "key": "count",
    **NAMES,
    "statistic": "post-holders",
    "value": "2446",
    "unit": "person",
    "as_of": "2021-12-31",
    "basis": "stated",
    "line": "202",
    "quote": "任职人数",
    "support": "stated",
}
TABLE_1 = {
    "row": "01",
    "line": "127",
    "printed": "法",
    **NAMES,
    "level": "national",
    "policy": "act",
    **dict.fromkeys(tables_of.MEASURES_CHINA, "○"),
}
TABLE_2 = {
    "row": "01",
    "line": "183",
    "printed": "波恩",
    **NAMES,
    "country": "bonn",
    "describes": "id:place/bonn",
    **dict.fromkeys(tables_of.MEASURES_WORLD, "●"),
}
DISPUTE = {"key": "clash", **NAMES, "kind": "arithmetic", "claims": "said"}
LOST = {"key": "figure-2", **NAMES, "line": "207"}
DIFFERENCE = {
    "key": "name",
    **NAMES,
    "kind": "changed",
    "original_line": "216",
    "original_text": "阵",
    "translation_line": "94",
    "translation_text": "Program",
}
FACT = {
    "key": "inbar-instrument",
    "organization": "inbar",
    "property": "hasConstitutiveInstrument",
    "value": "multilateral-agreement",
    "document": "agreement",
    "reading": "cited",
}
WORLD: dict[Layout, list[Cells]] = {
    tables_of.PAPER_DOCUMENTS: [TEXT],
    tables_of.DATASETS: [DATASET],
    tables_of.RECORDS: [PLACE],
    tables_of.POLICIES: [POLICY],
    tables_of.TABLE_1: [TABLE_1],
    tables_of.TABLE_2: [TABLE_2],
    tables_of.OBSERVATIONS: [OBSERVATION],
    tables_of.LOST_SERIES: [LOST],
    tables_of.CLAIMS: [CLAIM],
    tables_of.DISPUTES: [DISPUTE],
    tables_of.DIFFERENCES: [DIFFERENCE],
    tables_of.ORGANIZATIONS: [ORGANIZATION],
    tables_of.FACTS: [FACT],
    tables_of.DOCUMENTS: [DOCUMENT],
}


def load(folder: Path) -> list[Quad]:
    def every() -> Iterator[Quad]:
        for quads in SOURCES.values():
            yield from quads(folder)

    return list(every())


def test_the_world_that_the_broken_rows_start_from_loads(
    tables: Callable[[dict[Layout, list[Cells]]], Path],
) -> None:
    graphs = {quad.graph_name.value.rpartition("/")[2] for quad in load(tables(WORLD))}

    assert graphs == {"paper", "translation", "curated"}


@pytest.mark.parametrize(
    ("layout", "change", "column", "problem"),
    [
        (tables_of.PAPER_DOCUMENTS, {"issued": "May 2022"}, "issued", "no date"),
        (tables_of.PAPER_DOCUMENTS, {"accessed": "2022"}, "accessed", "no date"),
        (tables_of.PAPER_DOCUMENTS, {"sha256": "12"}, "sha256", "64 lower-case"),
        (tables_of.PAPER_DOCUMENTS, {"url": "cast.org.cn"}, "url", "no http or https"),
        (tables_of.PAPER_DOCUMENTS, {"label_zh": ""}, "label_zh", "is empty"),
        (tables_of.PAPER_DOCUMENTS, {"note_en": "x"}, "note_zh", "both languages"),
        (tables_of.PAPER_DOCUMENTS, {"key": "Meng"}, "key", "is no key"),
        (tables_of.RECORDS, {"key": "bonn"}, "key", "no kind/key"),
        (tables_of.RECORDS, {"type": ""}, "type", "is empty"),
        (tables_of.RECORDS, {"type": "isto:Citty"}, "type", "did you mean City"),
        (tables_of.RECORDS, {"alt": "Bonn"}, "alt", "must end in @en or @zh"),
        (tables_of.RECORDS, {"properties": "isto:year"}, "properties", "no curie=value"),
        (tables_of.RECORDS, {"properties": "isto:yaer=1"}, "properties", "did you mean year"),
        (
            tables_of.RECORDS,
            {"properties": "schema:containedInPlace=id:place/bon"},
            "properties",
            "there is no id:place/bon; did you mean bonn",
        ),
        (tables_of.POLICIES, {"status": "inforce"}, "status", "did you mean in-force"),
        (tables_of.POLICIES, {"line": ""}, "line", "is empty"),
        (tables_of.POLICIES, {"issuers": "inbar"}, "issuer_support", "is empty"),
        (tables_of.POLICIES, {"applies_in": "bonn"}, "applies_support", "is empty"),
        (tables_of.POLICIES, {"status_line": "66"}, "status_quote", "is empty"),
        (tables_of.TABLE_1, {"level": "locl"}, "level", "did you mean local"),
        (tables_of.TABLE_1, {"attract-settlement": "x"}, "attract-settlement", "● or ○"),
        (tables_of.TABLE_1, {"row": "1"}, "row", "two digits"),
        (tables_of.TABLE_1, {"policy": "art"}, "policy", "did you mean act"),
        (tables_of.TABLE_2, {"entry-exit": ""}, "entry-exit", "is empty"),
        (tables_of.TABLE_2, {"describes": "bonn"}, "describes", "no CURIE"),
        (tables_of.OBSERVATIONS, {"value": "2 446"}, "value", "no number"),
        (tables_of.OBSERVATIONS, {"unit": "persn"}, "unit", "did you mean person"),
        (tables_of.OBSERVATIONS, {"qualifier": "circa"}, "qualifier", "there is no"),
        (tables_of.OBSERVATIONS, {"derived_from": "cuont"}, "derived_from", "did you mean count"),
        (tables_of.OBSERVATIONS, {"quote": "长" * 61}, "quote", "61 characters"),
        (tables_of.DIFFERENCES, {"translation_text": "a " * 25 + "b"}, "translation_text", "26 w"),
        (tables_of.LOST_SERIES, {"period_end": "2022"}, "period_end", "no date"),
        (tables_of.CLAIMS, {"subject": "id:organization/inbr"}, "subject", "did you mean inbar"),
        (tables_of.CLAIMS, {"property": "isto:isSaidTobe"}, "property", "did you mean isSaidToBe"),
        (tables_of.CLAIMS, {"value": "isto:BroadIST"}, "value", "did you mean BroadISTO"),
        (tables_of.CLAIMS, {"support": "sated"}, "support", "did you mean stated"),
        (tables_of.CLAIMS, {"cites": "meng-2024-fn-99"}, "cites", "there is no"),
        (tables_of.CLAIMS, {"negated": "no"}, "negated", "neither empty nor true"),
        (tables_of.CLAIMS, {"from": "1984"}, "from", "no date"),
        (tables_of.CLAIMS, {"status": "doubted"}, "status", "there is no"),
        (tables_of.CLAIMS, {"key": "observation-count"}, "key", "there is a claim"),
        (tables_of.CLAIMS, {"negated": "true", "property": "isto:hasField"}, "negated", "negated"),
        (tables_of.DISPUTES, {"claims": "sayd"}, "claims", "did you mean said"),
        (tables_of.DISPUTES, {"kind": "arithmetics"}, "kind", "did you mean arithmetic"),
        (tables_of.DIFFERENCES, {"translation_text": ""}, "translation_text", "is empty"),
        (tables_of.DIFFERENCES, {"concerns": "id:place/bon"}, "concerns", "did you mean bonn"),
        (tables_of.DIFFERENCES, {"kind": "wrong"}, "kind", "there is no"),
        (tables_of.ORGANIZATIONS, {"wikidata": "7817"}, "wikidata", "as in Q7817"),
        (tables_of.ORGANIZATIONS, {"ror": "2qztda51"}, "ror", "as in 02qztda51"),
        (tables_of.ORGANIZATIONS, {"label_en": ""}, "label_en", "is empty"),
        (tables_of.FACTS, {"property": "foundingDat"}, "property", "did you mean foundingDate"),
        (tables_of.FACTS, {"property": "foundingDate", "value": "long ago"}, "value", "no date"),
        (tables_of.FACTS, {"property": "succeeds", "value": "inbr"}, "value", "did you mean inb"),
        (tables_of.FACTS, {"property": "hasInstrument"}, "property", "no property of a fact"),
        (tables_of.FACTS, {"value": "multilateral"}, "value", "did you mean multilateral-agr"),
        (tables_of.FACTS, {"property": "isNonprofit", "value": "yes"}, "value", "true or false"),
        (tables_of.FACTS, {"property": "isHeadquarteredIn", "value": "XX"}, "value", "there is no"),
        (tables_of.FACTS, {"property": "isSaidToBe", "value": "IST"}, "value", "did you mean ISTO"),
        (tables_of.FACTS, {"property": "dissolvedOn", "value": "1946"}, "value", "no date"),
        (tables_of.FACTS, {"property": "hasOffice", "value": "{"}, "value", "no JSON object"),
        (tables_of.FACTS, {"property": "hasOffice", "value": "{}"}, "value", "needs a 'kind'"),
        (tables_of.FACTS, {"property": "hasOffice", "value": '{"at": "CN"}'}, "value", "no 'at'"),
        (
            tables_of.FACTS,
            {"property": "hasRegistration", "value": '{"kind": "constitutiv"}'},
            "value",
            "did you mean constitutive",
        ),
        (tables_of.FACTS, {"property": "isOfficeOf", "value": "inbr"}, "value", "did you mean inb"),
        (
            tables_of.FACTS,
            {"negated": "true", "property": "hasField", "value": "law"},
            "negated",
            "",
        ),
        (tables_of.FACTS, {"reading": "seen"}, "reading", "there is no"),
        (tables_of.FACTS, {"document": "agrement"}, "document", "did you mean agreement"),
        (tables_of.FACTS, {"organization": "place/bon"}, "organization", "did you mean bonn"),
        (tables_of.DOCUMENTS, {"date": "1997-11-31"}, "date", "no date"),
    ],
)
def test_a_wrong_cell_is_refused_by_file_line_and_column(
    tables: Callable[[dict[Layout, list[Cells]]], Path],
    layout: Layout,
    change: Cells,
    column: str,
    problem: str,
) -> None:
    folder = tables({**WORLD, layout: [WORLD[layout][0] | change]})

    with pytest.raises(TableError) as caught:
        load(folder)

    error = caught.value
    assert error.spot == Spot(str(folder / layout.path), 2, field=column)
    assert problem in error.problem
