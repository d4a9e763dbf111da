"""Names in one spelling, and what of them tells organizations apart."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from istograph.matching import Candidate, Name, names
from istograph.matching.frequencies import information
from istograph.matching.names import fold, is_acronym, split_acronym, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("World Health Organisation", "world HEALTH organization"),
        ("The Centre for Science & Technology", "Center of Science and Technology, Inc."),
        ("Société française de physique", "SOCIETE FRANCAISE DE PHYSIQUE"),
        ("国际标准化组织", "國際標準化組織"),
        ("Ｆｕｌｌ Ｗｉｄｔｈ", "full width"),
        ("U.N. Women", "UN Women"),
        ("Children’s Fund", "Childrens Fund"),
        ("Øresund Fællesskab", "Oresund Faellesskab"),
        ("Verein für Physik e.V.", "Verein für Physik"),
        ("中国科学仪器有限公司", "中国科学仪器"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("International Union of Pure and Applied Physics", "International Union of Physics"),
        ("国际竹藤组织", "国际竹藤中心"),
        ("Institute 1", "Institute 2"),
        # The voicing mark is no accent: these are two words.
        ("カ", "ガ"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)


def test_a_name_of_nothing_but_articles_is_still_a_name() -> None:
    assert tokens("The And") == ("the", "and")
    assert tokens("GmbH") == ("gmbh",)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_any_text_has_tokens_without_white_space(text: str) -> None:
    assert all(token and token == token.strip() for token in tokens(text))


def test_acronyms_are_told_from_words() -> None:
    assert all(map(is_acronym, ("IAU", "EuChemS", "UNESCO", "W3C", "R&D")))
    assert not any(map(is_acronym, ("Gavi", "International Union", "中国", "", "I")))
    assert split_acronym("Union (IAU) of Astronomers") == ("Union of Astronomers", "IAU")


def test_acronyms_in_brackets_are_no_part_of_the_name() -> None:
    candidate = Candidate("x", names=(Name("International Astronomical Union (IAU)"),))
    assert [name.text for name in candidate.spoken] == ["International Astronomical Union"]
    assert candidate.acronyms == {"iau"}


def test_rare_words_tell_more() -> None:
    assert information("university") < information("astronomical") <= information("xqzzy")
    assert information("国际") < information("竹藤")


# The cheap test says again, in short, what the patterns look for.
@given(st.sampled_from([*names._AMERICAN, names._BEGUN]), st.data())
def test_no_british_spelling_is_passed_over(spelling: tuple[Any, str], data: st.DataObject) -> None:
    pattern, _ = spelling
    word = data.draw(st.from_regex(pattern, alphabet=st.characters(codec="ascii")))
    assert names._BRITISH.search(word)
