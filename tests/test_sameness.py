"""Links to Wikidata and ROR, as sure as their sources are together."""

import pytest
from pyoxigraph import NamedNode, Quad, Store

from istograph.build.joined import join_records
from istograph.build.progress import Silence
from istograph.build.sameness import sameness
from istograph.joining import Conflict, Plan
from istograph.model import graph, isto, record, value_of
from istograph.rdf.namespaces import expand

A, B = record("organization", "a"), record("organization", "b")
ITEM, OTHER = NamedNode(expand("wd:Q7")), NamedNode(expand("wd:Q8"))
ENTRY = NamedNode("https://ror.org/02qztda51")
NOTHING = Plan({}, (), ())
SAME_AS, TYPE = NamedNode(expand("schema:sameAs")), NamedNode(expand("rdf:type"))
ORGANIZATION, PART_OF = NamedNode(expand("org:Organization")), isto("isPartOf")

Said = tuple[str, NamedNode, NamedNode]


def weighed(*said: Said, plan: Plan = NOTHING) -> set[tuple[str, NamedNode, NamedNode]]:
    store = Store()
    store.extend(Quad(subject, SAME_AS, target, graph(name)) for name, subject, target in said)
    found = sameness(store, ("curated", "ror", "wikidata", "supraverden"), plan)
    return {
        (each.predicate.value.rpartition("#")[2], each.subject, each.object)  # type: ignore[misc]
        for each in found
    }


def test_two_sources_that_agree_make_it_the_same() -> None:
    assert weighed(("curated", A, ITEM), ("ror", A, ITEM)) == {("sameAs", A, ITEM)}


def test_an_item_and_an_entry_that_lead_to_each_other_are_the_same() -> None:
    said: list[Said] = [
        (name, A, target) for name in ("ror", "wikidata") for target in (ITEM, ENTRY)
    ]

    assert weighed(*said) == {("sameAs", A, ITEM), ("sameAs", A, ENTRY)}


@pytest.mark.parametrize(
    "said",
    [
        [("curated", A, ITEM)],
        # that a record is its own registry's is no second opinion
        [("curated", A, ITEM), ("wikidata", A, ITEM)],
        [("ror", A, ITEM), ("ror", A, ENTRY), ("wikidata", A, ITEM)],
        # one of the two is wrong
        [("curated", A, ITEM), ("ror", A, ITEM), ("ror", A, OTHER)],
        [("curated", A, ITEM), ("ror", A, ITEM), ("supraverden", B, ITEM)],
    ],
)
def test_what_one_says_or_another_contradicts_is_left_as_it_was_said(said: list[Said]) -> None:
    assert weighed(*said) == set()


def graphs(*said: Said) -> set[str]:
    """Return in which graphs it stands that a link is the same."""
    store = Store()
    store.extend(Quad(subject, SAME_AS, target, graph(name)) for name, subject, target in said)
    found = sameness(store, ("curated", "local", "ror", "supraverden", "wikidata"), NOTHING)
    return {value_of(quad.graph_name).rpartition("/")[2] for quad in found}


def test_what_is_the_same_stands_in_the_graph_of_who_says_so() -> None:
    assert graphs(("curated", A, ITEM), ("ror", A, ITEM)) == {"curated"}
    # what users wrote is theirs alone to change
    assert graphs(("local", A, ITEM), ("ror", A, ITEM)) == {"ror"}


def test_what_rests_on_a_share_alike_source_stands_in_its_graph() -> None:
    said: list[Said] = [("curated", A, ITEM), ("supraverden", A, ITEM)]

    assert graphs(*said) == {"supraverden"}
    assert graphs(*said, ("ror", A, ITEM)) == {"curated"}


def test_a_link_in_conflict_is_merely_close() -> None:
    conflict = Conflict("identifier-on-two-records", ("old", "b"), "wikidata", ("Q7",))
    plan = Plan({"old": "a"}, (), (conflict,))
    said: list[Said] = [("curated", A, ITEM), ("ror", A, ITEM), ("supraverden", B, ITEM)]

    assert weighed(*said, plan=plan) >= {("closeMatch", A, ITEM), ("closeMatch", B, ITEM)}
    assert not any(predicate == "sameAs" for predicate, _, _ in weighed(*said, plan=plan))


def joined(*others: Quad) -> Store:
    """Return a store after its two records of one item have been joined."""
    store, theirs = Store(), record("organization", "wikidata-q7")
    for subject, name in ((A, "curated"), (theirs, "wikidata")):
        store.add(Quad(subject, TYPE, ORGANIZATION, graph(name)))
        store.add(Quad(subject, SAME_AS, ITEM, graph(name)))
    store.extend(others)
    join_records(store, ("wikidata",), Silence())
    assert Quad(A, SAME_AS, ITEM, graph("wikidata")) in store
    return store


def test_no_record_comes_to_be_claimed_a_part_of_itself() -> None:
    claim, where = record("claim", "c"), graph("wikidata")
    store = joined(
        Quad(claim, TYPE, isto("Claim"), where),
        Quad(claim, isto("subject"), record("organization", "wikidata-q7"), where),
        Quad(claim, isto("property"), PART_OF, where),
        Quad(claim, isto("value"), A, where),
    )

    assert list(store.quads_for_pattern(claim, None, None, where)) == []


def test_what_users_wrote_beside_the_sources_is_not_rewritten() -> None:
    theirs, mine = record("organization", "wikidata-q7"), NamedNode("http://example.org/mine")
    for where in (mine, graph("local"), graph("a-file-that-was-given")):
        said = Quad(theirs, PART_OF, B, where)

        assert said in joined(said)


def test_a_link_that_users_wrote_of_the_other_record_is_one_of_the_record_kept() -> None:
    theirs = record("organization", "wikidata-q7")
    store = joined(
        Quad(theirs, SAME_AS, ENTRY, graph("local")), Quad(A, SAME_AS, ENTRY, graph("curated"))
    )
    plan = Plan({"wikidata-q7": "a"}, (), ())
    found = sameness(store, ("curated", "local", "wikidata"), plan)

    assert (A, ENTRY) in {(each.subject, each.object) for each in found}
