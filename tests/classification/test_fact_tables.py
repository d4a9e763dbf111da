"""A table of facts: each column is taken or named, and a wrong cell is told with row and column."""

import pytest

from istograph.classification import load_theory
from istograph.classification.descriptions.tables import COLUMNS, read_csv
from istograph.errors import Spot, TableError
from istograph.resources import DATA
from istograph.sources.curated import UNREAD

HEADER = "organization,property,value,from,negated,status\n"


def test_rows_of_one_organization_come_together() -> None:
    rows = "x,isNonprofit,true,,,\ny,hasField,physics,1990-01-01,,\nx,isSaidToBe,ISTO,,true,\n"

    assert [each.description for each in read_csv(HEADER + rows, "f").described] == [
        {
            "id": "x",
            "name": "",
            "facts": [
                {"id": "line-2", "property": "isNonprofit", "value": True},
                {"id": "line-4", "property": "isSaidToBe", "value": "ISTO", "negated": True},
            ],
        },
        {
            "id": "y",
            "name": "",
            "facts": [
                {
                    "id": "line-3",
                    "property": "hasField",
                    "value": "physics",
                    "from": "1990-01-01",
                }
            ],
        },
    ]


def test_a_fact_that_does_not_stand_is_left_out_and_named() -> None:
    (only,) = read_csv(HEADER + "x,isNonprofit,true,,,superseded\n", "f").described

    assert only.description == {"id": "x", "name": "", "facts": []}
    assert only.left_out == ("line-2 (superseded)",)


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert read_csv("\ufeff" + HEADER + "x,isNonprofit,true,,,\n", "f").described


def test_booleans_are_read_as_spreadsheets_write_them() -> None:
    table = read_csv(HEADER + "x,isNonprofit,TRUE,,,\nx,isSaidToBe,ISTO,,FALSE,\n", "f")
    first, second = table.described[0].description["facts"]

    assert (first["value"], second["negated"]) == (True, False)


@pytest.mark.parametrize(
    ("cells", "value", "negated"),
    [
        ("isNonprofit,yes", True, False),
        ("isNonprofit,是", True, False),
        ("isNonprofit,0", False, False),
        ("hasParticipantFrom,cn", "CN", False),
        ("isHeadquarteredIn, hk ", "HK", False),
        ("hasField,Physics", "physics", False),
        ("dissolvedOn,1990/6/30", "1990-06-30", False),
        ("isEstablishedUnderLawOf,cn,,是", "CN", True),
        ("isEstablishedUnderLawOf,CN,,No", "CN", False),
    ],
)
def test_a_cell_says_what_it_can_only_mean(cells: str, value: object, *, negated: bool) -> None:
    table = read_csv(f"{HEADER}x,{cells}\n", "f")
    (fact,) = table.described[0].description["facts"]

    assert (fact["value"], fact.get("negated", False)) == (value, negated)
    table.described[0].use(load_theory().statuses)


def test_a_day_is_read_as_spreadsheets_write_it() -> None:
    table = read_csv(
        "organization,property,value,from,to\nx,hasField,physics,1990/1/2,2000年3月4日\n", "f"
    )
    (fact,) = table.described[0].description["facts"]

    assert (fact["from"], fact["to"]) == ("1990-01-02", "2000-03-04")


def test_a_row_has_the_line_on_which_it_begins() -> None:
    text = 'organization,property,value,quote\n\nx,isNonprofit,true,"two\nlines"\n,,,\n'
    text += "x,isInternational,true,\n"
    facts = read_csv(text, "f").described[0].description["facts"]

    assert [fact["id"] for fact in facts] == ["line-3", "line-6"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, ""),
        ("organization,value\n", 1, "property"),
        (HEADER + ",isNonprofit,true,,,\n", 2, "organization"),
        (HEADER + "x,isNonprofit,,,,\n", 2, "value"),
        (HEADER + "x,hasOffice,{,,,\n", 2, "value"),
        (HEADER + "x,isNonprofit,true,,perhaps,\n", 2, "negated"),
        (HEADER + 'x,isNonprofit,"true,,,\n', 2, ""),
        (HEADER + "x,isNonprofit,true,,,,more\n", 2, ""),
        (HEADER + "x,isNonprofit,true,,,disputd\n", 2, "status"),
        ("organisation,property,value\n", 1, "organisation"),
        ("organization,Property,value\n", 1, "Property"),
        ("organization,property,value,form\n", 1, "form"),
        ("organization,property,value,remark\n", 1, "remark"),
        ("organization,property,value,value\n", 1, "value"),
        ("organization,property,value,\nx,isNonprofit,true,lost\n", 2, ""),
        ("organization|property|value\n", 1, "organization|property|value"),
        ("organization,property,value,name\nx,isNonprofit,true,A\nx,hasSTAttribute,true,B\n", 3,
         "name"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(text: str, line: int, column: str) -> None:
    with pytest.raises(TableError) as problem:
        read_csv(text, "f")

    assert problem.value.spot == Spot("f", line, field=column)


@pytest.mark.parametrize("mark", [";", "\t"])
def test_cells_may_be_parted_as_spreadsheets_do_it(mark: str) -> None:
    text = HEADER + "x,isNonprofit,TRUE,,,\nx,hasField,physics,,,\n"

    parted = read_csv("\ufeff" + text.replace(",", mark), "f")

    assert [d.description for d in parted.described] == [
        d.description for d in read_csv(text, "f").described
    ]


def test_a_comma_in_the_header_parts_whatever_the_rows_have() -> None:
    table = read_csv("organization,property,value,name\nx,hasField,physics,A;B\n", "f")

    assert table.described[0].description["name"] == "A;B"


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("y,hasFeild,physics,,,", "property", "did you mean 'hasField'"),
        ("y,hasField,fysics,,,", "value", "did you mean 'physics'"),
        ("y,isHeadquarteredIn,UK,,,", "value", "did you mean 'GB'"),
        ("y,isHeadquarteredIn,China,,,", "value", "line should be: y,isHeadquarteredIn,CN,,,"),
        ("y,isHeadquarteredIn,中国,,,", "value", "It is the mainland alone; Hong Kong, Macao"),
        ("y,isNonprofit,perhaps,,,", "value", "true or false, not 'perhaps'"),
        ("y,isNonprofit,true,1990,,", "from", "'1990' is no date"),
        ("y,isNonprofit,true,6/7/1990,,", "from", "'6/7/1990' is no date"),
        ("y,isNonprofit,true,,true,", "negated", "cannot be negated"),
        ('y,hasOffice,"{""kind"": ""x""}",,,', "value", "no office-kind 'x'"),
    ],
)
def test_a_wrong_fact_is_told_with_its_row_and_column(row: str, column: str, words: str) -> None:
    table = read_csv(f"{HEADER}x,isNonprofit,true,,,\ny,hasField,physics,,,\n{row}\n", "f")

    with pytest.raises(TableError) as problem:
        table.described[1].use(load_theory().statuses)
    assert problem.value.spot == Spot("f", 4, field=column)
    assert words in str(problem.value)


def test_two_rows_with_one_key_are_told_with_the_second() -> None:
    table = read_csv("key,organization,property,value\nk,x,isNonprofit,true\n"
                     "k,x,hasField,physics\n", "f")  # fmt: skip

    with pytest.raises(TableError, match="f:3: column 'key': another fact has the same id"):
        table.described[0].use(load_theory().statuses)


@pytest.mark.parametrize(
    ("column", "meant"),
    [("until", "to"), ("start", "from"), ("org", "organization"), ("predicate", "property")],
)
def test_what_others_call_a_column_is_suggested(column: str, meant: str) -> None:
    with pytest.raises(TableError, match=f"did you mean '{meant}'"):
        read_csv(f"organization,property,value,{column}\n", "f")


def test_every_column_is_taken_or_said_not_to_be_read() -> None:
    columns = dict(read_csv("organization,property,value,quote,x-mine,note\n", "f").columns)

    assert columns == {
        "organization": "the organization's id",
        "property": "property",
        "value": "value",
        "quote": "where the fact is written",
        "x-mine": "",
        "note": "",
    }
    assert all(COLUMNS.values())


def test_our_own_facts_are_such_a_table() -> None:
    path = DATA / "curated" / "facts.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    # A founding date or a town decides nothing, and is no fact of the classifier's.
    read = [row for row in rows if not any(f",{name}," in row for name in UNREAD)]
    table = read_csv("".join([head, *read]), "f")
    theory = load_theory()

    assert len(table.described) > 20
    assert all(each.use(theory.statuses) for each in table.described)


def test_a_row_that_is_said_twice_is_refused() -> None:
    rows = "x,isNonprofit,true,,,\nx,hasField,physics,,,\nx,isNonprofit,true,,,\n"

    with pytest.raises(TableError, match="f:4: says what line 2 says"):
        read_csv(HEADER + rows, "f")


def test_two_sources_may_say_the_same() -> None:
    rows = "organization,property,value,source\nx,isNonprofit,true,a\nx,isNonprofit,true,b\n"

    [each] = read_csv(rows, "f").described
    assert len(each.description["facts"]) == 2
