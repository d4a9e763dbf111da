"""What the curated tables quote is really in the text, in the line that they name."""

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from istograph.model import isto, record
from istograph.rdf.namespaces import ISTO
from istograph.resources import CURATED
from istograph.sources import layout as tables_of
from istograph.sources import paper
from istograph.sources.layout import MEASURES_CHINA, MEASURES_WORLD, Layout
from istograph.sources.tables import Row, read_table

ORIGINAL = Path("seeds", "000_b38161aec4357a26.txt")
TRANSLATION = Path("seeds", "001_b644b3690899bdb2.txt")
CIRCLES = ("●", "○")


def rows(layout: Layout) -> list[Row]:
    return read_table(CURATED / layout.path, layout.columns, layout.key)


def comparable(text: str) -> str:
    """Leave out spaces, markup and the marks of notes; of a sign's forms, keep one."""
    text = re.sub(r"<sup>.*?</sup>", "", text)
    text = unicodedata.normalize("NFKC", text).translate({0x201C: '"', 0x201D: '"', 0x2019: "'"})
    return re.sub(r"[\s*\\]|。$", "", text)


def lines(path: Path) -> list[str]:
    """Return the lines of a text; the first has index 1."""
    return ["", *path.read_text(encoding="utf-8").split("\n")]


def circles(line: str) -> list[str]:
    """Return the circles of a row of a table, from left to right."""
    return [cell.strip() for cell in line.split("\t") if cell.strip() in CIRCLES]


@pytest.fixture(scope="module")
def original(shared: Path) -> list[str]:
    return lines(shared / ORIGINAL)


@pytest.fixture(scope="module")
def graph() -> list[Quad]:
    return list(paper.quads())


def values(graph: list[Quad], predicate: NamedNode) -> dict[NamedNode, Literal]:
    return {q.subject: q.object for q in graph if q.predicate == predicate}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("key", "path"), [("meng-2024-text", ORIGINAL), ("meng-2024-translation", TRANSLATION)]
)
def test_the_lines_are_those_of_the_file_with_the_recorded_hash(
    shared: Path, key: str, path: Path
) -> None:
    (document,) = [row for row in rows(tables_of.PAPER_DOCUMENTS) if row["key"] == key]

    assert document["sha256"] == hashlib.sha256((shared / path).read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("layout", "first", "last", "measures"),
    [
        (tables_of.TABLE_1, 127, 153, MEASURES_CHINA),
        (tables_of.TABLE_2, 177, 190, MEASURES_WORLD),
    ],
)
def test_every_cell_of_a_table_is_as_printed(
    original: list[str], layout: Layout, first: int, last: int, measures: tuple[str, ...]
) -> None:
    printed = {line: circles(original[line]) for line in range(first, last + 1)}

    assert {int(r["line"]): [r[m] for m in measures] for r in rows(layout)} == printed
    assert {len(cells) for cells in printed.values()} == {len(measures)}


def test_the_black_circles_of_the_graph_are_those_of_the_text(
    original: list[str], graph: list[Quad]
) -> None:
    mentioned = [q for q in graph if q.object == record("mention", "mentioned")]
    standing = [q for q in mentioned if q.predicate == isto("mention")]
    printed = sum(circles(line).count("●") for line in original)

    assert len(standing) == printed


@pytest.mark.parametrize(
    ("layout", "groups"),
    [
        (
            tables_of.TABLE_1,
            {"国家层面": "national", "部门层面": "department", "地方层面": "local"},
        ),
        (
            tables_of.TABLE_2,
            {
                "美国": "united-states",
                "比利时": "belgium",
                "德国": "germany",
                "日本": "japan",
                "俄罗斯": "russia",
                "韩国": "republic-of-korea",
                "新加坡": "singapore",
                "泰国": "thailand",
            },
        ),
    ],
)
def test_every_row_stands_in_the_group_that_is_printed_above_it(
    original: list[str], layout: Layout, groups: dict[str, str]
) -> None:
    column = "level" if layout is tables_of.TABLE_1 else "country"
    printed = ""
    for row in rows(layout):
        printed = original[int(row["line"])].split("\t")[0] or printed

        assert row[column] == groups[printed]


def test_every_row_is_named_as_printed(original: list[str]) -> None:
    for row in rows(tables_of.TABLE_1) + rows(tables_of.TABLE_2):
        name = original[int(row["line"])].split("\t")[1]

        assert comparable(row["printed"]) == comparable(name)
        assert re.sub("[《》]", "", row["printed"]) == row["label_zh"]


def test_every_quote_stands_in_its_line(original: list[str], graph: list[Quad]) -> None:
    place = values(graph, isto("line"))
    quotes = values(graph, isto("quote"))
    wrong = {
        claim.value: quote.value
        for claim, quote in quotes.items()
        if comparable(quote.value) not in comparable(original[int(place[claim].value)])
    }

    assert quotes
    assert wrong == {}


def test_every_claim_of_the_text_has_its_line_and_quote(graph: list[Quad]) -> None:
    claims = {q.subject for q in graph if q.object == NamedNode(ISTO + "Claim")}

    assert claims == set(values(graph, isto("quote")))
    assert claims <= set(values(graph, isto("line")))


def test_every_policy_is_named_in_its_line(original: list[str]) -> None:
    for row in rows(tables_of.POLICIES):
        assert comparable(row["quote"]) in comparable(original[int(row["line"])]), row["key"]


def numbered(column: str) -> list[Row]:
    return [row for row in rows(tables_of.PAPER_DOCUMENTS) if row[column]]


def test_there_are_28_references_and_27_footnotes() -> None:
    references = sorted(int(row["reference_number"]) for row in numbered("reference_number"))
    footnotes = sorted(int(row["footnote_number"]) for row in numbered("footnote_number"))

    assert references == list(range(1, 29))
    assert footnotes == list(range(1, 28))


@pytest.mark.parametrize("column", ["label_zh", "label_en", "publisher", "url", "issued"])
@pytest.mark.parametrize("kind", ["reference_number", "footnote_number"])
def test_the_line_of_a_document_holds_what_is_recorded_of_it(
    original: list[str], kind: str, column: str
) -> None:
    for row in numbered(kind):
        # An entry of the references, two lines, may go on as a new item after the end of a page.
        line = int(row["line"])
        entry = original[line : line + (4 if kind == "reference_number" else 1)]
        text = "".join(part.removeprefix("- ") for part in entry)
        found = comparable(row[column]) in comparable(text)

        assert found or (kind, column) == ("footnote_number", "label_en") or row["key"] in OURS


# The two footnotes that are remarks, not titles: their labels are ours.
OURS = ("meng-2024-fn-01", "meng-2024-fn-20")


def test_a_footnote_s_line_begins_with_the_mark_recorded(original: list[str]) -> None:
    for row in numbered("footnote_number"):
        line = re.sub("</?sup>", "", original[int(row["line"])])

        assert line.startswith(row["printed_mark"])


def test_a_mark_that_is_not_the_number_is_explained() -> None:
    circled = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
    for row in numbered("footnote_number"):
        number = int(row["footnote_number"])
        as_numbered = number <= len(circled) and row["printed_mark"] == circled[number - 1]

        assert as_numbered == (not row["note_en"])


def test_a_difference_quotes_both_texts(shared: Path, original: list[str]) -> None:
    translated = lines(shared / TRANSLATION)
    for row in rows(tables_of.DIFFERENCES):
        for text, side in ((original, "original"), (translated, "translation")):
            if row[f"{side}_line"]:
                line = comparable(text[int(row[f"{side}_line"])])

                assert comparable(row[f"{side}_text"]) in line, row["key"]
