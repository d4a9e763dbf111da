"""Places in documents, in words of both languages."""

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from istograph.classification.words.locators import locator_words
from istograph.resources import CURATED


@pytest.mark.parametrize(
    ("written", "chinese"),
    [
        ("Article 3, paragraph 2", "第3条第2款"),
        ("Article XXI", "第二十一条"),
        ("Articles 24 and 33", "第24、33条"),
        ("Articles I and II", "第一、二条"),
        ("Article 1, paragraph 2 (c)", "第1条第2款(c)项"),
        ("section 4 (e) and (f)", "第4节(e)、(f)项"),
        ("paragraph 4 (a)", "第4段(a)项"),
        ("Article 2.1", "第2.1条"),
        ("Preamble, last paragraph; Article 1", "序言末段；第1条"),
        ("Preamble, fourth recital", "序言第四段"),
        ("first recital, objective 4", "序言第一段目标4"),
        ("first to third paragraphs", "第一至三段"),
        ("first sentence", "第一句"),
        ("p. 910", "第910页"),
        ("Appendix I (Article 45)", "附录一（第45条）"),
        ("Article 4: list of member states", "第4条：成员国名单"),
        ("constitution, on functions", "章程，关于职能"),
        ("founding members, 1919", "创始成员（1919年）"),
    ],
)
def test_a_place_has_its_chinese_words(written: str, chinese: str) -> None:
    words = locator_words(written)

    assert (words.en, words.zh) == (written, chinese)


@pytest.mark.parametrize(
    "written",
    [
        *("", "02wp9c512", "2001", "GEOSS Data Sharing Principles", "Article A (now Article 1)"),
        *("Article 8 of the convention, as reported", "Q7817 P31; revision 12; statement Q7817$1"),
        "zeroth paragraph",
    ],
)
def test_what_is_not_understood_stays_as_it_is(written: str) -> None:
    assert locator_words(written).zh == written


@given(st.text())
def test_whatever_is_written_has_words(written: str) -> None:
    assert locator_words(written).en == written


def test_most_places_of_the_curated_facts_are_in_chinese() -> None:
    with (CURATED / "facts.csv").open(encoding="utf-8", newline="") as file:
        written = [row["locator"] for row in csv.DictReader(file)]
    # A date, a number or an identifier alone needs no words.
    written = [text for text in written if re.search("[A-Za-z]{3}", text)]
    chinese = [words.zh for words in map(locator_words, written) if words.zh != words.en]

    assert len(chinese) > 0.85 * len(written)
    bare = (re.sub(r"0[a-z0-9]{8}|[IVXL]+\.|\(iii\)", "", text) for text in chinese)
    assert not [text for text in bare if re.search("[A-Za-z]{2}", text)]
