"""Which records become one, which do not, and why."""

from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from istograph.joining import Candidate, Plan, join
from istograph.matching import Name


def record(
    key: str,
    source: str,
    *names: str,
    ids: tuple[str, ...] = (),
    country: str = "",
    founded: int | None = None,
    site: str = "",
) -> Candidate:
    """Return a record; identifiers are written as `wikidata:Q1`."""
    identifiers = (text.partition(":") for text in ids)
    return Candidate(
        key=key,
        source=source,
        names=tuple(map(Name, names)),
        identifiers=frozenset((scheme, value) for scheme, _, value in identifiers),
        countries=frozenset({country} if country else ()),
        founded=founded,
        websites=frozenset({site} if site else ()),
    )


def apart(*keys: str) -> list[frozenset[str]]:
    return [frozenset(pair) for pair in combinations(keys, 2)]


def kinds(plan: Plan) -> list[str]:
    return [conflict.kind for conflict in plan.conflicts]


IAU = ("International Astronomical Union", "Union astronomique internationale")


def test_a_shared_identifier_joins_and_ours_is_kept() -> None:
    plan = join(
        [
            record("wikidata-q6867", "wikidata", ids=("wikidata:Q6867",)),
            record("ror-05nex2951", "ror", ids=("ror:05nex2951", "wikidata:Q6867")),
            record("iau", "curated", ids=("ror:05nex2951",)),
        ]
    )
    assert plan.replaced == {"ror-05nex2951": "iau", "wikidata-q6867": "iau"}
    assert plan.conflicts == ()


def test_without_ours_rors_is_kept_then_wikidatas() -> None:
    wikidata = record("wikidata-q1", "wikidata", ids=("wikidata:Q1",))
    ror = record("ror-x", "ror", ids=("ror:x", "wikidata:Q1"))
    other = record("ecosoc-x", "ecosoc", ids=("wikidata:Q1",))
    assert join([other, wikidata, ror]).replaced == {"ecosoc-x": "ror-x", "wikidata-q1": "ror-x"}
    assert join([other, wikidata]).replaced == {"ecosoc-x": "wikidata-q1"}


def test_a_join_says_by_which_identifier_and_through_which_record() -> None:
    plan = join(
        [
            record("a", "curated", ids=("ror:x",)),
            record("ror-x", "ror", ids=("ror:x", "wikidata:Q1")),
            record("wikidata-q1", "wikidata", ids=("wikidata:Q1",)),
        ]
    )
    through = {each.of: (each.into, each.via, each.identifiers) for each in plan.joins}
    assert through == {
        "ror-x": ("a", "a", (("ror", "x"),)),
        "wikidata-q1": ("a", "ror-x", (("wikidata", "Q1"),)),
    }
    said = next(each for each in plan.joins if each.of == "wikidata-q1")
    assert (said.reason, said.certainty) == ("identifier", 1.0)
    assert "Q1" in said.text.en
    assert "维基数据" in said.text.zh


def test_an_identifier_on_two_records_of_one_source_joins_neither() -> None:
    plan = join(
        [
            record("supraverden-1", "supraverden", "JIVE", ids=("wikidata:Q17088342",)),
            record("supraverden-2", "supraverden", "LifeWatch", ids=("wikidata:Q17088342",)),
            record("wikidata-q17088342", "wikidata", ids=("wikidata:Q17088342",)),
        ]
    )
    assert plan.replaced == {}
    assert kinds(plan) == ["identifier-on-two-records"]
    assert "supraverden-1, supraverden-2" in plan.conflicts[0].text.en


def test_two_identifiers_on_one_record_are_reported_and_join_nothing() -> None:
    plan = join(
        [
            record("ror-x", "ror", ids=("ror:x", "wikidata:Q1", "wikidata:Q2")),
            record("wikidata-q1", "wikidata", ids=("wikidata:Q1",)),
            record("wikidata-q2", "wikidata", ids=("wikidata:Q2",)),
        ]
    )
    assert plan.replaced == {}
    assert kinds(plan) == ["two-identifiers-on-one-record"]


def test_two_identifiers_in_one_group_are_reported_and_join_nothing() -> None:
    plan = join(
        [
            record("a", "curated", ids=("ror:x", "wikidata:Q1")),
            record("ror-x", "ror", ids=("ror:x", "wikidata:Q2")),
        ]
    )
    assert plan.replaced == {}
    assert kinds(plan) == ["two-identifiers-in-one-group"]
    assert plan.conflicts[0].values == ("Q1", "Q2")


def test_a_second_identifier_of_one_kind_does_not_undo_what_another_joins() -> None:
    # As ROR has the Ministry of Science and Technology, and the National Institutes of Health.
    both = ("ror:x", "wikidata:Q1", "wikidata:Q2")
    ours, theirs = record("most", "curated", ids=("ror:x",)), record("ror-x", "ror", ids=both)
    item = record("wikidata-q1", "wikidata", ids=("ror:x", "wikidata:Q1"))
    other = record("wikidata-q2", "wikidata", ids=("ror:x", "wikidata:Q2"))

    plan = join([ours, theirs, item])
    assert plan.replaced == {"ror-x": "most", "wikidata-q1": "most"}
    assert kinds(plan) == ["two-identifiers-on-one-record"]
    opposed = record("wikidata-q3", "wikidata", ids=("ror:x", "wikidata:Q3"))
    for wrong in ([item, other], [opposed]):
        plan = join([ours, theirs, *wrong])
        assert plan.replaced == {}
        assert len(plan.conflicts) > 1


def test_two_records_of_one_source_are_not_joined_through_a_third() -> None:
    plan = join(
        [
            record("a", "curated", ids=("ror:x", "wikidata:Q1")),
            record("supraverden-1", "supraverden", ids=("wikidata:Q1",)),
            record("supraverden-2", "supraverden", ids=("ror:x",)),
        ]
    )
    assert plan.replaced == {}
    assert kinds(plan) == ["two-records-of-one-source"]


def test_what_is_said_to_be_different_stays_apart_whatever_is_shared() -> None:
    both = [
        record("inbar", "curated", ids=("wikidata:Q1",)),
        record("wikidata-q1", "wikidata", ids=("wikidata:Q1",)),
    ]
    assert join(both).replaced == {"wikidata-q1": "inbar"}
    plan = join(both, apart("inbar", "wikidata-q1"))
    assert plan.replaced == {}
    assert kinds(plan) == ["kept-apart"]


def test_what_is_apart_is_not_joined_through_a_third() -> None:
    records = [
        record("a", "curated", ids=("ror:x", "wikidata:Q1")),
        record("ror-x", "ror", ids=("ror:x",)),
        record("wikidata-q1", "wikidata", ids=("wikidata:Q1",)),
    ]
    plan = join(records, apart("ror-x", "wikidata-q1"))
    assert plan.replaced == {"ror-x": "a"}


def test_names_with_evidence_join() -> None:
    plan = join(
        [
            record("iau", "curated", *IAU, country="FR", founded=1919, site="https://iau.org"),
            record("ror-x", "ror", IAU[0], country="FR", founded=1919, site="https://www.iau.org/"),
        ]
    )
    assert plan.replaced == {"ror-x": "iau"}
    (said,) = plan.joins
    assert said.reason == "name"
    assert said.certainty > 0.93
    assert "the website" in said.text.en
    assert "成立年份" in said.text.zh


def test_a_name_that_many_may_have_joins_nothing_without_evidence() -> None:
    plan = join(
        [record("a", "curated", "Ministry of Health"), record("b", "ror", "Ministry of Health")]
    )
    assert plan.replaced == {}


def test_a_distinctive_name_joins_alone_unless_a_third_has_it() -> None:
    name = "World Federation of Acupuncture-Moxibustion Societies"
    both = [record("wfas", "curated", name), record("ecosoc-wfas", "ecosoc", name)]
    assert join(both).replaced == {"ecosoc-wfas": "wfas"}
    branch = record("ror-x", "ror", name, "WFAS Japan", country="JP")
    assert "ecosoc-wfas" not in join([*both, branch]).replaced


def test_a_name_that_is_only_an_other_name_does_not_join_alone() -> None:
    # A registry has the women's university of the federation with the federation's name.
    name = "All-China Federation of Acupuncture and Moxibustion"
    university = Candidate(
        "ror-x", "ror", (Name("China University of Acupuncture"), Name(name, "", "alias"))
    )
    assert join([record("acwf", "curated", name), university]).replaced == {}


def test_a_branch_that_is_called_like_the_whole_and_more_does_not_join_alone() -> None:
    name = "Survey of Health, Ageing and Retirement in Europe"
    branch = record("ror-x", "ror", name, f"{name} – účast ČR")
    assert join([record("share", "curated", name), branch]).replaced == {}


def test_an_identifier_that_nobody_else_has_is_no_conflict_unless_it_must_be_one() -> None:
    def twice(identifier: str) -> list[str]:
        return kinds(join([record(f"ror-{n}", "ror", ids=(identifier,)) for n in "xy"]))

    assert twice("isni:0000 0001") == []
    assert twice("wikidata:Q1") == ["identifier-on-two-records"]


def test_evidence_against_keeps_namesakes_apart() -> None:
    name = "International Crops Research Institute for the Semi-Arid Tropics"
    plan = join(
        [
            record("a", "curated", name, country="IN", founded=1972),
            record("b", "ror", name, country="NE", founded=1972),
        ]
    )
    assert plan.replaced == {}


def test_other_identifiers_of_one_kind_keep_namesakes_apart() -> None:
    alike = {"country": "FR", "founded": 1919, "site": "https://iau.org"}
    plan = join(
        [
            record("a", "curated", *IAU, ids=("wikidata:Q1",), **alike),
            record("b", "ror", *IAU, ids=("wikidata:Q2",), **alike),
        ]
    )
    assert plan.replaced == {}


def test_what_fits_two_records_of_one_source_is_reported_and_joined_to_neither() -> None:
    alike = {"country": "FR", "founded": 1919, "site": "https://iau.org"}
    plan = join(
        [
            record("a", "curated", *IAU, **alike),
            *(record(f"ror-{n}", "ror", *IAU, **alike) for n in "xy"),
        ]
    )
    assert plan.replaced == {}
    assert kinds(plan) == ["ambiguous-name"]


def test_two_records_of_one_source_are_never_joined_by_name() -> None:
    alike = {"country": "FR", "founded": 1919, "site": "https://iau.org"}
    plan = join([record(f"ror-{n}", "ror", *IAU, **alike) for n in "xy"])
    assert plan.replaced == {}


# Properties, on generated records

NAMES = (
    *IAU,
    "World Federation of Acupuncture-Moxibustion Societies",
    "Ministry of Health",
    "国际天文学联合会",
    "International Union of Pure and Applied Physics",
)


@st.composite
def records(draw: st.DrawFn) -> list[Candidate]:
    number = draw(st.integers(2, 8))
    return [
        record(
            f"{chr(97 + at)}",
            draw(st.sampled_from(["curated", "ror", "wikidata", "ecosoc"])),
            *draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True)),
            ids=tuple(
                draw(
                    st.lists(
                        st.sampled_from(["wikidata:Q1", "wikidata:Q2", "ror:x", "ror:y", "lei:1"]),
                        max_size=2,
                        unique=True,
                    )
                )
            ),
            country=draw(st.sampled_from(["", "FR", "US"])),
            founded=draw(st.sampled_from([None, 1919, 1980])),
            site=draw(st.sampled_from(["", "https://iau.org", "https://www.iau.org/"])),
        )
        for at in range(number)
    ]


PAIRS = st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=2, max_size=2), max_size=3)


@settings(max_examples=60)
@given(records(), PAIRS, st.integers())
def test_the_order_of_records_changes_nothing(
    known: list[Candidate], pairs: list[set[str]], seed: int
) -> None:
    shuffled = list(known)
    Random(seed).shuffle(shuffled)
    assert join(known, map(frozenset, pairs)) == join(shuffled, map(frozenset, reversed(pairs)))


@settings(max_examples=60)
@given(records(), PAIRS)
def test_no_group_has_what_it_must_not(known: list[Candidate], pairs: list[set[str]]) -> None:
    plan = join(known, map(frozenset, pairs))
    by_key = {each.key: each for each in known}
    groups: dict[str, set[str]] = {}
    for key in by_key:
        groups.setdefault(plan.replaced.get(key, key), set()).add(key)
    for keeper, keys in groups.items():
        members = [by_key[key] for key in keys]
        sources = [member.source for member in members]
        assert len(set(sources)) == len(sources)
        assert not any(set(pair) <= keys for pair in pairs)
        assert keeper in keys
        for scheme in ("wikidata", "ror") if len(keys) > 1 else ():
            values = {v for member in members for s, v in member.identifiers if s == scheme}
            owners = [m for m in members if len([v for s, v in m.identifiers if s == scheme]) > 1]
            assert len(values) <= 1 or owners, (keys, values)


@settings(max_examples=60)
@given(records())
def test_every_replacement_has_its_reason(known: list[Candidate]) -> None:
    plan = join(known)
    assert [each.of for each in plan.joins] == sorted(plan.replaced)
    for each in plan.joins:
        assert plan.replaced.get(each.of) == each.into
        assert each.text.en
        assert each.text.zh
