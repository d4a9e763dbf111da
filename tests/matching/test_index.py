"""Candidates are found again, whichever way they are asked for, without looking at them all."""

import random
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from istograph.matching import Candidate, Index, Name, answers, score
from istograph.matching.reading import stored


def organization(key: str, *names: str, **rest: object) -> Candidate:
    return Candidate(key, names=tuple(map(Name, names)), **rest)  # type: ignore[arg-type]


_WORDS = """
    astronomical biological chemistry physics geology bamboo rattan union federation society council
    institute international european african asian national research health education
"""
WORDS = _WORDS.split()


@pytest.fixture(scope="module")
def many() -> list[Candidate]:
    """Two thousand organizations of three to five words, of which many share all but one."""
    luck = random.Random(7)
    return [
        organization(f"x-{n}", " ".join(luck.sample(WORDS, luck.randint(3, 5))) + f" {n}")
        for n in range(2_000)
    ]


@pytest.fixture(scope="module")
def index(many: list[Candidate]) -> Index:
    return Index(many)


def test_every_record_of_the_dataset_is_found_by_each_of_its_names(store: Store) -> None:
    known = list(stored(store))
    index = Index(known)
    assert len(known) > 100
    for candidate in known:
        for name in candidate.names:
            found = index.find(Candidate("", names=(name,)), 5)
            best = [each.candidate.key for each in found if each.score.rank == found[0].score.rank]
            assert candidate.key in best, name


def test_an_exact_name_is_first_among_many(many: list[Candidate], index: Index) -> None:
    for candidate in many[::40]:
        assert index.find(organization("", candidate.names[0].text), 1)[0].candidate is candidate


def test_few_are_compared_however_many_there_are(
    many: list[Candidate], index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    def counting(first: Candidate, second: Candidate) -> object:
        compared.append(second)
        return score(first, second)

    monkeypatch.setattr("istograph.matching.index.score", counting)
    index.find(organization("", "International Union of Physics"))
    assert 0 < len(compared) < len(many) / 10


def test_what_is_misspelt_is_found(index: Index) -> None:
    known = Index([*index.candidates, organization("iucr", "Union of Crystallography")])
    assert known.find(organization("", "Union of Crystalography"), 1)[0].candidate.key == "iucr"


def test_the_order_of_the_candidates_changes_no_answer(many: list[Candidate]) -> None:
    shuffled = random.Random(3).sample(many, len(many))
    wanted = organization("", "international union of physics")
    one, other = Index(many).find(wanted, 20), Index(shuffled).find(wanted, 20)
    assert [each.candidate.key for each in one] == [each.candidate.key for each in other]


def test_a_beginning_yields_the_shorter_names_first() -> None:
    index = Index([organization("b", "World Bank Group"), organization("a", "World Bank")])
    assert [each.key for each in index.beginning("world b")] == ["a", "b"]
    assert index.beginning("nothing") == []


def test_an_identifier_finds_its_record_in_each_of_its_forms() -> None:
    identifiers = frozenset({("wikidata", "Q7817"), ("isni", "0000000121633745")})
    known = organization("who", "X", identifiers=identifiers)
    index = Index([known])
    texts = ["who", "Q7817", "q7817", "wikidata:Q7817", "wd:Q7817", "0000 0001 2163 3745"]
    texts += ["http://www.wikidata.org/entity/Q7817", "https://www.wikidata.org/wiki/Q7817"]
    texts += ["0000000121633745", "https://isni.org/isni/0000000121633745"]
    for text in texts:
        assert index.identified(text) == [known], text


def test_two_that_bear_one_name_are_no_match() -> None:
    name = "World Federation of Acupuncture-Moxibustion Societies"
    one, other = organization("a", name), organization("b", name, "WFAS Japan")
    wanted = organization("", name)
    assert [each.is_match for each in answers(Index([one]), wanted, 5)] == [True]
    assert [each.is_match for each in answers(Index([one, other]), wanted, 5)] == [False, False]


def test_of_those_that_fit_alike_the_best_known_is_first() -> None:
    office = organization("a", "World Health Organization - Sierra Leone", "WHO")
    whole = organization("b", "World Health Organization", "WHO", "Organisation mondiale", "OMS")
    index = Index([office, whole])
    found = index.find(organization("", "WHO"))
    assert [each.candidate.key for each in found] == ["b", "a"]
    assert found[0].score.rank == found[1].score.rank


def test_an_acronym_alone_is_found() -> None:
    names = (Name("International Astronomical Union"), Name("IAU", "", "acronym"))
    index = Index([Candidate("iau", names=names), organization("x", "Other Union")])
    assert answers(index, organization("", "IAU"), 1)[0].candidate.key == "iau"


@settings(max_examples=80)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.text(max_size=12))
def test_a_score_is_between_nothing_and_certain(words: list[str], more: str) -> None:
    one, other = organization("a", " ".join(words)), organization("b", " ".join([*words[1:], more]))
    found = score(one, other)
    assert 0 <= found.value <= 1
    assert 0 <= found.rank <= 1
    assert score(one, one).rank >= found.rank


def test_the_table_of_words_is_what_counting_gives(shared: Path) -> None:
    """Counted again on one file: no word is rarer in the table than among a part of the names."""
    import csv
    import gzip

    from istograph.matching.frequencies import RAREST, TABLE, count

    path = shared / "data" / "ecosoc" / "ecosoc_granted.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        names = {row["ngo_name"].strip() for row in csv.DictReader(file)}
    counted = count(organization(name, name) for name in names)
    with TABLE.open(encoding="utf-8", newline="") as file:
        table = {row["word"]: int(row["organizations"]) for row in csv.DictReader(file)}
    assert min(table.values()) == RAREST
    assert [word for word, number in counted.items() if number > max(table.get(word, 0), 9)] == []


def answered(index: Index, asked: list[Candidate]) -> list[list[tuple[str, float]]]:
    return [
        [(each.candidate.key, each.score.rank) for each in index.find(wanted, 3)]
        for wanted in asked
    ]


@pytest.mark.parametrize("is_read", [False, True])
def test_a_changed_index_answers_as_a_new_one(many: list[Candidate], is_read: bool) -> None:
    some = many[:300]
    first = Index.read(Index(some).parts()) if is_read else Index(some)
    before = answered(first, some)
    renamed = organization(some[7].key, "Bamboo Observatory", "竹天文台")
    added = organization("new", "Institute of Quokkas", identifiers=frozenset({("ror", "0new")}))
    gone = some[20].key

    changed = first.changed([renamed, added], [gone])
    wanted = [each for each in some if each.key not in (gone, renamed.key)]
    anew = Index([*wanted, renamed, added])
    asked = [*some, renamed, added, organization("", "Institute of Quokka")]

    assert answered(changed, asked) == answered(anew, asked)
    assert changed.size == anew.size
    assert [c.key for c in changed.beginning("bam")] == [c.key for c in anew.beginning("bam")]
    assert changed.identified("0NEW") == [added]
    assert changed.identified(gone) == []
    assert changed.named("竹天文台") == [renamed]
    assert answered(first, some) == before, "the first one is as it was"
    assert changed.changed(some[7:8], ["new"]).changed([some[20]]).size == first.size


def test_an_index_that_is_read_is_the_one_that_was_kept(store: Store) -> None:
    one = Candidate("mine", "x", (Name("Quokka \ud800 观测台", "zh", "alias"),), founded=1999)
    index = Index(stored(store)).changed([one], ["inbar"])
    read = Index.read(index.parts())

    known = sorted(index.candidates, key=lambda each: each.key)
    assert list(map(astuple, read.candidates)) == list(map(astuple, known))
    assert read.size == index.size
    assert answered(read, index.candidates[:20]) == answered(index, index.candidates[:20])
    for prefix in ("in", "国际", "quok", "zzz"):
        found, before = read.beginning(prefix), index.beginning(prefix)
        assert sorted(each.key for each in found) == sorted(each.key for each in before)
    assert read.of_key("mine") is read.of_key("mine")
    assert read.of_key("inbar") is None
    assert read.beginning("?!") == []
    for each in (read, index):
        assert each.slice(145, 9) == each.candidates[145:154]


def test_nothing_is_left_of_what_has_gone() -> None:
    index = Index([organization("a", "Institute of Quokkas")]).changed([], ["a", "unknown"])

    assert (len(index), index.find(organization("", "Quokkas"))) == (0, [])
    assert set(index.size.values()) == {0}


def test_of_two_that_fit_alike_the_one_that_is_no_more_is_second() -> None:
    pact = Candidate("a", names=(Name("WTO", kind="acronym"),) * 3, is_dissolved=True)
    trade = Candidate("b", names=(Name("WTO", kind="acronym"),))
    found = Index([pact, trade]).find(Candidate("", names=(Name("WTO"),)))

    assert [each.candidate.key for each in found] == ["b", "a"]


def test_what_is_not_alike_is_no_answer() -> None:
    index = Index([Candidate("a", names=(Name("UN Tourism"),))])

    assert all(answer.fit > 0 for answer in answers(index, Candidate("", names=(Name("UN"),)), 9))
