from pathlib import Path

import pytest

from istograph.errors import InputError, Spot, TableError
from istograph.sources.tables import canonical_csv, parse_table, read_table

COLUMNS = ("key", "name", "note")


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("key,nane,note\n", 1, "nane", "unknown; did you mean name?"),
        ("key,name\n", 1, "note", "missing; the columns are key,name,note"),
        ("key,name,note,name\n", 1, "name", "twice"),
        ("", 1, "key", "missing"),
        ("key,name,note\na,b\n", 2, "note", "is missing: the row has 2 cells, the header 3"),
        ("key,name,note\na,b,c,d\n", 2, "note", "1 more; quote a cell that holds a comma"),
        ("key,name,note\na, b,c\n", 2, "name", "begins or ends with a space"),
        ('key,name,note\na,"b,c\n', 2, "", "is not CSV"),
        ('key,name,note\na,"x\ny",c\nb,c\n', 4, "note", "is missing"),
        ("key,name,note\n\na,b,c\n", 2, "key", "is missing: the row has 0 cells"),
    ],
)
def test_a_malformed_table_is_refused_by_line_and_column(
    text: str, line: int, column: str, problem: str
) -> None:
    with pytest.raises(TableError) as caught:
        parse_table(text, COLUMNS, "t.csv")

    error = caught.value
    assert error.spot == Spot("t.csv", line, field=column)
    assert problem in error.problem


def test_the_error_reads_as_file_line_and_column() -> None:
    with pytest.raises(TableError, match=r"t\.csv:2: column 'note': is missing"):
        parse_table("key,name,note\na,b\n", COLUMNS, "t.csv")


@pytest.mark.parametrize(
    ("data", "line", "column", "problem"),
    [
        (b"key,name,note\na,x,y\nb,x,y\na,x,z\n", 4, "key", "the key of line 2 already"),
        (b"key,name,note\n,x,y\n", 2, "key", "is empty"),
        ("key,name,note\na,竹,藤\n".encode("gb18030"), 2, "", "is not UTF-8"),
    ],
)
def test_a_malformed_file_is_refused_by_line_and_column(
    tmp_path: Path, data: bytes, line: int, column: str, problem: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)

    with pytest.raises(TableError) as caught:
        read_table(path, COLUMNS, "key")

    error = caught.value
    assert error.spot == Spot(str(path), line, field=column)
    assert problem in error.problem


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: there is no such table"):
        read_table(tmp_path / "none.csv", COLUMNS, "key")


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    rows = parse_table("\ufeffkey,name,note\na,b,c\n", COLUMNS)

    assert rows[0]["key"] == "a"


def test_columns_may_stand_in_another_order() -> None:
    rows = parse_table("note,key,name\nn,k,m\n", COLUMNS)

    assert dict(rows[0].cells) == {"key": "k", "name": "m", "note": "n"}


def test_a_list_cell_is_split_at_its_separator() -> None:
    rows = parse_table("key,name,note\na,x | y|z,\n", COLUMNS)

    assert (rows[0].items("name"), rows[0].items("note")) == (["x", "y|z"], [])


def test_a_parser_s_complaint_names_the_cell() -> None:
    (row,) = parse_table("key,name,note\na,b,x\n", COLUMNS, "t.csv")

    with pytest.raises(TableError, match=r"t\.csv:2: column 'note': .*int\(\)"):
        row.parse("note", int)


def test_the_canonical_form_is_its_own_canonical_form() -> None:
    canonical = canonical_csv('key,note\r\nb,"say ""x"""\r\na,"two\nlines"\r\n')

    assert canonical == 'key,note\na,"two\nlines"\nb,"say ""x"""\n'
    assert canonical_csv(canonical) == canonical
