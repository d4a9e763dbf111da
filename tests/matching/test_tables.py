"""Texts and tables are what they were made of, read from bytes too."""

from hypothesis import given
from hypothesis import strategies as st

from istograph.matching.tables import Table, Texts

# Half of a surrogate pair too: somebody may ask for it.
TEXT = st.text(st.characters(exclude_categories=()))
NUMBERS = st.lists(st.integers(0, 2**32 - 1), max_size=3)


@given(st.lists(TEXT))
def test_texts_are_as_they_were(given_: list[str]) -> None:
    texts = Texts.read(Texts(given_).parts("texts"), "texts")

    assert list(texts) == texts[:] == given_
    assert len(texts) == len(given_)


@given(st.dictionaries(TEXT, NUMBERS), TEXT)
def test_a_table_leads_where_a_dictionary_does(entries: dict[str, list[int]], other: str) -> None:
    table = Table.read(Table(entries).parts("table"), "table")

    assert list(table) == sorted(entries)
    for key in {*entries, other}:
        assert list(table.get(key)) == entries.get(key, [])
